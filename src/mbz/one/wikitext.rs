//! The two wiki languages of Moodle 1.x, as HTML: headings, lists, bold, italics, links.

use std::fmt::Write as _;

use super::super::html::escape;
use super::make::is_html;

/// Wiki text as HTML. Texts that hold HTML keep it.
pub(super) fn html(text: &str) -> String {
    let keeps = is_html(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut lists: Vec<&str> = Vec::new();
    let mut paragraph = false;
    for line in text.lines() {
        let line = line.trim_end();
        let marks = line.len() - line.trim_start_matches(['*', '#']).len();
        let marks = if line[marks..].starts_with([' ', '\t']) || marks == 1 { marks } else { 0 };
        let depth = marks.min(6);
        let is_item = depth > 0 && line.len() > marks;
        let wanted: Vec<&str> = if is_item {
            line[..depth].chars().map(|c| if c == '#' { "ol" } else { "ul" }).collect()
        } else {
            Vec::new()
        };
        let same = lists.iter().zip(&wanted).take_while(|(have, want)| have == want).count();
        while lists.len() > same {
            if let Some(list) = lists.pop() {
                let _ = writeln!(out, "</{list}>");
            }
        }
        let heading = line.len() - line.trim_start_matches('!').len();
        if (is_item || heading > 0 || line.trim().is_empty()) && std::mem::take(&mut paragraph) {
            out.push_str("</p>\n");
        }
        if is_item {
            for list in &wanted[same..] {
                let _ = write!(out, "<{list}>");
                lists.push(list);
            }
            let _ = writeln!(out, "<li>{}</li>", inline(line[marks..].trim(), keeps));
        } else if heading > 0 && line.len() > heading {
            // Three marks are the largest.
            let level = 6 - heading.min(3);
            let title = inline(line[heading..].trim_start_matches('#').trim(), keeps);
            let _ = writeln!(out, "<h{level}>{title}</h{level}>");
        } else if line.len() >= 4 && line.bytes().all(|b| b == b'-') {
            out.push_str("<hr>\n");
        } else if !line.trim().is_empty() {
            out.push_str(if std::mem::replace(&mut paragraph, true) { "<br>\n" } else { "<p>" });
            out.push_str(&inline(line, keeps));
        }
    }
    if paragraph {
        out.push_str("</p>\n");
    }
    while let Some(list) = lists.pop() {
        let _ = writeln!(out, "</{list}>");
    }
    out
}

/// One line: marks in pairs, and links in brackets.
fn inline(line: &str, keeps: bool) -> String {
    let mut text = if keeps { line.to_owned() } else { escape(line).into_owned() };
    // The longer mark first. Two apostrophes are italics, two underscores are bold.
    let quote = if keeps { "'" } else { "&#39;" };
    let quote = if text.contains(quote) { quote } else { "'" };
    for (mark, tag) in
        [(quote.repeat(3), "strong"), (quote.repeat(2), "em"), ("__".to_owned(), "strong")]
    {
        text = pairs(&text, &mark, tag);
    }
    brackets(&text)
}

fn pairs(text: &str, mark: &str, tag: &str) -> String {
    let pieces: Vec<&str> = text.split(mark).collect();
    if pieces.len() < 3 || text.contains("://") && mark == "__" {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let last = pieces.len() - 1;
    for (at, piece) in pieces.iter().enumerate() {
        out.push_str(piece);
        if at == last {
            break;
        }
        if at % 2 == 0 && at + 1 < last {
            let _ = write!(out, "<{tag}>");
        } else if at % 2 == 1 {
            let _ = write!(out, "</{tag}>");
        } else {
            out.push_str(mark);
        }
    }
    out
}

/// `[words | http://address]` and `[name of a page]`; the latter keeps its words only.
pub(super) fn brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        let end = inner.find([']', '[']).filter(|end| inner[*end..].starts_with(']'));
        let Some(end) = end.filter(|end| (1..=500).contains(end)) else {
            out.push('[');
            rest = inner;
            continue;
        };
        let parts: Vec<&str> = inner[..end].split('|').map(str::trim).collect();
        let address = parts.iter().find(|part| part.contains("://") && !part.contains(['"', '<']));
        let words = parts.iter().find(|part| Some(*part) != address).or(address);
        let words = words.copied().unwrap_or("");
        match address {
            Some(address) => {
                let _ = write!(out, "<a href=\"{address}\">{words}</a>");
            }
            None => out.push_str(words),
        }
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
    out
}
