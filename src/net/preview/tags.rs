//! The tags of a page, one after the other, without a tree.

use scraper::{Html, Selector};

/// Elements whose content is text up to their own end tag, whatever it looks like.
const RAW: [&str; 8] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];
/// How many attributes of one tag are looked at.
const MAX_ATTRIBUTES: usize = 50;

/// A start tag.
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    attributes: &'a str,
    /// What is inside, for elements that hold only text.
    pub(super) text: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute, entities and all; of several the first, as HTML has it.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        for _ in 0..MAX_ATTRIBUTES {
            rest = rest.trim_start_matches(|letter: char| is_space(letter) || letter == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest
                .char_indices()
                .find(|(at, letter)| {
                    is_space(*letter) || *letter == '/' || (*letter == '=' && *at > 0)
                })
                .map_or(rest.len(), |(at, _)| at);
            let name = &rest[..end];
            rest = rest[end..].trim_start_matches(is_space);
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                (value, rest) = split_value(after.trim_start_matches(is_space));
            }
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value.to_owned());
            }
        }
        None
    }
}

/// An attribute's value, and what comes after it.
fn split_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(is_space).unwrap_or(text.len())),
    }
}

/// The start tags of `html` in their order. Takes time in proportion to its length.
pub(super) fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('<')?..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end..]);
                continue;
            }
            rest = &rest[1..];
            if !rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
                continue;
            }
            let name_end = rest
                .find(|letter: char| is_space(letter) || letter == '/' || letter == '>')
                .unwrap_or(rest.len());
            let name = rest[..name_end].to_ascii_lowercase();
            let attributes_end = end_of_tag(rest, name_end)?;
            let attributes = &rest[name_end..attributes_end];
            rest = &rest[attributes_end + 1..];
            let mut text = "";
            if RAW.contains(&name.as_str()) {
                (text, rest) = rest.split_at(end_of_raw(rest, &name));
            }
            return Some(Tag { name, attributes, text });
        }
    })
}

/// Where the `>` is that ends a tag, seen from `start` and outside of quotes.
fn end_of_tag(text: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return Some(at),
            // A quote opens a value only after an equals sign; elsewhere it is a mere letter.
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            Some(_) | None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// Where `</name` is, or the end.
fn end_of_raw(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(found) = text[from..].find("</") {
        let at = from + found;
        let after = &text.as_bytes()[at + 2..];
        let is_end = after.len() >= name.len()
            && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && after.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        if is_end {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

/// `written` with its entities turned into letters, as within an attribute.
pub(super) fn decoded(written: &str) -> String {
    if !written.contains('&') {
        return written.to_owned();
    }
    let quoted = written.replace('"', "&quot;");
    let page = Html::parse_fragment(&format!("<i title=\"{quoted}\">"));
    let title = Selector::parse("i").ok().and_then(|selector| {
        page.select(&selector).next().and_then(|element| element.attr("title").map(str::to_owned))
    });
    title.unwrap_or_else(|| written.to_owned())
}
