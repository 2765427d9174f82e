//! The forms under which one piece of text is indexed and looked for.

use unicode_segmentation::UnicodeSegmentation;

use super::{
    compound,
    fold::{folded, lower, spelt_out, spelt_short, token},
    pieces::{Joint, Kind, Piece},
    stem::stems,
};

/// A writing system that decides which languages a word can belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Devanagari,
    Tamil,
    Hangul,
    Other,
}

/// A language as the analyser knows it; an empty tag has no stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    pub tag: &'static str,
    pub script: Script,
}

/// Languages with rules, by the script they are mostly written in.
const LANGUAGES: &[(Script, &[&str])] = &[
    (
        Script::Latin,
        &[
            "az", "bs", "ca", "cs", "da", "de", "en", "eo", "es", "et", "fi", "fr", "fy", "gl",
            "hr", "hu", "is", "it", "lb", "nb", "nl", "nn", "no", "oc", "pl", "pt", "ro", "sk",
            "sl", "sv", "tr",
        ],
    ),
    (Script::Greek, &["el"]),
    (Script::Cyrillic, &["be", "bg", "mk", "ru", "sr", "uk"]),
    (Script::Hebrew, &["he", "yi"]),
    (Script::Arabic, &["ar", "fa", "ps", "ur"]),
    (Script::Devanagari, &["hi", "mr", "ne"]),
    (Script::Tamil, &["ta"]),
    (Script::Hangul, &["ko"]),
];

impl Language {
    /// The rules for a BCP 47 tag; only its first part counts.
    pub fn of(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        for (script, tags) in LANGUAGES {
            if let Some(tag) = tags.iter().find(|tag| **tag == primary) {
                return Language { tag, script: *script };
            }
        }
        Language { tag: "", script: Script::Latin }
    }

    pub fn guess(text: &str) -> Language {
        match crate::text::language::guess(text) {
            Some((tag, confidence)) if confidence >= 0.5 => Language::of(tag),
            _ => Language { tag: "en", script: Script::Latin },
        }
    }

    /// The language by whose rules a word in `script` is read in a text of this language.
    pub fn within(self, script: Script) -> &'static str {
        if script == self.script || (self.tag == "sr" && script == Script::Latin) {
            self.tag
        } else {
            usual(script)
        }
    }
}

/// The language to try for a script when nothing else is known.
pub fn usual(script: Script) -> &'static str {
    match script {
        Script::Latin => "en",
        Script::Greek => "el",
        Script::Cyrillic => "ru",
        Script::Hebrew => "he",
        Script::Arabic => "ar",
        Script::Devanagari => "hi",
        Script::Tamil => "ta",
        Script::Hangul => "ko",
        Script::Other => "",
    }
}

pub fn script(word: &str) -> Script {
    let Some(letter) = word.chars().find(|c| c.is_alphabetic()) else { return Script::Other };
    match letter {
        '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF00}'..='\u{FF5A}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{590}'..='\u{5FF}' | '\u{FB1D}'..='\u{FB4F}' => Script::Hebrew,
        '\u{600}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' | '\u{FB50}'..='\u{FEFC}' => Script::Arabic,
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{B80}'..='\u{BFF}' => Script::Tamil,
        '\u{AC00}'..='\u{D7A3}' => Script::Hangul,
        _ => Script::Other,
    }
}

/// The tokens that stand in the index in the order of the text; quoted phrases are looked for here.
pub fn in_order(piece: &Piece<'_>, found: &mut dyn FnMut(&str)) {
    match piece.kind {
        Kind::Word | Kind::Hangul => found(&main(piece)),
        Kind::Ideographs | Kind::Clusters => {
            let units = units(piece);
            if let [only] = units.as_slice() {
                found(only);
            }
            for pair in units.windows(2) {
                found(&pair.concat());
            }
        }
    }
}

/// The folded word itself; a language of programmers whose name is a sign keeps its name.
pub fn main(piece: &Piece<'_>) -> String {
    match piece.text {
        "C++" | "c++" => "cplusplus".to_owned(),
        "C#" | "c#" => "csharp".to_owned(),
        "F#" | "f#" => "fsharp".to_owned(),
        text => token(&lower(text, false)),
    }
}

/// The characters (or letters with their marks) of a run without blanks, folded.
pub fn units(piece: &Piece<'_>) -> Vec<String> {
    let text = folded(&lower(piece.text, false));
    match piece.kind {
        Kind::Clusters => text.graphemes(true).map(str::to_owned).collect(),
        _ => text.chars().filter(|c| c.is_alphanumeric()).map(String::from).collect(),
    }
}

/// Every other form under which a document with this piece is found.
pub fn further(piece: &Piece<'_>, language: Language, found: &mut dyn FnMut(String)) {
    let main = main(piece);
    match piece.kind {
        Kind::Word => {
            let tag = language.within(script(piece.text));
            let mut found = |form: String| {
                if form != main {
                    found(form);
                }
            };
            bent(piece, tag, &mut found);
            let lower = lower(piece.text, false);
            for tail in compound::tails(&lower, tag) {
                stems(tail, tag, &mut found);
            }
            // Words joined by an invisible mark, as in Persian, are also found alone.
            if piece.text.contains('\u{200C}') {
                for part in piece.text.split('\u{200C}') {
                    found(token(&self::lower(part, false)));
                }
            }
        }
        Kind::Hangul => {
            bent(piece, "ko", found);
            for pair in pairs(&main) {
                found(pair);
            }
        }
        Kind::Ideographs => {
            let units = units(piece);
            if units.len() > 1 {
                units.into_iter().filter(|unit| !is_syllable(unit)).for_each(found);
            }
        }
        Kind::Clusters => {}
    }
}

/// Other spellings and the stems of a word by the rules of one language.
pub fn bent(piece: &Piece<'_>, tag: &str, found: &mut dyn FnMut(String)) {
    let mut found = |form: String| {
        if form.chars().nth(1).is_some() {
            found(form);
        }
    };
    let lower = lower(piece.text, matches!(tag, "tr" | "az"));
    if let Some(long) = spelt_out(&lower) {
        found(token(&long));
    }
    if matches!(tag, "de" | "lb")
        && let Some(short) = spelt_short(&lower)
    {
        found(token(&short));
        stems(&short, tag, &mut found);
    }
    stems(&lower, tag, &mut found);
}

/// Words with hyphens as one word: `e-mail` as `email`.
pub fn joined(chain: &[Piece<'_>]) -> Option<String> {
    if chain.len() < 2 || chain.len() > 4 {
        return None;
    }
    if chain[1..].iter().any(|piece| piece.joint != Joint::Hyphen) {
        return None;
    }
    let joined: String = chain.iter().map(main).collect();
    (joined.len() <= 60).then_some(joined)
}

/// Every two neighbouring characters of a word of at least three.
pub fn pairs(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return Vec::new();
    }
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Whether this is a Japanese syllable (after folding, katakana is hiragana).
pub fn is_syllable(unit: &str) -> bool {
    unit.starts_with(|c| matches!(c, '\u{3041}'..='\u{30FF}'))
}
