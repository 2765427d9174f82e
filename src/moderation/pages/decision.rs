//! What was decided, for the one concerned, and their appeal.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    error::{Error, Result},
    ids::DecisionId,
    moderation::{
        appeals,
        model::{Case, CaseState, Decision},
    },
    site::Site,
    web::{Filled, Form, Page, Person, filters, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/decisions/{decision}", web::get().to(show))
        .route("/decisions/{decision}/appeal", web::post().to(appeal))
        .route("/appeal/{secret}", web::get().to(show_by_secret))
        .route("/appeal/{secret}", web::post().to(appeal_by_secret));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    words: String,
}

#[derive(Template)]
#[template(path = "moderation/decision.html")]
struct DecisionPage {
    decision: Decision,
    case: Case,
    /// Where the appeal is sent, if there may be one.
    appeal_to: Option<String>,
    form: Filled<Fields>,
}

fn page(
    (decision, case): (Decision, Case),
    concerned: bool,
    to: String,
    form: Filled<Fields>,
) -> DecisionPage {
    let open = case.state == CaseState::Decided && decision.appeal.is_none();
    DecisionPage { appeal_to: (open && concerned).then_some(to), decision, case, form }
}

async fn show(
    person: Person,
    id: Path<DecisionId>,
    site: ThinData<Site>,
) -> Result<Page<DecisionPage>> {
    let (id, account) = (id.into_inner(), person.account);
    let found = site.db.read(move |db| appeals::concerning(db, &person, id)).await?;
    let concerned = found.1.owner == Some(account);
    Ok(Page(page(found, concerned, format!("/decisions/{id}/appeal"), Filled::default())))
}

async fn appeal(
    request: HttpRequest,
    person: Person,
    id: Path<DecisionId>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let id = id.into_inner();
    let (by, words) = (person.clone(), fields.words.clone());
    let sent = site
        .db
        .write(move |tx| {
            let (decision, case) = appeals::concerning(tx, &by, id)?;
            if case.owner != Some(by.account) {
                return Err(Error::Forbidden("appeal-not-concerned"));
            }
            appeals::appeal(tx, &decision, &case, &words)
        })
        .await;
    match sent {
        Ok(()) => Ok(flash(&format!("/decisions/{id}"), "appeal-sent", "")),
        Err(Error::Invalid(problems)) => {
            let found = site.db.read(move |db| appeals::concerning(db, &person, id)).await?;
            let to = format!("/decisions/{id}/appeal");
            let page = page(found, true, to, Filled::wrong(fields, problems));
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

async fn show_by_secret(secret: Path<String>, site: ThinData<Site>) -> Result<Page<DecisionPage>> {
    let to = format!("/appeal/{secret}");
    let found = site.db.read(move |db| appeals::by_secret(db, &secret)).await?;
    Ok(Page(page(found, true, to, Filled::default())))
}

async fn appeal_by_secret(
    request: HttpRequest,
    secret: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let to = format!("/appeal/{secret}");
    let (asked, words) = (secret.clone(), fields.words.clone());
    let sent = site
        .db
        .write(move |tx| {
            let (decision, case) = appeals::by_secret(tx, &asked)?;
            appeals::appeal(tx, &decision, &case, &words)
        })
        .await;
    match sent {
        Ok(()) => Ok(flash(&to, "appeal-sent", "")),
        Err(Error::Invalid(problems)) => {
            let found = site.db.read(move |db| appeals::by_secret(db, &secret)).await?;
            let page = page(found, true, to, Filled::wrong(fields, problems));
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
