//! Tests of backups of Moodle 1.x: the two real ones, and small ones made here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::*;
use super::made::{Members, Try, zip_of};

mod facts;
mod kinds;
mod letters;
mod links;
mod modules;
mod people;
mod trouble;

/// A course of Moodle 1.x in the making.
pub struct Old {
    pub info: String,
    pub header: String,
    pub sections: Vec<(i64, String)>,
    /// Course module, section number, module, instance, more fields of the list.
    pub listed: Vec<(i64, i64, String, i64)>,
    pub modules: String,
    /// Whatever else belongs to the course.
    pub more: String,
    pub files: Members,
}

impl Old {
    pub fn new() -> Self {
        Self {
            info: "<MOODLE_VERSION>2007101550</MOODLE_VERSION>\
                   <MOODLE_RELEASE>1.9.5+ (Build: 20090727)</MOODLE_RELEASE>\
                   <BACKUP_VERSION>2008030301</BACKUP_VERSION>\
                   <BACKUP_RELEASE>1.9.4</BACKUP_RELEASE>\
                   <ORIGINAL_WWWROOT>http://www.old.example/moodle</ORIGINAL_WWWROOT>"
                .to_owned(),
            header: "<ID>5</ID><FULLNAME>C &amp;amp; D</FULLNAME><SHORTNAME>C</SHORTNAME>\
                     <SUMMARY></SUMMARY><FORMAT>topics</FORMAT><LANG>en_utf8</LANG>"
                .to_owned(),
            sections: vec![(0, String::new())],
            listed: Vec::new(),
            modules: String::new(),
            more: String::new(),
            files: Vec::new(),
        }
    }

    /// Adds an activity: its course module number is ten times the number of the instance.
    pub fn item(&mut self, module: &str, instance: i64, fields: &str) -> &mut Self {
        let section = self.sections.last().unwrap().0;
        self.listed.push((instance * 10, section, module.to_owned(), instance));
        write!(
            self.modules,
            "<MOD><ID>{instance}</ID><MODTYPE>{module}</MODTYPE><NAME>The {module}</NAME>{fields}</MOD>"
        )
        .unwrap();
        self
    }

    pub fn file(&mut self, name: &str, content: &[u8]) -> &mut Self {
        self.files.push((name.to_owned(), content.to_vec()));
        self
    }

    pub fn xml(&self) -> String {
        let mut sections = String::new();
        for (number, summary) in &self.sections {
            let mut mods = String::new();
            for (cmid, of, module, instance) in &self.listed {
                if of == number {
                    write!(
                        mods,
                        "<MOD><ID>{cmid}</ID><TYPE>{module}</TYPE><INSTANCE>{instance}</INSTANCE>\
                         <ADDED>1</ADDED><INDENT>0</INDENT><VISIBLE>1</VISIBLE></MOD>"
                    )
                    .unwrap();
                }
            }
            write!(
                sections,
                "<SECTION><ID>{}</ID><NUMBER>{number}</NUMBER><SUMMARY>{summary}</SUMMARY>\
                 <VISIBLE>1</VISIBLE><MODS>{mods}</MODS></SECTION>",
                number + 700
            )
            .unwrap();
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MOODLE_BACKUP><INFO>{}</INFO><COURSE>\
             <HEADER>{}</HEADER><SECTIONS>{sections}</SECTIONS>{}<MODULES>{}</MODULES></COURSE>\
             </MOODLE_BACKUP>",
            self.info, self.header, self.more, self.modules
        )
    }

    pub fn members(&self) -> Members {
        let mut members = vec![("moodle.xml".to_owned(), self.xml().into_bytes())];
        members.extend(self.files.iter().cloned());
        members
    }

    pub fn zip(&self) -> Vec<u8> {
        zip_of(&self.members())
    }

    pub fn open(&self) -> Opened {
        self.open_with(&Options::default())
    }

    pub fn open_with(&self, options: &Options) -> Opened {
        Opened::of(&self.zip(), options)
    }
}

/// An opened backup with its tree and the contents of its files.
pub struct Opened {
    pub attempt: Try,
    pub course: Course,
    pub contents: BTreeMap<String, Vec<u8>>,
}

/// Keeps every content.
#[derive(Default)]
struct Contents(BTreeMap<String, Vec<u8>>);

impl Blobs for Contents {
    fn take(
        &mut self,
        sha1: [u8; 20],
        size: u64,
        reader: &mut dyn std::io::Read,
    ) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        assert_eq!(bytes.len() as u64, size);
        let name = files::hex(&sha1);
        assert_eq!(super::made::sha1(&bytes), name);
        assert!(self.0.insert(name, bytes).is_none(), "each content once");
        Ok(())
    }
}

impl Opened {
    pub fn of(archive: &[u8], options: &Options) -> Self {
        let attempt = Try::new();
        let mut contents = Contents::default();
        attempt.unpack_with(archive, options, &mut contents).unwrap();
        let course = Course::open(&attempt.tree).unwrap();
        Self { attempt, course, contents: contents.0 }
    }

    pub fn shown(&self, cmid: i64) -> Rendered {
        let activity = self.course.activity(cmid).unwrap();
        let bank = self.course.questions().unwrap();
        let shown =
            self.course.render(&activity, &bank, &super::All, &WordList::english()).unwrap();
        super::check_html(&shown.body, &activity.title);
        super::check_html(shown.key.as_deref().unwrap_or(""), &activity.title);
        shown
    }

    pub fn body(&self, cmid: i64) -> String {
        self.shown(cmid).body
    }

    pub fn module(&self, cmid: i64) -> &str {
        &self.course.stub(cmid).unwrap().module
    }

    /// The cleaned XML of an activity.
    pub fn part(&self, cmid: i64) -> String {
        let name = format!("activity-{}-{cmid}.xml", self.module(cmid));
        std::fs::read_to_string(self.attempt.tree.join(name)).unwrap()
    }

    /// The paths of the files of an area of an activity.
    pub fn files(&self, cmid: i64, area: &str) -> Vec<String> {
        let context = self.course.stub(cmid).unwrap().contextid;
        let files = self.course.files.of_context(context);
        files.filter(|file| file.key.area.area == area).map(|file| file.key.path.clone()).collect()
    }

    pub fn has_warning(&self, code: &str) -> bool {
        self.course.warnings.iter().any(|warning| warning.code == code)
    }
}

/// Text as it stands in XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A page that was a resource of HTML.
pub fn html(text: &str) -> String {
    format!(
        "<TYPE>html</TYPE><REFERENCE></REFERENCE><SUMMARY></SUMMARY><ALLTEXT>{}</ALLTEXT>",
        escaped(text)
    )
}

/// A course with something of everything, for damage.
pub fn everything() -> Old {
    let mut old = kinds::course(true);
    let people = people::course();
    old.listed.extend(
        people
            .listed
            .into_iter()
            .map(|(cmid, section, module, instance)| (cmid + 5, section, module, instance)),
    );
    old.modules += &people.modules;
    old.more += &people.more;
    old.files = people.files;
    old.sections.push((9, escaped("<h2>Last</h2> $@COURSEVIEWBYID*5@$#9")));
    old.item(
        "resource",
        40,
        &html("<p>a <a href=\"$@FORUMVIEWBYF*1@$\">b</a> $@FILEPHP@$/a.png</p>"),
    );
    old.item("resource", 41, "<TYPE>file</TYPE><REFERENCE>site/index.html</REFERENCE>");
    old.file("course_files/site/index.html", b"<img src=\"a.png\"><a href=../../x>");
    old.file("course_files/site/a.png", b"a");
    old
}
