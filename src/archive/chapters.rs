//! What an archive holds besides resources: a list to which every room may add.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::store;
use crate::{
    accounts, collections, communities,
    error::Result,
    ids::{AccountId, CollectionId, Key, ResourceId},
    places, resources, topics,
};

/// A chapter of somebody's archive: one file of JSON in the folder `data`.
#[derive(Debug, Clone, Copy)]
pub struct Chapter {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// What is somebody's of it.
    pub write: fn(&Connection, AccountId) -> Result<Value>,
}

/// All chapters. A room at the right that keeps something of people has a line here.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { name: "profile", write: profile },
    Chapter { name: "memberships", write: memberships },
    Chapter { name: "collections", write: own_collections },
    Chapter { name: "shelf", write: shelf },
    Chapter { name: "topics", write: own_topics },
    Chapter { name: "place", write: place },
];

fn profile(conn: &Connection, id: AccountId) -> Result<Value> {
    let account = accounts::find(conn, id)?;
    Ok(json!({
        "handle": account.handle,
        "name": account.name,
        "email": account.email,
        "role": account.role.name(),
        "about": account.about,
        "organisation": account.organisation,
        "website": account.website,
        "joined": account.joined,
        "seen": account.seen,
        "subjects": accounts::interests(conn, id, "subject")?,
        "levels": accounts::interests(conn, id, "level")?,
        "languages": accounts::interests(conn, id, "language")?,
    }))
}

fn memberships(conn: &Connection, id: AccountId) -> Result<Value> {
    let mut all = Vec::new();
    for card in communities::belonged(conn, id)? {
        let member = communities::membership(conn, card.id, id)?;
        all.push(json!({
            "community": card.handle,
            "name": card.name,
            "role": member.as_ref().map(|member| member.role.name()),
            "since": member.as_ref().map(|member| member.since),
        }));
    }
    Ok(all.into())
}

/// The keys and titles of what is in a collection and published.
pub fn parts(conn: &Connection, id: CollectionId) -> Result<Vec<(Key, String)>> {
    let mut parts = Vec::new();
    for resource in store::items_of(conn, id)? {
        let resource = resources::find(conn, resource)?;
        parts.push((resource.key, resource.description.title));
    }
    Ok(parts)
}

fn own_collections(conn: &Connection, id: AccountId) -> Result<Value> {
    let mut all = Vec::new();
    for id in store::collections_of(conn, id)? {
        let collection = collections::find(conn, id)?;
        let sections: Vec<Value> = collections::sections(conn, id)?
            .into_iter()
            .map(|(_, title, summary)| json!({ "title": title, "summary": summary }))
            .collect();
        let items: Vec<Value> = parts(conn, id)?
            .into_iter()
            .map(|(key, title)| json!({ "resource": key, "title": title }))
            .collect();
        all.push(json!({
            "key": collection.key,
            "title": collection.title,
            "summary": collection.summary,
            "state": collection.state.name(),
            "visibility": collection.visibility.name(),
            "sections": sections,
            "items": items,
            "published": collection.published,
            "changed": collection.changed,
        }));
    }
    Ok(all.into())
}

fn shelf(conn: &Connection, id: AccountId) -> Result<Value> {
    let mut all = Vec::new();
    for kept in store::shelf_of(conn, id)? {
        all.push(match kept {
            collections::Kept::Resource(id) => {
                let resource = resources::find(conn, id)?;
                json!({ "resource": resource.key, "title": resource.description.title })
            }
            collections::Kept::Collection(id) => {
                let collection = collections::find(conn, id)?;
                json!({ "collection": collection.key, "title": collection.title })
            }
        });
    }
    Ok(all.into())
}

fn place(conn: &Connection, id: AccountId) -> Result<Value> {
    let place = places::of_person(conn, id)?;
    Ok(place.map_or(Value::Null, |place| json!({ "country": place.country, "area": place.area })))
}

fn own_topics(conn: &Connection, id: AccountId) -> Result<Value> {
    let mut all = Vec::new();
    let mut after = ResourceId(0);
    loop {
        let some = store::resources_of(conn, id, after, 500)?;
        let Some(last) = some.last() else { return Ok(all.into()) };
        after = *last;
        for id in some {
            let topics = topics::of_resource(conn, id)?;
            if !topics.is_empty() {
                let ids: Vec<String> = topics.into_iter().map(|topic| topic.id).collect();
                all.push(json!({ "resource": resources::find(conn, id)?.key, "topics": ids }));
            }
        }
    }
}
