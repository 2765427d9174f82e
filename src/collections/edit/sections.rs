//! The sections of a collection: added, named, moved and taken away.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use serde::Deserialize;

use super::{
    super::{
        actions::{self, Way},
        store,
    },
    More, again, at,
};
use crate::{
    error::{Error, Result},
    ids::SectionId,
    site::Site,
    web::{Form, Person, flash, redirect},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/k/{key}/sections", web::post().to(add))
        .route("/k/{key}/sections/{section}", web::post().to(change));
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

#[derive(Deserialize, Default)]
#[serde(default)]
struct SectionChange {
    #[serde(rename = "do")]
    deed: String,
    title: String,
    summary: String,
}

async fn change(
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
