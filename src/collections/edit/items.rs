//! The items of a collection, one by one: added, given a note, moved and taken out.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    super::{
        actions::{self, Way},
        model::{Collection, Thing},
        store,
    },
    More, again, at, edited,
};
use crate::{
    error::{Error, Problem, Result},
    ids::ItemId,
    resources,
    site::Site,
    web::{Form, Page, Person, Viewer, filters, flash, redirect},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/k/{key}/items", web::post().to(add))
        .route("/k/{key}/items/{item}", web::get().to(show))
        .route("/k/{key}/items/{item}", web::post().to(change));
}

/// The key of a resource, out of a key or an address that was typed or pasted.
pub fn key_of(typed: &str) -> &str {
    let typed = typed.trim();
    let rest = typed.rsplit_once("/r/").map_or(typed, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

async fn add(
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
    problems: Vec<Problem>,
}

async fn show(
    person: Person,
    path: Path<(String, ItemId)>,
    site: ThinData<Site>,
) -> Result<Page<ItemPage>> {
    let (key, item) = path.into_inner();
    item_page(&site, person, key, item).await.map(Page)
}

async fn item_page(site: &Site, person: Person, key: String, item: ItemId) -> Result<ItemPage> {
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
            let problems = Vec::new();
            Ok(ItemPage { collection, item, title, note, section, position, sections, problems })
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

async fn change(
    request: HttpRequest,
    person: Person,
    path: Path<(String, ItemId)>,
    site: ThinData<Site>,
    Form(fields): Form<ItemChange>,
) -> Result<HttpResponse> {
    let (key, item) = path.into_inner();
    let (editor, wanted) = (person.clone(), key.clone());
    let (removed, note) = (fields.deed == "remove", fields.note.clone());
    let changed = site
        .db
        .write(move |tx| {
            let id = store::find_by_key(tx, &wanted)?.id;
            match fields.deed.as_str() {
                "up" => actions::move_item(tx, &editor, id, item, Way::Up),
                "down" => actions::move_item(tx, &editor, id, item, Way::Down),
                "remove" => actions::remove_item(tx, &editor, id, item),
                "note" => actions::change_note(tx, &editor, id, item, &fields.note),
                "place" => {
                    let (now, _) = store::item(tx, id, item)?.ok_or(Error::NotFound)?;
                    let section = match fields.section.as_deref() {
                        None => now,
                        Some("") => None,
                        Some(number) => Some(number.parse().map_err(|_| Error::NotFound)?),
                    };
                    let position = fields.position.trim().parse().unwrap_or(usize::MAX);
                    actions::place_item(tx, &editor, id, item, section, position)
                }
                _ => Err(Error::invalid("", "form-unreadable")),
            }
        })
        .await;
    match changed {
        Err(Error::Invalid(problems)) if problems.iter().any(|one| one.field == "note") => {
            let page = ItemPage { note, problems, ..item_page(&site, person, key, item).await? };
            return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
        }
        changed => changed?,
    }
    if removed {
        return Ok(flash(&at(&key, "#order"), "collection-taken-out", ""));
    }
    Ok(redirect(&at(&key, &format!("#item-{item}"))))
}
