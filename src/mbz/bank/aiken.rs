//! Aiken: a line with the question, a line for each choice, a line with the right letter.

use std::fmt::Write as _;

use super::super::questions::Question;
use super::Why;
use super::plain::{line, shows_files};

/// One single choice as text.
pub(super) fn question(question: &Question) -> Result<String, Why> {
    if question.kind != "multichoice" {
        return Err(Why::Kind);
    }
    let texts = || question.answers.iter().map(|answer| &answer.text);
    if shows_files(&question.text) || texts().any(shows_files) {
        return Err(Why::Picture);
    }
    let asked = line(&question.text);
    let options: Vec<String> = texts().map(line).collect();
    let mut right = question.answers.iter().enumerate().filter(|(_, it)| it.fraction > 0.0);
    let (Some((right, best)), None) = (right.next(), right.next()) else {
        return Err(Why::Shape);
    };
    let fits = !question.several
        && best.fraction > 0.999
        && (2..=26).contains(&options.len())
        && !asked.is_empty()
        && !looks_like_a_mark(&asked)
        && options.iter().all(|option| !option.is_empty());
    if !fits {
        return Err(Why::Shape);
    }
    let mut text = format!("{asked}\n");
    for (letter, option) in ('A'..='Z').zip(&options) {
        let _ = writeln!(text, "{letter}) {option}");
    }
    let letter = ('A'..='Z').nth(right).ok_or(Why::Shape)?;
    let _ = writeln!(text, "ANSWER: {letter}");
    Ok(text)
}

/// A question that itself begins like a choice or an answer would be read as one.
fn looks_like_a_mark(asked: &str) -> bool {
    let mut signs = asked.chars();
    let letter = signs.next().is_some_and(|c| c.is_ascii_uppercase());
    letter && matches!(signs.next(), Some(')' | '.')) || asked.starts_with("ANSWER:")
}
