//! The ears of link care: which links there are to look at.

use super::{
    check::Check,
    model::{Link, host_of},
    store,
};
use crate::{db::Tx, error::Result, events::Event, ids::ResourceId, jobs::Job};

/// Who shares a link has just looked at it, so it is first asked so many days later.
const FIRST_DAYS: i64 = 1;

/// Keeps the list of links in step with what happens.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourcePublished { resource, .. }
        | Event::ResourceChanged { resource, .. }
        | Event::ResourceRestored { resource, .. }
        | Event::ResourceUnpublished { resource, .. }
        | Event::ResourceWithdrawn { resource, .. } => watch(tx, *resource),
        Event::ResourceErased { resource } => store::forget(tx, *resource),
        _ => Ok(()),
    }
}

/// Looks after the link of a published resource, and after nothing else.
pub fn watch(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    let address = store::address(tx, id)?;
    let Some((url, host)) = address.and_then(|url| host_of(&url).map(|host| (url, host))) else {
        return store::forget(tx, id);
    };
    if store::find(tx, id)?.is_some_and(|known| known.url == url) {
        return Ok(());
    }
    store::forget(tx, id)?;
    let due = tx.now.plus_days(FIRST_DAYS);
    store::write(tx, &Link::new(id, url, host.clone(), due))?;
    store::plan(tx, &host)?;
    Check::default().enqueue_at(tx, due)
}
