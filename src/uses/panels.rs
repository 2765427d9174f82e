//! What pages of resources and collections show of thanks and uses.

use askama::Template;
use rusqlite::Connection;

use super::{actions, model::Report, store};
use crate::{
    error::Result,
    ids::{AccountId, Key, Thing},
    part::Looking,
    web::{Drawn, Role, filters},
};

/// So many reports stand on the page of a resource.
const REPORTS: usize = 3;

#[derive(Template)]
#[template(path = "uses/thanks.html")]
struct Thanks {
    /// `/r/KEY` or `/k/KEY`.
    address: String,
    /// The page of a resource has its buttons in a list.
    in_list: bool,
    count: u32,
    given: bool,
    /// Whether the viewer may give thanks.
    may: bool,
}

/// The button for thanks, and how many were given.
pub fn thanks(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let me = looking.viewer.account();
    let (found, path, in_list) = match looking.thing {
        Thing::Resource(id) => (store::resource(conn, id)?, "r", true),
        Thing::Collection(id) => (store::collection(conn, id)?, "k", false),
        _ => return Ok(None),
    };
    let Some((key, owner)) = found else { return Ok(None) };
    let address = format!("/{path}/{key}");
    let (count, given) = store::thanks(conn, looking.thing, me)?;
    let may = me.is_some_and(|me| me != owner);
    if !may && count == 0 {
        return Ok(None);
    }
    Ok(Some(Box::new(Thanks { address, in_list, count, given, may })))
}

#[derive(Template)]
#[template(path = "uses/used.html")]
struct Used {
    key: Key,
    reports: Vec<Report>,
    count: u32,
    me: Option<AccountId>,
    moderates: bool,
}

impl Used {
    /// Whether the viewer wrote it.
    fn is_mine(&self, report: &Report) -> bool {
        self.me == Some(report.by)
    }

    /// Whether there are more reports than are shown.
    fn has_more(&self) -> bool {
        self.count as usize > self.reports.len()
    }
}

/// What people tell of using a resource.
pub fn used(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let Some((key, _)) = store::resource(conn, id)? else { return Ok(None) };
    let count = store::count(conn, id, None)?;
    let me = looking.viewer.account();
    if count == 0 && me.is_none() {
        return Ok(None);
    }
    let reports = if count == 0 { Vec::new() } else { actions::list(conn, id, REPORTS, None)? };
    let moderates = looking.viewer.is(Role::Moderator);
    Ok(Some(Box::new(Used { key, reports, count, me, moderates })))
}
