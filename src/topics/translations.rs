//! Translations: resources that say the same in different languages, linked to each other.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;
use url::Url;

use super::{actions::editable, store};
use crate::{
    db::Tx,
    error::{Error, Optional, Result},
    events::Event,
    ids::{Key, ResourceId},
    resources::{self, Resource, Row},
    site::Site,
    web::{Filled, Form, Page, Person, Viewer, filters, flash},
};

/// Most resources of one family.
const MOST: usize = 60;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}/translations", web::get().to(show))
        .route("/r/{key}/translations", web::post().to(link))
        .route("/r/{key}/translations/remove", web::post().to(unlink));
}

/// The translations of a resource that the viewer may see.
pub fn of(conn: &Connection, viewer: &Viewer, id: ResourceId) -> Result<Vec<Row>> {
    let Some(family) = store::family(conn, id)? else { return Ok(Vec::new()) };
    let others: Vec<ResourceId> =
        store::members(conn, family)?.into_iter().filter(|member| *member != id).collect();
    resources::rows(conn, viewer, &others)
}

/// Says that two resources are translations of each other, and of all that either is one of.
pub fn join(tx: &Tx<'_>, person: &Person, key: &str, other: &str) -> Result<()> {
    let one = editable(tx, person, key)?;
    let viewer = Viewer(Some(person.clone()));
    let wrong = || Error::invalid("other", "translation-unknown");
    let other = resources::readable(tx, &viewer, other).optional()?.ok_or_else(wrong)?;
    if one.id == other.id {
        return Err(Error::invalid("other", "translation-itself"));
    }
    let (mine, theirs) = (store::family(tx, one.id)?, store::family(tx, other.id)?);
    if mine.is_some() && mine == theirs {
        return Ok(());
    }
    // A family is called by the number of whoever was there first.
    let family = mine.or(theirs).unwrap_or(one.id.0);
    let mut all = vec![one.id, other.id];
    for known in [mine, theirs].into_iter().flatten() {
        all.extend(store::members(tx, known)?);
    }
    all.sort_unstable();
    all.dedup();
    if all.len() > MOST {
        return Err(Error::invalid("other", "translation-many"));
    }
    for member in all {
        store::set_family(tx, member, family)?;
        tx.announce(&Event::TranslationsChanged { resource: member, by: person.account })?;
    }
    Ok(())
}

/// Takes a resource out of its family: for those who may change it, or another of the family.
pub fn part(tx: &Tx<'_>, person: &Person, key: &str, other: &str) -> Result<()> {
    let one = editable(tx, person, key)?;
    let other = resources::find_by_key(tx, other)?;
    let Some(family) = store::family(tx, other.id)? else { return Ok(()) };
    if store::family(tx, one.id)? != Some(family) {
        return Err(Error::NotFound);
    }
    store::leave_family(tx, other.id)?;
    if let [last] = store::members(tx, family)?[..] {
        store::leave_family(tx, last)?;
    } else if family == other.id.0
        && let Some(heir) = store::members(tx, family)?.first().copied()
    {
        // Whoever begins another family with this number must not meet the old one.
        for member in store::members(tx, family)? {
            store::set_family(tx, member, heir.0)?;
        }
    }
    tx.announce(&Event::TranslationsChanged { resource: other.id, by: person.account })
}

/// The key in what was typed: a key, or an address of this site that ends in one.
fn key_in(typed: &str, origin: &str) -> Option<String> {
    let typed = typed.trim();
    let path = match Url::parse(typed) {
        Ok(url) if typed.starts_with(origin) => url.path().to_owned(),
        Ok(_) => return None,
        Err(_) => typed.to_owned(),
    };
    let last = path.trim_end_matches('/').trim_start_matches("/r/");
    Key::parse(last).map(|key| key.to_string())
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wanted {
    other: String,
}

#[derive(Template)]
#[template(path = "topics/translations.html")]
struct TranslationsPage {
    resource: Resource,
    rows: Vec<Row>,
    may: bool,
    form: Filled<Wanted>,
}

async fn page(
    request: &HttpRequest,
    site: &Site,
    viewer: Viewer,
    key: &str,
    form: Filled<Wanted>,
) -> Result<HttpResponse> {
    let key = key.to_owned();
    let (resource, rows, may) = site
        .db
        .read(move |db| {
            let resource = resources::readable(db, &viewer, &key)?;
            let rows = of(db, &viewer, resource.id)?;
            let may = viewer.0.as_ref().is_some_and(|person| resource.may_edit(person));
            Ok((resource, rows, may))
        })
        .await?;
    let status =
        if form.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page(TranslationsPage { resource, rows, may, form }).status(request, status))
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    page(&request, &site, viewer, &key, Filled::default()).await
}

async fn link(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(wanted): Form<Wanted>,
) -> Result<HttpResponse> {
    let (by, which) = (person.clone(), key.clone());
    let other = key_in(&wanted.other, &site.origin).unwrap_or_default();
    match site.db.write(move |tx| join(tx, &by, &which, &other)).await {
        Ok(()) => Ok(flash(&format!("/r/{key}/translations"), "translation-linked", "")),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(wanted, problems);
            page(&request, &site, Viewer(Some(person)), &key, form).await
        }
        Err(error) => Err(error),
    }
}

async fn unlink(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(wanted): Form<Wanted>,
) -> Result<HttpResponse> {
    let to = format!("/r/{key}/translations");
    site.db.write(move |tx| part(tx, &person, &key, &wanted.other)).await?;
    Ok(flash(&to, "translation-parted", ""))
}
