//! Collections as people read them: one, those of a person, the latest of all.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    contents::contents,
    model::{Card, Collection, Contents, Kept, State, Thing, may_edit, may_restore, readable},
    prose, store,
};
use crate::{
    accounts, communities,
    error::{Error, Result},
    ids::{self, CollectionId},
    part::Looking,
    site::Site,
    text::markdown,
    time::Moment,
    vocabulary::licences::Mix,
    web::{
        Cut, Form, Frame, PAGE, Page, Panels, Person, Role, Viewer,
        cover::{Shape, cover},
        filters, flash, form,
        serve_file::{self, Caching},
    },
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/collections", web::get().to(latest))
        .route("/k/{key}", web::get().to(show))
        .route("/k/{key}/state", web::post().to(change_state))
        .route("/k/{key}/picture/{size}", web::get().to(picture))
        .route("/k/{key}/cover.svg", web::get().to(drawn))
        .route("/u/{handle}/collections", web::get().to(of_person));
}

#[derive(Template)]
#[template(path = "collections/list.html")]
struct ListPage {
    /// Whose they are: handle and name; all if none.
    owner: Option<(String, String)>,
    cut: Cut<Card>,
    may_make: bool,
}

/// A place in a list, as its address carries it: `milliseconds-number`.
pub fn place(text: &str) -> Option<(Moment, i64)> {
    let (moment, id) = text.split_once('-')?;
    Some((Moment::from_millis(moment.parse().ok()?), id.parse().ok()?))
}

fn before(request: &HttpRequest) -> Option<(Moment, CollectionId)> {
    let (moment, id) = place(form::query(request).get("before")?)?;
    Some((moment, CollectionId(id)))
}

async fn latest(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let (before, may_make) = (before(&request), viewer.is(Role::Contributor));
    let rows = site.db.read(move |db| store::recent(db, &viewer, PAGE + 1, before)).await?;
    let cut = Cut::new(rows, PAGE, |card| format!("{}-{}", card.shown.millis(), card.id));
    Ok(Page(ListPage { owner: None, cut, may_make }))
}

async fn of_person(
    request: HttpRequest,
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let before = before(&request);
    site.db
        .read(move |db| {
            let account = accounts::find_by_handle(db, &handle)?;
            if account.standing == accounts::Standing::Deleted {
                return Err(Error::NotFound);
            }
            let rows = store::by_owner(db, &viewer, account.id, PAGE + 1, before)?;
            let cut = Cut::new(rows, PAGE, |one| format!("{}-{}", one.changed.millis(), one.id));
            let own = viewer.account() == Some(account.id);
            let may_make = own && viewer.is(Role::Contributor);
            Ok(Page(ListPage { owner: Some((account.handle, account.name)), cut, may_make }))
        })
        .await
}

#[derive(Template)]
#[template(path = "collections/show.html")]
struct ShowPage {
    collection: Collection,
    /// Its community, if the viewer may read that: handle and name.
    community: Option<(String, String)>,
    summary: String,
    contents: Contents,
    mix: Mix,
    may_edit: bool,
    on_shelf: bool,
    signed_in: bool,
    /// What other parts show with it.
    panels: Panels,
}

impl ShowPage {
    /// Whether there is nothing to show.
    fn is_empty(&self) -> bool {
        self.contents.sections.iter().all(|section| section.items.is_empty())
    }

    /// The pairs of licences that do not go together, in words.
    fn conflicts(&self) -> Vec<String> {
        self.mix.conflicts.iter().map(|(one, other)| format!("{one} + {other}")).collect()
    }
}

#[derive(Template)]
#[template(path = "collections/gone.html")]
struct GonePage {
    collection: Collection,
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let signed_in = viewer.0.is_some();
    let language = Frame::of(&request, &site).language().to_owned();
    let house = site.0.clone();
    let found = site
        .db
        .read(move |db| {
            let collection = match readable(db, &viewer, &key) {
                Err(Error::Gone) => {
                    let collection = store::find_by_key(db, &key)?;
                    let may = viewer.0.as_ref().is_some_and(|one| may_restore(one, &collection));
                    return if may { Ok(Err(collection)) } else { Err(Error::Gone) };
                }
                found => found?,
            };
            let may_edit = match &viewer.0 {
                Some(person) => may_edit(db, person, &collection)?,
                None => false,
            };
            let community = match collection.community {
                Some(id) => Some(communities::find(db, id)?),
                None => None,
            };
            let community = match community {
                Some(one) if communities::may_read(db, &viewer, &one)? => {
                    Some((one.handle, one.name))
                }
                _ => None,
            };
            let contents = contents(db, &viewer, &collection, false)?;
            let thing = ids::Thing::Collection(collection.id);
            let looking = Looking { viewer: &viewer, thing, language: &language };
            Ok(Ok(ShowPage {
                panels: house.panels(db, &looking)?,
                summary: prose(&collection.summary),
                community,
                mix: contents.mix(),
                contents,
                may_edit,
                on_shelf: store::on_shelf(db, viewer.account(), Kept::Collection(collection.id))?,
                signed_in,
                collection,
            }))
        })
        .await?;
    Ok(match found {
        Ok(page) => Page(page).status(&request, StatusCode::OK),
        Err(collection) => Page(GonePage { collection }).status(&request, StatusCode::GONE),
    })
}

#[derive(Deserialize)]
struct NewState {
    #[serde(rename = "do")]
    deed: String,
}

async fn change_state(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<NewState>,
) -> Result<HttpResponse> {
    let deed = fields.deed.clone();
    let collection = site
        .db
        .write(move |tx| {
            let collection = store::find_by_key(tx, &key)?;
            match deed.as_str() {
                "publish" => actions::publish(tx, &person, collection.id)?,
                "unpublish" => actions::unpublish(tx, &person, collection.id)?,
                "withdraw" => actions::withdraw(tx, &person, collection.id)?,
                "restore" => actions::restore(tx, &person, collection.id)?,
                _ => return Err(Error::invalid("", "form-unreadable")),
            }
            Ok(collection)
        })
        .await?;
    let key = match fields.deed.as_str() {
        "publish" => "collection-published",
        "unpublish" => "collection-unpublished",
        "restore" => "collection-restored",
        _ => "collection-withdrawn",
    };
    Ok(flash(&format!("/k/{}", collection.key), key, &collection.title))
}

async fn picture(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, which) = path.into_inner();
    let collection = site.db.read(move |db| readable(db, &viewer, &key)).await?;
    let (small, large) = collection.picture.ok_or(Error::NotFound)?;
    let sha256 = if which == "small" { small } else { large };
    serve_file::picture(&request, &site.files, &sha256, Caching::Short).await
}

async fn drawn(viewer: Viewer, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let collection = site.db.read(move |db| readable(db, &viewer, &key)).await?;
    let drawing = cover(collection.key.as_str(), Some(collection.field()), Shape::Wide);
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "private, max-age=86400"))
        .body(drawing))
}
