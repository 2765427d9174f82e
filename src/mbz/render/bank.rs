//! A category of the question bank, and what is said about its questions as files.

use std::fmt::Write as _;

use super::super::activity::Rich;
use super::super::bank::{Form, Written};
use super::super::html::escape;
use super::super::links::Links;
use super::super::questions::{BankCategory, Found, Question, Questions};
use super::super::words::Words;
use super::super::{Broken, Course};
use super::question::{END, START, found, short, write};
use super::{Rendered, Writer};

/// What people call the types of questions.
const KINDS: &[(&str, &str)] = &[
    ("calculated", "mbz-kind-calculated"),
    ("calculatedmulti", "mbz-kind-calculatedmulti"),
    ("calculatedsimple", "mbz-kind-calculatedsimple"),
    ("ddimageortext", "mbz-kind-ddimageortext"),
    ("ddmarker", "mbz-kind-ddmarker"),
    ("ddwtos", "mbz-kind-ddwtos"),
    ("description", "mbz-kind-description"),
    ("essay", "mbz-kind-essay"),
    ("gapselect", "mbz-kind-gapselect"),
    ("match", "mbz-kind-match"),
    ("multianswer", "mbz-kind-multianswer"),
    ("multichoice", "mbz-kind-multichoice"),
    ("numerical", "mbz-kind-numerical"),
    ("ordering", "mbz-kind-ordering"),
    ("randomsamatch", "mbz-kind-randomsamatch"),
    ("shortanswer", "mbz-kind-shortanswer"),
    ("stack", "mbz-kind-stack"),
    ("truefalse", "mbz-kind-truefalse"),
];

/// So many names are listed of those that are not in a file.
const MOST_NAMED: usize = 200;

impl Course {
    /// Makes a category of the question bank readable.
    pub fn render_bank(
        &self,
        category: &BankCategory,
        questions: &Questions,
        links: &dyn Links,
        words: &dyn Words,
    ) -> Result<Rendered, Broken> {
        let mut writer = Writer::new(self, links, words);
        writer.place = format!("question category {}", category.id);
        super::twice(&mut writer, &|writer| bank(writer, category, questions))
    }
}

/// Drafts, and the names that teachers know questions by, are for those who may see answers.
fn bank(
    writer: &mut Writer<'_>,
    category: &BankCategory,
    questions: &Questions,
) -> Result<(), Broken> {
    writer.block("course-intro", &category.info, 2);
    let named = writer.secret();
    let mut number = 0;
    for one in category.questions.iter().filter(|one| named || !one.draft) {
        let found = found(writer, &one.pick, questions)?;
        writer.push(START);
        number += 1;
        if let Found::Question(question) = found {
            head(writer, &question, number, one.draft);
            write(writer, &question, questions, 3)?;
            said_after(writer, &question, 3);
        } else {
            let note = writer.word("mbz-question-missing");
            writer.element("p", "course-missing", &note);
        }
        writer.push(END);
    }
    Ok(())
}

fn head(writer: &mut Writer<'_>, question: &Question, number: u32, draft: bool) {
    if writer.key && !question.name.is_empty() {
        writer.heading(2, &format!("{number}. {}", question.name));
    } else {
        let title = writer.words.say_with("mbz-question", &number.to_string());
        writer.heading(2, &title);
    }
    let kind = question.kind.as_str();
    let word = KINDS.iter().find(|(name, _)| *name == kind);
    let mut facts = word.map_or_else(|| escape(kind).into_owned(), |(_, key)| writer.word(key));
    if question.mark > 0.0 && kind != "description" {
        let points = writer.word_with("mbz-n-points", &short(question.mark));
        facts = format!("{facts} · {points}");
    }
    if draft {
        facts = format!("{facts} · {}", writer.word("mbz-question-draft"));
    }
    writer.element("p", "course-points", &facts);
}

/// What is said after a right, a partly right and a wrong answer, in the key.
fn said_after(writer: &mut Writer<'_>, question: &Question, level: u8) {
    if question.combined.iter().all(Rich::is_empty) || !writer.secret() {
        return;
    }
    let keys = ["mbz-said-right", "mbz-said-partly", "mbz-said-wrong"];
    for (key, rich) in keys.iter().zip(&question.combined) {
        writer.details(key, rich, level);
    }
}

/// Which files of questions there are, with their addresses, and what is not in them, as safe HTML.
pub fn bank_files(files: &[(Form, Option<String>, Written)], words: &dyn Words) -> String {
    let say = |key: &str| escape(&words.say(key)).into_owned();
    let say_with = |key: &str, n: usize| escape(&words.say_with(key, &n.to_string())).into_owned();
    let mut html =
        format!("<div class=\"course-bank\"><h2>{}</h2>\n<ul>\n", say("mbz-bank-download"));
    for (form, address, written) in files {
        html.push_str("<li>");
        match address {
            Some(to) => {
                let _ = write!(
                    html,
                    "<a href=\"{}?download\">{}</a> ({})",
                    escape(to),
                    form.name(),
                    written.questions
                );
            }
            None => {
                let _ = write!(html, "{}: {}", form.name(), say("mbz-bank-none"));
            }
        }
        if written.pictures_left_out > 0 {
            let words = say_with("mbz-bank-pictures-left-out", written.pictures_left_out);
            let _ = write!(html, " <span class=\"course-missing\">{words}</span>");
        }
        if written.missing() > 0 {
            let summary = say_with("mbz-bank-left-out", written.missing());
            let _ = write!(html, "<details class=\"course-more\"><summary>{summary}</summary><ul>");
            for (why, names) in &written.left_out {
                let listed: Vec<&str> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
                let more = if names.len() > MOST_NAMED { " …" } else { "" };
                let _ = write!(
                    html,
                    "<li>{} ({}): {}{more}</li>",
                    say(why.word()),
                    names.len(),
                    escape(&listed.join("; "))
                );
            }
            html.push_str("</ul></details>");
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ul></div>\n");
    html
}
