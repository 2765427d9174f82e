//! What people do with passes: make one for what is theirs, end one.

use rusqlite::Connection;

use super::{
    model::{MOST_NOTE, MOST_PASSES, Pass},
    store,
};
use crate::{
    collections, crypto,
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, PassId, Thing},
    resources,
    time::Moment,
    web::{Person, Role},
};

/// Whose a thing is that a pass can be made for, and where it is.
pub fn whose(conn: &Connection, thing: Thing) -> Result<(AccountId, String)> {
    match thing {
        Thing::Resource(id) => {
            let found = resources::find(conn, id)?;
            Ok((found.owner, format!("/r/{}", found.key)))
        }
        Thing::Collection(id) => {
            let found = collections::find(conn, id)?;
            Ok((found.owner, format!("/k/{}", found.key)))
        }
        _ => Err(Error::NotFound),
    }
}

/// Makes a pass for something of one's own and returns its secret, which stands nowhere else.
///
/// # Errors
/// `NotFound` if it is not theirs; `Conflict` if there are too many; `Invalid` for an end that is
/// past.
pub fn make(
    tx: &Tx<'_>,
    person: &Person,
    thing: Thing,
    note: &str,
    expires: Option<Moment>,
) -> Result<String> {
    let (owner, _) = whose(tx, thing)?;
    if owner != person.account {
        return Err(Error::NotFound);
    }
    if expires.is_some_and(|until| until <= tx.now) {
        return Err(Error::invalid("until", "pass-until-past"));
    }
    if store::passes(tx, thing, MOST_PASSES)?.len() >= MOST_PASSES {
        return Err(Error::Conflict("pass-many"));
    }
    let (secret, token) = crypto::token();
    let note: String = note.trim().chars().take(MOST_NOTE).collect();
    store::insert(tx, &token, thing, person.account, &note, expires)?;
    Ok(secret)
}

/// Ends a pass: for whoever made it, whoever owns the thing now, and moderators.
pub fn end(tx: &Tx<'_>, person: &Person, id: PassId) -> Result<(Pass, String)> {
    let pass = store::find(tx, id)?;
    let (owner, address) = whose(tx, pass.thing)?;
    let may =
        pass.made_by == person.account || owner == person.account || person.role >= Role::Moderator;
    if !may {
        return Err(Error::NotFound);
    }
    store::remove(tx, id)?;
    Ok((pass, address))
}
