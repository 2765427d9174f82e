//! The objects of a PDF, found by looking through the whole file: its own lists of them are often
//! wrong, and need not be believed.

use std::{cell::Cell, collections::HashMap, io::Read, time::Instant};

use flate2::read::ZlibDecoder;

use super::syntax::{Dict, Reader, Value};

/// Where an object is: in the file, or in an object stream that was unpacked.
#[derive(Clone, Copy)]
enum Place {
    File(usize),
    Packed(usize, usize),
}

/// Objects of one file at most.
const MOST_OBJECTS: usize = 500_000;
/// Bytes that one stream may unpack to.
const MOST_STREAM: u64 = 8 << 20;
/// Letters and widths of all fonts together.
const MOST_LETTERS: usize = 400_000;

pub(super) struct Objects<'a> {
    bytes: &'a [u8],
    places: HashMap<u32, Place>,
    packed: Vec<Vec<u8>>,
    /// Bytes that may still be unpacked.
    left: Cell<u64>,
    /// Letters and widths that fonts may still have.
    letters: Cell<usize>,
    end: Instant,
}

impl<'a> Objects<'a> {
    /// Looks through a file. `None` if it is encrypted.
    pub(super) fn find(bytes: &'a [u8], unpacked: u64, end: Instant) -> Option<Self> {
        let mut objects = Self {
            bytes,
            places: HashMap::new(),
            packed: Vec::new(),
            left: Cell::new(unpacked),
            letters: Cell::new(MOST_LETTERS),
            end,
        };
        let mut packed = Vec::new();
        for at in positions(bytes, b"obj") {
            if objects.places.len() >= MOST_OBJECTS || Instant::now() > end {
                break;
            }
            let Some(number) = number_before(bytes, at) else { continue };
            objects.places.insert(number, Place::File(at + 3));
            let head = &bytes[at..bytes.len().min(at + 400)];
            if positions(head, b"/ObjStm").next().is_some() {
                packed.push(number);
            }
        }
        for number in packed {
            objects.unpack(number);
        }
        let trailers = positions(bytes, b"/Encrypt").next().is_some();
        (!trailers).then_some(objects)
    }

    fn unpack(&mut self, number: u32) {
        let Some((dict, content)) = self.stream(&Value::Ref(number)) else { return };
        let whole = |name: &str| dict.get(name).map(|value| self.resolved(value))?.index();
        let (Some(count), Some(first)) = (whole("N"), whole("First")) else { return };
        let mut reader = Reader::new(&content, 0);
        let mut found = Vec::new();
        for _ in 0..count.min(MOST_OBJECTS) {
            let (Some(number), Some(offset)) = (
                reader.next().and_then(|value| value.index()),
                reader.next().and_then(|value| value.index()),
            ) else {
                break;
            };
            found.push((number, first.saturating_add(offset)));
        }
        let index = self.packed.len();
        self.packed.push(content);
        for (number, offset) in found {
            if let Ok(number) = u32::try_from(number) {
                self.places.entry(number).or_insert(Place::Packed(index, offset));
            }
        }
    }

    /// The value itself, where there is a reference.
    pub(super) fn resolved(&self, value: &Value) -> Value {
        let mut value = value.clone();
        for _ in 0..8 {
            let Value::Ref(number) = value else { return value };
            value = match self.places.get(&number) {
                _ if Instant::now() > self.end => Value::Null,
                None => Value::Null,
                Some(Place::File(at)) => Reader::new(self.bytes, *at).next().unwrap_or(Value::Null),
                Some(Place::Packed(index, at)) => {
                    let bytes = self.packed.get(*index).map_or(&[][..], Vec::as_slice);
                    Reader::new(bytes, *at).next().unwrap_or(Value::Null)
                }
            };
        }
        Value::Null
    }

    pub(super) fn dict(&self, value: &Value) -> Option<Dict> {
        if let Value::Dict(dict) = self.resolved(value) { Some(dict) } else { None }
    }

    /// What stands in a dictionary under a name.
    pub(super) fn get(&self, dict: &Dict, name: &str) -> Value {
        dict.get(name).map_or(Value::Null, |value| self.resolved(value))
    }

    /// A stream with its dictionary; only what is packed by Deflate, or not at all.
    pub(super) fn stream(&self, value: &Value) -> Option<(Dict, Vec<u8>)> {
        let Value::Ref(number) = value else { return None };
        let Some(Place::File(at)) = self.places.get(number) else { return None };
        let mut reader = Reader::new(self.bytes, *at);
        let Value::Dict(dict) = reader.next()? else { return None };
        reader.skip_space();
        let rest = self.bytes.get(reader.at..)?.strip_prefix(b"stream")?;
        let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        let said = self.get(&dict, "Length").index().filter(|length| {
            let after = rest.get(*length..).unwrap_or_default();
            after[..after.len().min(16)].windows(9).any(|window| window == b"endstream")
        });
        let length = match said {
            Some(length) => length,
            None if Instant::now() > self.end => return None,
            None => positions(rest, b"endstream").next()?,
        };
        let content = self.unpacked(&dict, &rest[..length])?;
        Some((dict, content))
    }

    fn unpacked(&self, dict: &Dict, packed: &[u8]) -> Option<Vec<u8>> {
        let filters = match self.get(dict, "Filter") {
            Value::Null => Vec::new(),
            Value::Array(filters) => filters.iter().map(|filter| self.resolved(filter)).collect(),
            filter => vec![filter],
        };
        let most = MOST_STREAM.min(self.left.get());
        let mut content = Vec::new();
        match filters.as_slice() {
            [] => _ = packed.take(most).read_to_end(&mut content),
            [Value::Name(name)] if name == "FlateDecode" || name == "Fl" => {
                let parameters = self.get(dict, "DecodeParms");
                if let Value::Dict(parameters) = parameters
                    && self.get(&parameters, "Predictor").number().is_some_and(|kind| kind > 1.0)
                {
                    return None;
                }
                // What was unpacked before the damage is taken.
                _ = ZlibDecoder::new(packed).take(most).read_to_end(&mut content);
            }
            _ => return None,
        }
        self.left.set(self.left.get().saturating_sub(content.len() as u64));
        Some(content)
    }

    /// The numbers of all objects, lowest first.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.places.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    /// Whether a font may have one more letter, or width.
    pub(super) fn has_room(&self) -> bool {
        let left = self.letters.get().checked_sub(1);
        self.letters.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Whether there is time left.
    pub(super) fn has_time(&self) -> bool {
        Instant::now() < self.end
    }
}

/// Where some bytes stand, one place after another.
fn positions<'a>(bytes: &'a [u8], what: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(from..)?;
        let mut tried = 0;
        loop {
            let first = rest.get(tried..)?.iter().position(|byte| *byte == what[0])? + tried;
            if rest[first..].starts_with(what) {
                from += first + what.len();
                return Some(from - what.len());
            }
            tried = first + 1;
        }
    })
}

/// The number of an object: `12 0 ` before its `obj`.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let start = at.saturating_sub(20);
    let head = bytes.get(start..at)?;
    let mut words = head.rsplit(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let (generation, number) = (words.next()?, words.next()?);
    let tail = number.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<u32>().ok();
    whole(generation)?;
    whole(&number[number.len() - tail..])
}
