//! Resources in lists: one query for the rows, one for their subjects, levels, types and languages.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Params, Row as SqlRow, named_params, params};

use super::find;
use crate::{
    communities,
    error::Result,
    ids::{AccountId, ImportId, ResourceId},
    resources::{
        model::{Kind, State, Visibility},
        rows::{IndexEntry, Row, Scope},
    },
    text::documents,
    time::Moment,
    web::{Role, Viewer},
};

const ROW: &str = "select r.id, r.key, r.kind, r.state, r.visibility, r.title, r.summary_text,
     r.licence, r.module, r.size, r.picture_small is not null as has_picture,
     ifnull(r.published, r.changed) as shown, a.handle, a.name
   from resources r join accounts a on a.id = r.owner";

/// What the visibility of something published allows, for `:signed_in` and `:communities`.
const MEANT: &str = "(r.visibility = 'public' or (r.visibility = 'local' and :signed_in)
   or (r.visibility = 'community'
       and r.community in (select value from json_each(:communities))))";

/// How much of a summary a row shows.
const MOST_TEXT: usize = 240;

fn row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let mut summary_text: String = row.get("summary_text")?;
    if summary_text.len() > MOST_TEXT {
        let end = summary_text.floor_char_boundary(MOST_TEXT);
        let end = summary_text[..end].rfind(char::is_whitespace).unwrap_or(end);
        summary_text.truncate(end);
        summary_text.push('…');
    }
    Ok(Row {
        id: row.get("id")?,
        key: row.get("key")?,
        kind: Kind::parse(row.get_ref("kind")?.as_str()?),
        state: State::parse(row.get_ref("state")?.as_str()?),
        visibility: Visibility::parse(row.get_ref("visibility")?.as_str()?),
        title: row.get("title")?,
        summary_text,
        subjects: Vec::new(),
        levels: Vec::new(),
        types: Vec::new(),
        languages: Vec::new(),
        licence: row.get("licence")?,
        module: row.get("module")?,
        size: row.get("size")?,
        has_picture: row.get("has_picture")?,
        owner_handle: row.get("handle")?,
        owner_name: row.get("name")?,
        shown: row.get("shown")?,
    })
}

/// Runs a query for rows and adds their terms.
fn list(conn: &Connection, rest: &str, params: impl Params) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = conn
        .prepare_cached(&format!("{ROW} {rest}"))?
        .query_map(params, row)?
        .collect::<rusqlite::Result<_>>()?;
    if rows.is_empty() {
        return Ok(rows);
    }
    let places: HashMap<ResourceId, usize> =
        rows.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
    let mut query = conn.prepare_cached(
        "select t.resource, t.kind, t.value from json_each(?) as wanted
         join resource_terms t on t.resource = wanted.value
         where t.kind <> 'keyword' order by t.resource, t.kind, t.place",
    )?;
    let mut terms = query.query([ids(rows.iter().map(|row| row.id))])?;
    while let Some(term) = terms.next()? {
        let Some(row) = places.get(&term.get(0)?).and_then(|place| rows.get_mut(*place)) else {
            continue;
        };
        let list = match term.get_ref(1)?.as_str().unwrap_or_default() {
            "language" => &mut row.languages,
            "subject" => &mut row.subjects,
            "level" => &mut row.levels,
            _ => &mut row.types,
        };
        list.push(term.get(2)?);
    }
    Ok(rows)
}

fn ids(ids: impl Iterator<Item = ResourceId>) -> String {
    let numbers: Vec<String> = ids.map(|id| id.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

fn communities_of(conn: &Connection, viewer: &Viewer) -> Result<String> {
    let ids: Vec<String> = communities::memberships(conn, viewer.account())?
        .into_iter()
        .map(|id| id.to_string())
        .collect();
    Ok(format!("[{}]", ids.join(",")))
}

/// The rows of these resources in this order; those that the viewer may not see are left out, and
/// those that were withdrawn.
pub fn rows(conn: &Connection, viewer: &Viewer, wanted: &[ResourceId]) -> Result<Vec<Row>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found = list(
        conn,
        &format!(
            "where r.id in (select value from json_each(:ids)) and r.state <> 'withdrawn'
               and (:all or r.owner = :me or (r.state = 'published' and {MEANT}))"
        ),
        named_params! {
            ":ids": ids(wanted.iter().copied()), ":all": viewer.is(Role::Moderator),
            ":me": viewer.account(), ":signed_in": viewer.0.is_some(),
            ":communities": communities_of(conn, viewer)?,
        },
    )?;
    let mut found: HashMap<ResourceId, Row> = found.into_iter().map(|row| (row.id, row)).collect();
    Ok(wanted.iter().filter_map(|id| found.remove(id)).collect())
}

/// The latest published resources that are meant for this viewer, each before the place given.
pub fn recent(
    conn: &Connection,
    viewer: &Viewer,
    limit: usize,
    before: Option<(Moment, ResourceId)>,
) -> Result<Vec<Row>> {
    let (moment, id) = before.unwrap_or((Moment::from_millis(i64::MAX), ResourceId(i64::MAX)));
    list(
        conn,
        &format!(
            "where r.state = 'published' and {MEANT} and (r.published, r.id) < (:moment, :id)
             order by r.published desc, r.id desc limit :limit"
        ),
        named_params! {
            ":signed_in": viewer.0.is_some(), ":communities": communities_of(conn, viewer)?,
            ":moment": moment, ":id": id, ":limit": limit,
        },
    )
}

/// The published resources of one person that the viewer may see, the latest first.
pub fn by_owner(
    conn: &Connection,
    viewer: &Viewer,
    owner: AccountId,
    limit: usize,
    before: Option<(Moment, ResourceId)>,
) -> Result<Vec<Row>> {
    let (moment, id) = before.unwrap_or((Moment::from_millis(i64::MAX), ResourceId(i64::MAX)));
    list(
        conn,
        &format!(
            "where r.owner = :owner and r.state = 'published'
               and (:all or r.owner = :me or {MEANT}) and (r.published, r.id) < (:moment, :id)
             order by r.published desc, r.id desc limit :limit"
        ),
        named_params! {
            ":owner": owner, ":all": viewer.is(Role::Moderator), ":me": viewer.account(),
            ":signed_in": viewer.0.is_some(), ":communities": communities_of(conn, viewer)?,
            ":moment": moment, ":id": id, ":limit": limit,
        },
    )
}

/// Published links to this address that are meant for this viewer, the oldest first.
pub fn by_address(conn: &Connection, viewer: &Viewer, address: &str) -> Result<Vec<Row>> {
    const MOST: u32 = 3;
    list(
        conn,
        &format!(
            "where r.kind = 'link' and r.url = :address and r.state = 'published'
               and (r.owner = :me or {MEANT})
             order by r.id limit :most"
        ),
        named_params! {
            ":address": address, ":me": viewer.account(), ":signed_in": viewer.0.is_some(),
            ":communities": communities_of(conn, viewer)?, ":most": MOST,
        },
    )
}

/// Beyond so many, counting costs more than it tells.
pub const MOST_COUNTED: u64 = 5_000;

/// How many published resources one person has that this viewer may see as one of all. More than
/// [`MOST_COUNTED`] means only that: more.
pub fn count_by_owner(conn: &Connection, viewer: &Viewer, owner: AccountId) -> Result<u64> {
    Ok(conn
        .prepare_cached(
            "select count(*) from (select 1 from resources
               where owner = ? and state = 'published'
                 and (visibility = 'public' or (visibility = 'local' and ?)) limit ?)",
        )?
        .query_row(params![owner, viewer.0.is_some(), MOST_COUNTED + 1], |row| row.get(0))?)
}

/// All that somebody has published, whoever may see it.
pub fn published_by(conn: &Connection, owner: AccountId) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select id from resources where owner = ? and state = 'published' order by id",
        )?
        .query_map([owner], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

const MOST_DRAFTS: u32 = 500;

/// What somebody has not published, or taken back, the latest first.
pub fn drafts(conn: &Connection, owner: AccountId) -> Result<Vec<Row>> {
    list(
        conn,
        "where r.owner = :owner and r.state in ('draft', 'in_review', 'rejected', 'unpublished')
         order by r.changed desc, r.id desc limit :most",
        named_params! { ":owner": owner, ":most": MOST_DRAFTS },
    )
}

/// What waits for a curator, the longest first.
pub fn waiting_for_review(conn: &Connection) -> Result<Vec<Row>> {
    list(
        conn,
        "where r.state = 'in_review' order by r.changed, r.id limit :most",
        named_params! { ":most": MOST_DRAFTS },
    )
}

/// How many wait for a curator.
pub fn count_waiting(conn: &Connection) -> Result<u64> {
    Ok(conn
        .prepare_cached("select count(*) from resources where state = 'in_review'")?
        .query_row([], |row| row.get(0))?)
}

/// The rows of one import, oldest first, whoever may see them.
pub fn by_import(conn: &Connection, import: ImportId) -> Result<Vec<Row>> {
    list(conn, "where r.import = :import order by r.id", named_params! { ":import": import })
}

/// What a search must know of a resource; `None` if nobody may find it.
pub fn index_entry(conn: &Connection, id: ResourceId) -> Result<Option<IndexEntry>> {
    let resource = find(conn, id)?;
    let scope = resource.scope();
    let (Some(published), false) = (resource.published, scope == Scope::Nobody) else {
        return Ok(None);
    };
    let summary = conn
        .prepare_cached("select summary_text from resources where id = ?")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    let (description, content) = (resource.description, resource.content);
    let inside = super::words_in_files(conn, id, documents::MOST_WORDS)?;
    let text = if inside.is_empty() { content.text } else { content.text + "\n\n" + &inside };
    Ok(Some(IndexEntry {
        id,
        key: resource.key,
        kind: resource.kind,
        module: content.module,
        title: description.title,
        summary,
        keywords: description.keywords,
        text,
        authors: description.authors.into_iter().map(|author| author.name).collect(),
        files: content.files.into_iter().map(|file| file.name).collect(),
        languages: description.languages,
        subjects: description.subjects,
        levels: description.levels,
        types: description.types,
        licence: description.licence,
        owner: resource.owner,
        community: description.community,
        scope,
        published,
        changed: resource.changed,
    }))
}

/// The summary and the words of the body of a resource, from their beginning to at most so many
/// characters: where a list shows what was found. Never with answers.
pub fn opening_words(conn: &Connection, id: ResourceId, most: u32) -> Result<[String; 2]> {
    Ok(conn
        .prepare_cached(
            "select substr(summary_text, 1, :most) as summary, substr(words, 1, :most) as words
             from resources left join resource_bodies on resource = id where id = :id",
        )?
        .query_row(named_params! { ":id": id, ":most": most }, |row| {
            let words: Option<String> = row.get("words")?;
            Ok([row.get("summary")?, words.unwrap_or_default()])
        })
        .optional()?
        .unwrap_or_default())
}

/// The numbers of all published resources after this one, for building an index anew.
pub fn indexable(conn: &Connection, after: ResourceId, limit: usize) -> Result<Vec<ResourceId>> {
    Ok(conn
        .prepare_cached(
            "select id from resources where state = 'published' and id > :after order by id
             limit :limit",
        )?
        .query_map(named_params! { ":after": after, ":limit": limit }, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
