//! Writes tag soup so that reading it takes time in proportion to its length.
//!
//! HTML parsers take the square of the time for a few shapes that no author writes: nesting without end,
//! thousands of attributes, text among table rows, bold type that is never closed. What comes out here has
//! none of them, and only tags and attributes that are worth reading. It is not safe yet; that is the
//! cleaner's work.

use std::collections::HashMap;

/// Deeper nesting is left out, its text kept.
const DEPTH_LIMIT: usize = 120;
const ATTRIBUTE_LIMIT: usize = 24;
/// Longer values are left out, in bytes.
const VALUE_LIMIT: usize = 4000;
/// How many letters' styles may be open at once.
const STYLE_LIMIT: usize = 10;
/// How often the parser may open a style anew because a block began inside it.
const STYLE_BUDGET: usize = 20_000;
/// How many entities may follow each other without a tag; the writer looks ahead from each to the next tag.
const RUN_LIMIT: usize = 2000;

/// The same HTML without what would make a parser slow, and without scripts, styles and comments.
pub fn tidy(html: &str) -> String {
    let mut tidy = Tidy {
        html,
        out: String::with_capacity(html.len() + html.len() / 8),
        open: HashMap::new(),
        depth: 0,
        styles: Vec::new(),
        style_budget: STYLE_BUDGET,
        tables: Vec::new(),
        run: 0,
        unclosed: Vec::new(),
    };
    tidy.read();
    tidy.out
}

struct Tidy<'h> {
    html: &'h str,
    out: String,
    /// How many of each element are open, of those that need an end tag.
    open: HashMap<String, usize>,
    depth: usize,
    styles: Vec<String>,
    style_budget: usize,
    /// Whether we are inside a cell, for each open table.
    tables: Vec<bool>,
    run: usize,
    /// Elements whose end is known not to come.
    unclosed: Vec<String>,
}

struct Tag<'h> {
    name: String,
    is_end: bool,
    attributes: Vec<(&'h str, &'h str)>,
}

impl<'h> Tidy<'h> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(found) = self.html[at..].find('<') {
            self.text(&self.html[at..at + found]);
            at += found;
            let rest = &self.html[at..];
            let next = rest.as_bytes().get(1).copied().unwrap_or(b' ');
            if rest.starts_with("<!--") {
                at += match rest {
                    _ if rest.starts_with("<!-->") => "<!-->".len(),
                    _ if rest.starts_with("<!--->") => "<!--->".len(),
                    _ => rest.find("-->").map_or(rest.len(), |end| end + "-->".len()),
                };
            } else if matches!(next, b'!' | b'?') {
                at += rest.find('>').map_or(rest.len(), |end| end + 1);
            } else if next.is_ascii_alphabetic()
                || (next == b'/' && rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic))
            {
                let Some((tag, length)) = tag(rest) else { return };
                at += length;
                at += self.tag(&tag, at);
            } else {
                self.text("&lt;");
                at += 1;
            }
        }
        self.text(&self.html[at..]);
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.tables.last() == Some(&false) {
            // Text among the rows of a table would be moved before it, one piece at a time.
            if text.chars().all(char::is_whitespace) {
                return;
            }
            self.cell();
        }
        for part in text.split_inclusive(['&', '\u{A0}', '\u{AD}', '«', '»', '°', '·']) {
            let before = part.trim_end_matches(['&', '\u{A0}', '\u{AD}', '«', '»', '°', '·']);
            self.out.push_str(before);
            self.run += 1;
            if self.run > RUN_LIMIT {
                self.out.push_str("<wbr>");
                self.run = 0;
            }
            self.out.push_str(&part[before.len()..]);
        }
    }

    fn cell(&mut self) {
        self.out.push_str("<tr><td>");
        if let Some(in_cell) = self.tables.last_mut() {
            *in_cell = true;
        }
    }

    /// Writes a tag if it may stand here; returns how much of what follows is skipped.
    fn tag(&mut self, tag: &Tag<'h>, after: usize) -> usize {
        let name = tag.name.as_str();
        if !tag.is_end && SKIPPED.contains(&name) {
            return self.skipped(name, after);
        }
        if !KNOWN.split(' ').any(|known| known == name) {
            return 0;
        }
        self.run = 0;
        if is_style(name) {
            self.style(tag);
            return 0;
        }
        if !self.styles.is_empty() && !is_inline(name) {
            if self.style_budget < self.styles.len() {
                self.close_styles();
            } else {
                self.style_budget -= self.styles.len();
            }
        }
        if self.table(tag) {
            return 0;
        }
        if !needs_end(name) {
            // Their ends are optional; a stray one would make an empty element.
            if !tag.is_end {
                self.write(tag);
            } else if !matches!(name, "p" | "br") {
                self.end(name);
            } else if name == "p" {
                self.out.push_str("</p>");
            }
        } else if tag.is_end {
            if let Some(open) = self.open.get_mut(name).filter(|open| **open > 0) {
                *open -= 1;
                self.depth -= 1;
                self.end(name);
            }
        } else if self.depth < DEPTH_LIMIT {
            *self.open.entry(name.to_owned()).or_default() += 1;
            self.depth += 1;
            self.write(tag);
        }
        0
    }

    fn skipped(&mut self, name: &str, after: usize) -> usize {
        if self.unclosed.iter().any(|unclosed| unclosed == name) {
            return 0;
        }
        let rest = &self.html.as_bytes()[after..];
        let end = rest.windows(name.len() + 2).position(|window| {
            window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name.as_bytes())
        });
        match end {
            Some(end) => end,
            None if RAW.contains(&name) => rest.len(),
            None => {
                self.unclosed.push(name.to_owned());
                0
            }
        }
    }

    fn style(&mut self, tag: &Tag<'h>) {
        let name = tag.name.as_str();
        if self.tables.last() == Some(&false) {
            return;
        }
        if tag.is_end {
            if let Some(at) = self.styles.iter().rposition(|style| style == name) {
                self.styles.remove(at);
                self.end(name);
            }
        } else if self.styles.len() < STYLE_LIMIT && self.style_budget >= STYLE_LIMIT {
            self.styles.push(name.to_owned());
            self.write(tag);
        }
    }

    fn close_styles(&mut self) {
        while let Some(style) = self.styles.pop() {
            self.end(&style);
        }
        self.style_budget = 0;
    }

    /// Keeps the parts of tables in order; true if the tag is dealt with.
    fn table(&mut self, tag: &Tag<'h>) -> bool {
        let is_part = matches!(
            tag.name.as_str(),
            "caption" | "colgroup" | "col" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th"
        );
        if tag.name == "table" {
            if tag.is_end {
                self.tables.pop();
            } else if self.depth < DEPTH_LIMIT {
                if self.tables.last() == Some(&false) {
                    self.cell();
                }
                self.tables.push(false);
            }
            return false;
        }
        let Some(in_cell) = self.tables.last_mut() else { return is_part };
        if is_part {
            *in_cell = !tag.is_end && matches!(tag.name.as_str(), "td" | "th" | "caption");
        } else if !*in_cell && !tag.is_end {
            self.cell();
        }
        false
    }

    fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn write(&mut self, tag: &Tag<'h>) {
        self.out.push('<');
        self.out.push_str(&tag.name);
        for (name, value) in &tag.attributes {
            let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if is_plain && value.len() <= VALUE_LIMIT {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                self.out.push_str(&value.replace('"', "&quot;"));
                self.out.push('"');
            }
        }
        self.out.push('>');
    }
}

/// Reads one tag by the rules of the HTML tokeniser; `None` if it never ends.
fn tag(html: &str) -> Option<(Tag<'_>, usize)> {
    let bytes = html.as_bytes();
    let is_end = bytes[1] == b'/';
    let start = 1 + usize::from(is_end);
    let is_break = |b: u8| b.is_ascii_whitespace() || b == b'/' || b == b'>';
    let skip = |at: usize, wanted: &dyn Fn(u8) -> bool| {
        bytes[at..].iter().position(|b| wanted(*b)).map(|found| at + found)
    };
    let mut at = skip(start, &is_break)?;
    let name = html.get(start..at)?.to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at = skip(at, &|b| !b.is_ascii_whitespace() && b != b'/')?;
        if bytes[at] == b'>' {
            return Some((Tag { name, is_end, attributes }, at + 1));
        }
        let begins = at;
        // An equals sign at the beginning belongs to the name.
        at = skip(at + 1, &|b| is_break(b) || b == b'=')?;
        let key = &html[begins..at];
        let mut value = "";
        let equals = skip(at, &|b| !b.is_ascii_whitespace())?;
        if bytes[equals] == b'=' {
            at = skip(equals + 1, &|b| !b.is_ascii_whitespace())?;
            let quote = bytes[at];
            let from = at;
            if matches!(quote, b'"' | b'\'') {
                at = skip(at + 1, &|b| b == quote)?;
                value = &html[from + 1..at];
                at += 1;
            } else {
                at = skip(at, &|b| b.is_ascii_whitespace() || b == b'>')?;
                value = &html[from..at];
            }
        }
        if attributes.len() < ATTRIBUTE_LIMIT {
            attributes.push((key, value));
        }
    }
}

fn is_style(name: &str) -> bool {
    matches!(name, "a" | "b" | "code" | "em" | "i" | "s" | "small" | "strong" | "u")
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "span"
            | "br"
            | "img"
            | "sub"
            | "sup"
            | "wbr"
            | "abbr"
            | "q"
            | "kbd"
            | "samp"
            | "var"
            | "mark"
            | "time"
    )
}

fn needs_end(name: &str) -> bool {
    !matches!(
        name,
        "br" | "col"
            | "colgroup"
            | "caption"
            | "dd"
            | "dt"
            | "hr"
            | "img"
            | "li"
            | "p"
            | "rp"
            | "rt"
            | "source"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "track"
            | "wbr"
    )
}

/// Elements whose tags are of any use; those of others are left out and what they hold is kept.
const KNOWN: &str = "a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del \
    details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p \
    picture pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th \
    thead time tr track u ul var video wbr";

/// Elements that hold no text until their end tag, whatever it looks like.
const RAW: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// Elements that are left out with all they hold.
const SKIPPED: &[&str] = &[
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
    "noscript",
    "template",
    "object",
    "applet",
    "svg",
    "math",
    "select",
];
