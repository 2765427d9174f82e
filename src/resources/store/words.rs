//! The words inside files: one row for each content.

use rusqlite::{Connection, named_params, params};

use crate::{db::Tx, error::Result, ids::ResourceId};

/// The files of a published resource, by SHA-256 and name, whose words were not read yet. Never
/// those with right answers.
pub fn unread(conn: &Connection, id: ResourceId) -> Result<Vec<(String, String)>> {
    Ok(conn
        .prepare_cached(
            "select f.sha256, f.name from resource_files f join resources r on r.id = f.resource
             where f.resource = ? and r.state = 'published' and f.role in ('main', 'attachment')
               and not exists (select 1 from file_words w where w.sha256 = f.sha256)
             order by f.place",
        )?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Puts down the words of a file, unless it is gone.
pub fn write_words(tx: &Tx<'_>, sha256: &str, words: &str) -> Result<()> {
    tx.prepare_cached(
        "insert or replace into file_words(sha256, words, made)
         select sha256, :words, :now from blobs where sha256 = :sha256",
    )?
    .execute(named_params! { ":sha256": sha256, ":words": words, ":now": tx.now })?;
    Ok(())
}

/// The published resources with this file.
pub fn published_with(conn: &Connection, sha256: &str) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select distinct f.resource from resource_files f join resources r on r.id = f.resource
             where f.sha256 = ? and r.state = 'published' limit 1000",
        )?
        .query_map([sha256], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The next resources that have files, after this one.
pub fn with_files(conn: &Connection, after: ResourceId, limit: u32) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select distinct resource from resource_files where resource > ?
             order by resource limit ?",
        )?
        .query_map(params![after, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The words inside the files of a resource, of each from its beginning, about so many characters
/// in all. Never those of right answers.
pub fn words_in_files(conn: &Connection, id: ResourceId, most: usize) -> Result<String> {
    let mut rows = conn.prepare_cached(
        "select substr(w.words, 1, :most) from resource_files f
         join file_words w on w.sha256 = f.sha256
         where f.resource = :id and f.role in ('main', 'attachment') and w.words <> ''
         order by f.place",
    )?;
    let mut rows = rows.query(named_params! { ":id": id, ":most": most })?;
    let mut all = String::new();
    while all.len() < most
        && let Some(row) = rows.next()?
    {
        let words: String = row.get(0)?;
        all.push_str(&words);
        all.push_str("\n\n");
    }
    Ok(all)
}
