//! Short lists: types of resources (HCRT), audiences, educational uses, kinds of interactivity (LRMI).

use std::sync::LazyLock;

use super::pick;

/// Which list a term belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    Type,
    Audience,
    Use,
    Interactivity,
}

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub kind: TermKind,
    /// The last part of the address, such as `worksheet`.
    pub code: &'static str,
    pub uri: &'static str,
    en: &'static str,
    de: &'static str,
}

static TERMS: LazyLock<Vec<Term>> =
    LazyLock::new(|| include_str!("data/terms.tsv").lines().filter_map(read).collect());

/// All entries of one list.
pub fn terms(kind: TermKind) -> impl Iterator<Item = &'static Term> {
    TERMS.iter().filter(move |term| term.kind == kind)
}

/// The entry of a list with this code.
pub fn term(kind: TermKind, code: &str) -> Option<&'static Term> {
    terms(kind).find(|term| term.code == code)
}

impl Term {
    /// The name in English, or in German for German readers.
    pub fn label(&self, language: &str) -> &'static str {
        pick(language, self.en, self.de)
    }
}

/// Accepts a code or an address, with `http` or `https`.
pub fn find(kind: TermKind, value: &str) -> Option<&'static Term> {
    let bare = |uri: &str| {
        let uri = uri.trim_end_matches('/');
        uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")).map(str::to_owned)
    };
    let address = bare(value);
    terms(kind).find(|term| term.code == value || (address.is_some() && bare(term.uri) == address))
}

fn read(line: &'static str) -> Option<Term> {
    let mut cells = line.split('\t');
    let kind = match cells.next()? {
        "type" => TermKind::Type,
        "audience" => TermKind::Audience,
        "use" => TermKind::Use,
        "interactivity" => TermKind::Interactivity,
        _ => return None,
    };
    Some(Term {
        kind,
        code: cells.next()?,
        uri: cells.next()?,
        en: cells.next()?,
        de: cells.next()?,
    })
}
