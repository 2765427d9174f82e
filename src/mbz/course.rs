//! The inventory of a course: its sections, its activities and its files, in the teacher's order.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::container::Container;
use super::files::Files;
use super::members::{Member, is_module};
use super::strip::is_core;
use super::text;
use super::unpack::{SUMMARY, Unpacked, tree_name};
use super::xml::{Row, Trouble, ends, rows};
use super::{Broken, Limits, Warning};

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
    /// As Moodle stores it: see [`Course::section_summary`] for readable HTML.
    pub(super) summary: String,
    pub(super) summary_format: i64,
    /// Whether pupils see it.
    pub visible: bool,
    /// Whether a condition restricts it.
    pub restricted: bool,
    /// The subsection activity in whose place this section is shown.
    pub parent: Option<i64>,
    /// Course module numbers in display order.
    pub activities: Vec<i64>,
    /// Made up here, for activities that lie in no section of the backup.
    pub implied: bool,
}

/// What the inventory knows of an activity.
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
    pub(super) summary: String,
    pub(super) summary_format: i64,
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
    pub(super) tree: PathBuf,
    pub(super) limits: Limits,
    pub(super) by_cmid: HashMap<i64, usize>,
}

/// What the manifest says.
#[derive(Default)]
struct Manifest {
    kind: Option<Kind>,
    information: Row,
    activities: Vec<Row>,
    sections: Vec<Row>,
    found: bool,
}

impl Course {
    /// Opens the tree that [`unpack`](super::unpack) left.
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

    /// The SHA-1 names of all contents that the kept files need; others may be thrown away.
    pub fn wanted_blobs(&self) -> HashSet<[u8; 20]> {
        self.files.iter().filter(|file| file.present).map(|file| file.sha1).collect()
    }

    pub(super) fn open_part(&self, member: &Member) -> Option<File> {
        File::open(self.tree.join(tree_name(member)?)).ok()
    }

    /// Calls `visit` with the rows of a part; says what is wrong as a remark.
    fn rows(
        &mut self,
        member: &Member,
        place: &str,
        visit: &mut dyn FnMut(&[String], Row),
    ) -> bool {
        let Some(file) = self.open_part(member) else { return false };
        match rows(BufReader::new(file), &self.limits, visit) {
            Ok(()) => true,
            Err(Trouble::Damaged { at, why }) => {
                let text = format!("The part “{place}” is damaged at byte {at}: {why}.");
                self.warnings.push(Warning::new("damaged_part", text, place));
                false
            }
            Err(Trouble::Io(error)) => {
                let text = format!("The part “{place}” cannot be read: {error}.");
                self.warnings.push(Warning::new("damaged_part", text, place));
                false
            }
        }
    }

    fn read_course(&mut self) {
        let mut found = Row::default();
        let mut contextid = 0;
        let mut tags = Vec::new();
        self.rows(&Member::Course, "course", &mut |path, row| {
            if path.len() == 1 {
                contextid = row.attribute("contextid").parse().unwrap_or(0);
                found = row;
            } else if ends(path, &["course", "tags", "tag"]) {
                tags.push(text::title(row.text("rawname"), &[]));
            }
        });
        if self.title.is_empty() {
            self.title = text::title(found.text("fullname"), &[]);
        }
        if self.short_name.is_empty() {
            self.short_name = text::title(found.text("shortname"), &[]);
        }
        if self.site.course_contextid == 0 {
            self.site.course_contextid = contextid;
        }
        self.language = language(found.text("lang"));
        self.summary = found.owned("summary");
        self.summary_format = found.int("summaryformat");
        self.tags = tags;
    }

    fn read_activities(&mut self, manifest: &Manifest) {
        let mut seen = HashSet::new();
        let mut listed = Vec::new();
        for row in manifest.activities.iter().take(self.limits.parts) {
            let module = row.text("modulename").trim();
            let cmid = row.int("moduleid");
            if is_module(module) && seen.insert(cmid) {
                listed.push((module.to_owned(), cmid, row.int("sectionid"), row.owned("title")));
            }
        }
        for place in &self.unpacked.places {
            if seen.insert(place.cmid) {
                listed.push((place.module.clone(), place.cmid, 0, String::new()));
            }
        }
        for (module, cmid, section, title) in listed {
            let stub = self.read_stub(module, cmid, section, &title);
            self.by_cmid.insert(cmid, self.activities.len());
            self.activities.push(stub);
        }
    }

    fn read_stub(&mut self, module: String, cmid: i64, section: i64, title: &str) -> Stub {
        let mut found = Row::default();
        let mut tags = Vec::new();
        let place = format!("{module} {cmid}");
        let known = self.rows(&Member::Module(module.clone(), cmid), &place, &mut |path, row| {
            if path.len() == 1 {
                found = row;
            } else if ends(path, &["tags", "tag"]) {
                tags.push(text::title(row.text("rawname"), &[]));
            }
        });
        let (contextid, instance) = self
            .unpacked
            .places
            .iter()
            .find(|place| place.cmid == cmid && place.module == module)
            .map_or((0, 0), |place| (place.contextid, place.instance));
        let damaged = contextid == 0 && instance == 0;
        let mut title = text::title(title, &[]);
        if title.is_empty() && !damaged {
            title = self.name_of(&module, cmid);
        }
        let core = is_core(&module);
        if damaged {
            let text = "The content of this activity is missing or damaged; its name is kept.";
            self.warnings.push(Warning::new("activity_without_content", text, place));
        } else if !core {
            let text = format!(
                "The activity type “{module}” is not part of Moodle itself: its name, its \
                 introduction and its files are kept."
            );
            self.warnings.push(Warning::new("unknown_module", text, place));
        }
        Stub {
            cmid,
            instance,
            contextid,
            core,
            damaged,
            title,
            section: if section == 0 { found.int("sectionid") } else { section },
            visible: !known || found.get("visible").is_none() || found.flag("visible"),
            stealth: found.get("visibleoncoursepage") == Some("0"),
            availability: condition(&found, "availability"),
            indent: found.int("indent").clamp(0, 16),
            language: language(found.text("lang")),
            tags,
            module,
            subsection: None,
        }
    }

    /// The name an activity gives itself, for those that the manifest does not list.
    fn name_of(&mut self, module: &str, cmid: i64) -> String {
        let mut name = String::new();
        let member = Member::Activity(module.to_owned(), cmid);
        self.rows(&member, &format!("{module} {cmid}"), &mut |path, row| {
            if path.len() == 2 {
                name = text::title(row.text("name"), &[]);
            }
        });
        name
    }

    fn read_sections(&mut self, manifest: &Manifest) {
        let mut sections: Vec<Section> = Vec::new();
        let mut sequences: HashMap<i64, Vec<i64>> = HashMap::new();
        let mut seen = HashSet::new();
        let mut ids: Vec<(i64, Option<i64>, String)> = manifest
            .sections
            .iter()
            .take(self.limits.parts)
            .map(|row| {
                let parent = row.get("parentcmid").and_then(|text| text.trim().parse().ok());
                (row.int("sectionid"), parent.filter(|cmid| *cmid != 0), row.owned("title"))
            })
            .collect();
        ids.extend(self.sections_on_disk().into_iter().map(|id| (id, None, String::new())));
        for (id, parent, title) in ids {
            if !seen.insert(id) {
                continue;
            }
            let mut found = Row::default();
            let known =
                self.rows(&Member::Section(id), &format!("section {id}"), &mut |path, row| {
                    if path.len() == 1 {
                        found = row;
                    }
                });
            let number =
                if known { found.int("number") } else { title.trim().parse().unwrap_or(i64::MAX) };
            let delegated = found.get("component").is_some_and(|name| name == "mod_subsection");
            let parent = match (parent, delegated) {
                (None, true) => {
                    let instance = found.int("itemid");
                    self.activities
                        .iter()
                        .find(|stub| stub.module == "subsection" && stub.instance == instance)
                        .map(|stub| stub.cmid)
                }
                (parent, _) => parent,
            };
            let name = text::title(found.text("name"), &[]);
            sequences.insert(
                id,
                found.text("sequence").split(',').filter_map(|id| id.trim().parse().ok()).collect(),
            );
            sections.push(Section {
                id,
                number,
                title: (!name.is_empty()).then_some(name),
                summary: found.owned("summary"),
                summary_format: found.int("summaryformat"),
                visible: found.get("visible").is_none() || found.flag("visible"),
                restricted: condition(&found, "availabilityjson").is_some(),
                parent: parent.filter(|cmid| self.by_cmid.contains_key(cmid)),
                activities: Vec::new(),
                implied: false,
            });
        }
        sections.sort_by_key(|section| (section.number, section.id));
        self.place_activities(&mut sections, &sequences);
        self.sections = nested(sections);
        for section in &self.sections {
            if let Some(at) = section.parent.and_then(|cmid| self.by_cmid.get(&cmid))
                && let Some(stub) = self.activities.get_mut(*at)
            {
                stub.subsection = Some(section.id);
            }
        }
        self.order_activities();
    }

    fn sections_on_disk(&self) -> Vec<i64> {
        let Ok(folder) = std::fs::read_dir(&self.tree) else { return Vec::new() };
        let mut ids: Vec<i64> = folder
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name();
                name.to_str()?.strip_prefix("section-")?.strip_suffix(".xml")?.parse().ok()
            })
            .collect();
        ids.sort_unstable();
        ids.truncate(self.limits.parts);
        ids
    }

    /// Puts every activity into exactly one section, in the order that the teacher saw.
    fn place_activities(&self, sections: &mut Vec<Section>, sequences: &HashMap<i64, Vec<i64>>) {
        let mut placed = HashSet::new();
        for section in &mut *sections {
            for cmid in sequences.get(&section.id).into_iter().flatten() {
                if self.by_cmid.contains_key(cmid) && placed.insert(*cmid) {
                    section.activities.push(*cmid);
                }
            }
        }
        let index: HashMap<i64, usize> =
            sections.iter().enumerate().map(|(at, section)| (section.id, at)).collect();
        let mut loose = Vec::new();
        for stub in self.activities.iter().filter(|stub| !placed.contains(&stub.cmid)) {
            match index.get(&stub.section).and_then(|at| sections.get_mut(*at)) {
                Some(section) => section.activities.push(stub.cmid),
                None => loose.push(stub.cmid),
            }
        }
        if loose.is_empty() {
            return;
        }
        sections.push(Section {
            id: 0,
            number: sections.last().map_or(0, |last| last.number.saturating_add(1)),
            title: None,
            summary: String::new(),
            summary_format: 1,
            visible: true,
            restricted: false,
            parent: None,
            activities: loose,
            implied: true,
        });
    }

    fn order_activities(&mut self) {
        let order: HashMap<i64, usize> = self
            .sections
            .iter()
            .flat_map(|section| section.activities.iter().copied())
            .enumerate()
            .map(|(at, cmid)| (cmid, at))
            .collect();
        self.activities.sort_by_key(|stub| order.get(&stub.cmid).copied().unwrap_or(usize::MAX));
        self.by_cmid =
            self.activities.iter().enumerate().map(|(at, stub)| (stub.cmid, at)).collect();
    }

    fn read_files(&mut self) {
        let Ok(file) = File::open(self.tree.join("files.xml")) else { return };
        match Files::read(BufReader::new(file), &self.limits) {
            Ok(files) => self.files = files,
            Err(_) => self.warnings.push(Warning::new(
                "damaged_part",
                "The list of files is damaged: pictures and files are missing.",
                "files",
            )),
        }
    }
}

fn manifest(tree: &Path, limits: &Limits) -> Result<Manifest, Broken> {
    let path = tree_name(&Member::Manifest).unwrap_or_default();
    let file = BufReader::new(File::open(tree.join(path))?);
    let mut manifest = Manifest::default();
    rows(file, limits, &mut |path, row| {
        if ends(path, &["details", "detail"]) {
            manifest.kind = match row.text("type") {
                "section" => Some(Kind::Section),
                "activity" => Some(Kind::Activity),
                _ => Some(Kind::Course),
            };
        } else if ends(path, &["contents", "activities", "activity"]) {
            manifest.activities.push(row);
        } else if ends(path, &["contents", "sections", "section"]) {
            manifest.sections.push(row);
        } else if ends(path, &["moodle_backup", "information"]) {
            manifest.information = row;
            manifest.found = true;
        }
    })
    .map_err(|trouble| trouble.into_broken("manifest"))?;
    if !manifest.found {
        return Err(Broken::NotMoodle);
    }
    Ok(manifest)
}

/// Sections in display order, those of subsections after the section that shows them.
fn nested(sections: Vec<Section>) -> Vec<Section> {
    let (top, mut inner): (Vec<_>, Vec<_>) =
        sections.into_iter().partition(|section| section.parent.is_none());
    let mut ordered = Vec::with_capacity(top.len() + inner.len());
    for section in top {
        let shown: Vec<i64> = section.activities.clone();
        ordered.push(section);
        for cmid in shown {
            while let Some(at) = inner.iter().position(|section| section.parent == Some(cmid)) {
                ordered.push(inner.remove(at));
            }
        }
    }
    // A subsection within a subsection is not made by Moodle; it is kept all the same.
    ordered.append(&mut inner);
    ordered
}

/// A condition that restricts something, or `None`.
fn condition(row: &Row, name: &str) -> Option<String> {
    let json = row.get(name)?.trim();
    let empty = json.is_empty() || json == "null" || json.contains("\"c\":[]");
    (!empty).then(|| json.to_owned())
}

/// A Moodle language code as a language tag: `de_du` becomes `de-du`.
fn language(code: &str) -> Option<String> {
    let code = code.trim().trim_end_matches("_utf8").replace('_', "-").to_ascii_lowercase();
    let sound = (2..=20).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    sound.then_some(code)
}
