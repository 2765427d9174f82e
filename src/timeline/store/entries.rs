//! The rows of entries: what happened, which resources it is about, and in which streams it stands.

use rusqlite::{Connection, OptionalExtension, Params, Row, named_params, params};

use super::super::model::{Entry, Happening, Reach, Verb};
use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, ResourceId, Thing},
    resources::Scope,
    time::Moment,
};

/// Tells the newest entry of a stream before another one, asking the same question each time.
pub fn before(conn: &Connection) -> Result<impl FnMut(i64, i64) -> Result<Option<i64>> + '_> {
    let mut question = conn.prepare_cached(BEFORE)?;
    Ok(move |stream, entry| Ok(question.query_row(params![stream, entry], |row| row.get(0))?))
}

/// One step down an index.
pub const BEFORE: &str = "select max(entry) from entry_streams where stream = ? and entry < ?";

/// Entries of a stream, the newest first, each before the one given.
pub fn of_stream(conn: &Connection, stream: i64, before: i64, limit: usize) -> Result<Vec<i64>> {
    Ok(conn
        .prepare_cached(OF_STREAM)?
        .query_map(params![stream, before, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// A walk down an index.
pub const OF_STREAM: &str = "select entry from entry_streams
     where stream = ? and entry < ? order by entry desc limit ?";

/// Entries that are not for one community alone, the newest first, each before the one given.
pub fn of_site(conn: &Connection, before: i64, limit: usize) -> Result<Vec<i64>> {
    Ok(conn
        .prepare_cached(OF_SITE)?
        .query_map(params![before, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// A walk down the index of just these entries.
pub const OF_SITE: &str = "select id from entries
     where scope in ('public', 'local') and id < ? order by id desc limit ?";

fn entry(row: &Row<'_>) -> rusqlite::Result<Option<Entry>> {
    let Some(verb) = Verb::parse(row.get_ref("verb")?.as_str()?) else { return Ok(None) };
    let scope: String = row.get("scope")?;
    let reach = scope.parse().unwrap_or(Reach(Scope::Nobody));
    Ok(Some(Entry {
        id: row.get("id")?,
        verb,
        by: row.get("by_account")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        about: Thing::of(row.get_ref("kind")?.as_str()?, row.get("target")?),
        address: row.get("address")?,
        scope: reach,
        made: row.get("made")?,
    }))
}

/// An entry of somebody who may come in, if it is still there.
pub fn find(conn: &Connection, id: i64) -> Result<Option<Entry>> {
    Ok(conn.prepare_cached(FIND)?.query_row([id], entry).optional()?.flatten())
}

/// One row by its number.
pub const FIND: &str = "select e.id, e.verb, e.by_account, e.kind, e.target, e.address, e.scope,
     e.made, a.handle, a.name
   from entries e join accounts a on a.id = e.by_account and a.state = 'active'
   where e.id = ?";

/// Whoever may know of the entry may know of the resource, as it stands now.
const STILL_SHOWN: &str = "r.state = 'published' and (r.visibility = 'public'
     or (r.visibility = 'local' and :scope <> 'public')
     or (r.visibility = 'community' and :scope = 'community:' || r.community))";

/// Resources of an entry, the latest first, each before the one given.
pub fn items(
    conn: &Connection,
    entry: &Entry,
    limit: usize,
    before: Option<ResourceId>,
) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(&format!(
            "select i.resource from entry_items i join resources r on r.id = i.resource
             where i.entry = :entry and i.resource < :before and {STILL_SHOWN}
             order by i.resource desc limit :limit"
        ))?
        .query_map(
            named_params! {
                ":entry": entry.id, ":before": before.unwrap_or(ResourceId(i64::MAX)),
                ":scope": entry.scope.to_string(), ":limit": limit,
            },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many resources an entry has, counted up to a number.
pub fn count_items(conn: &Connection, entry: &Entry, most: usize) -> Result<usize> {
    Ok(conn
        .prepare_cached(&format!(
            "select count(*) from (select 1 from entry_items i
               join resources r on r.id = i.resource
               where i.entry = :entry and {STILL_SHOWN} limit :most)"
        ))?
        .query_row(
            named_params! {
                ":entry": entry.id, ":scope": entry.scope.to_string(), ":most": most,
            },
            |row| row.get(0),
        )?)
}

/// How many of somebody's latest entries are looked through for a burst that goes on.
const LATEST: u32 = 8;

/// The entry that a burst goes on in: of the same person, not older than a moment.
pub fn open_burst(
    conn: &Connection,
    by: AccountId,
    burst: &str,
    since: Moment,
) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "select id from (select id, burst, made from entries where by_account = ?
               order by id desc limit ?) where burst = ? and made >= ? limit 1",
        )?
        .query_row(params![by, LATEST, burst, since], |row| row.get(0))
        .optional()?)
}

/// Writes an entry.
pub fn insert(tx: &Tx<'_>, happening: &Happening<'_>, burst: &str) -> Result<i64> {
    Ok(tx
        .prepare_cached(
            "insert into entries(verb, by_account, kind, target, address, scope, burst, made)
             values (:verb, :by, :kind, :target, :address, :scope, :burst, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":verb": happening.verb.name(), ":by": happening.by,
                ":kind": happening.about.map_or("", Thing::kind),
                ":target": happening.about.map_or(0, Thing::id), ":address": happening.address,
                ":scope": Reach(happening.scope).to_string(), ":burst": burst, ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// Adds a resource to an entry.
pub fn add_item(tx: &Tx<'_>, entry: i64, resource: ResourceId) -> Result<()> {
    tx.prepare_cached("insert or ignore into entry_items(entry, resource) values (?, ?)")?
        .execute(params![entry, resource])?;
    Ok(())
}

/// Puts an entry into a stream.
pub fn put_into(tx: &Tx<'_>, stream: i64, entry: i64) -> Result<()> {
    tx.prepare_cached("insert or ignore into entry_streams(stream, entry) values (?, ?)")?
        .execute(params![stream, entry])?;
    Ok(())
}

/// The entry that tells of the publishing of a resource, and who may know of it.
pub fn published_entry(conn: &Connection, resource: ResourceId) -> Result<Option<(i64, String)>> {
    Ok(conn
        .prepare_cached(
            "select e.id, e.scope from entry_items i join entries e on e.id = i.entry
             where i.resource = ? and e.verb = 'published' order by e.id desc limit 1",
        )?
        .query_row([resource], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The entry that tells of the publishing of a resource, if that was after a moment.
pub fn published_since(
    conn: &Connection,
    resource: ResourceId,
    since: Moment,
) -> Result<Option<i64>> {
    let Some((entry, _)) = published_entry(conn, resource)? else { return Ok(None) };
    Ok(find(conn, entry)?.filter(|entry| entry.made >= since).map(|entry| entry.id))
}

/// Takes a resource out of an entry, and the entry away if it was the last.
pub fn remove_item(tx: &Tx<'_>, entry: i64, resource: ResourceId) -> Result<()> {
    tx.prepare_cached("delete from entry_items where entry = ? and resource = ?")?
        .execute(params![entry, resource])?;
    let is_left =
        tx.prepare_cached("select 1 from entry_items where entry = ?")?.exists([entry])?;
    if is_left { Ok(()) } else { remove(tx, entry) }
}

/// Takes a resource out of all entries.
pub fn remove_resource(tx: &Tx<'_>, resource: ResourceId) -> Result<()> {
    let entries =
        numbers(tx, "select entry from entry_items where resource = ?", params![resource])?;
    entries.into_iter().try_for_each(|entry| remove_item(tx, entry, resource))
}

/// Removes an entry, and the streams that nobody follows and in which nothing else stands.
pub(super) fn remove(tx: &Tx<'_>, entry: i64) -> Result<()> {
    let streams = numbers(tx, "select stream from entry_streams where entry = ?", params![entry])?;
    tx.prepare_cached("delete from entries where id = ?")?.execute([entry])?;
    for stream in streams {
        tx.prepare_cached(
            "delete from streams where id = ?1
               and not exists(select 1 from follows where stream = ?1)
               and not exists(select 1 from entry_streams where stream = ?1)",
        )?
        .execute([stream])?;
    }
    Ok(())
}

pub(super) fn numbers(conn: &Connection, query: &str, params: impl Params) -> Result<Vec<i64>> {
    Ok(conn
        .prepare_cached(query)?
        .query_map(params, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The entry in which somebody tells of using a resource.
pub fn used_entry(conn: &Connection, resource: ResourceId, by: AccountId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "select e.id from entry_items i join entries e on e.id = i.entry
             where i.resource = ? and e.verb = 'used' and e.by_account = ? limit 1",
        )?
        .query_row(params![resource, by], |row| row.get(0))
        .optional()?)
}

/// Whether there is an entry of this verb about a thing.
pub fn has_entry(conn: &Connection, about: Thing, verb: Verb) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from entries where kind <> '' and kind = ? and target = ? and verb = ?",
        )?
        .exists(params![about.kind(), about.id(), verb.name()])?)
}

/// Notes who may know of the entries about a thing now.
pub fn set_scope(tx: &Tx<'_>, about: Thing, scope: Scope) -> Result<()> {
    let scope = Reach(scope).to_string();
    tx.prepare_cached(
        "update entries set scope = :scope
         where kind <> '' and kind = :kind and target = :target and scope <> :scope",
    )?
    .execute(named_params! {
        ":scope": scope, ":kind": about.kind(), ":target": about.id(),
    })?;
    Ok(())
}

/// Removes the entries about a thing; only those of one verb and person if they are given.
pub fn remove_about(tx: &Tx<'_>, about: Thing, only: Option<(Verb, AccountId)>) -> Result<()> {
    let (verb, by) = only.map_or((None, None), |(verb, by)| (Some(verb.name()), Some(by)));
    let entries = numbers(
        tx,
        "select id from entries where kind <> '' and kind = :kind and target = :target
           and (:verb is null or verb = :verb) and (:by is null or by_account = :by)",
        named_params! {
            ":kind": about.kind(), ":target": about.id(), ":verb": verb, ":by": by,
        },
    )?;
    entries.into_iter().try_for_each(|entry| remove(tx, entry))
}
