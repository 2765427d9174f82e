//! What is said on the front page to somebody who is about to leave.

use askama::Template;
use rusqlite::Connection;

use super::store;
use crate::{
    error::Result,
    ids::Thing,
    part::Looking,
    time::Moment,
    web::{Drawn, filters},
};

#[derive(Template)]
#[template(path = "archive/front.html")]
struct Front {
    due: Moment,
}

/// When their account goes, and how to stay.
pub fn on_front_page(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Site, Some(account)) = (looking.thing, looking.viewer.account()) else {
        return Ok(None);
    };
    let leaving = store::leaving_of(conn, account)?;
    Ok(leaving.map(|leaving| Box::new(Front { due: leaving.due }) as Drawn))
}
