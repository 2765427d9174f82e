//! The sections of a collection: added, named, moved and taken away.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use serde::Deserialize;

use super::{
    super::{
        actions::{self, Way},
        store,
    },
    More, again, at, page,
};
use crate::{
    error::{Error, Problem, Result},
    ids::SectionId,
    site::Site,
    web::{Filled, Form, Page, Person, flash, redirect},
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

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct SectionChange {
    #[serde(rename = "do")]
    deed: String,
    title: String,
    summary: String,
}

async fn change(
    request: HttpRequest,
    person: Person,
    path: Path<(String, SectionId)>,
    site: ThinData<Site>,
    Form(fields): Form<SectionChange>,
) -> Result<HttpResponse> {
    let (key, section) = path.into_inner();
    let (editor, wanted, typed) = (person.clone(), key.clone(), fields.clone());
    let removed = fields.deed == "remove";
    let changed = site
        .db
        .write(move |tx| {
            let id = store::find_by_key(tx, &wanted)?.id;
            match typed.deed.as_str() {
                "up" => actions::move_section(tx, &editor, id, section, Way::Up),
                "down" => actions::move_section(tx, &editor, id, section, Way::Down),
                "remove" => actions::remove_section(tx, &editor, id, section),
                "save" => {
                    let (title, summary) = (&typed.title, &typed.summary);
                    actions::change_section(tx, &editor, id, section, title, summary)
                }
                _ => Err(Error::invalid("", "form-unreadable")),
            }
        })
        .await;
    match changed {
        Err(Error::Invalid(problems)) if fields.deed == "save" => {
            let field = |one: &Problem| match &*one.field {
                "section" => format!("section-{section}-title").into(),
                _ => format!("section-{section}-summary").into(),
            };
            let problems = problems.into_iter().map(|one| Problem { field: field(&one), ..one });
            let more = Filled::wrong(More::default(), problems.collect());
            let mut page = page(&request, &site, &person, &key, None, Some(more)).await?;
            page.open = Some(section);
            for one in page.contents.sections.iter_mut().filter(|one| one.id == Some(section)) {
                (one.title, one.summary) = (fields.title.clone(), fields.summary.clone());
            }
            return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
        }
        changed => changed?,
    }
    if removed {
        return Ok(flash(&at(&key, "#order"), "collection-section-removed", ""));
    }
    Ok(redirect(&at(&key, &format!("#section-{section}"))))
}
