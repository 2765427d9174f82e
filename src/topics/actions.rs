//! What people do with topics: put them on resources and take them off.

use rusqlite::Connection;

use super::store;
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Event,
    resources::{self, Resource},
    web::{Person, Viewer},
};

/// Most topics of one resource.
const MOST: usize = 20;

/// The resource of this key, for those who may change it.
pub fn editable(conn: &Connection, person: &Person, key: &str) -> Result<Resource> {
    let resource = resources::readable(conn, &Viewer(Some(person.clone())), key)?;
    if resource.may_edit(person) {
        return Ok(resource);
    }
    Err(Error::Forbidden("resource-forbidden-edit"))
}

/// Puts a topic that is known here on a resource.
pub fn add(tx: &Tx<'_>, person: &Person, key: &str, topic: &str) -> Result<()> {
    let resource = editable(tx, person, key)?;
    if store::find(tx, topic)?.is_none() {
        return Err(Error::invalid("q", "topic-unknown"));
    }
    if store::count_of(tx, resource.id)? >= MOST {
        return Err(Error::invalid("q", "topic-many"));
    }
    if store::add(tx, resource.id, topic, person.account)? {
        tx.announce(&Event::TopicsChanged { resource: resource.id, by: person.account })?;
    }
    Ok(())
}

/// Takes a topic off a resource.
pub fn remove(tx: &Tx<'_>, person: &Person, key: &str, topic: &str) -> Result<()> {
    let resource = editable(tx, person, key)?;
    if store::remove(tx, resource.id, topic)? {
        tx.announce(&Event::TopicsChanged { resource: resource.id, by: person.account })?;
    }
    Ok(())
}
