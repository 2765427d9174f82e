//! The rows of suggestions, of copies, and of what communities show first.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, named_params, params};

use crate::{
    collections::together::{Outcome, Suggestion, Together},
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, CollectionId, CommunityId, ItemId, ResourceId, SectionId, SuggestionId},
    time::Moment,
};

const SUGGESTION: &str = "select s.*, a.handle, a.name
   from suggestions s join accounts a on a.id = s.by_account";

fn suggestion(row: &SqlRow<'_>) -> rusqlite::Result<Suggestion> {
    Ok(Suggestion {
        id: row.get("id")?,
        collection: row.get("collection")?,
        resource: row.get("resource")?,
        by: row.get("by_account")?,
        by_handle: row.get("handle")?,
        by_name: row.get("name")?,
        note: row.get("note")?,
        outcome: Outcome::parse(row.get_ref("state")?.as_str()?),
        answer: row.get("answer")?,
        made: row.get("made")?,
    })
}

/// The suggestion with this number.
pub fn find_suggestion(conn: &Connection, id: SuggestionId) -> Result<Suggestion> {
    conn.prepare_cached(&format!("{SUGGESTION} where s.id = ?"))?
        .query_row([id], suggestion)
        .optional()?
        .ok_or(Error::NotFound)
}

/// What waits for a curator of this collection, the longest first, each after the one given.
pub fn waiting(
    conn: &Connection,
    collection: CollectionId,
    limit: usize,
    after: SuggestionId,
) -> Result<Vec<Suggestion>> {
    Ok(conn
        .prepare_cached(&format!(
            "{SUGGESTION} where s.collection = ? and s.state = 'waiting' and s.id > ?
             order by s.id limit ?"
        ))?
        .query_map(params![collection, after, limit], suggestion)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How much waits for a curator of this collection.
pub fn count_waiting(conn: &Connection, collection: CollectionId) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "select count(*) from suggestions where collection = ? and state = 'waiting'",
        )?
        .query_row([collection], |row| row.get(0))?)
}

/// What somebody suggested for this collection, the latest first.
pub fn suggested_by(
    conn: &Connection,
    collection: CollectionId,
    account: AccountId,
    limit: usize,
) -> Result<Vec<Suggestion>> {
    Ok(conn
        .prepare_cached(&format!(
            "{SUGGESTION} where s.by_account = ? and s.collection = ? order by s.id desc limit ?"
        ))?
        .query_map(params![account, collection, limit], suggestion)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Whether the resource is suggested for the collection already, and how much of this person waits
/// there.
pub fn waits(
    conn: &Connection,
    collection: CollectionId,
    resource: ResourceId,
    account: AccountId,
) -> Result<(bool, u32)> {
    let same = conn
        .prepare_cached(
            "select 1 from suggestions where collection = ? and resource = ?
               and state = 'waiting'",
        )?
        .exists(params![collection, resource])?;
    let count = conn
        .prepare_cached(
            "select count(*) from suggestions where by_account = ? and collection = ?
               and state = 'waiting'",
        )?
        .query_row(params![account, collection], |row| row.get(0))?;
    Ok((same, count))
}

pub fn insert_suggestion(
    tx: &Tx<'_>,
    collection: CollectionId,
    resource: ResourceId,
    by: AccountId,
    note: &str,
) -> Result<SuggestionId> {
    Ok(tx
        .prepare_cached(
            "insert into suggestions(collection, resource, by_account, note, state, made)
             values (?, ?, ?, ?, 'waiting', ?) returning id",
        )?
        .query_row(params![collection, resource, by, note, tx.now], |row| row.get(0))?)
}

pub fn answer_suggestion(
    tx: &Tx<'_>,
    id: SuggestionId,
    by: AccountId,
    outcome: Outcome,
    answer: &str,
) -> Result<()> {
    tx.prepare_cached(
        "update suggestions set state = ?, answer = ?, answered_by = ?, answered = ? where id = ?",
    )?
    .execute(params![outcome.name(), answer, by, tx.now, id])?;
    Ok(())
}

pub fn remove_suggestion(tx: &Tx<'_>, id: SuggestionId) -> Result<()> {
    tx.prepare_cached("delete from suggestions where id = ?")?.execute([id])?;
    Ok(())
}

/// Who put an item into a collection; `None` if it has no such item.
pub fn added_by(
    conn: &Connection,
    collection: CollectionId,
    item: ItemId,
) -> Result<Option<AccountId>> {
    Ok(conn
        .prepare_cached("select added_by from items where id = ? and collection = ?")?
        .query_row(params![item, collection], |row| row.get(0))
        .optional()?)
}

/// What somebody put into a collection, in order.
pub fn items_by(
    conn: &Connection,
    collection: CollectionId,
    account: AccountId,
) -> Result<Vec<(ItemId, ResourceId)>> {
    Ok(conn
        .prepare_cached(
            "select id, resource from items where collection = ? and +added_by = ?
               and resource is not null order by section, place, id",
        )?
        .query_map(params![collection, account], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The published collections of a community that are made together in this way.
pub fn made_in(
    conn: &Connection,
    community: CommunityId,
    together: Together,
) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached(
            "select id from collections where community = ? and together = ?
               and state = 'published' order by id desc limit 100",
        )?
        .query_map(params![community, together.name()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Puts all that these sections and items say into another collection.
pub fn copy_item(
    tx: &Tx<'_>,
    to: CollectionId,
    section: Option<SectionId>,
    place: usize,
    item: (Option<ResourceId>, &str),
    by: AccountId,
) -> Result<()> {
    tx.prepare_cached(
        "insert into items(collection, section, place, resource, note, added_by, added)
         values (:to, :section, :place, :resource, :note, :by, :now)",
    )?
    .execute(named_params! {
        ":to": to, ":section": section, ":place": place, ":resource": item.0, ":note": item.1,
        ":by": by, ":now": tx.now,
    })?;
    Ok(())
}

pub fn set_based_on(tx: &Tx<'_>, copy: CollectionId, original: CollectionId) -> Result<()> {
    tx.prepare_cached("update collections set based_on = ? where id = ?")?
        .execute(params![original, copy])?;
    Ok(())
}

/// What a collection was copied from, and since when that has changes not seen yet.
pub fn based_on(
    conn: &Connection,
    id: CollectionId,
) -> Result<Option<(CollectionId, Option<Moment>)>> {
    let (original, newer): (Option<CollectionId>, Option<Moment>) = conn
        .prepare_cached("select based_on, newer_since from collections where id = ?")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(original.map(|original| (original, newer)))
}

/// The latest published copies of a collection, whoever may see them.
pub fn copies(
    conn: &Connection,
    original: CollectionId,
    limit: usize,
) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached(
            "select id from collections where based_on = ? and published is not null
             order by published desc limit ?",
        )?
        .query_map(params![original, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Marks the copies whose owners knew the original as it was; these must be told.
pub fn mark_newer(tx: &Tx<'_>, original: CollectionId) -> Result<Vec<CollectionId>> {
    Ok(tx
        .prepare_cached(
            "update collections set newer_since = ? where based_on = ? and newer_since is null
               and state <> 'withdrawn' returning id",
        )?
        .query_map(params![tx.now, original], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn forget_newer(tx: &Tx<'_>, id: CollectionId) -> Result<()> {
    tx.prepare_cached("update collections set newer_since = null where id = ?")?.execute([id])?;
    Ok(())
}

/// What a community shows first, in order, whoever may see it.
pub fn featured(conn: &Connection, community: CommunityId) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached(
            "select collection from featured where community = ? order by place, collection",
        )?
        .query_map([community], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Makes these what a community shows first, in this order.
pub fn set_featured(tx: &Tx<'_>, community: CommunityId, order: &[CollectionId]) -> Result<()> {
    tx.prepare_cached("delete from featured where community = ?")?.execute([community])?;
    for (place, id) in order.iter().enumerate() {
        tx.prepare_cached("insert into featured(community, collection, place) values (?, ?, ?)")?
            .execute(params![community, id, place])?;
    }
    Ok(())
}
