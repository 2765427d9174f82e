//! The rows of large downloads.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::order::Wish;
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
    time::Moment,
};

/// What somebody was given for asking: it shows how far the file is, and fetches it.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Its name in addresses; nobody guesses it.
    pub key: String,
    /// Who asked; nobody is a stranger.
    pub account: Option<AccountId>,
    /// What for.
    pub wish: Wish,
    /// Which file it is; the same for all who asked for the same.
    pub print: String,
    /// What the collection or resource is called.
    pub title: String,
    /// How far the file is.
    pub state: State,
    /// So many bytes are written.
    pub done: u64,
    /// Of about so many.
    pub total: u64,
    /// What the file is called, once it is ready.
    pub name: String,
    /// Its size, once it is ready.
    pub size: u64,
    /// Since when.
    pub asked: Moment,
    /// Until when.
    pub expires: Moment,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Others are before it.
    Waiting,
    /// It is being written.
    Writing,
    /// It can be fetched.
    Ready,
    /// It broke; it is tried again.
    Failed,
}

impl State {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Writing => "writing",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Self {
        match name {
            "writing" => Self::Writing,
            "ready" => Self::Ready,
            "failed" => Self::Failed,
            _ => Self::Waiting,
        }
    }
}

fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let wish: String = row.get("wish")?;
    let wrong = |error: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    };
    Ok(Ticket {
        key: row.get("key")?,
        account: row.get("account")?,
        wish: serde_json::from_str(&wish).map_err(wrong)?,
        print: row.get("print")?,
        title: row.get("title")?,
        state: State::parse(row.get_ref("state")?.as_str()?),
        done: row.get("done")?,
        total: row.get("total")?,
        name: row.get("name")?,
        size: row.get("size")?,
        asked: row.get("asked")?,
        expires: row.get("expires")?,
    })
}

/// The ticket with this key.
pub fn find(conn: &Connection, key: &str) -> Result<Ticket> {
    conn.prepare_cached("select * from exports where key = ?")?
        .query_row([key], ticket)
        .optional()?
        .ok_or(Error::NotFound)
}

/// All tickets of a person, or of all strangers; the oldest first.
pub fn list(conn: &Connection, account: Option<AccountId>) -> Result<Vec<Ticket>> {
    Ok(conn
        .prepare_cached("select * from exports where account is ? order by asked, rowid")?
        .query_map([account], ticket)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Somebody's ticket for this file, whoever it is.
pub fn with_print(conn: &Connection, print: &str) -> Result<Option<Ticket>> {
    Ok(conn
        .prepare_cached("select * from exports where print = ? order by asked, rowid limit 1")?
        .query_row([print], ticket)
        .optional()?)
}

/// A ticket for this file that is not ready.
pub fn open_with_print(conn: &Connection, print: &str) -> Result<Option<Ticket>> {
    Ok(conn
        .prepare_cached(
            "select * from exports where print = ? and state <> 'ready'
             order by asked, rowid limit 1",
        )?
        .query_row([print], ticket)
        .optional()?)
}

/// How many files wait or are being written, of those who asked before then.
pub fn count_open(conn: &Connection, before: Moment) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "select count(distinct print) from exports where state <> 'ready' and asked < ?",
        )?
        .query_row([before], |row| row.get(0))?)
}

pub fn insert(tx: &Tx<'_>, ticket: &Ticket) -> Result<()> {
    tx.prepare_cached(
        "insert into exports(key, account, wish, print, title, state, done, total, name, size,
           asked, expires)
         values (:key, :account, :wish, :print, :title, :state, :done, :total, :name, :size,
           :asked, :expires)",
    )?
    .execute(named_params! {
        ":key": ticket.key, ":account": ticket.account,
        ":wish": serde_json::to_string(&ticket.wish)?, ":print": ticket.print,
        ":title": ticket.title, ":state": ticket.state.name(), ":done": ticket.done,
        ":total": ticket.total, ":name": ticket.name, ":size": ticket.size,
        ":asked": ticket.asked, ":expires": ticket.expires,
    })?;
    Ok(())
}

/// What it is of has changed: the file is another, which is not written yet.
pub fn mark_changed(tx: &Tx<'_>, key: &str, print: &str, total: u64) -> Result<()> {
    tx.prepare_cached(
        "update exports set print = ?, total = ?, state = 'waiting', done = 0, name = '', size = 0
         where key = ?",
    )?
    .execute(params![print, total, key])?;
    Ok(())
}

/// Notes how far a file is; whether anybody still wants it.
pub fn mark_progress(tx: &Tx<'_>, print: &str, done: u64) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "update exports set state = 'writing', done = ? where print = ? and state <> 'ready'",
        )?
        .execute(params![done, print])?;
    Ok(changed > 0)
}

/// A file can be fetched. Returns the tickets for it.
pub fn mark_ready(
    tx: &Tx<'_>,
    print: &str,
    (name, size): (&str, u64),
    expires: Moment,
) -> Result<Vec<Ticket>> {
    Ok(tx
        .prepare_cached(
            "update exports set state = 'ready', name = ?, size = ?, expires = ?
             where print = ? and state <> 'ready' returning *",
        )?
        .query_map(params![name, size, expires, print], ticket)?
        .collect::<rusqlite::Result<_>>()?)
}

/// A file could not be written.
pub fn mark_failed(tx: &Tx<'_>, print: &str) -> Result<()> {
    tx.prepare_cached("update exports set state = 'failed' where print = ? and state <> 'ready'")?
        .execute([print])?;
    Ok(())
}

/// A file that was ready is not there: it has to be written again.
pub fn mark_lost(tx: &Tx<'_>, print: &str) -> Result<()> {
    tx.prepare_cached("update exports set state = 'waiting', done = 0 where print = ?")?
        .execute([print])?;
    Ok(())
}

pub fn erase(tx: &Tx<'_>, key: &str) -> Result<()> {
    tx.prepare_cached("delete from exports where key = ?")?.execute([key])?;
    Ok(())
}

/// Forgets those whose time is over; returns when the next is due.
pub fn erase_expired(tx: &Tx<'_>) -> Result<Option<Moment>> {
    tx.prepare_cached("delete from exports where expires <= ?")?.execute([tx.now])?;
    Ok(tx.prepare_cached("select min(expires) from exports")?.query_row([], |row| row.get(0))?)
}
