//! The rows of the settings and of the file store.

use rusqlite::Connection;

use super::Settings;
use crate::{db::Tx, error::Result, files::Stored, time::Moment};

/// Reads them all; what has no row has its default.
pub fn settings(conn: &Connection) -> Result<Settings> {
    let mut object = serde_json::Map::new();
    let mut rows = conn.prepare_cached("select name, value from settings")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let value: String = row.get("value")?;
        object.insert(row.get("name")?, serde_json::from_str(&value)?);
    }
    Ok(serde_json::from_value(object.into())?)
}

/// Writes them all.
pub fn save(tx: &Tx<'_>, settings: &Settings) -> Result<()> {
    let serde_json::Value::Object(object) = serde_json::to_value(settings)? else { return Ok(()) };
    for (name, value) in object {
        tx.prepare_cached(
            "insert into settings(name, value) values (?, ?)
             on conflict do update set value = excluded.value",
        )?
        .execute((name, value.to_string()))?;
    }
    Ok(())
}

/// Notes that a file is in the store. To be called in the transaction that first names it.
pub fn record_file(tx: &Tx<'_>, file: &Stored) -> Result<()> {
    tx.prepare_cached(
        "insert into blobs(sha256, size, made) values (?, ?, ?)
         on conflict do update set made = excluded.made",
    )?
    .execute((file.sha256.hex(), file.size, tx.now))?;
    Ok(())
}

/// How many bytes all files together have.
pub fn file_bytes(conn: &Connection) -> Result<u64> {
    Ok(conn
        .prepare_cached("select ifnull(sum(size), 0) from blobs")?
        .query_row([], |row| row.get(0))?)
}

/// The names of the files that were last taken in before this moment.
pub fn files_before(conn: &Connection, moment: Moment) -> Result<Vec<String>> {
    Ok(conn
        .prepare_cached("select sha256 from blobs where made < ?")?
        .query_map([moment], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Shows the name of every file in the store.
pub fn each_file(conn: &Connection, mut show: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let mut rows = conn.prepare("select sha256 from blobs order by sha256")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get("sha256")?;
        show(&name)?;
    }
    Ok(())
}

/// Forgets a file that nobody names any more.
pub fn forget_file(tx: &Tx<'_>, sha256: &str) -> Result<()> {
    tx.prepare_cached("delete from blobs where sha256 = ?")?.execute([sha256])?;
    Ok(())
}
