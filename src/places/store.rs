//! The rows of places.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, CommunityId},
};

/// Where somebody or something is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1, two letters.
    pub country: String,
    /// A name or code of an area, or nothing.
    pub area: String,
}

fn of(conn: &Connection, kind: &str, target: i64) -> Result<Option<Place>> {
    Ok(conn
        .prepare_cached("select country, area from places where kind = ? and target = ?")?
        .query_row(params![kind, target], |row| {
            Ok(Place { country: row.get(0)?, area: row.get(1)? })
        })
        .optional()?)
}

/// Where a person says they are.
pub fn of_person(conn: &Connection, id: AccountId) -> Result<Option<Place>> {
    of(conn, "person", id.0)
}

/// Where a community says it is.
pub fn of_community(conn: &Connection, id: CommunityId) -> Result<Option<Place>> {
    of(conn, "community", id.0)
}

/// Notes where somebody or something is.
pub fn set(tx: &Tx<'_>, kind: &str, target: i64, place: &Place) -> Result<()> {
    tx.prepare_cached(
        "insert into places(kind, target, country, area) values (?, ?, ?, ?)
         on conflict do update set country = excluded.country, area = excluded.area",
    )?
    .execute(params![kind, target, place.country, place.area])?;
    Ok(())
}

/// Forgets where somebody or something is.
pub fn remove(tx: &Tx<'_>, kind: &str, target: i64) -> Result<()> {
    tx.prepare_cached("delete from places where kind = ? and target = ?")?
        .execute(params![kind, target])?;
    Ok(())
}

/// Somebody or something in a country.
#[derive(Debug, Clone)]
pub struct There {
    /// `person` or `community`.
    pub kind: String,
    /// Its number.
    pub target: i64,
    /// `anna` of `/u/anna`, or `maths` of `/c/maths`.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Its area, or nothing.
    pub area: String,
}

impl There {
    /// Whether it is a person.
    pub fn is_person(&self) -> bool {
        self.kind == "person"
    }
}

/// Who and what is in a country, as far as lists may show it: active people, and communities that
/// are listed to strangers, or to people with an account.
pub fn there(
    conn: &Connection,
    country: &str,
    signed_in: bool,
    limit: usize,
    after: Option<(String, i64)>,
) -> Result<Vec<There>> {
    let (kind, target) = after.unwrap_or_default();
    Ok(conn
        .prepare_cached(
            "select p.kind, p.target, ifnull(a.handle, c.handle) as handle,
               ifnull(a.name, c.name) as name, p.area
             from places p
             left join accounts a on p.kind = 'person' and a.id = p.target and a.state = 'active'
             left join communities c on p.kind = 'community' and c.id = p.target
               and c.withdrawn is null
               and (c.visibility in ('public', 'local_public')
                 or (:signed_in and c.visibility = 'local_private'))
             where p.country = :country and (p.kind, p.target) > (:kind, :target)
               and (a.id is not null or c.id is not null)
             order by p.kind, p.target limit :limit",
        )?
        .query_map(
            named_params! {
                ":country": country, ":signed_in": signed_in, ":kind": kind, ":target": target,
                ":limit": limit,
            },
            |row| {
                Ok(There {
                    kind: row.get("kind")?,
                    target: row.get("target")?,
                    handle: row.get("handle")?,
                    name: row.get("name")?,
                    area: row.get("area")?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// The next country by code in which anybody is; the index leaps from one to the next.
pub fn next_country(conn: &Connection, after: &str) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("select min(country) from places where country > ?")?
        .query_row([after], |row| row.get(0))?)
}
