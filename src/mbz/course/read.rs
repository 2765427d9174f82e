//! Reads the parts of a tree that make the inventory.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::{Value, json};

use super::{Course, Kind, Section, Stub};
use crate::mbz::availability;
use crate::mbz::files::Files;
use crate::mbz::members::{Member, is_module};
use crate::mbz::strip::is_core;
use crate::mbz::text;
use crate::mbz::unpack::tree_name;
use crate::mbz::xml::{Row, Trouble, ends, rows};
use crate::mbz::{Broken, Limits, Warning};

impl Course {
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

    pub(super) fn read_course(&mut self) {
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

    pub(super) fn read_activities(&mut self, manifest: &Manifest) {
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
        let places: HashMap<(String, i64), (i64, i64)> = self
            .unpacked
            .places
            .iter()
            .map(|place| ((place.module.clone(), place.cmid), (place.contextid, place.instance)))
            .collect();
        for (module, cmid, section, title) in listed {
            let place = places.get(&(module.clone(), cmid)).copied();
            let stub = self.read_stub(module, cmid, section, &title, place);
            self.by_cmid.insert(cmid, self.activities.len());
            self.activities.push(stub);
        }
    }

    fn read_stub(
        &mut self,
        module: String,
        cmid: i64,
        section: i64,
        title: &str,
        numbers: Option<(i64, i64)>,
    ) -> Stub {
        let mut found = Row::default();
        let (mut tags, mut old) = (Vec::new(), Vec::new());
        let place = format!("{module} {cmid}");
        let known = self.rows(&Member::Module(module.clone(), cmid), &place, &mut |path, row| {
            if path.len() == 1 {
                found = row;
            } else if ends(path, &["tags", "tag"]) {
                tags.push(text::title(row.text("rawname"), &[]));
            } else if ends(path, &["availability_info", "availability"]) {
                old.extend(old_condition(&row));
            } else if ends(path, &["availability_info", "availability_field"]) {
                old.push(json!({ "type": "profile", "sf": row.text("userfield") }));
            }
        });
        let (contextid, instance) = numbers.unwrap_or((0, 0));
        let damaged = numbers.is_none();
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
            availability: conditions(&found, "availability", &old),
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

    pub(super) fn read_sections(&mut self, manifest: &Manifest) {
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
                name: found.owned("name"),
                summary: found.owned("summary"),
                summary_format: found.int("summaryformat"),
                visible: found.get("visible").is_none() || found.flag("visible"),
                restricted: conditions(&found, "availabilityjson", &[]).is_some(),
                availability: conditions(&found, "availabilityjson", &[]),
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
            name: String::new(),
            summary: String::new(),
            summary_format: 1,
            visible: true,
            restricted: false,
            availability: None,
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

    pub(super) fn read_files(&mut self) {
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

/// What the manifest says.
#[derive(Default)]
pub(super) struct Manifest {
    pub(super) kind: Option<Kind>,
    pub(super) information: Row,
    activities: Vec<Row>,
    sections: Vec<Row>,
    found: bool,
}

pub(super) fn manifest(tree: &Path, limits: &Limits) -> Result<Manifest, Broken> {
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

/// All conditions that restrict something, as JSON, or `None`. Before Moodle 2.7 they were fields.
fn conditions(row: &Row, name: &str, old: &[Value]) -> Option<String> {
    condition(row, name).or_else(|| {
        availability::of_fields(row.int("availablefrom"), row.int("availableuntil"), old)
    })
}

/// A condition of Moodle 2.0 to 2.6 in the JSON that came after it.
fn old_condition(row: &Row) -> Option<Value> {
    if let Some(state) = row.get("requiredcompletion") {
        let state: i64 = state.trim().parse().ok()?;
        return Some(json!({ "type": "completion", "cm": row.int("sourcecmid"), "e": state }));
    }
    row.get("gradeitemid")?;
    let mut grade = json!({ "type": "grade", "id": row.int("gradeitemid") });
    for (from, to) in [("grademin", "min"), ("grademax", "max")] {
        if row.get(from).is_some_and(|text| !text.is_empty()) {
            grade[to] = json!(row.float(from));
        }
    }
    Some(grade)
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

/// When a course begins, unix seconds, or 0.
pub(in crate::mbz) fn start_of(course: &Course) -> i64 {
    manifest(&course.tree, &course.limits)
        .map_or(0, |manifest| manifest.information.int("original_course_startdate").max(0))
}
