//! The rows of the settings.

use rusqlite::Connection;

use super::Settings;
use crate::{db::Tx, error::Result};

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
