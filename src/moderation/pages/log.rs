//! The log: what was done, by whom and why, and the way to take it back.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    accounts,
    error::{Optional, Result},
    moderation::{
        actions,
        model::{DEEDS, Line, Outcome, deed_key},
        store,
    },
    site::Site,
    web::{Cut, Form, PAGE, Page, Person, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/admin/log", web::get().to(show))
        .route("/admin/log/{line}/undo", web::post().to(undo));
}

#[derive(Template)]
#[template(path = "moderation/log.html")]
struct LogPage {
    cut: Cut<Line>,
    deed: String,
    by: String,
    /// All that can have been done: as in the address, and the key of the word.
    deeds: Vec<(&'static str, String)>,
    /// Whether somebody was looked for whom nobody knows.
    nobody: bool,
}

impl LogPage {
    /// What the address of the next page carries besides its place.
    fn filter(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("deed", &self.deed)
            .append_pair("by", &self.by)
            .finish()
    }
}

async fn show(request: HttpRequest, site: ThinData<Site>) -> Result<Page<LogPage>> {
    let mut query = form::query(&request);
    let deeds: Vec<_> = Outcome::ALL
        .iter()
        .map(|outcome| outcome.name())
        .chain(DEEDS)
        .map(|deed| (deed, deed_key(deed)))
        .collect();
    let deed = query.remove("deed").filter(|deed| deeds.iter().any(|(known, _)| known == deed));
    let by = query.remove("by").unwrap_or_default().trim().to_owned();
    let before = query.get("before").and_then(|id| id.parse().ok()).unwrap_or(i64::MAX);
    let (wanted, handle) = (deed.clone(), by.clone());
    let (rows, nobody) = site
        .db
        .read(move |db| {
            let by = match handle.as_str() {
                "" => None,
                handle => match accounts::find_by_handle(db, handle).optional()? {
                    Some(account) => Some(account.id),
                    None => return Ok((Vec::new(), true)),
                },
            };
            Ok((store::lines(db, wanted.as_deref(), by, before, PAGE + 1)?, false))
        })
        .await?;
    let cut = Cut::new(rows, PAGE, |line| line.id.to_string());
    Ok(Page(LogPage { cut, deed: deed.unwrap_or_default(), by, deeds, nobody }))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fields {
    reason: String,
}

async fn undo(
    person: Person,
    line: Path<i64>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let line = line.into_inner();
    site.db.write(move |tx| actions::undo(tx, &person, line, &fields.reason)).await?;
    Ok(flash("/admin/log", "log-undone", ""))
}
