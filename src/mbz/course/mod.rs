//! The inventory of a course: its sections, its activities and its files, in the teacher's order.

mod blocks;
mod content_bank;
mod grades;
mod read;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use self::blocks::TextBlock;
pub use self::content_bank::Held;
pub(in crate::mbz) use self::grades::Gradebook;
use self::read::manifest;
pub(in crate::mbz) use self::read::start_of;
use crate::mbz::availability::said;
use crate::mbz::container::Container;
use crate::mbz::files::Files;
use crate::mbz::members::Member;
use crate::mbz::text;
use crate::mbz::unpack::{SUMMARY, Unpacked, tree_name};
use crate::mbz::xml::rows;
use crate::mbz::{Broken, Limits, Warning, Words};

/// What was backed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole course.
    Course,
    /// One section of a course.
    Section,
    /// One activity.
    Activity,
}

/// Where the backup was made.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Address of the old Moodle, without a slash at its end.
    pub wwwroot: String,
    /// Hash that tells the old site from all others, if the backup has one.
    pub identifier: Option<String>,
    /// Number of the course there.
    pub course_id: i64,
    /// Number of the course's context there.
    pub course_contextid: i64,
}

/// A section of a course.
#[derive(Debug, Clone)]
pub struct Section {
    /// Number in the old database.
    pub id: i64,
    /// Number as the old site shows it. May have gaps: never count by it.
    pub number: i64,
    /// Its own name, or `None` where Moodle says "General", "Topic 3" or a week.
    pub title: Option<String>,
    /// The same as Moodle stores it: in several languages, or with signs that look like tags.
    pub(in crate::mbz) name: String,
    /// As Moodle stores it: see [`Course::section_summary`] for readable HTML.
    pub(in crate::mbz) summary: String,
    pub(in crate::mbz) summary_format: i64,
    /// Whether pupils see it.
    pub visible: bool,
    /// Whether a condition restricts it.
    pub restricted: bool,
    /// Moodle's JSON of conditions, if any.
    pub availability: Option<String>,
    /// The subsection activity in whose place this section is shown.
    pub parent: Option<i64>,
    /// Course module numbers in display order.
    pub activities: Vec<i64>,
    /// Made up here, for activities that lie in no section of the backup.
    pub implied: bool,
}

/// What the inventory knows of an activity.
#[expect(clippy::struct_excessive_bools, reason = "Moodle itself has these switches")]
#[derive(Debug, Clone)]
pub struct Stub {
    /// Course module number.
    pub cmid: i64,
    /// Number in the table of its module; 0 if the activity is damaged.
    pub instance: i64,
    /// Number of its context, which joins it to its files; 0 if the activity is damaged.
    pub contextid: i64,
    /// `page`, `quiz`, ….
    pub module: String,
    /// Plain text.
    pub title: String,
    /// Number of its section in the old database.
    pub section: i64,
    /// Whether pupils see it.
    pub visible: bool,
    /// Visible only through links to it.
    pub stealth: bool,
    /// Moodle's JSON of conditions, if any.
    pub availability: Option<String>,
    /// How far it is indented on the course page.
    pub indent: i64,
    /// Its own language, if it has one.
    pub language: Option<String>,
    /// Tags in their original spelling.
    pub tags: Vec<String>,
    /// Whether Moodle itself brings this module.
    pub core: bool,
    /// Its XML is missing or damaged: only what is said here is known.
    pub damaged: bool,
    /// For a subsection: the section shown in its place.
    pub subsection: Option<i64>,
}

impl Stub {
    /// Something that the course holds outside of its sections, as an activity.
    pub fn of_course(cmid: i64, module: &str, title: String) -> Self {
        Self {
            cmid,
            instance: 0,
            contextid: 0,
            module: module.to_owned(),
            title,
            section: 0,
            visible: true,
            stealth: false,
            availability: None,
            indent: 0,
            language: None,
            tags: Vec::new(),
            core: true,
            damaged: false,
            subsection: None,
        }
    }
}

/// A competency that an activity is about. A backup names it by two numbers that people gave; its
/// words are in the framework, which no backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competency {
    /// What the framework calls it, such as `MA.5.3`.
    pub number: String,
    /// What the framework is called.
    pub framework: String,
    /// What happens when the activity is completed: 0 nothing to 3 the competency is complete.
    pub outcome: i64,
}

/// No activity is about more competencies.
const MOST_COMPETENCIES: usize = 100;

/// A backup whose tree is open.
#[derive(Debug)]
pub struct Course {
    /// What was backed up.
    pub kind: Kind,
    /// How it was packed.
    pub container: Container,
    /// `4.5.6 (Build: 20250811)`.
    pub moodle_release: String,
    /// Plain text.
    pub title: String,
    /// Plain text.
    pub short_name: String,
    /// `de`, `en-us`, …, if the course has one of its own.
    pub language: Option<String>,
    /// Tags of the course.
    pub tags: Vec<String>,
    pub(in crate::mbz) summary: String,
    pub(in crate::mbz) summary_format: i64,
    /// Where it comes from.
    pub site: Site,
    /// In display order; a subsection's section follows the section it is shown in.
    pub sections: Vec<Section>,
    /// In display order.
    pub activities: Vec<Stub>,
    /// The files that are kept.
    pub files: Files,
    /// What the pass over the archive found.
    pub unpacked: Unpacked,
    /// Remarks, with those of the pass over the archive.
    pub warnings: Vec<Warning>,
    pub(in crate::mbz) tree: PathBuf,
    pub(in crate::mbz) limits: Limits,
    pub(in crate::mbz) by_cmid: HashMap<i64, usize>,
}

impl Course {
    /// Opens the tree that [`unpack`](crate::mbz::unpack) left.
    pub fn open(tree: &Path) -> Result<Self, Broken> {
        Self::open_within(tree, &Limits::default())
    }

    /// As [`Course::open`], with limits of the caller's.
    pub fn open_within(tree: &Path, limits: &Limits) -> Result<Self, Broken> {
        let unpacked: Unpacked =
            serde_json::from_reader(BufReader::new(File::open(tree.join(SUMMARY))?))
                .map_err(|error| Broken::Io(error.into()))?;
        let manifest = manifest(tree, limits)?;
        let information = &manifest.information;
        let mut course = Self {
            kind: manifest.kind.unwrap_or(Kind::Course),
            container: unpacked.container,
            moodle_release: information.text("moodle_release").trim().to_owned(),
            title: text::title(information.text("original_course_fullname"), &[]),
            short_name: text::title(information.text("original_course_shortname"), &[]),
            language: None,
            tags: Vec::new(),
            summary: String::new(),
            summary_format: 1,
            site: Site {
                wwwroot: information.text("original_wwwroot").trim_end_matches('/').to_owned(),
                identifier: information
                    .get("original_site_identifier_hash")
                    .filter(|hash| !hash.is_empty())
                    .map(str::to_owned),
                course_id: information.int("original_course_id"),
                course_contextid: information.int("original_course_contextid"),
            },
            sections: Vec::new(),
            activities: Vec::new(),
            files: Files::default(),
            warnings: unpacked.warnings.clone(),
            unpacked,
            tree: tree.to_owned(),
            limits: limits.clone(),
            by_cmid: HashMap::new(),
        };
        course.read_course();
        course.read_activities(&manifest);
        course.read_sections(&manifest);
        course.read_files();
        Ok(course)
    }

    /// What is known of one activity without reading it.
    pub fn stub(&self, cmid: i64) -> Option<&Stub> {
        self.by_cmid.get(&cmid).and_then(|at| self.activities.get(*at))
    }

    /// Under which conditions an activity could be seen, as a sentence; nothing if there were none.
    pub fn availability(&self, cmid: i64, words: &dyn Words) -> Option<String> {
        let stub = self.stub(cmid)?;
        let title = |cmid| self.stub(cmid).map(|stub| stub.title.clone());
        let section = self.sections.iter().find(|section| section.id == stub.section);
        let own = stub.availability.as_deref();
        let around = section.and_then(|section| section.availability.as_deref());
        let own = own.and_then(|json| said(json, &title, words));
        let around = around.and_then(|json| said(json, &title, words));
        let around = around.map(|text| words.say_with("mbz-if-section", &text));
        let parts: Vec<String> = own.into_iter().chain(around).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The SHA-1 names of all contents that the kept files need; others may be thrown away.
    pub fn wanted_blobs(&self) -> HashSet<[u8; 20]> {
        self.files.iter().filter(|file| file.present).map(|file| file.sha1).collect()
    }

    /// The competencies that an activity is about.
    pub fn competencies(&self, stub: &Stub) -> Vec<Competency> {
        let member = Member::Competencies(stub.module.clone(), stub.cmid);
        let mut found = Vec::new();
        let Some(file) = self.open_part(&member) else { return found };
        let read = rows(BufReader::new(file), &self.limits, &mut |path, row| {
            let number = text::title(row.text("idnumber"), &[]);
            let is_one = path.last().is_some_and(|name| name == "competency");
            if is_one && !number.is_empty() && found.len() < MOST_COMPETENCIES {
                let framework = text::title(row.text("frameworkidnumber"), &[]);
                found.push(Competency { number, framework, outcome: row.int("ruleoutcome") });
            }
        });
        if read.is_err() {
            tracing::debug!(cmid = stub.cmid, "the competencies of an activity cannot be read");
        }
        found
    }

    pub(in crate::mbz) fn open_part(&self, member: &Member) -> Option<File> {
        File::open(self.tree.join(tree_name(member)?)).ok()
    }
}
