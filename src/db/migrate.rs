//! Brings a database file to the shape that this program expects, part by part.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::APPLICATION_ID;
use crate::error::{Error, Result};

/// Takes every step that a part has and the file has not. Each part's steps are one transaction.
/// Before the first step on a file with data, a snapshot is laid beside it.
pub fn migrate(path: &Path, parts: &[(&str, &[&str])]) -> Result<()> {
    let mut conn = super::connect(path, false)?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = conn.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(Error::internal(format!("{} is not a Hornbook database", path.display())));
    }
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.execute_batch(
        "create table if not exists schema_version(
           part text primary key, version integer not null
         ) strict, without rowid",
    )?;
    let mut snapshot_due = tables > 0;
    for (part, steps) in parts {
        let version = version(&conn, part)?;
        let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
        if version > known {
            return Err(Error::internal(format!(
                "the database is newer than this program: {part} is at step {version}, \
                 this program knows {known}. Start the newer program, or restore a backup"
            )));
        }
        if version == known {
            continue;
        }
        if snapshot_due {
            snapshot(&conn, path)?;
            snapshot_due = false;
        }
        let transaction = conn.transaction()?;
        for step in &steps[usize::try_from(version).unwrap_or_default()..] {
            transaction.execute_batch(step)?;
        }
        transaction.execute(
            "insert into schema_version(part, version) values (?, ?)
             on conflict do update set version = excluded.version",
            (part, known),
        )?;
        transaction.commit()?;
    }
    Ok(())
}

pub(super) fn version(conn: &Connection, part: &str) -> Result<i64> {
    Ok(conn
        .query_row("select version from schema_version where part = ?", [part], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

fn snapshot(conn: &Connection, path: &Path) -> Result<()> {
    let target = path.with_extension("before-upgrade.db");
    if target.exists() {
        std::fs::remove_file(&target)?;
    }
    conn.execute("vacuum into ?", [target.to_string_lossy().as_ref()])?;
    Ok(())
}
