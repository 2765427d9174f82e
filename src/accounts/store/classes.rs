//! The rows of lists of classes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::account;
use crate::{
    accounts::model::{Account, Class},
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, ClassId, Key},
};

const ONE: &str = "select classes.*, (select count(*) from accounts
    where class = classes.id and state <> 'deleted') as pupils from classes";

fn read(row: &Row<'_>) -> rusqlite::Result<Class> {
    Ok(Class {
        id: row.get("id")?,
        key: row.get("key")?,
        name: row.get("name")?,
        made_by: row.get("made_by")?,
        made: row.get("made")?,
        pupils: row.get("pupils")?,
    })
}

/// The class of this key.
pub fn class(conn: &Connection, key: &str) -> Result<Class> {
    let key = Key::parse(key).ok_or(Error::NotFound)?;
    conn.prepare_cached(&format!("{ONE} where key = ?"))?
        .query_row([key], read)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The classes that somebody made, the newest first, before one.
pub fn classes(
    conn: &Connection,
    by: AccountId,
    before: Option<ClassId>,
    limit: usize,
) -> Result<Vec<Class>> {
    Ok(conn
        .prepare_cached(&format!("{ONE} where made_by = ? and id < ? order by id desc limit ?"))?
        .query_map(params![by, before.map_or(i64::MAX, |id| id.0), limit], read)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Begins a list.
pub fn insert_class(tx: &Tx<'_>, name: &str, by: AccountId) -> Result<(ClassId, Key)> {
    let key = Key::random();
    let id = tx
        .prepare_cached(
            "insert into classes(key, name, made_by, made) values (?, ?, ?, ?) returning id",
        )?
        .query_row(params![key, name, by, tx.now], |row| row.get(0))?;
    Ok((id, key))
}

/// Notes that an account was made from a list.
pub fn mark_class(tx: &Tx<'_>, id: AccountId, class: ClassId) -> Result<()> {
    tx.prepare_cached("update accounts set class = ? where id = ?")?.execute(params![class, id])?;
    Ok(())
}

/// Notes that somebody is on no list any more.
pub fn leave_class(tx: &Tx<'_>, id: AccountId) -> Result<()> {
    tx.prepare_cached("update accounts set class = null where id = ?")?.execute([id])?;
    Ok(())
}

/// The pupils on a list, by name.
pub fn pupils(conn: &Connection, class: ClassId) -> Result<Vec<Account>> {
    Ok(conn
        .prepare_cached(
            "select * from accounts where class = ? and state <> 'deleted' order by name",
        )?
        .query_map([class], account)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Removes a list; the accounts must have been closed.
pub fn remove_class(tx: &Tx<'_>, class: ClassId) -> Result<()> {
    tx.prepare_cached("delete from classes where id = ?")?.execute([class])?;
    Ok(())
}
