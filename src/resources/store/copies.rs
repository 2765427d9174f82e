//! Which resource was made from which.

use rusqlite::{Connection, params};

use crate::{db::Tx, error::Result, ids::ResourceId, time::Moment};

pub fn set_based_on(tx: &Tx<'_>, copy: ResourceId, original: ResourceId) -> Result<()> {
    tx.prepare_cached("update resources set based_on = ? where id = ?")?
        .execute(params![original, copy])?;
    Ok(())
}

/// What a resource was copied from, and since when that has a version that was not seen.
pub fn based_on(conn: &Connection, id: ResourceId) -> Result<Option<(ResourceId, Option<Moment>)>> {
    let (original, newer): (Option<ResourceId>, Option<Moment>) = conn
        .prepare_cached("select based_on, newer_since from resources where id = ?")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(original.map(|original| (original, newer)))
}

/// The latest published copies of a resource, whoever may see them.
pub fn copies_of(conn: &Connection, original: ResourceId, limit: usize) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select id from resources where based_on = ? and published is not null
             order by published desc limit ?",
        )?
        .query_map(params![original, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Marks the copies of those who knew the latest version; these must be told.
pub fn mark_newer(tx: &Tx<'_>, original: ResourceId) -> Result<Vec<ResourceId>> {
    Ok(tx
        .prepare_cached(
            "update resources set newer_since = ? where based_on = ? and newer_since is null
               and state <> 'withdrawn' returning id",
        )?
        .query_map(params![tx.now, original], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn forget_newer(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("update resources set newer_since = null where id = ?")?.execute([id])?;
    Ok(())
}
