//! Making a collection and putting it in order, without any script.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    actions::{self, Way},
    contents::contents,
    model::{self, Collection, Contents, NewCollection, State, Thing},
    store,
    together::Together,
};
use crate::{
    communities,
    error::{Error, Problem, Result},
    ids::{CommunityId, ItemId, Key, SectionId},
    resources::{self, Visibility},
    site::Site,
    text::markdown,
    vocabulary,
    web::{
        Filled, Form, Frame, Page, Person, Role, Viewer, filters, flash, form, redirect, upload,
    },
};

const MOST_PICTURE: u64 = 10 << 20;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/collections/new", web::get().to(new_form))
        .route("/collections/new", web::post().to(make))
        .route("/k/{key}/edit", web::get().to(show))
        .route("/k/{key}/edit", web::post().to(save))
        .route("/k/{key}/picture", web::post().to(save_picture))
        .route("/k/{key}/sections", web::post().to(add_section))
        .route("/k/{key}/sections/{section}", web::post().to(change_section))
        .route("/k/{key}/items", web::post().to(add_item))
        .route("/k/{key}/items/{item}", web::get().to(show_item))
        .route("/k/{key}/items/{item}", web::post().to(change_item));
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

#[derive(Template)]
#[template(path = "collections/new.html")]
struct NewPage {
    form: Filled<Fields>,
    offers: Offers,
}

async fn new_form(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<NewPage>> {
    if person.role < Role::Contributor {
        return Err(Error::Forbidden("collection-forbidden-make"));
    }
    let wanted = form::query(&request).remove("community").unwrap_or_default();
    let communities = site.db.read(move |db| communities::of_person(db, person.account)).await?;
    let settings = site.settings();
    let community = communities.iter().find(|(_, handle, _)| *handle == wanted);
    let fields = Fields {
        visibility: resources::first_visibility(&settings).name().into(),
        together: Together::default().name().into(),
        community: community.map(|(id, _, _)| id.to_string()).unwrap_or_default(),
        languages: vec![settings.content_language.clone()],
        ..Fields::default()
    };
    let offers = Offers::new(&request, &site, communities);
    Ok(Page(NewPage { form: Filled::new(fields), offers }))
}

async fn make(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let account = person.account;
    let (new, key) = (fields.description(), Key::random());
    let made = site
        .db
        .write(move |tx| actions::begin(tx, &person, NewCollection { key: Some(key), ..new }))
        .await;
    match made {
        Ok(_) => Ok(flash(&format!("/k/{key}/edit"), "collection-made", &fields.title)),
        Err(Error::Invalid(problems)) => {
            let communities = site.db.read(move |db| communities::of_person(db, account)).await?;
            let offers = Offers::new(&request, &site, communities);
            let page = NewPage { form: Filled::wrong(fields, problems), offers };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
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
}

impl EditPage {
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

async fn add_section(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<More>,
) -> Result<HttpResponse> {
    let (editor, wanted, typed) = (person.clone(), key.clone(), fields.clone());
    let added = site
        .db
        .write(move |tx| {
            let collection = store::find_by_key(tx, &wanted)?;
            actions::add_section(tx, &editor, collection.id, &typed.section, &typed.summary)
        })
        .await;
    match added {
        Ok(section) => {
            Ok(flash(&at(&key, &format!("#section-{section}")), "collection-section-added", ""))
        }
        Err(Error::Invalid(problems)) => {
            again(&request, &site, &person, &key, fields, problems).await
        }
        Err(error) => Err(error),
    }
}

async fn again(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    fields: More,
    problems: Vec<Problem>,
) -> Result<HttpResponse> {
    let more = Some(Filled::wrong(fields, problems));
    let page = page(request, site, person, key, None, more).await?;
    Ok(Page(page).status(request, StatusCode::UNPROCESSABLE_ENTITY))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SectionChange {
    #[serde(rename = "do")]
    deed: String,
    title: String,
    summary: String,
}

async fn change_section(
    person: Person,
    path: Path<(String, SectionId)>,
    site: ThinData<Site>,
    Form(fields): Form<SectionChange>,
) -> Result<HttpResponse> {
    let (key, section) = path.into_inner();
    let wanted = key.clone();
    let removed = fields.deed == "remove";
    site.db
        .write(move |tx| {
            let id = store::find_by_key(tx, &wanted)?.id;
            match fields.deed.as_str() {
                "up" => actions::move_section(tx, &person, id, section, Way::Up),
                "down" => actions::move_section(tx, &person, id, section, Way::Down),
                "remove" => actions::remove_section(tx, &person, id, section),
                "save" => {
                    let (title, summary) = (&fields.title, &fields.summary);
                    actions::change_section(tx, &person, id, section, title, summary)
                }
                _ => Err(Error::invalid("", "form-unreadable")),
            }
        })
        .await?;
    if removed {
        return Ok(flash(&at(&key, "#order"), "collection-section-removed", ""));
    }
    Ok(redirect(&at(&key, &format!("#section-{section}"))))
}

/// The key of a resource, out of a key or an address that was typed or pasted.
pub fn key_of(typed: &str) -> &str {
    let typed = typed.trim();
    let rest = typed.rsplit_once("/r/").map_or(typed, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

async fn add_item(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<More>,
) -> Result<HttpResponse> {
    let (editor, wanted, typed) = (person.clone(), key.clone(), fields.clone());
    let added = site
        .db
        .write(move |tx| {
            let id = store::find_by_key(tx, &wanted)?.id;
            let section = typed.section();
            if typed.resource.trim().is_empty() {
                return actions::add_note(tx, &editor, id, section, &typed.note);
            }
            let unknown = || Error::invalid("resource", "collection-no-resource");
            let viewer = Viewer(Some(editor.clone()));
            let resource =
                resources::readable(tx, &viewer, key_of(&typed.resource)).map_err(|_| unknown())?;
            match actions::add_item(tx, &editor, id, section, resource.id, &typed.note) {
                Err(Error::Conflict(why)) => Err(Error::invalid("resource", why)),
                added => added,
            }
        })
        .await;
    match added {
        Ok(()) => {
            let anchor = fields.section().map_or("#order".into(), |id| format!("#section-{id}"));
            Ok(flash(&at(&key, &anchor), "collection-added-here", ""))
        }
        Err(Error::Invalid(problems)) => {
            again(&request, &site, &person, &key, fields, problems).await
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "collections/item.html")]
struct ItemPage {
    collection: Collection,
    item: ItemId,
    /// The title of the resource; none for a note.
    title: Option<String>,
    note: String,
    section: String,
    position: usize,
    sections: Vec<(String, String)>,
}

async fn show_item(
    person: Person,
    path: Path<(String, ItemId)>,
    site: ThinData<Site>,
) -> Result<Page<ItemPage>> {
    let (key, item) = path.into_inner();
    site.db
        .read(move |db| {
            let (collection, contents, _) = edited(db, &person, &key)?;
            let mut sections = Vec::new();
            let mut found = None;
            for section in contents.sections {
                let id = section.id.map(|id| id.to_string()).unwrap_or_default();
                let at = section.items.iter().position(|one| one.id == item);
                if let Some(at) = at {
                    found = Some((id.clone(), at + 1, section.items.into_iter().nth(at)));
                }
                sections.push((id, section.title));
            }
            let Some((section, position, Some(line))) = found else {
                return Err(Error::NotFound);
            };
            let title = match line.thing {
                Thing::Note => None,
                Thing::Resource(row) => Some(row.title),
                Thing::Gone(title) => Some(title),
                Thing::Hidden => Some(String::new()),
            };
            let note = line.note;
            Ok(Page(ItemPage { collection, item, title, note, section, position, sections }))
        })
        .await
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemChange {
    #[serde(rename = "do")]
    deed: String,
    note: String,
    /// Where to: a section's number, nothing for what stands before all sections, or left out for
    /// where it is.
    section: Option<String>,
    position: String,
}

async fn change_item(
    person: Person,
    path: Path<(String, ItemId)>,
    site: ThinData<Site>,
    Form(fields): Form<ItemChange>,
) -> Result<HttpResponse> {
    let (key, item) = path.into_inner();
    let wanted = key.clone();
    let removed = fields.deed == "remove";
    site.db
        .write(move |tx| {
            let id = store::find_by_key(tx, &wanted)?.id;
            match fields.deed.as_str() {
                "up" => actions::move_item(tx, &person, id, item, Way::Up),
                "down" => actions::move_item(tx, &person, id, item, Way::Down),
                "remove" => actions::remove_item(tx, &person, id, item),
                "note" => actions::change_note(tx, &person, id, item, &fields.note),
                "place" => {
                    let (now, _) = store::item(tx, id, item)?.ok_or(Error::NotFound)?;
                    let section = match fields.section.as_deref() {
                        None => now,
                        Some("") => None,
                        Some(number) => Some(number.parse().map_err(|_| Error::NotFound)?),
                    };
                    let position = fields.position.trim().parse().unwrap_or(usize::MAX);
                    actions::place_item(tx, &person, id, item, section, position)
                }
                _ => Err(Error::invalid("", "form-unreadable")),
            }
        })
        .await?;
    if removed {
        return Ok(flash(&at(&key, "#order"), "collection-taken-out", ""));
    }
    Ok(redirect(&at(&key, &format!("#item-{item}"))))
}
