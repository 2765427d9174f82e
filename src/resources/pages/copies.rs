//! Making an adapted copy, and what pages say of originals and copies.

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;

use crate::{
    error::Result,
    ids::{Key, Thing},
    part::Looking,
    resources::{Row, State, copies, model, store},
    site::Site,
    time::Moment,
    web::{Drawn, Person, Viewer, filters, flash},
};

/// How many adapted copies are listed.
const COPIES: usize = 10;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}/copy", web::post().to(copy))
        .route("/r/{key}/seen", web::post().to(seen));
}

async fn copy(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let (settings, origin) = (site.settings(), site.origin.to_string());
    let (copy, title) = site
        .db
        .write(move |tx| {
            let viewer = Viewer(Some(person.clone()));
            let original = model::readable_brief(tx, &viewer, &key)?;
            let copy = copies::copy(tx, &settings, &person, original.id, &origin)?;
            Ok((store::find_brief_by_id(tx, copy)?.key, original.description.title))
        })
        .await?;
    Ok(flash(&format!("/r/{copy}/edit"), "resource-copied", &title))
}

async fn seen(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let to = format!("/r/{key}");
    site.db
        .write(move |tx| {
            let found = model::readable_brief(tx, &Viewer(Some(person.clone())), &key)?;
            copies::seen_newer(tx, &person, found.id)
        })
        .await?;
    Ok(flash(&to, "resource-newer-seen", ""))
}

#[derive(Template)]
#[template(path = "resources/copy_bar.html")]
struct BarPanel {
    key: Key,
}

/// The button for making an adapted copy, where that may be done.
pub fn bar(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Resource(id), Some(person)) = (looking.thing, &looking.viewer.0) else {
        return Ok(None);
    };
    let found = store::find_brief_by_id(conn, id)?;
    if !copies::may_copy(person, &found) {
        return Ok(None);
    }
    Ok(Some(Box::new(BarPanel { key: found.key })))
}

#[derive(Template)]
#[template(path = "resources/copy_top.html")]
struct TopPanel {
    key: Key,
    original_key: Key,
    original_title: String,
    /// Since when there is a newer version.
    newer: Moment,
    may_edit: bool,
}

/// That the original of a copy has a newer version, for those who may read that.
pub fn top(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let Some((of, Some(newer))) = store::based_on(conn, id)? else { return Ok(None) };
    let original = store::find_brief_by_id(conn, of)?;
    if !model::may_read(conn, looking.viewer, &original)? {
        return Ok(None);
    }
    let found = store::find_brief_by_id(conn, id)?;
    Ok(Some(Box::new(TopPanel {
        may_edit: looking.viewer.0.as_ref().is_some_and(|person| found.may_edit(person)),
        key: found.key,
        original_key: original.key,
        original_title: original.description.title,
        newer,
    })))
}

#[derive(Template)]
#[template(path = "resources/copies.html")]
struct CopiesPanel {
    copies: Vec<Row>,
}

/// The published copies of a resource that the viewer may see.
pub fn side(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let ids = store::copies_of(conn, id, COPIES)?;
    let mut copies = store::rows(conn, looking.viewer, &ids)?;
    copies.retain(|row| row.state == State::Published);
    if copies.is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(CopiesPanel { copies })))
}
