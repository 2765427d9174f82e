//! What pages show of recommendations.

use askama::Template;
use rusqlite::Connection;

use super::{
    alike, store,
    suggest::{self, Suggestion},
};
use crate::{
    error::Result,
    ids::Thing,
    part::Looking,
    resources::Row,
    web::{Drawn, filters},
};

#[derive(Template)]
#[template(path = "recommend/alike.html")]
struct Alike {
    rows: Vec<Row>,
}

/// More like a resource.
pub fn alike(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let rows = alike::alike(conn, looking.viewer, id)?;
    if rows.is_empty() { Ok(None) } else { Ok(Some(Box::new(Alike { rows }))) }
}

#[derive(Template)]
#[template(path = "recommend/suggestions.html")]
struct SuggestionsPanel {
    /// Each with what its reason quotes.
    all: Vec<(Suggestion, String)>,
    has_hidden: bool,
}

impl SuggestionsPanel {
    fn drawing(suggestion: &Suggestion) -> &'static str {
        match suggestion.thing {
            Thing::Community(_) => "people",
            Thing::Collection(_) => "collection",
            _ => "person",
        }
    }
}

/// Whom and what to look at, on the front page of people.
pub fn suggestions(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Site, Some(person)) = (looking.thing, &looking.viewer.0) else { return Ok(None) };
    let found = suggest::suggest(conn, person)?;
    let has_hidden = store::count_hidden(conn, person.account)? > 0;
    if found.is_empty() && !has_hidden {
        return Ok(None);
    }
    let all = found.into_iter().map(|suggestion| {
        let value = suggestion.reason.value(looking.language);
        (suggestion, value)
    });
    Ok(Some(Box::new(SuggestionsPanel { all: all.collect(), has_hidden })))
}
