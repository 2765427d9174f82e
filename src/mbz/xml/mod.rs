//! A strict, streaming look at XML: no document type, no entities but the five, no tree.

mod tolerant;

use std::io::{self, Read};

use quick_xml::events::{BytesStart, Event};

use self::tolerant::Tolerant;
use crate::mbz::Limits;

/// What stopped the reading of one XML part.
#[derive(Debug)]
pub(in crate::mbz) enum Trouble {
    /// The bytes beneath could not be read or written: not this part's fault.
    Io(io::Error),
    /// This part is damaged, hostile or beyond a limit.
    Damaged {
        /// Offset in the part, bytes.
        at: u64,
        /// A few words.
        why: String,
    },
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Trouble {
    pub(in crate::mbz) fn into_broken(self, part: &str) -> crate::mbz::Broken {
        match self {
            Self::Io(error) => crate::mbz::Broken::Io(error),
            Self::Damaged { at, why } => crate::mbz::Broken::Xml { part: part.to_owned(), at, why },
        }
    }
}

/// One piece of an XML part.
pub(in crate::mbz) enum Piece<'b> {
    /// An element begins.
    Open(BytesStart<'b>),
    /// Character data without references.
    Text(&'b str),
    /// One referenced character.
    Char(char),
    /// The innermost element ends.
    Close,
    /// Nothing to act upon: a comment, a declaration.
    Nothing,
    /// The part ends, all elements closed.
    End,
}

/// Reads pieces; refuses document types, depth and length beyond the limits.
pub(in crate::mbz) struct Scanner<R> {
    reader: quick_xml::Reader<Tolerant<R>>,
    buffer: Vec<u8>,
    depth: usize,
    max_depth: usize,
}

impl<R: Read> Scanner<R> {
    pub(in crate::mbz) fn new(input: R, limits: &Limits) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Tolerant::new(input, limits.text_bytes));
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        config.check_comments = false;
        Self { reader, buffer: Vec::with_capacity(1024), depth: 0, max_depth: limits.depth }
    }

    /// Offset of what comes next, bytes.
    pub(in crate::mbz) fn position(&self) -> u64 {
        self.reader.buffer_position()
    }

    fn damaged(&self, why: &str) -> Trouble {
        Trouble::Damaged { at: self.position(), why: why.to_owned() }
    }

    pub(in crate::mbz) fn next(&mut self) -> Result<Piece<'_>, Trouble> {
        self.buffer.clear();
        if self.buffer.capacity() > 1 << 20 {
            self.buffer.shrink_to(1024);
        }
        self.reader.get_mut().rest();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let at = self.reader.buffer_position();
                if self.reader.get_mut().over {
                    return Err(Trouble::Damaged { at, why: "a text is too long".into() });
                }
                return Err(match error {
                    quick_xml::Error::Io(error) => {
                        Trouble::Io(io::Error::new(error.kind(), error.to_string()))
                    }
                    _ => Trouble::Damaged { at, why: "this is not well-formed XML".into() },
                });
            }
        };
        match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > self.max_depth {
                    return Err(Trouble::Damaged {
                        at: self.reader.buffer_position(),
                        why: "elements are nested too deeply".into(),
                    });
                }
                Ok(Piece::Open(start))
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Piece::Close)
            }
            Event::Text(text) => match text.into_inner() {
                std::borrow::Cow::Borrowed(text) => Ok(Piece::Text(text)),
                std::borrow::Cow::Owned(_) => Ok(Piece::Nothing),
            },
            Event::CData(text) => match text.into_inner() {
                std::borrow::Cow::Borrowed(text) => Ok(Piece::Text(text)),
                std::borrow::Cow::Owned(_) => Ok(Piece::Nothing),
            },
            Event::GeneralRef(reference) => Ok(match &*reference {
                "lt" => Piece::Char('<'),
                "gt" => Piece::Char('>'),
                "amp" => Piece::Char('&'),
                "quot" => Piece::Char('"'),
                "apos" => Piece::Char('\''),
                _ => match reference.resolve_char_ref() {
                    Ok(Some(c)) if !c.is_control() || matches!(c, '\n' | '\t' | '\r') => {
                        Piece::Char(c)
                    }
                    _ => Piece::Nothing,
                },
            }),
            Event::DocType(_) => Err(Trouble::Damaged {
                at: self.reader.buffer_position(),
                why: "it declares a document type".into(),
            }),
            Event::Eof if self.depth > 0 => Err(Trouble::Damaged {
                at: self.reader.buffer_position(),
                why: "it ends too early".into(),
            }),
            Event::Eof => Ok(Piece::End),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {
                Ok(Piece::Nothing)
            }
        }
    }
}

/// The value Moodle writes for an SQL NULL (`xml_writer`, exact text).
pub(in crate::mbz) const NULL: &str = "$@NULL@$";

/// One element that has attributes or child elements, with its plain child elements as fields.
#[derive(Debug, Default, Clone)]
pub(in crate::mbz) struct Row {
    attributes: Vec<(Box<str>, Box<str>)>,
    fields: Vec<(Box<str>, Option<String>)>,
}

impl Row {
    /// An attribute's value, or "".
    pub(in crate::mbz) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| &**key == name).map_or("", |(_, value)| value)
    }

    /// The `id` attribute.
    pub(in crate::mbz) fn id(&self) -> i64 {
        self.attribute("id").trim().parse().unwrap_or(0)
    }

    /// A field's text, or `None` if it is missing or NULL.
    pub(in crate::mbz) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| &**key == name).and_then(|(_, value)| value.as_deref())
    }

    /// A field's text, or "".
    pub(in crate::mbz) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("")
    }

    /// A field's text, owned, or "".
    pub(in crate::mbz) fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// A field as a whole number, or 0.
    pub(in crate::mbz) fn int(&self, name: &str) -> i64 {
        let text = self.text(name).trim();
        text.parse().unwrap_or_else(|_| {
            text.split_once('.').and_then(|(whole, _)| whole.parse().ok()).unwrap_or(0)
        })
    }

    /// A field as a number, or 0.
    pub(in crate::mbz) fn float(&self, name: &str) -> f64 {
        let value: f64 = self.text(name).trim().parse().unwrap_or(0.0);
        if value.is_finite() { value } else { 0.0 }
    }

    /// Whether a field is there and not "0".
    pub(in crate::mbz) fn flag(&self, name: &str) -> bool {
        self.int(name) != 0
    }

    /// All fields in order; NULL is `None`.
    pub(in crate::mbz) fn fields(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.fields.iter().map(|(name, value)| (&**name, value.as_deref()))
    }

    fn size(&self) -> usize {
        self.fields
            .iter()
            .map(|(key, value)| key.len() + value.as_ref().map_or(0, String::len))
            .sum()
    }
}

/// Calls `visit` with every row of an XML part when it closes, inner rows before outer ones, with
/// the names of the elements from the root to the row.
pub(in crate::mbz) fn rows<R: Read>(
    input: R,
    limits: &Limits,
    visit: &mut dyn FnMut(&[String], Row),
) -> Result<(), Trouble> {
    let mut scanner = Scanner::new(input, limits);
    rows_of(&mut scanner, limits, visit)
}

pub(in crate::mbz) fn rows_of<R: Read>(
    scanner: &mut Scanner<R>,
    limits: &Limits,
    visit: &mut dyn FnMut(&[String], Row),
) -> Result<(), Trouble> {
    let mut path: Vec<String> = Vec::new();
    let mut open: Vec<Row> = Vec::new();
    // The innermost element while it may still turn out to be a plain field.
    let mut leaf: Option<String> = None;
    let mut text = String::new();
    let mut held: u64 = 0;
    let ceiling = limits.text_bytes.saturating_mul(2);
    loop {
        match scanner.next()? {
            Piece::Open(start) => {
                if let Some(name) = leaf.take() {
                    path.push(name);
                    open.push(Row::default());
                }
                text.clear();
                let name = start.name().0.to_owned();
                let mut attributes = Vec::new();
                for attribute in start.attributes().with_checks(false).flatten().take(16) {
                    let value = quick_xml::escape::unescape(&attribute.value)
                        .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
                    attributes.push((Box::from(attribute.key.0), value.into_boxed_str()));
                }
                if attributes.is_empty() {
                    leaf = Some(name);
                } else {
                    path.push(name);
                    open.push(Row { attributes, fields: Vec::new() });
                }
            }
            Piece::Text(piece) if leaf.is_some() => text.push_str(piece),
            Piece::Char(c) if leaf.is_some() => text.push(c),
            Piece::Text(_) | Piece::Char(_) | Piece::Nothing => {}
            Piece::Close => {
                if let Some(name) = leaf.take() {
                    if let Some(row) = open.last_mut() {
                        let value = (text != NULL).then(|| std::mem::take(&mut text));
                        held += (name.len() + value.as_ref().map_or(0, String::len)) as u64;
                        row.fields.push((name.into_boxed_str(), value));
                        if row.fields.len() > 4000 {
                            return Err(scanner.damaged("an element has too many fields"));
                        }
                    }
                } else if let Some(row) = open.pop() {
                    held = held.saturating_sub(row.size() as u64);
                    visit(&path, row);
                    path.pop();
                }
                text.clear();
            }
            Piece::End => return Ok(()),
        }
        if held + text.len() as u64 > ceiling || text.len() as u64 > limits.text_bytes {
            return Err(scanner.damaged("a text is too long"));
        }
    }
}

/// Whether a path ends with these names.
pub(in crate::mbz) fn ends(path: &[String], names: &[&str]) -> bool {
    path.len() >= names.len()
        && path[path.len() - names.len()..].iter().zip(names).all(|(have, want)| have == want)
}
