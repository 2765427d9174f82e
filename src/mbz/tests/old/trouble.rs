//! Archives that people packed anew, and those that nobody honest made.

use super::super::made::{gz, tar_of};
use super::*;

fn simple() -> Old {
    let mut old = Old::new();
    old.item("resource", 2, &html("<p>Hello <img src=\"$@FILEPHP@$/a.png\"></p>"));
    old.file("course_files/a.png", b"picture");
    old
}

fn refused(archive: &[u8], options: &Options) -> Broken {
    Try::new().unpack(archive, options).unwrap_err()
}

#[test]
fn a_folder_around_everything_does_no_harm() {
    let wrap = |prefix: &str| -> Members {
        let members = simple().members();
        members.into_iter().map(|(name, content)| (format!("{prefix}{name}"), content)).collect()
    };
    let mut of_a_mac = vec![("__MACOSX/._moodle.xml".to_owned(), b"mac".to_vec())];
    of_a_mac.extend(wrap("My course/"));
    for members in [wrap(""), wrap("My course/"), wrap("./"), of_a_mac] {
        let opened = Opened::of(&zip_of(&members), &Options::default());
        assert_eq!(opened.course.title, "C & D");
        assert!(opened.body(20).contains("<img"));
        assert_eq!(opened.course.warnings, []);
    }
    assert!(matches!(
        refused(&gz(tar_of(&simple().members())), &Options::default()),
        Broken::OlderFormat
    ));
}

#[test]
fn pretty_printing_and_missing_information_do_no_harm() {
    let mut old = simple();
    old.info = "<NAME>x.zip</NAME>".to_owned();
    let xml = old.xml().replace("<MODTYPE>resource<", "<MODTYPE>\n    resource\n  <");
    let xml = xml.replace("><", ">\n  <");
    let archive = zip_of(&vec![("moodle.xml".to_owned(), xml.into_bytes())]);
    let opened = Opened::of(&archive, &Options::default());
    assert_eq!(opened.module(20), "page");
    assert_eq!(opened.course.moodle_release, "1.x");
    assert!(opened.has_warning("missing_files"));
}

#[test]
fn sections_are_sorted_and_numbered_anew() {
    let mut old = Old::new();
    old.sections = vec![
        (0, String::new()),
        (1192, escaped("<p>Appendix</p><p>More of it</p>")),
        (2, escaped("<h2>Second</h2>")),
        (1, "word ".repeat(60)),
    ];
    old.item("label", 1, "<CONTENT>L</CONTENT>");
    let course = old.open().course;
    let numbers: Vec<i64> = course.sections.iter().map(|section| section.number).collect();
    assert_eq!(numbers, [0, 1, 2, 3]);
    let titles: Vec<Option<&str>> =
        course.sections.iter().map(|section| section.title.as_deref()).collect();
    assert_eq!(titles, [None, None, Some("Second"), Some("Appendix")]);
    assert!(course.sections[3].summary.contains("More of it"));
    assert_eq!(course.sections[1].activities, [10]);
}

#[test]
fn what_sections_list_in_vain_is_told() {
    let mut old = simple();
    old.listed.push((77, 0, "chat".to_owned(), 9));
    old.listed.push((78, 0, "resource".to_owned(), 2));
    old.modules +=
        "<MOD><ID>5</ID><MODTYPE>label</MODTYPE><NAME>Loose</NAME><CONTENT>C</CONTENT></MOD>";
    let opened = old.open();
    assert!(opened.has_warning("activities_not_included"));
    assert!(opened.has_warning("repeated_activities"));
    let inventory = opened.course.inventory().unwrap();
    assert_eq!(inventory.outside_sections.len(), 1);
    assert_eq!(opened.course.activities.len(), 2);
}

#[test]
fn a_damaged_end_leaves_what_was_before_it() {
    let mut old = simple();
    old.item("label", 3, "<CONTENT>Kept</CONTENT>").item("label", 4, "<CONTENT>Lost</CONTENT>");
    let xml = old.xml();
    let cut = &xml[..xml.find("Lost").unwrap()];
    let mut members = old.members();
    members[0].1 = cut.as_bytes().to_vec();
    let opened = Opened::of(&zip_of(&members), &Options::default());
    assert!(opened.has_warning("damaged_part"));
    assert!(opened.body(20).contains("Hello"));
    assert!(opened.body(30).contains("Kept"));
    members[0].1 = xml.as_bytes()[..xml.find("<SECTIONS>").unwrap()].to_vec();
    assert!(matches!(refused(&zip_of(&members), &Options::default()), Broken::Xml { .. }));
}

#[test]
fn hostile_backups_are_refused_or_do_no_harm() {
    let with = |xml: String| zip_of(&vec![("moodle.xml".to_owned(), xml.into_bytes())]);
    let xml = simple().xml();
    let doctype = xml.replace("<MOODLE_BACKUP>", "<!DOCTYPE a [<!ENTITY b \"c\">]><MOODLE_BACKUP>");
    assert!(matches!(refused(&with(doctype), &Options::default()), Broken::Xml { .. }));
    let deep = "<A>".repeat(100);
    let deep = xml.replace("<SUMMARY></SUMMARY><FORMAT>", &format!("{deep}<FORMAT>"));
    assert!(matches!(refused(&with(deep), &Options::default()), Broken::Xml { .. }));
    let mut old = simple();
    for name in ["../../escape", "/etc/escape", "course_files/../../escape", "C:/escape"] {
        old.file(name, b"escape");
    }
    old.item("resource", 3, &html("<img src=\"$@FILEPHP@$/../../escape\">"));
    old.item("resource", 4, "<TYPE>file</TYPE><REFERENCE>../../../escape</REFERENCE>");
    old.item("resource", 5, "<TYPE>directory</TYPE><REFERENCE>../..</REFERENCE>");
    let opened = old.open();
    assert!(opened.has_warning("refused_names"));
    assert_eq!(opened.contents.len(), 1);
    let outside: Vec<_> = std::fs::read_dir(opened.attempt.folder.path()).unwrap().collect();
    assert_eq!(outside.len(), 2);
    for entry in std::fs::read_dir(&opened.attempt.tree).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.contains("escape"), "{name}");
    }
}

#[test]
fn limits_hold() {
    let mut old = simple();
    old.file("course_files/big.bin", &vec![0; 4 << 20]);
    old.item("resource", 3, "<TYPE>directory</TYPE><REFERENCE></REFERENCE>");
    let archive = old.zip();
    let too_big = |change: &dyn Fn(&mut Limits)| {
        let mut options = Options::default();
        change(&mut options.limits);
        matches!(Try::new().unpack(&archive, &options), Err(Broken::TooBig { .. }))
    };
    assert!(!too_big(&|_| {}));
    assert!(too_big(&|limits| limits.blob_bytes = 1 << 20));
    assert!(too_big(&|limits| limits.blob_member_bytes = 1 << 20));
    assert!(too_big(&|limits| limits.unpacked_bytes = 2 << 20));
    assert!(too_big(&|limits| limits.xml_bytes = 500));
    assert!(too_big(&|limits| limits.members_seen = 2));
    assert!(too_big(&|limits| limits.members_kept = 0));
    assert!(too_big(&|limits| limits.parts = 2));
    let mut options = Options::default();
    options.limits.file_rows = 1;
    assert!(old.open_with(&options).has_warning("too_many_files"));
    let attempt = Try::new();
    let file = attempt.folder.path().join("backup.zip");
    std::fs::write(&file, &archive).unwrap();
    let stopped =
        unpack(&file, &attempt.tree, &mut NoBlobs, &Options::default(), &mut |_| Go::Stop);
    assert!(matches!(stopped, Err(Broken::Cancelled)));
}

#[test]
fn a_damaged_file_is_told_and_the_rest_is_taken() {
    let mut archive = simple().zip();
    let at = (0..archive.len() - 7).find(|at| archive[*at..].starts_with(b"picture"));
    // A short content is stored as it is, or its packed form follows its name.
    let at = at.unwrap_or_else(|| {
        (0..archive.len() - 5).find(|at| archive[*at..].starts_with(b"a.png")).unwrap() + 5
    });
    archive[at + 2] ^= 0x55;
    let opened = Opened::of(&archive, &Options::default());
    assert!(opened.has_warning("damaged_file"));
    assert!(opened.body(20).contains("Hello"));
    assert!(opened.contents.is_empty());
}
