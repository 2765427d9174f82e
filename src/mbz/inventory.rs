//! What `hornbook course inspect --json` says about a backup.

use std::collections::BTreeMap;

use serde::Serialize;

use super::container::Container;
use super::course::{Course, Kind, Stub};
use super::unpack::Format;
use super::{Broken, Warning};

/// The inventory of a backup as programs read it: its JSON form is a contract.
#[derive(Debug, Serialize)]
pub struct Inventory {
    /// `moodle2`, or `moodle1` for Moodle 1.x.
    pub format: Format,
    /// How it was packed.
    pub container: Container,
    /// What was backed up.
    pub kind: Kind,
    /// `4.5.6 (Build: 20250811)`.
    pub moodle_release: String,
    /// Plain text.
    pub title: String,
    /// Plain text.
    pub short_name: String,
    /// `null` where the course leaves it to the site.
    pub language: Option<String>,
    /// The sections of the backup in display order. An activity backup has none.
    pub sections: Vec<SectionLine>,
    /// Activities that lie in no section of the backup: the one of an activity backup.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outside_sections: Vec<ActivityLine>,
    /// How many activities of each module.
    pub activities: BTreeMap<String, u64>,
    /// How many questions of each type, with every version and inner question.
    pub questions: BTreeMap<String, u64>,
    /// Files with names, as the backup lists them. Count.
    pub files: u64,
    /// Their distinct contents together. Bytes.
    pub file_bytes: u64,
    /// Personal data found.
    pub personal_data: Personal,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

/// A section in the inventory.
#[derive(Debug, Serialize)]
pub struct SectionLine {
    /// As the old site shows it.
    pub number: i64,
    /// `null` where Moodle makes up a name.
    pub title: Option<String>,
    /// Whether pupils see it.
    pub visible: bool,
    /// In display order.
    pub activities: Vec<ActivityLine>,
}

/// An activity in the inventory.
#[derive(Debug, Serialize)]
pub struct ActivityLine {
    /// Course module number: what `--only` takes.
    pub cmid: i64,
    /// `page`, `quiz`, …; in a backup of Moodle 1.x what it was called there.
    pub module: String,
    /// The module that it is today, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// Plain text.
    pub title: String,
    /// Whether pupils see it.
    pub visible: bool,
}

/// Personal data in the inventory.
#[derive(Debug, Serialize)]
pub struct Personal {
    /// Whether there is any.
    pub present: bool,
    /// Accounts. Count.
    pub users: u64,
    /// Kinds found.
    pub what: Vec<&'static str>,
}

/// What a module is called in the backup itself.
fn own_name<'c>(course: &'c Course, stub: &'c Stub) -> &'c String {
    course.unpacked.formerly.get(&stub.cmid).unwrap_or(&stub.module)
}

fn line(course: &Course, stub: &Stub) -> ActivityLine {
    let module = own_name(course, stub);
    ActivityLine {
        cmid: stub.cmid,
        module: module.clone(),
        becomes: (*module != stub.module).then(|| stub.module.clone()),
        title: stub.title.clone(),
        visible: stub.visible,
    }
}

impl Course {
    /// The inventory; counts the questions, which takes one look at all of them.
    pub fn inventory(&self) -> Result<Inventory, Broken> {
        let mut activities = BTreeMap::new();
        for stub in &self.activities {
            *activities.entry(own_name(self, stub).clone()).or_insert(0) += 1;
        }
        let lines = |cmids: &[i64]| {
            let stubs = cmids.iter().filter_map(|cmid| self.stub(*cmid));
            stubs.map(|stub| line(self, stub)).collect()
        };
        let mut warnings = self.warnings.clone();
        let questions = match self.question_counts() {
            Ok(counts) => counts,
            Err(Broken::Xml { at, why, .. }) => {
                let text = format!("The question bank is damaged at byte {at}: {why}.");
                warnings.push(Warning::new("damaged_part", text, "questions"));
                BTreeMap::new()
            }
            Err(other) => return Err(other),
        };
        Ok(Inventory {
            format: self.unpacked.format,
            container: self.container,
            kind: self.kind,
            moodle_release: self.moodle_release.clone(),
            title: self.title.clone(),
            short_name: self.short_name.clone(),
            language: self.language.clone(),
            sections: self
                .sections
                .iter()
                .filter(|section| !section.implied)
                .map(|section| SectionLine {
                    number: section.number,
                    title: section.title.clone(),
                    visible: section.visible,
                    activities: lines(&section.activities),
                })
                .collect(),
            outside_sections: self
                .sections
                .iter()
                .filter(|section| section.implied)
                .flat_map(|section| lines(&section.activities))
                .collect::<Vec<_>>(),
            activities,
            questions,
            files: self.unpacked.files,
            file_bytes: self.unpacked.file_bytes,
            personal_data: Personal {
                present: self.unpacked.personal.present(),
                users: self.unpacked.personal.users,
                what: self.unpacked.personal.what.keys().map(|what| what.name()).collect(),
            },
            warnings,
        })
    }
}

/// The most likely resource type of an activity: the last part of an identifier of the Hochschulcampus
/// Ressourcentypen (`https://w3id.org/kim/hcrt/…`), or `None` where it depends on the file.
pub fn kind_of_resource(module: &str) -> Option<&'static str> {
    Some(match module {
        "quiz" | "workshop" => "assessment",
        "qbank" => "drill_and_practice",
        "assign" | "assignment" => "worksheet",
        "book" | "lesson" | "wiki" | "label" => "text",
        "page" | "url" => "web_page",
        "h5pactivity" | "lti" | "hvp" | "contentbank" => "application",
        "scorm" | "imscp" => "course",
        "glossary" => "index",
        "data" => "data",
        "feedback" | "survey" | "choice" | "questionnaire" => "questionnaire",
        "resource" | "folder" => return None,
        _ => "other",
    })
}
