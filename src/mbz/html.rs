//! Foreign HTML made safe, and a light look at its tags that never decides about safety.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Classes that the rewriting in this wing puts into foreign HTML, so that they survive cleaning.
pub(super) const CLASSES: &[&str] =
    &["tex", "course-missing", "course-gap", "course-remote", "course-right"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    let mut tags: HashSet<&str> = [
        "a",
        "abbr",
        "acronym",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "track",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ]
    .into();
    tags.shrink_to_fit();
    builder
        .tags(tags)
        .clean_content_tags(
            ["script", "style", "template", "noscript", "textarea", "select", "title"].into(),
        )
        .generic_attributes(["lang", "dir", "title", "id"].into())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "hreflang"])),
            ("img", HashSet::from(["src", "alt", "width", "height", "loading"])),
            ("audio", HashSet::from(["src", "controls", "loop", "preload"])),
            ("video", HashSet::from(["src", "controls", "width", "height", "loop", "preload"])),
            ("source", HashSet::from(["src", "type"])),
            ("track", HashSet::from(["src", "kind", "srclang", "label", "default"])),
            ("td", HashSet::from(["colspan", "rowspan", "headers", "align", "valign"])),
            ("th", HashSet::from(["colspan", "rowspan", "headers", "scope", "align", "valign"])),
            ("col", HashSet::from(["span"])),
            ("colgroup", HashSet::from(["span"])),
            ("ol", HashSet::from(["start", "type", "reversed"])),
            ("li", HashSet::from(["value"])),
            ("time", HashSet::from(["datetime"])),
            ("details", HashSet::from(["open"])),
        ]))
        .allowed_classes(HashMap::from([
            ("span", CLASSES.iter().copied().collect()),
            ("a", CLASSES.iter().copied().collect()),
        ]))
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .id_prefix(Some(ID_PREFIX))
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// What stands before every id within foreign HTML.
pub(super) const ID_PREFIX: &str = "c-";

/// Foreign HTML without anything that could act, spy or break out. The one gate: whatever else this
/// wing does to HTML before, safety is decided here. Relative addresses pass: they are ours, since
/// [`rewrite`] drops those of the backup.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// Text for use between tags or in a quoted attribute.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The entities that occur in addresses, undone.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= 10).map(|end| &rest[1..end]);
        let c = match entity {
            Some("amp") => Some('&'),
            Some("lt") => Some('<'),
            Some("gt") => Some('>'),
            Some("quot") => Some('"'),
            Some("apos") => Some('\''),
            Some("nbsp") => Some('\u{a0}'),
            Some(number) if number.starts_with("#x") || number.starts_with("#X") => {
                u32::from_str_radix(&number[2..], 16).ok().and_then(char::from_u32)
            }
            Some(number) if number.starts_with('#') => {
                number[1..].parse().ok().and_then(char::from_u32)
            }
            _ => None,
        };
        let c = c.filter(|c| !c.is_control() || *c == '\n');
        if let (Some(c), Some(entity)) = (c, entity) {
            out.push(c);
            rest = &rest[entity.len() + 2..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// One piece of HTML as the rewriting sees it.
pub(super) enum Token<'a> {
    /// Between tags, still escaped.
    Text(&'a str),
    /// A start tag.
    Open {
        /// Lower case.
        name: String,
        /// In order; names in lower case, values unescaped.
        attributes: Vec<(String, String)>,
        /// The tag as it stands.
        raw: &'a str,
    },
    /// An end tag, name in lower case.
    Close(String, &'a str),
}

/// Splits HTML into pieces the way browsers do, roughly: what it gets wrong, [`clean`] gets right.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    in_frame: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, in_frame: false }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (head, tail) = self.rest.split_at(length);
        self.rest = tail;
        head
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if std::mem::take(&mut self.in_frame) {
            self.skip_to_end("iframe");
        }
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let bytes = self.rest.as_bytes();
            if bytes[0] != b'<' {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                return Some(Token::Text(self.take(end)));
            }
            match bytes.get(1) {
                Some(b'!') if self.rest.starts_with("<!--") => {
                    let end = self.rest[4..].find("-->").map_or(self.rest.len(), |at| at + 7);
                    self.take(end);
                }
                Some(b'!' | b'?') => {
                    let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
                    self.take(end);
                }
                Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
                    let raw = self.take(end);
                    let name: String =
                        raw[2..].chars().take_while(char::is_ascii_alphanumeric).collect();
                    return Some(Token::Close(name.to_ascii_lowercase(), raw));
                }
                Some(b) if b.is_ascii_alphabetic() => {
                    let (name, attributes, length) = start_tag(self.rest);
                    let raw = self.take(length);
                    if matches!(name.as_str(), "script" | "style" | "template" | "textarea") {
                        self.skip_to_end(&name);
                        continue;
                    }
                    self.in_frame = name == "iframe";
                    return Some(Token::Open { name, attributes, raw });
                }
                _ => {
                    let end = self.rest[1..].find('<').map_or(self.rest.len(), |at| at + 1);
                    return Some(Token::Text(self.take(end)));
                }
            }
        }
    }
}

impl Tokens<'_> {
    /// Passes over the inside of an element whose inside is no HTML.
    fn skip_to_end(&mut self, name: &str) {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</") {
            let at = from + at;
            let after = &self.rest.as_bytes()[at + 2..];
            if after.len() >= name.len()
                && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            {
                let end = self.rest[at..].find('>').map_or(self.rest.len(), |end| at + end + 1);
                self.take(end);
                return;
            }
            from = at + 2;
        }
        let all = self.rest.len();
        self.take(all);
    }
}

/// Reads a start tag at the beginning of `text`: its name, its attributes, its length in bytes.
fn start_tag(text: &str) -> (String, Vec<(String, String)>, usize) {
    let bytes = text.as_bytes();
    let is_space = |b: u8| matches!(b, b' ' | b'\n' | b'\t' | b'\r' | 0x0c);
    let mut at = 1;
    while at < bytes.len() && !is_space(bytes[at]) && !matches!(bytes[at], b'>' | b'/') {
        at += 1;
    }
    let name = text[1..at].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        while at < bytes.len() && (is_space(bytes[at]) || bytes[at] == b'/') {
            at += 1;
        }
        if at >= bytes.len() {
            return (name, attributes, bytes.len());
        }
        if bytes[at] == b'>' {
            return (name, attributes, at + 1);
        }
        let start = at;
        at += 1;
        while at < bytes.len() && !is_space(bytes[at]) && !matches!(bytes[at], b'=' | b'>' | b'/') {
            at += 1;
        }
        let key = text[start..at].to_ascii_lowercase();
        while at < bytes.len() && is_space(bytes[at]) {
            at += 1;
        }
        let mut value = "";
        if at < bytes.len() && bytes[at] == b'=' {
            at += 1;
            while at < bytes.len() && is_space(bytes[at]) {
                at += 1;
            }
            match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    let from = at + 1;
                    let end = bytes[from..]
                        .iter()
                        .position(|b| b == quote)
                        .map_or(bytes.len(), |length| from + length);
                    value = &text[from..end];
                    at = (end + 1).min(bytes.len());
                }
                Some(_) => {
                    let from = at;
                    while at < bytes.len() && !is_space(bytes[at]) && bytes[at] != b'>' {
                        at += 1;
                    }
                    value = &text[from..at];
                }
                None => {}
            }
        }
        if attributes.len() < 64 {
            attributes.push((key, unescape(value)));
        }
    }
}

/// A percent-encoded text decoded; `None` if that is not UTF-8.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    String::from_utf8(percent_bytes(text)).ok()
}

/// The bytes of a percent-encoded text. (The reader of backups stands alone, so that it can be
/// fuzzed alone: hence not `text::url`.)
pub(super) fn percent_bytes(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let (b'%', Some(high), Some(low)) = (bytes[at], digit(at + 1), digit(at + 2)) {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}
