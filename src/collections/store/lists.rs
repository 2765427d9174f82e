//! Collections in lists.

use std::collections::HashMap;

use rusqlite::{Connection, Params, Row as SqlRow, named_params};

use crate::{
    collections::model::{Card, State},
    communities,
    error::Result,
    ids::{AccountId, CollectionId, CommunityId, ImportId, ResourceId},
    resources::Visibility,
    time::Moment,
    web::{Role, Viewer},
};

const CARD: &str = "select k.id, k.key, k.title, k.summary_text, k.state, k.visibility,
     k.picture_small is not null as has_picture, k.changed,
     ifnull(k.published, k.changed) as shown, a.handle, a.name,
     (select substr(value, 1, 2) from collection_terms
       where collection = k.id and kind = 'subject' order by place limit 1) as field,
     (select count(resource) from items where collection = k.id) as item_count
   from collections k join accounts a on a.id = k.owner";

/// What the visibility of something published allows, for `:signed_in` and `:communities`.
const MEANT: &str = "(k.visibility = 'public' or (k.visibility = 'local' and :signed_in)
   or (k.visibility = 'community'
       and k.community in (select value from json_each(:communities))))";

fn card(row: &SqlRow<'_>) -> rusqlite::Result<Card> {
    Ok(Card {
        id: row.get("id")?,
        key: row.get("key")?,
        title: row.get("title")?,
        text: row.get("summary_text")?,
        field: row.get::<_, Option<String>>("field")?.unwrap_or_default(),
        items: row.get("item_count")?,
        owner_handle: row.get("handle")?,
        owner_name: row.get("name")?,
        state: State::parse(row.get_ref("state")?.as_str()?),
        visibility: Visibility::parse(row.get_ref("visibility")?.as_str()?),
        has_picture: row.get("has_picture")?,
        changed: row.get("changed")?,
        shown: row.get("shown")?,
    })
}

fn list(conn: &Connection, rest: &str, params: impl Params) -> Result<Vec<Card>> {
    Ok(conn
        .prepare_cached(&format!("{CARD} {rest}"))?
        .query_map(params, card)?
        .collect::<rusqlite::Result<_>>()?)
}

fn as_json(numbers: impl Iterator<Item = String>) -> String {
    format!("[{}]", numbers.collect::<Vec<_>>().join(","))
}

fn communities_of(conn: &Connection, viewer: &Viewer) -> Result<String> {
    let ids = communities::memberships(conn, viewer.account())?;
    Ok(as_json(ids.into_iter().map(|id| id.to_string())))
}

fn place(before: Option<(Moment, CollectionId)>) -> (Moment, CollectionId) {
    before.unwrap_or((Moment::from_millis(i64::MAX), CollectionId(i64::MAX)))
}

/// These collections in this order; those that the viewer may not see are left out, and those
/// that were withdrawn.
pub fn cards(conn: &Connection, viewer: &Viewer, wanted: &[CollectionId]) -> Result<Vec<Card>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found = list(
        conn,
        &format!(
            "where k.id in (select value from json_each(:ids)) and k.state <> 'withdrawn'
               and (:all or k.owner = :me or (k.state = 'published' and {MEANT}))"
        ),
        named_params! {
            ":ids": as_json(wanted.iter().map(ToString::to_string)),
            ":all": viewer.is(Role::Moderator), ":me": viewer.account(),
            ":signed_in": viewer.0.is_some(), ":communities": communities_of(conn, viewer)?,
        },
    )?;
    let mut found: HashMap<CollectionId, Card> =
        found.into_iter().map(|card| (card.id, card)).collect();
    Ok(wanted.iter().filter_map(|id| found.remove(id)).collect())
}

/// The latest published collections that are meant for this viewer, each before the place given:
/// what a card's `shown` and `id` say.
pub fn recent(
    conn: &Connection,
    viewer: &Viewer,
    limit: usize,
    before: Option<(Moment, CollectionId)>,
) -> Result<Vec<Card>> {
    let (moment, id) = place(before);
    list(
        conn,
        &format!(
            "where k.state = 'published' and {MEANT} and (k.published, k.id) < (:moment, :id)
             order by k.published desc, k.id desc limit :limit"
        ),
        named_params! {
            ":signed_in": viewer.0.is_some(), ":communities": communities_of(conn, viewer)?,
            ":moment": moment, ":id": id, ":limit": limit,
        },
    )
}

/// The collections of one person that the viewer may see, the latest changed first, each before
/// the place given: what a card's `changed` and `id` say. Owners see their drafts too.
pub fn by_owner(
    conn: &Connection,
    viewer: &Viewer,
    owner: AccountId,
    limit: usize,
    before: Option<(Moment, CollectionId)>,
) -> Result<Vec<Card>> {
    let (moment, id) = place(before);
    list(
        conn,
        &format!(
            "where k.owner = :owner and k.state <> 'withdrawn'
               and (:all or k.owner = :me or (k.state = 'published' and {MEANT}))
               and (k.changed, k.id) < (:moment, :id)
             order by k.changed desc, k.id desc limit :limit"
        ),
        named_params! {
            ":owner": owner, ":all": viewer.is(Role::Moderator), ":me": viewer.account(),
            ":signed_in": viewer.0.is_some(), ":communities": communities_of(conn, viewer)?,
            ":moment": moment, ":id": id, ":limit": limit,
        },
    )
}

const MOST_OF_COMMUNITY: u32 = 200;

/// The published collections of a community that the viewer may see, by title.
pub fn by_community(
    conn: &Connection,
    viewer: &Viewer,
    community: CommunityId,
) -> Result<Vec<Card>> {
    list(
        conn,
        &format!(
            "where k.community = :community and k.state = 'published'
               and (:all or k.owner = :me or {MEANT})
             order by k.title collate nocase, k.id limit :limit"
        ),
        named_params! {
            ":community": community, ":all": viewer.is(Role::Moderator),
            ":me": viewer.account(), ":signed_in": viewer.0.is_some(),
            ":communities": communities_of(conn, viewer)?, ":limit": MOST_OF_COMMUNITY,
        },
    )
}

const MOST_OF_MINE: u32 = 500;

/// The collections somebody has, drafts too, the latest changed first.
pub fn mine(conn: &Connection, owner: AccountId) -> Result<Vec<Card>> {
    list(
        conn,
        "where k.owner = :owner and k.state <> 'withdrawn'
         order by k.changed desc, k.id desc limit :limit",
        named_params! { ":owner": owner, ":limit": MOST_OF_MINE },
    )
}

/// The collections that one import brought, whoever may see them.
pub fn by_import(conn: &Connection, import: ImportId) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached("select id from collections where import = ? order by id")?
        .query_map([import], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The published resources of a community, the latest first, each with the moment of its
/// publication; whether a viewer may see them, `resources::rows` tells.
pub fn resources_of_community(
    conn: &Connection,
    community: CommunityId,
    limit: usize,
    before: Option<(Moment, ResourceId)>,
) -> Result<Vec<(Moment, ResourceId)>> {
    let (moment, id) = before.unwrap_or((Moment::from_millis(i64::MAX), ResourceId(i64::MAX)));
    Ok(conn
        .prepare_cached(
            "select published, id from resources
             where community = :community and state = 'published'
               and (published, id) < (:moment, :id)
             order by published desc, id desc limit :limit",
        )?
        .query_map(
            named_params! {
                ":community": community, ":moment": moment, ":id": id, ":limit": limit,
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// All that somebody has published, whoever may see it.
pub fn published_by(conn: &Connection, owner: AccountId) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached(
            "select id from collections where owner = ? and state = 'published' order by id",
        )?
        .query_map([owner], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
