//! "Download for Moodle": what becomes what, a tree to choose from, and the archive itself.

mod waiting;

use std::{collections::BTreeSet, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    build,
    gather::{self, Choice, Thing},
    order::{LARGE, Order, Wish},
    store::{self, Ticket},
    zips::Shape,
};
use crate::{
    collections::Collection,
    error::{Error, Result},
    ids::Key,
    resources::{self, Kind, Resource},
    site::Site,
    web::{Form, Frame, Page, Viewer, filters, serve_file},
};

/// So long somebody waits for others before they are told to come back later.
const PATIENCE: Duration = Duration::from_secs(20);

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/k/{key}/moodle", web::get().to(choose))
        .route("/k/{key}/moodle/file", web::post().to(download))
        .route("/r/{key}/moodle", web::get().to(download_one))
        .route("/r/{key}/moodle/file", web::post().to(ask_for_one));
    waiting::routes(routes);
}

#[derive(Template)]
#[template(path = "mbz/export.html")]
struct ChoosePage {
    collection: Collection,
    branches: Vec<Branch>,
    count: usize,
    bytes: u64,
    /// Some of it holds right answers that this person may not see.
    without_answers: bool,
    /// Large downloads that this person has asked for.
    tickets: Vec<Ticket>,
}

impl ChoosePage {
    /// Whether all of it is made in the background.
    fn is_large(&self) -> bool {
        self.bytes > LARGE
    }
}

struct Branch {
    title: String,
    leaves: Vec<Leaf>,
    notes: usize,
}

struct Leaf {
    key: String,
    title: String,
    icon: &'static str,
    word: &'static str,
    becomes: &'static str,
    bytes: u64,
}

impl Leaf {
    fn of(resource: &Resource, has_origin: bool, answers: bool) -> Self {
        let content = &resource.content;
        let becomes = match resource.kind {
            Kind::Link => "export-as-link",
            Kind::File if content.files.len() > 1 => "export-as-folder",
            Kind::File
                if content
                    .main()
                    .is_some_and(|file| file.name.to_ascii_lowercase().ends_with(".h5p")) =>
            {
                "export-as-it-came"
            }
            Kind::File => "export-as-file",
            Kind::Activity if has_origin && answers && content.module == "qbank" => {
                "export-as-questions"
            }
            Kind::Activity if has_origin && (answers || content.key.is_none()) => {
                "export-as-it-came"
            }
            Kind::Page | Kind::Activity => "export-as-page",
        };
        Self {
            key: resource.key.to_string(),
            title: resource.description.title.clone(),
            icon: resources::drawing(resource.kind, &content.module),
            word: resources::word(resource.kind, &content.module),
            becomes,
            bytes: content.size(),
        }
    }
}

async fn choose(
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ChoosePage>> {
    let answers = viewer.sees_answers();
    let (collection, gathered, tickets) = site
        .db
        .read(move |db| {
            let (collection, gathered) = gather::collection(db, &viewer, &key, &Choice::All)?;
            let tickets = match viewer.account() {
                Some(account) => store::list(db, Some(account))?,
                None => Vec::new(),
            };
            Ok((collection, gathered, tickets))
        })
        .await?;
    let without_answers =
        !answers && gathered.resources().any(|resource| resource.content.key.is_some());
    let (count, bytes) =
        gathered.resources().fold((0, 0), |(n, sum), one| (n + 1, sum + one.content.size()));
    let branches = gathered
        .sections
        .into_iter()
        .map(|part| {
            let notes = part.things.iter().filter(|one| matches!(one, Thing::Note(_))).count();
            let leaves = part.things.iter().filter_map(|thing| match thing {
                Thing::Resource(resource, origin) => {
                    Some(Leaf::of(resource, origin.is_some(), answers))
                }
                Thing::Note(_) => None,
            });
            Branch { leaves: leaves.collect(), title: part.title, notes }
        })
        .filter(|branch: &Branch| !branch.leaves.is_empty() || branch.notes > 0)
        .collect();
    Ok(Page(ChoosePage { collection, branches, count, bytes, without_answers, tickets }))
}

/// What was ticked. With nothing ticked there is nothing to write.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Ticked {
    only: BTreeSet<String>,
    /// The ending of the file: a Moodle backup unless it says otherwise.
    form: String,
}

async fn download(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
    Form(ticked): Form<Ticked>,
) -> Result<HttpResponse> {
    if ticked.only.is_empty() {
        return Err(Error::invalid("only", "export-nothing"));
    }
    let shape = Shape::of(&format!(".{}", ticked.form));
    let wish = wish(&request, &site, &key, Some(ticked.only), shape);
    let (order, turn) = read(&site, viewer.clone(), wish).await?;
    if order.is_large() {
        drop(turn);
        return waiting::ask(&request, &site, &viewer, order).await;
    }
    send(&site, order, turn).await
}

#[derive(Template)]
#[template(path = "mbz/export_one.html")]
struct OnePage {
    key: String,
    title: String,
    bytes: u64,
}

/// A resource at once. One that is large takes work that no mere look may cause, so it is asked for.
async fn download_one(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let wish = wish(&request, &site, &key, None, Shape::Moodle);
    let (order, turn) = read(&site, viewer, wish).await?;
    if order.is_large() {
        let (key, title, bytes) = (key.into_inner(), order.title().to_owned(), order.bytes());
        return Ok(Page(OnePage { key, title, bytes }).status(&request, StatusCode::OK));
    }
    send(&site, order, turn).await
}

async fn ask_for_one(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let wish = wish(&request, &site, &key, None, Shape::Moodle);
    let (order, turn) = read(&site, viewer.clone(), wish).await?;
    if !order.is_large() {
        return send(&site, order, turn).await;
    }
    drop(turn);
    waiting::ask(&request, &site, &viewer, order).await
}

fn wish(
    request: &HttpRequest,
    site: &Site,
    key: &str,
    only: Option<BTreeSet<String>>,
    shape: Shape,
) -> Wish {
    let key = Key::parse(key).map_or_else(|| key.to_owned(), |key| key.to_string());
    Wish { key, only, shape, language: Frame::of(request, site).language().to_owned() }
}

/// Reads what is wished for in its turn, so that few orders are in memory at a time.
async fn read(site: &Site, viewer: Viewer, wish: Wish) -> Result<(Order, OwnedSemaphorePermit)> {
    let turn = tokio::time::timeout(PATIENCE, site.turn()).await.map_err(|_| Error::Busy)??;
    let order = site.db.read(move |db| Order::read(db, &viewer, wish)).await?;
    Ok((order, turn))
}

/// Writes a small one to a file without a name, which is gone when it is sent or somebody hangs up.
async fn send(site: &Site, order: Order, turn: OwnedSemaphorePermit) -> Result<HttpResponse> {
    let (handle, media_type) = (site.clone(), order.shape().media_type());
    let (file, name) = tokio::task::spawn_blocking(move || {
        // Who asked may be gone; the work is not done before its end.
        let _turn = turn;
        order.write(&handle, tempfile::tempfile_in(build::room(&handle)?)?)
    })
    .await??;
    serve_file::made(file, &name, media_type)
}
