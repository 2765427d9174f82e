//! What resources were before they were changed.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, ResourceId},
    resources::{content::Content, description::Description, model::Resource, rows::Version},
};

/// Keeps the resource as it is now. Without `with_content`, its content is that of the version
/// after it.
pub fn keep_version(
    tx: &Tx<'_>,
    resource: &Resource,
    by: AccountId,
    note: &str,
    with_content: bool,
) -> Result<()> {
    let content = with_content.then(|| serde_json::to_string(&resource.content)).transpose()?;
    tx.prepare_cached(
        "insert into resource_versions(resource, version, made, changed_by, note, description,
           content)
         values (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        resource.id,
        resource.version,
        tx.now,
        by,
        note,
        serde_json::to_string(&resource.description)?,
        content
    ])?;
    if !with_content {
        return Ok(());
    }
    let files = resource.content.files.iter().map(|file| &file.sha256);
    let pictures = resource.content.picture.iter().flat_map(|(small, large)| [small, large]);
    for sha256 in files.chain(pictures) {
        tx.prepare_cached(
            "insert or ignore into resource_version_files(resource, version, sha256)
             values (?, ?, ?)",
        )?
        .execute(params![resource.id, resource.version, sha256])?;
    }
    Ok(())
}

/// The earlier versions, the latest first.
pub fn versions(conn: &Connection, id: ResourceId) -> Result<Vec<Version>> {
    Ok(conn
        .prepare_cached(
            "select v.version, v.made, v.note, v.description ->> 'title' as title, a.name, a.handle
             from resource_versions v join accounts a on a.id = v.changed_by
             where v.resource = ? order by v.version desc",
        )?
        .query_map([id], |row| {
            Ok(Version {
                version: row.get("version")?,
                made: row.get("made")?,
                by_name: row.get("name")?,
                by_handle: row.get("handle")?,
                note: row.get("note")?,
                title: row.get::<_, Option<String>>("title")?.unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// Forgets this version and those before it; their files go once nothing else names them.
pub fn remove_versions(tx: &Tx<'_>, id: ResourceId, up_to: u32) -> Result<()> {
    tx.prepare_cached("delete from resource_versions where resource = ? and version <= ?")?
        .execute(params![id, up_to])?;
    Ok(())
}

/// The resource as it was in an earlier version.
pub fn version(conn: &Connection, now: Resource, version: u32) -> Result<Resource> {
    let description: String = conn
        .prepare_cached(
            "select description from resource_versions where resource = ? and version = ?",
        )?
        .query_row(params![now.id, version], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    let content: Option<String> = conn
        .prepare_cached(
            "select content from resource_versions
             where resource = ? and version >= ? and content is not null order by version limit 1",
        )?
        .query_row(params![now.id, version], |row| row.get(0))
        .optional()?;
    let description: Description = serde_json::from_str(&description)?;
    let content: Content = match content {
        Some(content) => serde_json::from_str(&content)?,
        None => now.content.clone(),
    };
    Ok(Resource { description, content, version, ..now })
}
