//! A copy of the database as it is at one moment, and whether a copy is sound and ours.

use std::path::Path;

use rusqlite::Connection;

use super::{APPLICATION_ID, migrate::version};
use crate::error::{Error, Result};

/// Lays a copy of a whole database at `target`, as it is at one moment; others go on reading and
/// writing meanwhile. What was erased is not in the copy.
pub fn copy(path: &Path, target: &Path) -> Result<()> {
    let conn = super::connect(path, false)?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(Error::internal(format!("{} is not a Hornbook database", path.display())));
    }
    conn.execute("vacuum into ?", [target.to_string_lossy().as_ref()])?;
    Ok(())
}

/// Opens a copy, unless it is damaged, not ours, or newer than this program. The message is a
/// sentence without its subject.
pub fn examine(path: &Path, parts: &[(&str, &[&str])]) -> Result<Connection> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Error::internal(format!("holds a database that cannot be read: {error}"))
    };
    let conn = super::connect(path, false).map_err(|error| unreadable(&error))?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(Error::internal("holds a database that is not Hornbook's"));
    }
    for (part, steps) in parts {
        let found = version(&conn, part).map_err(|error| unreadable(&error))?;
        if usize::try_from(found).unwrap_or_default() > steps.len() {
            return Err(Error::internal(format!(
                "is of a newer Hornbook: {part} is at step {found}, this program knows {}. \
                 Use the newer program",
                steps.len()
            )));
        }
    }
    let faults = super::faults(&conn).map_err(|error| unreadable(&error))?;
    match faults.first() {
        None => Ok(conn),
        Some(first) => Err(Error::internal(format!(
            "holds a damaged database ({} faults, the first: {first})",
            faults.len()
        ))),
    }
}
