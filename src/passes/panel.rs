//! The passes of a thing on its page, for whoever owns it.

use askama::Template;
use rusqlite::Connection;

use super::{
    actions,
    model::{MOST_PASSES, Pass},
    store,
};
use crate::{
    error::Result,
    ids::Thing,
    part::Looking,
    web::{Drawn, Role, filters},
};

#[derive(Template)]
#[template(path = "passes/panel.html")]
struct ForOwner {
    thing: String,
    passes: Vec<Pass>,
    is_own: bool,
}

/// The passes, and the form that makes one.
pub fn show(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let thing = looking.thing;
    let Some(person) = &looking.viewer.0 else { return Ok(None) };
    if !matches!(thing, Thing::Resource(_) | Thing::Collection(_))
        || person.role < Role::Contributor
    {
        return Ok(None);
    }
    let is_own = actions::whose(conn, thing)?.0 == person.account;
    let sees = is_own || person.role >= Role::Moderator;
    let passes = if sees { store::passes(conn, thing, MOST_PASSES)? } else { Vec::new() };
    if !is_own && passes.is_empty() {
        return Ok(None);
    }
    let thing = format!("{}-{}", thing.kind(), thing.id());
    Ok(Some(Box::new(ForOwner { thing, passes, is_own })))
}
