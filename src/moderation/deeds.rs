//! Doing what was decided, and taking it back, in the rooms where the things are.

use super::{model::Outcome, store};
use crate::{
    accounts, collections, communities,
    db::Tx,
    discussion,
    error::{Error, Optional, Result},
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

/// Takes away all that somebody published or said; tells what it was.
pub fn take_all(tx: &Tx<'_>, by: &Person, owner: AccountId, reason: &str) -> Result<Vec<Thing>> {
    let resources = resources::published_by(tx, owner)?.into_iter().map(Thing::Resource);
    let collections = collections::published_by(tx, owner)?.into_iter().map(Thing::Collection);
    let comments = discussion::said_by(tx, owner)?.into_iter().map(Thing::Comment);
    let all: Vec<Thing> = resources.chain(collections).chain(comments).collect();
    for thing in &all {
        hide(tx, by, *thing, reason)?;
    }
    Ok(all)
}

/// Takes back what a line of the log says.
pub fn take_back(
    tx: &Tx<'_>,
    by: &Person,
    outcome: Outcome,
    thing: Thing,
    line: i64,
) -> Result<()> {
    for taken in store::taken(tx, line)? {
        // Whoever removed it for good meanwhile meant it so.
        show(tx, by, taken).optional()?;
    }
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
