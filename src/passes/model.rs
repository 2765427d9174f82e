//! A pass, and what it opens.

use rusqlite::Connection;

use super::store;
use crate::{
    collections::{self, Collection},
    crypto,
    error::{Error, Result},
    ids::{AccountId, PassId, Thing},
    resources::{self, Resource, State},
    time::Moment,
    web::Viewer,
};

/// Most characters of the note on a pass.
pub const MOST_NOTE: usize = 200;
/// Most passes for one thing.
pub const MOST_PASSES: usize = 50;

/// A link with a secret.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Its number.
    pub id: PassId,
    /// What it opens.
    pub thing: Thing,
    /// Who made it.
    pub made_by: AccountId,
    /// Their handle.
    pub maker: String,
    /// For whom it is.
    pub note: String,
    /// Since when it opens.
    pub made: Moment,
    /// Until when, if it ends by itself.
    pub expires: Option<Moment>,
}

/// The pass with this secret, if it opens anything now.
pub fn open(conn: &Connection, secret: &str, now: Moment) -> Result<Pass> {
    let pass = store::find_by_token(conn, &crypto::token_hash(secret))?;
    if pass.expires.is_some_and(|until| until <= now) {
        return Err(Error::Gone);
    }
    Ok(pass)
}

/// The collection that a pass opens.
pub fn collection(conn: &Connection, pass: &Pass) -> Result<Collection> {
    let Thing::Collection(id) = pass.thing else { return Err(Error::NotFound) };
    let found = collections::find(conn, id)?;
    if found.state == collections::State::Withdrawn { Err(Error::Gone) } else { Ok(found) }
}

/// The resource of this key, if a pass opens it: the one it was made for, or one of its
/// collection. `open_to_read`: whether strangers may read the site.
pub fn resource(conn: &Connection, pass: &Pass, key: &str, open_to_read: bool) -> Result<Resource> {
    let found = resources::find_by_key(conn, key)?;
    let opened = match pass.thing {
        Thing::Resource(id) => id == found.id,
        Thing::Collection(id) => {
            collection(conn, pass)?;
            let public = open_to_read && resources::may_read(conn, &Viewer(None), &found)?;
            collections::has_resource(conn, id, found.id)?
                && (found.owner == pass.made_by || public)
        }
        _ => false,
    };
    match found.state {
        _ if !opened => Err(Error::NotFound),
        State::Withdrawn => Err(Error::Gone),
        _ => Ok(found),
    }
}
