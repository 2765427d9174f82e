//! The queue of those who ask for an account, for moderators.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{actions, apply, letters, model::Application, store};
use crate::{
    error::{Error, Problem, Result},
    ids::ApplicationId,
    site::Site,
    web::{Cut, Form, PAGE, Page, Person, Role, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/admin/applications", web::get().to(show))
        .route("/admin/applications/{application}", web::post().to(answer));
}

#[derive(Template)]
#[template(path = "accounts/applications.html")]
struct ApplicationsPage {
    cut: Cut<Application>,
    /// A link to pass on, shown once, and whose it is.
    link: Option<(String, String)>,
    problems: Vec<Problem>,
}

async fn page(
    request: &HttpRequest,
    site: &Site,
    link: Option<(String, String)>,
    problems: Vec<Problem>,
) -> Result<ApplicationsPage> {
    let after = form::query(request).get("after").and_then(|id| id.parse().ok());
    let rows = site.db.read(move |db| store::applications(db, after, PAGE + 1)).await?;
    Ok(ApplicationsPage { cut: Cut::new(rows, PAGE, |one| one.id.to_string()), link, problems })
}

async fn show(request: HttpRequest, site: ThinData<Site>) -> Result<Page<ApplicationsPage>> {
    Ok(Page(page(&request, &site, None, Vec::new()).await?))
}

#[derive(Deserialize)]
struct Said {
    answer: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    note: String,
}

async fn answer(
    request: HttpRequest,
    person: Person,
    id: Path<ApplicationId>,
    site: ThinData<Site>,
    Form(fields): Form<Said>,
) -> Result<HttpResponse> {
    let (id, note) = (id.into_inner(), fields.note.trim().to_owned());
    if fields.answer != "accept" {
        let said = note.clone();
        let declined = site.db.write(move |tx| apply::decline(tx, &person, id, &said)).await?;
        if let Some(to) = declined.newcomer.email.filter(|_| site.mail.is_set_up()) {
            tell(&site, &to, letters::About::Declined, "/", &note).await;
        }
        return Ok(flash(ADDRESS, "application-declined", &declined.newcomer.name));
    }
    let role: Role =
        if fields.role.is_empty() { apply::FIRST_ROLE } else { fields.role.parse()? };
    let (said, by_letter) = (note.clone(), site.mail.is_set_up());
    let accepted = site
        .db
        .write(move |tx| {
            let (application, account) = apply::accept(tx, &person, id, role, &said)?;
            // Whoever has no mail is given a link by hand.
            let link = if by_letter && application.newcomer.email.is_some() {
                None
            } else {
                Some(actions::sign_in_link(tx, account)?)
            };
            Ok((application, link))
        })
        .await;
    match accepted {
        Ok((application, None)) => {
            let to = application.newcomer.email.unwrap_or_default();
            tell(&site, &to, letters::About::Accepted, "/sign-in", &note).await;
            Ok(flash(ADDRESS, "application-accepted", &application.newcomer.handle))
        }
        Ok((application, Some(link))) => {
            let link = Some((application.newcomer.handle, site.address(&link)));
            let page = page(&request, &site, link, Vec::new()).await?;
            Ok(Page(page).status(&request, StatusCode::OK))
        }
        Err(Error::Invalid(problems)) => {
            let page = page(&request, &site, None, problems).await?;
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

const ADDRESS: &str = "/admin/applications";

async fn tell(site: &Site, to: &str, about: letters::About, path: &str, note: &str) {
    if let Err(error) = letters::send_with(site, to, about, path, note).await {
        tracing::warn!(%error, "a letter about an application could not be sent");
    }
}
