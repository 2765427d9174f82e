//! The rows of resources: one by one, in lists, and as they were.

mod copies;
mod lists;
mod versions;
mod words;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, named_params, params};

pub use self::{
    copies::{based_on, copies_of, forget_newer, mark_newer, set_based_on},
    lists::{
        MOST_COUNTED, by_address, by_import, by_owner, count_by_owner, count_waiting, drafts,
        index_entry, indexable, opening_words, published_by, recent, rows, waiting_for_review,
    },
    versions::{keep_version, remove_versions, version, versions},
    words::{published_with, unread, with_files, words_in_files, write_words},
};
use super::{
    content::{Content, FileRef, FileRole},
    description::Description,
    model::{Kind, New, Resource, State, Visibility},
};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, ImportId, Key, ResourceId},
    text::{markdown, sanitise},
};

const ONE: &str = "select r.*, a.handle as owner_handle, a.name as owner_name,
     b.source, b.body, b.answers, b.words, b.remarks
   from resources r join accounts a on a.id = r.owner
   left join resource_bodies b on b.resource = r.id";

/// The same without the long texts.
const BRIEF: &str = "select r.*, a.handle as owner_handle, a.name as owner_name,
     null as source, null as body, null as answers, null as words,
     null as remarks
   from resources r join accounts a on a.id = r.owner";

fn resource(row: &SqlRow<'_>) -> rusqlite::Result<Resource> {
    let small: Option<String> = row.get("picture_small")?;
    let large: Option<String> = row.get("picture_large")?;
    let authors: String = row.get("authors")?;
    let text = |name| row.get::<_, Option<String>>(name).map(Option::unwrap_or_default);
    Ok(Resource {
        id: row.get("id")?,
        key: row.get("key")?,
        kind: Kind::parse(&row.get::<_, String>("kind")?),
        state: State::parse(&row.get::<_, String>("state")?),
        owner: row.get("owner")?,
        owner_handle: row.get("owner_handle")?,
        owner_name: row.get("owner_name")?,
        description: Description {
            title: row.get("title")?,
            summary: row.get("summary")?,
            licence: row.get("licence")?,
            licence_assumed: row.get("licence_assumed")?,
            authors: serde_json::from_str(&authors).unwrap_or_default(),
            source_title: row.get("source_title")?,
            source_url: row.get("source_url")?,
            changes_note: row.get("changes_note")?,
            date_created: row.get("date_created")?,
            visibility: Visibility::parse(&row.get::<_, String>("visibility")?),
            community: row.get("community")?,
            picture_alt: row.get("picture_alt")?,
            picture_credit: row.get("picture_credit")?,
            ..Description::default()
        },
        content: Content {
            url: row.get("url")?,
            source: text("source")?,
            body: text("body")?,
            key: row.get("answers")?,
            text: text("words")?,
            remarks: text("remarks")?,
            module: row.get("module")?,
            files: Vec::new(),
            picture: small.zip(large),
        },
        version: row.get("version")?,
        import: row.get("import")?,
        note: row.get("note")?,
        withdrawn_by: row.get("withdrawn_by")?,
        made: row.get("made")?,
        changed: row.get("changed")?,
        published: row.get("published")?,
        downloads: row.get("downloads")?,
    })
}

fn completed(conn: &Connection, mut resource: Resource) -> Result<Resource> {
    resource.content.files = files(conn, resource.id)?;
    let mut query = conn.prepare_cached(
        "select kind, value from resource_terms where resource = ? order by kind, place",
    )?;
    let mut rows = query.query([resource.id])?;
    while let Some(row) = rows.next()? {
        let description = &mut resource.description;
        let list = match row.get_ref("kind")?.as_str().unwrap_or_default() {
            "language" => &mut description.languages,
            "subject" => &mut description.subjects,
            "level" => &mut description.levels,
            "type" => &mut description.types,
            _ => &mut description.keywords,
        };
        list.push(row.get("value")?);
    }
    Ok(resource)
}

/// The resource with this number.
pub fn find(conn: &Connection, id: ResourceId) -> Result<Resource> {
    let found = conn
        .prepare_cached(&format!("{ONE} where r.id = ?"))?
        .query_row([id], resource)
        .optional()?
        .ok_or(Error::NotFound)?;
    completed(conn, found)
}

/// The resource of this key, as a person may have typed it.
pub fn find_by_key(conn: &Connection, key: &str) -> Result<Resource> {
    let key = Key::parse(key).ok_or(Error::NotFound)?;
    let found = conn
        .prepare_cached(&format!("{ONE} where r.key = ?"))?
        .query_row([key], resource)
        .optional()?
        .ok_or(Error::NotFound)?;
    completed(conn, found)
}

/// The same without texts, files and terms, for what is asked often.
pub fn find_brief(conn: &Connection, key: &str) -> Result<Resource> {
    let key = Key::parse(key).ok_or(Error::NotFound)?;
    conn.prepare_cached(&format!("{BRIEF} where r.key = ?"))?
        .query_row([key], resource)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The resource with this number, without texts, files and terms.
pub fn find_brief_by_id(conn: &Connection, id: ResourceId) -> Result<Resource> {
    conn.prepare_cached(&format!("{BRIEF} where r.id = ?"))?
        .query_row([id], resource)
        .optional()?
        .ok_or(Error::NotFound)
}

/// One file of a resource.
pub fn file(conn: &Connection, id: ResourceId, name: &str) -> Result<FileRef> {
    conn.prepare_cached("select * from resource_files where resource = ? and name = ?")?
        .query_row(params![id, name], file_of)
        .optional()?
        .ok_or(Error::NotFound)
}

fn file_of(row: &SqlRow<'_>) -> rusqlite::Result<FileRef> {
    Ok(FileRef {
        sha256: row.get("sha256")?,
        name: row.get("name")?,
        mime: row.get("mime")?,
        size: row.get("size")?,
        role: FileRole::parse(row.get_ref("role")?.as_str()?),
    })
}

fn files(conn: &Connection, id: ResourceId) -> Result<Vec<FileRef>> {
    Ok(conn
        .prepare_cached("select * from resource_files where resource = ? order by place")?
        .query_map([id], file_of)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Writes a new draft with nothing in it.
pub fn insert(tx: &Tx<'_>, new: New, owner: AccountId) -> Result<ResourceId> {
    Ok(tx
        .prepare_cached(
            "insert into resources(key, kind, state, visibility, owner, title, summary,
               summary_text, licence, licence_assumed, url, module, size, picture_alt,
               picture_credit, authors, source_title, source_url, changes_note, date_created,
               import, made, changed)
             values (:key, :kind, 'draft', 'private', :owner, '', '', '', '', 0, '', '', 0, '',
               '', '[]', '', '', '', '', :import, :now, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":key": new.key.unwrap_or_else(Key::random), ":kind": new.kind.name(),
                ":owner": owner, ":import": new.import, ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// Writes a description over the earlier one.
pub fn write_description(tx: &Tx<'_>, id: ResourceId, it: &Description) -> Result<()> {
    let summary_text = match it.summary.as_str() {
        "" => String::new(),
        summary => sanitise::text(&markdown::to_html(summary)),
    };
    tx.prepare_cached(
        "update resources set visibility = :visibility, community = :community, title = :title,
           summary = :summary, summary_text = :summary_text, licence = :licence,
           licence_assumed = :assumed, picture_alt = :alt, picture_credit = :credit,
           authors = :authors, source_title = :source_title, source_url = :source_url,
           changes_note = :changes, date_created = :created, changed = :now where id = :id",
    )?
    .execute(named_params! {
        ":visibility": it.visibility.name(), ":community": it.community, ":title": it.title,
        ":summary": it.summary, ":summary_text": summary_text, ":licence": it.licence,
        ":assumed": it.licence_assumed, ":alt": it.picture_alt, ":credit": it.picture_credit,
        ":authors": serde_json::to_string(&it.authors)?, ":source_title": it.source_title,
        ":source_url": it.source_url, ":changes": it.changes_note,
        ":created": it.date_created, ":now": tx.now, ":id": id,
    })?;
    tx.prepare_cached("delete from resource_terms where resource = ?")?.execute([id])?;
    for (kind, values) in [
        ("language", &it.languages),
        ("subject", &it.subjects),
        ("level", &it.levels),
        ("type", &it.types),
        ("keyword", &it.keywords),
    ] {
        for (place, value) in values.iter().enumerate() {
            tx.prepare_cached(
                "insert or ignore into resource_terms(resource, kind, value, place)
                 values (?, ?, ?, ?)",
            )?
            .execute(params![id, kind, value, place])?;
        }
    }
    Ok(())
}

/// Writes content over the earlier one.
pub fn write_content(tx: &Tx<'_>, id: ResourceId, it: &Content) -> Result<()> {
    tx.prepare_cached(
        "update resources set url = :url, module = :module, size = :size, picture_small = :small,
           picture_large = :large, changed = :now where id = :id",
    )?
    .execute(named_params! {
        ":url": it.url, ":module": it.module, ":size": it.size(),
        ":small": it.picture.as_ref().map(|p| &p.0), ":large": it.picture.as_ref().map(|p| &p.1),
        ":now": tx.now, ":id": id,
    })?;
    tx.prepare_cached("delete from resource_bodies where resource = ?")?.execute([id])?;
    let texts = [&it.source, &it.body, &it.text, &it.remarks];
    if it.key.is_some() || texts.iter().any(|text| !text.is_empty()) {
        tx.prepare_cached(
            "insert into resource_bodies(resource, source, body, answers, words, remarks)
             values (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![id, it.source, it.body, it.key, it.text, it.remarks])?;
    }
    tx.prepare_cached("delete from resource_files where resource = ?")?.execute([id])?;
    for (place, file) in it.files.iter().enumerate() {
        tx.prepare_cached(
            "insert into resource_files(resource, name, place, sha256, mime, size, role)
             values (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id,
            file.name,
            place,
            file.sha256.to_ascii_lowercase(),
            file.mime,
            file.size,
            file.role.name()
        ])?;
    }
    Ok(())
}

pub fn set_picture(tx: &Tx<'_>, id: ResourceId, picture: Option<(&str, &str)>) -> Result<()> {
    tx.prepare_cached(
        "update resources set picture_small = ?, picture_large = ?, changed = ? where id = ?",
    )?
    .execute(params![picture.map(|p| p.0), picture.map(|p| p.1), tx.now, id])?;
    Ok(())
}

pub fn set_owner(tx: &Tx<'_>, id: ResourceId, owner: AccountId) -> Result<()> {
    tx.prepare_cached("update resources set owner = ?, changed = ? where id = ?")?
        .execute(params![owner, tx.now, id])?;
    Ok(())
}

/// Moves it on its way. Publication is dated once.
pub fn mark_state(tx: &Tx<'_>, id: ResourceId, state: State, note: &str) -> Result<()> {
    tx.prepare_cached(
        "update resources set state = :state, note = :note, changed = :now, withdrawn_by = null,
           withdrawn_from = null,
           published = case when :state = 'published' then ifnull(published, :now) else published end
         where id = :id",
    )?
    .execute(named_params! { ":state": state.name(), ":note": note, ":now": tx.now, ":id": id })?;
    Ok(())
}

pub fn mark_withdrawn(tx: &Tx<'_>, id: ResourceId, by: AccountId, note: &str) -> Result<()> {
    tx.prepare_cached(
        "update resources set withdrawn_from = state, state = 'withdrawn', withdrawn_by = ?,
           note = ?, changed = ? where id = ?",
    )?
    .execute(params![by, note, tx.now, id])?;
    Ok(())
}

/// Nothing is left in it: whoever brings it back finds a draft, and no reason why it was withdrawn.
pub fn mark_hollow(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("update resources set note = '', withdrawn_from = 'draft' where id = ?")?
        .execute([id])?;
    Ok(())
}

/// Where it stood before it was withdrawn.
pub fn withdrawn_from(conn: &Connection, id: ResourceId) -> Result<State> {
    let name: Option<String> = conn
        .prepare_cached("select withdrawn_from from resources where id = ?")?
        .query_row([id], |row| row.get(0))?;
    Ok(State::parse(&name.unwrap_or_default()))
}

pub fn mark_version(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("update resources set version = version + 1, changed = ? where id = ?")?
        .execute(params![tx.now, id])?;
    Ok(())
}

pub fn count_download(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("update resources set downloads = downloads + 1 where id = ?")?
        .execute([id])?;
    Ok(())
}

pub fn remove(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.prepare_cached("delete from resources where id = ?")?.execute([id])?;
    Ok(())
}

/// Whether something here that others saw links to this host.
pub fn knows_host(conn: &Connection, host: &str) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from resource_hosts where host = ?")?.exists([host])?)
}

/// Notes that something here links to this host.
pub fn note_host(tx: &Tx<'_>, host: &str) -> Result<()> {
    tx.prepare_cached("insert or ignore into resource_hosts(host, since) values (?, ?)")?
        .execute(params![host, tx.now])?;
    Ok(())
}

/// Whether a resource or an earlier version has this file or picture.
pub fn keeps_file(conn: &Connection, sha256: &str) -> Result<bool> {
    for query in [
        "select 1 from resource_files where sha256 = ?",
        "select 1 from resource_version_files where sha256 = ?",
        "select 1 from resources where picture_small = ?",
        "select 1 from resources where picture_large = ?",
    ] {
        if conn.prepare_cached(query)?.exists([sha256])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many bytes somebody keeps here, each content counted once.
pub fn bytes_of(conn: &Connection, account: AccountId) -> Result<u64> {
    Ok(conn
        .prepare_cached(
            "select ifnull(sum(size), 0) from (
               select f.sha256, max(f.size) as size
               from resources r join resource_files f on f.resource = r.id
               where r.owner = ? group by f.sha256)",
        )?
        .query_row([account], |row| row.get(0))?)
}

/// Whether somebody's resource already has this content, so that it takes no more room.
pub fn has_content(conn: &Connection, account: AccountId, sha256: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from resource_files f join resources r on r.id = f.resource
             where f.sha256 = ? and r.owner = ?",
        )?
        .exists(params![sha256, account])?)
}

/// The resources of one import, oldest first.
pub fn of_import(conn: &Connection, import: ImportId) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached("select id from resources where import = ? order by id")?
        .query_map([import], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
