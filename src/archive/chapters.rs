//! What an archive holds besides resources: a list to which every room may add.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::store;
use crate::{
    accounts, collections, communities, discussion,
    error::Result,
    ids::{AccountId, CollectionId, Key, ResourceId},
    notices, places, resources,
    text::sanitise::escape,
    timeline, topics, uses,
    web::Viewer,
};

/// A chapter of somebody's archive: one file of JSON in the folder `data`.
#[derive(Debug, Clone, Copy)]
pub struct Chapter {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// What is somebody's of it.
    pub write: fn(&Connection, AccountId) -> Result<Value>,
}

/// All chapters. A room at the right that keeps something of people has a line here.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { name: "profile", title: "archive-chapter-profile", write: profile },
    Chapter { name: "memberships", title: "archive-chapter-memberships", write: memberships },
    Chapter { name: "collections", title: "archive-chapter-collections", write: own_collections },
    Chapter { name: "shelf", title: "archive-chapter-shelf", write: shelf },
    Chapter { name: "topics", title: "archive-chapter-topics", write: own_topics },
    Chapter { name: "place", title: "archive-chapter-place", write: place },
    Chapter { name: "comments", title: "archive-chapter-comments", write: comments },
    Chapter { name: "follows", title: "archive-chapter-follows", write: follows },
    Chapter { name: "uses", title: "archive-chapter-uses", write: used },
    Chapter { name: "notices", title: "archive-chapter-notices", write: told },
];

/// No chapter has more rows than this.
const MOST: usize = 100_000;

fn comments(conn: &Connection, id: AccountId) -> Result<Value> {
    let all = discussion::by_author(conn, id, MOST, None)?;
    Ok(all
        .into_iter()
        .map(|one| {
            json!({
                "thread": one.thread_key, "key": one.key, "text": one.text, "made": one.made,
                "edited": one.edited, "withdrawn": one.withdrawn,
            })
        })
        .collect())
}

fn follows(conn: &Connection, id: AccountId) -> Result<Value> {
    let all = timeline::followed(conn, id, MOST, None)?;
    Ok(all
        .into_iter()
        .map(|one| {
            json!({ "kind": one.stream.kind(), "what": one.stream.value(), "since": one.made })
        })
        .collect())
}

fn used(conn: &Connection, id: AccountId) -> Result<Value> {
    let mut all = Vec::new();
    for one in uses::of_person(conn, id)? {
        all.push(json!({
            "resource": resources::find(conn, one.resource)?.key,
            "level": one.told.level, "learners": one.told.learners, "minutes": one.told.minutes,
            "worked": one.told.worked, "needed": one.told.needed, "copy": one.told.copy,
            "month": one.told.month, "made": one.made,
        }));
    }
    Ok(all.into())
}

fn told(conn: &Connection, id: AccountId) -> Result<Value> {
    let all = notices::list(conn, id, MOST, None)?;
    Ok(all
        .into_iter()
        .map(|one| {
            let by = one.by.map(|(name, _)| name);
            json!({
                "what": one.key, "about": one.quote, "by": by, "made": one.made, "seen": one.seen,
            })
        })
        .collect())
}

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

/// The key of a resource, and its title if it may be seen.
fn titled(conn: &Connection, viewer: &Viewer, id: ResourceId) -> Result<(Key, Option<String>)> {
    Ok(match resources::rows(conn, viewer, &[id])?.pop() {
        Some(row) => (row.key, Some(row.title)),
        None => (resources::find(conn, id)?.key, None),
    })
}

/// The keys of what is in a collection and published, with the titles of what this person, who
/// takes it along, may see.
pub fn parts(
    conn: &Connection,
    id: CollectionId,
    owner: AccountId,
) -> Result<Vec<(Key, Option<String>)>> {
    let viewer = accounts::viewer(conn, owner)?;
    store::items_of(conn, id)?.into_iter().map(|item| titled(conn, &viewer, item)).collect()
}

fn own_collections(conn: &Connection, id: AccountId) -> Result<Value> {
    let mut all = Vec::new();
    let owner = id;
    for id in store::collections_of(conn, owner)? {
        let collection = collections::find(conn, id)?;
        let sections: Vec<Value> = collections::sections(conn, id)?
            .into_iter()
            .map(|(_, title, summary)| json!({ "title": title, "summary": summary }))
            .collect();
        let items: Vec<Value> = parts(conn, id, owner)?
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
    let viewer = accounts::viewer(conn, id)?;
    for kept in store::shelf_of(conn, id)? {
        all.push(match kept {
            collections::Kept::Resource(id) => {
                let (key, title) = titled(conn, &viewer, id)?;
                json!({ "resource": key, "title": title })
            }
            collections::Kept::Collection(id) => {
                let seen = collections::cards(conn, &viewer, &[id])?.pop();
                let title = seen.map(|card| card.title);
                json!({ "collection": collections::find(conn, id)?.key, "title": title })
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

/// Whether there is nothing of somebody in a chapter.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A chapter as HTML, for those who do not read JSON; its fields keep their names.
pub fn as_html(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(text) => escape(text),
        Value::Array(list) => {
            let line = |it: &Value| format!("<li>{}</li>\n", as_html(it));
            format!("<ol>\n{}</ol>\n", list.iter().map(line).collect::<String>())
        }
        Value::Object(fields) => {
            let line = |(name, it): (&String, &Value)| {
                format!("<dt>{}</dt><dd>{}</dd>\n", escape(name), as_html(it))
            };
            let filled = fields.iter().filter(|(_, it)| !is_empty(it));
            format!("<dl>\n{}</dl>\n", filled.map(line).collect::<String>())
        }
    }
}
