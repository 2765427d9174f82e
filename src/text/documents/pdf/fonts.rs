//! Which letters the codes of a font stand for, and how wide they are.

use std::collections::HashMap;

use encoding_rs::{MACINTOSH, WINDOWS_1252};

use super::{
    objects::Objects,
    syntax::{Dict, Reader, Value},
};

/// Values between two operators of a map at most.
const MOST_VALUES: usize = 100_000;
/// One code stands for no more letters.
const MOST_OF_CODE: usize = 8;

/// How the texts of one font are read.
#[derive(Default)]
pub(super) struct Font {
    /// Whether two bytes are one code.
    wide: bool,
    letters: HashMap<u16, String>,
    widths: HashMap<u16, f64>,
    usual_width: f64,
}

impl Font {
    pub(super) fn of(objects: &Objects<'_>, font: &Dict) -> Self {
        let wide = objects.get(font, "Subtype").name() == Some("Type0");
        let mut it = Self { wide, usual_width: 500.0, ..Self::default() };
        if wide {
            it.usual_width = 1000.0;
            it.wide_widths(objects, font);
        } else {
            it.plain_letters(objects, font);
            let first = objects.get(font, "FirstChar").index().unwrap_or(0);
            if let Value::Array(widths) = objects.get(font, "Widths") {
                for (code, width) in (first..=255).zip(&widths) {
                    let width = objects.resolved(width).number();
                    it.widths.extend(u16::try_from(code).ok().zip(width));
                }
            }
        }
        if let Some(map) = font.get("ToUnicode")
            && let Some((_, map)) = objects.stream(map)
        {
            it.read_map(objects, &map);
        }
        it
    }

    /// The codes of a text with their widths, in thousandths, and whether each is a blank byte.
    pub(super) fn codes(&self, text: &[u8]) -> Vec<(u16, f64, bool)> {
        let step = if self.wide { 2 } else { 1 };
        text.chunks(step)
            .map(|bytes| {
                let code = bytes.iter().fold(0_u16, |code, byte| code << 8 | u16::from(*byte));
                let width = self.widths.get(&code).copied().unwrap_or(self.usual_width);
                (code, width, bytes == b" ")
            })
            .collect()
    }

    /// What a code stands for.
    pub(super) fn letter(&self, code: u16) -> &str {
        self.letters.get(&code).map_or("", String::as_str)
    }

    fn plain_letters(&mut self, objects: &Objects<'_>, font: &Dict) {
        let encoding = objects.get(font, "Encoding");
        let (base, differences) = match &encoding {
            Value::Dict(dict) => {
                (objects.get(dict, "BaseEncoding"), objects.get(dict, "Differences"))
            }
            other => (other.clone(), Value::Null),
        };
        let mac = base.name() == Some("MacRomanEncoding");
        let letters = if mac { MACINTOSH } else { WINDOWS_1252 };
        for byte in 32..=255_u8 {
            let letter = letters.decode_without_bom_handling(&[byte]).0.into_owned();
            self.letters.insert(u16::from(byte), letter);
        }
        let mut code = 0_usize;
        for value in differences.array().unwrap_or_default().iter().take(MOST_VALUES) {
            match value {
                Value::Name(name) => {
                    if let Ok(code) = u16::try_from(code) {
                        self.letters.insert(code, named(name));
                    }
                    code += 1;
                }
                other => code = other.index().unwrap_or(code),
            }
        }
    }

    fn wide_widths(&mut self, objects: &Objects<'_>, font: &Dict) {
        let Value::Array(below) = objects.get(font, "DescendantFonts") else { return };
        let Some(below) = below.first().and_then(|below| objects.dict(below)) else { return };
        self.usual_width = objects.get(&below, "DW").number().unwrap_or(1000.0);
        let Value::Array(widths) = objects.get(&below, "W") else { return };
        let mut widths = widths.iter().map(|value| objects.resolved(value));
        while let (Some(first), Some(second)) = (widths.next(), widths.next()) {
            let Some(first) = first.index() else { return };
            if let Value::Array(each) = second {
                for (code, width) in (first..).zip(&each) {
                    let width = objects.resolved(width).number();
                    self.widths.extend(u16::try_from(code).ok().zip(width));
                }
            } else if let (Some(last), Some(width)) =
                (second.index(), widths.next().and_then(|width| width.number()))
            {
                for code in (first..=last.min(0xffff)).take_while(|_| objects.has_room()) {
                    self.widths.extend(u16::try_from(code).ok().map(|code| (code, width)));
                }
            } else {
                return;
            }
        }
    }

    /// Reads a map to Unicode: lines between `beginbfchar` or `beginbfrange` and their end.
    fn read_map(&mut self, objects: &Objects<'_>, map: &[u8]) {
        let mut reader = Reader::new(map, 0);
        let mut waiting: Vec<Value> = Vec::new();
        while let Some(value) = reader.next() {
            let Value::Operator(operator) = value else {
                if waiting.len() < MOST_VALUES {
                    waiting.push(value);
                }
                continue;
            };
            match operator.as_slice() {
                b"endbfchar" => {
                    for pair in waiting.chunks_exact(2) {
                        if let [Value::Text(code), Value::Text(letter)] = pair {
                            self.map(objects, code_of(code), utf_16(letter));
                        }
                    }
                }
                b"endbfrange" => {
                    for three in waiting.chunks_exact(3) {
                        self.map_range(objects, three);
                    }
                }
                b"endcodespacerange" => {
                    if let Some(Value::Text(code)) = waiting.first() {
                        self.wide = code.len() == 2;
                    }
                }
                _ => {}
            }
            waiting.clear();
            reader.more();
        }
    }

    fn map(&mut self, objects: &Objects<'_>, code: Option<u16>, letter: String) {
        if let Some(code) = code
            && objects.has_room()
        {
            self.letters.insert(code, letter);
        }
    }

    fn map_range(&mut self, objects: &Objects<'_>, three: &[Value]) {
        let [Value::Text(first), Value::Text(last), to] = three else { return };
        let (Some(first), Some(last)) = (code_of(first), code_of(last)) else { return };
        match to {
            Value::Array(letters) => {
                for (code, letter) in (first..=last).zip(letters) {
                    if let Value::Text(letter) = letter {
                        self.map(objects, Some(code), utf_16(letter));
                    }
                }
            }
            Value::Text(letter) => {
                let text = utf_16(letter);
                let Some(end) = text.chars().next_back() else { return };
                let start = &text[..text.len() - end.len_utf8()];
                for (code, letter) in (first..=last).zip(u32::from(end)..) {
                    let letter = char::from_u32(letter).map(|letter| format!("{start}{letter}"));
                    self.map(objects, Some(code), letter.unwrap_or_default());
                }
            }
            _ => {}
        }
    }
}

fn code_of(bytes: &[u8]) -> Option<u16> {
    match bytes {
        [one] => Some(u16::from(*one)),
        [high, low] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    }
}

fn utf_16(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units[..units.len().min(MOST_OF_CODE)])
}

/// The letter of a glyph's name, for Latin letters.
fn named(name: &str) -> String {
    let name = name.split('.').next().unwrap_or_default();
    if let Some(code) = name.strip_prefix("uni").filter(|code| code.len() == 4)
        && let Some(letter) = u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
    {
        return letter.to_string();
    }
    if name.len() == 1 {
        return name.to_owned();
    }
    if let Some((_, letter)) = NAMES.iter().find(|(known, _)| *known == name) {
        return (*letter).to_owned();
    }
    let Some(first) = name.get(..1).filter(|first| first.is_ascii()) else {
        return String::new();
    };
    let accent = ACCENTS.iter().find(|(known, _)| name.get(1..) == Some(*known));
    accent.map_or_else(String::new, |(_, accent)| format!("{first}{accent}"))
}

/// Endings of the names of letters, as marks that combine with the letter before.
const ACCENTS: &[(&str, &str)] = &[
    ("dieresis", "\u{308}"),
    ("acute", "\u{301}"),
    ("grave", "\u{300}"),
    ("circumflex", "\u{302}"),
    ("tilde", "\u{303}"),
    ("ring", "\u{30a}"),
    ("cedilla", "\u{327}"),
    ("caron", "\u{30c}"),
    ("ogonek", "\u{328}"),
    ("breve", "\u{306}"),
    ("macron", "\u{304}"),
    ("dotaccent", "\u{307}"),
    ("hungarumlaut", "\u{30b}"),
];

const NAMES: &[(&str, &str)] = &[
    ("space", " "),
    ("nbspace", " "),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("period", "."),
    ("comma", ","),
    ("colon", ":"),
    ("semicolon", ";"),
    ("hyphen", "-"),
    ("minus", "-"),
    ("endash", "–"),
    ("emdash", "—"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("bracketleft", "["),
    ("bracketright", "]"),
    ("slash", "/"),
    ("plus", "+"),
    ("equal", "="),
    ("percent", "%"),
    ("ampersand", "&"),
    ("exclam", "!"),
    ("question", "?"),
    ("quotesingle", "'"),
    ("quoteright", "’"),
    ("quoteleft", "‘"),
    ("quotedbl", "\""),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotedblbase", "„"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("ff", "ff"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("germandbls", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("lslash", "ł"),
    ("Lslash", "Ł"),
    ("dotlessi", "ı"),
    ("eth", "ð"),
    ("thorn", "þ"),
    ("degree", "°"),
    ("section", "§"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("Euro", "€"),
];
