//! Doing what was decided, and taking it back, in the rooms where the things are.

use super::model::Outcome;
use crate::{
    accounts, collections, communities,
    db::Tx,
    discussion,
    error::{Error, Result},
    ids::{AccountId, Thing},
    resources,
    web::{Person, Role},
};

/// Does it. Who may decide is settled; what concerns a person's account, `accounts` checks again.
pub fn carry_out(
    tx: &Tx<'_>,
    by: &Person,
    outcome: Outcome,
    thing: Thing,
    owner: Option<AccountId>,
    reason: &str,
) -> Result<()> {
    match outcome {
        Outcome::Nothing | Outcome::Change | Outcome::Warned => Ok(()),
        Outcome::Hidden => hide(tx, by, thing, reason),
        Outcome::Silenced => accounts::silence(tx, by, concerned(owner)?, true),
        Outcome::Suspended => accounts::suspend(tx, by, concerned(owner)?, true),
        Outcome::Deleted => accounts::close(tx, by, concerned(owner)?),
    }
}

/// Takes it back.
pub fn take_back(tx: &Tx<'_>, by: &Person, outcome: Outcome, thing: Thing) -> Result<()> {
    match (outcome, thing) {
        (Outcome::Nothing | Outcome::Change | Outcome::Warned, _) => Ok(()),
        (Outcome::Hidden, thing) => show(tx, by, thing),
        (Outcome::Silenced, Thing::Person(id)) => accounts::silence(tx, by, id, false),
        (Outcome::Suspended, Thing::Person(id)) => accounts::suspend(tx, by, id, false),
        (Outcome::Deleted, Thing::Person(id)) => accounts::reopen(tx, by, id),
        _ => Err(Error::NotFound),
    }
}

fn concerned(owner: Option<AccountId>) -> Result<AccountId> {
    owner.ok_or(Error::Conflict("case-nobody-concerned"))
}

/// The rooms know moderators of the site only; that this one may decide about a thing of their
/// community is settled here.
fn as_moderator(by: &Person) -> Person {
    Person { role: by.role.max(Role::Moderator), ..by.clone() }
}

fn hide(tx: &Tx<'_>, by: &Person, thing: Thing, reason: &str) -> Result<()> {
    let by = as_moderator(by);
    match thing {
        Thing::Resource(id) => resources::withdraw(tx, &by, id, reason),
        Thing::Collection(id) => collections::withdraw(tx, &by, id),
        Thing::Community(id) => communities::withdraw(tx, &by, id, true),
        Thing::Comment(id) => discussion::withdraw_comment(tx, &by, id, reason),
        Thing::Person(_) | Thing::Site => Err(Error::invalid("outcome", "case-cannot-hide")),
    }
}

fn show(tx: &Tx<'_>, by: &Person, thing: Thing) -> Result<()> {
    let by = as_moderator(by);
    match thing {
        Thing::Resource(id) => resources::restore(tx, &by, id).map(drop),
        Thing::Collection(id) => collections::restore(tx, &by, id).map(drop),
        Thing::Community(id) => communities::withdraw(tx, &by, id, false),
        Thing::Comment(id) => discussion::restore_comment(tx, &by, id),
        Thing::Person(_) | Thing::Site => Err(Error::NotFound),
    }
}
