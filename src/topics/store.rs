//! The rows of topics, of what has them, and of families of translations.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::{
    model::Topic,
    school::{self, plain},
};
use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, ResourceId},
    time::Moment,
};

/// The topic of this id: from the list, with what Wikidata adds to it, or from Wikidata alone.
pub fn find(conn: &Connection, id: &str) -> Result<Option<Topic>> {
    let mut topic =
        school::find(id).cloned().unwrap_or_else(|| Topic { id: id.to_owned(), names: Vec::new() });
    let mut query = conn.prepare_cached(
        "select language, name from topic_names where topic = ? order by language, place",
    )?;
    let mut rows = query.query([id])?;
    while let Some(row) = rows.next()? {
        let (tag, name): (String, String) = (row.get(0)?, row.get(1)?);
        match topic.names.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => topic.names.push((tag, vec![name])),
        }
    }
    Ok((!topic.names.is_empty()).then_some(topic))
}

/// When a topic was last looked up at Wikidata.
pub fn looked_up(conn: &Connection, id: &str) -> Result<Option<Moment>> {
    Ok(conn
        .prepare_cached("select looked_up from topics where id = ?")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Keeps what Wikidata says of a topic.
pub fn keep(tx: &Tx<'_>, topic: &Topic) -> Result<()> {
    tx.prepare_cached(
        "insert into topics(id, looked_up) values (?, ?)
         on conflict do update set looked_up = excluded.looked_up",
    )?
    .execute(params![topic.id, tx.now])?;
    tx.prepare_cached("delete from topic_names where topic = ?")?.execute([&topic.id])?;
    for (tag, names) in &topic.names {
        for (place, name) in names.iter().enumerate() {
            tx.prepare_cached(
                "insert or ignore into topic_names(topic, language, place, name, folded)
                 values (?, ?, ?, ?, ?)",
            )?
            .execute(params![topic.id, tag, place, name, plain(name)])?;
        }
    }
    Ok(())
}

/// The topics that were looked up before and whose names begin so.
pub fn beginning(conn: &Connection, typed: &str, most: usize) -> Result<Vec<String>> {
    let typed = plain(typed);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    Ok(conn
        .prepare_cached(
            "select distinct topic from topic_names where folded >= :typed and folded < :end
             limit :most",
        )?
        .query_map(
            named_params! {
                ":typed": typed, ":end": format!("{typed}\u{10ffff}"), ":most": most,
            },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// The topics of a resource, in the order of their ids.
pub fn of_resource(conn: &Connection, id: ResourceId) -> Result<Vec<Topic>> {
    let ids: Vec<String> = conn
        .prepare_cached("select topic from resource_topics where resource = ? order by topic")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut topics = Vec::new();
    for id in ids {
        topics.extend(find(conn, &id)?);
    }
    Ok(topics)
}

/// The names of all topics of a resource, for each language, so that it is found by any of them.
pub fn names_of(conn: &Connection, id: ResourceId) -> Result<Vec<(String, String)>> {
    let mut all: Vec<(String, String)> = Vec::new();
    for topic in of_resource(conn, id)? {
        for (tag, names) in topic.names {
            let names = names.join(" \n");
            match all.iter_mut().find(|(known, _)| *known == tag) {
                Some((_, text)) => {
                    text.push_str(" \n");
                    text.push_str(&names);
                }
                None => all.push((tag, names)),
            }
        }
    }
    Ok(all)
}

/// How many topics a resource has.
pub fn count_of(conn: &Connection, id: ResourceId) -> Result<usize> {
    Ok(conn
        .prepare_cached("select count(*) from resource_topics where resource = ?")?
        .query_row([id], |row| row.get(0))?)
}

/// Puts a topic on a resource; whether it was not there before.
pub fn add(tx: &Tx<'_>, id: ResourceId, topic: &str, by: AccountId) -> Result<bool> {
    let added = tx
        .prepare_cached(
            "insert or ignore into resource_topics(resource, topic, by_account, added)
             values (?, ?, ?, ?)",
        )?
        .execute(params![id, topic, by, tx.now])?;
    if added > 0 {
        tx.prepare_cached(
            "insert into topic_uses(topic, uses) values (?, 1)
             on conflict do update set uses = uses + 1",
        )?
        .execute([topic])?;
    }
    Ok(added > 0)
}

/// Takes a topic off a resource; whether it was there.
pub fn remove(tx: &Tx<'_>, id: ResourceId, topic: &str) -> Result<bool> {
    let removed = tx
        .prepare_cached("delete from resource_topics where resource = ? and topic = ?")?
        .execute(params![id, topic])?;
    if removed > 0 {
        tx.prepare_cached("update topic_uses set uses = uses - 1 where topic = ?")?
            .execute([topic])?;
        tx.prepare_cached("delete from topic_uses where topic = ? and uses <= 0")?
            .execute([topic])?;
    }
    Ok(removed > 0)
}

/// Takes all topics off a resource.
pub fn remove_all(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    for topic in of_resource(tx, id)? {
        remove(tx, id, &topic.id)?;
    }
    Ok(())
}

/// The topics that are used here, the most used first.
pub fn used(
    conn: &Connection,
    limit: usize,
    before: Option<(u64, String)>,
) -> Result<Vec<(String, u64)>> {
    let (uses, topic) = before.unwrap_or((i64::MAX as u64, "\u{10ffff}".to_owned()));
    Ok(conn
        .prepare_cached(
            "select topic, uses from topic_uses where (uses, topic) < (?, ?)
             order by uses desc, topic desc limit ?",
        )?
        .query_map(params![uses, topic, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The resources that have a topic, the youngest first.
pub fn resources_of(
    conn: &Connection,
    topic: &str,
    limit: usize,
    before: Option<ResourceId>,
) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select resource from resource_topics where topic = ? and resource < ?
             order by resource desc limit ?",
        )?
        .query_map(params![topic, before.unwrap_or(ResourceId(i64::MAX)), limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The family of translations that a resource belongs to.
pub fn family(conn: &Connection, id: ResourceId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("select family from translations where resource = ?")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The resources of a family.
pub fn members(conn: &Connection, family: i64) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached("select resource from translations where family = ? order by resource")?
        .query_map([family], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Puts a resource into a family.
pub fn set_family(tx: &Tx<'_>, id: ResourceId, family: i64) -> Result<()> {
    tx.prepare_cached(
        "insert into translations(resource, family) values (?, ?)
         on conflict do update set family = excluded.family",
    )?
    .execute(params![id, family])?;
    Ok(())
}

/// Takes a resource out of its family.
pub fn leave_family(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("delete from translations where resource = ?")?.execute([id])?;
    Ok(())
}

/// The guess of a resource's language that somebody has answered.
pub fn answered_guess(conn: &Connection, id: ResourceId) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("select guess from language_answers where resource = ?")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Notes that a guess was answered.
pub fn answer_guess(tx: &Tx<'_>, id: ResourceId, guess: &str) -> Result<()> {
    tx.prepare_cached(
        "insert into language_answers(resource, guess) values (?, ?)
         on conflict do update set guess = excluded.guess",
    )?
    .execute(params![id, guess])?;
    Ok(())
}

/// Topics that somebody gave to resources of others stay, as if their owners had.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached(
        "update resource_topics set by_account =
           (select owner from resources where resources.id = resource) where by_account = ?",
    )?
    .execute([account])?;
    Ok(())
}
