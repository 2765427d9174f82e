//! Subjects: UNESCO's fields of education and training, ISCED-F 2013.

use std::{collections::HashMap, sync::LazyLock};

use super::pick;

/// What an entry of ISCED-F stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A field to choose; the others serve statistics.
    Field,
    NotFurtherDefined,
    NotElsewhereClassified,
    Interdisciplinary,
    Unknown,
}

/// One field of ISCED-F 2013.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Two digits for a broad field, three for a narrow one, four for a detailed one.
    pub code: &'static str,
    pub kind: SubjectKind,
    en: &'static str,
    de: &'static str,
    in_kim: bool,
}

static SUBJECTS: LazyLock<Vec<Subject>> =
    LazyLock::new(|| include_str!("data/subjects.tsv").lines().filter_map(read).collect());

static BY_CODE: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| SUBJECTS.iter().enumerate().map(|(at, subject)| (subject.code, at)).collect());

/// All 220 entries; offer those of [`SubjectKind::Field`].
pub fn subjects() -> &'static [Subject] {
    &SUBJECTS
}

/// The entry with this code.
pub fn subject(code: &str) -> Option<&'static Subject> {
    BY_CODE.get(code).map(|at| &SUBJECTS[*at])
}

/// The broad field that a code belongs to: `0541` to `05`.
pub fn broad(code: &str) -> Option<&'static Subject> {
    subject(code)?;
    subject(code.get(..2)?)
}

impl Subject {
    /// The title in English, or in German for German readers.
    pub fn label(&self, language: &str) -> &'static str {
        pick(language, self.en, self.de)
    }

    /// The field one step wider.
    pub fn parent(&self) -> Option<&'static Subject> {
        subject(self.code.get(..self.code.len().checked_sub(1)?)?)
    }

    /// The fields one step narrower that can be chosen.
    pub fn children(&self) -> impl Iterator<Item = &'static Subject> + use<> {
        let code = self.code;
        SUBJECTS.iter().filter(move |other| {
            other.kind == SubjectKind::Field
                && other.code.len() == code.len() + 1
                && other.code.starts_with(code)
        })
    }

    /// The address in the European Learning Model.
    pub fn uri(&self) -> String {
        format!("http://data.europa.eu/snb/isced-f/{}", self.code)
    }

    /// The address in the vocabulary of KIM, where that has the field.
    pub fn kim_uri(&self) -> Option<String> {
        self.in_kim.then(|| format!("https://w3id.org/kim/isced-2013/n{}", self.code))
    }
}

/// Accepts `0541`, `F0541` (as MoodleNet writes it) and addresses ending in either or in `n0541`.
pub fn find(value: &str) -> Option<&'static Subject> {
    let value = value.trim_end_matches('/');
    let code = match value.rsplit_once('/') {
        Some((scheme, code)) => {
            if !(scheme.contains("isced-f") || scheme.contains("isced-2013")) {
                return None;
            }
            code
        }
        None => value,
    };
    subject(code.strip_prefix(['F', 'n']).unwrap_or(code))
}

fn read(line: &'static str) -> Option<Subject> {
    let mut cells = line.split('\t');
    Some(Subject {
        code: cells.next()?,
        kind: match cells.next()? {
            "f" => SubjectKind::Field,
            "d" => SubjectKind::NotFurtherDefined,
            "e" => SubjectKind::NotElsewhereClassified,
            "i" => SubjectKind::Interdisciplinary,
            _ => SubjectKind::Unknown,
        },
        in_kim: cells.next()? == "1",
        en: cells.next()?,
        de: cells.next()?,
    })
}
