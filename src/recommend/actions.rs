//! What people do with suggestions: hide one, or have all shown again.

use super::store;
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::Thing,
    web::Person,
};

/// So many somebody may hide.
const MOST_HIDDEN: u32 = 2000;

/// Does not suggest this any more.
pub fn hide(tx: &Tx<'_>, person: &Person, thing: Thing) -> Result<()> {
    if !matches!(thing, Thing::Person(_) | Thing::Community(_) | Thing::Collection(_)) {
        return Err(Error::NotFound);
    }
    if store::count_hidden(tx, person.account)? >= MOST_HIDDEN {
        return Err(Error::Conflict("suggest-too-many"));
    }
    store::hide(tx, person.account, thing)
}

/// Suggests again what was hidden.
pub fn show_all(tx: &Tx<'_>, person: &Person) -> Result<()> {
    store::show_all(tx, person.account)
}
