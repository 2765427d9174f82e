//! The lists as forms offer them: code and label, in the language of the reader.

use super::{
    Kind, SubjectKind, TermKind, language, languages, level, levels,
    licences::{licence, licences},
    normalise, subject, subjects, term, terms,
};

type Choices = Vec<(String, String)>;

/// The name of a language; its tag if it is in no list.
pub fn language_name(tag: &str, reader: &str) -> String {
    language(tag).map_or_else(|| tag.to_owned(), |found| found.label(reader).to_owned())
}

/// The name of a language in itself.
pub fn autonym(tag: &str) -> String {
    language(tag).map_or_else(|| tag.to_owned(), |found| found.autonym.to_owned())
}

/// The name of a subject; its code if it is in no list.
pub fn subject_name(code: &str, reader: &str) -> String {
    subject(code).map_or_else(|| code.to_owned(), |found| found.label(reader).to_owned())
}

/// The name of a level; its code if it is in no list.
pub fn level_name(code: &str, reader: &str) -> String {
    level(code).map_or_else(|| code.to_owned(), |found| found.label(reader).to_owned())
}

/// The name of a type; its code if it is in no list.
pub fn type_name(code: &str, reader: &str) -> String {
    term(TermKind::Type, code)
        .map_or_else(|| code.to_owned(), |found| found.label(reader).to_owned())
}

/// The short name of a licence with its version: "CC BY-SA 4.0"; its address if it is in no list.
pub fn licence_name(uri: &str, reader: &str) -> String {
    licence(uri).map_or_else(
        || uri.to_owned(),
        |found| if found.version.is_empty() { found.title(reader) } else { found.short.clone() },
    )
}

/// The eleven broad subjects.
pub fn broad_subjects(reader: &str) -> Choices {
    subjects()
        .iter()
        .filter(|one| one.code.len() == 2 && one.kind == SubjectKind::Field)
        .map(|one| (one.code.to_owned(), one.label(reader).to_owned()))
        .collect()
}

/// All subjects that can be chosen; narrower ones stand under their broad field.
pub fn subject_choices(reader: &str) -> Choices {
    let mut fields: Vec<_> =
        subjects().iter().filter(|one| one.kind == SubjectKind::Field).collect();
    fields.sort_by_key(|one| one.code);
    fields
        .into_iter()
        .map(|one| {
            let depth = "\u{2003}".repeat(one.code.len().saturating_sub(2));
            (one.code.to_owned(), format!("{depth}{}", one.label(reader)))
        })
        .collect()
}

/// The levels.
pub fn level_choices(reader: &str) -> Choices {
    levels().iter().map(|one| (one.code.to_owned(), one.label(reader).to_owned())).collect()
}

/// The types, by name.
pub fn type_choices(reader: &str) -> Choices {
    by_name(terms(TermKind::Type).map(|one| (one.code.to_owned(), one.label(reader).to_owned())))
}

/// The languages, by name.
pub fn language_choices(reader: &str) -> Choices {
    by_name(languages().iter().map(|one| (one.code.to_owned(), one.label(reader).to_owned())))
}

/// The licences that people meet today, the newest first.
pub fn licence_choices(reader: &str) -> Choices {
    let mut choices: Choices = licences()
        .iter()
        .filter(|one| {
            matches!(one.version, "4.0" | "3.0")
                || one.version.is_empty()
                || !one.short.contains("BY")
        })
        .map(|one| (one.uri.clone(), licence_name(&one.uri, reader)))
        .collect();
    choices.dedup();
    choices
}

fn by_name(choices: impl Iterator<Item = (String, String)>) -> Choices {
    let mut choices: Choices = choices.collect();
    choices.sort_by_cached_key(|(_, label)| label.to_lowercase());
    choices
}

/// Those of the values that are in the list of this kind, as they are stored.
pub fn known(kind: &str, values: Vec<String>) -> Vec<String> {
    let kind = match kind {
        "subject" => Kind::Subject,
        "level" => Kind::Level,
        "type" => Kind::Type,
        "licence" => Kind::Licence,
        _ => Kind::Language,
    };
    values.iter().filter_map(|value| normalise(kind, value).ok()).collect()
}
