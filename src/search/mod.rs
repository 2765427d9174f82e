//! The search: finds what is shared here by its words, and narrows it down by filters.
//!
//! The words of all things stand in an FTS5 index, written by a job after each change. Who may find
//! a thing, and under which filters, is written at once, in the transaction that changes it, and is
//! held in memory for counting. What a viewer may not read is neither found nor counted.

mod browse;
mod catalogue;
mod command;
mod document;
mod find;
mod index;
mod listen;
mod pages;
mod saved;
mod sources;
mod store;
#[cfg(test)]
mod tests;
mod wish;

use actix_web::web::{self, ServiceConfig};
use rusqlite::Connection;

pub use self::{
    browse::{Browse, browse, newest},
    catalogue::{Catalogue, Reach},
    document::Facet,
    index::at_start,
    pages::{Choice, facet_choices, reach},
};
use crate::{
    error::Result,
    jobs::Kind,
    part::{Finding, Part, State, Who},
    text::analyse::ANALYSER_VERSION,
    web::Viewer,
};

/// The room of the search.
pub const PART: Part = Part {
    name: "search",
    migrations: &[
        include_str!("../../migrations/search/0001_search.sql"),
        include_str!("../../migrations/search/0002_used.sql"),
        include_str!("../../migrations/search/0003_titles.sql"),
    ],
    routes,
    gate: &[("/search", Who::Readers)],
    words: &[
        ("en", include_str!("../../templates/search/en.ftl")),
        ("de", include_str!("../../templates/search/de.ftl")),
    ],
    jobs: &[Kind::of::<index::ReadWords>(), Kind::of::<index::Rebuild>()],
    listeners: &[listen::hear],
    commands: &[command::COMMAND],
    health,
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    routes.route("/search", web::get().to(pages::show));
}

fn health(conn: &Connection, _: &Viewer) -> Result<Vec<Finding>> {
    let (known, stale) = store::count(conn)?;
    let old = known > 0 && store::analyser(conn)? != ANALYSER_VERSION;
    let (state, key, value) = match (old, stale) {
        (true, _) => (State::Amber, "check-search-old", known),
        (false, 0) => (State::Green, "check-search", known),
        (false, stale) => (State::Amber, "check-search-behind", stale),
    };
    let link = (state != State::Green).then_some("/admin/jobs");
    Ok(vec![Finding { state, key, value: value.to_string(), link }])
}
