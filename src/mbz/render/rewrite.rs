//! A teacher's text from Moodle as safe HTML whose links lead to the right place here.

use base64::Engine as _;

use super::super::activity::Rich;
use super::super::files::Area;
use super::super::html::{ID_PREFIX, Token, Tokens, clean, escape};
use super::super::links::{Macro, Target};
use super::Writer;

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

/// Moodle's text formats as HTML (`format_text`).
fn to_html(raw: &str, format: i64) -> String {
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
fn without_data(html: &str, take: impl Fn(&str, &[u8]) -> Option<String>) -> String {
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
            Some(to) => out.push_str(&format!("{KEPT}{}", escape(&to))),
            None => out.push_str("@@PLUGINFILE@@/"),
        }
    }
    out.push_str(rest);
    out
}

/// Marks an address that is ours already; no address of a backup can begin so.
const KEPT: &str = "\u{1}here:";

/// `{mlang xx}…{mlang}` as elements with a language; all languages stay.
fn languages(html: &str) -> String {
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
            out.push_str(&format!("<{tag}>{inner}</{tag}>"));
        } else {
            out.push_str(&format!("<{tag} lang=\"{code}\">{inner}</{tag}>"));
        }
        rest = tail;
    }
    out.push_str(rest);
    out.replace("{mlang}", "")
}

/// The last look: nothing of Moodle's own marks is ever shown.
fn scrub(mut html: String) -> String {
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

/// A player that is being rewritten.
struct Player {
    tag: String,
    start: usize,
    playable: bool,
    /// What to show after or instead of it.
    notes: Vec<String>,
}

struct Rewriting<'w, 'a> {
    writer: &'w mut Writer<'a>,
    area: &'w Area,
    out: String,
    /// How far headings move.
    shift: i32,
    /// For each open link, whether it was written.
    anchors: Vec<bool>,
    player: Option<Player>,
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

    fn resolve(&mut self, address: &str) -> Target {
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
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = self.level(name);
                let id = get("id");
                let id =
                    if id.is_empty() { String::new() } else { format!(" id=\"{}\"", escape(id)) };
                self.out.push_str(&format!("<h{level}{id}>"));
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
                self.out.push_str(&format!("</h{level}>"));
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
            self.out.push_str(&format!("<span id=\"{}\"></span>", escape(id)));
        }
        self.anchors.push(target.is_some());
        if let Some(to) = target {
            let mut title = String::new();
            if !get("title").is_empty() {
                title = format!(" title=\"{}\"", escape(get("title")));
            }
            self.out.push_str(&format!("<a href=\"{}\"{title}>", escape(&to)));
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
                        tag.push_str(&format!(" {key}=\"{value}\""));
                    }
                }
                tag + " loading=\"lazy\">"
            }
            Target::Gone(_) => self.missing(alt),
        };
        self.out.push_str(&html);
    }

    fn start_player<'g>(&mut self, tag: &str, get: &dyn Fn(&str) -> &'g str) {
        if self.player.is_some() {
            self.end_player();
        }
        let mut player = Player {
            tag: tag.to_owned(),
            start: self.out.len(),
            playable: false,
            notes: Vec::new(),
        };
        self.out.push_str(&format!("<{tag} controls preload=\"none\""));
        if !get("src").is_empty() {
            match self.resolve(get("src")) {
                Target::File(to, _) => {
                    self.out.push_str(&format!(" src=\"{}\"", escape(&to)));
                    player.playable = true;
                }
                other => player.notes.push(self.media_note(other, get("title"))),
            }
        }
        self.out.push('>');
        self.player = Some(player);
    }

    /// What stands for a film or sound that is not here.
    fn media_note(&mut self, target: Target, title: &str) -> String {
        match target {
            Target::To(to) => self.remote(&to, title),
            _ => {
                self.writer.missing += 1;
                let note = self.writer.word("mbz-file-missing");
                format!("<span class=\"course-missing\">{note}</span>")
            }
        }
    }

    fn remote(&self, to: &str, title: &str) -> String {
        let host = to.split("://").nth(1).and_then(|rest| rest.split(['/', '?']).next());
        let words = match (title.trim(), host) {
            ("", Some(host)) => self.writer.word_with("mbz-elsewhere", host),
            ("", None) => escape(to).into_owned(),
            (title, _) => escape(title).into_owned(),
        };
        format!("<a class=\"course-remote\" href=\"{}\">{words}</a>", escape(to))
    }

    fn source<'g>(&mut self, tag: &str, get: &dyn Fn(&str) -> &'g str) {
        if get("src").is_empty() {
            return;
        }
        match (self.resolve(get("src")), self.player.is_some()) {
            (Target::File(to, _), true) => {
                let extra = if tag == "track" {
                    format!(
                        " kind=\"{}\" srclang=\"{}\" label=\"{}\"",
                        escape(get("kind")),
                        escape(get("srclang")),
                        escape(get("label"))
                    )
                } else {
                    format!(" type=\"{}\"", escape(get("type")))
                };
                self.out.push_str(&format!("<{tag} src=\"{}\"{extra}>", escape(&to)));
                if let Some(player) = self.player.as_mut().filter(|_| tag == "source") {
                    player.playable = true;
                }
            }
            (target, true) if tag == "source" => {
                let note = self.media_note(target, "");
                if let Some(player) = &mut self.player {
                    player.notes.push(note);
                }
            }
            _ => {}
        }
    }

    fn end_player(&mut self) {
        let Some(player) = self.player.take() else { return };
        if player.playable {
            self.out.push_str(&format!("</{}>", player.tag));
            return;
        }
        self.out.truncate(player.start);
        match player.notes.first() {
            Some(note) => self.out.push_str(note),
            None => {
                let note = self.media_note(Target::Gone("file"), "");
                self.out.push_str(&note);
            }
        }
    }

    /// A frame, an embedded thing: a link to it.
    fn frame(&mut self, address: &str, title: &str) {
        if address.is_empty() {
            return;
        }
        let html = match self.resolve(address) {
            Target::To(to) => self.remote(&to, title),
            Target::File(to, key) => {
                let name = key.path.rsplit('/').next().unwrap_or("").to_owned();
                format!("<a href=\"{}\">{}</a>", escape(&to), escape(&name))
            }
            Target::Gone(_) => self.media_note(Target::Gone("file"), title),
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
                    out.push_str(&format!("<a href=\"{}\">{title}</a>", escape(&to)));
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
                .min()
            {
                self.out.push_str(&rest[..start]);
                self.out.push_str(&format!("<span class=\"tex\">{}</span>", &rest[start..end]));
                rest = &rest[end..];
            }
        }
        self.out.push_str(rest);
    }
}
