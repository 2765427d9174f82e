//! Giving thanks, telling how something was used, and all that was told of a resource.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    model::{Report, Told},
    store,
};
use crate::{
    error::{Error, Problem, Result},
    ids::AccountId,
    resources,
    site::Site,
    vocabulary,
    web::{Cut, Filled, Form, Frame, PAGE, Page, Person, Role, Viewer, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}/thanks", web::post().to(thank_for_resource))
        .route("/k/{key}/thanks", web::post().to(thank_for_collection))
        .route("/r/{key}/used", web::get().to(list))
        .route("/r/{key}/used/new", web::get().to(new_form))
        .route("/r/{key}/used/new", web::post().to(tell))
        .route("/r/{key}/used/{report}", web::get().to(edit_form))
        .route("/r/{key}/used/{report}", web::post().to(change))
        .route("/r/{key}/used/{report}/withdraw", web::post().to(withdraw));
}

async fn thank_for_resource(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let to = format!("/r/{key}");
    let given = site.db.write(move |tx| actions::thank_for_resource(tx, &person, &key)).await?;
    Ok(flash(&to, if given { "thanks-given" } else { "thanks-taken" }, ""))
}

async fn thank_for_collection(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let to = format!("/k/{key}");
    let given = site.db.write(move |tx| actions::thank_for_collection(tx, &person, &key)).await?;
    Ok(flash(&to, if given { "thanks-given" } else { "thanks-taken" }, ""))
}

#[derive(Template)]
#[template(path = "uses/list.html")]
struct ListPage {
    key: String,
    title: String,
    count: u32,
    cut: Cut<Report>,
    me: Option<AccountId>,
    moderates: bool,
}

impl ListPage {
    /// Whether the viewer wrote it.
    fn is_mine(&self, report: &Report) -> bool {
        self.me == Some(report.by)
    }
}

async fn list(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let before = form::query(&request).get("before").and_then(|text| text.parse().ok());
    site.db
        .read(move |db| {
            let resource = resources::readable(db, &viewer, &key)?;
            let reports = actions::list(db, resource.id, PAGE + 1, before)?;
            Ok(Page(ListPage {
                key: resource.key.to_string(),
                title: resource.description.title,
                count: store::count(db, resource.id, None)?,
                cut: Cut::new(reports, PAGE, |report| report.id.to_string()),
                me: viewer.account(),
                moderates: viewer.is(Role::Moderator),
            }))
        })
        .await
}

/// The form as typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    level: String,
    learners: String,
    minutes: String,
    worked: String,
    needed: String,
    copy: String,
    month: String,
}

impl Fields {
    fn of(told: Told) -> Self {
        let minutes = if told.minutes > 0 { told.minutes.to_string() } else { String::new() };
        let Told { level, learners, worked, needed, copy, month, .. } = told;
        Self { level, learners, minutes, worked, needed, copy, month }
    }

    fn told(self, origin: &str) -> Result<Told> {
        let minutes = match self.minutes.trim() {
            "" => 0,
            typed => typed.parse().map_err(|_| Error::invalid("minutes", "used-minutes-form"))?,
        };
        // The address of a resource here is kept without that of the site, which may move.
        let copy = match self.copy.trim().strip_prefix(origin) {
            Some(path) if path.starts_with("/r/") => path.to_owned(),
            _ => self.copy,
        };
        let Self { level, learners, worked, needed, month, .. } = self;
        Ok(Told { level, learners, minutes, worked, needed, copy, month })
    }
}

#[derive(Template)]
#[template(path = "uses/form.html")]
struct FormPage {
    key: String,
    title: String,
    /// The report that is changed; none for a new one.
    report: Option<i64>,
    levels: Vec<(String, String)>,
    form: Filled<Fields>,
}

/// The form about a resource that this person may see.
async fn page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    report: Option<i64>,
    form: Filled<Fields>,
) -> Result<Page<FormPage>> {
    let (viewer, wanted) = (Viewer(Some(person.clone())), key.to_owned());
    let resource = site.db.read(move |db| resources::readable(db, &viewer, &wanted)).await?;
    let mut levels = vec![(String::new(), Frame::of(request, site).say("used-level-none", &[]))];
    levels.extend(vocabulary::level_choices(Frame::of(request, site).language()));
    let (key, title) = (resource.key.to_string(), resource.description.title);
    Ok(Page(FormPage { key, title, report, levels, form }))
}

async fn new_form(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<FormPage>> {
    page(&request, &site, &person, &key, None, Filled::default()).await
}

async fn tell(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (typed, by, wanted) = (fields.clone(), person.clone(), key.clone());
    let origin = site.origin.to_string();
    let told = site.db.write(move |tx| actions::tell(tx, &by, &wanted, typed.told(&origin)?)).await;
    match told {
        Ok(resource) => Ok(flash(&format!("/r/{}#used", resource.key), "used-told", "")),
        Err(Error::Invalid(problems)) => {
            again(&request, &site, &person, &key, None, fields, problems).await
        }
        Err(error) => Err(error),
    }
}

async fn again(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    report: Option<i64>,
    fields: Fields,
    problems: Vec<Problem>,
) -> Result<HttpResponse> {
    let form = Filled::wrong(fields, problems);
    let page = page(request, site, person, key, report, form).await?;
    Ok(page.status(request, StatusCode::UNPROCESSABLE_ENTITY))
}

fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Error::NotFound)
}

async fn edit_form(
    request: HttpRequest,
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<Page<FormPage>> {
    let (key, report) = path.into_inner();
    let id = number(&report)?;
    let (by, wanted) = (person.clone(), key.clone());
    let known = site.db.read(move |db| actions::own(db, &by, &wanted, id)).await?;
    let form = Filled::new(Fields::of(known.told));
    page(&request, &site, &person, &key, Some(id), form).await
}

async fn change(
    request: HttpRequest,
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (key, report) = path.into_inner();
    let id = number(&report)?;
    let (typed, by, wanted) = (fields.clone(), person.clone(), key.clone());
    let origin = site.origin.to_string();
    let changed =
        site.db.write(move |tx| actions::change(tx, &by, &wanted, id, typed.told(&origin)?)).await;
    match changed {
        Ok(()) => Ok(flash(&format!("/r/{key}#used"), "used-changed", "")),
        Err(Error::Invalid(problems)) => {
            again(&request, &site, &person, &key, Some(id), fields, problems).await
        }
        Err(error) => Err(error),
    }
}

async fn withdraw(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, report) = path.into_inner();
    let (id, to) = (number(&report)?, format!("/r/{key}"));
    site.db.write(move |tx| actions::withdraw(tx, &person, &key, id)).await?;
    Ok(flash(&to, "used-withdrawn", ""))
}
