//! Collections: resources in sections and in order, with notes between, and the shelf.
//!
//! A collection begins as a draft of its owner and is published to those whom its visibility
//! names. It holds resources without owning them: one resource may be in many collections, and
//! whoever may not see a resource does not see it there either.

mod actions;
mod contents;
mod model;
mod store;

pub use self::{
    actions::{
        Way, add_item, add_note, add_section, begin, change_note, change_section, describe, erase,
        move_item, move_section, place_item, publish, put, remove_item, remove_section, restore,
        take, unpublish, withdraw,
    },
    contents::contents,
    model::{
        Card, Collection, Contents, Item, Kept, NewCollection, Section, State, Thing, may_edit,
        may_read, readable,
    },
    store::{
        by_community, by_import, by_owner, cards, find, find_by_key, has_resource, holding, mine,
        on_shelf, recent, sections,
    },
};
use crate::{
    part::Part,
    text::{markdown, sanitise},
};

/// The room of collections.
pub const PART: Part = Part {
    name: "collections",
    migrations: &[include_str!("../../migrations/collections/0001_collections.sql")],
    listeners: &[actions::hear],
    keeps_file: store::keeps_file,
    ..Part::EMPTY
};

/// A summary as HTML. People write Markdown; what imports bring is HTML from end to end.
pub fn prose(summary: &str) -> String {
    let trimmed = summary.trim();
    let is_html = trimmed.ends_with('>')
        && trimmed.strip_prefix('<').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    if is_html { sanitise::html(trimmed) } else { markdown::to_html(trimmed) }
}
