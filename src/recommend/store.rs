//! The rows by which alike things are found, and what somebody does not want to be shown.

use rusqlite::{Connection, Params, params};

use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, CommunityId, ResourceId, Thing},
};

fn numbers(conn: &Connection, query: &str, params: impl Params) -> Result<Vec<i64>> {
    Ok(conn
        .prepare_cached(query)?
        .query_map(params, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The newest resources that have a term: a walk down an index.
pub const WITH_TERM: &str = "select resource from resource_terms where kind = ? and value = ?
     order by resource desc limit ?";

/// The newest resources that have a term, whoever may see them.
pub fn with_term(conn: &Connection, kind: &str, value: &str, most: usize) -> Result<Vec<i64>> {
    numbers(conn, WITH_TERM, params![kind, value, most])
}

/// What stands with a resource in collections that are no secret.
pub const TOGETHER: &str = "select other.resource from items mine
     join collections k on k.id = mine.collection and k.state = 'published'
       and k.visibility in ('public', 'local')
     join items other on other.collection = mine.collection
     where mine.resource = ? and other.resource is not null limit ?";

/// What stands with a resource in collections that are no secret, whoever may see it.
pub fn together(conn: &Connection, resource: ResourceId, most: usize) -> Result<Vec<i64>> {
    numbers(conn, TOGETHER, params![resource, most])
}

/// The newest resources of a community.
pub const IN_COMMUNITY: &str =
    "select id from resources where community = ? order by id desc limit ?";

/// The newest resources of a community, whoever may see them.
pub fn in_community(conn: &Connection, community: CommunityId, most: usize) -> Result<Vec<i64>> {
    numbers(conn, IN_COMMUNITY, params![community, most])
}

/// The community of a resource.
pub fn community_of(conn: &Connection, resource: ResourceId) -> Result<Option<CommunityId>> {
    Ok(conn
        .prepare_cached("select community from resources where id = ?")?
        .query_row([resource], |row| row.get(0))?)
}

/// What is said of resources.
pub const TERMS: &str = "select t.resource, t.kind, t.value from json_each(?) as wanted
     join resource_terms t on t.resource = wanted.value";

/// What is said of resources: number, kind of term, value.
pub fn terms(conn: &Connection, resources: &[i64]) -> Result<Vec<(i64, String, String)>> {
    Ok(conn
        .prepare_cached(TERMS)?
        .query_map([serde_json::to_string(resources)?], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// What is suggested by its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// People by their interests.
    People,
    /// Communities.
    Communities,
    /// Collections.
    Collections,
}

impl Among {
    /// Those with a term, or, for a subject, with one that lies within it: the newest first.
    pub fn query(self) -> &'static str {
        match self {
            Self::People => {
                "select distinct account from interests
                 where kind = ? and value >= ? and value < ? order by account desc limit ?"
            }
            Self::Communities => {
                "select distinct community from community_terms
                 where kind = ? and value >= ? and value < ? order by community desc limit ?"
            }
            Self::Collections => {
                "select distinct collection from collection_terms
                 where kind = ? and value >= ? and value < ? order by collection desc limit ?"
            }
        }
    }
}

/// Those that have a term: for a subject also the fields within it and those that contain it.
pub fn among(
    conn: &Connection,
    which: Among,
    kind: &str,
    value: &str,
    most: usize,
) -> Result<Vec<i64>> {
    // A tilde comes after all digits and letters; a zero byte before them.
    let exactly = |value: &str| format!("{value}\0");
    if kind != "subject" {
        return numbers(conn, which.query(), params![kind, value, exactly(value), most]);
    }
    let mut found = numbers(conn, which.query(), params![kind, value, format!("{value}~"), most])?;
    for length in 2..value.len() {
        let Some(wider) = value.get(..length) else { continue };
        found.extend(numbers(conn, which.query(), params![kind, wider, exactly(wider), most])?);
    }
    Ok(found)
}

/// Whether somebody does not want this to be suggested.
pub fn is_hidden(conn: &Connection, account: AccountId, thing: Thing) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from hidden_suggestions where account = ? and kind = ? and target = ?",
        )?
        .exists(params![account, thing.kind(), thing.id()])?)
}

/// How many suggestions somebody has hidden.
pub fn count_hidden(conn: &Connection, account: AccountId) -> Result<u32> {
    Ok(conn
        .prepare_cached("select count(*) from hidden_suggestions where account = ?")?
        .query_row([account], |row| row.get(0))?)
}

/// Notes that somebody does not want this to be suggested.
pub fn hide(tx: &Tx<'_>, account: AccountId, thing: Thing) -> Result<()> {
    tx.prepare_cached(
        "insert or ignore into hidden_suggestions(account, kind, target, made)
         values (?, ?, ?, ?)",
    )?
    .execute(params![account, thing.kind(), thing.id(), tx.now])?;
    Ok(())
}

/// Forgets what somebody did not want to be suggested.
pub fn show_all(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from hidden_suggestions where account = ?")?.execute([account])?;
    Ok(())
}

/// Forgets what somebody hid, and that others hid them.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    show_all(tx, account)?;
    tx.prepare_cached("delete from hidden_suggestions where kind = 'person' and target = ?")?
        .execute([account])?;
    Ok(())
}
