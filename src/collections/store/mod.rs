//! The rows of collections, one by one.

mod contents;
mod lists;
mod shelf;
mod together;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, named_params, params};

pub use self::{
    contents::{
        add_item, add_section, count_items, count_sections, forget_resource, has_resource, holding,
        item, items, items_of, mark_places, place_sections, remove_item, remove_section,
        section_ids, sections, set_note, update_section,
    },
    lists::{
        by_community, by_import, by_owner, cards, mine, published_by, recent,
        resources_of_community,
    },
    shelf::{forget_person, on_shelf, put, shelf, take},
    together::{
        added_by, answer_suggestion, based_on, copies, copy_item, count_waiting, featured,
        find_suggestion, forget_newer, insert_suggestion, items_by, made_in, mark_newer,
        remove_suggestion, set_based_on, set_featured, suggested_by, waiting, waits,
    },
};
use super::{
    model::{Collection, NewCollection, State},
    together::Together,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, CollectionId, Key},
    resources::Visibility,
};

const ONE: &str = "select k.*, a.handle as owner_handle, a.name as owner_name
   from collections k join accounts a on a.id = k.owner";

fn collection(row: &SqlRow<'_>) -> rusqlite::Result<Collection> {
    let small: Option<String> = row.get("picture_small")?;
    let large: Option<String> = row.get("picture_large")?;
    Ok(Collection {
        id: row.get("id")?,
        key: row.get("key")?,
        owner: row.get("owner")?,
        owner_handle: row.get("owner_handle")?,
        owner_name: row.get("owner_name")?,
        community: row.get("community")?,
        title: row.get("title")?,
        summary: row.get("summary")?,
        visibility: Visibility::parse(row.get_ref("visibility")?.as_str()?),
        state: State::parse(row.get_ref("state")?.as_str()?),
        together: Together::parse(row.get_ref("together")?.as_str()?),
        picture: small.zip(large),
        subjects: Vec::new(),
        levels: Vec::new(),
        languages: Vec::new(),
        import: row.get("import")?,
        withdrawn_by: row.get("withdrawn_by")?,
        made: row.get("made")?,
        changed: row.get("changed")?,
        published: row.get("published")?,
    })
}

fn with_terms(conn: &Connection, mut collection: Collection) -> Result<Collection> {
    let mut query = conn.prepare_cached(
        "select kind, value from collection_terms where collection = ? order by kind, place",
    )?;
    let mut terms = query.query([collection.id])?;
    while let Some(term) = terms.next()? {
        let list = match term.get_ref(0)?.as_str().unwrap_or_default() {
            "subject" => &mut collection.subjects,
            "level" => &mut collection.levels,
            _ => &mut collection.languages,
        };
        list.push(term.get(1)?);
    }
    Ok(collection)
}

/// The collection with this number, wherever it stands.
pub fn find(conn: &Connection, id: CollectionId) -> Result<Collection> {
    let found = conn
        .prepare_cached(&format!("{ONE} where k.id = ?"))?
        .query_row([id], collection)
        .optional()?
        .ok_or(Error::NotFound)?;
    with_terms(conn, found)
}

/// The collection with this key, wherever it stands.
pub fn find_by_key(conn: &Connection, key: &str) -> Result<Collection> {
    let key = Key::parse(key).ok_or(Error::NotFound)?;
    let found = conn
        .prepare_cached(&format!("{ONE} where k.key = ?"))?
        .query_row([key], collection)
        .optional()?
        .ok_or(Error::NotFound)?;
    with_terms(conn, found)
}

pub fn insert(
    tx: &Tx<'_>,
    owner: AccountId,
    new: &NewCollection,
    summary_text: &str,
) -> Result<CollectionId> {
    let id = tx
        .prepare_cached(
            "insert into collections(key, owner, community, title, summary, summary_text, together,
               visibility, state, import, made, changed)
             values (:key, :owner, :community, :title, :summary, :summary_text, :together, :visibility,
               'draft', :import, :now, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":key": new.key.unwrap_or_else(Key::random), ":owner": owner,
                ":community": new.community, ":title": new.title, ":summary": new.summary,
                ":summary_text": summary_text, ":visibility": new.visibility.name(),
                ":together": new.together.name(), ":import": new.import, ":now": tx.now,
            },
            |row| row.get(0),
        )?;
    set_terms(tx, id, new)?;
    Ok(id)
}

pub fn update(
    tx: &Tx<'_>,
    id: CollectionId,
    new: &NewCollection,
    summary_text: &str,
) -> Result<()> {
    tx.prepare_cached(
        "update collections set community = :community, title = :title, summary = :summary,
           summary_text = :summary_text, visibility = :visibility, together = :together,
           changed = :now where id = :id",
    )?
    .execute(named_params! {
        ":community": new.community, ":title": new.title, ":summary": new.summary,
        ":summary_text": summary_text, ":visibility": new.visibility.name(),
        ":together": new.together.name(), ":now": tx.now, ":id": id,
    })?;
    set_terms(tx, id, new)
}

fn set_terms(tx: &Tx<'_>, id: CollectionId, new: &NewCollection) -> Result<()> {
    tx.prepare_cached("delete from collection_terms where collection = ?")?.execute([id])?;
    let kinds = [("subject", &new.subjects), ("level", &new.levels), ("language", &new.languages)];
    for (kind, values) in kinds {
        for (place, value) in values.iter().enumerate() {
            tx.prepare_cached(
                "insert or ignore into collection_terms(collection, kind, value, place)
                 values (?, ?, ?, ?)",
            )?
            .execute(params![id, kind, value, place])?;
        }
    }
    Ok(())
}

/// Notes that something in it was changed.
pub fn mark_changed(tx: &Tx<'_>, id: CollectionId) -> Result<()> {
    tx.prepare_cached("update collections set changed = ? where id = ?")?
        .execute(params![tx.now, id])?;
    Ok(())
}

pub fn mark_state(tx: &Tx<'_>, id: CollectionId, state: State) -> Result<()> {
    tx.prepare_cached(
        "update collections set state = :state, changed = :now,
           withdrawn_by = null, withdrawn_from = null,
           published = iif(:state = 'published', ifnull(published, :now), published)
         where id = :id",
    )?
    .execute(named_params! { ":state": state.name(), ":now": tx.now, ":id": id })?;
    Ok(())
}

pub fn mark_withdrawn(tx: &Tx<'_>, id: CollectionId, by: AccountId) -> Result<()> {
    tx.prepare_cached(
        "update collections set withdrawn_from = state, state = 'withdrawn', withdrawn_by = :by,
           changed = :now where id = :id",
    )?
    .execute(named_params! { ":by": by, ":now": tx.now, ":id": id })?;
    Ok(())
}

/// Where something withdrawn stood before.
pub fn withdrawn_from(conn: &Connection, id: CollectionId) -> Result<State> {
    let name: Option<String> = conn
        .prepare_cached("select withdrawn_from from collections where id = ?")?
        .query_row([id], |row| row.get(0))?;
    Ok(State::parse(&name.unwrap_or_default()))
}

pub fn set_picture(tx: &Tx<'_>, id: CollectionId, picture: Option<(&str, &str)>) -> Result<()> {
    tx.prepare_cached(
        "update collections set picture_small = ?, picture_large = ?, changed = ? where id = ?",
    )?
    .execute(params![picture.map(|p| p.0), picture.map(|p| p.1), tx.now, id])?;
    Ok(())
}

/// Whether a collection's picture is this file.
pub fn keeps_file(conn: &Connection, sha256: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from collections where picture_small = ?1
             union all select 1 from collections where picture_large = ?1",
        )?
        .exists([sha256])?)
}

/// Removes it with all that is in it; resources stay.
pub fn remove(tx: &Tx<'_>, id: CollectionId) -> Result<()> {
    tx.prepare_cached("delete from items where collection = ?")?.execute([id])?;
    tx.prepare_cached("delete from collections where id = ?")?.execute([id])?;
    Ok(())
}

/// Takes all out of a collection that its owner or others put into it or said of it.
pub fn hollow(tx: &Tx<'_>, id: CollectionId) -> Result<()> {
    for query in [
        "delete from items where collection = ?",
        "delete from sections where collection = ?",
        "delete from suggestions where collection = ?",
        "delete from collection_terms where collection = ?",
        "update collections set title = '', summary = '', summary_text = '', picture_small = null,
           picture_large = null, withdrawn_from = 'draft' where id = ?",
    ] {
        tx.prepare_cached(query)?.execute([id])?;
    }
    Ok(())
}
