//! The page on which a collection begins.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig, ThinData},
};
use askama::Template;

use super::{
    super::{
        actions,
        model::{self, NewCollection},
        together::Together,
    },
    Fields, Offers,
};
use crate::{
    communities,
    error::{Error, Result},
    ids::Key,
    resources,
    site::Site,
    web::{Filled, Form, Page, Person, Role, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/collections/new", web::get().to(new_form))
        .route("/collections/new", web::post().to(make));
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
