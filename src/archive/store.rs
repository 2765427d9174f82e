//! The rows of archives and of those who leave.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{Archive, Leaving, State, Works};
use crate::{
    collections::Kept,
    db::Tx,
    error::Result,
    ids::{AccountId, CollectionId, ResourceId},
    time::Moment,
};

fn archive(row: &Row<'_>) -> rusqlite::Result<Archive> {
    Ok(Archive {
        asked: row.get("asked")?,
        state: State::parse(row.get_ref("state")?.as_str()?),
        done: row.get("done")?,
        total: row.get("total")?,
        sha256: row.get("sha256")?,
        size: row.get("size")?,
        expires: row.get("expires")?,
    })
}

/// The archive of a person, if they asked for one.
pub fn find(conn: &Connection, account: AccountId) -> Result<Option<Archive>> {
    Ok(conn
        .prepare_cached("select * from archives where account = ?")?
        .query_row([account], archive)
        .optional()?)
}

/// Notes that somebody asked for an archive; an earlier one is let go.
pub fn ask(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached(
        "insert into archives(account, asked, state) values (?, ?, 'waiting')
         on conflict do update set asked = excluded.asked, state = 'waiting', done = 0, total = 0,
           sha256 = null, size = 0, expires = null",
    )?
    .execute(params![account, tx.now])?;
    Ok(())
}

/// Notes how far an archive is.
pub fn mark_step(tx: &Tx<'_>, account: AccountId, done: usize, total: usize) -> Result<()> {
    tx.prepare_cached("update archives set done = ?, total = ? where account = ?")?
        .execute(params![done, total, account])?;
    Ok(())
}

/// Notes that an archive is ready.
pub fn mark_ready(
    tx: &Tx<'_>,
    account: AccountId,
    sha256: &str,
    size: u64,
    expires: Moment,
) -> Result<()> {
    tx.prepare_cached(
        "update archives set state = 'ready', sha256 = ?, size = ?, expires = ? where account = ?",
    )?
    .execute(params![sha256, size, expires, account])?;
    Ok(())
}

/// Notes that an archive could not be made.
pub fn mark_failed(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("update archives set state = 'failed' where account = ?")?
        .execute([account])?;
    Ok(())
}

/// Lets go of archives whose time is over.
pub fn remove_expired(tx: &Tx<'_>) -> Result<()> {
    tx.prepare_cached("delete from archives where expires < ?")?.execute([tx.now])?;
    Ok(())
}

/// Whether an archive is this file.
pub fn keeps_file(conn: &Connection, sha256: &str) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from archives where sha256 = ?")?.exists([sha256])?)
}

/// All resources of a person, withdrawn ones too, by number, after the one given.
pub fn resources_of(
    conn: &Connection,
    account: AccountId,
    after: ResourceId,
    most: u32,
) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached("select id from resources where owner = ? and id > ? order by id limit ?")?
        .query_map(params![account, after, most], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// All collections of a person, withdrawn ones too.
pub fn collections_of(conn: &Connection, account: AccountId) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached("select id from collections where owner = ? order by id")?
        .query_map([account], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

fn leaving(row: &Row<'_>) -> rusqlite::Result<Leaving> {
    Ok(Leaving {
        account: row.get("account")?,
        due: row.get("due")?,
        works: Works::parse(row.get_ref("works")?.as_str()?).unwrap_or(Works::Keep),
        named: row.get("named")?,
        own: row.get("own")?,
    })
}

/// Whether somebody is about to leave.
pub fn leaving_of(conn: &Connection, account: AccountId) -> Result<Option<Leaving>> {
    Ok(conn
        .prepare_cached("select * from leavings where account = ?")?
        .query_row([account], leaving)
        .optional()?)
}

/// Notes that somebody is about to leave.
pub fn mark_leaving(tx: &Tx<'_>, leaving: &Leaving) -> Result<()> {
    tx.prepare_cached(
        "insert into leavings(account, asked, due, works, named, own)
         values (:account, :now, :due, :works, :named, :own)
         on conflict do update set due = excluded.due, works = excluded.works,
           named = excluded.named, own = excluded.own",
    )?
    .execute(named_params! {
        ":account": leaving.account, ":now": tx.now, ":due": leaving.due,
        ":works": leaving.works.name(), ":named": leaving.named, ":own": leaving.own,
    })?;
    Ok(())
}

/// Somebody stays after all.
pub fn remove_leaving(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from leavings where account = ?")?.execute([account])?;
    tx.prepare_cached("delete from idle_told where account = ?")?.execute([account])?;
    Ok(())
}

/// Who is about to leave, the next first.
pub fn all_leaving(conn: &Connection, most: u32) -> Result<Vec<(String, Moment)>> {
    Ok(conn
        .prepare_cached(
            "select handle, due from leavings join accounts on id = account order by due limit ?",
        )?
        .query_map([most], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Those who have not been here since then and were not written to: number, address, name.
/// Administrators stay. Runs once a day.
pub fn idle_since(
    conn: &Connection,
    since: Moment,
    most: u32,
) -> Result<Vec<(AccountId, Option<String>, String)>> {
    Ok(conn
        .prepare_cached(
            "select id, email, name from accounts
             where state = 'active' and role <> 'administrator' and ifnull(seen, joined) < ?
               and id not in (select account from idle_told)
               and id not in (select account from leavings)
             order by id limit ?",
        )?
        .query_map(params![since, most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Notes that somebody was written to.
pub fn mark_told(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("insert or replace into idle_told(account, told) values (?, ?)")?
        .execute(params![account, tx.now])?;
    Ok(())
}

/// Forgets those who have come back since they were written to.
pub fn forget_returned(tx: &Tx<'_>) -> Result<()> {
    tx.execute(
        "delete from idle_told where exists(
           select 1 from accounts where id = account and seen >= told)",
        [],
    )?;
    Ok(())
}

/// Those who were written to before then and are still active.
pub fn told_before(conn: &Connection, moment: Moment, most: u32) -> Result<Vec<AccountId>> {
    Ok(conn
        .prepare_cached(
            "select account from idle_told join accounts on id = account
             where told < ? and state = 'active'
               and account not in (select account from leavings) limit ?",
        )?
        .query_map(params![moment, most], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The resources in a collection that are not gone, in the order in which they were added.
pub fn items_of(conn: &Connection, id: CollectionId) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select resource from items join resources on resources.id = resource
             where collection = ? and state = 'published' order by items.id",
        )?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// What somebody keeps on their shelf.
pub fn shelf_of(conn: &Connection, account: AccountId) -> Result<Vec<Kept>> {
    Ok(conn
        .prepare_cached("select resource, collection from shelf where account = ? order by id")?
        .query_map([account], |row| {
            let resource: Option<ResourceId> = row.get(0)?;
            let collection: Option<CollectionId> = row.get(1)?;
            Ok(match (resource, collection) {
                (Some(id), _) => Kept::Resource(id),
                (None, id) => Kept::Collection(id.unwrap_or(CollectionId(0))),
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// Lets go of somebody's archive.
pub fn forget_archive(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from archives where account = ?")?.execute([account])?;
    Ok(())
}
