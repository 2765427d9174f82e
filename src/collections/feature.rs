//! What a community shows first: choosing collections and putting them in order.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    actions::Way,
    model::{Card, readable},
    store,
    together::{self, Featuring, MOST_FEATURED},
};
use crate::{
    communities::{self, Community},
    error::{Error, Result},
    site::Site,
    web::{Filled, Form, Page, Person, Viewer, filters, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/c/{handle}/featured", web::get().to(show))
        .route("/c/{handle}/featured", web::post().to(change));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    #[serde(rename = "do")]
    deed: String,
    /// The address or key of a collection.
    collection: String,
}

#[derive(Template)]
#[template(path = "collections/featured.html")]
struct FeaturedPage {
    community: Community,
    featured: Vec<Card>,
    /// Others of the community that can be chosen.
    others: Vec<Card>,
    form: Filled<Fields>,
}

fn page(
    db: &Connection,
    person: &Person,
    handle: &str,
    form: Filled<Fields>,
) -> Result<FeaturedPage> {
    let viewer = Viewer(Some(person.clone()));
    let community = communities::readable(db, &viewer, handle)?;
    if !communities::moderates(db, person, community.id)? {
        return Err(Error::Forbidden("community-not-moderator"));
    }
    let ids = store::featured(db, community.id)?;
    let mut others = store::by_community(db, &viewer, community.id)?;
    others.retain(|card| !ids.contains(&card.id));
    let featured = store::cards(db, &viewer, &ids)?;
    Ok(FeaturedPage { community, featured, others, form })
}

async fn show(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<FeaturedPage>> {
    let read = site.db.read(move |db| page(db, &person, &handle, Filled::default()));
    Ok(Page(read.await?))
}

/// The key of a collection, out of a key or an address that was typed or pasted.
fn key_of(typed: &str) -> &str {
    let typed = typed.trim();
    let rest = typed.rsplit_once("/k/").map_or(typed, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

async fn change(
    request: HttpRequest,
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let deed = match fields.deed.as_str() {
        "add" => Featuring::Add,
        "up" => Featuring::Move(Way::Up),
        "down" => Featuring::Move(Way::Down),
        "remove" => Featuring::Remove,
        _ => return Err(Error::invalid("", "form-unreadable")),
    };
    let (by, at, typed) = (person.clone(), handle.clone(), fields.clone());
    let done = site
        .db
        .write(move |tx| {
            let viewer = Viewer(Some(by.clone()));
            let community = communities::readable(tx, &viewer, &at)?;
            if !communities::moderates(tx, &by, community.id)? {
                return Err(Error::Forbidden("community-not-moderator"));
            }
            let nothing = || Error::invalid("collection", "featured-nothing");
            let id = match deed {
                Featuring::Add => {
                    readable(tx, &viewer, key_of(&typed.collection)).map_err(|_| nothing())?.id
                }
                _ => store::find_by_key(tx, key_of(&typed.collection))?.id,
            };
            together::feature(tx, &by, community.id, id, deed)
        })
        .await;
    match done {
        Ok(()) => Ok(flash(&format!("/c/{handle}/featured"), "featured-changed", "")),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let read = site.db.read(move |db| page(db, &person, &handle, form));
            Ok(Page(read.await?).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
