//! Activities made readable: HTML for everybody, HTML with the answers, and text for the search.

mod bank;
mod formats;
mod gaps;
mod lesson;
mod modules;
mod packages;
mod player;
mod question;
mod rewrite;
mod tasks;

use std::collections::BTreeSet;
use std::fmt::Write as _;

pub use self::bank::bank_files;
use super::activity::{Activity, Rich};
use super::course::{Course, TextBlock};
use super::files::{CourseFile, FileKey};
use super::html::{Token, Tokens, escape, unescape};
use super::links::{Links, Resolver, Target};
use super::packages::Package;
use super::questions::Questions;
use super::words::Words;
use super::{Broken, Warning};

/// An activity as it is shown here.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Safe HTML for everybody; headings begin at `h2`. Empty if there is nothing to show.
    pub body: String,
    /// The same with right answers, feedback, hidden chapters and notes for those who mark, if the
    /// activity has any: only for those who may see them.
    pub key: Option<String>,
    /// The words of `body`, for the search.
    pub text: String,
    /// Files that `body` or `key` show or lead to.
    pub used: BTreeSet<FileKey>,
    /// Remarks.
    pub warnings: Vec<Warning>,
    /// What its package says about itself, if it is one.
    pub package: Option<Package>,
}

impl Course {
    /// Makes an activity readable. `questions` is the bank that quizzes take theirs from.
    pub fn render(
        &self,
        activity: &Activity,
        questions: &Questions,
        links: &dyn Links,
        words: &dyn Words,
    ) -> Result<Rendered, Broken> {
        let mut writer = Writer::new(self, links, words);
        writer.place = format!("{} {}", activity.module, activity.cmid);
        let mut rendered =
            twice(&mut writer, &|writer| modules::write(writer, activity, questions))?;
        rendered.warnings.splice(0..0, activity.warnings.iter().cloned());
        Ok(rendered)
    }

    /// The summary of the course as safe HTML.
    pub fn course_summary(&self, links: &dyn Links, words: &dyn Words) -> String {
        let rich = self.rich_of_course(&self.summary, self.summary_format, "summary", 0);
        Writer::new(self, links, words).rich(&rich, 2)
    }

    /// The summary of a section, by its number in the old database, as safe HTML.
    pub fn section_summary(&self, id: i64, links: &dyn Links, words: &dyn Words) -> String {
        let Some(section) = self.sections.iter().find(|section| section.id == id) else {
            return String::new();
        };
        let rich = self.rich_of_course(&section.summary, section.summary_format, "section", id);
        Writer::new(self, links, words).rich(&rich, 3)
    }

    /// A block of text beside the course, as safe HTML.
    pub fn block(&self, block: &TextBlock, links: &dyn Links, words: &dyn Words) -> String {
        let area = TextBlock::area(block.contextid);
        // Before 2.0 none was said and all were HTML.
        let format = block.format.parse().unwrap_or(1);
        let rich = Rich { raw: block.text.clone(), format, area };
        Writer::new(self, links, words).rich(&rich, 3)
    }

    /// One text of the course as safe HTML.
    pub fn readable(&self, rich: &Rich, links: &dyn Links, words: &dyn Words) -> String {
        Writer::new(self, links, words).rich(rich, 3)
    }

    fn rich_of_course(&self, raw: &str, format: i64, area: &str, item: i64) -> Rich {
        let area = super::Area {
            contextid: self.site.course_contextid,
            component: "course".to_owned(),
            area: area.to_owned(),
            item,
        };
        Rich { raw: raw.to_owned(), format, area }
    }
}

/// Writes for everybody, and once more with the answers if something was withheld.
fn twice(
    writer: &mut Writer<'_>,
    write: &dyn Fn(&mut Writer<'_>) -> Result<(), Broken>,
) -> Result<Rendered, Broken> {
    write(writer)?;
    let body = formats::scrub(std::mem::take(&mut writer.out));
    let mut key = None;
    let mut used = std::mem::take(&mut writer.used);
    if writer.withheld {
        writer.key = true;
        writer.warnings.clear();
        write(writer)?;
        key = Some(formats::scrub(std::mem::take(&mut writer.out)));
        used.append(&mut writer.used);
    }
    let warnings = writer.remarks();
    let package = writer.package.take();
    Ok(Rendered { text: text_of(&body), body, key, used, warnings, package })
}

/// Writes one activity's HTML. Everything foreign passes through [`Writer::rich`] or [`escape`].
struct Writer<'a> {
    resolver: Resolver<'a>,
    words: &'a dyn Words,
    out: String,
    /// Whether answers are shown.
    key: bool,
    /// Whether something was left out that the key shows.
    withheld: bool,
    used: BTreeSet<FileKey>,
    warnings: Vec<Warning>,
    missing: u64,
    place: String,
    /// What the package of this activity says about itself.
    package: Option<Package>,
}

impl<'a> Writer<'a> {
    fn new(course: &'a Course, links: &'a dyn Links, words: &'a dyn Words) -> Self {
        Self {
            resolver: Resolver { course, links, unknown: std::cell::RefCell::default() },
            words,
            out: String::new(),
            key: false,
            withheld: false,
            used: BTreeSet::new(),
            warnings: Vec::new(),
            missing: 0,
            place: String::new(),
            package: None,
        }
    }

    fn course(&self) -> &'a Course {
        self.resolver.course
    }

    /// Whether the key is being written; remembers that there is one.
    fn secret(&mut self) -> bool {
        self.withheld = true;
        self.key
    }

    fn remarks(&mut self) -> Vec<Warning> {
        let mut remarks = std::mem::take(&mut self.warnings);
        if self.missing > 0 {
            let text = "Pictures or files that the text shows are not in the backup.";
            remarks.push(Warning::new("missing_pictures", text, self.place.clone()));
        }
        for name in self.resolver.unknown.borrow().iter() {
            let text = format!("Links of the kind “{name}” are not known; their words are kept.");
            remarks.push(Warning::new("unknown_link", text, self.place.clone()));
        }
        remarks
    }

    fn word(&self, key: &str) -> String {
        escape(&self.words.say(key)).into_owned()
    }

    fn word_with(&self, key: &str, n: &str) -> String {
        escape(&self.words.say_with(key, n)).into_owned()
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// `<tag class="…">…</tag>` with safe HTML within.
    fn element(&mut self, tag: &str, class: &str, html: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = writeln!(self.out, "<{tag}{class}>{html}</{tag}>");
    }

    /// A heading in plain text.
    fn heading(&mut self, level: u8, text: &str) {
        let tag = format!("h{}", level.clamp(2, 6));
        self.element(&tag, "", &escape(text));
    }

    /// The head cells of a table.
    fn heads(&self, keys: &[&str]) -> String {
        let head = |key: &&str| format!("<th scope=\"col\">{}</th>", self.word(key));
        keys.iter().map(head).collect::<Vec<_>>().concat()
    }

    /// A line of our own words: a name and a value.
    fn fact(&mut self, key: &str, value: &str) {
        let name = self.word(key);
        let _ = writeln!(self.out, "<dt>{name}</dt><dd>{value}</dd>");
    }

    /// A rich text as a block, if there is any.
    fn block(&mut self, class: &str, rich: &Rich, level: u8) {
        let html = self.rich(rich, level);
        if !html.trim().is_empty() {
            self.element("div", class, &html);
        }
    }

    /// A rich text behind a summary that opens.
    fn details(&mut self, key: &str, rich: &Rich, level: u8) {
        let html = self.rich(rich, level);
        if !html.trim().is_empty() {
            let summary = self.word(key);
            self.element("details", "course-more", &format!("<summary>{summary}</summary>{html}"));
        }
    }

    fn file(&self, key: &FileKey) -> Option<&'a CourseFile> {
        self.course().files.get(key)
    }

    /// A link to a file, or its name where the file is not here.
    fn file_link(&mut self, file: &CourseFile) -> String {
        let name = escape(file.name()).into_owned();
        let to = file.present.then(|| self.resolver.links.file(file)).flatten();
        if let Some(to) = to {
            self.used.insert(file.key.clone());
            let size = size_words(file.size);
            format!(
                "<a href=\"{}\">{name}</a> <span class=\"course-size\">{size}</span>",
                escape(&to)
            )
        } else {
            self.missing += 1;
            let note = self.word("mbz-file-missing");
            format!("{name} <span class=\"course-missing\">{note}</span>")
        }
    }

    /// A picture of its own, with a caption.
    fn figure(&mut self, file: &CourseFile, alt: &str, caption: &str) {
        let to = file.present.then(|| self.resolver.links.file(file)).flatten();
        let Some(to) = to else {
            let link = self.file_link(file);
            self.element("p", "", &link);
            return;
        };
        self.used.insert(file.key.clone());
        let caption = if caption.is_empty() {
            String::new()
        } else {
            format!("<figcaption>{caption}</figcaption>")
        };
        let image =
            format!("<img src=\"{}\" alt=\"{}\" loading=\"lazy\">", escape(&to), escape(alt));
        self.element("figure", "course-figure", &format!("{image}{caption}"));
    }

    /// A list of files under a heading.
    fn file_list(&mut self, heading: &str, files: &[&CourseFile]) {
        if files.is_empty() {
            return;
        }
        if !heading.is_empty() {
            let heading = self.words.say(heading);
            self.heading(2, &heading);
        }
        self.push("<ul class=\"course-files\">\n");
        for file in files {
            let link = self.file_link(file);
            self.push(&format!("<li>{link}</li>\n"));
        }
        self.push("</ul>\n");
    }

    /// Where an address that is the whole point of an activity leads.
    fn address(&self, address: &str) -> Option<String> {
        match self.resolver.resolve(address, &super::Area::default()) {
            Target::To(to) | Target::File(to, _) => Some(to),
            Target::Gone(_) => None,
        }
    }
}

/// A size as people say it.
fn size_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The words of safe HTML.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    for token in Tokens::new(html) {
        match token {
            Token::Text(piece) => text.push_str(&unescape(piece)),
            Token::Open { name, .. } | Token::Close(name, _) => {
                if !matches!(
                    name.as_str(),
                    "a" | "b"
                        | "i"
                        | "em"
                        | "strong"
                        | "span"
                        | "sub"
                        | "sup"
                        | "u"
                        | "code"
                        | "small"
                ) {
                    text.push('\n');
                }
            }
        }
    }
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}
