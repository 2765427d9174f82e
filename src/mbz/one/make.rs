//! One activity in the making: from its old element to the XML of today.

use super::super::files::Area;
use super::node::Node;
use super::sheet::Sheet;
use super::survey::Cm;
use super::texts::Old;
use super::wikitext;

/// An activity in the making.
pub(super) struct Making<'a> {
    pub(super) old: &'a Old<'a>,
    pub(super) cm: &'a Cm,
    pub(super) sheet: Sheet,
}

/// Whether a text is written in HTML.
pub(super) fn is_html(text: &str) -> bool {
    let is_tag = |at: usize| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
            && text[at..].contains('>')
    };
    text.match_indices('<').take(50).any(|(at, _)| is_tag(at)) || text.contains("&nbsp;")
}

/// The format of today (0, 1, 2, 4) and the text in it. `format` is the old number, if there is one.
pub(super) fn formatted(text: &str, format: Option<&str>) -> (String, i64) {
    match format.map(str::trim) {
        Some("1") => (text.to_owned(), 1),
        Some("2") => (text.to_owned(), 2),
        Some("3") => (wikitext::html(text), 1),
        Some("4") => (text.to_owned(), 4),
        _ => (text.to_owned(), i64::from(is_html(text))),
    }
}

impl<'a> Making<'a> {
    pub(super) fn new(old: &'a Old<'a>, cm: &'a Cm) -> Self {
        let mut sheet = Sheet::default();
        sheet.open_activity(&cm.module, cm.instance, cm.cmid, cm.contextid());
        sheet.field("name", &cm.title);
        Self { old, cm, sheet }
    }

    /// A place for files of this activity.
    pub(super) fn area(&self, area: &str, item: i64) -> Area {
        Area {
            contextid: self.cm.contextid(),
            component: format!("mod_{}", self.cm.module),
            area: area.to_owned(),
            item,
        }
    }

    /// A text with its format; the files it names go to that area.
    pub(super) fn rich(
        &mut self,
        field: &str,
        text: &str,
        format: Option<&str>,
        area: &str,
        item: i64,
    ) {
        let format_field = format!("{field}format");
        self.rich_named((field, &format_field), text, format, &self.area(area, item));
    }

    /// As [`Making::rich`], for fields whose format is called otherwise.
    pub(super) fn rich_named(
        &mut self,
        fields: (&str, &str),
        text: &str,
        format: Option<&str>,
        area: &Area,
    ) {
        let (text, format) = formatted(text, format);
        self.sheet.field(fields.0, &self.old.text(&text, area));
        self.sheet.value(fields.1, format);
    }

    /// The introduction: the first of those fields that says something.
    pub(super) fn intro(&mut self, node: &Node, fields: &[&str]) {
        let text = fields
            .iter()
            .map(|field| node.text(field))
            .find(|text| !text.trim().is_empty())
            .unwrap_or("");
        let format = node.get("INTROFORMAT").or_else(|| node.get("FORMAT"));
        self.rich("intro", text, format, "intro", 0);
    }

    /// Whole numbers under new names.
    pub(super) fn numbers(&mut self, node: &Node, fields: &[(&str, &str)]) {
        for (new, was) in fields {
            self.sheet.value(new, node.int(was));
        }
    }

    /// Texts as they are, under new names.
    pub(super) fn texts(&mut self, node: &Node, fields: &[(&str, &str)]) {
        for (new, was) in fields {
            self.sheet.field(new, node.text(was));
        }
    }

    /// When it was changed last.
    pub(super) fn modified(&mut self, node: &Node) {
        self.sheet.value("timemodified", node.int("TIMEMODIFIED"));
    }

    /// Attaches all files of a folder of the archive.
    pub(super) fn attach_folder(&self, folder: &str, area: &Area) {
        for (path, index) in self.old.folder(folder) {
            self.old.attach(area, &path, index, 0);
        }
    }

    /// Attaches the file that a field names below `course_files`, under its mere name. Whether it
    /// is there.
    pub(super) fn attach_file(&self, reference: &str, area: &Area) -> bool {
        let reference = reference.trim();
        let path = reference.strip_prefix("$@FILEPHP@$").unwrap_or(reference);
        let path = super::texts::plain(path);
        let path = path.split(['?', '#']).next().unwrap_or("");
        let found = self.old.store.find("course_files", path, self.old.survey.repair);
        if let Some((path, index)) = found {
            let name = path.rsplit('/').next().unwrap_or(&path);
            self.old.attach(area, name, index, 1);
            return true;
        }
        if !path.trim_matches('/').is_empty() {
            self.old.missing.borrow_mut().insert(path.trim_matches('/').to_owned());
        }
        false
    }

    pub(super) fn finish(self) -> String {
        self.sheet.finish()
    }
}
