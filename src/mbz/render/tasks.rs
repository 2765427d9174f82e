//! What pupils are asked to do: assignments, choices, forms, databases, workshops.

use super::super::activity::{Assign, Criterion, Field, Item, Record, Rich};
use super::super::html::escape;
use super::super::text;
use super::Writer;

pub(super) fn choice(writer: &mut Writer<'_>, options: &[String], multiple: bool) {
    let note = writer.word(if multiple { "mbz-choose-several" } else { "mbz-choose-one" });
    writer.element("p", "course-note", &note);
    list(writer, "course-options", options);
}

fn list(writer: &mut Writer<'_>, class: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    writer.push(&format!("<ul class=\"{class}\">\n"));
    for item in items {
        writer.push(&format!("<li>{}</li>\n", escape(&text::title(item, &[]))));
    }
    writer.push("</ul>\n");
}

pub(super) fn feedback(writer: &mut Writer<'_>, items: &[Item], after: &Rich) {
    for item in items {
        match item.kind.as_str() {
            "pagebreak" => writer.push("<hr>\n"),
            "captcha" | "info" => {}
            "label" => writer.block("course-text", &item.label, 3),
            kind => {
                writer.heading(2, &item.name);
                if item.required {
                    let note = writer.word("mbz-required");
                    writer.element("p", "course-note", &note);
                }
                let note = match kind {
                    "multichoice" | "multichoicerated" => "mbz-choose-one",
                    "numeric" => "mbz-answer-number",
                    "textarea" => "mbz-answer-long",
                    _ => "mbz-answer-typed",
                };
                let note = writer.word(note);
                writer.element("p", "course-note", &note);
                list(writer, "course-options", &item.options);
            }
        }
    }
    writer.details("mbz-after", after, 4);
}

/// A day in UTC: a course backup does not say in which time zone it was meant.
fn day(seconds: i64) -> Option<String> {
    let day = jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d").to_string();
    (seconds > 0).then(|| format!("<time datetime=\"{day}\">{day}</time>"))
}

pub(super) fn asked(writer: &mut Writer<'_>, assign: &Assign) {
    writer.block("course-text", &assign.task, 2);
    writer.push("<dl class=\"course-facts\">\n");
    if assign.text || assign.files {
        let mut ways = Vec::new();
        if assign.text {
            ways.push(if assign.words > 0 {
                writer.word_with("mbz-hand-in-words", &assign.words.to_string())
            } else {
                writer.word("mbz-hand-in-text")
            });
        }
        if assign.files {
            ways.push(if assign.max_files > 0 {
                writer.word_with("mbz-hand-in-files-max", &assign.max_files.to_string())
            } else {
                writer.word("mbz-hand-in-files")
            });
        }
        writer.fact("mbz-hand-in", &ways.join(", "));
    }
    if assign.team {
        let value = writer.word("mbz-yes");
        writer.fact("mbz-team", &value);
    }
    if assign.grade > 0 {
        writer.fact("mbz-points", &assign.grade.to_string());
    }
    if assign.time_limit > 0 {
        let minutes = writer.word_with("mbz-minutes", &(assign.time_limit / 60).to_string());
        writer.fact("mbz-time-limit", &minutes);
    }
    for (key, time) in
        [("mbz-opens", assign.opens), ("mbz-due", assign.due), ("mbz-closes", assign.closes)]
    {
        if let Some(day) = day(time) {
            writer.fact(key, &day);
        }
    }
    writer.push("</dl>\n");
    // An empty list says nothing.
    let empty = "<dl class=\"course-facts\">\n</dl>\n";
    if writer.out.ends_with(empty) {
        let length = writer.out.len() - empty.len();
        writer.out.truncate(length);
    }
}

pub(super) fn data(writer: &mut Writer<'_>, fields: &[Field], template: &str, records: &[Record]) {
    if !fields.is_empty() {
        let heads = writer.heads(&["mbz-field", "mbz-field-kind", "mbz-field-description"]);
        writer.push(&format!(
            "<table class=\"course-table\"><thead><tr>{heads}</tr></thead><tbody>\n"
        ));
        for field in fields {
            let mut about = escape(&field.description).into_owned();
            if !field.options.is_empty() {
                about = format!("{about} ({})", escape(&field.options.join(" / ")));
            }
            writer.push(&format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                escape(&field.name),
                escape(&field.kind),
                about.trim()
            ));
        }
        writer.push("</tbody></table>\n");
    }
    let template = text::plain(template);
    let template: Vec<&str> = template.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    if !template.is_empty() {
        let summary = writer.word("mbz-template");
        let text = escape(&template.join("\n")).replace("$@", "");
        writer.element(
            "details",
            "course-more",
            &format!("<summary>{summary}</summary><pre>{text}</pre>"),
        );
    }
    for record in records {
        writer.push(&format!("<dl class=\"course-record\" id=\"record-{}\">\n", record.id));
        for (id, value) in &record.values {
            let name = fields.iter().find(|field| field.id == *id);
            let name = escape(name.map_or("", |field| &field.name)).into_owned();
            let value = writer.rich(value, 4);
            writer.push(&format!("<dt>{name}</dt><dd>{value}</dd>\n"));
        }
        writer.push("</dl>\n");
    }
}

pub(super) fn workshop(writer: &mut Writer<'_>, texts: [&Rich; 3], dimensions: &[Rich]) {
    let keys = ["mbz-workshop-authors", "mbz-workshop-reviewers", "mbz-workshop-end"];
    for (key, rich) in keys.iter().zip(texts) {
        if !rich.is_empty() {
            let heading = writer.words.say(key);
            writer.heading(2, &heading);
            writer.block("course-text", rich, 3);
        }
    }
    if !dimensions.is_empty() {
        let heading = writer.words.say("mbz-criteria");
        writer.heading(2, &heading);
        writer.push("<ol class=\"course-criteria\">\n");
        for dimension in dimensions {
            let html = writer.rich(dimension, 4);
            writer.push(&format!("<li>{html}</li>\n"));
        }
        writer.push("</ol>\n");
    }
}

pub(super) fn survey(writer: &mut Writer<'_>, template: i64) {
    let name = match template {
        1..=3 => "COLLES",
        4 => "ATTLS",
        5 => "Critical Incidents",
        _ => "",
    };
    let note = writer.word_with("mbz-survey", name);
    writer.element("p", "course-note", &note);
}

pub(super) fn rubric(writer: &mut Writer<'_>, criteria: &[Criterion]) {
    if criteria.is_empty() {
        return;
    }
    let heading = writer.words.say("mbz-criteria");
    writer.heading(2, &heading);
    writer.push("<table class=\"course-table\"><tbody>\n");
    for criterion in criteria {
        writer.push(&format!("<tr><th scope=\"row\">{}</th>", escape(&criterion.description)));
        for (text, points) in &criterion.levels {
            let points = writer.word_with("mbz-n-points", &points.to_string());
            writer.push(&format!("<td>{} <small>{points}</small></td>", escape(text)));
        }
        writer.push("</tr>\n");
    }
    writer.push("</tbody></table>\n");
}
