//! Reads all that an archive holds, as the site does.

use std::io::{Read, Write as _};

use tempfile::TempDir;

use crate::mbz::{
    Blobs, Course, CourseFile, Form, Found, Go, Links, NoPictures, Options, Questions, WordList,
    unpack, write_questions,
};

/// Takes contents and forgets them.
pub struct Forget;

impl Blobs for Forget {
    fn take(&mut self, _: [u8; 20], _: u64, reader: &mut dyn Read) -> std::io::Result<()> {
        std::io::copy(reader, &mut std::io::sink()).map(|_| ())
    }
}

/// Everything has a made-up address.
pub struct All;

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

/// Unpacks; `None` for what the reader refuses.
pub fn unpacked(archive: &[u8]) -> Option<(TempDir, Course)> {
    let folder = tempfile::tempdir().expect("a folder for the archive");
    let file = folder.path().join("archive");
    let tree = folder.path().join("tree");
    std::fs::create_dir(&tree).expect("a folder for the tree");
    std::fs::write(&file, archive).expect("the archive on disk");
    let options = Options { entries: true, ..Options::default() };
    let result = unpack(&file, &tree, &mut Forget, &options, &mut |_| Go::On);
    for entry in std::fs::read_dir(&tree).expect("the tree").flatten() {
        assert!(entry.file_type().expect("its kind").is_file(), "{entry:?}");
    }
    let count = std::fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(count, 2, "something was written outside of the tree");
    result.ok()?;
    let course = Course::open(&tree).ok()?;
    Some((folder, course))
}

/// No script, style or mark of Moodle is in the markup; as words on a page they harm nobody.
fn harmless(html: &str) {
    for node in scraper::Html::parse_fragment(html).tree.values() {
        let Some(element) = node.as_element() else { continue };
        let name = element.name();
        let active = ["script", "style", "iframe", "object", "embed", "base", "meta", "link"];
        assert!(!active.contains(&name), "<{name}>: {html}");
        for (attribute, value) in element.attrs() {
            // Browsers leave out blanks and control characters when they read an address.
            let value: String = value.chars().filter(|c| *c > ' ').collect();
            let value = value.to_ascii_lowercase();
            let is_bad = attribute == "style"
                || attribute == "srcdoc"
                || attribute.starts_with("on")
                || ["javascript:", "vbscript:", "data:"].iter().any(|bad| value.starts_with(bad))
                || value.starts_with("@@pluginfile@@/");
            assert!(!is_bad, "{attribute}={value}: {html}");
        }
    }
}

/// Renders and fingerprints every activity and every category of questions.
pub fn everything(course: &Course) {
    let _ = course.inventory();
    let Ok(questions) = course.questions() else { return };
    let words = WordList::english();
    for stub in &course.activities {
        let Ok(activity) = course.activity(stub.cmid) else { continue };
        if let Ok(shown) = course.render(&activity, &questions, &All, &words) {
            harmless(&shown.body);
            harmless(shown.key.as_deref().unwrap_or(""));
        }
        let _ = course.fingerprint(stub.cmid, &questions);
        let _ = course.availability(stub.cmid, &words);
    }
    for block in course.text_blocks() {
        harmless(&course.block(&block, &All, &words));
    }
    for section in &course.sections {
        harmless(&course.section_summary(section.id, &All, &words));
    }
    for category in questions.bank() {
        if let Ok(shown) = course.render_bank(&category, &questions, &All, &words) {
            harmless(&shown.body);
        }
    }
    forms(&questions);
}

/// Writes the whole bank in all forms.
pub fn forms(questions: &Questions) {
    for category in questions.bank() {
        for one in &category.questions {
            if let Ok(Found::Question(question)) = questions.find(&one.pick) {
                let _ = questions.question(question.id);
            }
        }
        for form in Form::ALL {
            let mut out = Vec::new();
            let written = write_questions(&mut out, form, &category, questions, &NoPictures);
            if form != Form::MoodleXml || written.is_err() {
                continue;
            }
            sound(&out);
        }
    }
}

/// What was written as XML is XML.
fn sound(xml: &[u8]) {
    let mut whole = Vec::with_capacity(xml.len() + 16);
    whole.write_all(b"<quiz>").expect("memory");
    whole.write_all(xml).expect("memory");
    whole.write_all(b"</quiz>").expect("memory");
    let text = String::from_utf8(whole).expect("what was written is not UTF-8");
    let mut reader = quick_xml::Reader::from_str(&text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("what was written is no XML: {error}\n{text}"),
        }
    }
}
