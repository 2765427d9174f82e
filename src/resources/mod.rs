//! Teaching resources: description, files, licence, versions, publishing.
//!
//! A resource is a link, files, a page written here or an activity of a course. It begins as a
//! draft, is perhaps looked at by a curator, and is published to those whom its visibility names.

mod actions;
mod content;
mod description;
mod model;
mod pages;
mod rows;
mod store;
#[cfg(test)]
mod tests;

use rusqlite::Connection;

pub use self::{
    actions::{
        accept, begin, check_room, describe, erase, first_visibility, forget_versions, hand_over,
        link_address, may_share, new_bytes, publish, reject, replace_content, restore, set_picture,
        submit, unpublish, withdraw,
    },
    content::{Content, FileRef, FileRole, MOST_FILES, is_web_address},
    description::{Author, Description, broad},
    model::{Kind, New, Resource, State, Visibility, may_read, readable},
    pages::{Cut, cut, drawing, word},
    rows::{IndexEntry, Row, Scope, Version},
    store::{
        by_import, by_owner, count_by_owner, drafts, find, find_by_key, index_entry, indexable,
        of_import, opening_words, recent, rows, version, versions, waiting_for_review,
    },
};
use crate::{
    error::Result,
    part::{self, Finding, Part, Who},
    web::Viewer,
};

/// The room of resources.
pub const PART: Part = Part {
    name: "resources",
    migrations: &[
        include_str!("../../migrations/resources/0001_resources.sql"),
        include_str!("../../migrations/resources/0002_answers.sql"),
    ],
    routes: pages::routes,
    gate: &[
        ("/share", Who::People),
        ("/share/link", Who::People),
        ("/share/file", Who::People),
        ("/share/page", Who::People),
        ("/drafts", Who::People),
        ("/review", Who::People),
        ("/r/{key}", Who::Readers),
        ("/r/{key}/versions", Who::Readers),
        ("/r/{key}/versions/{version}", Who::Readers),
        ("/r/{key}/versions/{version}/forget", Who::People),
        ("/r/{key}/versions/{version}/dl/{name:.*}", Who::Readers),
        ("/r/{key}/dl/{name:.*}", Who::Readers),
        ("/r/{key}/picture/{size}", Who::Readers),
        ("/r/{key}/cover.svg", Who::Readers),
        ("/r/{key}/edit", Who::People),
        ("/r/{key}/content", Who::People),
        ("/r/{key}/publish", Who::People),
        ("/r/{key}/submit", Who::People),
        ("/r/{key}/unpublish", Who::People),
        ("/r/{key}/accept", Who::People),
        ("/r/{key}/reject", Who::People),
        ("/r/{key}/withdraw", Who::People),
        ("/r/{key}/restore", Who::People),
        ("/u/{handle}", Who::Readers),
    ],
    words: &[
        ("en", include_str!("../../templates/resources/en.ftl")),
        ("de", include_str!("../../templates/resources/de.ftl")),
    ],
    keeps_file: store::keeps_file,
    health,
    ..Part::EMPTY
};

fn health(conn: &Connection, _: &Viewer) -> Result<Vec<Finding>> {
    let waiting = store::count_waiting(conn)?;
    let state = if waiting == 0 { part::State::Green } else { part::State::Amber };
    Ok(vec![Finding {
        state,
        key: if waiting == 0 { "check-review-none" } else { "check-review" },
        value: waiting.to_string(),
        link: (waiting > 0).then_some("/review"),
    }])
}
