//! The rows of thanks and of reports.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{Report, Told};
use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, CollectionId, Key, ResourceId, Thing},
};

/// Notes somebody's thanks. `false` if they had given them before.
pub fn insert_thanks(tx: &Tx<'_>, thing: Thing, account: AccountId) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "insert or ignore into thanks(kind, target, account, made) values (?, ?, ?, ?)",
        )?
        .execute(params![thing.kind(), thing.id(), account, tx.now])?;
    Ok(rows == 1)
}

/// Takes somebody's thanks back. `false` if there were none.
pub fn remove_thanks(tx: &Tx<'_>, thing: Thing, account: AccountId) -> Result<bool> {
    let rows = tx
        .prepare_cached("delete from thanks where kind = ? and target = ? and account = ?")?
        .execute(params![thing.kind(), thing.id(), account])?;
    Ok(rows == 1)
}

/// How many gave thanks for a thing, and whether this person did.
pub fn thanks(conn: &Connection, thing: Thing, account: Option<AccountId>) -> Result<(u32, bool)> {
    Ok(conn
        .prepare_cached(
            "select count(*), ifnull(max(account = :account), 0) from thanks
             where kind = :kind and target = :target",
        )?
        .query_row(
            named_params! {
                ":kind": thing.kind(), ":target": thing.id(), ":account": account,
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?)
}

fn report(row: &Row<'_>) -> rusqlite::Result<Report> {
    Ok(Report {
        id: row.get("id")?,
        resource: row.get("resource")?,
        by: row.get("account")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        told: Told {
            level: row.get("level")?,
            learners: row.get("learners")?,
            minutes: row.get("minutes")?,
            worked: row.get("worked")?,
            needed: row.get("needed")?,
            copy: row.get("copy")?,
            month: row.get("month")?,
        },
        made: row.get("made")?,
    })
}

const REPORT: &str = "select u.*, a.handle, a.name from use_reports u
     join accounts a on a.id = u.account";

/// What people tell of a resource, the latest first, each before the one given.
pub fn list(
    conn: &Connection,
    resource: ResourceId,
    limit: usize,
    before: Option<i64>,
) -> Result<Vec<Report>> {
    Ok(conn
        .prepare_cached(&format!(
            "{REPORT} where u.resource = :resource and u.id < :before
               and a.state = 'active' order by u.id desc limit :limit"
        ))?
        .query_map(
            named_params! {
                ":resource": resource, ":before": before.unwrap_or(i64::MAX), ":limit": limit,
            },
            report,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// One report.
pub fn find(conn: &Connection, id: i64) -> Result<Option<Report>> {
    Ok(conn
        .prepare_cached(&format!("{REPORT} where u.id = ?"))?
        .query_row([id], report)
        .optional()?)
}

/// How many reports there are of a resource; only those of one person if they are given.
pub fn count(conn: &Connection, resource: ResourceId, by: Option<AccountId>) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "select count(*) from use_reports
             where resource = :resource and (:by is null or account = :by)",
        )?
        .query_row(named_params! { ":resource": resource, ":by": by }, |row| row.get(0))?)
}

/// Keeps a report.
pub fn insert(tx: &Tx<'_>, resource: ResourceId, by: AccountId, told: &Told) -> Result<i64> {
    Ok(tx
        .prepare_cached(
            "insert into use_reports(resource, account, level, learners, minutes, worked, needed,
               copy, month, made, changed)
             values (:resource, :by, :level, :learners, :minutes, :worked, :needed, :copy, :month,
               :now, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":resource": resource, ":by": by, ":level": told.level,
                ":learners": told.learners, ":minutes": told.minutes, ":worked": told.worked,
                ":needed": told.needed, ":copy": told.copy, ":month": told.month, ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// Changes a report.
pub fn update(tx: &Tx<'_>, id: i64, told: &Told) -> Result<()> {
    tx.prepare_cached(
        "update use_reports set level = :level, learners = :learners, minutes = :minutes,
           worked = :worked, needed = :needed, copy = :copy, month = :month, changed = :now
         where id = :id",
    )?
    .execute(named_params! {
        ":id": id, ":level": told.level, ":learners": told.learners, ":minutes": told.minutes,
        ":worked": told.worked, ":needed": told.needed, ":copy": told.copy,
        ":month": told.month, ":now": tx.now,
    })?;
    Ok(())
}

/// Removes a report.
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<()> {
    tx.prepare_cached("delete from use_reports where id = ?")?.execute([id])?;
    Ok(())
}

/// Forgets the thanks for a thing.
pub fn forget_thanks(tx: &Tx<'_>, thing: Thing) -> Result<()> {
    tx.prepare_cached("delete from thanks where kind = ? and target = ?")?
        .execute(params![thing.kind(), thing.id()])?;
    Ok(())
}

/// All that somebody told, the latest first: for whoever wants to take everything along.
pub fn of_person(conn: &Connection, account: AccountId) -> Result<Vec<Report>> {
    Ok(conn
        .prepare_cached(&format!("{REPORT} where u.account = ? order by u.id desc"))?
        .query_map([account], report)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Key and owner of a resource, if it is published.
pub fn resource(conn: &Connection, id: ResourceId) -> Result<Option<(Key, AccountId)>> {
    Ok(conn
        .prepare_cached("select key, owner from resources where id = ? and state = 'published'")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The same of a collection.
pub fn collection(conn: &Connection, id: CollectionId) -> Result<Option<(Key, AccountId)>> {
    Ok(conn
        .prepare_cached("select key, owner from collections where id = ? and state = 'published'")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// How much these resources were used: the number of people who tell of it three times over, and
/// that of those who gave thanks. Those without either are left out.
pub fn weight(conn: &Connection, ids: &[ResourceId]) -> Result<HashMap<ResourceId, u32>> {
    let mut weights = conn.prepare_cached(
        "select (select count(distinct account) from use_reports where resource = :id) * 3
           + (select count(*) from thanks where kind = 'resource' and target = :id)",
    )?;
    let mut found = HashMap::new();
    for id in ids {
        let weight: u32 = weights.query_row(named_params! { ":id": id }, |row| row.get(0))?;
        if weight > 0 {
            found.insert(*id, weight);
        }
    }
    Ok(found)
}

/// Forgets what somebody thanked for and what they told.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from thanks where account = ?")?.execute([account])?;
    tx.prepare_cached("delete from use_reports where account = ?")?.execute([account])?;
    Ok(())
}
