//! Quizzes and questions, with their answers only for those who may see them.

use std::collections::{HashMap, HashSet};

use super::super::activity::{Pick, Quiz};
use super::super::html::escape;
use super::super::questions::{Answer, Found, Question, Questions};
use super::super::{Broken, Warning, text};
use super::Writer;
use super::gaps::{cloze, gaps, ordering, picture, words};

/// Writes the questions of a quiz.
pub(super) fn quiz(
    writer: &mut Writer<'_>,
    quiz: &Quiz,
    questions: &Questions,
) -> Result<(), Broken> {
    if quiz.time_limit > 0 {
        let minutes = writer.word_with("mbz-minutes", &(quiz.time_limit / 60).to_string());
        writer.push("<dl class=\"course-facts\">\n");
        writer.fact("mbz-time-limit", &minutes);
        writer.push("</dl>\n");
    }
    let level = if quiz.headings.is_empty() { 2 } else { 3 };
    let mut number = 0;
    let mut headings: HashMap<i64, Vec<&String>> = HashMap::new();
    for (first, heading) in &quiz.headings {
        headings.entry(*first).or_default().push(heading);
    }
    let mut asked = HashSet::new();
    for slot in &quiz.slots {
        for heading in headings.remove(&slot.number).into_iter().flatten() {
            writer.heading(2, heading);
        }
        // No quiz asks a question twice, but a made one may ask a long one a hundred thousand times.
        if questions.place_of(&slot.pick).is_some_and(|place| !asked.insert(place)) {
            continue;
        }
        one(writer, &slot.pick, questions, level, Some(slot.mark), &mut number)?;
    }
    if !quiz.feedback.is_empty() && writer.secret() {
        let heading = writer.words.say("mbz-overall-feedback");
        writer.heading(2, &heading);
        writer.push("<dl class=\"course-facts\">\n");
        for (rich, from, to) in &quiz.feedback {
            let html = writer.rich(rich, 4);
            writer.push(&format!("<dt>{}–{}</dt><dd>{html}</dd>\n", short(*from), short(*to)));
        }
        writer.push("</dl>\n");
    }
    Ok(())
}

/// What begins a question, and nothing else: long lists are cut here.
pub(super) const START: &str = "<section class=\"course-question\">\n";
pub(super) const END: &str = "</section>\n";

/// Writes the questions of a bank.
pub(super) fn list(
    writer: &mut Writer<'_>,
    picks: &[Pick],
    questions: &Questions,
) -> Result<(), Broken> {
    let mut number = 0;
    for pick in picks {
        one(writer, pick, questions, 2, None, &mut number)?;
    }
    Ok(())
}

/// What is asked for; a damaged question is missing, with a remark.
pub(super) fn found(
    writer: &mut Writer<'_>,
    pick: &Pick,
    questions: &Questions,
) -> Result<Found, Broken> {
    match questions.find(pick) {
        Err(Broken::Xml { why, .. }) => {
            let text = format!("A question cannot be read: {why}.");
            let place = writer.place.clone();
            writer.warnings.push(Warning::new("damaged_question", text, place));
            Ok(Found::Missing)
        }
        other => other,
    }
}

fn one(
    writer: &mut Writer<'_>,
    pick: &Pick,
    questions: &Questions,
    level: u8,
    mark: Option<f64>,
    number: &mut u32,
) -> Result<(), Broken> {
    let found = found(writer, pick, questions)?;
    let described = matches!(&found, Found::Question(question) if question.kind == "description");
    writer.push(START);
    if !described {
        *number += 1;
        let title = writer.words.say_with("mbz-question", &number.to_string());
        writer.heading(level, &title);
    }
    match found {
        Found::Question(question) => {
            let points = mark.unwrap_or(question.mark);
            if points > 0.0 && !described {
                let points = writer.word_with("mbz-n-points", &short(points));
                writer.element("p", "course-points", &points);
            }
            write(writer, &question, questions, level + 1)?;
        }
        Found::Random { category, count } => {
            let key = if category.is_empty() { "mbz-random" } else { "mbz-random-from" };
            let mut note = writer.word_with(key, &category);
            if count > 0 {
                note =
                    format!("{note} ({})", writer.word_with("mbz-n-questions", &count.to_string()));
            }
            writer.element("p", "course-note", &note);
        }
        Found::Missing => {
            let note = writer.word("mbz-question-missing");
            writer.element("p", "course-missing", &note);
        }
    }
    writer.push(END);
    Ok(())
}

/// A number as short as it can be said.
pub(super) fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn write(
    writer: &mut Writer<'_>,
    question: &Question,
    questions: &Questions,
    level: u8,
) -> Result<(), Broken> {
    match question.kind.as_str() {
        "multianswer" => cloze(writer, question, questions, level)?,
        "gapselect" | "ddwtos" => gaps(writer, question, level),
        _ => writer.block("course-text", &question.text, level),
    }
    match question.kind.as_str() {
        "multichoice" | "truefalse" | "calculatedmulti" => options(writer, question, level),
        "shortanswer" | "numerical" | "calculated" | "calculatedsimple" => {
            typed(writer, question, level);
        }
        "essay" => essay(writer, question, level),
        "match" => {
            let rows: Vec<(String, String)> = question
                .pairs
                .iter()
                .map(|(text, answer)| (writer.inline(text), text::title(answer, &[])))
                .collect();
            pairs(writer, &rows);
        }
        "randomsamatch" => note(writer, "mbz-random-match"),
        "ddimageortext" | "ddmarker" => picture(writer, question),
        "ordering" => ordering(writer, question),
        "description" | "multianswer" | "gapselect" | "ddwtos" => {}
        kind => {
            let note = writer.word_with("mbz-unknown-question", kind);
            writer.element("p", "course-note", &note);
        }
    }
    wild_cards(writer, question);
    explained(writer, question, level);
    Ok(())
}

pub(super) fn note(writer: &mut Writer<'_>, key: &str) {
    let note = writer.word(key);
    writer.element("p", "course-note", &note);
}

/// An answer in the key: right or not, and what is said about it.
pub(super) fn marked(writer: &mut Writer<'_>, right: bool, text: &str, about: &str) {
    let about = about.trim();
    let about = if about.is_empty() {
        String::new()
    } else {
        format!("<div class=\"course-about\">{about}</div>")
    };
    if right {
        let word = writer.word("mbz-right");
        writer.push(&format!(
            "<li class=\"course-right\"><strong>{text}</strong> <span class=\"course-mark\">✓ \
             {word}</span>{about}</li>\n"
        ));
    } else {
        writer.push(&format!("<li>{text}{about}</li>\n"));
    }
}

fn is_right(fraction: f64) -> bool {
    fraction > 0.999
}

/// What is said in the key about an answer that is partly right, and its feedback.
fn about(writer: &mut Writer<'_>, answer: &Answer, level: u8) -> String {
    let feedback = writer.rich(&answer.feedback, level);
    let share = answer.fraction;
    if share != 0.0 && !is_right(share) {
        format!("<span class=\"course-mark\">{} %</span> {feedback}", short(share * 100.0))
    } else {
        feedback
    }
}

fn options(writer: &mut Writer<'_>, question: &Question, level: u8) {
    if question.kind != "truefalse" {
        note(writer, if question.several { "mbz-choose-several" } else { "mbz-choose-one" });
    }
    let secret = writer.secret();
    writer.push("<ul class=\"course-options\">\n");
    for (at, answer) in question.answers.iter().enumerate() {
        let text = if question.kind == "truefalse" {
            // Moodle stores the words of the site's language; the first is always the true one.
            writer.word(if at == 0 { "mbz-true" } else { "mbz-false" })
        } else {
            writer.inline(&answer.text)
        };
        if secret {
            let about = about(writer, answer, level + 1);
            // Where several are right, each brings a part of the points.
            let right = is_right(answer.fraction) || question.several && answer.fraction > 0.0;
            marked(writer, right, &text, &about);
        } else {
            writer.push(&format!("<li>{text}</li>\n"));
        }
    }
    writer.push("</ul>\n");
}

fn typed(writer: &mut Writer<'_>, question: &Question, level: u8) {
    let key = if question.kind == "shortanswer" { "mbz-answer-typed" } else { "mbz-answer-number" };
    note(writer, key);
    if !writer.secret() {
        return;
    }
    writer.push("<ul class=\"course-options\">\n");
    for answer in &question.answers {
        let mut text = format!("<code>{}</code>", escape(&scrubbed(&answer.text.raw)));
        if let Some(tolerance) = &answer.tolerance {
            text = format!("{text} ± {}", escape(tolerance));
        }
        let about = about(writer, answer, level + 1);
        marked(writer, is_right(answer.fraction), &text, &about);
    }
    writer.push("</ul>\n");
    if question.case_matters {
        note(writer, "mbz-case-matters");
    }
    let units: Vec<String> = question
        .units
        .iter()
        .filter(|(unit, _)| !unit.is_empty())
        .map(|(unit, factor)| format!("{unit} (× {factor})"))
        .collect();
    if !units.is_empty() {
        let units = escape(&units.join(", ")).into_owned();
        writer.push("<dl class=\"course-facts\">\n");
        writer.fact("mbz-units", &units);
        writer.push("</dl>\n");
    }
}

/// Moodle's own marks have no place in an answer shown as typed.
fn scrubbed(text: &str) -> String {
    text.replace("$@", "").replace("@@PLUGINFILE@@/", "")
}

fn essay(writer: &mut Writer<'_>, question: &Question, level: u8) {
    note(writer, "mbz-answer-essay");
    writer.details("mbz-essay-template", &question.template, level);
    if !question.grader.is_empty() && writer.secret() {
        let heading = writer.words.say("mbz-grader");
        writer.heading(level, &heading);
        writer.block("course-about", &question.grader, level + 1);
    }
}

/// What belongs together: apart for everybody, together in the key. Texts on the left are safe HTML.
pub(super) fn pairs(writer: &mut Writer<'_>, rows: &[(String, String)]) {
    if writer.secret() {
        writer.push("<table class=\"course-table\"><tbody>\n");
        for (text, answer) in rows {
            let answer = escape(answer);
            if text.is_empty() {
                writer.push(&format!("<tr><td>–</td><td>{answer}</td></tr>\n"));
            } else {
                writer.push(&format!("<tr><th scope=\"row\">{text}</th><td>{answer}</td></tr>\n"));
            }
        }
        writer.push("</tbody></table>\n");
        return;
    }
    note(writer, "mbz-match");
    writer.push("<ul class=\"course-options\">\n");
    for (text, _) in rows.iter().filter(|(text, _)| !text.is_empty()) {
        writer.push(&format!("<li>{text}</li>\n"));
    }
    writer.push("</ul>\n");
    words(writer, rows.iter().map(|(_, answer)| answer.clone()).collect());
}

fn wild_cards(writer: &mut Writer<'_>, question: &Question) {
    if question.wild_cards.is_empty() || !writer.secret() {
        return;
    }
    let heads = writer.heads(&["mbz-wild-card", "mbz-values"]);
    writer.push(&format!("<table class=\"course-table\"><thead><tr>{heads}</tr></thead><tbody>\n"));
    for (name, values) in &question.wild_cards {
        writer.push(&format!(
            "<tr><th scope=\"row\">{{{}}}</th><td>{}</td></tr>\n",
            escape(name),
            escape(&values.join(", "))
        ));
    }
    writer.push("</tbody></table>\n");
}

/// General feedback and hints, in the key.
fn explained(writer: &mut Writer<'_>, question: &Question, level: u8) {
    let any = !question.feedback.is_empty() || !question.hints.is_empty();
    if !any || !writer.secret() {
        return;
    }
    writer.details("mbz-feedback", &question.feedback, level);
    for hint in &question.hints {
        writer.details("mbz-hint", hint, level);
    }
}
