//! Asking for one's archive, leaving and staying, and what the administrator sets about it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    idle::Daily,
    leave,
    make::Make,
    model::{Archive, Leaving, State, Works},
    store,
};
use crate::{
    accounts::{self, Guesses},
    error::{Error, Problem, Result},
    jobs::Job,
    mail::Letter,
    site::Site,
    time::Moment,
    web::{
        Filled, Form, Page, Person, filters, flash,
        serve_file::{self, Caching},
    },
    words::Value,
};

/// So many who are about to leave are listed.
const MOST_LEAVING: u32 = 200;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/settings/archive", web::get().to(show))
        .route("/settings/archive", web::post().to(ask))
        .route("/settings/archive/{name}.zip", web::get().to(fetch))
        .route("/settings/leave", web::get().to(leave_form))
        .route("/settings/leave", web::post().to(leave_now))
        .route("/settings/leave/undo", web::post().to(stay))
        .route("/admin/leaving", web::get().to(settings))
        .route("/admin/leaving", web::post().to(save_settings));
}

#[derive(Template)]
#[template(path = "archive/archive.html")]
struct ArchivePage {
    handle: String,
    archive: Option<Archive>,
}

impl ArchivePage {
    fn is(&self, state: &str) -> bool {
        self.archive.as_ref().is_some_and(|archive| archive.state.name() == state)
    }
}

async fn show(person: Person, site: ThinData<Site>) -> Result<Page<ArchivePage>> {
    let archive = site.db.read(move |db| store::find(db, person.account)).await?;
    Ok(Page(ArchivePage { handle: person.handle, archive }))
}

async fn ask(person: Person, site: ThinData<Site>) -> Result<HttpResponse> {
    let account = person.account;
    site.db
        .write(move |tx| {
            let waits =
                store::find(tx, account)?.is_some_and(|known| known.state == State::Waiting);
            if !waits {
                store::ask(tx, account)?;
            }
            Make { account }.enqueue(tx)
        })
        .await?;
    Ok(flash("/settings/archive", "archive-asked", ""))
}

async fn fetch(
    request: HttpRequest,
    person: Person,
    name: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let now = site.db.clock().now();
    let archive = site.db.read(move |db| store::find(db, person.account)).await?;
    let archive = archive
        .filter(|archive| archive.expires.is_some_and(|expires| expires > now))
        .ok_or(Error::NotFound)?;
    let sha256 = archive.sha256.ok_or(Error::NotFound)?;
    let name = format!("{name}.zip");
    serve_file::file(&request, &site.files, &sha256, &name, true, Caching::Short).await
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wish {
    works: String,
    named: String,
    password: String,
}

#[derive(Template)]
#[template(path = "archive/leave.html")]
struct LeavePage {
    leaving: Option<Leaving>,
    has_password: bool,
    form: Filled<Wish>,
}

impl LeavePage {
    fn chosen(&self, works: &str) -> bool {
        let chosen = self.form.fields.works.as_str();
        chosen == works || (chosen.is_empty() && works == Works::Keep.name())
    }
}

async fn leave_page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    form: Filled<Wish>,
) -> Result<HttpResponse> {
    let account = person.account;
    let (leaving, has_password) = site
        .db
        .read(move |db| {
            let has_password = accounts::find(db, account)?.password.is_some();
            Ok((store::leaving_of(db, account)?, has_password))
        })
        .await?;
    let status =
        if form.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page(LeavePage { leaving, has_password, form }).status(request, status))
}

async fn leave_form(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    leave_page(&request, &site, &person, Filled::default()).await
}

/// Nobody deletes an account from a browser that somebody left open: the password is asked for.
async fn leave_now(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    guesses: ThinData<Guesses>,
    Form(wish): Form<Wish>,
) -> Result<HttpResponse> {
    let again = |wish: Wish, problems: Vec<Problem>| {
        let wish = Wish { password: String::new(), ..wish };
        leave_page(&request, &site, &person, Filled::wrong(wish, problems))
    };
    let Some(works) = Works::parse(&wish.works) else {
        return again(wish, vec![Problem::new("works", "leave-works-missing")]).await;
    };
    let id = person.account;
    let account = site.db.read(move |db| accounts::find(db, id)).await?;
    if !guesses.is_right(&site, &account, &wish.password).await? {
        return again(wish, vec![Problem::new("password", "password-old-wrong")]).await;
    }
    let (by, named) = (person.clone(), wish.named == "yes");
    match site.db.write(move |tx| leave::ask(tx, &by, works, named)).await {
        Ok(()) => {
            tell(&site, account.email);
            Ok(flash("/settings/leave", "leave-asked", ""))
        }
        Err(Error::Invalid(problems)) => again(wish, problems).await,
        Err(error) => Err(error),
    }
}

/// Writes to somebody that their account will go: it might not have been them.
fn tell(site: &Site, address: Option<String>) {
    let Some(to) = address else { return };
    let settings = site.settings();
    let say = |key: &str| {
        let args = [
            ("site", Value::from(settings.name.as_str())),
            ("link", Value::from(site.address("/settings/leave"))),
        ];
        site.words.say(&settings.language, key, &args).into_owned()
    };
    let text = format!("{}\n", say("leave-letter"));
    let letter =
        Letter { to, subject: say("leave-letter-subject"), text, html: None, unsubscribe: None };
    let mail = site.mail.clone();
    tokio::spawn(async move {
        if let Err(error) = mail.send(&letter).await {
            tracing::warn!(%error, "a letter about leaving could not be sent");
        }
    });
}

async fn stay(person: Person, site: ThinData<Site>) -> Result<HttpResponse> {
    site.db.write(move |tx| leave::undo(tx, &person)).await?;
    Ok(flash("/settings/leave", "leave-undone", ""))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Rules {
    inactive_months: String,
    inactive_then: String,
}

#[derive(Template)]
#[template(path = "archive/admin.html")]
struct SettingsPage {
    form: Filled<Rules>,
    leaving: Vec<(String, Moment)>,
}

async fn settings_page(
    request: &HttpRequest,
    site: &Site,
    form: Filled<Rules>,
) -> Result<HttpResponse> {
    let leaving = site.db.read(|db| store::all_leaving(db, MOST_LEAVING)).await?;
    let status =
        if form.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page(SettingsPage { form, leaving }).status(request, status))
}

async fn settings(request: HttpRequest, site: ThinData<Site>) -> Result<HttpResponse> {
    let now = site.settings();
    let form = Filled::new(Rules {
        inactive_months: now.inactive_months.to_string(),
        inactive_then: if now.inactive_delete { "delete" } else { "suspend" }.into(),
    });
    settings_page(&request, &site, form).await
}

async fn save_settings(
    request: HttpRequest,
    site: ThinData<Site>,
    Form(rules): Form<Rules>,
) -> Result<HttpResponse> {
    let months = rules.inactive_months.trim().parse::<u32>().ok().filter(|months| *months <= 240);
    let Some(months) = months else {
        let problems = vec![Problem::new("inactive_months", "settings-number")];
        return settings_page(&request, &site, Filled::wrong(rules, problems)).await;
    };
    let house = site.0.clone();
    site.db
        .write(move |tx| {
            let mut settings = (*house.settings()).clone();
            settings.inactive_months = months;
            settings.inactive_delete = rules.inactive_then == "delete";
            house.save_settings(tx, settings)?;
            Daily {}.enqueue(tx)
        })
        .await?;
    Ok(flash("/admin/leaving", "settings-saved", ""))
}
