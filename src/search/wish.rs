//! What somebody looks for, as the address of the search page says it.

use url::form_urlencoded;

use super::{
    catalogue::Chosen,
    document::{Card, Facet},
};

/// Most characters of the words that are kept.
const MOST_WORDS: usize = 300;
/// Most values of one facet, and most characters of one.
const MOST_VALUES: usize = 30;
const LONGEST_VALUE: usize = 100;
/// The last page: nobody turns so many, but robots do.
const LAST_PAGE: usize = 500;

/// Which comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What fits the words best.
    #[default]
    Best,
    /// What was shared last.
    Newest,
}

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The words, as typed.
    pub words: String,
    /// The values that are filtered by.
    pub chosen: Chosen,
    /// Which comes first; without words always the newest.
    pub order: Order,
    /// Which page, from 1.
    pub page: usize,
}

impl Wish {
    /// Reads the query of an address. What is not understood is left out.
    pub fn parse(query: &str) -> Self {
        let mut wish = Self { page: 1, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "q" => wish.words = value.chars().take(MOST_WORDS).collect(),
                "sort" if value == "date" => wish.order = Order::Newest,
                "page" => wish.page = value.parse().unwrap_or(1).clamp(1, LAST_PAGE),
                name => {
                    if let Some(facet) = Facet::named(name) {
                        wish.choose(facet, value);
                    }
                }
            }
        }
        wish
    }

    fn choose(&mut self, facet: Facet, value: &str) {
        let values = &mut self.chosen[facet.at()];
        let fits = !value.is_empty() && value.len() <= LONGEST_VALUE && values.len() < MOST_VALUES;
        if fits && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && !self.is_filtered()
    }

    /// Whether there is a filter.
    pub fn is_filtered(&self) -> bool {
        self.chosen.iter().any(|values| !values.is_empty())
    }

    /// How many filters there are.
    pub fn filter_count(&self) -> usize {
        self.chosen.iter().map(Vec::len).sum()
    }

    /// The subject, if nothing else is asked for.
    pub fn subject_alone(&self) -> Option<&str> {
        match self.chosen[Facet::Subject.at()].as_slice() {
            [code] if self.words.is_empty() && self.filter_count() == 1 => Some(code),
            _ => None,
        }
    }

    /// Whether the filters let a card pass: of each facet one value is enough.
    pub fn fits(&self, card: &Card) -> bool {
        Facet::ALL.into_iter().all(|facet| {
            let wanted = &self.chosen[facet.at()];
            // A field stands for all that lie within it.
            let has = |wanted: &String| {
                card.values[facet.at()].split(' ').any(|value| match facet {
                    Facet::Subject => value.starts_with(wanted.as_str()),
                    _ => value == wanted,
                })
            };
            wanted.is_empty() || wanted.iter().any(has)
        })
    }

    /// All filters, in the order of the facets.
    pub fn filters(&self) -> impl Iterator<Item = (Facet, &str)> {
        Facet::ALL.into_iter().flat_map(|facet| {
            self.chosen[facet.at()].iter().map(move |value| (facet, value.as_str()))
        })
    }

    /// The same from its first page, without one filter.
    #[must_use]
    pub fn without(&self, facet: Facet, value: &str) -> Self {
        let mut wish = Self { page: 1, ..self.clone() };
        wish.chosen[facet.at()].retain(|chosen| chosen != value);
        wish
    }

    /// The same from its first page, without any value of this facet.
    #[must_use]
    pub fn without_facet(&self, facet: Facet) -> Self {
        let mut wish = Self { page: 1, ..self.clone() };
        wish.chosen[facet.at()].clear();
        wish
    }

    /// The words alone.
    #[must_use]
    pub fn words_alone(&self) -> Self {
        Self { words: self.words.clone(), order: self.order, page: 1, ..Self::default() }
    }

    /// Another page of the same.
    #[must_use]
    pub fn page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The address that says this.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.words.is_empty() {
            query.append_pair("q", &self.words);
        }
        for (facet, value) in self.filters() {
            query.append_pair(facet.name(), value);
        }
        if self.order == Order::Newest {
            query.append_pair("sort", "date");
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        match query.finish().as_str() {
            "" => "/search".to_owned(),
            query => format!("/search?{query}"),
        }
    }
}
