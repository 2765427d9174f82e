//! The rows of imports and their items.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{Choices, Import, Item, Known, Outcome, Report, State};
use crate::{
    crypto::Sha1,
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, ImportId, Key, ResourceId},
};

fn import(row: &Row<'_>) -> rusqlite::Result<Import> {
    let choices: String = row.get("choices")?;
    let report: Option<String> = row.get("report")?;
    Ok(Import {
        id: row.get("id")?,
        key: row.get("key")?,
        account: row.get("account")?,
        file_name: row.get("file_name")?,
        upload: row.get("upload")?,
        size: row.get("size")?,
        state: State::parse(&row.get::<_, String>("state")?),
        stop: row.get("stop")?,
        choices: serde_json::from_str(&choices).unwrap_or_default(),
        step: row.get("step")?,
        done: row.get("done")?,
        total: row.get("total")?,
        problem: row.get("problem")?,
        report: report.and_then(|text| serde_json::from_str(&text).ok()),
        collection: row.get("collection")?,
        made: row.get("made")?,
    })
}

/// Begins an import of an archive that has arrived.
pub fn insert(
    tx: &Tx<'_>,
    account: AccountId,
    file_name: &str,
    upload: &str,
    size: u64,
) -> Result<Import> {
    let key = Key::random();
    tx.prepare_cached(
        "insert into imports(key, account, file_name, upload, size, state, made, changed)
         values (:key, :account, :file_name, :upload, :size, 'looking', :now, :now)",
    )?
    .execute(named_params! {
        ":key": key, ":account": account, ":file_name": file_name, ":upload": upload,
        ":size": size, ":now": tx.now,
    })?;
    find(tx, key.as_str())
}

/// The import with this key.
pub fn find(conn: &Connection, key: &str) -> Result<Import> {
    conn.prepare_cached("select * from imports where key = ?")?
        .query_row([key], import)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The import with this number.
pub fn find_by_id(conn: &Connection, id: ImportId) -> Result<Import> {
    conn.prepare_cached("select * from imports where id = ?")?
        .query_row([id], import)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Somebody's imports, the newest first.
pub fn list(conn: &Connection, account: AccountId, limit: u32) -> Result<Vec<Import>> {
    Ok(conn
        .prepare_cached("select * from imports where account = ? order by id desc limit ?")?
        .query_map(params![account, limit], import)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Says what is being done and how far it is. Returns whether somebody asked to stop.
pub fn mark_progress(tx: &Tx<'_>, id: ImportId, step: &str, done: u64, total: u64) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "update imports set step = ?, done = ?, total = ?, changed = ? where id = ?
             returning stop",
        )?
        .query_row(params![step, done, total, tx.now, id], |row| row.get(0))
        .optional()?
        .unwrap_or(true))
}

pub fn mark_state(tx: &Tx<'_>, id: ImportId, state: State) -> Result<()> {
    tx.prepare_cached("update imports set state = ?, stop = 0, changed = ? where id = ?")?
        .execute(params![state.name(), tx.now, id])?;
    Ok(())
}

pub fn mark_unreadable(tx: &Tx<'_>, id: ImportId, problem: &str) -> Result<()> {
    tx.prepare_cached(
        "update imports set state = 'unreadable', problem = ?, upload = null, changed = ?
         where id = ?",
    )?
    .execute(params![problem, tx.now, id])?;
    Ok(())
}

/// Says, or no longer says, why the last run came to nothing.
pub fn mark_problem(tx: &Tx<'_>, id: ImportId, problem: Option<&str>) -> Result<()> {
    tx.prepare_cached("update imports set problem = ? where id = ?")?
        .execute(params![problem, id])?;
    Ok(())
}

pub fn mark_stop(tx: &Tx<'_>, id: ImportId) -> Result<()> {
    tx.prepare_cached("update imports set stop = 1 where id = ?")?.execute([id])?;
    Ok(())
}

pub fn save_choices(tx: &Tx<'_>, id: ImportId, choices: &Choices) -> Result<()> {
    tx.prepare_cached("update imports set choices = ?, changed = ? where id = ?")?
        .execute(params![serde_json::to_string(choices)?, tx.now, id])?;
    Ok(())
}

/// Notes which course it is, by the site and number it had there.
pub fn mark_course(tx: &Tx<'_>, id: ImportId, course: &str) -> Result<()> {
    tx.prepare_cached("update imports set course = ? where id = ?")?
        .execute(params![course, id])?;
    Ok(())
}

pub fn mark_collection(tx: &Tx<'_>, id: ImportId, collection: Key) -> Result<()> {
    tx.prepare_cached("update imports set collection = ? where id = ?")?
        .execute(params![collection, id])?;
    Ok(())
}

/// The collection that this person's last finished import of the same course went into.
pub fn earlier_collection(
    conn: &Connection,
    account: AccountId,
    course: &str,
) -> Result<Option<Key>> {
    Ok(conn
        .prepare_cached(
            "select collection from imports
             where account = ? and course = ? and state = 'done' and collection is not null
             order by id desc limit 1",
        )?
        .query_row(params![account, course], |row| row.get(0))
        .optional()?)
}

/// Done: the archive is let go, its cleaned form stays.
pub fn mark_done(tx: &Tx<'_>, id: ImportId, report: &Report, tree: &str) -> Result<()> {
    tx.prepare_cached(
        "update imports set state = 'done', stop = 0, upload = null, report = ?, tree = ?,
           changed = ? where id = ?",
    )?
    .execute(params![serde_json::to_string(report)?, tree, tx.now, id])?;
    Ok(())
}

/// Removes an import and its items without a trace.
pub fn erase(tx: &Tx<'_>, id: ImportId) -> Result<()> {
    tx.prepare_cached("delete from import_items where import = ?")?.execute([id])?;
    tx.prepare_cached("delete from import_contents where import = ?")?.execute([id])?;
    tx.prepare_cached("delete from imports where id = ?")?.execute([id])?;
    Ok(())
}

/// Whether an import still names this file: the archive until it is done, or its cleaned form.
pub fn keeps_file(conn: &Connection, sha256: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from imports where upload = ?1 or tree = ?1
             union all select 1 from import_contents where sha256 = ?1",
        )?
        .exists([sha256])?)
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        cmid: row.get("cmid")?,
        module: row.get("module")?,
        title: row.get("title")?,
        key: row.get("key")?,
        resource: row.get("resource")?,
        identity: row.get("identity")?,
        fingerprint: row.get("fingerprint")?,
        outcome: Outcome::parse(&row.get::<_, String>("outcome")?),
        before: row.get("before")?,
    })
}

/// The items of an import, by their number.
pub fn items(conn: &Connection, id: ImportId) -> Result<Vec<Item>> {
    Ok(conn
        .prepare_cached("select * from import_items where import = ? order by cmid")?
        .query_map([id], item)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Notes an item, unless an earlier try of this import has.
pub fn insert_item(tx: &Tx<'_>, id: ImportId, item: &Item) -> Result<()> {
    tx.prepare_cached(
        "insert into import_items(import, cmid, module, title, key, identity, fingerprint)
         values (:import, :cmid, :module, :title, :key, :identity, :fingerprint)
         on conflict do nothing",
    )?
    .execute(named_params! {
        ":import": id, ":cmid": item.cmid, ":module": item.module, ":title": item.title,
        ":key": item.key, ":identity": item.identity, ":fingerprint": item.fingerprint,
    })?;
    Ok(())
}

/// Says what became of an item.
pub fn mark_item(
    tx: &Tx<'_>,
    id: ImportId,
    cmid: i64,
    resource: ResourceId,
    outcome: Outcome,
    before: Option<&str>,
) -> Result<()> {
    tx.prepare_cached(
        "update import_items set resource = ?, outcome = ?, before = ? where import = ? and cmid = ?",
    )?
    .execute(params![resource, outcome.name(), before, id, cmid])?;
    Ok(())
}

/// Notes under which name the backup knew a content that was kept.
pub fn insert_content(tx: &Tx<'_>, id: ImportId, sha1: &Sha1, sha256: &str) -> Result<()> {
    tx.prepare_cached(
        "insert into import_contents(import, sha1, sha256) values (?, ?, ?) on conflict do nothing",
    )?
    .execute(params![id, sha1, sha256])?;
    Ok(())
}

/// The contents that an import kept, by their names in the backup.
pub fn contents(conn: &Connection, id: ImportId) -> Result<Vec<(Sha1, String)>> {
    Ok(conn
        .prepare_cached("select sha1, sha256 from import_contents where import = ? order by sha1")?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Forgets the contents of an import; returns their names in the store.
pub fn erase_contents(tx: &Tx<'_>, id: ImportId) -> Result<Vec<String>> {
    Ok(tx
        .prepare_cached("delete from import_contents where import = ? returning sha256")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Where a resource came from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The newest import that made it or brought it up to date.
    pub import: ImportId,
    /// Its course module number in that backup.
    pub cmid: i64,
    /// Its title there.
    pub title: String,
    /// The cleaned form of that backup.
    pub tree: String,
}

/// Where a resource came from, if its import stands.
pub fn origin(conn: &Connection, resource: ResourceId) -> Result<Option<Origin>> {
    Ok(conn
        .prepare_cached(
            "select items.import, items.cmid, items.title, imports.tree
             from import_items as items join imports on imports.id = items.import
             where items.resource = ? and imports.state = 'done' and imports.tree is not null
               and items.outcome <> ''
             order by items.import desc limit 1",
        )?
        .query_row([resource], |row| {
            Ok(Origin {
                import: row.get(0)?,
                cmid: row.get(1)?,
                title: row.get(2)?,
                tree: row.get(3)?,
            })
        })
        .optional()?)
}

/// How many resources an import stands behind.
pub fn count_made(conn: &Connection, id: ImportId) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "select count(*) from import_items where import = ? and resource is not null",
        )?
        .query_row([id], |row| row.get(0))?)
}

/// Forgets the items of an import that was called off.
pub fn erase_items(tx: &Tx<'_>, id: ImportId) -> Result<()> {
    tx.prepare_cached("delete from import_items where import = ?")?.execute([id])?;
    tx.prepare_cached("update imports set collection = null where id = ?")?.execute([id])?;
    Ok(())
}

/// The resource that an earlier import of this person made of the same activity, the newest.
pub fn known(
    conn: &Connection,
    account: AccountId,
    identity: &str,
    but: ImportId,
) -> Result<Option<Known>> {
    Ok(conn
        .prepare_cached(
            "select items.resource, items.key, items.fingerprint
             from import_items as items join imports on imports.id = items.import
             where items.identity = ? and imports.account = ? and imports.id <> ?
               and items.resource is not null
             order by items.import desc limit 1",
        )?
        .query_row(params![identity, account, but], |row| {
            Ok(Known { resource: row.get(0)?, key: row.get(1)?, fingerprint: row.get(2)? })
        })
        .optional()?)
}

/// The cleaned form of an import that is done.
pub fn tree(conn: &Connection, id: ImportId) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("select tree from imports where id = ?")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Removes the imports of somebody. Of one whose resources others still see, the cleaned form
/// stays; the name of the file, the choices and what stood there before are forgotten.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    let all: Vec<(ImportId, bool)> = tx
        .prepare_cached(
            "select id, state = 'done' and exists(
               select 1 from import_items join resources on resources.id = resource
               where import_items.import = imports.id and resources.state <> 'withdrawn')
             from imports where account = ?",
        )?
        .query_map([account], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, is_needed) in all {
        if !is_needed {
            erase(tx, id)?;
            continue;
        }
        tx.prepare_cached(
            "update imports set file_name = '', choices = '{}', report = null where id = ?",
        )?
        .execute([id])?;
        tx.prepare_cached("update import_items set before = null where import = ?")?
            .execute([id])?;
    }
    Ok(())
}
