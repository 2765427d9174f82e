//! What packages say about themselves: real ones, made ones, and hostile ones.

use std::io::{Seek, Write as _};

use super::super::*;
use super::made::*;

fn zip_file(members: &[(&str, &[u8])]) -> std::fs::File {
    let members = members.iter().map(|(name, text)| ((*name).to_owned(), text.to_vec())).collect();
    file_of(&zip_of(&members))
}

fn file_of(bytes: &[u8]) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

/// Keeps the contents of a backup in memory.
struct Contents(std::collections::HashMap<[u8; 20], Vec<u8>>);

impl Blobs for Contents {
    fn take(
        &mut self,
        sha1: [u8; 20],
        _: u64,
        reader: &mut dyn std::io::Read,
    ) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        self.0.insert(sha1, bytes);
        Ok(())
    }
}

impl Links for Contents {
    fn file(&self, file: &CourseFile) -> Option<String> {
        Some(format!("/files/{}", file.sha1[0]))
    }
    fn activity(&self, _: i64) -> Option<String> {
        None
    }
    fn package(&self, file: &CourseFile) -> Option<Package> {
        Package::read(file_of(self.0.get(&file.sha1)?))
    }
}

/// The activity of that module in a sample, as it is shown.
fn shown(name: &str, module: &str) -> Option<Rendered> {
    let folder = super::samples()?;
    let tree = tempfile::tempdir().unwrap();
    let mut contents = Contents(std::collections::HashMap::new());
    let options = Options::default();
    unpack(&folder.join(name), tree.path(), &mut contents, &options, &mut |_| Go::On).unwrap();
    let course = Course::open(tree.path()).unwrap();
    let bank = course.questions().unwrap();
    let stub = course.activities.iter().find(|stub| stub.module == module).unwrap();
    let activity = course.activity(stub.cmid).unwrap();
    let shown = course.render(&activity, &bank, &contents, &WordList::english()).unwrap();
    super::check_html(&shown.body, name);
    Some(shown)
}

#[test]
fn a_real_h5p_says_its_title_and_library() {
    let Some(shown) = shown("gen-m456-allmods-nu.mbz", "h5pactivity") else { return };
    assert!(shown.body.contains("<td>Geography</td>"), "{}", shown.body);
    assert!(shown.body.contains("<td>H5P.Blanks 1.12</td>"), "{}", shown.body);
    assert!(!shown.body.contains("Licence of the package"), "U says nothing");
    assert_eq!(shown.package.unwrap().language, "en");
}

#[test]
fn real_scorm_and_ims_packages_show_their_outline_once() {
    let Some(scorm) = shown("gen-m456-allmods-nu.mbz", "scorm") else { return };
    assert!(scorm.body.contains("<td>SCORM 1.2</td>"), "{}", scorm.body);
    assert_eq!(scorm.body.matches("Other Scoring Systems").count(), 1, "{}", scorm.body);
    let package = scorm.package.unwrap();
    assert_eq!(package.title, "Golf Explained - Minimum Run-time Calls");
    assert_eq!(package.parts[0], (0, "Playing the Game".to_owned()));
    assert_eq!(package.parts[1], (1, "How to Play".to_owned()));
    let ims = shown("m324-imscp-scorm.mbz", "imscp").unwrap();
    assert!(ims.body.contains("<td>IMS Content 1.2.2</td>"), "{}", ims.body);
    assert!(!ims.package.unwrap().parts.is_empty());
}

#[test]
fn an_h5p_with_a_licence_and_authors_is_read() {
    let json = br#"{"title":"Cells &amp; <b>more</b>","mainLibrary":"H5P.Quiz","language":"und",
        "defaultLanguage":"de","license":"CC BY-SA","licenseVersion":"4.0",
        "authors":[{"name":"Ada Lovelace","role":"Author"}],"source":"https://one.example/x",
        "preloadedDependencies":[{"machineName":"H5P.Quiz","majorVersion":"1","minorVersion":2}]}"#;
    let package = Package::read(zip_file(&[("content/h5p.json", b"{}"), ("h5p.json", json)]));
    let want = Package {
        title: "Cells & more".into(),
        kind: "H5P.Quiz 1.2".into(),
        language: "de".into(),
        licence: "CC BY-SA 4.0".into(),
        licence_uri: "https://creativecommons.org/licenses/by-sa/4.0/".into(),
        authors: vec!["Ada Lovelace".into()],
        source: "https://one.example/x".into(),
        parts: Vec::new(),
    };
    assert_eq!(package, Some(want));
}

#[test]
fn hostile_and_damaged_packages_say_nothing_and_never_panic() {
    let deep = "<item identifier=\"i\"><title>t</title>".repeat(5000);
    let deep = format!("<manifest><organizations><organization>{deep}");
    let entity = b"<!DOCTYPE m [<!ENTITY a \"aaaa\">]><manifest><organizations/></manifest>";
    for text in [
        &b"{"[..],
        b"[]",
        b"{\"title\":7,\"mainLibrary\":[]}",
        b"\xff\xfe",
        &b"{\"title\":".repeat(100_000),
        &b"[".repeat(1_000_000),
    ] {
        assert_eq!(Package::read(zip_file(&[("h5p.json", text)])), None);
    }
    assert_eq!(Package::read(zip_file(&[("imsmanifest.xml", entity)])), None);
    let cut = Package::read(zip_file(&[("imsmanifest.xml", deep.as_bytes())])).unwrap();
    assert!(cut.parts.len() <= 2000 && cut.parts.iter().all(|(depth, _)| *depth <= 12));
    for bytes in [&b""[..], b"PK", b"PK\x03\x04", b"PK\x05\x06", b"not a zip"] {
        assert_eq!(Package::read(file_of(bytes)), None);
    }
    // A bomb: a description of more than it may have.
    let long = vec![b' '; 40 << 20];
    assert_eq!(Package::read(zip_file(&[("h5p.json", &long)])), None);
    let whole =
        zip_of(&vec![("h5p.json".to_owned(), br#"{"title":"T","mainLibrary":"L"}"#.to_vec())]);
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        let _ = Package::read(file_of(&broken));
        let _ = Package::read(file_of(&whole[..at]));
    }
}

#[test]
fn modules_that_moodle_has_dropped_keep_their_facts() {
    for (module, fields, want, secret) in [
        ("journal", "<days>7</days><grade>100</grade><assessed>0</assessed>", "<td>7</td>", "x"),
        (
            "hvp",
            "<machine_name>H5P.Dialogcards</machine_name><major_version>1</major_version>\
             <json_content>{secret}</json_content>",
            "<td>H5P.Dialogcards</td>",
            "{secret}",
        ),
        ("chat", "<chattime>1704067200</chattime>", "<td>2024-01-01</td>", "17040"),
        (
            "assignment",
            "<assignmenttype>uploadsingle</assignmenttype><maxbytes>1024</maxbytes>",
            "<td>uploadsingle</td>",
            "x",
        ),
        ("hotpot", "<sourcefile>/a.htm</sourcefile><password>pw</password>", "/a.htm", ">pw<"),
        ("lams", "<sequence_name>Step</sequence_name>", "<td>Step</td>", "x"),
        ("exercise", "<nelements>3</nelements>", "<td>3</td>", "x"),
    ] {
        let mut members = members();
        replace(&mut members, "moodle_backup.xml", manifest(module, 7));
        let xml = format!(
            "<activity id=\"9\" moduleid=\"7\" modulename=\"{module}\" contextid=\"70\">\
             <{module} id=\"9\"><name>N</name><intro>About it</intro>\
             <introformat>1</introformat>{fields}</{module}></activity>"
        );
        replace(&mut members, &format!("activities/{module}_7/{module}.xml"), xml);
        let attempt = Try::new();
        let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
        let bank = course.questions().unwrap();
        let activity = course.activity(7).unwrap();
        let words = WordList::english();
        let shown = course.render(&activity, &bank, &super::Nothing, &words).unwrap();
        assert!(shown.body.contains("About it"), "{module}");
        assert!(shown.body.contains(want), "{module}: {}", shown.body);
        assert!(!attempt.all().contains("{secret}") && !attempt.all().contains(">pw<"));
        assert!(secret == "x" || !shown.body.contains(secret), "{module}: {}", shown.body);
    }
}

#[test]
fn parts_that_are_hidden_and_other_organisations_are_left_out() {
    let text = br#"<manifest><organizations default="b"><organization identifier="a">
        <title>A</title><item><title>no</title></item></organization>
        <organization identifier="b"><title>B</title><item><title>One</title>
        <item isvisible="false"><title>hidden</title></item><item><title>Two</title></item></item>
        </organization></organizations></manifest>"#;
    let package = Package::read(zip_file(&[("imsmanifest.xml", text)])).unwrap();
    assert_eq!(package.title, "B");
    assert_eq!(package.parts, [(0, "One".to_owned()), (1, "Two".to_owned())]);
}
