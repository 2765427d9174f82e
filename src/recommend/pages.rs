//! Hiding a suggestion, and having all shown again.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig, ThinData},
};
use serde::Deserialize;

use super::actions;
use crate::{
    error::{Error, Result},
    ids::Thing,
    site::Site,
    web::{Form, Person, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/suggestions/hide", web::post().to(hide))
        .route("/suggestions/show", web::post().to(show_all));
}

#[derive(Deserialize)]
struct Named {
    kind: String,
    target: i64,
}

async fn hide(
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Named>,
) -> Result<HttpResponse> {
    let thing = Thing::of(&fields.kind, fields.target).ok_or(Error::NotFound)?;
    site.db.write(move |tx| actions::hide(tx, &person, thing)).await?;
    Ok(flash("/#suggestions", "suggest-hidden", ""))
}

async fn show_all(person: Person, site: ThinData<Site>) -> Result<HttpResponse> {
    site.db.write(move |tx| actions::show_all(tx, &person)).await?;
    Ok(flash("/#suggestions", "suggest-shown", ""))
}
