//! What a lesson looks like: its pages in the order of their chain, with where each answer leads.

use super::super::activity::LessonPage;
use super::super::html::escape;
use super::super::text;
use super::{Writer, question};

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
    let scored = pages[at].answers.iter().any(|answer| answer.score > 0);
    if custom && scored {
        return score > 0;
    }
    match jump {
        -1 | -9 => true,
        jump if jump > 0 => pages.iter().skip(at + 1).any(|page| page.id == jump),
        _ => false,
    }
}

pub(super) fn lesson(writer: &mut Writer<'_>, pages: &[LessonPage], custom: bool) {
    for (at, page) in pages.iter().enumerate() {
        // End of branch, cluster and its end have nothing to read.
        if matches!(page.kind, 21 | 30 | 31) {
            continue;
        }
        writer.push(&format!("<section class=\"course-page\" id=\"page-{}\">\n", page.id));
        writer.heading(2, &page.title);
        writer.block("course-text", &page.contents, 3);
        match page.kind {
            20 if page.answers.iter().all(|answer| answer.text.is_empty()) => {}
            20 => {
                writer.push("<ul class=\"course-jumps\">\n");
                for answer in page.answers.iter().filter(|answer| !answer.text.is_empty()) {
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
    if page.answers.iter().all(|answer| answer.text.is_empty()) {
        return;
    }
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
