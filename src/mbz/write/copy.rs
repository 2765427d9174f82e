//! Copies cleaned XML element by element while rules change what must be changed.

use std::borrow::Cow;
use std::io::{Read, Write};

use quick_xml::escape::partial_escape;

use crate::mbz::Limits;
use crate::mbz::xml::{NULL, Piece, Scanner, Trouble};

/// What becomes of an element that has children or attributes.
pub(super) enum Fate {
    /// It is copied.
    Keep,
    /// It is left out with all that is in it.
    Skip,
    /// Only what is in it is copied.
    Inside,
    /// It is copied, and begins with this.
    Begin(String),
    /// This stands in its place.
    Instead(String),
    /// It is copied under another name, between these two.
    Wrap { before: String, name: &'static str, after: String },
}

/// The attributes of an element in their order.
pub(super) type Attributes = Vec<(String, String)>;

/// What changes on the way.
pub(super) trait Rules {
    /// Looks at an element with children or attributes, and may change its attributes.
    fn element(&mut self, path: &[String], name: &str, attributes: &mut Attributes) -> Fate;

    /// Looks at a plain field. `None` leaves it out; NULL comes as `None`, too.
    fn field<'t>(
        &mut self,
        path: &[String],
        name: &str,
        text: Option<&'t str>,
    ) -> Option<Value<'t>>;

    /// What is added at the end of an element, as XML.
    fn closing(&mut self, path: &[String], name: &str) -> Option<String> {
        let _ = (path, name);
        None
    }
}

/// What is written for a plain field.
pub(super) enum Value<'t> {
    /// This text.
    Text(Cow<'t, str>),
    /// This text in a field of another name.
    Named(&'static str, Cow<'t, str>),
    /// SQL NULL.
    Null,
}

struct Frame {
    name: String,
    close: String,
}

struct Leaf {
    name: String,
    attributes: Attributes,
    text: String,
}

/// Copies `input` to `out`.
pub(super) fn copy(
    input: impl Read,
    limits: &Limits,
    out: &mut dyn Write,
    rules: &mut dyn Rules,
) -> Result<(), Trouble> {
    let mut scanner = Scanner::new(input, limits);
    let mut path: Vec<String> = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let mut leaf: Option<Leaf> = None;
    let mut skipping = 0_usize;
    loop {
        match scanner.next()? {
            Piece::Open(start) => {
                if skipping > 0 {
                    skipping += 1;
                    continue;
                }
                let next = Leaf {
                    name: start.name().0.to_owned(),
                    attributes: attributes_of(&start),
                    text: String::new(),
                };
                if let Some(outer) = leaf.take()
                    && !enter(outer, &mut path, &mut frames, out, rules)?
                {
                    // The element around this one goes, and this one with it.
                    skipping = 2;
                    continue;
                }
                leaf = Some(next);
            }
            Piece::Text(text) => {
                if let Some(leaf) = &mut leaf {
                    leaf.text.push_str(text);
                }
            }
            Piece::Char(c) => {
                if let Some(leaf) = &mut leaf {
                    leaf.text.push(c);
                }
            }
            Piece::Close if skipping > 0 => skipping -= 1,
            Piece::Close => match leaf.take() {
                Some(leaf) if leaf.attributes.is_empty() && !path.is_empty() => {
                    field(&leaf, &path, out, rules)?;
                }
                Some(leaf) => {
                    if enter(leaf, &mut path, &mut frames, out, rules)? {
                        leave(&mut path, &mut frames, out, rules)?;
                    }
                }
                None => leave(&mut path, &mut frames, out, rules)?,
            },
            Piece::Nothing => {}
            Piece::End => return Ok(()),
        }
    }
}

/// What Moodle looks for in the first bytes of a part.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn attributes_of(start: &quick_xml::events::BytesStart<'_>) -> Attributes {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .take(16)
        .filter(|one| {
            matches!(
                one.key.0,
                "id" | "contextid" | "moduleid" | "modulename" | "version" | "courseid"
            )
        })
        .map(|one| {
            let value =
                one.value.chars().filter(|c| c.is_ascii_alphanumeric() || "_.- ".contains(*c));
            (one.key.0.to_owned(), value.collect())
        })
        .collect()
}

/// Begins an element; returns whether it is there.
fn enter(
    leaf: Leaf,
    path: &mut Vec<String>,
    frames: &mut Vec<Frame>,
    out: &mut dyn Write,
    rules: &mut dyn Rules,
) -> Result<bool, Trouble> {
    let Leaf { name, mut attributes, .. } = leaf;
    let mut first = String::new();
    let (shown, after) = match rules.element(path, &name, &mut attributes) {
        Fate::Keep => (name.clone(), String::new()),
        Fate::Begin(xml) => {
            first = xml;
            (name.clone(), String::new())
        }
        Fate::Skip => return Ok(false),
        Fate::Inside => {
            path.push(name.clone());
            frames.push(Frame { name, close: String::new() });
            return Ok(true);
        }
        Fate::Instead(xml) => {
            out.write_all(xml.as_bytes())?;
            return Ok(false);
        }
        Fate::Wrap { before, name, after } => {
            out.write_all(before.as_bytes())?;
            (name.to_owned(), after)
        }
    };
    write!(out, "<{shown}")?;
    for (key, value) in &attributes {
        write!(out, " {key}=\"{value}\"")?;
    }
    writeln!(out, ">")?;
    out.write_all(first.as_bytes())?;
    path.push(name.clone());
    frames.push(Frame { name, close: format!("</{shown}>\n{after}") });
    Ok(true)
}

fn leave(
    path: &mut Vec<String>,
    frames: &mut Vec<Frame>,
    out: &mut dyn Write,
    rules: &mut dyn Rules,
) -> Result<(), Trouble> {
    let Some(frame) = frames.pop() else { return Ok(()) };
    path.pop();
    if let Some(more) = rules.closing(path, &frame.name) {
        out.write_all(more.as_bytes())?;
    }
    out.write_all(frame.close.as_bytes())?;
    Ok(())
}

fn field(
    leaf: &Leaf,
    path: &[String],
    out: &mut dyn Write,
    rules: &mut dyn Rules,
) -> Result<(), Trouble> {
    // A list that is empty looks like a field; some of them are replaced all the same.
    if leaf.text.trim().is_empty() {
        match rules.element(path, &leaf.name, &mut Vec::new()) {
            Fate::Skip => return Ok(()),
            Fate::Instead(xml) => return Ok(out.write_all(xml.as_bytes())?),
            Fate::Keep | Fate::Inside | Fate::Begin(_) | Fate::Wrap { .. } => {}
        }
    }
    let text = (leaf.text != NULL).then_some(leaf.text.as_str());
    let (name, text) = match rules.field(path, &leaf.name, text) {
        None => return Ok(()),
        Some(Value::Null) => (leaf.name.as_str(), Cow::Borrowed(NULL)),
        Some(Value::Text(text)) => (leaf.name.as_str(), text),
        Some(Value::Named(name, text)) => (name, text),
    };
    // A list without rows must begin with a new line, or Moodle looks for rows in a text and fails.
    let text = if text.is_empty() && LISTS.contains(&name) { Cow::Borrowed("\n") } else { text };
    writeln!(out, "<{name}>{}</{name}>", partial_escape(&*text))?;
    Ok(())
}

/// Lists of questions that may have no rows.
const LISTS: &[&str] = &[
    "answers",
    "dataset_definitions",
    "dataset_items",
    "matches",
    "numerical_options",
    "numerical_records",
    "numerical_units",
    "question_hints",
    "tags",
];

/// Adds a field to some XML.
pub(super) fn put(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let value = value.to_string();
    let clean: String =
        value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    out.push_str(&format!("<{name}>{}</{name}>\n", partial_escape(&*clean)));
}

/// Adds a field that is NULL.
pub(super) fn put_null(out: &mut String, name: &str) {
    out.push_str(&format!("<{name}>{NULL}</{name}>\n"));
}
