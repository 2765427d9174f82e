//! A strict, streaming look at XML: no document type, no entities but the five, no tree.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesStart, Event};

use super::Limits;

/// What stopped the reading of one XML part.
#[derive(Debug)]
pub(super) enum Trouble {
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
    pub(super) fn into_broken(self, part: &str) -> super::Broken {
        match self {
            Self::Io(error) => super::Broken::Io(error),
            Self::Damaged { at, why } => super::Broken::Xml { part: part.to_owned(), at, why },
        }
    }
}

/// Repairs what Moodle's own reader tolerates: control characters are dropped, bytes that are not
/// UTF-8 become U+FFFD. Counts what is read since the last [`Tolerant::rest`].
struct Tolerant<R> {
    inner: R,
    raw: Vec<u8>,
    filled: usize,
    clean: Vec<u8>,
    clean_at: usize,
    budget: u64,
    left: u64,
    over: bool,
    done: bool,
}

const CHUNK: usize = 32 * 1024;

impl<R: Read> Tolerant<R> {
    fn new(inner: R, budget: u64) -> Self {
        Self {
            inner,
            raw: vec![0; CHUNK],
            filled: 0,
            clean: Vec::with_capacity(CHUNK),
            clean_at: 0,
            budget,
            left: budget,
            over: false,
            done: false,
        }
    }

    /// Reads the next chunk; leaves an incomplete character at its end for the next turn.
    fn refill(&mut self) -> io::Result<()> {
        self.clean.clear();
        self.clean_at = 0;
        while self.clean.is_empty() && !self.done {
            let read = loop {
                match self.inner.read(&mut self.raw[self.filled..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.done = read == 0;
            self.filled += read;
            let mut rest: &[u8] = &self.raw[..self.filled];
            let mut kept = 0;
            while !rest.is_empty() {
                match std::str::from_utf8(rest) {
                    Ok(text) => {
                        push_clean(&mut self.clean, text.as_bytes());
                        rest = &[];
                    }
                    Err(error) => {
                        let (good, bad) = rest.split_at(error.valid_up_to());
                        push_clean(&mut self.clean, good);
                        match error.error_len() {
                            None if !self.done => {
                                kept = bad.len();
                                rest = &[];
                            }
                            length => {
                                self.clean.extend_from_slice("\u{FFFD}".as_bytes());
                                rest = &bad[length.unwrap_or(bad.len())..];
                            }
                        }
                    }
                }
            }
            let end = self.filled;
            self.raw.copy_within(end - kept..end, 0);
            self.filled = kept;
        }
        Ok(())
    }

    fn rest(&mut self) {
        self.left = self.budget;
    }
}

fn push_clean(into: &mut Vec<u8>, bytes: &[u8]) {
    let is_bad = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\n' | b'\t' | b'\r');
    if bytes.iter().any(|byte| *byte < 0x20 && !matches!(*byte, b'\n' | b'\t' | b'\r')) {
        into.extend(bytes.iter().copied().filter(|byte| !is_bad(byte)));
    } else {
        into.extend_from_slice(bytes);
    }
}

impl<R: Read> Read for Tolerant<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: Read> BufRead for Tolerant<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.clean_at == self.clean.len() {
            self.refill()?;
        }
        if self.left == 0 {
            self.over = true;
            return Err(io::Error::other("text too long"));
        }
        Ok(&self.clean[self.clean_at..])
    }

    fn consume(&mut self, amount: usize) {
        self.clean_at += amount;
        self.left = self.left.saturating_sub(amount as u64);
    }
}

/// One piece of an XML part.
pub(super) enum Piece<'b> {
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
pub(super) struct Scanner<R> {
    reader: quick_xml::Reader<Tolerant<R>>,
    buffer: Vec<u8>,
    depth: usize,
    max_depth: usize,
}

impl<R: Read> Scanner<R> {
    pub(super) fn new(input: R, limits: &Limits) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Tolerant::new(input, limits.text_bytes));
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        config.check_comments = false;
        Self { reader, buffer: Vec::with_capacity(1024), depth: 0, max_depth: limits.depth }
    }

    /// Offset of what comes next, bytes.
    pub(super) fn position(&self) -> u64 {
        self.reader.buffer_position()
    }

    fn damaged(&self, why: &str) -> Trouble {
        Trouble::Damaged { at: self.position(), why: why.to_owned() }
    }

    pub(super) fn next(&mut self) -> Result<Piece<'_>, Trouble> {
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
pub(super) const NULL: &str = "$@NULL@$";

/// One element that has attributes or child elements, with its plain child elements as fields.
#[derive(Debug, Default, Clone)]
pub(super) struct Row {
    attributes: Vec<(Box<str>, Box<str>)>,
    fields: Vec<(Box<str>, Option<String>)>,
}

impl Row {
    /// An attribute's value, or "".
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| &**key == name).map_or("", |(_, value)| value)
    }

    /// The `id` attribute.
    pub(super) fn id(&self) -> i64 {
        self.attribute("id").trim().parse().unwrap_or(0)
    }

    /// A field's text, or `None` if it is missing or NULL.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| &**key == name).and_then(|(_, value)| value.as_deref())
    }

    /// A field's text, or "".
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("")
    }

    /// A field's text, owned, or "".
    pub(super) fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// A field as a whole number, or 0.
    pub(super) fn int(&self, name: &str) -> i64 {
        let text = self.text(name).trim();
        text.parse().unwrap_or_else(|_| {
            text.split_once('.').and_then(|(whole, _)| whole.parse().ok()).unwrap_or(0)
        })
    }

    /// A field as a number, or 0.
    pub(super) fn float(&self, name: &str) -> f64 {
        let value: f64 = self.text(name).trim().parse().unwrap_or(0.0);
        if value.is_finite() { value } else { 0.0 }
    }

    /// Whether a field is there and not "0".
    pub(super) fn flag(&self, name: &str) -> bool {
        self.int(name) != 0
    }

    /// All fields in order; NULL is `None`.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
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
pub(super) fn rows<R: Read>(
    input: R,
    limits: &Limits,
    visit: &mut dyn FnMut(&[String], Row),
) -> Result<(), Trouble> {
    let mut scanner = Scanner::new(input, limits);
    rows_of(&mut scanner, limits, visit)
}

pub(super) fn rows_of<R: Read>(
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
                        .map_or_else(|_| attribute.value.to_string(), |text| text.into_owned());
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
pub(super) fn ends(path: &[String], names: &[&str]) -> bool {
    path.len() >= names.len()
        && path[path.len() - names.len()..].iter().zip(names).all(|(have, want)| have == want)
}
