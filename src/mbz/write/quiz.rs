//! The slots of a quiz in the layout of Moodle 4.0, whatever they had before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::BufReader;

use super::bank::{Ask, Bank};
use super::copy::{put, put_null};
use super::ids::Ids;
use crate::mbz::course::{Course, Stub};
use crate::mbz::members::Member;
use crate::mbz::xml::{Row, ends, rows};

/// What is known of a quiz before it is copied.
#[derive(Debug, Default)]
pub(super) struct Quiz {
    slots: Vec<Slot>,
    /// The slot numbers of old at which sections begin, with the new ones.
    pub(super) moved: HashMap<i64, i64>,
    /// The categories that its questions need.
    pub(super) categories: BTreeSet<i64>,
    /// Whether the backup says how its parts are called.
    pub(super) has_sections: bool,
    shuffled: bool,
    /// The points of all slots together.
    pub(super) points: f64,
    /// Slots whose question the backup does not hold.
    pub(super) missing: usize,
}

#[derive(Debug)]
struct Slot {
    id: i64,
    page: i64,
    old: i64,
    points: f64,
    requires: i64,
    number: Option<String>,
    ask: Ask,
}

/// The references that a slot holds, until the slot itself is read.
#[derive(Default)]
struct Pending {
    entry: Option<(i64, Option<i64>)>,
    set: Option<(i64, bool)>,
}

impl Quiz {
    /// Reads the slots of a quiz and takes what they ask from the bank.
    pub(super) fn read(course: &Course, stub: &Stub, bank: &mut Bank) -> Self {
        let mut quiz = Self::default();
        let member = Member::Activity(stub.module.clone(), stub.cmid);
        let Some(file) = course.open_part(&member) else { return quiz };
        let mut pending = Pending::default();
        let mut found: Vec<(Row, Pending)> = Vec::new();
        let mut order = String::new();
        let _ = rows(BufReader::new(file), &course.limits, &mut |path, row| {
            if ends(path, &["question_reference"]) {
                let version = row.get("version").map(|_| row.int("version"));
                pending.entry = Some((row.int("questionbankentryid"), version));
            } else if ends(path, &["question_set_reference"]) {
                pending.set = filter(row.text("filtercondition"));
            } else if ends(path, &["question_instances", "question_instance"]) {
                found.push((row, std::mem::take(&mut pending)));
            } else if ends(path, &["quiz", "sections", "section"]) {
                quiz.has_sections |= row.int("firstslot") == 1;
            } else if path.len() == 2 {
                row.text("questions").clone_into(&mut order);
                quiz.shuffled = row.flag("shufflequestions");
            }
        });
        let places = places(&order);
        let mut slots: Vec<(Row, Pending, i64, i64)> = found
            .into_iter()
            .map(|(row, pending)| {
                let (slot, page) = match places.get(&row.int("question")) {
                    Some(place) if row.get("slot").is_none() => *place,
                    _ => (row.int("slot"), row.int("page")),
                };
                (row, pending, slot, page)
            })
            .collect();
        slots.sort_by_key(|(row, _, slot, _)| (*slot, row.id()));
        let mut asked = HashSet::new();
        for (row, pending, old, page) in slots {
            let Some(ask) = ask(&row, &pending, bank) else {
                quiz.missing += 1;
                continue;
            };
            // Thousands of slots may ask for any question of the same category.
            if asked.insert(ask) {
                quiz.categories.extend(bank.take(ask));
            }
            let points = if row.get("maxmark").is_some() {
                row.float("maxmark")
            } else {
                row.float("grade")
            };
            quiz.points += points;
            quiz.slots.push(Slot {
                id: row.id(),
                page: page.max(1),
                old,
                points,
                requires: row.int("requireprevious"),
                number: row.get("displaynumber").map(str::to_owned),
                ask,
            });
        }
        for (slot, new) in quiz.slots.iter().zip(1..) {
            quiz.moved.entry(slot.old).or_insert(new);
        }
        quiz
    }

    /// The slots as XML; `context` says where a category's questions are.
    pub(super) fn xml(
        &self,
        ids: &Ids,
        source: usize,
        quiz: &Stub,
        context: &dyn Fn(i64) -> i64,
    ) -> String {
        let using = ids.of(source, quiz.contextid);
        let mut out = String::from("<question_instances>\n");
        for (at, slot) in self.slots.iter().enumerate() {
            let id = ids.of(source, slot.id);
            out.push_str(&format!("<question_instance id=\"{id}\">\n"));
            put(&mut out, "quizid", ids.of(source, quiz.instance));
            put(&mut out, "slot", at + 1);
            put(&mut out, "page", slot.page);
            match &slot.number {
                Some(number) => put(&mut out, "displaynumber", number),
                None => put_null(&mut out, "displaynumber"),
            }
            put(&mut out, "requireprevious", slot.requires);
            put(&mut out, "maxmark", format!("{:.7}", slot.points));
            put_null(&mut out, "quizgradeitemid");
            let of_slot = |out: &mut String| {
                put(out, "usingcontextid", using);
                put(out, "component", "mod_quiz");
                put(out, "questionarea", "slot");
            };
            match slot.ask {
                Ask::Entry(entry, version) => {
                    out.push_str(&format!("<question_reference id=\"{id}\">\n"));
                    of_slot(&mut out);
                    put(&mut out, "questionbankentryid", ids.of(source, entry));
                    match version {
                        Some(version) => put(&mut out, "version", version),
                        None => put_null(&mut out, "version"),
                    }
                    out.push_str("</question_reference>\n");
                }
                Ask::Random(category, within) => {
                    out.push_str(&format!("<question_set_reference id=\"{id}\">\n"));
                    of_slot(&mut out);
                    put(&mut out, "questionscontextid", context(category));
                    let condition = serde_json::json!({
                        "questioncategoryid": ids.of(source, category).to_string(),
                        "includingsubcategories": if within { "1" } else { "0" },
                    });
                    put(&mut out, "filtercondition", condition);
                    out.push_str("</question_set_reference>\n");
                }
            }
            out.push_str("</question_instance>\n");
        }
        out.push_str("</question_instances>\n");
        if !self.has_sections {
            let id = ids.fresh();
            out.push_str(&format!("<sections>\n<section id=\"{id}\">\n"));
            put(&mut out, "firstslot", 1);
            put(&mut out, "heading", "");
            put(&mut out, "shufflequestions", i32::from(self.shuffled));
            out.push_str("</section>\n</sections>\n");
        }
        out
    }
}

/// What a slot asks, or `None` if the bank does not hold it.
fn ask(row: &Row, pending: &Pending, bank: &Bank) -> Option<Ask> {
    if let Some((entry, version)) = pending.entry {
        return bank.has(entry).then_some(Ask::Entry(entry, version));
    }
    if let Some((category, within)) = pending.set {
        return bank.categories.contains_key(&category).then_some(Ask::Random(category, within));
    }
    let id =
        if row.get("questionid").is_some() { row.int("questionid") } else { row.int("question") };
    let asked = bank.of_old(id)?;
    match (asked, row.int("questioncategoryid")) {
        // From 3.5 on the slot itself says where a random question comes from.
        (Ask::Random(..), category) if bank.categories.contains_key(&category) => {
            Some(Ask::Random(category, row.flag("includingsubcategories")))
        }
        (asked, _) => Some(asked),
    }
}

/// The category of a random question, in either of the two spellings, and whether those within it
/// count, too.
fn filter(json: &str) -> Option<(i64, bool)> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let number = |value: &serde_json::Value| {
        value.as_i64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
    };
    let flag = |value: &serde_json::Value| {
        value.as_bool().unwrap_or_else(|| number(value).is_some_and(|number| number != 0))
    };
    if let Some(category) = number(&value["questioncategoryid"]) {
        return Some((category, flag(&value["includingsubcategories"])));
    }
    let category = &value["filter"]["category"];
    let within = flag(&category["filteroptions"]["includesubcategories"]);
    Some((number(&category["values"][0])?, within))
}

/// The slot and the page of each question in a list of old, in which 0 ends a page.
fn places(order: &str) -> HashMap<i64, (i64, i64)> {
    let (mut slot, mut page) = (0, 1);
    let mut places = HashMap::new();
    for number in order.split(',').filter_map(|one| one.trim().parse::<i64>().ok()) {
        if number == 0 {
            page += 1;
        } else {
            slot += 1;
            places.entry(number).or_insert((slot, page));
        }
    }
    places
}
