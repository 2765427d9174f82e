//! What an independent reader counted in the real backups.

use super::*;

fn facts() -> Option<Vec<(Opened, serde_json::Value)>> {
    let folder = super::super::samples()?;
    let text = std::fs::read_to_string(folder.join("MANIFEST.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = list["files"].as_array().unwrap();
    let old = files.iter().filter(|file| file["facts"]["kind"] == "moodle1");
    let open = |file: &serde_json::Value| {
        let archive = std::fs::read(folder.join(file["file"].as_str().unwrap())).unwrap();
        (Opened::of(&archive, &Options::default()), file["facts"].clone())
    };
    Some(old.map(open).collect())
}

#[test]
fn every_number_of_the_real_backups_is_what_an_independent_reader_counted() {
    let Some(all) = facts() else { return };
    assert_eq!(all.len(), 2);
    for (opened, facts) in all {
        let inventory = opened.course.inventory().unwrap();
        let json = serde_json::to_value(&inventory).unwrap();
        assert_eq!(json["format"], "moodle1");
        assert_eq!(json["container"], facts["container"]);
        assert_eq!(json["kind"], "course");
        assert_eq!(json["title"], facts["title"]);
        assert_eq!(json["moodle_release"], facts["release"].as_str().unwrap_or("1.x"));
        assert_eq!(json["activities"], facts["activities"]);
        let listed: usize = inventory.sections.iter().map(|s| s.activities.len()).sum();
        let listed = listed + inventory.outside_sections.len();
        assert_eq!(listed as u64, facts["n_activities"].as_u64().unwrap());
        assert_eq!(inventory.sections.len() as u64, facts["sections"].as_u64().unwrap());
        assert_eq!(json["personal_data"]["users"], facts["users"]);
        assert_eq!(opened.course.unpacked.members, facts["members"].as_u64().unwrap());
        assert_eq!(json["files"], facts["members_by_top_folder"]["course_files"]);
        assert_eq!(opened.course.unpacked.blobs, opened.contents.len() as u64);
    }
}

#[test]
fn the_real_course_becomes_pages_whose_pictures_are_there() {
    let Some(all) = facts() else { return };
    let (opened, _) = &all[0];
    let pages = opened.course.activities.iter().filter(|stub| stub.module == "page").count();
    assert_eq!(pages, 41);
    let pictures: usize = opened
        .course
        .activities
        .iter()
        .map(|stub| opened.body(stub.cmid).matches("<img").count())
        .sum();
    assert!(pictures >= 85, "{pictures}");
    assert!(opened.body(142).contains("href=\"/r/144\""));
    assert!(!opened.has_warning("missing_files"));
    assert!(!opened.course.stub(147).unwrap().visible);
    let second = &opened.course.sections[1];
    assert_eq!(second.title.as_deref(), Some("Administering Users"));
    // The title is not said twice.
    assert_eq!(second.summary, "");
    assert!(!opened.attempt.all().contains("6434valknfds9"));
}

#[test]
fn the_other_real_backup_is_read_though_moodle_refuses_it() {
    let Some(all) = facts() else { return };
    let (opened, _) = &all[1];
    let modules: Vec<&str> =
        opened.course.activities.iter().map(|stub| stub.module.as_str()).collect();
    assert_eq!(
        modules,
        [
            "assign",
            "url",
            "forum",
            "label",
            "page",
            "resource",
            "quiz",
            "wiki",
            "questionnaire",
            "workshop",
            "hsuforum",
            "choice"
        ]
    );
    assert!(opened.body(66666).contains("test.txt"));
    assert!(opened.body(77777).contains("How much is {a} + {b} ?"));
    assert!(opened.shown(77777).key.unwrap().contains("± 0.01"));
    assert!(opened.body(99999).contains("Have you ever been experienced?"));
    assert!(!opened.attempt.all().contains("<password>password"));
    assert!(!opened.attempt.all().contains("Admin User"));
    let entries = Options { entries: true, ..Options::default() };
    let folder = super::super::samples().unwrap();
    let archive = std::fs::read(folder.join("m19-moodle2cc-fixture.zip")).unwrap();
    let with = Opened::of(&archive, &entries);
    let wiki = with.body(88888);
    assert!(wiki.contains("Hello link") && wiki.contains("This is a linked page"), "{wiki}");
    assert!(!wiki.contains("first version"), "{wiki}");
    assert!(!with.attempt.all().contains("Admin User"));
}
