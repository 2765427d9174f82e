//! The button with which a person, a community or a collection is followed.

use askama::Template;
use rusqlite::Connection;

use super::{model::Stream, store};
use crate::{
    communities,
    error::Result,
    ids::Thing,
    part::Looking,
    web::{Drawn, filters},
};

#[derive(Template)]
#[template(path = "timeline/bar.html")]
struct Bar {
    stream: Stream,
    /// Whether the viewer follows it.
    follows: bool,
    /// Whether the viewer has an account.
    signed_in: bool,
    /// The address of the timeline, where there is one.
    timeline: Option<String>,
}

/// The button on the page of what can be followed.
pub fn bar(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let account = looking.viewer.account();
    let stream = match looking.thing {
        Thing::Person(id) if account.is_some_and(|me| me != id) => Stream::Person(id),
        Thing::Collection(id) if account.is_some() => Stream::Collection(id),
        Thing::Community(id) => Stream::Community(id),
        _ => return Ok(None),
    };
    let follows = match account {
        Some(account) => store::follows(conn, account, &stream)?,
        None => false,
    };
    let timeline = match &stream {
        Stream::Community(id) => {
            Some(format!("/c/{}/timeline", communities::find(conn, *id)?.handle))
        }
        _ => None,
    };
    Ok(Some(Box::new(Bar { stream, follows, signed_in: account.is_some(), timeline })))
}
