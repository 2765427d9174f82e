//! The pages of class lists: making one, printing its codes, a new code, closing it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    classes,
    model::{Account, Class, Slip},
    qr, store,
};
use crate::{
    error::{Error, Result},
    ids::ClassId,
    site::Site,
    web::{Cut, Filled, Form, Frame, PAGE, Page, Person, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/classes", web::get().to(list))
        .route("/classes/new", web::get().to(new_form))
        .route("/classes/new", web::post().to(make))
        .route("/classes/{key}", web::get().to(show))
        .route("/classes/{key}/close", web::post().to(close))
        .route("/classes/{key}/pupils/{handle}/code", web::post().to(renew))
        .route("/classes/{key}/pupils/{handle}/close", web::post().to(close_one));
}

#[derive(Template)]
#[template(path = "accounts/classes.html")]
struct ListPage {
    cut: Cut<Class>,
}

async fn list(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    classes::may_make(&site.settings(), &person)?;
    let before = form::query(&request).get("before").and_then(|id| id.parse::<ClassId>().ok());
    let rows = site.db.read(move |db| store::classes(db, person.account, before, PAGE + 1)).await?;
    Ok(Page(ListPage { cut: Cut::new(rows, PAGE, |class| class.id.to_string()) }))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    name: String,
    names: String,
    number: String,
}

#[derive(Template)]
#[template(path = "accounts/class_new.html")]
struct NewPage {
    form: Filled<Fields>,
}

async fn new_form(person: Person, site: ThinData<Site>) -> Result<Page<NewPage>> {
    classes::may_make(&site.settings(), &person)?;
    Ok(Page(NewPage { form: Filled::default() }))
}

#[derive(Template)]
#[template(path = "accounts/class_slips.html")]
struct SlipsPage {
    name: String,
    key: String,
    origin: String,
    days: i64,
    slips: Vec<Slip>,
}

impl SlipsPage {
    /// The code as a drawing that a phone reads.
    fn drawn(&self, slip: &Slip) -> String {
        qr::svg(&format!("{}/sign-in/{}", self.origin, slip.code))
    }
}

/// The codes are shown on the answer itself and nowhere else, so that they stand in no address,
/// no log and no history.
fn slips(
    request: &HttpRequest,
    site: &Site,
    name: String,
    key: String,
    slips: Vec<Slip>,
) -> HttpResponse {
    let origin = site.origin.to_string();
    let page = SlipsPage { name, key, origin, days: classes::CODE_DAYS, slips };
    let mut answer = Page(page).status(request, StatusCode::OK);
    let never = header::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    answer
}

async fn make(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let word = Frame::of(&request, &site).say("class-pupil", &[]);
    let (typed, settings) = (fields.clone(), site.settings());
    let made = site
        .db
        .write(move |tx| {
            let number = typed.number.trim().parse().unwrap_or(0);
            let names = classes::names(&typed.names, number, &word)?;
            classes::make(tx, &settings, &person, &typed.name, &names)
        })
        .await;
    match made {
        Ok((key, made)) => Ok(slips(&request, &site, fields.name, key.to_string(), made)),
        Err(Error::Invalid(problems)) => {
            let page = NewPage { form: Filled::wrong(fields, problems) };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "accounts/class.html")]
struct ClassPage {
    class: Class,
    pupils: Vec<Account>,
}

async fn show(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<Page<ClassPage>> {
    let page = site
        .db
        .read(move |db| {
            let class = classes::of(db, &person, &key)?;
            Ok(ClassPage { pupils: store::pupils(db, class.id)?, class })
        })
        .await?;
    Ok(Page(page))
}

async fn renew(
    request: HttpRequest,
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, handle) = path.into_inner();
    let settings = site.settings();
    let renewed = site.db.write(move |tx| classes::renew(tx, &settings, &person, &key, &handle));
    let (class, slip) = renewed.await?;
    Ok(slips(&request, &site, class.name, class.key.to_string(), vec![slip]))
}

async fn close(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let settings = site.settings();
    let closed = site.db.write(move |tx| classes::close(tx, &settings, &person, &key, None));
    let class = closed.await?;
    Ok(flash("/classes", "class-closed", &class.name))
}

async fn close_one(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, handle) = path.into_inner();
    let to = format!("/classes/{key}");
    let name = handle.clone();
    let settings = site.settings();
    site.db.write(move |tx| classes::close(tx, &settings, &person, &key, Some(&handle))).await?;
    Ok(flash(&to, "class-pupil-closed", &name))
}
