//! Quizzes and questions, with their answers only for those who may see them.

use super::super::activity::{Pick, Quiz};
use super::super::html::escape;
use super::super::questions::{Answer, Found, Question, Questions};
use super::super::{Broken, Warning, text};
use super::Writer;

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
    for slot in &quiz.slots {
        for (_, heading) in quiz.headings.iter().filter(|(first, _)| *first == slot.number) {
            writer.heading(2, heading);
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

fn one(
    writer: &mut Writer<'_>,
    pick: &Pick,
    questions: &Questions,
    level: u8,
    mark: Option<f64>,
    number: &mut u32,
) -> Result<(), Broken> {
    let found = match questions.find(pick) {
        Ok(found) => found,
        Err(Broken::Xml { why, .. }) => {
            let text = format!("A question cannot be read: {why}.");
            let place = writer.place.clone();
            writer.warnings.push(Warning::new("damaged_question", text, place));
            Found::Missing
        }
        Err(other) => return Err(other),
    };
    let described = matches!(&found, Found::Question(question) if question.kind == "description");
    writer.push("<section class=\"course-question\">\n");
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
    writer.push("</section>\n");
    Ok(())
}

/// A number as short as it can be said.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn write(
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

fn note(writer: &mut Writer<'_>, key: &str) {
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
            marked(writer, is_right(answer.fraction), &text, &about);
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
            text.push_str(&format!(" ± {}", escape(tolerance)));
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

/// Words to choose from, sorted so that their order tells nothing.
fn words(writer: &mut Writer<'_>, mut words: Vec<String>) {
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    if words.is_empty() {
        return;
    }
    let intro = writer.word("mbz-words");
    let words: Vec<String> =
        words.iter().map(|word| format!("<li>{}</li>", escape(word))).collect();
    writer.push(&format!(
        "<div class=\"course-words\"><p>{intro}</p><ul>{}</ul></div>\n",
        words.concat()
    ));
}

/// The text of a gap question with something in the place of each gap.
fn filled(
    writer: &mut Writer<'_>,
    question: &Question,
    level: u8,
    open: &str,
    close: &str,
    gap: &dyn Fn(usize) -> Option<String>,
) {
    let mut rich = question.text.clone();
    if rich.format == 2 {
        rich.raw = escape(&rich.raw).replace('\n', "<br>");
        rich.format = 1;
    }
    let mut out = String::with_capacity(rich.raw.len() * 2);
    let mut rest = rich.raw.as_str();
    while let Some(at) = rest.find(open) {
        out.push_str(&rest[..at]);
        let inner = &rest[at + open.len()..];
        let number = inner.find(close).filter(|end| *end <= 4).map(|end| &inner[..end]);
        let found = number.and_then(|number| number.parse().ok()).and_then(gap);
        match (found, number) {
            (Some(html), Some(number)) => {
                out.push_str(&html);
                rest = &inner[number.len() + close.len()..];
            }
            _ => {
                out.push_str(open);
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    rich.raw = out;
    writer.block("course-text", &rich, level);
}

fn blank(words: &str) -> String {
    if words.is_empty() {
        "<span class=\"course-gap\">______</span>".to_owned()
    } else {
        format!("<span class=\"course-gap\">[{}]</span>", escape(words))
    }
}

fn solved(words: &str) -> String {
    format!("<span class=\"course-right\">{}</span>", escape(words))
}

fn gaps(writer: &mut Writer<'_>, question: &Question, level: u8) {
    let secret = writer.secret();
    let name = |answer: &Answer| text::title(&answer.text.raw, &[]);
    filled(writer, question, level, "[[", "]]", &|number| {
        let right = question.answers.get(number.checked_sub(1)?)?;
        if secret {
            return Some(solved(&name(right)));
        }
        if question.kind == "ddwtos" {
            return Some(blank(""));
        }
        let mut choices: Vec<String> = question
            .answers
            .iter()
            .filter(|answer| answer.group == right.group)
            .map(name)
            .collect();
        choices.sort();
        Some(blank(&choices.join(" / ")))
    });
    if question.kind == "ddwtos" {
        words(writer, question.answers.iter().map(name).collect());
    }
}

fn cloze(
    writer: &mut Writer<'_>,
    question: &Question,
    questions: &Questions,
    level: u8,
) -> Result<(), Broken> {
    let secret = writer.secret();
    let mut inner = Vec::with_capacity(question.inner.len());
    for id in &question.inner {
        inner.push(match questions.question(*id) {
            Ok(found) => found,
            Err(Broken::Xml { .. }) => None,
            Err(other) => return Err(other),
        });
    }
    filled(writer, question, level, "{#", "}", &|number| {
        let Some(Some(part)) = inner.get(number.checked_sub(1)?) else {
            return Some(blank(""));
        };
        let name = |answer: &Answer| text::title(&answer.text.raw, &[]);
        let chosen = part.kind.starts_with("multichoice");
        if secret {
            let right: Vec<String> = part
                .answers
                .iter()
                .filter(|answer| answer.fraction > 0.0)
                .map(|answer| match &answer.tolerance {
                    Some(tolerance) => format!("{} ± {tolerance}", name(answer)),
                    None => name(answer),
                })
                .collect();
            return Some(solved(&right.join(" / ")));
        }
        if chosen {
            let mut choices: Vec<String> = part.answers.iter().map(name).collect();
            choices.sort();
            return Some(blank(&choices.join(" / ")));
        }
        Some(blank(""))
    });
    Ok(())
}

fn picture(writer: &mut Writer<'_>, question: &Question) {
    let files = &writer.course().files;
    let find = |key: &super::FileKey| {
        files.of_question(&key.area.component, &key.area.area, key.area.item, None)
    };
    if let Some(file) = question.background.as_ref().and_then(find) {
        writer.figure(file, &question.name, "");
    }
    let mut labels = Vec::with_capacity(question.drags.len());
    for drag in &question.drags {
        let label = writer.inline(&drag.label);
        let picture = drag.picture.as_ref().and_then(find);
        let label = match picture {
            Some(file) if label.is_empty() => writer.file_link(file),
            _ => label,
        };
        labels.push((drag.number, label));
    }
    if writer.secret() {
        let heads: String = ["mbz-place", "mbz-belongs-there"]
            .iter()
            .map(|key| format!("<th scope=\"col\">{}</th>", writer.word(key)))
            .collect();
        writer.push(&format!(
            "<table class=\"course-table\"><thead><tr>{heads}</tr></thead><tbody>\n"
        ));
        for drop in &question.drops {
            let label = labels
                .iter()
                .find(|(number, _)| *number == drop.choice)
                .map_or("–", |(_, label)| label.as_str());
            let name = if drop.label.is_empty() { &drop.place } else { &drop.label };
            writer.push(&format!(
                "<tr><th scope=\"row\">{} <small>({})</small></th><td>{label}</td></tr>\n",
                drop.number,
                escape(name)
            ));
        }
        writer.push("</tbody></table>\n");
        return;
    }
    note(writer, "mbz-drag");
    labels.sort_by(|one, other| one.1.cmp(&other.1));
    writer.push("<ul class=\"course-options\">\n");
    for (_, label) in labels {
        writer.push(&format!("<li>{label}</li>\n"));
    }
    writer.push("</ul>\n");
}

fn ordering(writer: &mut Writer<'_>, question: &Question) {
    let mut items: Vec<(f64, String)> = question
        .answers
        .iter()
        .map(|answer| (answer.fraction, writer.inline(&answer.text)))
        .collect();
    if writer.secret() {
        items.sort_by(|one, other| one.0.total_cmp(&other.0));
        writer.push("<ol class=\"course-options\">\n");
    } else {
        items.sort_by(|one, other| one.1.cmp(&other.1));
        note(writer, "mbz-order");
        writer.push("<ul class=\"course-options\">\n");
    }
    for (_, item) in items {
        writer.push(&format!("<li>{item}</li>\n"));
    }
    writer.push(if writer.key { "</ol>\n" } else { "</ul>\n" });
}

fn wild_cards(writer: &mut Writer<'_>, question: &Question) {
    if question.wild_cards.is_empty() || !writer.secret() {
        return;
    }
    let heads: String = ["mbz-wild-card", "mbz-values"]
        .iter()
        .map(|key| format!("<th scope=\"col\">{}</th>", writer.word(key)))
        .collect();
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
