//! Moodle's text formats, language variants and marks, before and after the rewriting.

use std::fmt::Write as _;

use base64::Engine as _;

use super::super::html::escape;
use super::super::links::Macro;

/// Moodle's text formats as HTML (`format_text`).
pub(super) fn to_html(raw: &str, format: i64) -> String {
    match format {
        2 => lines(&escape(raw)),
        4 => {
            let options = pulldown_cmark::Options::ENABLE_TABLES
                | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
            let mut html = String::new();
            let parser = pulldown_cmark::Parser::new_ext(raw, options);
            pulldown_cmark::html::push_html(&mut html, parser);
            html
        }
        // "Moodle auto-format": text with line ends, but often HTML all the same.
        0 if !has_blocks(raw) => lines(raw),
        _ => raw.to_owned(),
    }
}

fn has_blocks(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    ["<p", "<br", "<div", "<table", "<ul", "<ol", "<h1", "<h2", "<h3", "<h4", "<pre", "<li"]
        .iter()
        .any(|tag| lower.contains(tag))
}

fn lines(html: &str) -> String {
    let html = html.trim();
    if html.contains('\n') {
        html.split("\n\n")
            .filter(|part| !part.trim().is_empty())
            .map(|part| format!("<p>{}</p>", part.trim().replace('\n', "<br>\n")))
            .collect::<Vec<_>>()
            .join("\n")
    } else {
        html.to_owned()
    }
}

/// Takes pictures out that are written into the text as `data:` addresses.
pub(super) fn without_data(html: &str, take: impl Fn(&str, &[u8]) -> Option<String>) -> String {
    if !html.contains("data:image/") {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("data:image/") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(['"', '\'', '>', ' ', ')']).unwrap_or(rest.len());
        let (address, tail) = rest.split_at(end);
        rest = tail;
        let picture = address
            .strip_prefix("data:")
            .and_then(|address| address.split_once(";base64,"))
            .filter(|(mime, _)| {
                matches!(*mime, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
            })
            .and_then(|(mime, code)| {
                let bytes = base64::engine::general_purpose::STANDARD.decode(code).ok()?;
                take(mime, &bytes)
            });
        match picture {
            Some(to) => {
                let _ = write!(out, "{KEPT}{}", escape(&to));
            }
            None => out.push_str("@@PLUGINFILE@@/"),
        }
    }
    out.push_str(rest);
    out
}

/// Marks an address that is ours already; no address of a backup can begin so.
pub(super) const KEPT: &str = "\u{1}here:";

/// `{mlang xx}…{mlang}` as elements with a language; all languages stay.
pub(super) fn languages(html: &str) -> String {
    if !html.contains("{mlang ") {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find("{mlang ") {
        out.push_str(&rest[..at]);
        rest = &rest[at + "{mlang ".len()..];
        let Some((code, tail)) = rest.split_once('}').filter(|(code, _)| code.len() <= 40) else {
            continue;
        };
        let (inner, tail) = tail.split_once("{mlang}").unwrap_or((tail, ""));
        let code: String = code
            .split(',')
            .next()
            .unwrap_or("")
            .trim()
            .chars()
            .map(|c| if c == '_' { '-' } else { c })
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let tag = if has_blocks(inner) { "div" } else { "span" };
        if code == "other" || code.is_empty() {
            let _ = write!(out, "<{tag}>{inner}</{tag}>");
        } else {
            let _ = write!(out, "<{tag} lang=\"{code}\">{inner}</{tag}>");
        }
        rest = tail;
    }
    out.push_str(rest);
    out.replace("{mlang}", "")
}

/// The last look: nothing of Moodle's own marks is ever shown.
pub(super) fn scrub(mut html: String) -> String {
    while let Some(at) = html.find("$@") {
        let length = Macro::at(&html[at..]).map_or(2, |found| found.length);
        html.replace_range(at..at + length, "");
    }
    if html.contains("@@PLUGINFILE@@") {
        html = html.replace("@@PLUGINFILE@@/", "").replace("@@PLUGINFILE@@", "");
    }
    if html.contains('\u{1}') {
        html = html.replace('\u{1}', "");
    }
    html
}

/// Where a `\begin{…} … \end{…}` lies.
pub(super) fn environment(text: &str) -> Option<(usize, usize)> {
    let start = text.find("\\begin{")?;
    let name = text[start + "\\begin{".len()..].split('}').next().filter(|name| name.len() < 20)?;
    let end = format!("\\end{{{name}}}");
    let length = text[start..].find(&end)?;
    Some((start, start + length + end.len()))
}
