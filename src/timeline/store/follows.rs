//! The rows of streams, and of who follows them.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::super::model::{Followed, Stream};
use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, CommunityId},
};

/// The number of a stream, if anything ever stood in it or anybody followed it.
pub fn stream(conn: &Connection, stream: &Stream) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("select id from streams where kind = ? and value = ?")?
        .query_row(params![stream.kind(), stream.value()], |row| row.get(0))
        .optional()?)
}

/// The number of a stream, which is made if there is none.
pub fn stream_made(tx: &Tx<'_>, wanted: &Stream) -> Result<i64> {
    if let Some(known) = stream(tx, wanted)? {
        return Ok(known);
    }
    Ok(tx
        .prepare_cached("insert into streams(kind, value) values (?, ?) returning id")?
        .query_row(params![wanted.kind(), wanted.value()], |row| row.get(0))?)
}

/// Whether somebody follows this.
pub fn follows(conn: &Connection, account: AccountId, wanted: &Stream) -> Result<bool> {
    let Some(stream) = stream(conn, wanted)? else { return Ok(false) };
    Ok(conn
        .prepare_cached("select 1 from follows where account = ? and stream = ?")?
        .exists(params![account, stream])?)
}

/// How many things of one kind somebody follows; of all kinds for an empty one.
pub fn count_follows(conn: &Connection, account: AccountId, kind: &str) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "select count(*) from follows join streams on streams.id = stream
             where account = :account and (:kind = '' or kind = :kind)",
        )?
        .query_row(named_params! { ":account": account, ":kind": kind }, |row| row.get(0))?)
}

/// Notes that somebody follows a stream. `false` if they did already.
pub fn insert_follow(tx: &Tx<'_>, account: AccountId, stream: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached("insert or ignore into follows(account, stream, made) values (?, ?, ?)")?
        .execute(params![account, stream, tx.now])?;
    Ok(rows == 1)
}

/// Notes that somebody does not follow a stream any more. `false` if they did not.
pub fn remove_follow(tx: &Tx<'_>, account: AccountId, stream: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached("delete from follows where account = ? and stream = ?")?
        .execute(params![account, stream])?;
    Ok(rows == 1)
}

/// What somebody follows, the latest first, each before the place given.
pub fn followed(
    conn: &Connection,
    account: AccountId,
    limit: usize,
    before: Option<i64>,
) -> Result<Vec<Followed>> {
    let rows = conn
        .prepare_cached(
            "select follows.id, kind, value, made from follows
             join streams on streams.id = stream
             where account = :account and follows.id < :before
             order by follows.id desc limit :limit",
        )?
        .query_map(
            named_params! {
                ":account": account, ":before": before.unwrap_or(i64::MAX), ":limit": limit,
            },
            |row| {
                let kind: String = row.get("kind")?;
                Ok((row.get("id")?, Stream::of(&kind, row.get("value")?), row.get("made")?))
            },
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, stream, made)| Some(Followed { id, stream: stream?, made }))
        .collect())
}

/// What somebody follows at this place among what they follow.
pub fn followed_at(conn: &Connection, account: AccountId, id: i64) -> Result<Option<Stream>> {
    let row: Option<(String, String)> = conn
        .prepare_cached(
            "select kind, value from follows join streams on streams.id = stream
             where follows.id = ? and account = ?",
        )?
        .query_row(params![id, account], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.and_then(|(kind, value)| Stream::of(&kind, value)))
}

/// The values of one kind that anybody follows, each with the number of its stream.
pub fn followed_values(conn: &Connection, kind: &str) -> Result<Vec<(i64, String)>> {
    Ok(conn
        .prepare_cached(
            "select id, value from streams where kind = ?
               and exists(select 1 from follows where stream = streams.id)",
        )?
        .query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Who follows a stream.
pub fn followers(conn: &Connection, wanted: &Stream) -> Result<Vec<AccountId>> {
    Ok(conn
        .prepare_cached(
            "select account from follows where stream =
               (select id from streams where kind = ? and value = ?)",
        )?
        .query_map(params![wanted.kind(), wanted.value()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The streams that make up somebody's timeline: what they follow, and their communities.
pub fn streams_of(
    conn: &Connection,
    account: AccountId,
    communities: &[CommunityId],
) -> Result<Vec<i64>> {
    let mut streams: Vec<i64> = conn
        .prepare_cached("select stream from follows where account = ?")?
        .query_map([account], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for community in communities {
        streams.extend(stream(conn, &Stream::Community(*community))?);
    }
    streams.sort_unstable();
    streams.dedup();
    Ok(streams)
}
