//! The question bank of the new archive: what was taken of each old one, in the layout of 4.0.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufReader, Write};

use super::bank::Bank;
use super::copy::{Attributes, Fate, Rules, Value, copy, put, put_null};
use super::ids::Ids;
use super::links::Linker;
use crate::mbz::Broken;
use crate::mbz::course::Course;
use crate::mbz::members::Member;

/// Where a category lies in the new archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Home {
    /// New number of the context.
    pub(super) contextid: i64,
    /// 50 for the course, 70 for an activity.
    pub(super) level: i64,
    /// New number of the course or the activity.
    pub(super) instance: i64,
}

/// The bank of the new archive.
#[derive(Debug, Default)]
pub(super) struct NewBank {
    /// For each old category by backup: where it lies.
    pub(super) homes: HashMap<(usize, i64), Home>,
    /// The old categories that lie in an activity, by the new number of its context.
    pub(super) of_activities: HashMap<i64, Vec<(usize, i64)>>,
    /// The category that holds all others together, one for each context.
    pub(super) tops: BTreeMap<Home, i64>,
    /// In which new context a record of a question is, by backup, kind and old number.
    pub(super) owners: HashMap<(usize, Record, i64), i64>,
}

/// What a file of a question can belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Record {
    Question,
    Answer,
    Hint,
    Match,
    Drag,
}

impl Record {
    fn of(element: &str) -> Option<Self> {
        Some(match element {
            "question" => Self::Question,
            "answer" => Self::Answer,
            "question_hint" => Self::Hint,
            "match" => Self::Match,
            "drag" => Self::Drag,
            _ => return None,
        })
    }

    /// What the files of an area belong to.
    pub(super) fn of_area(area: &str) -> Self {
        match area {
            "answer" | "answerfeedback" => Self::Answer,
            "hint" => Self::Hint,
            "subquestion" => Self::Match,
            "dragimage" => Self::Drag,
            _ => Self::Question,
        }
    }
}

impl NewBank {
    /// Gives a home to every category that is taken.
    pub(super) fn settle(
        &mut self,
        source: usize,
        bank: &Bank,
        home: &dyn Fn(&super::bank::Category) -> Home,
        ids: &Ids,
    ) {
        for id in &bank.taken {
            let Some(category) = bank.categories.get(id) else { continue };
            let home = home(category);
            self.homes.insert((source, *id), home);
            if home.level == 70 {
                self.of_activities.entry(home.contextid).or_default().push((source, *id));
            }
            self.tops.entry(home).or_insert_with(|| ids.fresh());
        }
    }

    /// The new number of what a category lies in.
    fn parent(&self, source: usize, bank: &Bank, id: i64, ids: &Ids) -> i64 {
        let home = self.homes.get(&(source, id));
        let parent = bank.categories.get(&id).map_or(0, |category| category.parent);
        let near = bank.taken.contains(&parent) && self.homes.get(&(source, parent)) == home;
        if near {
            return ids.of(source, parent);
        }
        home.and_then(|home| self.tops.get(home)).copied().unwrap_or(0)
    }

    /// Writes the categories that hold the others together.
    pub(super) fn write_tops(&self, site_hash: &str, out: &mut dyn Write) -> std::io::Result<()> {
        for (home, id) in &self.tops {
            let mut xml = format!("<question_category id=\"{id}\">\n");
            put(&mut xml, "name", "top");
            put(&mut xml, "contextid", home.contextid);
            put(&mut xml, "contextlevel", home.level);
            put(&mut xml, "contextinstanceid", home.instance);
            put(&mut xml, "info", "");
            put(&mut xml, "infoformat", 0);
            let site: String = site_hash.chars().take(12).collect();
            put(&mut xml, "stamp", format!("{site}+{}+top", home.contextid));
            put(&mut xml, "parent", 0);
            put(&mut xml, "sortorder", 0);
            put_null(&mut xml, "idnumber");
            xml.push_str(
                "<question_bank_entries>\n</question_bank_entries>\n</question_category>\n",
            );
            out.write_all(xml.as_bytes())?;
        }
        Ok(())
    }

    /// Copies what was taken of one backup.
    pub(super) fn copy_source(
        &mut self,
        source: usize,
        course: &Course,
        bank: &Bank,
        linker: &Linker<'_>,
        out: &mut dyn Write,
    ) -> Result<(), Broken> {
        if bank.taken.is_empty() {
            return Ok(());
        }
        let Some(file) = course.open_part(&Member::Questions) else { return Ok(()) };
        let mut copying =
            Copying { new: self, source, bank, linker, category: 0, has_options: false };
        copy(BufReader::new(file), &course.limits, out, &mut copying)
            .map_err(|trouble| trouble.into_broken("questions"))
    }
}

struct Copying<'a, 'b> {
    new: &'a mut NewBank,
    source: usize,
    bank: &'a Bank,
    linker: &'a Linker<'b>,
    /// The category being copied.
    category: i64,
    /// Whether the question being copied says how its type is set.
    has_options: bool,
}

impl Copying<'_, '_> {
    fn id(&self, old: i64) -> i64 {
        self.linker.ids.of(self.source, old)
    }

    /// Wraps a question of old into an entry with one version.
    fn wrap(&self, old: i64) -> Fate {
        let id = self.id(old);
        let mut before = format!("<question_bank_entry id=\"{id}\">\n");
        put(&mut before, "questioncategoryid", self.id(self.category));
        put_null(&mut before, "idnumber");
        put_null(&mut before, "ownerid");
        before.push_str(&format!("<question_version>\n<question_versions id=\"{id}\">\n"));
        put(&mut before, "version", 1);
        put(&mut before, "status", if self.bank.is_hidden(old) { "hidden" } else { "ready" });
        before.push_str("<questions>\n");
        Fate::Wrap {
            before,
            name: "question",
            after: "</questions>\n</question_versions>\n</question_version>\n\
                    </question_bank_entry>\n"
                .to_owned(),
        }
    }
}

impl Rules for Copying<'_, '_> {
    fn element(&mut self, path: &[String], name: &str, attributes: &mut Attributes) -> Fate {
        let number = attributes
            .iter()
            .find(|(key, _)| key == "id")
            .and_then(|(_, value)| value.trim().parse::<i64>().ok());
        let parent = path.last().map_or("", String::as_str);
        for (key, value) in attributes.iter_mut() {
            if key == "id" {
                *value = self.linker.ids.of_text(self.source, value);
            }
        }
        match (path.len(), name) {
            // The root is written once for all banks.
            (0, _) => return Fate::Inside,
            (1, "question_category") => {
                self.category = number.unwrap_or(0);
                return if self.bank.taken.contains(&self.category) {
                    Fate::Keep
                } else {
                    Fate::Skip
                };
            }
            (_, "question_bank_entry") => {
                return match number {
                    Some(id) if self.bank.entries.contains(&id) => Fate::Keep,
                    _ => Fate::Skip,
                };
            }
            // A list of questions that is empty has no attributes and no children.
            (2, "questions") => {
                return Fate::Wrap {
                    before: String::new(),
                    name: "question_bank_entries",
                    after: String::new(),
                };
            }
            _ => {}
        }
        let is_question = name == "question" && parent == "questions";
        let is_old = is_question && path.len() == 3;
        if is_old && !number.is_some_and(|id| self.bank.entries.contains(&id)) {
            return Fate::Skip;
        }
        if let (Some(number), Some(record)) = (number, Record::of(name))
            && let Some(home) = self.new.homes.get(&(self.source, self.category))
        {
            let key = (self.source, record, number);
            self.new.owners.entry(key).or_insert(home.contextid);
        }
        if is_question {
            self.has_options = false;
        }
        if is_old {
            return self.wrap(number.unwrap_or(0));
        }
        if name == "essay" {
            self.has_options = true;
        }
        Fate::Keep
    }

    fn field<'t>(
        &mut self,
        path: &[String],
        name: &str,
        text: Option<&'t str>,
    ) -> Option<Value<'t>> {
        let parent = path.last().map_or("", String::as_str);
        let source = self.source;
        let ids = self.linker.ids;
        let number = |text: &str| Value::Text(ids.of_text(source, text).into());
        let plain = |number: i64| Some(Value::Text(number.to_string().into()));
        let home = self.new.homes.get(&(source, self.category)).copied();
        match (parent, name) {
            ("question_category", "contextid") => return plain(home?.contextid),
            ("question_category", "contextlevel") => return plain(home?.level),
            ("question_category", "contextinstanceid") => return plain(home?.instance),
            ("question_category", "parent") => {
                return plain(self.new.parent(source, self.bank, self.category, ids));
            }
            // It holds questions itself, so it needs a name that people see.
            ("question_category", "name") if text == Some("top") => {
                let title = self.linker.sources.get(source).map_or("", |course| &course.title);
                return Some(Value::Text(title.to_owned().into()));
            }
            ("question_bank_entry", "questioncategoryid") => return plain(self.id(self.category)),
            ("question_category", "questions") | ("question", "version" | "hidden") => return None,
            ("question", "defaultgrade") => {
                return Some(Value::Named("defaultmark", Cow::Borrowed(text.unwrap_or("1"))));
            }
            ("question", "generalfeedback" | "questiontext") if text.is_none() => {
                return Some(Value::Text("".into()));
            }
            _ => {}
        }
        let Some(text) = text else { return Some(Value::Null) };
        Some(match (parent, name) {
            ("question", "parent")
            | ("truefalse", "trueanswer" | "falseanswer")
            | ("dataset_definition", "category") => number(text),
            ("multianswer", "sequence") => Value::Text(ids.of_list(source, text).into()),
            (parent, "answer") if parent.ends_with("_record") => number(text),
            _ => Value::Text(self.linker.text(source, text)),
        })
    }

    fn closing(&mut self, path: &[String], name: &str) -> Option<String> {
        // Essays had no settings before 2.1, and Moodle does not show one without.
        if name == "plugin_qtype_essay_question" && !self.has_options {
            return Some(essay(self.linker.ids.fresh()));
        }
        let _ = path;
        None
    }
}

/// The settings of an essay that has none.
fn essay(id: i64) -> String {
    let mut out = format!("<essay id=\"{id}\">\n");
    for (name, value) in [
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", "15"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
        ("graderinfo", ""),
        ("graderinfoformat", "1"),
        ("responsetemplate", ""),
        ("responsetemplateformat", "1"),
        ("filetypeslist", ""),
    ] {
        put(&mut out, name, value);
    }
    out.push_str("</essay>\n");
    out
}
