//! Collections: resources in sections and in order, with notes between, and the shelf.
//!
//! A collection begins as a draft of its owner and is published to those whom its visibility
//! names. It holds resources without owning them: one resource may be in many collections, and
//! whoever may not see a resource does not see it there either.

mod actions;
mod community;
mod contents;
mod edit;
mod feature;
mod model;
mod pages;
mod panel;
mod shelf;
mod store;
mod take_part;
pub mod together;

use actix_web::web::ServiceConfig;

pub use self::{
    actions::{
        Way, add_item, add_note, add_section, begin, change_note, change_picture, change_section,
        describe, erase, hollow, move_item, move_section, place_item, publish, put, remove_item,
        remove_section, restore, take, unpublish, withdraw,
    },
    contents::contents,
    model::{
        Card, Collection, Contents, Item, Kept, MOST_SECTION, MOST_SECTIONS, MOST_SUMMARY,
        MOST_TITLE, NewCollection, Section, State, Thing, may_edit, may_read, readable,
    },
    store::{
        based_on, by_community, by_import, by_owner, cards, copies, featured, find, find_by_key,
        find_suggestion, has_resource, holding, mine, on_shelf, published_by, recent, sections,
    },
};
use crate::{
    part::{Panel, Part, Place, Who},
    text::{markdown, sanitise},
};

/// The room of collections.
pub const PART: Part = Part {
    name: "collections",
    migrations: &[
        include_str!("../../migrations/collections/0001_collections.sql"),
        include_str!("../../migrations/collections/0002_together.sql"),
    ],
    routes,
    gate: &[
        ("/collections", Who::Readers),
        ("/collections/new", Who::People),
        ("/k/{key}", Who::Readers),
        ("/k/{key}/state", Who::People),
        ("/k/{key}/edit", Who::People),
        ("/k/{key}/picture", Who::People),
        ("/k/{key}/picture/{size}", Who::Readers),
        ("/k/{key}/cover.svg", Who::Readers),
        ("/k/{key}/sections", Who::People),
        ("/k/{key}/sections/{section}", Who::People),
        ("/k/{key}/items", Who::People),
        ("/k/{key}/items/{item}", Who::People),
        ("/k/{key}/copy", Who::People),
        ("/k/{key}/seen", Who::People),
        ("/k/{key}/together", Who::People),
        ("/k/{key}/together/items/{item}", Who::People),
        ("/k/{key}/together/{suggestion}", Who::People),
        ("/u/{handle}/collections", Who::Readers),
        ("/c/{handle}", Who::Readers),
        ("/c/{handle}/featured", Who::People),
        ("/shelf", Who::People),
        ("/shelf/r/{key}", Who::People),
        ("/shelf/k/{key}", Who::People),
        ("/r/{key}/collect", Who::People),
    ],
    words: &[
        ("en", include_str!("../../templates/collections/en.ftl")),
        ("de", include_str!("../../templates/collections/de.ftl")),
    ],
    listeners: &[actions::hear],
    keeps_file: store::keeps_file,
    panels: &[
        Panel { place: Place::Bar, show: panel::bar },
        Panel { place: Place::Top, show: panel::top },
        Panel { place: Place::Side, show: panel::side },
    ],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
    edit::routes(routes);
    shelf::routes(routes);
    community::routes(routes);
    feature::routes(routes);
    take_part::routes(routes);
}

/// A summary as HTML. People write Markdown; what imports bring is HTML from end to end.
pub fn prose(summary: &str) -> String {
    let trimmed = summary.trim();
    if is_html(trimmed) { sanitise::html(trimmed) } else { markdown::to_html(trimmed) }
}

/// Whether a summary is taken for HTML: it begins and ends with an element.
pub fn is_html(summary: &str) -> bool {
    let begins = |rest: &str| rest.starts_with(char::is_alphabetic);
    summary.ends_with('>') && summary.strip_prefix('<').is_some_and(begins)
}
