//! "Download for Moodle": what becomes what, a tree to choose from, and the archive itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
};

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    build::{self, Names},
    gather::{self, Choice, Gathered, Thing},
    zips::{self, Shape},
};
use crate::{
    collections::Collection,
    error::{Error, Result},
    mbz::import::store,
    resources::{self, Kind, Resource},
    site::Site,
    web::{Form, Frame, Page, Viewer, filters, serve_file},
};

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/k/{key}/moodle", web::get().to(choose))
        .route("/k/{key}/moodle/file", web::post().to(download))
        .route("/r/{key}/moodle", web::get().to(download_one));
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
    let (collection, gathered) =
        site.db.read(move |db| gather::collection(db, &viewer, &key, &Choice::All)).await?;
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
    Ok(Page(ChoosePage { collection, branches, count, bytes, without_answers }))
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
    request: actix_web::HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
    Form(ticked): Form<Ticked>,
) -> Result<HttpResponse> {
    if ticked.only.is_empty() {
        return Err(Error::invalid("only", "export-nothing"));
    }
    let language = Frame::of(&request, &site).language().to_owned();
    let answers = viewer.sees_answers();
    let form = Shape::of(&format!(".{}", ticked.form));
    let (collection, gathered, names) = site
        .db
        .read(move |db| {
            let choice = Choice::Only(ticked.only);
            let (collection, gathered) = gather::collection(db, &viewer, &key, &choice)?;
            let names = names(db, &gathered)?;
            Ok((collection, gathered, names))
        })
        .await?;
    if form == Shape::Moodle {
        return send(&site, gathered, names, answers, language).await;
    }
    let handle = site.0.clone();
    let (file, name) = tokio::task::spawn_blocking(move || {
        let out = tempfile::tempfile_in(build::room(&handle)?)?;
        let out = std::io::BufWriter::with_capacity(1 << 16, out);
        let what = (&gathered, format!("/k/{}", collection.key));
        let done = zips::zip(&handle, what, &names, answers, &language, form, out)?;
        let file: File = done.out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok::<_, Error>((file, done.name))
    })
    .await??;
    serve_file::made(file, &name, form.media_type())
}

async fn download_one(
    request: actix_web::HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let language = Frame::of(&request, &site).language().to_owned();
    let answers = viewer.sees_answers();
    let (gathered, names) = site
        .db
        .read(move |db| {
            let gathered = gather::resource(db, &viewer, &key)?;
            let names = names(db, &gathered)?;
            Ok((gathered, names))
        })
        .await?;
    send(&site, gathered, names, answers, language).await
}

/// Under which names the backups knew the contents that leave.
pub fn names(db: &rusqlite::Connection, gathered: &Gathered) -> Result<Names> {
    let mut names: BTreeMap<_, _> = BTreeMap::new();
    for part in &gathered.sections {
        for thing in &part.things {
            if let Thing::Resource(_, Some(origin)) = thing
                && !names.contains_key(&origin.import)
            {
                names.insert(origin.import, store::contents(db, origin.import)?);
            }
        }
    }
    Ok(names.into_iter().collect())
}

/// Writes the archive to a file without a name, which is gone when it is sent or somebody hangs up.
async fn send(
    site: &Site,
    gathered: Gathered,
    names: Names,
    answers: bool,
    language: String,
) -> Result<HttpResponse> {
    let handle = site.clone();
    let (file, name) = tokio::task::spawn_blocking(move || {
        let out = tempfile::tempfile_in(build::room(&handle)?)?;
        let out = std::io::BufWriter::with_capacity(1 << 16, out);
        let done = build::export(&handle, &gathered, &names, answers, &language, out)?;
        let file: File = done.out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok::<_, Error>((file, done.name))
    })
    .await??;
    serve_file::made(file, &name, Shape::Moodle.media_type())
}
