//! Every backup of the samples, as programs at a terminal see it.

use std::{collections::BTreeMap, path::PathBuf};

use hornbook::web::Role;
use serde_json::Value;

use super::{files, number, rows};
use crate::{fixtures::fixture, test_site::TestSite};

/// The sound backups of Moodle 2 to 5, with what an independent reader says of them.
fn backups() -> Option<Vec<(PathBuf, Option<Value>)>> {
    let manifest = fixture("mbz/MANIFEST.json")?;
    let folder = manifest.parent().unwrap().to_owned();
    let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    let mut found: Vec<(PathBuf, Option<Value>)> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["facts"]["kind"] == "moodle2")
        .map(|file| (folder.join(file["file"].as_str().unwrap()), Some(file["facts"].clone())))
        .collect();
    for more in ["moodle-cli", "moodle-cli/activities"] {
        let mut names: Vec<PathBuf> = std::fs::read_dir(folder.join(more))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "mbz"))
            .collect();
        names.sort();
        found.extend(names.into_iter().map(|path| (path, None)));
    }
    Some(found)
}

fn counts(value: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(value.clone()).unwrap()
}

#[tokio::test]
async fn every_sample_is_inspected_and_taken_in_with_nothing_lost() {
    let Some(backups) = backups() else { return };
    assert!(backups.len() >= 10, "{backups:?}");
    let site = TestSite::start().await;
    site.person("wilma", Role::Publisher).await;
    let mut wrong = Vec::new();
    for (path, facts) in backups {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file = path.to_str().unwrap();
        let said = site.command(&["course", "inspect", file, "--json"], "").await;
        if said.code != 0 {
            wrong.push(format!("{name}: inspect said {}", said.err));
            continue;
        }
        let inventory: Value = serde_json::from_str(&said.out).unwrap();
        let activities = counts(&inventory["activities"]);
        if let Some(facts) = facts {
            let none = serde_json::json!({});
            let same = [
                ("title", inventory["title"] == facts["title"]),
                ("release", inventory["moodle_release"] == facts["release"]),
                ("activities", activities == counts(&facts["activities"])),
                (
                    "questions",
                    counts(&inventory["questions"]) == counts(facts.get("qtypes").unwrap_or(&none)),
                ),
                (
                    "sections",
                    inventory["sections"].as_array().unwrap().len() as u64
                        == facts["sections"].as_u64().unwrap(),
                ),
                ("files", inventory["files"] == facts["files_named"]),
                (
                    "users",
                    inventory["personal_data"]["users"].as_u64().unwrap()
                        == facts["users"].as_u64().unwrap_or(0),
                ),
            ];
            let differ = same.iter().filter(|(_, same)| !same).map(|(what, _)| *what);
            wrong.extend(differ.map(|what| format!("{name}: {what} of {}", said.out)));
        }
        let all: u64 = activities.values().sum();
        let before = site.count("resources").await;
        // Some samples are of one course: a copy makes new resources of each.
        let arguments =
            ["course", "import", file, "--by", "wilma", "--publish", "--copy", "--json"];
        let said = site.command(&arguments, "").await;
        if said.code != 0 {
            wrong.push(format!("{name}: import said {}", said.err));
            continue;
        }
        let report: Value = serde_json::from_str(&said.out).unwrap();
        let made = report["resources"].as_u64().unwrap();
        let skipped = report["skipped"].as_array().unwrap().len() as u64;
        if made + skipped != all || made != site.count("resources").await - before {
            wrong.push(format!("{name}: of {all} activities {made} made: {}", said.out));
        }
        if report["left_out"]["users"] != inventory["personal_data"]["users"] {
            wrong.push(format!("{name}: left out {}", report["left_out"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let left: Vec<_> = files(&site.site.data.join("imports")).into_iter().collect();
    assert!(left.is_empty(), "{left:?}");
    let data = &site.site.data;
    assert_eq!(number(data, "select count(*) from imports where upload is not null"), 0);
    assert!(number(data, "select count(*) from resources where state = 'published'") > 100);
}

#[tokio::test]
async fn a_broken_backup_is_refused_with_one_sentence_and_leaves_nothing() {
    let Some(broken) = fixture("mbz/broken-zip.mbz") else { return };
    let site = TestSite::start().await;
    site.person("wilma", Role::Contributor).await;
    let data = site.site.data.to_path_buf();
    site.settled().await;
    let (rows_before, files_before) = (rows(&data), files(&data));
    for arguments in [
        &["course", "inspect", broken.to_str().unwrap(), "--json"][..],
        &["course", "import", broken.to_str().unwrap(), "--by", "wilma", "--json"],
    ] {
        let said = site.command(arguments, "").await;
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        let sentence = said.err.trim();
        assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}");
        assert_eq!(sentence.matches(". ").count(), 0, "{sentence}");
    }
    assert_eq!(rows(&data), rows_before);
    assert_eq!(files(&data), files_before);
}

#[tokio::test]
async fn a_terminal_takes_only_what_is_asked_for_and_says_what_is_wrong() {
    let site = TestSite::start().await;
    site.person("wilma", Role::Contributor).await;
    site.person("rob", Role::Reader).await;
    let data = site.site.data.to_path_buf();
    let archive = data.join("rivers.mbz");
    std::fs::write(&archive, super::backups::Backup::of(3, 100).pack()).unwrap();
    let file = archive.to_str().unwrap();
    site.settled().await;
    let (rows_before, files_before) = (rows(&data), files(&data));
    for wrong in [
        &["course", "import", file, "--by", "nobody"][..],
        &["course", "import", file, "--by", "rob"],
        &["course", "import", file, "--by", "wilma", "--only", "2,77"],
        &["course", "import", file, "--by", "wilma", "--community", "none"],
        &["course", "import", file, "--by", "wilma", "--licence", "mine"],
        &["course", "import", "/nothing/here.mbz", "--by", "wilma"],
    ] {
        let said = site.command(wrong, "").await;
        assert_eq!((said.code, said.err.lines().count()), (1, 1), "{wrong:?}: {}", said.err);
    }
    assert_eq!(rows(&data), rows_before);
    assert_eq!(files(&data), files_before);
    let wanted = ["course", "import", file, "--by", "wilma", "--only", "2,3", "--json"];
    let said = site.command(&wanted, "").await;
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &report["resources"]), (0, &2.into()), "{}", said.err);
    assert_eq!(report["skipped"][0]["cmid"], 1);
    assert_eq!(report["skipped"][0]["why"], "not_chosen");
    assert_eq!(number(&data, "select count(*) from resources where state = 'draft'"), 2);
}

#[tokio::test]
async fn headings_over_nothing_come_with_a_whole_course_and_not_with_a_part_of_it() {
    let Some(path) = fixture("mbz/m262-availability.mbz") else { return };
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let take = async |more: &[&str]| {
        let taken = ["course", "import", path.to_str().unwrap(), "--by", "wilma", "--json"];
        let said = site.command(&[&taken[..], more].concat(), "").await;
        let report: Value = serde_json::from_str(&said.out).unwrap();
        let key = report["collection"]["key"].as_str().unwrap().to_owned();
        wilma.get(&format!("/k/{key}/edit")).await
    };
    let heading = "Topic with lots of conditions";
    assert!(!take(&["--only", "5,7"]).await.says(heading));
    take(&["--copy"]).await.must_say(heading);
}
