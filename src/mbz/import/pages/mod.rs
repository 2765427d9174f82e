//! The wizard: upload, choose, describe, check; then a job that can be watched, called off and undone.

mod check;
mod choose;
mod describe;
mod preview;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::{
    jobs::{Look, Run},
    look::{let_go, tree},
    model::{Import, State},
    store, undo,
};
use crate::{
    error::{Error, Problem, Result},
    jobs::Job,
    mbz::{Broken, Course},
    resources::{self, Kind},
    site::{self, Site},
    web::{Page, Person, filters, flash, redirect, upload},
};

const MOST_SHOWN: u32 = 50;

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    choose::routes(routes);
    describe::routes(routes);
    check::routes(routes);
    preview::routes(routes);
    routes
        .route("/import", web::get().to(start))
        .route("/import", web::post().to(receive))
        .route("/import/{key}", web::get().to(show))
        .route("/import/{key}/progress", web::get().to(progress))
        .route("/import/{key}/run", web::post().to(run))
        .route("/import/{key}/cancel", web::post().to(cancel))
        .route("/import/{key}/undo", web::post().to(undo_all))
        .route("/import/{key}/forget", web::post().to(forget));
}

#[derive(Template)]
#[template(path = "mbz/start.html")]
struct StartPage {
    imports: Vec<Import>,
    most: u64,
    problems: Vec<Problem>,
}

async fn start(person: Person, site: ThinData<Site>) -> Result<Page<StartPage>> {
    resources::may_share(&person)?;
    let imports = site.db.read(move |db| store::list(db, person.account, MOST_SHOWN)).await?;
    Ok(Page(StartPage { imports, most: site.settings().most_upload, problems: Vec::new() }))
}

async fn receive(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    resources::may_share(&person)?;
    let received = upload::receive(payload, &site.files, site.settings().most_upload).await?;
    let Some(file) = received.files.into_iter().find(|file| file.stored.size > 0) else {
        let account = person.account;
        let imports = site.db.read(move |db| store::list(db, account, MOST_SHOWN)).await?;
        let problems = vec![Problem::new("file", "import-file-missing")];
        let page = StartPage { imports, most: site.settings().most_upload, problems };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let import = site
        .db
        .write(move |tx| {
            site::record_file(tx, &file.stored)?;
            let (upload, size) = (file.stored.sha256.hex(), file.stored.size);
            let import = store::insert(tx, person.account, &file.name, &upload, size)?;
            Look { import: import.id }.enqueue(tx)?;
            Ok(import)
        })
        .await?;
    Ok(onward(&request, &format!("/import/{}", import.key)))
}

/// Scripts that send a file ask for JSON, so that they can show the next page themselves.
fn onward(request: &HttpRequest, to: &str) -> HttpResponse {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.starts_with("application/json")) {
        return HttpResponse::Ok().json(serde_json::json!({ "location": to }));
    }
    redirect(to)
}

/// The import with this key, for the person whose it is.
async fn own(site: &Site, person: &Person, key: &str) -> Result<Import> {
    let (key, account) = (key.to_owned(), person.account);
    let import = site.db.read(move |db| store::find(db, &key)).await?;
    if import.account == account { Ok(import) } else { Err(Error::NotFound) }
}

/// The import with this key while its owner chooses; else the way to where it is by now.
async fn choosing(
    site: &Site,
    person: &Person,
    key: &str,
) -> Result<std::result::Result<Import, HttpResponse>> {
    let import = own(site, person, key).await?;
    Ok(if import.state == State::Choosing { Ok(import) } else { Err(to(&import)) })
}

/// The way to the page of an import.
fn to(import: &Import) -> HttpResponse {
    redirect(&format!("/import/{}", import.key))
}

#[derive(Template)]
#[template(path = "mbz/progress.html")]
struct ProgressPage {
    import: Import,
}

#[derive(Template)]
#[template(path = "mbz/report.html")]
struct ReportPage {
    import: Import,
}

#[derive(Template)]
#[template(path = "mbz/unreadable.html")]
struct UnreadablePage {
    import: Import,
}

async fn show(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    let status = StatusCode::OK;
    Ok(match import.state {
        State::Looking | State::Running => Page(ProgressPage { import }).status(&request, status),
        State::Unreadable => Page(UnreadablePage { import }).status(&request, status),
        State::Done => Page(ReportPage { import }).status(&request, status),
        State::Choosing => {
            let page = choose::page(&site, &person, import).await?;
            Page(page).status(&request, status)
        }
    })
}

async fn open(site: &Site, import: &Import) -> Result<Course> {
    let folder = tree(site, import);
    tokio::task::spawn_blocking(move || Course::open(&folder)).await?.map_err(broken)
}

fn broken(broken: Broken) -> Error {
    match broken {
        Broken::NoSuchActivity(_) => Error::NotFound,
        other => Error::internal(other.to_string()),
    }
}

/// The drawing for a Moodle module.
fn icon_of(module: &str) -> &'static str {
    resources::drawing(Kind::Activity, module)
}

async fn run(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    let to = to(&import);
    if !matches!(import.state, State::Choosing | State::Running) {
        return Ok(to);
    }
    site.db
        .write(move |tx| {
            store::mark_state(tx, import.id, State::Running)?;
            store::mark_problem(tx, import.id, None)?;
            store::mark_progress(tx, import.id, "import-step-files", 0, import.size)?;
            Run { import: import.id }.enqueue(tx)
        })
        .await?;
    Ok(to)
}

#[derive(Template)]
#[template(path = "mbz/progress_part.html")]
struct ProgressPart {
    import: Import,
}

impl Import {
    /// Whether there is nothing to wait for any more.
    fn has_ended(&self) -> bool {
        !matches!(self.state, State::Looking | State::Running)
    }

    /// How much of the current step is done, in percent.
    fn percent(&self) -> u64 {
        (self.done * 100).checked_div(self.total).unwrap_or(0).min(100)
    }
}

async fn progress(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ProgressPart>> {
    Ok(Page(ProgressPart { import: own(&site, &person, &key).await? }))
}

/// Calls it off. Work under way stops at its next step and takes back what it made.
async fn cancel(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    match import.state {
        State::Looking | State::Running => {
            let id = import.id;
            site.db.write(move |tx| store::mark_stop(tx, id)).await?;
            Ok(to(&import))
        }
        State::Choosing | State::Unreadable => {
            let_go(&site, &import, None).await?;
            Ok(flash("/import", "import-called-off", ""))
        }
        State::Done => Ok(to(&import)),
    }
}

async fn undo_all(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state != State::Done {
        return Ok(to(&import));
    }
    let name = import.choices.title.clone();
    undo::undo(&site, &import).await?;
    Ok(flash("/import", "import-undone", &name))
}

/// Takes a finished import out of the list; what it made stays, and cannot be undone as one piece.
async fn forget(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state == State::Unreadable {
        let_go(&site, &import, None).await?;
    }
    Ok(redirect("/import"))
}
