//! What moderation shows on the pages of rooms: a way to report, and what waits.

use askama::Template;
use rusqlite::Connection;

use super::{store, subject::spelt};
use crate::{
    communities,
    error::Result,
    ids::Thing,
    part::Looking,
    web::{Drawn, Role, filters},
};

#[derive(Template)]
#[template(path = "moderation/report_button.html")]
struct ReportButton {
    thing: String,
    /// Whether it stands among list items.
    in_list: bool,
    is_moderator: bool,
}

/// The button that leads to the form.
pub fn report(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let own = matches!(looking.thing, Thing::Person(id) if looking.viewer.account() == Some(id));
    if own || looking.thing == Thing::Site {
        return Ok(None);
    }
    Ok(Some(Box::new(ReportButton {
        thing: spelt(conn, looking.thing)?,
        in_list: matches!(looking.thing, Thing::Resource(_)),
        is_moderator: looking.viewer.is(Role::Moderator),
    })))
}

#[derive(Template)]
#[template(path = "moderation/waiting.html")]
struct Waiting {
    count: u64,
}

/// How many reports wait for those who look after a community.
pub fn waiting(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Community(id), Some(person)) = (looking.thing, &looking.viewer.0) else {
        return Ok(None);
    };
    if !communities::moderates(conn, person, id)? {
        return Ok(None);
    }
    Ok(Some(Box::new(Waiting { count: store::count_of(conn, id)? })))
}
