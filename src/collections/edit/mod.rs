//! Putting a collection in order, without any script: its page for editing, and what it is.

mod begin;
mod items;
mod sections;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

pub use self::items::key_of;
use super::{
    actions,
    contents::contents,
    model::{self, Collection, Contents, NewCollection, Section, State, Thing},
    store,
    together::Together,
};
use crate::{
    communities,
    error::{Error, Problem, Result},
    ids::{CommunityId, SectionId},
    resources::Visibility,
    site::Site,
    text::markdown,
    vocabulary,
    web::{Filled, Form, Frame, Page, Person, Role, Viewer, filters, flash, upload},
};

const MOST_PICTURE: u64 = 10 << 20;

pub fn routes(routes: &mut ServiceConfig) {
    begin::routes(routes);
    routes
        .route("/k/{key}/edit", web::get().to(show))
        .route("/k/{key}/edit", web::post().to(save))
        .route("/k/{key}/picture", web::post().to(save_picture));
    sections::routes(routes);
    items::routes(routes);
}

/// The form about a collection as typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Fields {
    title: String,
    summary: String,
    visibility: String,
    community: String,
    together: String,
    subjects: Vec<String>,
    levels: Vec<String>,
    languages: Vec<String>,
}

impl Fields {
    fn of(collection: &Collection) -> Self {
        Self {
            title: collection.title.clone(),
            summary: collection.summary.clone(),
            visibility: collection.visibility.name().into(),
            community: collection.community.map(|id| id.to_string()).unwrap_or_default(),
            together: collection.together.name().into(),
            subjects: collection.subjects.clone(),
            levels: collection.levels.clone(),
            languages: collection.languages.clone(),
        }
    }

    fn description(&self) -> NewCollection {
        NewCollection {
            key: None,
            title: self.title.clone(),
            summary: self.summary.clone(),
            community: self.community.parse().ok().map(CommunityId),
            visibility: Visibility::parse(&self.visibility),
            together: Together::parse(&self.together),
            subjects: self.subjects.clone(),
            languages: self.languages.clone(),
            levels: self.levels.clone(),
            import: None,
        }
    }
}

/// What a form about a collection offers to choose from.
pub struct Offers {
    communities: Vec<(String, String)>,
    subjects: Vec<(String, String)>,
    levels: Vec<(String, String)>,
    languages: Vec<(String, String)>,
}

impl Offers {
    fn new(
        request: &HttpRequest,
        site: &Site,
        communities: Vec<(CommunityId, String, String)>,
    ) -> Self {
        let language = Frame::of(request, site).language().to_owned();
        Self {
            communities: communities
                .into_iter()
                .map(|(id, _, name)| (id.to_string(), name))
                .collect(),
            subjects: vocabulary::broad_subjects(&language),
            levels: vocabulary::level_choices(&language),
            languages: vocabulary::language_choices(&language),
        }
    }
}

/// What is typed to add a section, a resource or a note.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct More {
    /// The title of a new section.
    section: String,
    /// What the new section is for.
    summary: String,
    /// The address or key of a resource.
    resource: String,
    /// A note, or the word on the resource.
    note: String,
    /// The section that it goes to.
    into: String,
}

impl More {
    fn section(&self) -> Option<SectionId> {
        self.into.parse().ok()
    }
}

#[derive(Template)]
#[template(path = "collections/edit.html")]
struct EditPage {
    collection: Collection,
    contents: Contents,
    form: Filled<Fields>,
    more: Filled<More>,
    offers: Offers,
    may_withdraw: bool,
    /// The section whose form is open, because it did not hold.
    open: Option<SectionId>,
}

impl EditPage {
    fn is_open(&self, section: &Section) -> bool {
        self.open.is_some() && self.open == section.id
    }

    /// The sections that something can be put into: number and title.
    fn sections(&self) -> Vec<(String, &str)> {
        let titled = self.contents.sections.iter().filter_map(|one| Some((one.id?, one)));
        titled.map(|(id, one)| (id.to_string(), one.title.as_str())).collect()
    }
}

/// What the page for editing needs from the database.
type Edited = (Collection, Contents, Vec<(CommunityId, String, String)>);

fn edited(db: &Connection, person: &Person, key: &str) -> Result<Edited> {
    let found = store::find_by_key(db, key)?;
    let collection = actions::editable(db, person, found.id)?;
    let viewer = Viewer(Some(person.clone()));
    let contents = contents(db, &viewer, &collection, true)?;
    let mut communities = communities::of_person(db, person.account)?;
    // Where it is already, it may stay.
    if let Some(id) = collection.community
        && !communities.iter().any(|(one, _, _)| *one == id)
    {
        let community = communities::find(db, id)?;
        communities.push((id, community.handle, community.name));
    }
    Ok((collection, contents, communities))
}

async fn page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    form: Option<Filled<Fields>>,
    more: Option<Filled<More>>,
) -> Result<EditPage> {
    let (asker, key) = (person.clone(), key.to_owned());
    let (collection, contents, communities) =
        site.db.read(move |db| edited(db, &asker, &key)).await?;
    Ok(EditPage {
        form: form.unwrap_or_else(|| Filled::new(Fields::of(&collection))),
        more: more.unwrap_or_default(),
        open: None,
        offers: Offers::new(request, site, communities),
        may_withdraw: person.account == collection.owner || person.role >= Role::Moderator,
        collection,
        contents,
    })
}

async fn show(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<EditPage>> {
    Ok(Page(page(&request, &site, &person, &key, None, None).await?))
}

async fn save(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (editor, wanted, new) = (person.clone(), key.clone(), fields.description());
    let saved = site
        .db
        .write(move |tx| {
            let collection = store::find_by_key(tx, &wanted)?;
            actions::describe(tx, &editor, collection.id, new)
        })
        .await;
    match saved {
        Ok(()) => Ok(flash(&at(&key, ""), "collection-saved", "")),
        Err(Error::Invalid(problems)) => {
            let form = Some(Filled::wrong(fields, problems));
            let page = page(&request, &site, &person, &key, form, None).await?;
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

/// The page for editing, at an anchor.
fn at(key: &str, anchor: &str) -> String {
    format!("/k/{key}/edit{anchor}")
}

async fn save_picture(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    let (editor, wanted) = (person.clone(), key.clone());
    let id = site
        .db
        .read(move |db| {
            let collection = store::find_by_key(db, &wanted)?;
            Ok(actions::editable(db, &editor, collection.id)?.id)
        })
        .await?;
    let received = upload::receive(payload, &site.files, MOST_PICTURE).await?;
    let kept = match received.files.into_iter().find(|file| file.stored.size > 0) {
        None => None,
        Some(file) => Some(
            upload::picture(&site.files, &file.stored)
                .await?
                .ok_or_else(|| Error::invalid("picture", "picture-unreadable"))?,
        ),
    };
    let said = if kept.is_some() { "collection-picture-saved" } else { "collection-picture-gone" };
    site.db.write(move |tx| actions::change_picture(tx, &person, id, kept.as_ref())).await?;
    Ok(flash(&at(&key, "#picture"), said, ""))
}

/// The page once more, with what was typed to add and what is wrong with it.
async fn again(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    fields: More,
    mut problems: Vec<Problem>,
) -> Result<HttpResponse> {
    for problem in &mut problems {
        if problem.field == "note" && !fields.resource.is_empty() {
            problem.field = "word".into();
        }
    }
    let more = Some(Filled::wrong(fields, problems));
    let page = page(request, site, person, key, None, more).await?;
    Ok(Page(page).status(request, StatusCode::UNPROCESSABLE_ENTITY))
}
