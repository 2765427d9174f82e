//! The values of PDF: numbers, names, strings, arrays, dictionaries, references.

use std::collections::HashMap;

use crate::text::url::unescaped;

/// Values within values.
const DEPTH: usize = 24;
/// Values that are read before somebody asks for [`Reader::more`].
const MOST: usize = 200_000;

/// A value, or an operator of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Number(f64),
    Name(String),
    Text(Vec<u8>),
    Array(Vec<Self>),
    Dict(Dict),
    Ref(u32),
    Operator(Vec<u8>),
}

pub(super) type Dict = HashMap<String, Value>;

impl Value {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// A whole number that is not negative.
    pub(super) fn index(&self) -> Option<usize> {
        let number = self.number().filter(|number| (0.0..1e9).contains(number))?;
        format!("{number:.0}").parse().ok()
    }

    pub(super) fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn array(&self) -> Option<&[Self]> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }
}

/// Reads values one after another.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    left: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, left: MOST }
    }

    /// Lets as many values be read as at the beginning: those before are of no use any more.
    pub(super) fn more(&mut self) {
        self.left = MOST;
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// What comes next; nothing at the end, or where nothing makes sense.
    pub(super) fn next(&mut self) -> Option<Value> {
        self.value(DEPTH)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.left = self.left.checked_sub(1)?;
        self.skip_space();
        match self.peek()? {
            b'/' => Some(Value::Name(self.name())),
            b'(' => Some(Value::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                let mut dict = Dict::new();
                loop {
                    self.skip_space();
                    match self.peek()? {
                        b'>' => {
                            self.at = (self.at + 2).min(self.bytes.len());
                            return Some(Value::Dict(dict));
                        }
                        b'/' => {
                            let name = self.name();
                            dict.insert(name, self.value(depth)?);
                        }
                        _ => return None,
                    }
                }
            }
            b'<' => Some(Value::Text(self.hexadecimal())),
            b'[' => {
                self.at += 1;
                let mut values = Vec::new();
                loop {
                    self.skip_space();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(Value::Array(values));
                    }
                    values.push(self.value(depth)?);
                }
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => Some(self.number_or_reference()),
            byte if is_regular(byte) => {
                let word = self.word();
                Some(if word == b"null" { Value::Null } else { Value::Operator(word.to_vec()) })
            }
            // A bracket that closes nothing.
            _ => {
                self.at += 1;
                Some(Value::Null)
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn number(&mut self) -> Value {
        let word = self.word();
        let text = std::str::from_utf8(word).unwrap_or_default();
        text.parse().map_or_else(|_| Value::Operator(word.to_vec()), Value::Number)
    }

    fn number_or_reference(&mut self) -> Value {
        let first = self.number();
        let back = self.at;
        if let Some(number) = first.index().and_then(|number| u32::try_from(number).ok()) {
            self.skip_space();
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                let second = self.number();
                self.skip_space();
                if second.index().is_some() && self.peek() == Some(b'R') && self.word() == b"R" {
                    return Value::Ref(number);
                }
            }
        }
        self.at = back;
        first
    }

    fn name(&mut self) -> String {
        self.at += 1;
        String::from_utf8_lossy(&unescaped(self.word(), b'#')).into_owned()
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1_usize);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escaped(&mut text),
                b'(' => {
                    open += 1;
                    text.push(byte);
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    text.push(byte);
                }
                byte => text.push(byte),
            }
        }
        text
    }

    fn escaped(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' | b'f' => text.push(b' '),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(u8::try_from(code & 0xff).unwrap_or_default());
            }
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut text, mut half) = (Vec::new(), None);
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
            else {
                continue;
            };
            match half.take() {
                Some(high) => text.push(high << 4 | digit),
                None => half = Some(digit),
            }
        }
        text.extend(half.map(|high| high << 4));
        text
    }
}
