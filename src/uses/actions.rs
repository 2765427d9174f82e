//! What people do: give thanks, tell how they used something, change it, take it back.

use rusqlite::Connection;

use super::{
    model::{MOST_REPORTS, Report, Told},
    store,
};
use crate::{
    accounts, collections,
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{AccountId, ResourceId, Thing},
    resources::{self, Resource},
    web::{Person, Role, Viewer},
};

fn viewer(person: &Person) -> Viewer {
    Viewer(Some(person.clone()))
}

/// Gives thanks for a resource, or takes them back. Tells whether they are given now.
pub fn thank_for_resource(tx: &Tx<'_>, person: &Person, key: &str) -> Result<bool> {
    let found = resources::readable(tx, &viewer(person), key)?;
    thank(tx, person, Thing::Resource(found.id), found.owner)
}

/// The same for a collection.
pub fn thank_for_collection(tx: &Tx<'_>, person: &Person, key: &str) -> Result<bool> {
    let found = collections::readable(tx, &viewer(person), key)?;
    thank(tx, person, Thing::Collection(found.id), found.owner)
}

fn thank(tx: &Tx<'_>, person: &Person, thing: Thing, owner: AccountId) -> Result<bool> {
    if owner == person.account {
        return Err(Error::Forbidden("thanks-own"));
    }
    let by = person.account;
    if store::insert_thanks(tx, thing, by)? {
        tx.announce(&Event::Thanked { thing, by })?;
        return Ok(true);
    }
    store::remove_thanks(tx, thing, by)?;
    tx.announce(&Event::ThanksTaken { thing, by })?;
    Ok(false)
}

/// Tells how somebody used a resource. Whoever made it may, too.
pub fn tell(tx: &Tx<'_>, person: &Person, key: &str, told: Told) -> Result<Resource> {
    let found = resources::readable(tx, &viewer(person), key)?;
    if found.state != resources::State::Published {
        return Err(Error::Conflict("used-not-published"));
    }
    if store::count(tx, found.id, Some(person.account))? >= MOST_REPORTS {
        return Err(Error::Conflict("used-often-enough"));
    }
    let told = told.tidied();
    told.check()?;
    note_host(tx, person, &told)?;
    store::insert(tx, found.id, person.account, &told)?;
    tx.announce(&Event::UseReported { resource: found.id, by: person.account })?;
    Ok(found)
}

fn link(told: &Told) -> String {
    format!("<a href=\"{}\">", told.copy.replace('"', ""))
}

/// Where a copy lies that is told of is known from now on, if whoever tells is.
fn note_host(tx: &Tx<'_>, person: &Person, told: &Told) -> Result<()> {
    let link = link(told);
    if resources::words_need_look(tx, person, &link)? {
        return Ok(());
    }
    resources::note_words(tx, &link)
}

/// What people tell of a resource, the latest first. A newcomer's link to where nobody here has
/// linked before is left out until the place is known, or they are.
pub fn list(
    conn: &Connection,
    resource: ResourceId,
    limit: usize,
    before: Option<i64>,
) -> Result<Vec<Report>> {
    let mut reports = store::list(conn, resource, limit, before)?;
    for report in reports.iter_mut().filter(|report| !report.told.copy.is_empty()) {
        let author = accounts::find(conn, report.by)?.into_person();
        if resources::words_need_look(conn, &author, &link(&report.told))? {
            report.told.copy.clear();
        }
    }
    Ok(reports)
}

/// The report of this number if it belongs to the resource and this person may change it.
pub fn own(tx: &Connection, person: &Person, key: &str, id: i64) -> Result<Report> {
    let resource = resources::readable(tx, &viewer(person), key)?;
    let report = store::find(tx, id)?.filter(|report| report.resource == resource.id);
    let report = report.ok_or(Error::NotFound)?;
    if report.by == person.account { Ok(report) } else { Err(Error::Forbidden("used-not-own")) }
}

/// Changes what somebody told.
pub fn change(tx: &Tx<'_>, person: &Person, key: &str, id: i64, told: Told) -> Result<()> {
    let report = own(tx, person, key, id)?;
    let told = told.tidied();
    told.check()?;
    note_host(tx, person, &told)?;
    store::update(tx, id, &told)?;
    tx.announce(&Event::UseChanged { resource: report.resource, by: report.by })
}

/// Takes back what somebody told; moderators may, too.
pub fn withdraw(tx: &Tx<'_>, person: &Person, key: &str, id: i64) -> Result<()> {
    let report = if person.role >= Role::Moderator {
        let resource = resources::find_by_key(tx, key)?;
        store::find(tx, id)?.filter(|report| report.resource == resource.id)
    } else {
        Some(own(tx, person, key, id)?)
    };
    let report = report.ok_or(Error::NotFound)?;
    store::remove(tx, id)?;
    tx.announce(&Event::UseWithdrawn { resource: report.resource, by: report.by })
}
