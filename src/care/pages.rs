//! The queue of links to be mended, mending one, and what the administrator sets.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions, check,
    check::Check,
    model::{Link, Standing},
    store::{self, Case},
};
use crate::{
    error::{Error, Problem, Result},
    ids::ResourceId,
    jobs::Job,
    resources::{self, Resource},
    site::Site,
    time::Moment,
    web::{Cut, Filled, Form, PAGE, Page, Person, Role, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/care", web::get().to(dead))
        .route("/care/moved", web::get().to(moved))
        .route("/care/{key}", web::get().to(mend))
        .route("/care/{key}", web::post().to(change))
        .route("/care/{key}/works", web::post().to(vouch))
        .route("/care/{key}/moved", web::post().to(take_moved))
        .route("/care/{key}/archive", web::post().to(take_archive))
        .route("/admin/links", web::get().to(settings))
        .route("/admin/links", web::post().to(save_settings));
}

#[derive(Template)]
#[template(path = "care/queue.html")]
struct QueuePage {
    cut: Cut<Case>,
    /// Whether these have moved, and are not dead.
    moved: bool,
}

async fn dead(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<QueuePage>> {
    person.at_least(Role::Contributor)?;
    let after = form::query(&request).remove("after");
    let after = after.as_deref().and_then(|place| place.split_once('-')).and_then(|(since, id)| {
        Some((Moment::from_millis(since.parse().ok()?), id.parse::<ResourceId>().ok()?))
    });
    let reach = actions::reach(&person);
    let rows = site.db.read(move |db| store::dead(db, reach, PAGE + 1, after)).await?;
    let cut = Cut::new(rows, PAGE, |case| {
        let since = case.link.failing_since.unwrap_or(Moment::EPOCH);
        format!("{}-{}", since.millis(), case.link.resource)
    });
    Ok(Page(QueuePage { cut, moved: false }))
}

async fn moved(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<QueuePage>> {
    person.at_least(Role::Contributor)?;
    let after = form::query(&request).remove("after").and_then(|id| id.parse().ok());
    let reach = actions::reach(&person);
    let rows = site.db.read(move |db| store::moved(db, reach, PAGE + 1, after)).await?;
    let cut = Cut::new(rows, PAGE, |case| case.link.resource.to_string());
    Ok(Page(QueuePage { cut, moved: true }))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Address {
    url: String,
    /// Set where somebody insists on an address that does not answer.
    anyway: String,
}

#[derive(Template)]
#[template(path = "care/mend.html")]
struct MendPage {
    resource: Resource,
    link: Link,
    form: Filled<Address>,
    may_withdraw: bool,
}

impl MendPage {
    fn is_dead(&self) -> bool {
        matches!(self.link.standing, Standing::Dead | Standing::Failing)
    }

    /// Whether they may insist: only after they were told that nothing answers.
    fn may_insist(&self) -> bool {
        self.form.problem("url").is_some_and(|problem| problem.key == "care-no-answer")
    }
}

async fn mend_page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    form: Filled<Address>,
) -> Result<HttpResponse> {
    let (by, key) = (person.clone(), key.to_owned());
    let (resource, link) = site.db.read(move |db| actions::mendable(db, &by, &key)).await?;
    let status =
        if form.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let may_withdraw = resource.may_withdraw(person);
    Ok(Page(MendPage { resource, link, form, may_withdraw }).status(request, status))
}

async fn mend(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    mend_page(&request, &site, &person, &key, Filled::default()).await
}

/// An address that fails at once is only taken from somebody who insists.
async fn change(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Address>,
) -> Result<HttpResponse> {
    let (by, which) = (person.clone(), key.clone());
    site.db.read(move |db| actions::mendable(db, &by, &which).map(drop)).await?;
    let again = |problems: Vec<Problem>| {
        mend_page(&request, &site, &person, &key, Filled::wrong(fields.clone(), problems))
    };
    let address = match resources::link_address(&fields.url) {
        Ok(address) => address,
        Err(Error::Invalid(problems)) => return again(problems).await,
        Err(error) => return Err(error),
    };
    if fields.anyway.is_empty() && check::look(&site, &address).await.is_hard() {
        return again(vec![Problem::new("url", "care-no-answer")]).await;
    }
    let (by, which) = (person.clone(), key.clone());
    let changed = site.db.write(move |tx| actions::change_address(tx, &by, &which, &address)).await;
    match changed {
        Ok(()) => Ok(flash("/care", "care-mended", "")),
        Err(Error::Invalid(problems)) => again(problems).await,
        Err(error) => Err(error),
    }
}

async fn vouch(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    site.db.write(move |tx| actions::vouch(tx, &person, &key)).await?;
    Ok(flash("/care", "care-vouched", ""))
}

async fn take_moved(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    site.db.write(move |tx| actions::take_moved(tx, &person, &key)).await?;
    Ok(flash("/care/moved", "care-mended", ""))
}

/// The archive itself is only asked where the administrator allows it.
async fn take_archive(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (by, which) = (person.clone(), key.clone());
    let (_, link) = site.db.read(move |db| actions::mendable(db, &by, &which)).await?;
    let address = link.archive_address();
    if site.settings().ask_archive && check::look(&site, &address).await.is_hard() {
        let problems = vec![Problem::new("url", "care-no-copy")];
        let form = Filled::wrong(Address { url: address, ..Address::default() }, problems);
        return mend_page(&request, &site, &person, &key, form).await;
    }
    site.db.write(move |tx| actions::change_address(tx, &person, &key, &address)).await?;
    Ok(flash("/care", "care-mended", ""))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wishes {
    check_links: bool,
    ask_archive: bool,
}

#[derive(Template)]
#[template(path = "care/admin.html")]
struct SettingsPage {
    check_links: bool,
    ask_archive: bool,
    known: u64,
    fine: u64,
    dead: u64,
}

async fn settings(site: ThinData<Site>) -> Result<Page<SettingsPage>> {
    let ((known, fine), dead) =
        site.db.read(|db| Ok((store::count(db)?, store::count_dead(db)?))).await?;
    let now = site.settings();
    let (check_links, ask_archive) = (now.check_links, now.ask_archive);
    Ok(Page(SettingsPage { check_links, ask_archive, known, fine, dead }))
}

async fn save_settings(site: ThinData<Site>, Form(wishes): Form<Wishes>) -> Result<HttpResponse> {
    let house = site.0.clone();
    site.db
        .write(move |tx| {
            let mut settings = (*house.settings()).clone();
            settings.check_links = wishes.check_links;
            settings.ask_archive = wishes.ask_archive;
            house.save_settings(tx, settings)?;
            if wishes.check_links { Check::default().enqueue(tx) } else { Ok(()) }
        })
        .await?;
    Ok(flash("/admin/links", "settings-saved", ""))
}
