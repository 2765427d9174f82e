//! GIFT: text with marks for choices, short answers, numbers, pairs and essays.

use std::fmt::Write as _;

use super::super::activity::Rich;
use super::super::questions::{Answer, Question};
use super::Why;
use super::plain::{line, shows_files, without_macros};

/// One question as GIFT.
pub(super) fn question(question: &Question) -> Result<String, Why> {
    let answers = match question.kind.as_str() {
        "description" => String::new(),
        "essay" => format!("{{{}}}", general(question)),
        "truefalse" => true_or_false(question)?,
        "multichoice" => choices(question)?,
        "shortanswer" => short(question)?,
        "numerical" => numbers(question)?,
        "match" => pairs(question)?,
        _ => return Err(Why::Kind),
    };
    if shows_files(&question.text) || shows_files(&question.feedback) {
        return Err(Why::Picture);
    }
    let asked = rich(&question.text, "");
    if asked.is_empty() {
        return Err(Why::Shape);
    }
    let name = signs(&question.name);
    let comment = question.name.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(format!("// question: {}  name: {comment}\n::{name}::{asked}{answers}\n", question.id))
}

/// A text with the name of its format, which is left out where it is `usual`.
fn rich(rich: &Rich, usual: &str) -> String {
    let raw = without_macros(&rich.raw);
    let text = signs(raw.trim());
    if text.is_empty() {
        return text;
    }
    let format = match rich.format {
        1 => "html",
        2 => "plain",
        4 => "markdown",
        _ => "moodle",
    };
    if format == usual { text } else { format!("[{format}]{text}") }
}

/// The signs that mean something in GIFT are escaped; a line end becomes `\n`.
fn signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '~' | '=' | '#' | '{' | '}' | ':' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

/// The name of the format of a text, which answers take over where they say nothing.
fn usual(question: &Question) -> &'static str {
    match question.text.format {
        1 => "html",
        2 => "plain",
        4 => "markdown",
        _ => "moodle",
    }
}

fn general(question: &Question) -> String {
    match rich(&question.feedback, usual(question)) {
        text if text.is_empty() => text,
        text => format!("####{text}"),
    }
}

fn feedback(answer: &Answer, usual: &str) -> String {
    match rich(&answer.feedback, usual) {
        text if text.is_empty() => text,
        text => format!("#{text}"),
    }
}

/// A share of the points as GIFT writes it: as many places as it needs, five at most.
fn percent(fraction: f64) -> String {
    let text = format!("{:.5}", fraction * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn true_or_false(question: &Question) -> Result<String, Why> {
    // The reader has put the true one first.
    let [yes, no] = question.answers.as_slice() else { return Err(Why::Shape) };
    if shows_files(&yes.feedback) || shows_files(&no.feedback) {
        return Err(Why::Picture);
    }
    let usual = usual(question);
    let is_true = yes.fraction > no.fraction;
    let (right, wrong) = if is_true { (yes, no) } else { (no, yes) };
    let (right, wrong) = (rich(&right.feedback, usual), rich(&wrong.feedback, usual));
    let mut text = String::from(if is_true { "{TRUE" } else { "{FALSE" });
    if !right.is_empty() || !wrong.is_empty() {
        let _ = write!(text, "#{wrong}#{right}");
    }
    Ok(format!("{text}{}}}", general(question)))
}

/// Each answer in a line of its own.
fn listed(question: &Question, lines: &[String]) -> Result<String, Why> {
    if question.answers.iter().any(|it| shows_files(&it.text) || shows_files(&it.feedback)) {
        return Err(Why::Picture);
    }
    if lines.is_empty() {
        return Err(Why::Shape);
    }
    let mut text = String::from("{\n");
    for line in lines {
        let _ = writeln!(text, "\t{line}");
    }
    match general(question) {
        general if general.is_empty() => {}
        general => {
            let _ = writeln!(text, "\t{general}");
        }
    }
    text.push('}');
    Ok(text)
}

fn choices(question: &Question) -> Result<String, Why> {
    let usual = usual(question);
    let line = |answer: &Answer| {
        let mark = if answer.fraction > 0.999 && !question.several {
            "=".to_owned()
        } else if answer.fraction == 0.0 {
            "~".to_owned()
        } else {
            format!("~%{}%", percent(answer.fraction))
        };
        format!("{mark}{}{}", rich(&answer.text, usual), feedback(answer, usual))
    };
    listed(question, &question.answers.iter().map(line).collect::<Vec<_>>())
}

fn short(question: &Question) -> Result<String, Why> {
    let line = |answer: &Answer| {
        let text = signs(answer.text.raw.trim());
        format!("=%{}%{text}{}", percent(answer.fraction), feedback(answer, usual(question)))
    };
    listed(question, &question.answers.iter().map(line).collect::<Vec<_>>())
}

fn numbers(question: &Question) -> Result<String, Why> {
    let mut lines = Vec::new();
    for answer in &question.answers {
        let text = answer.text.raw.trim();
        let told = feedback(answer, usual(question));
        if text == "*" {
            lines.push(format!("~{told}"));
            continue;
        }
        let number: f64 = text.parse().map_err(|_| Why::Shape)?;
        if !number.is_finite() {
            return Err(Why::Shape);
        }
        let tolerance = answer.tolerance.as_deref().map_or("0", str::trim);
        let wide: f64 = tolerance.parse().map_err(|_| Why::Shape)?;
        if !wide.is_finite() {
            return Err(Why::Shape);
        }
        lines.push(format!("=%{}%{text}:{tolerance}{told}", percent(answer.fraction)));
    }
    let text = listed(question, &lines)?;
    Ok(format!("{{#{}", text.trim_start_matches('{')))
}

fn pairs(question: &Question) -> Result<String, Why> {
    if question.pairs.iter().any(|(text, _)| shows_files(text)) {
        return Err(Why::Picture);
    }
    // An answer that belongs to nothing stands there to mislead.
    let (real, rest): (Vec<_>, Vec<_>) =
        question.pairs.iter().partition(|(text, _)| !line(text).is_empty());
    let sound = |(text, answer): &&(Rich, String)| {
        !answer.trim().is_empty() && !answer.contains("->") && !text.raw.contains("->")
    };
    if real.len() < 2 || !real.iter().chain(&rest).copied().all(|pair| sound(&pair)) {
        return Err(Why::Shape);
    }
    let usual = usual(question);
    let pair = |(text, answer): &(Rich, String)| {
        format!("={} -> {}", rich(text, usual), signs(answer.trim()))
    };
    listed(question, &question.pairs.iter().map(pair).collect::<Vec<_>>())
}
