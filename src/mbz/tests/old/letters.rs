//! Letters of the time before Unicode.

use super::*;

/// A course as Moodle 1.5 wrote it: the bytes of a charset taken for those of Latin-1.
fn written(label: &str, language: &str, text: &str, version: &str) -> Old {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    let (bytes, _, _) = encoding.encode(text);
    let wrong: String = bytes.iter().map(|b| char::from(*b)).collect();
    let mut old = Old::new();
    old.info =
        format!("<MOODLE_RELEASE>1.5.4</MOODLE_RELEASE><BACKUP_VERSION>{version}</BACKUP_VERSION>");
    old.header = format!(
        "<ID>5</ID><FULLNAME>{wrong}</FULLNAME><SHORTNAME>C</SHORTNAME><LANG>{language}</LANG>"
    );
    old.item("resource", 2, &html(&format!("<p>{wrong}</p>")));
    old
}

#[test]
fn the_letters_of_old_sites_are_theirs_again() {
    for (label, language, text) in [
        ("windows-1253", "el", "Μαθήματα για όλους τους μαθητές"),
        ("windows-1251", "ru", "Уроки для всех учеников"),
        ("iso-8859-2", "pl", "Zażółć gęślą jaźń"),
        ("iso-8859-9", "tr", "Öğrenciler için ışık"),
        ("gb18030", "zh_cn", "数学课程"),
        ("windows-1252", "de", "Übungen für “alle”"),
        ("windows-1252", "fr", "Élèves à l’école"),
        // The course leaves the language to the site.
        ("windows-1251", "", "Уроки для всех учеников нашей школы и их родителей, каждый день"),
        ("windows-1253", "", "Μαθήματα για όλους τους μαθητές του σχολείου και τους γονείς"),
        ("windows-1252", "", "Übungen für alle Schüler"),
    ] {
        let opened = written(label, language, text, "2005060201").open();
        assert_eq!(opened.course.title, text, "{language}");
        assert!(opened.body(20).contains(text), "{language}");
    }
}

#[test]
fn letters_that_are_right_stay() {
    // Moodle 1.9 wrote Unicode.
    let opened = written("windows-1252", "el_utf8", "Übungen für alle", "2008030301").open();
    assert_eq!(opened.course.title, "Übungen für alle");
    // What holds one letter beyond Latin-1 never was in an old charset.
    let mut old = written("windows-1252", "el", "Übungen für alle", "2005060201");
    old.item("resource", 3, &html("<p>Ω</p>"));
    assert_eq!(old.open().course.title, "Übungen für alle");
}

#[test]
fn control_characters_of_old_files_do_no_harm() {
    let mut old = written("windows-1252", "en", "Plain", "2004083100");
    old.item("resource", 3, &html("<p>one\u{b}two\u{1}three</p>"));
    assert!(old.open().body(30).contains("onetwothree"));
}

#[test]
fn names_of_files_are_found_in_old_charsets() {
    let mut old = written("windows-1253", "el", "Μαθήματα", "2005060201");
    let name = encoding_rs::WINDOWS_1253.encode("εικόνα.png").0.into_owned();
    let wrong: String = name.iter().map(|b| char::from(*b)).collect();
    old.item("resource", 3, &html(&format!("<img src=\"$@FILEPHP@$/{wrong}\">")));
    // The zip crate writes names of its own choice of letters: the bytes are put in afterwards.
    old.file("course_files/XXXXXX.png", b"picture");
    let mut archive = old.zip();
    let places: Vec<usize> =
        (0..archive.len() - 6).filter(|at| archive[*at..].starts_with(b"XXXXXX")).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        archive[at..at + 6].copy_from_slice(&name[..6]);
    }
    let opened = Opened::of(&archive, &Options::default());
    assert_eq!(opened.files(30, "content"), ["/εικόνα.png"]);
    assert!(opened.body(30).contains("<img"));
}
