//! The shelf, and putting a resource into a collection.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    model::{Card, Kept, NewCollection, readable},
    store, together,
};
use crate::{
    error::{Error, Result},
    ids::{CollectionId, Key, ResourceId},
    resources::{self, Resource, Row},
    site::Site,
    web::{Cut, Filled, Form, PAGE, Page, Person, Role, Viewer, back_to, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/shelf", web::get().to(show))
        .route("/shelf/r/{key}", web::post().to(toggle_resource))
        .route("/shelf/k/{key}", web::post().to(toggle_collection))
        .route("/r/{key}/collect", web::get().to(collect_form))
        .route("/r/{key}/collect", web::post().to(collect));
}

/// What stands on a shelf.
enum Standing {
    Resource(Box<Row>),
    Collection(Box<Card>),
}

#[derive(Template)]
#[template(path = "collections/shelf.html")]
struct ShelfPage {
    things: Vec<Standing>,
    /// How many of this page are gone, or may not be seen any more.
    missing: usize,
    next: Option<String>,
    /// Only on the first page.
    mine: Vec<Card>,
    may_make: bool,
}

const MINE_SHOWN: usize = 12;

async fn show(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<ShelfPage>> {
    let before = form::query(&request).get("before").and_then(|place| place.parse().ok());
    site.db
        .read(move |db| {
            let viewer = Viewer(Some(person.clone()));
            let kept = store::shelf(db, person.account, PAGE + 1, before)?;
            let cut = Cut::new(kept, PAGE, |(place, _)| place.to_string());
            let (resources, collections) = seen(db, &viewer, &cut.rows)?;
            let mut resources: std::collections::HashMap<_, _> =
                resources.into_iter().map(|row| (row.id, row)).collect();
            let mut collections: std::collections::HashMap<_, _> =
                collections.into_iter().map(|card| (card.id, card)).collect();
            let kept = cut.rows.len();
            let things: Vec<Standing> = cut
                .rows
                .into_iter()
                .filter_map(|(_, kept)| match kept {
                    Kept::Resource(id) => {
                        resources.remove(&id).map(|row| Standing::Resource(Box::new(row)))
                    }
                    Kept::Collection(id) => {
                        collections.remove(&id).map(|card| Standing::Collection(Box::new(card)))
                    }
                })
                .collect();
            let mut mine = Vec::new();
            if before.is_none() {
                mine = store::mine(db, person.account)?;
                mine.truncate(MINE_SHOWN);
            }
            Ok(Page(ShelfPage {
                missing: kept - things.len(),
                things,
                next: cut.next,
                mine,
                may_make: person.role >= Role::Contributor,
            }))
        })
        .await
}

fn seen(
    db: &rusqlite::Connection,
    viewer: &Viewer,
    kept: &[(i64, Kept)],
) -> Result<(Vec<Row>, Vec<Card>)> {
    let (mut resources, mut collections): (Vec<ResourceId>, Vec<CollectionId>) = (vec![], vec![]);
    for (_, kept) in kept {
        match kept {
            Kept::Resource(id) => resources.push(*id),
            Kept::Collection(id) => collections.push(*id),
        }
    }
    Ok((resources::rows(db, viewer, &resources)?, store::cards(db, viewer, &collections)?))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Back {
    back: String,
}

async fn toggle_resource(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Back>,
) -> Result<HttpResponse> {
    toggle(&site, person, key.into_inner(), true, &fields.back).await
}

async fn toggle_collection(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Back>,
) -> Result<HttpResponse> {
    toggle(&site, person, key.into_inner(), false, &fields.back).await
}

/// Puts it on the shelf if it is not there, else takes it off, and returns to where the button was.
async fn toggle(
    site: &Site,
    person: Person,
    key: String,
    is_resource: bool,
    back: &str,
) -> Result<HttpResponse> {
    let (title, taken) = site
        .db
        .write(move |tx| {
            let (kept, title) = if is_resource {
                let found = resources::find_by_key(tx, &key)?;
                (Kept::Resource(found.id), found.description.title)
            } else {
                let found = store::find_by_key(tx, &key)?;
                (Kept::Collection(found.id), found.title)
            };
            let taken = store::on_shelf(tx, Some(person.account), kept)?;
            if !taken {
                actions::put(tx, &person, kept)?;
                return Ok((title, taken));
            }
            actions::take(tx, &person, kept)?;
            // What stood there may have been hidden from them since.
            let viewer = Viewer(Some(person));
            let (resources, collections) = seen(tx, &viewer, &[(0, kept)])?;
            let is_seen = !resources.is_empty() || !collections.is_empty();
            Ok((if is_seen { title } else { String::new() }, taken))
        })
        .await?;
    let to = if back.is_empty() { "/shelf" } else { back_to(Some(back)) };
    let key = match (taken, title.is_empty()) {
        (true, true) => "shelf-taken-unnamed",
        (true, false) => "shelf-taken",
        (false, _) => "shelf-put",
    };
    Ok(flash(to, key, &title))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Collecting {
    /// The key of the collection, or nothing for a new one.
    collection: String,
    /// The title of a new one.
    title: String,
    note: String,
}

#[derive(Template)]
#[template(path = "collections/collect.html")]
struct CollectPage {
    resource: Resource,
    /// My collections and those that I may add to, and whether each holds it already.
    mine: Vec<(Card, bool)>,
    form: Filled<Collecting>,
    /// Curated ones, for which it can be suggested.
    suggest: Vec<Card>,
}

async fn collect_page(
    site: &Site,
    person: &Person,
    key: &str,
    form: Filled<Collecting>,
) -> Result<CollectPage> {
    let (person, key) = (person.clone(), key.to_owned());
    site.db
        .read(move |db| {
            let account = person.account;
            let viewer = Viewer(Some(person.clone()));
            let mut others = together::open_to(db, &person)?;
            let suggest = together::curated_for(db, &person)?;
            if person.role < Role::Contributor && others.is_empty() && suggest.is_empty() {
                return Err(Error::Forbidden("collection-forbidden-make"));
            }
            let resource = resources::readable(db, &viewer, &key)?;
            let holding = store::holding(db, resource.id)?;
            let mut mine = store::mine(db, account)?;
            others.retain(|id| mine.iter().all(|card| card.id != *id));
            mine.extend(store::cards(db, &viewer, &others)?);
            let mine = mine
                .into_iter()
                .map(|card| {
                    let holds = holding.contains(&card.id);
                    (card, holds)
                })
                .collect();
            let suggest = store::cards(db, &viewer, &suggest)?;
            Ok(CollectPage { resource, mine, form, suggest })
        })
        .await
}

async fn collect_form(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<CollectPage>> {
    Ok(Page(collect_page(&site, &person, &key, Filled::new(Collecting::default())).await?))
}

async fn collect(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Collecting>,
) -> Result<HttpResponse> {
    let (collector, wanted, typed) = (person.clone(), key.clone(), fields.clone());
    let visibility = resources::first_visibility(&site.settings());
    let added = site
        .db
        .write(move |tx| {
            let viewer = Viewer(Some(collector.clone()));
            let resource = resources::readable(tx, &viewer, &wanted)?;
            let (id, title) = if typed.collection.is_empty() {
                let new = NewCollection {
                    key: Some(Key::random()),
                    title: typed.title,
                    visibility,
                    subjects: resource.description.subjects.clone(),
                    levels: resource.description.levels.clone(),
                    languages: resource.description.languages.clone(),
                    ..NewCollection::default()
                };
                let title = new.title.clone();
                (actions::begin(tx, &collector, new)?, title)
            } else {
                let found = readable(tx, &viewer, &typed.collection)?;
                (found.id, found.title)
            };
            match actions::add_item(tx, &collector, id, None, resource.id, &typed.note) {
                Err(Error::Conflict(why)) => Err(Error::invalid("", why)),
                added => added.map(|()| title),
            }
        })
        .await;
    match added {
        Ok(title) => Ok(flash(&format!("/r/{key}"), "collection-added", &title)),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let page = collect_page(&site, &person, &key, form).await?;
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
