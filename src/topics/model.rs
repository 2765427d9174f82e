//! A topic and its names.

use crate::text::language;

/// Something that a resource can be about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topic {
    /// `Q66055` of Wikidata, or a name of the embedded list such as `h-times-tables`.
    pub id: String,
    /// For each language its label, then its other names.
    pub names: Vec<(String, Vec<String>)>,
}

impl Topic {
    /// Its name for a reader: in their language, or English, or any.
    pub fn label(&self, reader: &str) -> &str {
        let reader = language::primary(reader).unwrap_or_default();
        let named = |tag: &str| self.names.iter().find(|(known, _)| known == tag);
        let found = named(&reader).or_else(|| named("en")).or_else(|| self.names.first());
        found.and_then(|(_, names)| names.first()).map_or(&self.id, |name| name)
    }

    /// All its names with their languages.
    pub fn all_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names
            .iter()
            .flat_map(|(tag, names)| names.iter().map(move |name| (tag.as_str(), name.as_str())))
    }

    /// Its page at Wikidata, if it is one of theirs.
    pub fn wikidata(&self) -> Option<String> {
        is_item(&self.id).then(|| format!("https://www.wikidata.org/wiki/{}", self.id))
    }

    /// Its address in linked data (RDF), if it is one of Wikidata's.
    pub fn entity(&self) -> Option<String> {
        is_item(&self.id).then(|| format!("http://www.wikidata.org/entity/{}", self.id))
    }
}

/// Whether this is the number of an item of Wikidata.
pub fn is_item(id: &str) -> bool {
    id.len() <= 12
        && id.strip_prefix('Q').is_some_and(|digits| {
            !digits.is_empty()
                && !digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}
