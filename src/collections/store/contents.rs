//! The rows of sections and items.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, CollectionId, ItemId, ResourceId, SectionId},
};

/// An item as stored, with what an editor must know of a resource that is gone.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number.
    pub id: ItemId,
    /// Where it stands; none before all sections.
    pub section: Option<SectionId>,
    /// The resource, or none for a note.
    pub resource: Option<ResourceId>,
    /// The curator's word.
    pub note: String,
    /// The title of the resource.
    pub title: String,
    /// Whether the resource was withdrawn.
    pub withdrawn: bool,
}

/// The sections of a collection in order: number, title, summary.
pub fn sections(
    conn: &Connection,
    collection: CollectionId,
) -> Result<Vec<(SectionId, String, String)>> {
    Ok(conn
        .prepare_cached(
            "select id, title, summary from sections where collection = ? order by place, id",
        )?
        .query_map([collection], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The numbers of the sections in order.
pub fn section_ids(conn: &Connection, collection: CollectionId) -> Result<Vec<SectionId>> {
    Ok(sections(conn, collection)?.into_iter().map(|(id, _, _)| id).collect())
}

/// All items of a collection; within their section in order.
pub fn items(conn: &Connection, collection: CollectionId) -> Result<Vec<Line>> {
    Ok(conn
        .prepare_cached(
            "select i.id, i.section, i.resource, i.note, ifnull(r.title, '') as title,
               ifnull(r.state = 'withdrawn', 0) as withdrawn
             from items i left join resources r on r.id = i.resource
             where i.collection = ? order by i.section, i.place, i.id",
        )?
        .query_map([collection], |row| {
            Ok(Line {
                id: row.get("id")?,
                section: row.get("section")?,
                resource: row.get("resource")?,
                note: row.get("note")?,
                title: row.get("title")?,
                withdrawn: row.get("withdrawn")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// The items of one section in order.
pub fn items_of(
    conn: &Connection,
    collection: CollectionId,
    section: Option<SectionId>,
) -> Result<Vec<ItemId>> {
    Ok(conn
        .prepare_cached(
            "select id from items where collection = ? and section is ? order by place, id",
        )?
        .query_map(params![collection, section], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The section and the resource of an item of this collection; `None` if it has no such item.
pub fn item(
    conn: &Connection,
    collection: CollectionId,
    item: ItemId,
) -> Result<Option<(Option<SectionId>, Option<ResourceId>)>> {
    Ok(conn
        .prepare_cached("select section, resource from items where collection = ? and id = ?")?
        .query_row(params![collection, item], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn count_items(conn: &Connection, collection: CollectionId) -> Result<usize> {
    Ok(conn
        .prepare_cached("select count(*) from items where collection = ?")?
        .query_row([collection], |row| row.get(0))?)
}

pub fn count_sections(conn: &Connection, collection: CollectionId) -> Result<usize> {
    Ok(conn
        .prepare_cached("select count(*) from sections where collection = ?")?
        .query_row([collection], |row| row.get(0))?)
}

pub fn has_resource(
    conn: &Connection,
    collection: CollectionId,
    resource: ResourceId,
) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from items where resource = ? and collection = ?")?
        .exists(params![resource, collection])?)
}

/// The collections that hold a resource, whoever may see them.
pub fn holding(conn: &Connection, resource: ResourceId) -> Result<Vec<CollectionId>> {
    Ok(conn
        .prepare_cached("select collection from items where resource = ? order by collection")?
        .query_map([resource], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn add_section(
    tx: &Tx<'_>,
    collection: CollectionId,
    title: &str,
    summary: &str,
) -> Result<SectionId> {
    Ok(tx
        .prepare_cached(
            "insert into sections(collection, place, title, summary)
             values (:collection,
               (select ifnull(max(place) + 1, 0) from sections where collection = :collection),
               :title, :summary) returning id",
        )?
        .query_row(
            named_params! { ":collection": collection, ":title": title, ":summary": summary },
            |row| row.get(0),
        )?)
}

pub fn update_section(tx: &Tx<'_>, id: SectionId, title: &str, summary: &str) -> Result<()> {
    tx.prepare_cached("update sections set title = ?, summary = ? where id = ?")?
        .execute(params![title, summary, id])?;
    Ok(())
}

/// Gives sections their places in this order.
pub fn place_sections(tx: &Tx<'_>, order: &[SectionId]) -> Result<()> {
    for (place, id) in order.iter().enumerate() {
        tx.prepare_cached("update sections set place = ?1 where id = ?2 and place <> ?1")?
            .execute(params![place, id])?;
    }
    Ok(())
}

pub fn remove_section(tx: &Tx<'_>, id: SectionId) -> Result<()> {
    tx.prepare_cached("delete from sections where id = ?")?.execute([id])?;
    Ok(())
}

/// The place behind all others of a section.
fn place_after_all(
    conn: &Connection,
    collection: CollectionId,
    section: Option<SectionId>,
) -> Result<i64> {
    Ok(conn
        .prepare_cached(
            "select ifnull(max(place) + 1, 0) from items where collection = ? and section is ?",
        )?
        .query_row(params![collection, section], |row| row.get(0))?)
}

pub fn add_item(
    tx: &Tx<'_>,
    collection: CollectionId,
    section: Option<SectionId>,
    resource: Option<ResourceId>,
    note: &str,
    by: AccountId,
) -> Result<ItemId> {
    let place = place_after_all(tx, collection, section)?;
    Ok(tx
        .prepare_cached(
            "insert into items(collection, section, place, resource, note, added_by, added)
             values (:collection, :section, :place, :resource, :note, :by, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":collection": collection, ":section": section, ":place": place,
                ":resource": resource, ":note": note, ":by": by, ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

pub fn set_note(tx: &Tx<'_>, id: ItemId, note: &str) -> Result<()> {
    tx.prepare_cached("update items set note = ? where id = ?")?.execute(params![note, id])?;
    Ok(())
}

/// Puts items into a section, in this order.
pub fn mark_places(tx: &Tx<'_>, section: Option<SectionId>, order: &[ItemId]) -> Result<()> {
    for (place, id) in order.iter().enumerate() {
        tx.prepare_cached(
            "update items set section = ?1, place = ?2
             where id = ?3 and (section is not ?1 or place <> ?2)",
        )?
        .execute(params![section, place, id])?;
    }
    Ok(())
}

pub fn remove_item(tx: &Tx<'_>, id: ItemId) -> Result<()> {
    tx.prepare_cached("delete from items where id = ?")?.execute([id])?;
    Ok(())
}

/// Takes a resource out of all collections and off all shelves.
pub fn forget_resource(tx: &Tx<'_>, resource: ResourceId) -> Result<()> {
    tx.prepare_cached("delete from items where resource = ?")?.execute([resource])?;
    tx.prepare_cached("delete from shelf where resource = ?")?.execute([resource])?;
    Ok(())
}
