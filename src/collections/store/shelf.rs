//! The rows of shelves.

use rusqlite::{Connection, params};

use crate::{
    collections::model::Kept,
    db::Tx,
    error::Result,
    ids::{AccountId, CollectionId, ResourceId},
};

fn halves(kept: Kept) -> (Option<ResourceId>, Option<CollectionId>) {
    match kept {
        Kept::Resource(id) => (Some(id), None),
        Kept::Collection(id) => (None, Some(id)),
    }
}

/// Whether somebody keeps it on their shelf. Strangers keep nothing.
pub fn on_shelf(conn: &Connection, account: Option<AccountId>, kept: Kept) -> Result<bool> {
    let Some(account) = account else { return Ok(false) };
    let (resource, collection) = halves(kept);
    Ok(conn
        .prepare_cached(
            "select 1 from shelf where account = ? and resource is ? and collection is ?",
        )?
        .exists(params![account, resource, collection])?)
}

/// Puts it on the shelf; a second time changes nothing.
pub fn put(tx: &Tx<'_>, account: AccountId, kept: Kept) -> Result<()> {
    let (resource, collection) = halves(kept);
    tx.prepare_cached(
        "insert into shelf(account, resource, collection, put) values (?, ?, ?, ?)
         on conflict do nothing",
    )?
    .execute(params![account, resource, collection, tx.now])?;
    Ok(())
}

/// Takes it off the shelf.
pub fn take(tx: &Tx<'_>, account: AccountId, kept: Kept) -> Result<()> {
    let (resource, collection) = halves(kept);
    tx.prepare_cached("delete from shelf where account = ? and resource is ? and collection is ?")?
        .execute(params![account, resource, collection])?;
    Ok(())
}

/// What somebody keeps, the latest first, each with its place.
pub fn shelf(
    conn: &Connection,
    account: AccountId,
    limit: usize,
    before: Option<i64>,
) -> Result<Vec<(i64, Kept)>> {
    Ok(conn
        .prepare_cached(
            "select id, resource, collection from shelf where account = ? and id < ?
             order by id desc limit ?",
        )?
        .query_map(params![account, before.unwrap_or(i64::MAX), limit], |row| {
            let resource: Option<ResourceId> = row.get(1)?;
            let collection: Option<CollectionId> = row.get(2)?;
            let kept = match (resource, collection) {
                (Some(id), _) => Kept::Resource(id),
                (None, id) => Kept::Collection(id.unwrap_or(CollectionId(0))),
            };
            Ok((row.get(0)?, kept))
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// Forgets what somebody kept and suggested. What they put into collections of others stays there,
/// as if its owner had.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    for query in [
        "delete from shelf where account = ?",
        "delete from suggestions where by_account = ?",
        "update suggestions set answered_by = null where answered_by = ?",
        "update items set added_by = (select owner from collections where id = collection)
         where added_by = ?",
    ] {
        tx.prepare_cached(query)?.execute([account])?;
    }
    Ok(())
}
