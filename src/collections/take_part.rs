//! Taking part in the collection of somebody else: suggesting, adding, copying.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    actions,
    edit::key_of,
    model::{Collection, may_edit, readable},
    store,
    together::{self, Outcome, Suggestion},
};
use crate::{
    error::{Error, Result},
    ids::{ItemId, ResourceId, SuggestionId},
    resources::{self, Row},
    site::Site,
    web::{Cut, Filled, Form, PAGE, Page, Person, Viewer, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/k/{key}/copy", web::post().to(copy))
        .route("/k/{key}/seen", web::post().to(seen))
        .route("/k/{key}/together", web::get().to(show))
        .route("/k/{key}/together", web::post().to(give))
        .route("/k/{key}/together/items/{item}", web::post().to(take_back))
        .route("/k/{key}/together/{suggestion}", web::post().to(answer));
}

/// What is typed to suggest or add something.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    /// The address or key of a resource.
    resource: String,
    note: String,
}

/// A suggestion with its resource, if the viewer may see that.
struct Wish {
    suggestion: Suggestion,
    row: Option<Row>,
}

#[derive(Template)]
#[template(path = "collections/together.html")]
struct TogetherPage {
    collection: Collection,
    may_edit: bool,
    may_suggest: bool,
    may_add: bool,
    /// What waits for a curator; only curators see it.
    waiting: Cut<Wish>,
    /// What the viewer suggested.
    mine: Vec<Wish>,
    /// What the viewer added.
    added: Vec<(ItemId, Row)>,
    form: Filled<Fields>,
}

fn wishes(db: &Connection, viewer: &Viewer, found: Vec<Suggestion>) -> Result<Vec<Wish>> {
    let ids: Vec<ResourceId> = found.iter().map(|one| one.resource).collect();
    let rows = resources::rows(db, viewer, &ids)?;
    let row = |id| rows.iter().find(|row| row.id == id).cloned();
    Ok(found
        .into_iter()
        .map(|suggestion| Wish { row: row(suggestion.resource), suggestion })
        .collect())
}

fn page(
    db: &Connection,
    person: &Person,
    key: &str,
    after: SuggestionId,
    form: Filled<Fields>,
) -> Result<TogetherPage> {
    let viewer = Viewer(Some(person.clone()));
    let collection = readable(db, &viewer, key)?;
    let may_edit = may_edit(db, person, &collection)?;
    let waiting =
        if may_edit { store::waiting(db, collection.id, PAGE + 1, after)? } else { Vec::new() };
    let waiting = Cut::new(waiting, PAGE, |one| one.id.to_string());
    let mine = store::suggested_by(db, collection.id, person.account, PAGE)?;
    let may_add = together::may_add(db, person, &collection)?;
    let added =
        if may_add { store::items_by(db, collection.id, person.account)? } else { Vec::new() };
    let ids: Vec<ResourceId> = added.iter().map(|(_, id)| *id).collect();
    let rows = resources::rows(db, &viewer, &ids)?;
    let added = added
        .into_iter()
        .filter_map(|(item, id)| Some((item, rows.iter().find(|row| row.id == id)?.clone())));
    Ok(TogetherPage {
        may_suggest: together::may_suggest(db, person, &collection)?,
        added: added.collect(),
        waiting: Cut { rows: wishes(db, &viewer, waiting.rows)?, next: waiting.next },
        mine: wishes(db, &viewer, mine)?,
        collection,
        may_edit,
        may_add,
        form,
    })
}

async fn show(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<TogetherPage>> {
    let mut query = form::query(&request);
    let after = query.get("after").and_then(|id| id.parse().ok()).unwrap_or(SuggestionId(0));
    let resource = query.remove("resource").unwrap_or_default();
    let form = Filled::new(Fields { resource, ..Fields::default() });
    let read = site.db.read(move |db| page(db, &person, &key, after, form));
    Ok(Page(read.await?))
}

fn at(key: &str) -> String {
    format!("/k/{key}/together")
}

/// Adds a resource where members may, else suggests it.
async fn give(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (by, which, typed) = (person.clone(), key.clone(), fields.clone());
    let given = site
        .db
        .write(move |tx| {
            let viewer = Viewer(Some(by.clone()));
            let collection = readable(tx, &viewer, &which)?;
            let unknown = || Error::invalid("resource", "collection-no-resource");
            let resource =
                resources::readable(tx, &viewer, key_of(&typed.resource)).map_err(|_| unknown())?;
            if together::may_add(tx, &by, &collection)? {
                let (id, note) = (collection.id, typed.note.as_str());
                return match actions::add_item(tx, &by, id, None, resource.id, note) {
                    Err(Error::Conflict(why)) => Err(Error::invalid("resource", why)),
                    added => added.map(|()| "collection-added-here"),
                };
            }
            together::suggest(tx, &by, collection.id, resource.id, &typed.note)?;
            Ok("suggestion-made")
        })
        .await;
    match given {
        Ok(word) => Ok(flash(&at(&key), word, "")),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let read = site.db.read(move |db| page(db, &person, &key, SuggestionId(0), form));
            Ok(Page(read.await?).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

async fn take_back(
    person: Person,
    path: Path<(String, ItemId)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, item) = path.into_inner();
    let to = at(&key);
    site.db
        .write(move |tx| {
            let collection = readable(tx, &Viewer(Some(person.clone())), &key)?;
            together::take_back(tx, &person, collection.id, item)
        })
        .await?;
    Ok(flash(&to, "collection-taken-out", ""))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    answer: String,
    word: String,
}

async fn answer(
    person: Person,
    path: Path<(String, SuggestionId)>,
    site: ThinData<Site>,
    Form(fields): Form<Answer>,
) -> Result<HttpResponse> {
    let (key, id) = path.into_inner();
    let to = at(&key);
    let said = match fields.answer.as_str() {
        "accept" => "suggestion-was-accepted",
        "decline" => "suggestion-was-declined",
        "take-back" => "suggestion-taken-back",
        _ => return Err(Error::invalid("", "form-unreadable")),
    };
    site.db
        .write(move |tx| {
            let collection = readable(tx, &Viewer(Some(person.clone())), &key)?;
            if store::find_suggestion(tx, id)?.collection != collection.id {
                return Err(Error::NotFound);
            }
            match fields.answer.as_str() {
                "take-back" => together::take_back_suggestion(tx, &person, id),
                answer => together::answer(tx, &person, id, answer == "accept", &fields.word),
            }
        })
        .await?;
    Ok(flash(&to, said, ""))
}

async fn copy(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let copy = site
        .db
        .write(move |tx| {
            let original = readable(tx, &Viewer(Some(person.clone())), &key)?;
            let copy = together::copy(tx, &person, original.id)?;
            store::find(tx, copy)
        })
        .await?;
    Ok(flash(&format!("/k/{}", copy.key), "collection-copied", &copy.title))
}

async fn seen(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let to = format!("/k/{key}");
    site.db
        .write(move |tx| {
            let collection = readable(tx, &Viewer(Some(person.clone())), &key)?;
            together::seen_newer(tx, &person, collection.id)
        })
        .await?;
    Ok(flash(&to, "collection-newer-seen", ""))
}
