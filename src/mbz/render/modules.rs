//! What each kind of activity looks like.

use super::super::Broken;
use super::super::activity::{
    Activity, Assign, Chapter, Content, Criterion, Entry, Field, Item, LessonPage, Record, Rich,
};
use super::super::files::CourseFile;
use super::super::html::escape;
use super::super::questions::Questions;
use super::super::text;
use super::{Writer, question};

/// Writes the whole activity.
pub(super) fn write(
    writer: &mut Writer<'_>,
    activity: &Activity,
    questions: &Questions,
) -> Result<(), Broken> {
    writer.block("course-intro", &activity.intro, 2);
    match &activity.content {
        Content::Page { content } => writer.block("course-text", content, 2),
        Content::Label | Content::Chat | Content::BigBlueButton | Content::Subsection => {}
        Content::Book { numbering, chapters } => book(writer, *numbering, chapters),
        Content::Url { address } => url(writer, address),
        Content::Resource { main } => {
            if let Some(file) = main.as_ref().and_then(|key| writer.file(key)) {
                main_file(writer, file, &activity.title);
            } else {
                let note = writer.word("mbz-file-missing");
                writer.element("p", "course-missing", &note);
            }
        }
        Content::Folder => folder(writer, activity),
        Content::Lesson { pages, custom_scores } => lesson(writer, pages, *custom_scores),
        Content::Glossary { entries, .. } => glossary(writer, entries),
        Content::Wiki { pages, .. } => wiki(writer, pages),
        Content::Choice { options, multiple } => choice(writer, options, *multiple),
        Content::Feedback { items, after } => feedback(writer, items, after),
        Content::Assign(assign) | Content::Assignment(assign) => asked(writer, assign),
        Content::Forum { topics, .. } => {
            for (subject, message, _) in topics {
                writer.heading(2, subject);
                writer.block("course-text", message, 3);
            }
        }
        Content::Quiz(quiz) => question::quiz(writer, quiz, questions)?,
        Content::Data { fields, template, records } => data(writer, fields, template, records),
        Content::Scorm { parts, package, reference } => {
            outline(writer, parts);
            match package.as_ref().and_then(|key| writer.file(key)) {
                Some(file) => package_file(writer, file),
                None if reference.contains("://") => url(writer, reference),
                None => {}
            }
        }
        Content::H5p { package } | Content::Imscp { package, .. } => {
            if let Content::Imscp { parts, .. } = &activity.content {
                outline(writer, parts);
            }
            if let Some(file) = package.as_ref().and_then(|key| writer.file(key)) {
                package_file(writer, file);
            }
        }
        Content::Lti { address } => url(writer, address),
        Content::Workshop { authors, reviewers, conclusion, dimensions } => {
            workshop(writer, [authors, reviewers, conclusion], dimensions);
        }
        Content::Survey { template } => survey(writer, *template),
        Content::Qbank => bank(writer, activity, questions)?,
        Content::Unknown => {}
    }
    rubric(writer, &activity.grading);
    attachments(writer, activity);
    Ok(())
}

fn book(writer: &mut Writer<'_>, numbering: i64, chapters: &[Chapter]) {
    let hidden = chapters.iter().any(|chapter| chapter.hidden);
    let show_hidden = hidden && writer.secret();
    let shown: Vec<&Chapter> =
        chapters.iter().filter(|chapter| show_hidden || !chapter.hidden).collect();
    let numbers = chapter_numbers(&shown, numbering == 1);
    if shown.len() > 1 {
        let label = writer.word("mbz-contents");
        writer.push(&format!("<nav class=\"course-contents\" aria-label=\"{label}\"><ul>\n"));
        for (chapter, number) in shown.iter().zip(&numbers) {
            let class = if chapter.sub { " class=\"course-sub\"" } else { "" };
            let title = escape(&chapter.title);
            writer.push(&format!(
                "<li{class}><a href=\"#chapter-{}\">{number}{title}</a></li>\n",
                chapter.id
            ));
        }
        writer.push("</ul></nav>\n");
    }
    for (chapter, number) in shown.iter().zip(&numbers) {
        let level = if chapter.sub { 3 } else { 2 };
        writer.push(&format!("<section class=\"course-chapter\" id=\"chapter-{}\">\n", chapter.id));
        writer.heading(level, &format!("{number}{}", chapter.title));
        if chapter.hidden {
            let note = writer.word("mbz-hidden");
            writer.element("p", "course-note", &note);
        }
        writer.block("course-text", &chapter.content, level + 1);
        writer.push("</section>\n");
    }
}

/// `1. `, `1.1. `, … or nothing.
fn chapter_numbers(chapters: &[&Chapter], numbered: bool) -> Vec<String> {
    let (mut main, mut sub) = (0, 0);
    chapters
        .iter()
        .map(|chapter| {
            if chapter.sub {
                sub += 1;
            } else {
                main += 1;
                sub = 0;
            }
            match (numbered, sub) {
                (false, _) => String::new(),
                (true, 0) => format!("{main}. "),
                (true, sub) => format!("{main}.{sub}. "),
            }
        })
        .collect()
}

fn url(writer: &mut Writer<'_>, address: &str) {
    if address.is_empty() {
        return;
    }
    let html = match writer.address(address) {
        Some(to) => format!("<a href=\"{}\">{}</a>", escape(&to), escape(&to)),
        None => escape(address).into_owned(),
    };
    let safe = super::super::html::clean(&html);
    writer.element("p", "course-link", &safe);
}

fn main_file(writer: &mut Writer<'_>, file: &CourseFile, title: &str) {
    if matches!(file.mime.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp") {
        writer.figure(file, title, &escape(file.name()));
    } else {
        let link = writer.file_link(file);
        writer.element("p", "course-file", &link);
    }
}

/// A packed activity: it cannot run here, but it can be taken.
fn package_file(writer: &mut Writer<'_>, file: &CourseFile) {
    let link = writer.file_link(file);
    writer.element("p", "course-file", &link);
    let note = writer.word("mbz-package");
    writer.element("p", "course-note", &note);
}

fn outline(writer: &mut Writer<'_>, parts: &[(usize, String)]) {
    if parts.is_empty() {
        return;
    }
    let heading = writer.words.say("mbz-contents");
    writer.heading(2, &heading);
    let mut depth = 0;
    writer.push("<ul class=\"course-outline\">");
    for (at, (wanted, title)) in parts.iter().enumerate() {
        let wanted = (*wanted).min(if at == 0 { 0 } else { depth + 1 });
        if at > 0 {
            if wanted > depth {
                writer.push("<ul>");
            } else {
                writer.push("</li>");
                for _ in wanted..depth {
                    writer.push("</ul></li>");
                }
            }
        }
        depth = wanted;
        writer.push(&format!("<li>{}", escape(title)));
    }
    writer.push("</li>");
    for _ in 0..depth {
        writer.push("</ul></li>");
    }
    writer.push("</ul>\n");
}

fn folder(writer: &mut Writer<'_>, activity: &Activity) {
    let files: Vec<&CourseFile> = activity
        .files
        .iter()
        .filter(|key| key.area.area == "content")
        .filter_map(|key| writer.file(key))
        .collect();
    let mut folders: Vec<(&str, Vec<&CourseFile>)> = Vec::new();
    for file in files {
        let path = file.key.path.rsplit_once('/').map_or("", |(path, _)| path);
        match folders.iter_mut().find(|(known, _)| *known == path) {
            Some((_, list)) => list.push(file),
            None => folders.push((path, vec![file])),
        }
    }
    folders.sort_by_key(|(path, _)| *path);
    for (path, list) in folders {
        if !path.is_empty() {
            writer.heading(2, path.trim_start_matches('/'));
        }
        writer.file_list("", &list);
    }
}

/// Where a lesson's jump leads, in words.
fn jump(writer: &Writer<'_>, to: i64, pages: &[LessonPage]) -> String {
    if let Some(page) = pages.iter().find(|page| page.id == to) {
        return format!("<a href=\"#page-{}\">{}</a>", page.id, escape(&page.title));
    }
    writer.word(match to {
        0 => "mbz-jump-same",
        -1 => "mbz-jump-next",
        -9 => "mbz-jump-end",
        -40 => "mbz-jump-previous",
        -50 | -60 | -70 | -80 => "mbz-jump-random",
        _ => "mbz-jump-elsewhere",
    })
}

/// Whether an answer counts as right (`lesson::jumpto_is_correct`, or by scores if the teacher set them).
fn is_right(pages: &[LessonPage], at: usize, jump: i64, score: i64, custom: bool) -> bool {
    if custom || score != 0 {
        return score > 0;
    }
    match jump {
        -1 | -9 => true,
        jump if jump > 0 => pages.iter().skip(at + 1).any(|page| page.id == jump),
        _ => false,
    }
}

fn lesson(writer: &mut Writer<'_>, pages: &[LessonPage], custom: bool) {
    for (at, page) in pages.iter().enumerate() {
        // End of branch, cluster and its end have nothing to read.
        if matches!(page.kind, 21 | 30 | 31) {
            continue;
        }
        writer.push(&format!("<section class=\"course-page\" id=\"page-{}\">\n", page.id));
        writer.heading(2, &page.title);
        writer.block("course-text", &page.contents, 3);
        match page.kind {
            20 => {
                writer.push("<ul class=\"course-jumps\">\n");
                for answer in &page.answers {
                    let text = writer.inline(&answer.text);
                    let to = jump(writer, answer.jump, pages);
                    writer.push(&format!("<li>{text} → {to}</li>\n"));
                }
                writer.push("</ul>\n");
            }
            10 => {
                let note = writer.word("mbz-answer-essay");
                writer.element("p", "course-note", &note);
            }
            5 => lesson_pairs(writer, page),
            _ => lesson_answers(writer, pages, at, custom),
        }
        writer.push("</section>\n");
    }
}

fn lesson_answers(writer: &mut Writer<'_>, pages: &[LessonPage], at: usize, custom: bool) {
    let page = &pages[at];
    let secret = writer.secret();
    let typed = matches!(page.kind, 1 | 8);
    if typed && !secret {
        let note = writer.word("mbz-answer-typed");
        writer.element("p", "course-note", &note);
        return;
    }
    writer.push("<ul class=\"course-options\">\n");
    for answer in page.answers.iter().filter(|answer| !answer.text.is_empty()) {
        let text = writer.inline(&answer.text);
        if !secret {
            writer.push(&format!("<li>{text}</li>\n"));
            continue;
        }
        let right = is_right(pages, at, answer.jump, answer.score, custom);
        let response = writer.rich(&answer.response, 4);
        let to = jump(writer, answer.jump, pages);
        question::marked(writer, right, &text, &format!("{response} → {to}"));
    }
    writer.push("</ul>\n");
}

fn lesson_pairs(writer: &mut Writer<'_>, page: &LessonPage) {
    // The first two answers hold what is said to right and wrong ones.
    let pairs: Vec<(String, String)> = page
        .answers
        .iter()
        .skip(2)
        .filter(|answer| !answer.text.is_empty())
        .map(|answer| (writer.inline(&answer.text), text::title(&answer.response.raw, &[])))
        .collect();
    question::pairs(writer, &pairs);
}

fn glossary(writer: &mut Writer<'_>, entries: &[Entry]) {
    if entries.is_empty() {
        let note = writer.word("mbz-entries-left-out");
        writer.element("p", "course-note", &note);
        return;
    }
    writer.push("<dl class=\"course-glossary\">\n");
    for entry in entries {
        let aliases = if entry.aliases.is_empty() {
            String::new()
        } else {
            format!(" <small>({})</small>", escape(&entry.aliases.join(", ")))
        };
        let definition = writer.rich(&entry.definition, 3);
        writer.push(&format!(
            "<dt id=\"entry-{}\"><dfn>{}</dfn>{aliases}</dt><dd>{definition}</dd>\n",
            entry.id,
            escape(&entry.concept)
        ));
    }
    writer.push("</dl>\n");
}

fn wiki(writer: &mut Writer<'_>, pages: &[(String, Rich)]) {
    if pages.is_empty() {
        let note = writer.word("mbz-entries-left-out");
        writer.element("p", "course-note", &note);
    }
    for (title, content) in pages {
        writer.heading(2, title);
        writer.block("course-text", content, 3);
    }
}

fn choice(writer: &mut Writer<'_>, options: &[String], multiple: bool) {
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

fn feedback(writer: &mut Writer<'_>, items: &[Item], after: &Rich) {
    for item in items {
        match item.kind.as_str() {
            "pagebreak" => writer.push("<hr>\n"),
            "captcha" | "info" => {}
            "label" => writer.block("course-text", &item.label, 3),
            kind => {
                writer.heading(3, &item.name);
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

fn asked(writer: &mut Writer<'_>, assign: &Assign) {
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

fn data(writer: &mut Writer<'_>, fields: &[Field], template: &str, records: &[Record]) {
    if !fields.is_empty() {
        let heads: Vec<String> = ["mbz-field", "mbz-field-kind", "mbz-field-description"]
            .iter()
            .map(|key| format!("<th scope=\"col\">{}</th>", writer.word(key)))
            .collect();
        writer.push(&format!(
            "<table class=\"course-table\"><thead><tr>{}</tr></thead><tbody>\n",
            heads.concat()
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

fn workshop(writer: &mut Writer<'_>, texts: [&Rich; 3], dimensions: &[Rich]) {
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

fn survey(writer: &mut Writer<'_>, template: i64) {
    let name = match template {
        1..=3 => "COLLES",
        4 => "ATTLS",
        5 => "Critical Incidents",
        _ => "",
    };
    let note = writer.word_with("mbz-survey", name);
    writer.element("p", "course-note", &note);
}

fn bank(writer: &mut Writer<'_>, activity: &Activity, questions: &Questions) -> Result<(), Broken> {
    let contextid = writer.course().stub(activity.cmid).map_or(0, |stub| stub.contextid);
    let picks = questions.of_context(contextid);
    question::list(writer, &picks, questions)
}

fn rubric(writer: &mut Writer<'_>, criteria: &[Criterion]) {
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

/// Files that belong to the activity and are shown nowhere else.
fn attachments(writer: &mut Writer<'_>, activity: &Activity) {
    let files: Vec<&CourseFile> = activity
        .files
        .iter()
        .filter(|key| !writer.used.contains(key))
        .filter(|key| match (&activity.content, key.area.area.as_str()) {
            (Content::Assign(_), area) => matches!(area, "introattachment" | "activityattachment"),
            (Content::Forum { .. } | Content::Glossary { .. }, area) => area == "attachment",
            (Content::Wiki { .. }, area) => area == "attachments",
            (Content::Data { .. }, area) => area == "content",
            (Content::Resource { main }, "content") => main.as_ref() != Some(key),
            (Content::Unknown, _) => true,
            _ => false,
        })
        .filter_map(|key| writer.file(key))
        .take(500)
        .collect();
    writer.file_list("mbz-files", &files);
}
