//! Languages with a two-letter code (ISO 639-1) and their names.

use std::{collections::HashMap, sync::LazyLock};

use super::pick;
use crate::text::language::{Direction, direction, primary};

/// A language that a resource can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// ISO 639-1, such as `de`.
    pub code: &'static str,
    /// ISO 639-2/T, such as `deu`.
    pub alpha3: &'static str,
    en: &'static str,
    de: &'static str,
    /// What its speakers call it.
    pub autonym: &'static str,
}

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| include_str!("data/languages.tsv").lines().filter_map(read).collect());

static BY_CODE: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let codes = LANGUAGES.iter().enumerate();
    codes.flat_map(|(at, language)| [(language.code, at), (language.alpha3, at)]).collect()
});

/// All 183 languages, by code.
pub fn languages() -> &'static [Language] {
    &LANGUAGES
}

/// The language of a BCP 47 tag or of a code of two or three letters; script and country do not matter.
pub fn language(tag: &str) -> Option<&'static Language> {
    BY_CODE.get(primary(tag)?.as_str()).map(|at| &LANGUAGES[*at])
}

impl Language {
    /// The name in English, or in German for German readers.
    pub fn label(&self, language: &str) -> &'static str {
        pick(language, self.en, self.de)
    }

    /// The direction it is written in.
    pub fn direction(&self) -> Direction {
        direction(self.code)
    }
}

fn read(line: &'static str) -> Option<Language> {
    let mut cells = line.split('\t');
    Some(Language {
        code: cells.next()?,
        alpha3: cells.next()?,
        en: cells.next()?,
        de: cells.next()?,
        autonym: cells.next()?,
    })
}
