//! Archives that no honest Moodle made, and honest ones that other tools packed.

use std::io::Read;

use super::super::*;
use super::made::*;

fn options() -> Options {
    Options::default()
}

fn body(course: &Course) -> String {
    let activity = course.activity(7).unwrap();
    let bank = course.questions().unwrap();
    course.render(&activity, &bank, &super::All, &WordList::english()).unwrap().body
}

#[test]
fn a_course_is_read_alike_however_it_is_packed() {
    let plain = members();
    let in_folder: Members = plain
        .iter()
        .map(|(name, content)| (format!("My course/{name}"), content.clone()))
        .collect();
    let mut dotted = Vec::new();
    for (name, content) in &plain {
        let name = format!("./{name}");
        entry(
            &mut dotted,
            &header(name.as_bytes(), content.len(), tar::EntryType::Regular),
            content,
        );
    }
    let mut pax = Vec::new();
    let mut gnu = Vec::new();
    for (name, content) in &plain {
        let record = format!("path={name}\n");
        let length = record.len() + 3;
        let record = format!("{length} {record}");
        entry(
            &mut pax,
            &header(b"PaxHeader/x", record.len(), tar::EntryType::XHeader),
            record.as_bytes(),
        );
        entry(&mut pax, &header(b"short", content.len(), tar::EntryType::Regular), content);
        let long = format!("{name}\0");
        entry(
            &mut gnu,
            &header(b"././@LongLink", long.len(), tar::EntryType::GNULongName),
            long.as_bytes(),
        );
        entry(&mut gnu, &header(b"short", content.len(), tar::EntryType::Regular), content);
    }
    let mut linked = Vec::new();
    entry(&mut linked, &header(b".ARCHIVE_INDEX", 0, tar::EntryType::Link), b"");
    entry(&mut linked, &header(b"._moodle_backup.xml", 3, tar::EntryType::Regular), b"mac");
    linked.extend(tar_of(&plain));
    let mut with_mac = vec![("__MACOSX/._moodle_backup.xml".to_owned(), b"mac".to_vec())];
    with_mac.extend(in_folder.clone());
    for (how, archive) in [
        ("tar", gz(tar_of(&plain))),
        ("tar in a folder", gz(tar_of(&in_folder))),
        ("tar with ./", gz(dotted)),
        ("tar with PAX", gz(pax)),
        ("tar with GNU names", gz(gnu)),
        ("tar with a linked index", gz(linked)),
        ("zip", zip_of(&plain)),
        ("zip in a folder", zip_of(&in_folder)),
        ("zip of a Mac", zip_of(&with_mac)),
    ] {
        let attempt = Try::new();
        let course = attempt.course(&archive, &options()).unwrap_or_else(|e| panic!("{how}: {e}"));
        assert_eq!(course.title, "C & D", "{how}");
        assert_eq!(course.language.as_deref(), Some("de-du"), "{how}");
        assert_eq!(course.files.len(), 3, "{how}");
        assert!(course.files.iter().all(|file| file.present), "{how}");
        assert!(body(&course).contains("<p>Hello</p>"), "{how}");
        assert_eq!(course.warnings, [], "{how}");
    }
}

#[test]
fn names_that_lead_elsewhere_are_ignored() {
    let mut tar = Vec::new();
    for name in [
        b"../../escape".as_slice(),
        b"/etc/escape",
        b"C:/escape",
        b"a\\..\\escape",
        b"activities/../escape",
        b"activities/page_7/../../../escape.xml",
        b"files/aa//escape",
        b"sections/section_1/./section.xml",
        b"bad\xff\xfe",
    ] {
        entry(&mut tar, &header(name, 6, tar::EntryType::Regular), b"escape");
    }
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Char] {
        entry(&mut tar, &header(b"activities/page_7/page.xml", 0, kind), b"");
    }
    tar.extend(tar_of(&members()));
    let attempt = Try::new();
    let course = attempt.course(&gz(tar), &options()).unwrap();
    assert!(body(&course).contains("Hello"));
    assert!(course.warnings.iter().any(|warning| warning.code == "refused_names"));
    let outside: Vec<_> = std::fs::read_dir(attempt.folder.path()).unwrap().collect();
    assert_eq!(outside.len(), 2);
    for entry in std::fs::read_dir(&attempt.tree).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.contains("escape"), "{name}");
    }
}

#[test]
fn the_first_of_two_members_is_taken_and_told() {
    let mut twice = members();
    twice.push(("activities/page_7/page.xml".into(), page("Second").into_bytes()));
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&twice)), &options()).unwrap();
    assert!(body(&course).contains("Hello"));
    assert!(course.warnings.iter().any(|warning| warning.code == "repeated_members"));
}

#[test]
fn an_activity_that_begins_as_something_else_is_damaged() {
    let course = "<course id=\"5\" contextid=\"70\"><fullname>C</fullname></course>".to_owned();
    for (xml, damaged) in
        [(course.clone(), true), (page("a") + &course, false), ("<activity/>".to_owned(), false)]
    {
        let mut members = members();
        replace(&mut members, "activities/page_7/page.xml", xml.clone());
        let attempt = Try::new();
        let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
        let stub = course.stub(7).unwrap();
        assert_eq!(stub.damaged, damaged, "{xml}");
        assert!(stub.instance != 5, "{xml}");
    }
}

#[test]
fn a_damaged_activity_becomes_a_card_and_the_rest_is_read() {
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>".to_owned() + &page("&b;");
    let deep = page(&"<a>".repeat(5_000));
    let cut = page("Hello")[..150].to_owned();
    let crossed = page("<b></i>");
    for bad in [laughs, deep, cut, crossed, String::new(), "\0\0\0".to_owned(), "no XML".to_owned()]
    {
        let mut members = members();
        replace(&mut members, "activities/page_7/page.xml", bad.clone());
        let attempt = Try::new();
        let course = attempt.course(&gz(tar_of(&members)), &options()).unwrap();
        let stub = course.stub(7).unwrap();
        assert!(stub.damaged, "{bad:.60}");
        assert_eq!(stub.title, "The title");
        assert!(matches!(course.activity(7).unwrap().content, Content::Unknown));
        assert!(course.warnings.iter().any(|warning| warning.code == "damaged_activity"));
        assert!(!attempt.all().contains("ENTITY"));
    }
}

#[test]
fn what_moodle_itself_tolerates_is_tolerated() {
    let mut members = members();
    let odd = "\u{feff}<?xml version=\"1.0\"?>".to_owned()
        + &page("<![CDATA[<p>In & CDATA</p>]]>&#1;&#x41;\u{b} a & b &nosuch;");
    let mut odd = odd.into_bytes();
    let at = odd.windows(5).position(|bytes| bytes == b"a & b").unwrap();
    odd[at] = 0xff;
    replace(&mut members, "activities/page_7/page.xml", odd);
    let course = Try::new();
    let course = course.course(&gz(tar_of(&members)), &options()).unwrap();
    let Content::Page { content } = course.activity(7).unwrap().content else { panic!() };
    assert_eq!(content.raw, "<p>In & CDATA</p>A \u{fffd} & b ");
}

#[test]
fn a_truncated_archive_is_refused_wherever_it_ends() {
    let mut members = members();
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(20_000)
    .collect();
    members.insert(0, (format!("files/{}/{}", &sha1(&noise)[..2], sha1(&noise)), noise));
    let whole = gz(tar_of(&members));
    for part in [20, 300, 5_000, whole.len() / 2, whole.len() - 300] {
        let broken = Try::new().unpack(&whole[..part], &options()).unwrap_err();
        assert!(matches!(broken, Broken::Truncated), "{part}: {broken:?}");
    }
    let whole = zip_of(&members);
    for part in [30, 5_000, whole.len() / 2, whole.len() - 10] {
        let broken = Try::new().unpack(&whole[..part], &options()).unwrap_err();
        assert!(matches!(broken, Broken::Truncated | Broken::ZipDirectory), "{part}: {broken:?}");
    }
}

#[test]
fn what_is_no_backup_is_said_plainly() {
    let refused = |bytes: &[u8]| Try::new().unpack(bytes, &options()).unwrap_err();
    assert!(matches!(refused(b""), Broken::Empty));
    assert!(matches!(refused(b"<!DOCTYPE html><html>Sign in"), Broken::WebPage));
    assert!(matches!(
        refused(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
        Broken::LfsPointer
    ));
    assert!(matches!(refused(b"%PDF-1.7"), Broken::NotAnArchive));
    assert!(matches!(refused(&gz(Vec::new())), Broken::NotMoodle));
    let other = vec![("readme.txt".to_owned(), b"hello".to_vec())];
    assert!(matches!(refused(&gz(tar_of(&other))), Broken::NotMoodle));
    let old = vec![("moodle.xml".to_owned(), b"<MOODLE_BACKUP/>".to_vec())];
    assert!(matches!(refused(&zip_of(&old)), Broken::Xml { .. }));
    assert!(matches!(refused(&gz(tar_of(&old))), Broken::OlderFormat));
    let ims = vec![("imsmanifest.xml".to_owned(), b"<manifest/>".to_vec())];
    assert!(matches!(refused(&zip_of(&ims)), Broken::ImsCartridge));
    let mut no_manifest = members();
    replace(&mut no_manifest, "moodle_backup.xml", "<html>oops</p>");
    let broken = refused(&gz(tar_of(&no_manifest)));
    assert!(broken.to_string().starts_with("The part “manifest” of this backup is damaged"));
}

#[test]
fn the_corrupt_sample_is_refused_with_a_sentence() {
    let Some(folder) = super::samples() else { return };
    let broken = super::open(&folder.join("broken-zip.mbz"), &options()).unwrap_err();
    assert!(matches!(broken, Broken::ZipDirectory), "{broken:?}");
}

#[test]
fn limits_hold_on_real_bytes() {
    let mut members = members();
    members.insert(0, ("activities/page_7/logstores.xml".into(), vec![b'x'; 8 << 20]));
    let archive = gz(tar_of(&members));
    assert!(Try::new().unpack(&archive, &options()).is_ok());
    let too_big = |change: &dyn Fn(&mut Limits)| {
        let mut options = options();
        change(&mut options.limits);
        matches!(Try::new().unpack_with(&archive, &options, &mut Keep), Err(Broken::TooBig { .. }))
    };
    assert!(too_big(&|limits| limits.unpacked_bytes = 4 << 20));
    assert!(too_big(&|limits| limits.members_seen = 5));
    assert!(too_big(&|limits| limits.members_kept = 3));
    assert!(too_big(&|limits| limits.blob_bytes = 3));
    assert!(too_big(&|limits| limits.xml_bytes = 500));
    let mut options = options();
    options.limits.text_bytes = 1_000;
    replace(&mut members, "activities/page_7/page.xml", page(&"long ".repeat(1_000)));
    let course = Try::new().course(&gz(tar_of(&members)), &options).unwrap();
    assert!(course.stub(7).unwrap().damaged);
}

/// Verifies every content.
struct Keep;

impl Blobs for Keep {
    fn take(&mut self, sha1: [u8; 20], _: u64, reader: &mut dyn Read) -> std::io::Result<()> {
        Sha1Reader::new(reader, sha1).finish().map(drop)
    }
}

#[test]
fn a_content_that_is_not_what_its_name_says_counts_as_missing() {
    for pack in [|members: &Members| gz(tar_of(members)), zip_of] {
        let mut members = members();
        members.last_mut().unwrap().1 = b"forged!".to_vec();
        let attempt = Try::new();
        let unpacked = attempt.unpack_with(&pack(&members), &options(), &mut Keep).unwrap();
        assert!(unpacked.warnings.iter().any(|warning| warning.code == "damaged_file"));
        let course = Course::open(&attempt.tree).unwrap();
        assert!(course.files.iter().all(|file| !file.present));
        assert!(course.wanted_blobs().is_empty());
    }
}

#[test]
fn reading_stops_when_told_to() {
    let attempt = Try::new();
    let file = attempt.folder.path().join("backup.mbz");
    let mut members = members();
    members.insert(0, ("logs.xml".into(), vec![b'x'; 8 << 20]));
    std::fs::write(&file, gz(tar_of(&members))).unwrap();
    let result = unpack(&file, &attempt.tree, &mut NoBlobs, &options(), &mut |_| Go::Stop);
    assert!(matches!(result, Err(Broken::Cancelled)), "{result:?}");
}
