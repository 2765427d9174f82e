//! The lists to choose from when a resource is described: subjects, levels, types, languages, licences.
//!
//! Each entry has a short code, which is stored, and an address, by which other programs know it. Labels are
//! in English and German. The lists are part of the binary; `data/README.md` says where they come from.

pub mod choices;
mod languages;
mod levels;
pub mod licences;
mod subjects;
mod terms;
#[cfg(test)]
mod tests;

use crate::text;

pub use self::{
    choices::{
        autonym, broad_subjects, known, language_choices, language_name, level_choices, level_name,
        licence_choices, licence_name, subject_choices, subject_name, type_choices, type_name,
    },
    languages::{Language, language, languages},
    levels::{Level, level, levels},
    subjects::{Subject, SubjectKind, broad, subject, subjects},
    terms::{Term, TermKind, term, terms},
};

/// The lists a form can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Subject,
    Level,
    Type,
    Audience,
    Use,
    Interactivity,
    Language,
    Licence,
}

/// A value that is in none of the lists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not in the list of {kind:?}")]
pub struct Unknown {
    pub kind: Kind,
    /// What was given, cut to 100 characters.
    pub value: String,
}

/// The code under which a value is stored, for a code or an address that stands for it.
///
/// Subjects give their ISCED-F code, levels a digit, languages a BCP 47 tag, licences an address, all others
/// the last part of their address.
pub fn normalise(kind: Kind, value: &str) -> Result<String, Unknown> {
    let value = value.trim();
    let known = match kind {
        Kind::Subject => subjects::find(value).map(|subject| subject.code.to_owned()),
        Kind::Level => levels::find(value).map(|level| level.code.to_owned()),
        Kind::Type => terms::find(TermKind::Type, value).map(|term| term.code.to_owned()),
        Kind::Audience => terms::find(TermKind::Audience, value).map(|term| term.code.to_owned()),
        Kind::Use => terms::find(TermKind::Use, value).map(|term| term.code.to_owned()),
        Kind::Interactivity => {
            terms::find(TermKind::Interactivity, value).map(|term| term.code.to_owned())
        }
        Kind::Language => text::language::normalise(value).and_then(|tag| {
            let rest = tag.find('-').map_or("", |at| &tag[at..]);
            language(&tag).map(|language| format!("{}{rest}", language.code))
        }),
        Kind::Licence => licences::licence(value).map(|licence| licence.uri.clone()),
    };
    known.ok_or_else(|| Unknown { kind, value: value.chars().take(100).collect() })
}

/// Whether a reader of this language reads the German labels.
fn is_german(language: &str) -> bool {
    language.get(..2).is_some_and(|primary| primary.eq_ignore_ascii_case("de"))
        && !language.as_bytes().get(2).is_some_and(u8::is_ascii_alphanumeric)
}

fn pick(language: &str, en: &'static str, de: &'static str) -> &'static str {
    if is_german(language) { de } else { en }
}
