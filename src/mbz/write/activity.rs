//! The XML of an activity that came from a backup, with new numbers and links.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use super::copy::{Attributes, Fate, Rules, Value};
use super::entries::of_people;
use super::links::Linker;
use super::quiz::Quiz;
use crate::mbz::course::Stub;

/// The rules for one activity.
pub(super) struct Copying<'a, 'b> {
    pub(super) source: usize,
    pub(super) stub: &'a Stub,
    pub(super) linker: &'a Linker<'b>,
    /// The name it has here, if that was changed.
    pub(super) title: Option<&'a str>,
    /// A quiz with its slots as XML.
    pub(super) quiz: Option<(&'a Quiz, String)>,
    /// What it must begin with, since its backup is older than that.
    pub(super) begin: String,
    /// The scales that it is marked by, by their old numbers.
    pub(super) scales: RefCell<BTreeSet<i64>>,
}

/// Fields that are empty and must not be NULL: the import took out what they held.
const SECRETS: &[&str] = &[
    "password",
    "subnet",
    "resourcekey",
    "moderatorpass",
    "viewerpass",
    "meetingid",
    "instructorcustomparameters",
    "enrolmentkey",
];

impl Copying<'_, '_> {
    fn numbers(&self, attributes: &mut Attributes) {
        for (key, value) in attributes.iter_mut() {
            if matches!(key.as_str(), "id" | "contextid" | "moduleid") {
                *value = self.linker.ids.of_text(self.source, value);
            }
        }
    }

    fn id(&self, text: &str) -> Cow<'static, str> {
        self.linker.ids.of_text(self.source, text).into()
    }

    /// The new number of an activity if it is taken, else 0.
    fn cmid(&self, text: &str) -> Cow<'static, str> {
        let cmid = text.trim().parse().unwrap_or(0);
        let place = self.linker.taken.get(&(self.source, cmid));
        place.map_or(0, |place| place.cmid).to_string().into()
    }

    /// A mark or, below zero, the scale that is used instead.
    fn grade<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match text.trim().split('.').next().unwrap_or("").parse::<i64>() {
            Ok(scale) if scale < 0 => {
                self.scales.borrow_mut().insert(-scale);
                (-self.linker.ids.of(self.source, -scale)).to_string().into()
            }
            _ => Cow::Borrowed(text),
        }
    }
}

impl Rules for Copying<'_, '_> {
    fn element(&mut self, path: &[String], name: &str, attributes: &mut Attributes) -> Fate {
        let module = self.stub.module.as_str();
        if !self.begin.is_empty() && path.len() == 1 {
            self.numbers(attributes);
            return Fate::Begin(std::mem::take(&mut self.begin));
        }
        if of_people(module) == Some(name) {
            return Fate::Skip;
        }
        if let Some((quiz, slots)) = &mut self.quiz {
            match name {
                "question_instances" => return Fate::Instead(std::mem::take(slots)),
                "sections" if !quiz.has_sections => return Fate::Skip,
                _ => {}
            }
        }
        self.numbers(attributes);
        Fate::Keep
    }

    fn field<'t>(
        &mut self,
        path: &[String],
        name: &str,
        text: Option<&'t str>,
    ) -> Option<Value<'t>> {
        let module = self.stub.module.as_str();
        let parent = path.last().map_or("", String::as_str);
        let top = path.len() == 2;
        if top && name == "name" {
            let own = text.filter(|text| !text.trim().is_empty());
            let title = if self.stub.title.is_empty() { module } else { &self.stub.title };
            return Some(Value::Text(self.title.or(own).unwrap_or(title).to_owned().into()));
        }
        if top && name == "introformat" && !matches!(text, Some("0" | "1" | "2" | "4")) {
            return Some(Value::Text("1".into()));
        }
        if SECRETS.contains(&name) || top && name == "intro" && text.is_none() {
            return Some(Value::Text(text.filter(|_| name == "intro").unwrap_or("").into()));
        }
        let Some(text) = text else { return Some(Value::Null) };
        let value = match (module, parent, name) {
            // What these name does not go along.
            ("lesson", "lesson", "usepassword" | "dependency")
            | ("lti", "lti", "typeid")
            | ("assign", "assign", "teamsubmissiongroupingid")
            | ("feedback", "item", "template") => Cow::Borrowed("0"),
            ("lesson", "lesson", "activitylink") => self.cmid(text),
            ("lesson", "page", "prevpageid" | "nextpageid")
            | ("lesson", "answer", "jumpto")
            | ("feedback", "item", "dependitem")
            | ("data", "data", "defaultsort")
            | ("scorm", "scorm", "launch")
            | ("book", "tag", "itemid")
            | ("quiz", _, "quizid") => self.id(text),
            ("quiz", "section", "firstslot") => {
                let moved = text.trim().parse().ok().and_then(|old: i64| {
                    self.quiz.as_ref().and_then(|(quiz, _)| quiz.moved.get(&old).copied())
                });
                moved.map_or(Cow::Borrowed(text), |slot| slot.to_string().into())
            }
            ("quiz", "quiz", "questions" | "shufflequestions") => return None,
            ("quiz", "quiz", "sumgrades") => match &self.quiz {
                Some((quiz, _)) => format!("{:.5}", quiz.points).into(),
                None => Cow::Borrowed(text),
            },
            (_, _, "grade" | "scale" | "grade_forum") => self.grade(text),
            _ => self.linker.text(self.source, text),
        };
        Some(Value::Text(value))
    }
}
