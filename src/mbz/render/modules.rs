//! What each kind of activity looks like.

use super::super::Broken;
use super::super::activity::{Activity, Chapter, Content, Entry, Rich};
use super::super::files::CourseFile;
use super::super::html::escape;
use super::super::questions::Questions;
use super::lesson::lesson;
use super::packages::{may_be_package, package};
use super::tasks::{asked, choice, data, feedback, rubric, survey, workshop};
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
        Content::Label
        | Content::Chat
        | Content::BigBlueButton
        | Content::Subsection
        | Content::Unknown => {}
        Content::Book { numbering, chapters } => book(writer, *numbering, chapters),
        Content::Url { address } | Content::Lti { address } => url(writer, address),
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
        Content::Scorm { parts, package: packed, reference } => {
            outline(writer, parts);
            match packed.as_ref().and_then(|key| writer.file(key)) {
                Some(file) => package(writer, file, !parts.is_empty()),
                None if reference.contains("://") => url(writer, reference),
                None => {}
            }
        }
        Content::H5p { package: packed } => {
            if let Some(file) = packed.as_ref().and_then(|key| writer.file(key)) {
                package(writer, file, false);
            }
        }
        Content::Imscp { parts, package: packed } => {
            outline(writer, parts);
            if let Some(file) = packed.as_ref().and_then(|key| writer.file(key)) {
                package(writer, file, !parts.is_empty());
            }
        }
        Content::Workshop { authors, reviewers, conclusion, dimensions } => {
            workshop(writer, [authors, reviewers, conclusion], dimensions);
        }
        Content::Survey { template } => survey(writer, *template),
        Content::Qbank => bank(writer, activity, questions)?,
    }
    settings(writer, &activity.facts);
    rubric(writer, &activity.grading);
    attachments(writer, activity);
    Ok(())
}

fn book(writer: &mut Writer<'_>, numbering: i64, chapters: &[Chapter]) {
    let hidden = chapters.iter().any(|chapter| chapter.hidden);
    let show_hidden = hidden && writer.secret();
    let shown: Vec<&Chapter> =
        chapters.iter().filter(|chapter| show_hidden || !chapter.hidden).collect();
    // The first chapter is never a sub-chapter, whatever is stored.
    let level = |at: usize| if at > 0 && shown[at].sub { 3 } else { 2 };
    let numbers = chapter_numbers(&shown, numbering == 1);
    if shown.len() > 1 {
        let label = writer.word("mbz-contents");
        writer.push(&format!("<nav class=\"course-contents\" aria-label=\"{label}\"><ul>\n"));
        for (at, (chapter, number)) in shown.iter().zip(&numbers).enumerate() {
            let class = if level(at) == 3 { " class=\"course-sub\"" } else { "" };
            let title = escape(&chapter.title);
            writer.push(&format!(
                "<li{class}><a href=\"#chapter-{}\">{number}{title}</a></li>\n",
                chapter.id
            ));
        }
        writer.push("</ul></nav>\n");
    }
    for (at, (chapter, number)) in shown.iter().zip(&numbers).enumerate() {
        let level = level(at);
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
            if chapter.sub && main > 0 {
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
        if may_be_package(file) && file.present {
            let found = writer.resolver.links.package(file);
            if found.is_some() {
                return package(writer, file, false);
            }
        }
        let link = writer.file_link(file);
        writer.element("p", "course-file", &link);
    }
}

pub(super) fn outline(writer: &mut Writer<'_>, parts: &[(usize, String)]) {
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

fn bank(writer: &mut Writer<'_>, activity: &Activity, questions: &Questions) -> Result<(), Broken> {
    let contextid = writer.course().stub(activity.cmid).map_or(0, |stub| stub.contextid);
    let picks = questions.of_context(contextid);
    question::list(writer, &picks, questions)
}

/// What is known of a module that Moodle has given up, as Moodle itself calls it.
fn settings(writer: &mut Writer<'_>, facts: &[(String, String)]) {
    if facts.is_empty() {
        return;
    }
    let caption = writer.word("mbz-settings");
    writer.push(&format!("<table class=\"course-table\"><caption>{caption}</caption><tbody>\n"));
    for (name, value) in facts {
        let (name, value) = (escape(name), escape(value));
        let value = value.replace("$@", "").replace("@@PLUGINFILE@@", "");
        writer.push(&format!("<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n"));
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
