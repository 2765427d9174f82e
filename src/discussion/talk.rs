//! All threads about one thing, and beginning one.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    about::{About, about, typed},
    actions::{self, Beginning},
    model::{MOST_TITLE, Thread},
    said::Reader,
    store,
};
use crate::{
    error::{Error, Result},
    ids::ThreadId,
    site::Site,
    time::Moment,
    web::{Cut, Filled, Form, PAGE, Page, Person, Viewer, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/c/{handle}/talk", web::get().to(show))
        .route("/c/{handle}/talk", web::post().to(begin))
        .route("/k/{key}/talk", web::get().to(show))
        .route("/k/{key}/talk", web::post().to(begin))
        .route("/r/{key}/talk", web::get().to(show))
        .route("/r/{key}/talk", web::post().to(begin));
}

/// The form for a new thread as typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    title: String,
    text: String,
    /// `yes` if moderators tell something with it.
    announcement: String,
}

#[derive(Template)]
#[template(path = "discussion/talk.html")]
struct TalkPage {
    about: About,
    reader: Reader,
    /// Only on the first page.
    pinned: Vec<Thread>,
    threads: Cut<Thread>,
    form: Filled<Fields>,
}

impl TalkPage {
    /// The handle, if it is a community.
    fn handle(&self) -> &str {
        self.about.address.strip_prefix("/c/").unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.pinned.is_empty() && self.threads.rows.is_empty()
    }
}

fn before(request: &HttpRequest) -> Option<(Moment, ThreadId)> {
    let query = form::query(request);
    let (moment, id) = query.get("before")?.split_once('-')?;
    Some((Moment::from_millis(moment.parse().ok()?), id.parse().ok()?))
}

async fn page(
    request: &HttpRequest,
    viewer: Viewer,
    site: &Site,
    form: Filled<Fields>,
) -> Result<TalkPage> {
    let (before, path) = (before(request), request.path().to_owned());
    site.db
        .read(move |db| {
            let thing = typed(db, &viewer, &path)?.thing;
            let about = about(db, &viewer, thing)?;
            let reader = Reader::of(db, &viewer, &about)?;
            let pinned = match before {
                None => store::threads(db, thing, true, PAGE, None)?,
                Some(_) => Vec::new(),
            };
            let threads = store::threads(db, thing, false, PAGE + 1, before)?;
            let threads = Cut::new(threads, PAGE, Thread::place);
            Ok(TalkPage { about, reader, pinned, threads, form })
        })
        .await
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    _: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<TalkPage>> {
    let form = Filled::new(Fields::default());
    Ok(Page(page(&request, viewer, &site, form).await?))
}

async fn begin(
    request: HttpRequest,
    viewer: Viewer,
    _: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let person: Person = viewer.person()?.clone();
    let (typed_in, path) = (fields.clone(), request.path().to_owned());
    let begun = site
        .db
        .write(move |tx| {
            let thing = typed(tx, &Viewer(Some(person.clone())), &path)?.thing;
            let new = Beginning { title: typed_in.title, text: typed_in.text };
            let id = match typed_in.announcement.as_str() {
                "yes" => actions::announce(tx, &person, thing, &new)?,
                _ => actions::open(tx, &person, thing, &new)?,
            };
            store::find_comment(tx, id)
        })
        .await;
    match begun {
        Ok(said) => Ok(flash(&said.address(), said.sent(), "")),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let page = page(&request, viewer, &site, form).await?;
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
