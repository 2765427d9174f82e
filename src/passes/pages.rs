//! The pages of passes: making and ending one, and what somebody sees who has one.

use std::collections::HashSet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    actions,
    model::{self, Pass},
};
use crate::{
    accounts,
    collections::{self, Collection, Contents, Thing as Item},
    error::{Error, Problem, Result},
    ids::{PassId, Thing},
    resources::{self, FileRef, FileRole, Kind, Resource},
    site::Site,
    text::markdown,
    time::Moment,
    web::{
        Form, Page, Person, Viewer, filters, flash,
        serve_file::{self, Caching},
    },
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/passes", web::post().to(make))
        .route("/passes/{pass}/end", web::post().to(end))
        .route("/s/{secret}", web::get().to(show))
        .route("/s/{secret}/picture/{size}", web::get().to(collection_picture))
        .route("/s/{secret}/r/{key}", web::get().to(show_resource))
        .route("/s/{secret}/r/{key}/dl/{name:.*}", web::get().to(download))
        .route("/s/{secret}/r/{key}/dl/{name:.*}", web::head().to(download))
        .route("/s/{secret}/r/{key}/picture/{size}", web::get().to(picture));
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fields {
    thing: String,
    note: String,
    /// A day, or nothing.
    until: String,
}

#[derive(Template)]
#[template(path = "passes/made.html")]
struct MadePage {
    back: String,
    link: Option<String>,
    problems: Vec<Problem>,
}

fn thing_of(text: &str) -> Result<Thing> {
    let (kind, id) = text.rsplit_once('-').ok_or(Error::NotFound)?;
    id.parse().ok().and_then(|id| Thing::of(kind, id)).ok_or(Error::NotFound)
}

/// The end of a day, as a browser sends it.
fn until(text: &str) -> Result<Option<Moment>> {
    match text.trim() {
        "" => Ok(None),
        day => day
            .parse::<jiff::civil::Date>()
            .map(|day| Some(Moment::from_date(day).plus_days(1)))
            .map_err(|_| Error::invalid("until", "pass-until-form")),
    }
}

/// The link is shown on the answer itself and nowhere else.
async fn make(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let thing = thing_of(&fields.thing)?;
    let by = person.account;
    let back = site
        .db
        .read(move |db| {
            let (owner, address) = actions::whose(db, thing)?;
            if owner == by { Ok(address) } else { Err(Error::NotFound) }
        })
        .await?;
    let made = match until(&fields.until) {
        Ok(until) => {
            let write = move |tx: &crate::db::Tx<'_>| {
                actions::make(tx, &person, thing, &fields.note, until)
            };
            site.db.write(write).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(secret) => {
            let link = Some(site.address(&format!("/s/{secret}")));
            let page = MadePage { back, link, problems: Vec::new() };
            Ok(never_kept(Page(page).status(&request, StatusCode::OK)))
        }
        Err(Error::Invalid(problems)) => {
            let page = MadePage { back, link: None, problems };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

async fn end(person: Person, id: Path<PassId>, site: ThinData<Site>) -> Result<HttpResponse> {
    let id = id.into_inner();
    let (_, back) = site.db.write(move |tx| actions::end(tx, &person, id)).await?;
    Ok(flash(&back, "pass-ended", ""))
}

/// Neither found by search engines nor kept on the way; a link out of it tells nobody its address.
fn never_kept(mut answer: HttpResponse) -> HttpResponse {
    for (name, value) in [
        ("x-robots-tag", "noindex, nofollow"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "private, no-store"),
    ] {
        let name = header::HeaderName::from_static(name);
        answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    answer
}

#[derive(Template)]
#[template(path = "passes/resource.html")]
struct ResourcePage {
    resource: Resource,
    /// Cleaned HTML with addresses of this pass.
    body: String,
    summary: String,
    /// Its address by this pass, and that of its files.
    at: String,
    files_at: String,
    files: Vec<FileRef>,
    /// The way back to the collection, if it is one's.
    up: Option<String>,
}

impl ResourcePage {
    fn word(&self) -> &'static str {
        resources::word(self.resource.kind, &self.resource.content.module)
    }

    fn drawing(&self) -> &'static str {
        resources::drawing(self.resource.kind, &self.resource.content.module)
    }

    fn lang(&self) -> &str {
        self.resource.description.languages.first().map_or("", String::as_str)
    }
}

fn resource_page(pass: &Pass, secret: &str, resource: Resource) -> ResourcePage {
    let here = format!("/s/{secret}/r/{}", resource.key);
    let there = format!("/r/{}", resource.key);
    let body = ["dl/", "picture/"].iter().fold(resource.content.body.clone(), |body, part| {
        body.replace(&format!("\"{there}/{part}"), &format!("\"{here}/{part}"))
    });
    // Right answers and what stands within the text are left out.
    let listed = |file: &&FileRef| file.role.is_listed() && file.role != FileRole::Answers;
    ResourcePage {
        body,
        summary: markdown::to_html(&resource.description.summary),
        files: resource.content.files.iter().filter(listed).cloned().collect(),
        files_at: format!("{here}/dl"),
        at: here,
        up: matches!(pass.thing, Thing::Collection(_)).then(|| format!("/s/{secret}")),
        resource,
    }
}

#[derive(Template)]
#[template(path = "passes/collection.html")]
struct CollectionPage {
    collection: Collection,
    summary: String,
    contents: Contents,
    at: String,
}

fn collection_page(
    conn: &Connection,
    pass: &Pass,
    secret: &str,
    open_to_read: bool,
) -> Result<CollectionPage> {
    let collection = model::collection(conn, pass)?;
    let maker = accounts::viewer(conn, pass.made_by)?;
    let mut contents = collections::contents(conn, &maker, &collection, false)?;
    let rows = |contents: &Contents| {
        let items = contents.sections.iter().flat_map(|section| &section.items);
        items
            .filter_map(|item| match &item.thing {
                Item::Resource(row) => Some(row.id),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let mut public = HashSet::new();
    if open_to_read {
        let shown = resources::rows(conn, &Viewer(None), &rows(&contents))?;
        public.extend(shown.into_iter().map(|row| row.id));
    }
    for section in &mut contents.sections {
        section.items.retain(|item| match &item.thing {
            Item::Resource(row) => row.owner_handle == pass.maker || public.contains(&row.id),
            _ => true,
        });
    }
    let at = format!("/s/{secret}");
    Ok(CollectionPage {
        summary: collections::prose(&collection.summary),
        collection,
        contents,
        at,
    })
}

/// What a pass opens.
enum Opened {
    Resource(Box<ResourcePage>),
    Collection(Box<CollectionPage>),
}

async fn show(
    request: HttpRequest,
    secret: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (now, open) = (site.db.clock().now(), site.settings().open_to_read);
    let opened = site
        .db
        .read(move |db| {
            let pass = model::open(db, &secret, now)?;
            Ok(match pass.thing {
                Thing::Resource(id) => {
                    let key = resources::find(db, id)?.key;
                    let found = model::resource(db, &pass, key.as_str(), open)?;
                    Opened::Resource(Box::new(resource_page(&pass, &secret, found)))
                }
                _ => Opened::Collection(Box::new(collection_page(db, &pass, &secret, open)?)),
            })
        })
        .await?;
    Ok(never_kept(match opened {
        Opened::Resource(page) => Page(*page).status(&request, StatusCode::OK),
        Opened::Collection(page) => Page(*page).status(&request, StatusCode::OK),
    }))
}

async fn show_resource(
    request: HttpRequest,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (secret, key) = path.into_inner();
    let (now, open) = (site.db.clock().now(), site.settings().open_to_read);
    let page = site
        .db
        .read(move |db| {
            let pass = model::open(db, &secret, now)?;
            let found = model::resource(db, &pass, &key, open)?;
            Ok(resource_page(&pass, &secret, found))
        })
        .await?;
    Ok(never_kept(Page(page).status(&request, StatusCode::OK)))
}

/// The resource of this key if the secret opens it.
async fn opened(site: &Site, secret: String, key: String) -> Result<Resource> {
    let (now, open) = (site.db.clock().now(), site.settings().open_to_read);
    site.db
        .read(move |db| {
            let pass = model::open(db, &secret, now)?;
            model::resource(db, &pass, &key, open)
        })
        .await
}

async fn download(
    request: HttpRequest,
    path: Path<(String, String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (secret, key, name) = path.into_inner();
    let found = opened(&site, secret, key).await?;
    let mut files = found.content.files.into_iter();
    let file = files.find(|file| file.name == name && file.role != FileRole::Answers);
    let file = file.ok_or(Error::NotFound)?;
    Ok(never_kept(resources::send_file(&request, &site, &file).await?))
}

async fn picture(
    request: HttpRequest,
    path: Path<(String, String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (secret, key, size) = path.into_inner();
    let found = opened(&site, secret, key).await?;
    send_picture(&request, &site, found.content.picture, &size).await
}

async fn collection_picture(
    request: HttpRequest,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (secret, size) = path.into_inner();
    let now = site.db.clock().now();
    let found =
        site.db.read(move |db| model::collection(db, &model::open(db, &secret, now)?)).await?;
    send_picture(&request, &site, found.picture, &size).await
}

async fn send_picture(
    request: &HttpRequest,
    site: &Site,
    picture: Option<(String, String)>,
    size: &str,
) -> Result<HttpResponse> {
    let (small, large) = picture.ok_or(Error::NotFound)?;
    let sha256 = if size == "small" { small } else { large };
    Ok(never_kept(serve_file::picture(request, &site.files, &sha256, Caching::Short).await?))
}
