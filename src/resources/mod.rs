//! Teaching resources: description, files, licence, versions, publishing.
//!
//! A resource is a link, files, a page written here or an activity of a course. It begins as a
//! draft, is perhaps looked at by a curator, and is published to those whom its visibility names.

mod actions;
mod content;
mod copies;
mod description;
mod model;
mod newcomers;
mod pages;
mod parting;
mod rows;
mod store;
#[cfg(test)]
mod tests;
mod words;

use rusqlite::Connection;

pub use self::{
    actions::{
        accept, begin, check_room, describe, erase, first_visibility, forget_versions, hand_over,
        link_address, may_share, new_bytes, publish, reject, replace_content, restore, set_picture,
        submit, unpublish, withdraw,
    },
    content::{Content, FileRef, FileRole, MOST_FILES, is_web_address},
    copies::{copy, may_copy, seen_newer},
    description::{Author, Description, broad},
    model::{Kind, New, Resource, State, Visibility, may_read, readable},
    newcomers::{note_own_host, note_words, words_need_look},
    pages::{Cut, cut, drawing, send_file, word},
    parting::{hollow, sign_anew},
    rows::{IndexEntry, Row, Scope, Version},
    store::{
        based_on, by_import, by_owner, copies_of, count_by_owner, count_waiting, drafts, find,
        find_brief_by_id as find_brief, find_by_key, index_entry, indexable, of_import,
        opening_words, published_by, recent, rows, version, versions, words_in_files,
    },
};
use crate::{
    error::Result,
    jobs,
    part::{self, Finding, Panel, Part, Place, Who},
    web::Viewer,
};

/// The room of resources.
pub const PART: Part = Part {
    name: "resources",
    migrations: &[
        include_str!("../../migrations/resources/0001_resources.sql"),
        include_str!("../../migrations/resources/0002_answers.sql"),
        include_str!("../../migrations/resources/0003_copies.sql"),
        include_str!("../../migrations/resources/0004_counting.sql"),
        include_str!("../../migrations/resources/0005_hosts.sql"),
        include_str!("../../migrations/resources/0006_words.sql"),
        include_str!("../../migrations/resources/0007_unfinished.sql"),
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
        ("/r/{key}/copy", Who::People),
        ("/r/{key}/seen", Who::People),
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
    jobs: &[jobs::Kind::of::<words::ReadFiles>(), jobs::Kind::of::<words::ReadAll>()],
    listeners: &[words::hear],
    keeps_file: store::keeps_file,
    health,
    panels: &[
        Panel { place: Place::Bar, show: pages::copies::bar },
        Panel { place: Place::Top, show: pages::copies::top },
        Panel { place: Place::Side, show: pages::copies::side },
    ],
    ..Part::EMPTY
};

fn health(conn: &Connection, _: &Viewer) -> Result<Vec<Finding>> {
    let waiting = count_waiting(conn)?;
    let state = if waiting == 0 { part::State::Green } else { part::State::Amber };
    Ok(vec![Finding {
        state,
        key: if waiting == 0 { "check-review-none" } else { "check-review" },
        value: waiting.to_string(),
        link: (waiting > 0).then_some("/review"),
    }])
}
