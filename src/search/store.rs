//! The rows of what can be found, and the index of their words.

use rusqlite::{Connection, OptionalExtension, Row, ffi, named_params, params};

use super::document::{Card, Facet, Scope, Target};
use crate::{
    db::{self, Tx},
    error::Result,
};

/// The columns of the facets, in the order of [`Facet::ALL`].
const COLUMNS: [&str; Facet::COUNT] =
    ["subjects", "levels", "types", "languages", "licence", "community"];

/// A row whose words must be read anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// Its place in the index.
    pub place: u32,
    /// What it is.
    pub target: Target,
    /// Its stamp: if that has gone up meanwhile, the words that were read may be old.
    pub stamp: i64,
}

/// The highest stamp: which state of the rows this connection sees.
pub fn stamp(conn: &Connection) -> Result<i64> {
    Ok(conn
        .prepare_cached("select ifnull(max(stamp), 0) from search_documents")?
        .query_row([], |row| row.get(0))?)
}

fn card(row: &Row<'_>) -> rusqlite::Result<Card> {
    let scope: String = row.get("scope")?;
    let scope = scope.parse().unwrap_or(Scope::Nobody);
    let mut card = Card::new(target(row)?, scope, row.get("shown")?);
    for (values, column) in card.values.iter_mut().zip(COLUMNS) {
        *values = row.get(column)?;
    }
    card.used = row.get("used")?;
    Ok(card)
}

fn target(row: &Row<'_>) -> rusqlite::Result<Target> {
    let kind: String = row.get("kind")?;
    Target::new(&kind, row.get("target")?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Shows the cards that were put down after this stamp.
pub fn cards_since(conn: &Connection, stamp: i64, mut show: impl FnMut(u32, &Card)) -> Result<()> {
    let mut rows = conn.prepare_cached("select * from search_documents where stamp > ?")?;
    let mut rows = rows.query([stamp])?;
    while let Some(row) = rows.next()? {
        show(row.get("id")?, &card(row)?);
    }
    Ok(())
}

/// Puts down a card; its words are read later.
pub fn put_card(tx: &Tx<'_>, card: &Card) -> Result<()> {
    let [subjects, levels, types, languages, licence, community] = &card.values;
    tx.prepare_cached(
        "insert into search_documents(kind, target, scope, subjects, levels, types, languages,
           licence, community, shown, stamp, stale)
         values (:kind, :target, :scope, :subjects, :levels, :types, :languages,
           :licence, :community, :shown,
           (select ifnull(max(stamp), 0) + 1 from search_documents), 1)
         on conflict(kind, target) do update set scope = excluded.scope,
           subjects = excluded.subjects, levels = excluded.levels, types = excluded.types,
           languages = excluded.languages, licence = excluded.licence,
           community = excluded.community, shown = excluded.shown, stamp = excluded.stamp,
           stale = 1",
    )?
    .execute(named_params! {
        ":kind": card.target.kind(), ":target": card.target.id(), ":scope": card.scope.to_string(),
        ":subjects": subjects, ":levels": levels, ":types": types, ":languages": languages,
        ":licence": licence, ":community": community, ":shown": card.shown,
    })?;
    Ok(())
}

/// Takes a thing out of the index at once. Its row stays, for nobody.
pub fn take_out(tx: &Tx<'_>, target: Target) -> Result<()> {
    let place: Option<u32> = tx
        .prepare_cached(
            "update search_documents set scope = 'nobody', subjects = '', levels = '', types = '',
               languages = '', licence = '', community = '', stale = 0,
               stamp = (select max(stamp) + 1 from search_documents)
             where kind = ? and target = ? and scope <> 'nobody' returning id",
        )?
        .query_row(params![target.kind(), target.id()], |row| row.get(0))
        .optional()?;
    if let Some(place) = place {
        tx.prepare_cached("delete from search_index where rowid = ?")?.execute([place])?;
        tx.prepare_cached("delete from search_titles where rowid = ?")?.execute([place])?;
    }
    Ok(())
}

/// Rows whose words must be read anew, the latest changes first.
pub fn stale(conn: &Connection, limit: u32) -> Result<Vec<Stale>> {
    Ok(conn
        .prepare_cached(
            "select id, kind, target, stamp from search_documents where stale = 1
             order by stamp desc limit ?",
        )?
        .query_map([limit], |row| {
            Ok(Stale { place: row.get("id")?, target: target(row)?, stamp: row.get("stamp")? })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// Writes what the analyser made of a thing's words, unless the thing was changed meanwhile.
pub fn put_words(tx: &Tx<'_>, row: Stale, title: &str, tags: &str, body: &str) -> Result<()> {
    let fresh = tx
        .prepare_cached(
            "update search_documents set stale = 0,
               stamp = (select max(stamp) + 1 from search_documents)
             where id = ? and stamp = ?",
        )?
        .execute(params![row.place, row.stamp])?;
    if fresh == 1 {
        tx.prepare_cached(
            "insert or replace into search_index(rowid, title, tags, body) values (?, ?, ?, ?)",
        )?
        .execute(params![row.place, title, tags, body])?;
        tx.prepare_cached(
            "insert or replace into search_titles(rowid, title, tags) values (?, ?, ?)",
        )?
        .execute(params![row.place, title, tags])?;
    }
    Ok(())
}

/// Merges segments of the index, about 200 kB. `false` if there is nothing to merge.
pub fn merge(tx: &Tx<'_>) -> Result<bool> {
    let mut merged = false;
    for step in [
        "insert into search_index(search_index, rank) values ('merge', 50)",
        "insert into search_titles(search_titles, rank) values ('merge', 10)",
    ] {
        let before = tx.total_changes();
        tx.prepare_cached(step)?.execute([])?;
        // As the FTS5 documentation says: fewer than two changes mean that nothing was done.
        merged |= tx.total_changes() - before >= 2;
    }
    Ok(merged)
}

/// The version of the analyser whose words the index holds.
pub fn analyser(conn: &Connection) -> Result<u32> {
    Ok(conn.prepare_cached("select analyser from search_state")?.query_row([], |row| row.get(0))?)
}

/// Notes that all words were read, or will be, by this version of the analyser.
pub fn mark_analyser(tx: &Tx<'_>, analyser: u32) -> Result<()> {
    tx.execute("update search_state set analyser = ?", [analyser])?;
    Ok(())
}

/// Some of the things that can be found whose card is not younger than this stamp.
pub fn untouched_since(conn: &Connection, stamp: i64, limit: usize) -> Result<Vec<Target>> {
    Ok(conn
        .prepare_cached(
            "select kind, target from search_documents
             where stamp <= ? and scope <> 'nobody' order by stamp limit ?",
        )?
        .query_map(params![stamp, limit], target)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many things can be found, and how many of them wait for their words to be read.
pub fn count(conn: &Connection) -> Result<(u64, u64)> {
    Ok(conn
        .prepare_cached(
            "select (select count(*) from search_documents where scope <> 'nobody'),
               (select count(*) from search_documents where stale = 1)",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In all there is to read.
    Everything,
    /// In the titles and tags, which say what a thing is about.
    Titles,
}

/// The places of all rows that match an expression, in their order.
pub fn matching(conn: &Connection, within: Within, expression: &str) -> Result<Vec<u32>> {
    let question = match within {
        Within::Everything => "select rowids(rowid) from search_index where search_index match ?",
        Within::Titles => "select rowids(rowid) from search_titles where search_titles match ?",
    };
    let found = conn
        .prepare_cached(question)?
        .query_row([expression], |row| Ok(db::gathered(row.get_ref(0)?.as_blob_or_null()?)));
    harmless(found, expression)
}

/// The places of all rows that match an expression, each with its rank: the best is the least.
pub fn ranked(conn: &Connection, within: Within, expression: &str) -> Result<Vec<(u32, f64)>> {
    let question = match within {
        Within::Everything => {
            "select rowid, rank from search_index where search_index match ? order by rowid"
        }
        Within::Titles => {
            "select rowid, rank from search_titles where search_titles match ? order by rowid"
        }
    };
    let found = conn
        .prepare_cached(question)?
        .query_map([expression], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect);
    harmless(found, expression)
}

/// An expression that FTS5 cannot read finds nothing: it was typed by somebody.
fn harmless<T>(found: rusqlite::Result<Vec<T>>, expression: &str) -> Result<Vec<T>> {
    match found {
        Err(rusqlite::Error::SqliteFailure(error, words))
            if error.extended_code == ffi::SQLITE_ERROR =>
        {
            tracing::warn!(expression, words, "a search could not be read");
            Ok(Vec::new())
        }
        found => Ok(found?),
    }
}

/// Whether the words of the thing at a place match an expression.
pub fn matches_at(conn: &Connection, expression: &str, place: u32) -> Result<bool> {
    let found = conn
        .prepare_cached("select 1 from search_index where search_index match ? and rowid = ?")?
        .query_map(params![expression, place], |_| Ok(()))
        .and_then(Iterator::collect);
    Ok(!harmless(found, expression)?.is_empty())
}

/// The card at a place.
pub fn card_at(conn: &Connection, place: u32) -> Result<Option<Card>> {
    Ok(conn
        .prepare_cached("select * from search_documents where id = ?")?
        .query_row([place], card)
        .optional()?)
}

/// Notes how much a thing was used, if it can be found at all.
pub fn set_used(tx: &Tx<'_>, target: Target, used: u32) -> Result<()> {
    tx.prepare_cached(
        "update search_documents set used = :used,
           stamp = (select max(stamp) + 1 from search_documents)
         where kind = :kind and target = :target and used <> :used",
    )?
    .execute(named_params! {
        ":used": used, ":kind": target.kind(), ":target": target.id(),
    })?;
    Ok(())
}

/// What lies at a place.
pub fn target_at(conn: &Connection, place: u32) -> Result<Option<Target>> {
    Ok(conn
        .prepare_cached("select kind, target from search_documents where id = ?")?
        .query_row([place], target)
        .optional()?)
}
