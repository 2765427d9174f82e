//! Every module that Moodle 1.x had, as what it is today; the rest as cards.

use super::make::Making;
use super::node::Node;
use super::packages::listed;
use super::{packages, people, quiz, resource, tasks};
use crate::mbz::members::is_today;

/// Writes what is in an activity, by its old module.
pub(super) fn write(m: &mut Making<'_>, node: &Node) {
    writer(&m.cm.was).unwrap_or(card)(m, node);
}

/// What makes a module of today out of an old one; none for those that become cards.
fn writer(was: &str) -> Option<fn(&mut Making<'_>, &Node)> {
    Some(match was {
        "resource" => resource::resource,
        "label" => label,
        "forum" => people::forum,
        "glossary" => people::glossary,
        "wiki" => people::wiki,
        "data" => people::data,
        "assignment" => tasks::assignment,
        "choice" => tasks::choice,
        "chat" => tasks::chat,
        "survey" => tasks::survey,
        "workshop" => tasks::workshop,
        "feedback" => tasks::feedback,
        "lesson" => lesson,
        "quiz" => quiz::quiz,
        "scorm" => packages::scorm,
        "book" => book,
        _ => return None,
    })
}

/// The module of today that an activity becomes, by its old one.
pub(super) fn becomes(was: &str, node: &Node) -> String {
    match was {
        "resource" => resource::becomes(node).to_owned(),
        "assignment" => "assign".to_owned(),
        // A contributed module of then has nothing in common with the one of today of that name.
        _ if writer(was).is_none() && is_today(was) => format!("old{was}"),
        other => other.to_owned(),
    }
}

fn label(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["CONTENT", "INTRO"]);
    m.modified(node);
}

/// A contributed module that became part of Moodle 2.3.
fn book(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["SUMMARY", "INTRO"]);
    m.numbers(node, &[("numbering", "NUMBERING"), ("customtitles", "CUSTOMTITLES")]);
    m.sheet.values(&[("navstyle", 1), ("revision", 1)]);
    m.modified(node);
    m.sheet.open("chapters");
    for chapter in node.list("CHAPTERS", "CHAPTER") {
        let id = chapter.int("ID");
        m.sheet.open_with("chapter", &[("id", id)]);
        m.numbers(chapter, &[("pagenum", "PAGENUM"), ("subchapter", "SUBCHAPTER")]);
        m.texts(chapter, &[("title", "TITLE")]);
        m.rich("content", chapter.text("CONTENT"), Some("1"), "chapter", id);
        m.numbers(
            chapter,
            &[
                ("hidden", "HIDDEN"),
                ("timecreated", "TIMECREATED"),
                ("timemodified", "TIMEMODIFIED"),
            ],
        );
        m.sheet.field("importsrc", "");
        m.sheet.close();
    }
    m.sheet.close();
}

fn lesson(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["INTRO"]);
    m.numbers(
        node,
        &[
            ("practice", "PRACTICE"),
            ("modattempts", "MODATTEMPTS"),
            ("grade", "GRADE"),
            ("custom", "CUSTOM"),
            ("ongoing", "ONGOING"),
            ("usemaxgrade", "USEMAXGRADE"),
            ("maxanswers", "MAXANSWERS"),
            ("maxattempts", "MAXATTEMPTS"),
            ("review", "REVIEW"),
            ("nextpagedefault", "NEXTPAGEDEFAULT"),
            ("feedback", "FEEDBACK"),
            ("minquestions", "MINQUESTIONS"),
            ("maxpages", "MAXPAGES"),
            ("retake", "RETAKE"),
            ("mediaheight", "MEDIAHEIGHT"),
            ("mediawidth", "MEDIAWIDTH"),
            ("mediaclose", "MEDIACLOSE"),
            ("slideshow", "SLIDESHOW"),
            ("width", "WIDTH"),
            ("height", "HEIGHT"),
            ("displayleft", "DISPLAYLEFT"),
            ("displayleftif", "DISPLAYLEFTIF"),
            ("progressbar", "PROGRESSBAR"),
            ("available", "AVAILABLE"),
            ("deadline", "DEADLINE"),
        ],
    );
    // In 1.x minutes.
    let limit = if node.int("TIMED") == 0 { 0 } else { node.int("MAXTIME").saturating_mul(60) };
    m.sheet.values(&[("timelimit", limit), ("dependency", 0), ("activitylink", 0)]);
    m.sheet.field("conditions", "");
    let background = node.text("BGCOLOR");
    m.sheet.field("bgcolor", if background.is_empty() { "#FFFFFF" } else { background });
    let media = node.text("MEDIAFILE").trim();
    let beside = !media.is_empty()
        && !media.contains("://")
        && m.attach_file(media, &m.area("mediafile", 0));
    let name = media.rsplit('/').next().unwrap_or("");
    let place = if beside { format!("/{name}") } else { media.to_owned() };
    m.sheet.field("mediafile", &place);
    m.modified(node);
    let pages: Vec<&Node> = node.list("PAGES", "PAGE").collect();
    let number =
        |at: Option<usize>| at.and_then(|at| pages.get(at)).map_or(0, |page| page.int("PAGEID"));
    m.sheet.open("pages");
    for (at, page) in pages.iter().enumerate() {
        let id = page.int("PAGEID");
        m.sheet.open_with("page", &[("id", id)]);
        m.sheet.values(&[
            ("prevpageid", number(at.checked_sub(1))),
            ("nextpageid", number(Some(at + 1))),
        ]);
        m.numbers(
            page,
            &[
                ("qtype", "QTYPE"),
                ("qoption", "QOPTION"),
                ("layout", "LAYOUT"),
                ("display", "DISPLAY"),
                ("timecreated", "TIMECREATED"),
                ("timemodified", "TIMEMODIFIED"),
            ],
        );
        m.texts(page, &[("title", "TITLE")]);
        m.rich("contents", page.text("CONTENTS"), None, "page_contents", id);
        m.sheet.open("answers");
        for (at, answer) in page.list("ANSWERS", "ANSWER").enumerate() {
            let known = answer.int("ID");
            let made = id.saturating_mul(100).saturating_add(i64::try_from(at).unwrap_or(0));
            let id = if known > 0 { known } else { made };
            m.sheet.open_with("answer", &[("id", id)]);
            m.numbers(
                answer,
                &[
                    ("jumpto", "JUMPTO"),
                    ("grade", "GRADE"),
                    ("score", "SCORE"),
                    ("flags", "FLAGS"),
                    ("timecreated", "TIMECREATED"),
                    ("timemodified", "TIMEMODIFIED"),
                ],
            );
            let area = m.area("page_answers", id);
            m.rich_named(("answer_text", "answerformat"), answer.text("ANSWERTEXT"), None, &area);
            m.rich("response", answer.text("RESPONSE"), None, "page_responses", id);
            m.sheet.close();
        }
        m.sheet.close();
        m.sheet.close();
    }
    m.sheet.close();
}

/// What has no module of today keeps its name, its introduction and its files.
fn card(m: &mut Making<'_>, node: &Node) {
    let fields = ["INTRO", "SUMMARY", "DESCRIPTION", "INTRODUCTION", "TEXT", "CONTENT"];
    let questions = questionnaire(node);
    if questions.is_empty() {
        m.intro(node, &fields);
    } else {
        let mut intro = fields
            .iter()
            .map(|field| node.text(field))
            .find(|text| !text.trim().is_empty())
            .unwrap_or("")
            .to_owned();
        intro.push_str(&questions);
        m.rich("intro", &intro, Some("1"), "intro", 0);
    }
    m.modified(node);
    let area = m.area("content", 0);
    let reference = node.text("REFERENCE").trim();
    if !reference.is_empty() && !reference.contains("://") {
        m.attach_file(reference, &area);
    }
}

/// The questions of the contributed `questionnaire` as a list.
fn questionnaire(node: &Node) -> String {
    let Some(survey) = node.one("SURVEY") else { return String::new() };
    let mut questions: Vec<&Node> = survey
        .inner
        .iter()
        .filter(|inner| inner.name == "QUESTION" && inner.text("DELETED").trim() != "y")
        .collect();
    questions.sort_by_key(|question| question.int("POSITION"));
    let items: Vec<(String, Vec<String>)> = questions
        .iter()
        .map(|question| {
            let choices = question
                .inner
                .iter()
                .filter(|inner| inner.name == "QUESTION_CHOICE")
                .map(|choice| choice.text("CONTENT").to_owned())
                .collect();
            (question.text("CONTENT").to_owned(), choices)
        })
        .filter(|(text, _)| !text.trim().is_empty())
        .collect();
    listed(&items)
}
