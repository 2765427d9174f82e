//! Activities in which pupils do something: forms, assignments, quizzes, databases, packages.

use std::collections::{HashMap, HashSet};
use std::io::BufReader;

use super::super::Course;
use super::super::members::Member;
use super::super::text;
use super::branch::{Branch, branch};
use super::read::Texts;
use super::{Assign, Content, Criterion, Field, Item, Pick, Quiz, Record, Slot};

/// The pieces of a feedback item's `presentation`: `r>>>>>a|b|c<<<<<1`.
fn feedback_options(kind: &str, presentation: &str) -> Vec<String> {
    let body = presentation.split_once(">>>>>").map_or(presentation, |(_, body)| body);
    let body = body.split("<<<<<").next().unwrap_or("");
    let option = |text: &str| {
        // Rated answers carry their value before the mark.
        let text = text.split_once("####").map_or(text, |(_, text)| text);
        text::title(text, &[])
    };
    match kind {
        "multichoice" | "multichoicerated" => {
            body.split('|').map(option).filter(|text| !text.is_empty()).collect()
        }
        "numeric" => body.split('|').filter(|text| *text != "-").map(option).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn feedback(main: &Branch, texts: &Texts<'_>) -> Content {
    let mut items: Vec<(i64, Item)> = main
        .all("item")
        .iter()
        .map(|branch| {
            let row = &branch.row;
            let kind = row.owned("typ");
            let label = if kind == "label" { row.owned("presentation") } else { String::new() };
            let item = Item {
                options: feedback_options(&kind, row.text("presentation")),
                name: text::title(row.text("name"), &[]),
                label: texts.made(label, 1, "item", row.id()),
                required: row.flag("required"),
                kind,
            };
            (row.int("position"), item)
        })
        .collect();
    items.sort_by_key(|(position, _)| *position);
    Content::Feedback {
        items: items.into_iter().map(|(_, item)| item).collect(),
        after: texts.rich(
            &main.row,
            "page_after_submit",
            "page_after_submitformat",
            "page_after_submit",
            0,
        ),
    }
}

pub(super) fn assign(main: &Branch, texts: &Texts<'_>) -> Assign {
    let row = &main.row;
    let configs = main.all("plugin_config");
    let config = |plugin: &str, name: &str| {
        configs
            .iter()
            .find(|config| {
                config.row.text("subtype") == "assignsubmission"
                    && config.row.text("plugin") == plugin
                    && config.row.text("name") == name
            })
            .map_or(0, |config| config.row.int("value"))
    };
    Assign {
        task: texts.rich(row, "activity", "activityformat", "activityattachment", 0),
        due: row.int("duedate"),
        opens: row.int("allowsubmissionsfromdate"),
        closes: row.int("cutoffdate"),
        grade: row.int("grade"),
        time_limit: row.int("timelimit"),
        text: config("onlinetext", "enabled") != 0,
        files: config("file", "enabled") != 0,
        max_files: config("file", "maxfilesubmissions"),
        words: if config("onlinetext", "wordlimitenabled") != 0 {
            config("onlinetext", "wordlimit")
        } else {
            0
        },
        team: row.flag("teamsubmission"),
    }
}

pub(super) fn quiz(main: &Branch, texts: &Texts<'_>) -> Quiz {
    let row = &main.row;
    let instances = main.all("question_instance");
    let mut slots: Vec<Slot> = Vec::new();
    if instances.iter().any(|instance| instance.row.get("slot").is_some()) {
        slots.extend(instances.iter().map(|instance| slot(instance)));
        slots.sort_by_key(|slot| slot.number);
    } else {
        // Moodle 2.0 to 2.6: a list of question numbers in the quiz, 0 for a new page.
        let marks: HashMap<i64, f64> = instances
            .iter()
            .map(|instance| (instance.row.int("question"), instance.row.float("grade")))
            .collect();
        let mut page = 1;
        for id in row.text("questions").split(',').filter_map(|id| id.trim().parse::<i64>().ok()) {
            if id == 0 {
                page += 1;
                continue;
            }
            slots.push(Slot {
                number: i64::try_from(slots.len()).unwrap_or(0) + 1,
                page,
                mark: marks.get(&id).copied().unwrap_or(1.0),
                pick: Pick::Question(id),
            });
        }
    }
    let feedback = main
        .all("feedback")
        .iter()
        .map(|branch| {
            let row = &branch.row;
            let text = texts.rich(row, "feedbacktext", "feedbacktextformat", "feedback", row.id());
            (text, row.float("mingrade"), row.float("maxgrade"))
        })
        .filter(|(text, _, _)| !text.is_empty())
        .collect();
    let sections = main.all("section");
    Quiz {
        time_limit: row.int("timelimit"),
        attempts: row.get("attempts_number").map_or(0, |_| row.int("attempts_number")),
        grade: row.float("grade"),
        shuffle: row.flag("shufflequestions")
            || sections.iter().any(|section| section.row.flag("shufflequestions")),
        slots,
        headings: sections
            .iter()
            .map(|section| {
                (section.row.int("firstslot"), text::title(section.row.text("heading"), &[]))
            })
            .filter(|(_, heading)| !heading.is_empty())
            .collect(),
        feedback,
    }
}

fn slot(instance: &Branch) -> Slot {
    let row = &instance.row;
    let pick = if let Some(set) = instance.one("question_set_reference") {
        Pick::Random(category_of_filter(set.row.text("filtercondition")))
    } else if let Some(reference) = instance.one("question_reference") {
        let version = reference.row.get("version").map(|_| reference.row.int("version"));
        Pick::Entry(reference.row.int("questionbankentryid"), version.filter(|v| *v > 0))
    } else if row.get("questionid").is_some() {
        Pick::Question(row.int("questionid"))
    } else {
        let category = row.int("questioncategoryid");
        Pick::Random((category != 0).then_some(category))
    };
    Slot { number: row.int("slot"), page: row.int("page"), mark: row.float("maxmark"), pick }
}

/// The category of a random question: `{"filter":{"category":{"values":[12]}}}` since 4.3,
/// `{"questioncategoryid":12}` before.
fn category_of_filter(json: &str) -> Option<i64> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let number = |value: &serde_json::Value| {
        value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
    };
    number(&value["questioncategoryid"])
        .or_else(|| number(&value["filter"]["category"]["values"][0]))
}

pub(super) fn data(main: &Branch, texts: &Texts<'_>) -> Content {
    let fields = main
        .all("field")
        .iter()
        .map(|field| {
            let row = &field.row;
            let kind = row.owned("type");
            let options = match kind.as_str() {
                "menu" | "radiobutton" | "checkbox" | "multimenu" => row
                    .text("param1")
                    .lines()
                    .map(|line| text::title(line, &[]))
                    .filter(|line| !line.is_empty())
                    .collect(),
                _ => Vec::new(),
            };
            Field {
                id: row.id(),
                name: text::title(row.text("name"), &[]),
                description: text::title(row.text("description"), &[]),
                options,
                kind,
            }
        })
        .collect();
    let records = main
        .all("record")
        .iter()
        .filter(|record| record.row.get("approved").is_none() || record.row.flag("approved"))
        .map(|record| Record {
            id: record.row.id(),
            values: record
                .all("content")
                .iter()
                .map(|content| {
                    let row = &content.row;
                    let raw = row.owned("content");
                    (row.int("fieldid"), texts.made(raw, 1, "content", row.id()))
                })
                .collect(),
        })
        .collect();
    Content::Data { fields, template: main.row.owned("singletemplate"), records }
}

pub(super) fn scorm_parts(main: &Branch) -> Vec<(usize, String)> {
    let mut scoes: Vec<(i64, &Branch)> =
        main.all("sco").into_iter().map(|sco| (sco.row.int("sortorder"), sco)).collect();
    scoes.sort_by_key(|(order, _)| *order);
    let mut depth: HashMap<&str, usize> = HashMap::new();
    let mut parts = Vec::new();
    for (_, sco) in &scoes {
        let own = depth.get(sco.row.text("parent")).map_or(0, |depth| depth + 1);
        depth.insert(sco.row.text("identifier"), own);
        let title = text::title(sco.row.text("title"), &[]);
        if !title.is_empty() {
            parts.push((own, title));
        }
    }
    parts
}

/// Titles out of the serialised PHP array of an IMS package; nothing is unserialised.
pub(super) fn imscp_parts(structure: &str) -> Vec<(usize, String)> {
    let mut parts = Vec::new();
    let mut rest = structure;
    while let Some(at) = rest.find("s:5:\"title\";s:") {
        rest = &rest[at + "s:5:\"title\";s:".len()..];
        let Some((length, tail)) = rest.split_once(":\"") else { break };
        let Ok(length) = length.parse::<usize>() else { continue };
        let Some(title) = tail.get(..length) else { break };
        rest = &tail[length..];
        let level = rest
            .strip_prefix("\";s:5:\"level\";i:")
            .and_then(|level| level.split(';').next())
            .and_then(|level| level.parse::<usize>().ok())
            .unwrap_or(0);
        parts.push((level.min(12), text::title(title, &[])));
    }
    parts
}

pub(super) fn workshop(main: &Branch, texts: &Texts<'_>) -> Content {
    let row = &main.row;
    let mut seen = HashSet::new();
    let dimensions = main
        .inner
        .iter()
        .flat_map(|branch| &branch.inner)
        .chain(&main.inner)
        .filter(|branch| branch.name.starts_with("workshopform_"))
        .filter(|branch| !branch.row.text("description").is_empty())
        .filter(|branch| seen.insert((branch.name.as_str(), branch.row.id())))
        .map(|branch| {
            let form = branch.name.strip_suffix("_dimension").unwrap_or(&branch.name);
            let mut rich = texts.rich(
                &branch.row,
                "description",
                "descriptionformat",
                "description",
                branch.row.id(),
            );
            form.clone_into(&mut rich.area.component);
            rich
        })
        .collect();
    Content::Workshop {
        authors: texts.rich(row, "instructauthors", "instructauthorsformat", "instructauthors", 0),
        reviewers: texts.rich(
            row,
            "instructreviewers",
            "instructreviewersformat",
            "instructreviewers",
            0,
        ),
        conclusion: texts.rich(row, "conclusion", "conclusionformat", "conclusion", 0),
        dimensions,
    }
}

pub(super) fn grading(course: &Course, module: &str, cmid: i64) -> Vec<Criterion> {
    let member = Member::Grading(module.to_owned(), cmid);
    let Some(file) = course.open_part(&member) else { return Vec::new() };
    let Ok(root) = branch(BufReader::new(file), &course.limits) else { return Vec::new() };
    ["criterion", "guidecriterion"]
        .iter()
        .flat_map(|name| root.all(name))
        .map(|criterion| {
            let row = &criterion.row;
            let short = text::title(row.text("shortname"), &[]);
            let description = text::plain(row.text("description"));
            let mut levels: Vec<(String, f64)> = criterion
                .all("level")
                .iter()
                .map(|level| (text::plain(level.row.text("definition")), level.row.float("score")))
                .collect();
            if levels.is_empty() && row.get("maxscore").is_some() {
                levels.push((String::new(), row.float("maxscore")));
            }
            Criterion {
                description: if short.is_empty() {
                    description
                } else {
                    format!("{short}: {description}").trim_end_matches([' ', ':']).to_owned()
                },
                levels,
            }
        })
        .collect()
}
