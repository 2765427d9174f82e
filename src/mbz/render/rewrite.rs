//! A teacher's text from Moodle as safe HTML whose links lead to the right place here.

use std::fmt::Write as _;

use super::super::activity::Rich;
use super::super::files::Area;
use super::super::html::{CLASSES, ID_PREFIX, Token, Tokens, clean, escape};
use super::super::links::{Macro, Target};
use super::Writer;
use super::formats::{KEPT, environment, languages, scrub, to_html, without_data};
use super::player::Player;

/// Text beyond this is shown as plain text only, since HTML costs many times its length. Bytes.
const LONGEST_HTML: usize = 4 << 20;

impl Writer<'_> {
    /// A rich text as safe HTML with headings from `level` on.
    pub(super) fn rich(&mut self, rich: &Rich, level: u8) -> String {
        self.html(&rich.raw, rich.format, &rich.area, level)
    }

    /// As [`Writer::rich`], for a text without structure: no paragraph around it.
    pub(super) fn inline(&mut self, rich: &Rich) -> String {
        let html = self.rich(rich, 6);
        let trimmed = html.trim();
        let single = trimmed
            .strip_prefix("<p>")
            .and_then(|rest| rest.strip_suffix("</p>"))
            .filter(|inner| !inner.contains("<p"));
        single.unwrap_or(trimmed).to_owned()
    }

    pub(super) fn html(&mut self, raw: &str, format: i64, area: &Area, level: u8) -> String {
        if raw.trim().is_empty() {
            return String::new();
        }
        let html = to_html(raw, format);
        if !html.contains(['<', '&', '$', '@', '{', '\\', '[']) {
            return html;
        }
        let html = without_data(&html, |mime, bytes| self.resolver.links.picture(mime, bytes));
        if html.len() > LONGEST_HTML {
            let text = super::text_of(&html);
            return scrub(format!("<p>{}</p>", escape(&text).replace('\n', "<br>")));
        }
        let html = languages(&html);
        let html = Rewriting::new(self, area, level, &html).run(&html);
        scrub(clean(&scrub(html)))
    }
}

pub(super) struct Rewriting<'w, 'a> {
    pub(super) writer: &'w mut Writer<'a>,
    area: &'w Area,
    pub(super) out: String,
    /// How far headings move.
    shift: i32,
    /// For each open link, whether it was written.
    anchors: Vec<bool>,
    pub(super) player: Option<Player>,
    /// Depth of elements whose text is code.
    code: usize,
}

impl<'w, 'a> Rewriting<'w, 'a> {
    fn new(writer: &'w mut Writer<'a>, area: &'w Area, level: u8, html: &str) -> Self {
        let top = html
            .match_indices(['h', 'H'])
            .filter(|(at, _)| *at > 0 && html.as_bytes()[at - 1] == b'<')
            .filter_map(|(at, _)| html.as_bytes().get(at + 1))
            .filter(|digit| (b'1'..=b'6').contains(digit))
            .min()
            .map_or(1, |digit| digit - b'0');
        Self {
            writer,
            area,
            out: String::with_capacity(html.len() + html.len() / 8),
            shift: i32::from(level) - i32::from(top),
            anchors: Vec::new(),
            player: None,
            code: 0,
        }
    }

    fn run(mut self, html: &str) -> String {
        for token in Tokens::new(html) {
            match token {
                Token::Text(text) => self.text(text),
                Token::Open { name, attributes, raw } => self.open(&name, &attributes, raw),
                Token::Close(name, raw) => self.close(&name, raw),
            }
        }
        if self.player.is_some() {
            self.end_player();
        }
        self.out
    }

    pub(super) fn resolve(&mut self, address: &str) -> Target {
        if let Some(to) = address.strip_prefix(KEPT) {
            return Target::To(to.to_owned());
        }
        let target = self.writer.resolver.resolve(address, self.area);
        if let Target::File(_, key) = &target {
            self.writer.used.insert(key.clone());
        }
        target
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], raw: &str) {
        let get = |key: &str| {
            attributes.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str())
        };
        match name {
            "a" => self.anchor(&get),
            "img" => self.image(&get),
            "audio" | "video" => self.start_player(name, &get),
            "source" | "track" => self.source(name, &get),
            "iframe" | "embed" => self.frame(get("src"), get("title")),
            "object" => self.frame(get("data"), get("title")),
            "span" => {
                // Language variants keep their language, and only our own classes stay.
                self.out.push_str("<span");
                for key in ["lang", "dir", "title", "id"] {
                    if !get(key).is_empty() {
                        let _ = write!(self.out, " {key}=\"{}\"", escape(get(key)));
                    }
                }
                if CLASSES.contains(&get("class")) {
                    let _ = write!(self.out, " class=\"{}\"", get("class"));
                }
                self.out.push('>');
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = self.level(name);
                let id = get("id");
                let id =
                    if id.is_empty() { String::new() } else { format!(" id=\"{}\"", escape(id)) };
                let _ = write!(self.out, "<h{level}{id}>");
            }
            _ => {
                if matches!(name, "code" | "pre" | "kbd" | "samp") {
                    self.code += 1;
                }
                self.out.push_str(raw);
            }
        }
    }

    fn close(&mut self, name: &str, raw: &str) {
        match name {
            "a" => {
                if self.anchors.pop().unwrap_or(false) {
                    self.out.push_str("</a>");
                }
            }
            "audio" | "video" => self.end_player(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = self.level(name);
                let _ = write!(self.out, "</h{level}>");
            }
            "object" | "embed" | "iframe" | "source" | "track" | "img" => {}
            _ => {
                if matches!(name, "code" | "pre" | "kbd" | "samp") {
                    self.code = self.code.saturating_sub(1);
                }
                self.out.push_str(raw);
            }
        }
    }

    fn level(&self, name: &str) -> i32 {
        let own = i32::from(name.as_bytes().get(1).map_or(2, |digit| digit - b'0'));
        (own + self.shift).clamp(2, 6)
    }

    fn anchor<'g>(&mut self, get: &dyn Fn(&str) -> &'g str) {
        let href = get("href").trim();
        let target = if let Some(own) = href.strip_prefix('#').filter(|own| !own.is_empty()) {
            Some(format!("#{ID_PREFIX}{own}"))
        } else if href.is_empty() {
            None
        } else {
            match self.resolve(href) {
                Target::To(to) | Target::File(to, _) => Some(to),
                Target::Gone(_) => None,
            }
        };
        let id = if get("id").is_empty() { get("name") } else { get("id") };
        if !id.is_empty() {
            let _ = write!(self.out, "<span id=\"{}\"></span>", escape(id));
        }
        self.anchors.push(target.is_some());
        if let Some(to) = target {
            let mut title = String::new();
            if !get("title").is_empty() {
                title = format!(" title=\"{}\"", escape(get("title")));
            }
            let _ = write!(self.out, "<a href=\"{}\"{title}>", escape(&to));
        }
    }

    fn missing(&mut self, alt: &str) -> String {
        self.writer.missing += 1;
        let note = self.writer.word("mbz-picture-missing");
        let alt = alt.trim();
        let words = if alt.is_empty() { note } else { format!("{} ({note})", escape(alt)) };
        format!("<span class=\"course-missing\">{words}</span>")
    }

    fn image<'g>(&mut self, get: &dyn Fn(&str) -> &'g str) {
        let alt = get("alt");
        let src = get("src");
        let kept = src.starts_with(KEPT);
        let html = match self.resolve(src) {
            Target::To(to) if !kept => {
                // A picture kept elsewhere would tell that place who reads this.
                let words = if alt.trim().is_empty() {
                    self.writer.word("mbz-picture-elsewhere")
                } else {
                    escape(alt).into_owned()
                };
                if self.anchors.last() == Some(&true) {
                    words
                } else {
                    format!("<a class=\"course-remote\" href=\"{}\">{words}</a>", escape(&to))
                }
            }
            Target::To(to) | Target::File(to, _) => {
                let mut tag = format!("<img src=\"{}\" alt=\"{}\"", escape(&to), escape(alt));
                for key in ["width", "height"] {
                    let value = get(key).trim().trim_end_matches("px");
                    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
                        let _ = write!(tag, " {key}=\"{value}\"");
                    }
                }
                tag + " loading=\"lazy\">"
            }
            Target::Gone(_) => self.missing(alt),
        };
        self.out.push_str(&html);
    }

    fn text(&mut self, text: &str) {
        if self.player.is_some() {
            // What browsers without players would show.
            return;
        }
        if text.contains("$@") || text.contains("@@PLUGINFILE@@") {
            let text = self.macros(text);
            self.tex(&text);
        } else {
            self.tex(text);
        }
    }

    /// Macros that stand in the words themselves.
    fn macros(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("$@") {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some(found) = Macro::at(rest) else {
                rest = &rest[2..];
                continue;
            };
            let (whole, tail) = rest.split_at(found.length);
            rest = tail;
            if matches!(found.name, "SLASH" | "FORCEDOWNLOAD" | "FILEPHP" | "NULL" | "LINEFEED") {
                out.push_str(if found.name == "SLASH" { "/" } else { " " });
                continue;
            }
            let course = self.writer.course();
            let title = found
                .arguments
                .first()
                .and_then(|cmid| course.stub(*cmid))
                .filter(|_| !found.name.ends_with("INDEX") && found.name != "COURSEVIEWBYID")
                .map_or(course.title.as_str(), |stub| stub.title.as_str());
            let title = escape(title).into_owned();
            match self.resolve(whole) {
                Target::To(to) | Target::File(to, _) if self.anchors.last() != Some(&true) => {
                    let _ = write!(out, "<a href=\"{}\">{title}</a>", escape(&to));
                }
                Target::To(_) | Target::File(..) => out.push_str(&title),
                Target::Gone(_) => out.push_str(&self.writer.word("mbz-link-gone")),
            }
        }
        out.push_str(rest);
        out.replace("@@PLUGINFILE@@/", "").replace("@@PLUGINFILE@@", "")
    }

    /// Marks formulas, whose signs stay as typed.
    fn tex(&mut self, text: &str) {
        const MARKS: &[(&str, &str)] =
            &[("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("[tex]", "[/tex]")];
        let mut rest = text;
        if self.code == 0 {
            while let Some((start, end)) = MARKS
                .iter()
                .filter_map(|(open, close)| {
                    let start = rest.find(open)?;
                    let inner = start + open.len();
                    let length = rest[inner..].find(close)?;
                    (length > 0).then_some((start, inner + length + close.len()))
                })
                .chain(environment(rest))
                .min()
            {
                self.out.push_str(&rest[..start]);
                let _ = write!(self.out, "<span class=\"tex\">{}</span>", &rest[start..end]);
                rest = &rest[end..];
            }
        }
        self.out.push_str(rest);
    }
}
