//! The form in which something is reported.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    accounts, crypto,
    error::{Error, Result},
    moderation::{
        actions,
        model::Reason,
        subject::{self, Subject},
    },
    site::Site,
    web::{Filled, Form, Page, Role, Viewer, filters, flash, form, redirect},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/report", web::get().to(show)).route("/report", web::post().to(send));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    thing: String,
    reason: String,
    words: String,
}

#[derive(Template)]
#[template(path = "moderation/report.html")]
struct ReportPage {
    subject: Subject,
    form: Filled<Fields>,
}

async fn subject_of(site: &Site, viewer: &Viewer, thing: &str) -> Result<Subject> {
    let (thing, viewer) = (thing.to_owned(), viewer.clone());
    site.db.read(move |db| subject::subject(db, &viewer, subject::parse(db, &thing)?)).await
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<ReportPage>> {
    let thing = form::query(&request).remove("thing").unwrap_or_default();
    let subject = subject_of(&site, &viewer, &thing).await?;
    Ok(Page(ReportPage { subject, form: Filled::new(Fields { thing, ..Fields::default() }) }))
}

async fn send(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let subject = subject_of(&site, &viewer, &fields.thing).await?;
    let address = crypto::token_hash(&accounts::client_address(&request, &site));
    let (thing, typed, by) = (subject.thing, fields.clone(), viewer.clone());
    let sent = site
        .db
        .write(move |tx| {
            let reason = Reason::parse(&typed.reason)
                .ok_or_else(|| Error::invalid("reason", "report-reason-missing"))?;
            actions::report(tx, &by, &address, thing, reason, &typed.words)
        })
        .await;
    match sent {
        // Whoever may decide at once goes on to do so.
        Ok(case) if viewer.is(Role::Moderator) => Ok(redirect(&format!("/moderation/{case}"))),
        Ok(_) => Ok(flash(&subject.address, "report-sent", "")),
        Err(Error::Invalid(problems)) => {
            let page = ReportPage { subject, form: Filled::wrong(fields, problems) };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
