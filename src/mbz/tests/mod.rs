//! Tests of the reader of backups.

use std::path::{Path, PathBuf};

use super::*;

mod availability;
mod bank;
mod cost;
mod hostile;
pub(super) mod made;
mod mutations;
pub(super) mod old;
mod packages;
mod people;
mod texts;

/// The folder of sample backups, or `None` with a message.
pub(super) fn samples() -> Option<PathBuf> {
    let root = std::env::var_os("HORNBOOK_FIXTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join("mbz");
    if folder.join("MANIFEST.json").exists() {
        return Some(folder);
    }
    println!("skipped: no sample backups at {}", folder.display());
    None
}

fn open(file: &Path, options: &Options) -> Result<(tempfile::TempDir, Course), Broken> {
    let tree = tempfile::tempdir()?;
    unpack(file, tree.path(), &mut NoBlobs, options, &mut |_| Go::On)?;
    let course = Course::open(tree.path())?;
    Ok((tree, course))
}

/// Every modern backup among the samples, with what an independent reader counted.
fn facts(folder: &Path) -> Vec<(PathBuf, serde_json::Value)> {
    let text = std::fs::read_to_string(folder.join("MANIFEST.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    list["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["facts"]["kind"] == "moodle2")
        .map(|file| (folder.join(file["file"].as_str().unwrap()), file["facts"].clone()))
        .collect()
}

#[test]
fn every_sample_has_what_an_independent_reader_counted() {
    let Some(folder) = samples() else { return };
    for (file, facts) in facts(&folder) {
        let name = file.display();
        let (_tree, course) = open(&file, &Options::default()).unwrap();
        let inventory = course.inventory().unwrap();
        let json = serde_json::to_value(&inventory).unwrap();
        let kind = if facts["type"].is_null() { "course" } else { facts["type"].as_str().unwrap() };
        assert_eq!(json["kind"], kind, "{name}");
        let container = if facts["container"] == "zip" { "zip" } else { "tar.gz" };
        assert_eq!(json["container"], container, "{name}");
        assert_eq!(json["title"], facts["title"], "{name}");
        assert_eq!(json["moodle_release"], facts["release"], "{name}");
        assert_eq!(json["activities"], facts["activities"], "{name}");
        assert_eq!(json["questions"], facts["qtypes"], "{name}");
        assert_eq!(json["files"], facts["files_named"], "{name}");
        assert_eq!(inventory.sections.len() as u64, facts["sections"].as_u64().unwrap(), "{name}");
        let users = facts["users"].as_u64().unwrap_or(0);
        assert_eq!(inventory.personal_data.users, users, "{name}");
        let listed: usize = inventory.sections.iter().map(|s| s.activities.len()).sum();
        let listed = listed + inventory.outside_sections.len();
        assert_eq!(listed as u64, facts["n_activities"].as_u64().unwrap(), "{name}");
        assert_eq!(course.unpacked.members, facts["members"].as_u64().unwrap(), "{name}");
        let missing = inventory.warnings.iter().any(|w| w.code == "missing_files");
        assert_eq!(missing, facts["missing_hashes"] != 0, "{name}");
    }
}

/// Everything was taken: each thing has a made-up address.
struct All;

impl Links for All {
    fn file(&self, file: &CourseFile) -> Option<String> {
        Some(format!("/files/{}", file.sha1[0]))
    }
    fn activity(&self, cmid: i64) -> Option<String> {
        Some(format!("/r/{cmid}"))
    }
    fn course(&self) -> Option<String> {
        Some("/c/1".to_owned())
    }
}

/// Nothing was taken.
struct Nothing;

impl Links for Nothing {
    fn file(&self, _: &CourseFile) -> Option<String> {
        None
    }
    fn activity(&self, _: i64) -> Option<String> {
        None
    }
}

fn every_backup(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = facts(folder).into_iter().map(|(file, _)| file).collect();
    for sub in ["moodle-cli", "moodle-cli/activities"] {
        if let Ok(list) = std::fs::read_dir(folder.join(sub)) {
            let list = list.flatten().map(|entry| entry.path());
            files.extend(list.filter(|path| path.extension().is_some_and(|e| e == "mbz")));
        }
    }
    files.sort();
    files
}

fn check_html(html: &str, at: &str) {
    assert!(!html.contains("$@"), "{at}: {html}");
    assert!(!html.contains("@@PLUGINFILE@@"), "{at}: {html}");
    let lower = html.to_ascii_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("<iframe"), "{at}: {html}");
    assert!(!lower.contains("javascript:"), "{at}");
    assert!(!lower.contains("style="), "{at}");
    for token in html::Tokens::new(html) {
        if let html::Token::Open { attributes, .. } = token {
            for (name, _) in attributes {
                assert!(!name.starts_with("on"), "{at}: {name}");
            }
        }
    }
}

#[test]
fn every_activity_of_every_sample_can_be_read_without_marks_of_moodle() {
    let Some(folder) = samples() else { return };
    let options = Options { entries: true, ..Options::default() };
    let words = WordList::english();
    for file in every_backup(&folder) {
        let (_tree, course) = open(&file, &options).unwrap();
        let questions = course.questions().unwrap();
        for stub in &course.activities {
            let at = format!("{} {} {}", file.display(), stub.module, stub.cmid);
            let activity = course.activity(stub.cmid).unwrap();
            for links in [&All as &dyn Links, &Nothing] {
                let rendered = course.render(&activity, &questions, links, &words).unwrap();
                check_html(&rendered.body, &at);
                check_html(rendered.key.as_deref().unwrap_or(""), &at);
                check_html(&rendered.text, &at);
            }
            course.fingerprint(stub.cmid, &questions).unwrap();
        }
    }
}
