//! Questions in which something is put into its place: gaps, pictures, orders.

use std::collections::HashMap;

use super::super::html::escape;
use super::super::questions::{Answer, Question, Questions};
use super::super::{Broken, text};
use super::Writer;
use super::question::note;

/// What stands in the gaps of one text: beyond that they stay as they are written. Bytes.
const MOST_FILLED: usize = 1 << 20;

/// Words to choose from, sorted so that their order tells nothing.
pub(super) fn words(writer: &mut Writer<'_>, mut words: Vec<String>) {
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
    let mut out = String::with_capacity(rich.raw.len());
    let mut rest = rich.raw.as_str();
    // A short text may have a gap a million times, with a thousand words in each.
    let mut room = MOST_FILLED;
    let mut known: HashMap<usize, Option<String>> = HashMap::new();
    while let Some(at) = rest.find(open) {
        out.push_str(&rest[..at]);
        let inner = &rest[at + open.len()..];
        let number = inner.find(close).filter(|end| *end <= 4).map(|end| &inner[..end]);
        let asked = number.and_then(|number| number.parse().ok());
        let found = asked.and_then(|at| known.entry(at).or_insert_with(|| gap(at)).as_deref());
        let found = found.filter(|html| html.len() <= room);
        if let (Some(html), Some(number)) = (found, number) {
            room -= html.len();
            out.push_str(html);
            rest = &inner[number.len() + close.len()..];
        } else {
            out.push_str(open);
            rest = inner;
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

pub(super) fn gaps(writer: &mut Writer<'_>, question: &Question, level: u8) {
    let secret = writer.secret();
    let name = |answer: &Answer| text::title(&answer.text.raw, &[]);
    let mut groups: HashMap<i64, Vec<String>> = HashMap::new();
    if !secret && question.kind != "ddwtos" {
        for answer in &question.answers {
            groups.entry(answer.group).or_default().push(name(answer));
        }
    }
    for choices in groups.values_mut() {
        choices.sort();
    }
    filled(writer, question, level, "[[", "]]", &|number| {
        let right = question.answers.get(number.checked_sub(1)?)?;
        if secret {
            return Some(solved(&name(right)));
        }
        if question.kind == "ddwtos" {
            return Some(blank(""));
        }
        Some(blank(&groups.get(&right.group)?.join(" / ")))
    });
    if question.kind == "ddwtos" {
        words(writer, question.answers.iter().map(name).collect());
    }
}

pub(super) fn cloze(
    writer: &mut Writer<'_>,
    question: &Question,
    questions: &Questions,
    level: u8,
) -> Result<(), Broken> {
    let secret = writer.secret();
    let inner = questions.inner(question.id, &question.inner)?;
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

pub(super) fn picture(writer: &mut Writer<'_>, question: &Question) {
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
        let heads = writer.heads(&["mbz-place", "mbz-belongs-there"]);
        writer.push(&format!(
            "<table class=\"course-table\"><thead><tr>{heads}</tr></thead><tbody>\n"
        ));
        let mut by_number: HashMap<i64, &str> = HashMap::new();
        for (number, label) in &labels {
            by_number.entry(*number).or_insert(label);
        }
        let mut room = MOST_FILLED;
        for drop in &question.drops {
            let label = by_number.get(&drop.choice).filter(|label| label.len() <= room);
            let label = label.copied().unwrap_or("–");
            room = room.saturating_sub(label.len());
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

pub(super) fn ordering(writer: &mut Writer<'_>, question: &Question) {
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
