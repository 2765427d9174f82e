//! Describing a resource: one form for all kinds.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::fields::{Fields, Offers};
use crate::{
    error::{Error, Problem, Result},
    resources::{Kind, Resource, State, actions, model},
    site::{self, Site},
    text::language,
    web::{Filled, Frame, Page, Person, Role, Viewer, filters, flash, upload},
};

const MOST_PICTURE: u64 = 10 << 20;
/// Below this a guessed language is not worth a word.
const SURE: f64 = 0.8;

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/r/{key}/edit", web::get().to(form)).route("/r/{key}/edit", web::post().to(save));
}

#[derive(Template)]
#[template(path = "resources/edit.html")]
pub struct EditPage {
    form: Filled<Fields>,
    resource: Resource,
    offers: Offers,
    /// Whether publishing hands it to the curators first.
    needs_look: bool,
    /// The language that its words seem to be in.
    guess: Option<&'static str>,
}

impl EditPage {
    fn is_draft(&self) -> bool {
        !matches!(self.resource.state, State::Published | State::InReview)
    }

    fn has_content_form(&self) -> bool {
        self.resource.kind != Kind::Activity
    }

    fn has_subject(&self, code: &str) -> bool {
        self.form.fields.subjects.iter().any(|one| one == code)
    }

    fn has_level(&self, code: &str) -> bool {
        self.form.fields.levels.iter().any(|one| one == code)
    }

    fn language(&self) -> &str {
        self.form.fields.languages.first().map_or("", String::as_str)
    }

    fn is_further(&self, tag: &str) -> bool {
        self.form.fields.languages.iter().skip(1).any(|one| one == tag)
    }

    fn more_languages(&self) -> bool {
        self.form.fields.languages.len() > 1
    }
}

/// The resource if this person may change it.
pub fn editable(conn: &rusqlite::Connection, person: &Person, key: &str) -> Result<Resource> {
    let resource = model::readable(conn, &Viewer(Some(person.clone())), key)?;
    if resource.may_edit(person) {
        return Ok(resource);
    }
    Err(Error::Forbidden("resource-forbidden-edit"))
}

/// The form, filled in as typed or as the description stands.
pub async fn page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    typed: Option<Fields>,
    problems: Vec<Problem>,
) -> Result<HttpResponse> {
    let reader = Frame::of(request, site).language().to_owned();
    let (by, key) = (person.clone(), key.to_owned());
    let (resource, fields, offers) = site
        .db
        .read(move |db| {
            let resource = editable(db, &by, &key)?;
            let fields = typed.unwrap_or_else(|| Fields::of(&resource.description));
            let offers = Offers::of(db, &resource, &fields, by.account, &reader)?;
            Ok((resource, fields, offers))
        })
        .await?;
    let needs_look =
        site.settings().review && person.role < Role::Publisher && resource.published.is_none();
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let text = format!("{} {} {}", fields.title, fields.summary, resource.content.text);
    let guess = language::guess(&text).filter(|(_, sure)| *sure >= SURE).map(|(tag, _)| tag);
    let form = Filled::wrong(fields, problems);
    let page = EditPage { form, resource, offers, needs_look, guess };
    Ok(Page(page).status(request, status))
}

async fn form(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    page(&request, &site, &person, &key, None, Vec::new()).await
}

/// Keeps picture, description and publication each on their own, so that what holds is not lost
/// with what does not.
async fn save(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    let (by, which) = (person.clone(), key.clone());
    let resource = site.db.read(move |db| editable(db, &by, &which)).await?;
    let mut received = upload::receive(payload, &site.files, MOST_PICTURE).await?;
    let fields: Fields = received.fields()?;
    let mut problems = Vec::new();
    let chosen = received.files.into_iter().find(|file| file.stored.size > 0);
    if let Err(error) = save_picture(&site, &person, &resource, &fields, chosen).await {
        match error {
            Error::Invalid(more) => problems.extend(more),
            error => return Err(error),
        }
    }
    let (id, writer) = (resource.id, person.clone());
    let description = fields.description(&resource.description);
    let saved = site.db.write(move |tx| actions::describe(tx, &writer, id, &description)).await;
    match saved {
        Ok(()) => {}
        Err(Error::Invalid(more)) => problems.extend(more),
        Err(error) => return Err(error),
    }
    if !problems.is_empty() {
        return page(&request, &site, &person, &key, Some(fields), problems).await;
    }
    let there = format!("/r/{}", resource.key);
    if fields.then != "publish" {
        return Ok(flash(&there, "resource-saved", ""));
    }
    let (publisher, settings) = (person.clone(), site.settings());
    match site.db.write(move |tx| actions::publish(tx, &settings, &publisher, id)).await {
        Ok(state) => Ok(flash(&there, published_word(state), "")),
        Err(Error::Invalid(problems)) => {
            page(&request, &site, &person, &key, Some(fields), problems).await
        }
        Err(error) => Err(error),
    }
}

/// What is said after publishing.
pub fn published_word(state: State) -> &'static str {
    if state == State::InReview { "resource-handed-in" } else { "resource-now-published" }
}

async fn save_picture(
    site: &Site,
    person: &Person,
    resource: &Resource,
    fields: &Fields,
    chosen: Option<upload::Arrived>,
) -> Result<()> {
    let (id, person) = (resource.id, person.clone());
    let Some(file) = chosen else {
        if !fields.remove_picture.is_empty() && resource.content.picture.is_some() {
            site.db.write(move |tx| actions::set_picture(tx, &person, id, None)).await?;
        }
        return Ok(());
    };
    let kept = upload::picture(&site.files, &file.stored).await?;
    site.db
        .write(move |tx| {
            // The original is noted too, so that it is found and removed once nobody names it.
            site::record_file(tx, &file.stored)?;
            let Some(kept) = kept else { return Ok(false) };
            site::record_file(tx, &kept.small)?;
            site::record_file(tx, &kept.large)?;
            let (small, large) = (kept.small.sha256.hex(), kept.large.sha256.hex());
            actions::set_picture(tx, &person, id, Some((&small, &large)))?;
            Ok(true)
        })
        .await?
        .then_some(())
        .ok_or_else(|| Error::invalid("picture", "picture-unreadable"))
}
