//! Discussion: threads about communities, collections and resources.
//!
//! Whoever may read a thing may read what is said about it, and whoever is signed in may then
//! write, unless its community keeps them out. What is withdrawn leaves a tombstone.

mod about;
mod actions;
mod held;
mod model;
mod pages;
mod panel;
mod said;
mod store;
mod talk;
mod threads;

use actix_web::web::ServiceConfig;

pub use self::{
    about::{About, Audience, about},
    actions::{
        Beginning, announce, comment, edit, may_moderate, may_read_comment, open, restore_comment,
        say, visible, withdraw_comment,
    },
    held::count_held,
    model::{Comment, Thread},
    store::{
        by_author, count, find_comment, find_comment_by_key, find_thread, find_thread_by_key,
        has_written, participants, said_by,
    },
    threads::{close, may_close, move_to, pin},
};
use crate::{
    error::Result,
    ids::CommentId,
    part::{Panel, Part, Place, Who},
};

/// The room of discussions.
pub const PART: Part = Part {
    name: "discussion",
    migrations: &[
        include_str!("../../migrations/discussion/0001_discussion.sql"),
        include_str!("../../migrations/discussion/0002_held.sql"),
    ],
    routes,
    gate: &[
        ("/c/{handle}/talk", Who::Readers),
        ("/k/{key}/talk", Who::Readers),
        ("/r/{key}/talk", Who::Readers),
        ("/t/{key}", Who::Readers),
        ("/t/{key}/state", Who::People),
        ("/t/{key}/move", Who::People),
        ("/t/{key}/{comment}", Who::Readers),
        ("/t/{key}/{comment}/edit", Who::People),
        ("/t/{key}/{comment}/history", Who::People),
        ("/t/{key}/{comment}/state", Who::People),
    ],
    words: &[
        ("en", include_str!("../../templates/discussion/en.ftl")),
        ("de", include_str!("../../templates/discussion/de.ftl")),
    ],
    listeners: &[actions::hear],
    panels: &[
        Panel { place: Place::Main, show: panel::show },
        Panel { place: Place::Queue, show: held::queue },
    ],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    talk::routes(routes);
    pages::routes(routes);
}

/// Where a comment can be read: a path of this site.
///
/// # Errors
/// `NotFound` if there is no such comment.
pub fn address(conn: &rusqlite::Connection, comment: CommentId) -> Result<String> {
    let found = find_comment(conn, comment)?;
    Ok(found.address())
}
