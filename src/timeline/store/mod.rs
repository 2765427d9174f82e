//! The rows of streams, follows, entries and visits.

mod entries;
mod follows;
mod seed;

use rusqlite::{Connection, OptionalExtension, named_params, params};

use self::entries::{numbers, remove};
pub use self::{entries::*, follows::*, seed::seed};
use super::model::Visit;
use crate::{db::Tx, error::Result, ids::AccountId};

/// Forgets what somebody followed, read and did: their account stays, without anything personal.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    for table in ["follows", "timeline_visits", "timeline_choices"] {
        tx.prepare_cached(&format!("delete from {table} where account = ?"))?.execute([account])?;
    }
    let entries = numbers(tx, "select id from entries where by_account = ?", params![account])?;
    entries.into_iter().try_for_each(|entry| remove(tx, entry))
}

/// How far somebody has read a timeline.
pub fn visit(conn: &Connection, account: AccountId, timeline: i64) -> Result<Option<Visit>> {
    Ok(conn
        .prepare_cached(
            "select line, newest, visited from timeline_visits
             where account = ? and timeline = ?",
        )?
        .query_row(params![account, timeline], |row| {
            Ok(Visit {
                line: row.get("line")?,
                newest: row.get("newest")?,
                visited: row.get("visited")?,
            })
        })
        .optional()?)
}

/// Keeps how far somebody has read a timeline.
pub fn keep_visit(tx: &Tx<'_>, account: AccountId, timeline: i64, visit: Visit) -> Result<()> {
    tx.prepare_cached(
        "insert or replace into timeline_visits(account, timeline, line, newest, visited)
         values (:account, :timeline, :line, :newest, :visited)",
    )?
    .execute(named_params! {
        ":account": account, ":timeline": timeline, ":line": visit.line,
        ":newest": visit.newest, ":visited": visit.visited,
    })?;
    Ok(())
}

/// Whether somebody wants others to see which communities they join.
pub fn shows_joining(conn: &Connection, account: AccountId) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from timeline_choices where account = ? and shows_joining = 1")?
        .exists([account])?)
}

/// Keeps whether somebody wants that.
pub fn choose_joining(tx: &Tx<'_>, account: AccountId, shows: bool) -> Result<()> {
    tx.prepare_cached(
        "insert into timeline_choices(account, shows_joining) values (?, ?)
         on conflict(account) do update set shows_joining = excluded.shows_joining",
    )?
    .execute(params![account, shows])?;
    Ok(())
}

/// What a person goes by, for the list of what is followed: handle and name.
pub fn person(conn: &Connection, id: AccountId) -> Result<Option<(String, String)>> {
    Ok(conn
        .prepare_cached("select handle, name from accounts where id = ? and state = 'active'")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
