//! Moodle XML: every type that Moodle itself has, and STACK, with the pictures of their texts.

use std::io::{self, Write};

use base64::Engine as _;

use super::super::Broken;
use super::super::activity::branch::Branch;
use super::super::questions::{BankCategory, Questions};
use super::super::text;
use super::super::xml::Row;
use super::plain::without_macros;
use super::types::{self, Place};
use super::{Pictures, Why, Written, element, xml};

/// Pictures beyond this are left out of one file: another program reads it in one piece. Bytes.
const MOST_PICTURES: u64 = 32 << 20;
/// What stands in the gaps of one question. Bytes.
const MOST_FILLED: usize = 1 << 20;
/// One picture. Bytes.
const LARGEST_PICTURE: u64 = 8 << 20;

/// Writes elements of one file.
pub(super) struct Sheet<'a> {
    pub(super) out: &'a mut dyn Write,
    pictures: &'a dyn Pictures,
    room: u64,
    lost: usize,
}

/// Writes a category and its questions.
pub(super) fn category(
    out: &mut dyn Write,
    category: &BankCategory,
    questions: &Questions,
    pictures: &dyn Pictures,
    written: &mut Written,
) -> Result<(), Broken> {
    let mut sheet = Sheet { out, pictures, room: MOST_PICTURES, lost: 0 };
    writeln!(sheet.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>")?;
    let mut path = String::from("$course$/top");
    for title in category.path.iter().chain([&category.title]).filter(|title| !title.is_empty()) {
        path.push('/');
        // A slash within a name is doubled.
        path.push_str(&title.replace('/', "//"));
    }
    writeln!(sheet.out, "<question type=\"category\">")?;
    writeln!(sheet.out, "<category><text>{}</text></category>", xml(&path))?;
    let info = without_macros(&category.info.raw);
    let format = format_name(category.info.format);
    writeln!(sheet.out, "<info format=\"{format}\"><text>{}</text></info>", xml(&info))?;
    writeln!(sheet.out, "</question>")?;
    for one in &category.questions {
        let branch = match questions.rows_of(&one.pick) {
            Ok(Some(branch)) => branch,
            Ok(None) | Err(Broken::Xml { .. }) => {
                written.leave_out("?", Why::Damaged);
                continue;
            }
            Err(other) => return Err(other),
        };
        if question(&mut sheet, &branch, one.draft, questions)? {
            written.questions += 1;
        } else {
            written.leave_out(&text::title(branch.row.text("name"), &[]), Why::Kind);
        }
    }
    writeln!(sheet.out, "</quiz>")?;
    written.pictures_left_out = sheet.lost;
    Ok(())
}

/// Writes one question, unless its type is not known here.
fn question(
    sheet: &mut Sheet<'_>,
    branch: &Branch,
    draft: bool,
    questions: &Questions,
) -> Result<bool, Broken> {
    let row = &branch.row;
    let id = row.id();
    let kind = row.text("qtype").trim();
    if !types::is_known(kind) {
        return Ok(false);
    }
    let own = branch.inner.iter().find(|inner| inner.name.starts_with("plugin_qtype_"));
    let cloze = if kind == "multianswer" { Some(cloze(row, own, questions)?) } else { None };
    let called = if kind == "multianswer" { "cloze" } else { kind };
    writeln!(sheet.out, "<question type=\"{called}\">")?;
    let name = row.text("name");
    writeln!(sheet.out, "<name>\n<text>{}</text>\n</name>", xml(name))?;
    let place = Place { component: "question", area: "questiontext", item: id };
    match cloze {
        Some(text) => {
            let format = format_name(row.int("questiontextformat"));
            sheet.rich("questiontext", "", format, &text, &place)?;
        }
        None => sheet.text(row, "questiontext", &place)?,
    }
    let place = Place { component: "question", area: "generalfeedback", item: id };
    sheet.text(row, "generalfeedback", &place)?;
    if kind != "multianswer" {
        let mark = if row.get("defaultmark").is_some() { "defaultmark" } else { "defaultgrade" };
        element(sheet.out, "defaultgrade", row.text(mark))?;
    }
    element(sheet.out, "penalty", row.text("penalty"))?;
    element(sheet.out, "hidden", if draft { "1" } else { "0" })?;
    element(sheet.out, "idnumber", row.text("idnumber"))?;
    if let Some(own) = own {
        types::write(sheet, kind, id, own)?;
    }
    hints(sheet, branch)?;
    tags(sheet, branch)?;
    writeln!(sheet.out, "</question>")?;
    Ok(true)
}

/// Which gap `{#3}` at the beginning of this text stands for, and how long the mark is.
fn gap(text: &str) -> Option<(usize, usize)> {
    let rest = text.strip_prefix("{#")?;
    let end = rest.find('}').filter(|end| (1..=4).contains(end))?;
    Some((rest[..end].parse().ok()?, end + 3))
}

/// The text of a cloze question with its gaps as they were typed.
fn cloze(row: &Row, own: Option<&Branch>, questions: &Questions) -> Result<String, Broken> {
    let sequence = own
        .and_then(|own| own.inner.iter().find(|inner| inner.name == "multianswer"))
        .or_else(|| own.and_then(|own| own.one("multianswer")))
        .map_or("", |options| options.row.text("sequence"));
    let ids: Vec<i64> =
        sequence.split(',').filter_map(|id| id.trim().parse().ok()).take(500).collect();
    let mut gaps = Vec::new();
    for found in questions.inner(row.id(), &ids)? {
        gaps.push(found.map(|question| question.text.raw).unwrap_or_default());
    }
    let mut out = String::new();
    // A short text may name a long gap a million times.
    let mut room = MOST_FILLED;
    let mut rest = row.text("questiontext");
    while let Some(at) = rest.find("{#") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = gap(rest).and_then(|(n, length)| Some((gaps.get(n.checked_sub(1)?)?, length)));
        if let Some((text, length)) = found.filter(|(text, _)| text.len() <= room) {
            room -= text.len();
            out.push_str(text);
            rest = &rest[length..];
        } else {
            out.push_str("{#");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn hints(sheet: &mut Sheet<'_>, branch: &Branch) -> io::Result<()> {
    for hint in branch.all("question_hint") {
        let row = &hint.row;
        let place = Place { component: "question", area: "hint", item: row.id() };
        let format = format_name(row.int("hintformat"));
        writeln!(sheet.out, "<hint format=\"{format}\">")?;
        sheet.inner(row.text("hint"), &place)?;
        if row.flag("shownumcorrect") {
            writeln!(sheet.out, "<shownumcorrect/>")?;
        }
        if row.flag("clearwrong") {
            writeln!(sheet.out, "<clearwrong/>")?;
        }
        if let Some(options) = row.get("options").filter(|text| !text.is_empty()) {
            element(sheet.out, "options", options)?;
        }
        writeln!(sheet.out, "</hint>")?;
    }
    Ok(())
}

fn tags(sheet: &mut Sheet<'_>, branch: &Branch) -> io::Result<()> {
    let tags: Vec<&str> = branch
        .inner
        .iter()
        .filter(|inner| inner.name == "tag" || inner.name == "tags")
        .flat_map(|inner| if inner.name == "tag" { vec![inner] } else { inner.all("tag") })
        .map(|tag| tag.row.text("rawname"))
        .filter(|name| !name.is_empty())
        .collect();
    if tags.is_empty() {
        return Ok(());
    }
    writeln!(sheet.out, "<tags>")?;
    for tag in tags {
        writeln!(sheet.out, "<tag><text>{}</text></tag>", xml(tag))?;
    }
    writeln!(sheet.out, "</tags>")
}

/// What Moodle XML calls a text format.
pub(super) fn format_name(format: i64) -> &'static str {
    match format {
        0 => "moodle_auto_format",
        2 => "plain_text",
        4 => "markdown",
        _ => "html",
    }
}

impl Sheet<'_> {
    /// A field of a row as an element of the same name, with its files.
    pub(super) fn text(&mut self, row: &Row, field: &str, place: &Place<'_>) -> io::Result<()> {
        let key = format!("{field}format");
        let format = format_name(row.get(&key).map_or(1, |_| row.int(&key)));
        self.rich(field, "", format, row.text(field), place)
    }

    /// An element with a text of that format; `more` are attributes that come before it.
    pub(super) fn rich(
        &mut self,
        name: &str,
        more: &str,
        format: &str,
        raw: &str,
        place: &Place<'_>,
    ) -> io::Result<()> {
        writeln!(self.out, "<{name}{more} format=\"{format}\">")?;
        self.inner(raw, place)?;
        writeln!(self.out, "</{name}>")
    }

    /// The text and its files, within an element.
    pub(super) fn inner(&mut self, raw: &str, place: &Place<'_>) -> io::Result<()> {
        writeln!(self.out, "<text>{}</text>", xml(&without_macros(raw)))?;
        if raw.contains("@@PLUGINFILE@@") { self.files(place) } else { Ok(()) }
    }

    /// All files of one place.
    pub(super) fn files(&mut self, place: &Place<'_>) -> io::Result<()> {
        let pictures = self.pictures;
        for file in pictures.of(place.component, place.area, place.item) {
            let content = if file.size <= LARGEST_PICTURE.min(self.room) {
                pictures.read(file).filter(|bytes| bytes.len() as u64 <= self.room)
            } else {
                None
            };
            let Some(content) = content else {
                self.lost += 1;
                continue;
            };
            self.room -= content.len() as u64;
            let (folder, name) = file.key.path.rsplit_once('/').unwrap_or(("", &file.key.path));
            writeln!(
                self.out,
                "<file name=\"{}\" path=\"{}/\" encoding=\"base64\">{}</file>",
                attribute(name),
                attribute(folder),
                base64::engine::general_purpose::STANDARD.encode(&content)
            )?;
        }
        Ok(())
    }
}

/// A text within quotes.
fn attribute(text: &str) -> String {
    xml(text).replace('"', "&quot;")
}
