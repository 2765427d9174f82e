//! One question out of the bank, in either layout and of any core type.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::super::Broken;
use super::super::activity::Rich;
use super::super::activity::branch::Branch;
use super::super::files::{Area, FileKey};
use super::super::text;
use super::super::xml::{Row, Trouble, rows};
use super::{Answer, Drag, Drop, Question, Questions, Spot};

/// The longest question that is read. Bytes.
pub(super) const LONGEST: u64 = 16 << 20;

struct Place {
    contextid: i64,
}

impl Place {
    fn area(&self, component: &str, area: &str, item: i64) -> Area {
        Area {
            contextid: self.contextid,
            component: component.to_owned(),
            area: area.to_owned(),
            item,
        }
    }

    fn rich(&self, row: &Row, field: &str, area: &str, item: i64) -> Rich {
        let format = format!("{field}format");
        Rich {
            raw: row.owned(field),
            format: row.get(&format).map_or(1, |_| row.int(&format)),
            area: self.area("question", area, item),
        }
    }
}

impl Questions {
    /// Damaged questions have no rows.
    pub(super) fn rows(
        &self,
        spot: &Spot,
        visit: &mut dyn FnMut(&[String], Row),
    ) -> Result<(), Broken> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(spot.offset))?;
        match rows(file.take(spot.length.min(LONGEST)), &self.limits, visit) {
            Err(Trouble::Io(error)) => Err(error.into()),
            Ok(()) | Err(Trouble::Damaged { .. }) => Ok(()),
        }
    }

    pub(super) fn read(&self, spot: &Spot) -> Result<Question, Broken> {
        let root = self.branch_of(spot)?;
        let contextid = self.categories.get(&spot.category).map_or(0, |c| c.contextid);
        Ok(question(&root, &Place { contextid }))
    }
}

fn question(root: &Branch, place: &Place) -> Question {
    let row = &root.row;
    let id = row.id();
    let kind = row.text("qtype").trim().to_owned();
    let mark = if row.get("defaultmark").is_some() { "defaultmark" } else { "defaultgrade" };
    let mut question = Question {
        id,
        name: text::title(row.text("name"), &[]),
        text: place.rich(row, "questiontext", "questiontext", id),
        feedback: place.rich(row, "generalfeedback", "generalfeedback", id),
        mark: row.float(mark),
        hints: root
            .all("question_hint")
            .iter()
            .map(|hint| place.rich(&hint.row, "hint", "hint", hint.row.id()))
            .filter(|hint| !hint.is_empty())
            .collect(),
        kind,
        ..Question::default()
    };
    let Some(own) = root.inner.iter().find(|branch| branch.name.starts_with("plugin_qtype_"))
    else {
        return question;
    };
    question.answers = answers(own, place, &question.kind);
    options(&mut question, own, place);
    question
}

fn answers(own: &Branch, place: &Place, kind: &str) -> Vec<Answer> {
    // Tolerances lie beside the answers and name them.
    let mut tolerances: HashMap<i64, String> = own
        .all("numerical_record")
        .into_iter()
        .chain(own.all("calculated_record"))
        .map(|record| (record.row.int("answer"), record.row.owned("tolerance")))
        .collect();
    let gaps = matches!(kind, "ddwtos" | "gapselect");
    own.all("answer")
        .iter()
        .map(|branch| {
            let row = &branch.row;
            let id = row.id();
            let feedback = row.text("feedback");
            Answer {
                id,
                text: place.rich(row, "answertext", "answer", id),
                fraction: row.float("fraction"),
                group: if gaps { group(feedback) } else { 0 },
                // These two types keep the group of a gap in the feedback field.
                feedback: if gaps {
                    Rich::default()
                } else {
                    place.rich(row, "feedback", "answerfeedback", id)
                },
                // Many answers of one number would bring the same text as often.
                tolerance: tolerances.remove(&id).filter(|text| !text.is_empty()),
            }
        })
        .collect()
}

/// `1`, or a serialised PHP object with `s:9:"draggroup";s:1:"1"`.
pub(in crate::mbz) fn group(feedback: &str) -> i64 {
    if let Ok(group) = feedback.trim().parse() {
        return group;
    }
    let Some(at) = feedback.find("\"draggroup\";") else { return 1 };
    let value = feedback[at + "\"draggroup\";".len()..].split(';').next().unwrap_or("");
    let value = value.rsplit(':').next().unwrap_or("").trim_matches('"');
    value.parse().unwrap_or(1)
}

fn options(question: &mut Question, own: &Branch, place: &Place) {
    let id = question.id;
    // The row of options is named after the type, or plainly, by age and type.
    // A pair of a matching question is called as its type.
    let names = ["matchoptions", question.kind.as_str(), "calculated_option"];
    if let Some(options) = names.iter().find_map(|name| own.one(name)).map(|branch| &branch.row) {
        if question.kind == "truefalse" {
            let right = options.int("trueanswer");
            question.answers.sort_by_key(|answer| answer.id != right);
        }
        question.several = options.get("single").is_some() && !options.flag("single");
        question.case_matters = options.flag("usecase");
        question.combined = [
            place.rich(options, "correctfeedback", "correctfeedback", id),
            place.rich(options, "partiallycorrectfeedback", "partiallycorrectfeedback", id),
            place.rich(options, "incorrectfeedback", "incorrectfeedback", id),
        ];
        if question.kind == "essay" {
            question.grader = place.rich(options, "graderinfo", "graderinfo", id);
            "qtype_essay".clone_into(&mut question.grader.area.component);
            question.template = place.rich(options, "responsetemplate", "responsetemplate", id);
            "qtype_essay".clone_into(&mut question.template.area.component);
        }
        question.inner = options
            .text("sequence")
            .split(',')
            .filter_map(|id| id.trim().parse().ok())
            .take(500)
            .collect();
    }
    question.pairs = own
        .all("match")
        .iter()
        .map(|pair| {
            let mut text = place.rich(&pair.row, "questiontext", "subquestion", pair.row.id());
            "qtype_match".clone_into(&mut text.area.component);
            (text, pair.row.owned("answertext"))
        })
        .collect();
    question.units = own
        .all("numerical_unit")
        .iter()
        .map(|unit| (text::title(unit.row.text("unit"), &[]), unit.row.float("multiplier")))
        .collect();
    question.wild_cards = own
        .all("dataset_definition")
        .iter()
        .map(|set| {
            let mut items = set.all("dataset_item");
            items.sort_by_key(|item| item.row.int("number"));
            let values = items.iter().take(10).map(|item| item.row.owned("value")).collect();
            (set.row.owned("name"), values)
        })
        .collect();
    dragging(question, own, place);
}

fn dragging(question: &mut Question, own: &Branch, place: &Place) {
    let component = format!("qtype_{}", question.kind);
    let on_picture = matches!(question.kind.as_str(), "ddimageortext" | "ddmarker");
    if on_picture {
        let area = place.area(&component, "bgimage", question.id);
        question.background = Some(FileKey { area, path: String::new() });
    }
    question.drags = own
        .all("drag")
        .iter()
        .map(|drag| {
            let row = &drag.row;
            let mut label = place.rich(row, "label", "label", row.id());
            label.format = 1;
            let picture = (question.kind == "ddimageortext").then(|| FileKey {
                area: place.area(&component, "dragimage", row.id()),
                path: String::new(),
            });
            Drag { number: row.int("no"), label, picture }
        })
        .collect();
    question.drags.sort_by_key(|drag| drag.number);
    question.drops = own
        .all("drop")
        .iter()
        .map(|drop| {
            let row = &drop.row;
            let place = if row.get("coords").is_some() {
                format!("{} {}", row.text("shape"), row.text("coords")).trim().to_owned()
            } else {
                format!("{}, {}", row.int("xleft"), row.int("ytop"))
            };
            Drop {
                number: row.int("no"),
                choice: row.int("choice"),
                label: text::title(row.text("label"), &[]),
                place,
            }
        })
        .collect();
    question.drops.sort_by_key(|drop| drop.number);
}
