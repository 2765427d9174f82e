//! The rows of links and of the servers they lead to.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{Link, Reason, Standing, Step};
use crate::{
    communities,
    db::Tx,
    error::Result,
    ids::{AccountId, Key, ResourceId},
    time::Moment,
};

/// A server that is being asked is left alone for so many seconds, should the answer be lost.
const LOST: i64 = 120;

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        resource: row.get("resource")?,
        url: row.get("url")?,
        host: row.get("host")?,
        standing: Standing::parse(row.get_ref("state")?.as_str()?),
        reason: Reason::parse(row.get_ref("reason")?.as_str()?),
        status: row.get("status")?,
        moved_to: row.get("moved_to")?,
        homepage: row.get("homepage")?,
        step: Step::parse(row.get_ref("step")?.as_str()?),
        failing_since: row.get("failing_since")?,
        answered: row.get("answered")?,
        checked: row.get("checked")?,
        due: row.get("due")?,
    })
}

/// What is known of a resource's link; `None` if it has none that is looked after.
pub fn find(conn: &Connection, id: ResourceId) -> Result<Option<Link>> {
    Ok(conn
        .prepare_cached("select * from care_links where resource = ?")?
        .query_row([id], link)
        .optional()?)
}

/// The address of a published link.
pub fn address(conn: &Connection, id: ResourceId) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached(
            "select url from resources where id = ? and kind = 'link' and state = 'published'
               and url <> ''",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Writes a link over what was known of it.
pub fn write(tx: &Tx<'_>, link: &Link) -> Result<()> {
    tx.prepare_cached(
        "insert into care_links(resource, url, host, state, reason, status, moved_to, homepage,
           step, failing_since, answered, checked, due)
         values (:resource, :url, :host, :state, :reason, :status, :moved_to, :homepage, :step,
           :failing_since, :answered, :checked, :due)
         on conflict do update set url = excluded.url, host = excluded.host,
           state = excluded.state, reason = excluded.reason, status = excluded.status,
           moved_to = excluded.moved_to, homepage = excluded.homepage, step = excluded.step,
           failing_since = excluded.failing_since, answered = excluded.answered,
           checked = excluded.checked, due = excluded.due",
    )?
    .execute(named_params! {
        ":resource": link.resource, ":url": link.url, ":host": link.host,
        ":state": link.standing.name(), ":reason": link.reason.name(), ":status": link.status,
        ":moved_to": link.moved_to, ":homepage": link.homepage, ":step": link.step.name(),
        ":failing_since": link.failing_since, ":answered": link.answered,
        ":checked": link.checked, ":due": link.due,
    })?;
    Ok(())
}

/// Looks after a resource's link no more.
pub fn forget(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("delete from care_links where resource = ?")?.execute([id])?;
    Ok(())
}

/// Notes when a server's turn comes next: when its next link is due and it may be asked.
pub fn plan(tx: &Tx<'_>, host: &str) -> Result<()> {
    let due: Option<Moment> = tx
        .prepare_cached("select min(due) from care_links where host = ?")?
        .query_row([host], |row| row.get(0))?;
    match due {
        None => tx.prepare_cached("delete from care_hosts where host = ?")?.execute([host])?,
        Some(due) => tx
            .prepare_cached(
                "insert into care_hosts(host, free, next) values (:host, 0, :due)
                 on conflict do update set next = max(free, excluded.next)",
            )?
            .execute(named_params! { ":host": host, ":due": due })?,
    };
    Ok(())
}

/// Leaves a server in peace until then.
pub fn mark_free(tx: &Tx<'_>, host: &str, free: Moment) -> Result<()> {
    tx.prepare_cached("update care_hosts set free = ? where host = ?")?
        .execute(params![free, host])?;
    Ok(())
}

/// One link of each server whose turn it is; the servers are kept from being asked meanwhile.
pub fn take_turn(tx: &Tx<'_>, most: u32) -> Result<Vec<Link>> {
    let hosts: Vec<String> = tx
        .prepare_cached("select host from care_hosts where next <= ? order by next limit ?")?
        .query_map(params![tx.now, most], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut turn = Vec::new();
    for host in hosts {
        let due = tx
            .prepare_cached(
                "select * from care_links where host = ? and due <= ? order by due limit 1",
            )?
            .query_row(params![host, tx.now], link)
            .optional()?;
        match due {
            None => plan(tx, &host)?,
            Some(link) => {
                tx.prepare_cached("update care_hosts set next = ? where host = ?")?
                    .execute(params![tx.now.plus_seconds(LOST), host])?;
                turn.push(link);
            }
        }
    }
    Ok(turn)
}

/// When the next server's turn comes.
pub fn next_turn(conn: &Connection) -> Result<Option<Moment>> {
    Ok(conn.prepare_cached("select min(next) from care_hosts")?.query_row([], |row| row.get(0))?)
}

/// When any server last answered.
pub fn pulse(conn: &Connection) -> Result<Option<Moment>> {
    Ok(conn.prepare_cached("select answered from care_pulse")?.query_row([], |row| row.get(0))?)
}

pub fn mark_pulse(tx: &Tx<'_>) -> Result<()> {
    tx.prepare_cached("update care_pulse set answered = ?")?.execute([tx.now])?;
    Ok(())
}

/// Up to which resource links were gathered for the first time; `None` once all are.
pub fn gathered(conn: &Connection) -> Result<Option<ResourceId>> {
    Ok(conn.prepare_cached("select gathered from care_pulse")?.query_row([], |row| row.get(0))?)
}

pub fn mark_gathered(tx: &Tx<'_>, up_to: Option<ResourceId>) -> Result<()> {
    tx.prepare_cached("update care_pulse set gathered = ?")?.execute([up_to])?;
    Ok(())
}

/// The published links after this resource, by number.
pub fn links_after(conn: &Connection, after: ResourceId, most: u32) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select id from resources where id > ? and kind = 'link' and state = 'published'
             order by id limit ?",
        )?
        .query_map(params![after, most], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many links are dead.
pub fn count_dead(conn: &Connection) -> Result<u64> {
    Ok(conn
        .prepare_cached("select count(*) from care_links where state = 'dead'")?
        .query_row([], |row| row.get(0))?)
}

/// How many dead links somebody may mend.
pub fn count_mendable(conn: &Connection, reach: Reach) -> Result<u64> {
    Ok(conn
        .prepare_cached(&format!(
            "select count(*) from care_links l join resources r on r.id = l.resource
             where l.state = 'dead' and {MENDABLE}"
        ))?
        .query_row(
            named_params! {
                ":me": reach.account, ":all": reach.all, ":others": reach.others,
                ":communities": circles(conn, reach)?,
            },
            |row| row.get(0),
        )?)
}

/// How many links are looked after, and how many of them answered the last time.
pub fn count(conn: &Connection) -> Result<(u64, u64)> {
    Ok(conn
        .prepare_cached(
            "select count(*), count(*) filter (where state in ('fine', 'trusted'))
             from care_links",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A link in the queue of those to be mended.
#[derive(Debug, Clone)]
pub struct Case {
    /// The key of its resource.
    pub key: Key,
    /// The title of its resource.
    pub title: String,
    /// Whose it is: their handle.
    pub owner_handle: String,
    /// The name they go by.
    pub owner_name: String,
    /// The link.
    pub link: Link,
}

fn case(row: &Row<'_>) -> rusqlite::Result<Case> {
    Ok(Case {
        key: row.get("key")?,
        title: row.get("title")?,
        owner_handle: row.get("handle")?,
        owner_name: row.get("name")?,
        link: link(row)?,
    })
}

/// Which links somebody may mend.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Their own.
    pub account: AccountId,
    /// Those of others that this person may read.
    pub others: bool,
    /// All.
    pub all: bool,
}

/// Holds for the links `l` of resources `r` that somebody may mend.
const MENDABLE: &str = "(r.owner = :me or :all or :others and (r.visibility in ('public', 'local')
     or r.visibility = 'community'
       and r.community in (select value from json_each(:communities))))";

/// The communities of somebody, as JSON: a curator mends there what members share.
fn circles(conn: &Connection, reach: Reach) -> Result<String> {
    let circles = communities::memberships(conn, Some(reach.account))?;
    Ok(serde_json::to_string(&circles.iter().map(|id| id.0).collect::<Vec<_>>())?)
}

/// The dead links that somebody may mend, the longest dead first.
pub fn dead(
    conn: &Connection,
    reach: Reach,
    limit: usize,
    after: Option<(Moment, ResourceId)>,
) -> Result<Vec<Case>> {
    let (since, id) = after.unwrap_or((Moment::EPOCH, ResourceId(0)));
    Ok(conn
        .prepare_cached(&format!(
            "select l.*, r.key, r.title, a.handle, a.name
             from care_links l join resources r on r.id = l.resource
             join accounts a on a.id = r.owner
             where l.state = 'dead' and (l.failing_since, l.resource) > (:since, :id)
               and {MENDABLE}
             order by l.failing_since, l.resource limit :limit"
        ))?
        .query_map(
            named_params! {
                ":since": since, ":id": id, ":me": reach.account, ":all": reach.all,
                ":others": reach.others, ":communities": circles(conn, reach)?, ":limit": limit,
            },
            case,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// The links that have moved for good and that somebody may mend, by number.
pub fn moved(
    conn: &Connection,
    reach: Reach,
    limit: usize,
    after: Option<ResourceId>,
) -> Result<Vec<Case>> {
    Ok(conn
        .prepare_cached(&format!(
            "select l.*, r.key, r.title, a.handle, a.name
             from care_links l join resources r on r.id = l.resource
             join accounts a on a.id = r.owner
             where l.moved_to is not null and l.resource > :id
               and {MENDABLE}
             order by l.resource limit :limit"
        ))?
        .query_map(
            named_params! {
                ":id": after.unwrap_or(ResourceId(0)), ":me": reach.account, ":all": reach.all,
                ":others": reach.others, ":communities": circles(conn, reach)?, ":limit": limit,
            },
            case,
        )?
        .collect::<rusqlite::Result<_>>()?)
}
