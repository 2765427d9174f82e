//! What collections show on their own pages beside what they hold: taking part, and copies.

use askama::Template;
use rusqlite::Connection;

use super::{
    model::{self, Card},
    store,
    together::{self, Together},
};
use crate::{
    error::Result,
    ids::{CollectionId, Key, Thing},
    part::Looking,
    time::Moment,
    web::{Drawn, Role, Viewer, filters},
};

/// How many copies are listed.
const COPIES: usize = 10;

#[derive(Template)]
#[template(path = "collections/bar.html")]
struct BarPanel {
    key: Key,
    may_suggest: bool,
    may_add: bool,
    may_copy: bool,
    /// How much waits for the viewer as a curator.
    waiting: u32,
}

/// The buttons for taking part and copying.
pub fn bar(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Collection(id), Some(person)) = (looking.thing, &looking.viewer.0) else {
        return Ok(None);
    };
    let found = store::find(conn, id)?;
    let curates = found.together == Together::Curated && model::may_edit(conn, person, &found)?;
    Ok(Some(Box::new(BarPanel {
        key: found.key,
        may_suggest: together::may_suggest(conn, person, &found)?,
        may_add: together::may_add(conn, person, &found)?,
        may_copy: person.role >= Role::Contributor,
        waiting: if curates { store::count_waiting(conn, id)? } else { 0 },
    })))
}

/// The original of a copy, if the viewer may see it.
struct Original {
    key: Key,
    title: String,
    owner_handle: String,
    owner_name: String,
}

fn original(conn: &Connection, viewer: &Viewer, id: CollectionId) -> Result<Option<Original>> {
    let found = store::find(conn, id)?;
    if !model::may_read(conn, viewer, &found)? {
        return Ok(None);
    }
    Ok(Some(Original {
        key: found.key,
        title: found.title,
        owner_handle: found.owner_handle,
        owner_name: found.owner_name,
    }))
}

#[derive(Template)]
#[template(path = "collections/top.html")]
struct TopPanel {
    key: Key,
    original: Original,
    /// Since when the original has changes that were not seen.
    newer: Option<Moment>,
    may_edit: bool,
}

/// What a copy was made from, and whether that was changed since.
pub fn top(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Collection(id) = looking.thing else { return Ok(None) };
    let Some((of, newer)) = store::based_on(conn, id)? else { return Ok(None) };
    let Some(original) = original(conn, looking.viewer, of)? else { return Ok(None) };
    let found = store::find(conn, id)?;
    let may_edit = match &looking.viewer.0 {
        Some(person) => model::may_edit(conn, person, &found)?,
        None => false,
    };
    Ok(Some(Box::new(TopPanel { key: found.key, original, newer, may_edit })))
}

#[derive(Template)]
#[template(path = "collections/copies.html")]
struct CopiesPanel {
    copies: Vec<Card>,
}

/// The published copies of a collection.
pub fn side(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Collection(id) = looking.thing else { return Ok(None) };
    let ids = store::copies(conn, id, COPIES)?;
    let mut copies = store::cards(conn, looking.viewer, &ids)?;
    copies.retain(|card| !card.is_draft());
    if copies.is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(CopiesPanel { copies })))
}
