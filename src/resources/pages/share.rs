//! Sharing something new: a link, files, or a page written here.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;
use url::Url;

use super::{
    content::{arrived_files, guess_type, written},
    fields::beginning,
    sent_on,
};
use crate::{
    error::{Error, Problem, Result},
    ids::Key,
    net::preview::{self, Preview},
    pictures,
    resources::{Author, Content, Description, Kind, New, Row, actions, store},
    site::{self, Site},
    text::language,
    time::Moment,
    vocabulary::{self, licences},
    web::{Filled, Form, Page, Person, Viewer, filters, flash, form, upload},
};

/// How long a page elsewhere is waited for, its picture included.
const PATIENCE: Duration = Duration::from_secs(12);
const MOST_PICTURE: u64 = 5 << 20;
/// Below this a guess is no better than the language of the site.
const SURE: f64 = 0.8;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/share", web::get().to(choice))
        .route("/share/link", web::get().to(link_form))
        .route("/share/link", web::post().to(link))
        .route("/share/file", web::get().to(file_form))
        .route("/share/file", web::post().to(file))
        .route("/share/page", web::get().to(page_form))
        .route("/share/page", web::post().to(page));
}

#[derive(Template)]
#[template(path = "resources/share.html")]
struct SharePage {
    /// Whether this site takes in course backups.
    courses: bool,
    drafts: usize,
}

async fn choice(person: Person, site: ThinData<Site>) -> Result<Page<SharePage>> {
    actions::may_share(&person)?;
    let off = site.settings().switched_off.iter().any(|name| name == "mbz");
    let courses = !off && site.words.knows("import-title");
    let drafts = site.db.read(move |db| store::drafts(db, person.account)).await?.len();
    Ok(Page(SharePage { courses, drafts }))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Link {
    url: String,
    /// Whether it is to be shared although it is here already.
    anyway: bool,
}

#[derive(Template)]
#[template(path = "resources/share_link.html")]
struct LinkPage {
    form: Filled<Link>,
    /// Who has shared this address before.
    here: Vec<Row>,
}

async fn link_form(request: HttpRequest, person: Person) -> Result<Page<LinkPage>> {
    actions::may_share(&person)?;
    let url = form::query(&request).remove("url").unwrap_or_default();
    let form = Filled::new(Link { url, ..Link::default() });
    Ok(Page(LinkPage { form, here: Vec::new() }))
}

/// Whatever comes of asking the page, there is a draft to go on with.
async fn link(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Link>,
) -> Result<HttpResponse> {
    actions::may_share(&person)?;
    let address = match actions::link_address(&fields.url) {
        Ok(address) => address,
        Err(Error::Invalid(problems)) => {
            let page = LinkPage { form: Filled::wrong(fields, problems), here: Vec::new() };
            return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
        }
        Err(error) => return Err(error),
    };
    if !fields.anyway {
        let (viewer, wanted) = (Viewer(Some(person.clone())), address.clone());
        let here = site.db.read(move |db| store::by_address(db, &viewer, &wanted)).await?;
        if !here.is_empty() {
            let page = LinkPage { form: Filled::new(fields), here };
            return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
        }
    }
    let told = match Url::parse(&address) {
        Ok(url) => tokio::time::timeout(PATIENCE, look_at(&site, &url)).await.unwrap_or_default(),
        Err(_) => None,
    };
    let word = if told.is_some() { "share-link-read" } else { "share-link-unread" };
    let (preview, kept) = told.unwrap_or_default();
    let description = describe_link(beginning(&site), &preview, &address);
    let content = Content {
        url: address,
        picture: kept.as_ref().map(|kept| (kept.small.sha256.hex(), kept.large.sha256.hex())),
        ..Content::default()
    };
    let key = Key::random();
    site.db
        .write(move |tx| {
            if let Some(kept) = &kept {
                site::record_file(tx, &kept.small)?;
                site::record_file(tx, &kept.large)?;
            }
            let new = New { key: Some(key), ..New::of(Kind::Link) };
            actions::begin(tx, &person, new, &description, &content)
        })
        .await?;
    Ok(flash(&format!("/r/{key}/edit"), word, ""))
}

type Told = (Preview, Option<upload::KeptPicture>);

/// What the page says of itself, and its picture made anew. `None` if it cannot be read.
async fn look_at(site: &Site, url: &Url) -> Option<Told> {
    let fetched = match site.net.fetch_page(url).await {
        Ok(fetched) => fetched,
        Err(error) => {
            tracing::debug!(%error, %url, "a page could not be read");
            return None;
        }
    };
    let preview = if fetched.is_page() {
        preview::preview(&fetched.text(), &fetched.final_url)
    } else {
        Preview::default()
    };
    let Some(image) = &preview.image else { return Some((preview, None)) };
    let picture = match site.net.fetch_bytes(image, MOST_PICTURE).await {
        Ok(fetched) => keep(site, fetched.bytes).await,
        Err(_) => None,
    };
    Some((preview, picture))
}

async fn keep(site: &Site, bytes: Vec<u8>) -> Option<upload::KeptPicture> {
    let files = site.files.clone();
    let made = tokio::task::spawn_blocking(move || {
        let made = pictures::reencode(&bytes, pictures::Limits::default()).ok()?;
        let keep = |bytes: &[u8]| files.import_blob(bytes, None, u64::MAX).ok();
        Some(upload::KeptPicture { small: keep(&made.small)?, large: keep(&made.large)? })
    });
    made.await.ok().flatten()
}

fn describe_link(begun: Description, told: &Preview, address: &str) -> Description {
    let title = told.title.clone().unwrap_or_else(|| title_of_address(address));
    let summary = told.description.clone().unwrap_or_default();
    let known = |tag: &str| vocabulary::known("language", vec![tag.to_owned()]);
    let language = told
        .language
        .as_deref()
        .map(known)
        .filter(|known| !known.is_empty())
        .or_else(|| guess(&format!("{title} {summary}")).map(|tag| known(&tag)))
        .filter(|known| !known.is_empty());
    let licence = told.licence.as_deref().and_then(licences::licence);
    let author = told.author.clone().or_else(|| told.site_name.clone());
    Description {
        title,
        // What a page says of itself is no Markdown.
        summary: plain(&summary),
        languages: language.unwrap_or(begun.languages),
        types: vec![
            if address.to_lowercase().ends_with(".pdf") { "text" } else { "web_page" }.to_owned(),
        ],
        licence: licence.map(|licence| licence.uri.clone()).unwrap_or_default(),
        authors: author.map(|name| Author { name, url: String::new() }).into_iter().collect(),
        date_created: told.published.map(Moment::date).unwrap_or_default(),
        ..begun
    }
}

/// Foreign words with the signs of Markdown made harmless.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '_' | '`' | '[' | ']' | '<' | '\\') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// The last readable part of an address, or its host.
fn title_of_address(address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return address.to_owned() };
    let last = url
        .path_segments()
        .and_then(|mut parts| parts.rfind(|part| !part.is_empty()).map(ToOwned::to_owned));
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    match last {
        Some(last) if last.contains('.') => title_of_file(&last),
        _ => host,
    }
}

fn guess(text: &str) -> Option<String> {
    language::guess(text).filter(|(_, sure)| *sure >= SURE).map(|(tag, _)| tag.to_owned())
}

#[derive(Template)]
#[template(path = "resources/share_file.html")]
struct FilePage {
    most: u64,
    problems: Vec<Problem>,
}

async fn file_form(person: Person, site: ThinData<Site>) -> Result<Page<FilePage>> {
    actions::may_share(&person)?;
    Ok(Page(FilePage { most: site.settings().most_upload, problems: Vec::new() }))
}

async fn file(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    actions::may_share(&person)?;
    let most = site.settings().most_upload;
    let mut arrived = arrived_files(&site, &person, payload, most).await?;
    if arrived.files.is_empty() && arrived.problems.is_empty() {
        arrived.problems.push(Problem::new("file", "missing-file"));
    }
    if !arrived.problems.is_empty() {
        let page = FilePage { most, problems: arrived.problems };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let files = arrived.files;
    let main = &files[0];
    let sent = arrived.received.files.iter();
    let picture = sent
        .map(|file| &file.stored)
        .find(|stored| main.mime.starts_with("image/") && stored.sha256.hex() == main.sha256);
    let kept = match picture {
        Some(stored) => upload::picture(&site.files, stored).await?,
        None => None,
    };
    let title = title_of_file(&main.name);
    let description = Description {
        languages: guess(&title).into_iter().chain(beginning(&site).languages).take(1).collect(),
        types: vec![guess_type(main).to_owned()],
        title,
        ..own(beginning(&site), &person, &site)
    };
    let content = Content {
        picture: kept.as_ref().map(|kept| (kept.small.sha256.hex(), kept.large.sha256.hex())),
        files,
        ..Content::default()
    };
    let key = Key::random();
    site.db
        .write(move |tx| {
            if let Some(kept) = &kept {
                site::record_file(tx, &kept.small)?;
                site::record_file(tx, &kept.large)?;
            }
            let new = New { key: Some(key), ..New::of(Kind::File) };
            actions::begin(tx, &person, new, &description, &content)
        })
        .await?;
    Ok(sent_on(&request, &format!("/r/{key}/edit"), "share-file-kept", ""))
}

/// What somebody made themselves: under the licence of the site, by them.
fn own(begun: Description, person: &Person, site: &Site) -> Description {
    Description {
        licence: site.settings().licence.clone(),
        authors: vec![Author {
            name: person.name.clone(),
            url: site.address(&format!("/u/{}", person.handle)),
        }],
        ..begun
    }
}

/// `Brueche_addieren-2.pdf` is called "Brueche addieren 2".
fn title_of_file(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let title: String = stem.replace(['_', '-', '+'], " ").replace("%20", " ");
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() { name.to_owned() } else { title }
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Written {
    title: String,
    source: String,
    then: String,
}

#[derive(Template)]
#[template(path = "resources/share_page.html")]
struct WritePage {
    form: Filled<Written>,
    /// How it will look, if that was asked for.
    looks: Option<String>,
}

async fn page_form(person: Person) -> Result<Page<WritePage>> {
    actions::may_share(&person)?;
    Ok(Page(WritePage { form: Filled::default(), looks: None }))
}

async fn page(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Written>,
) -> Result<HttpResponse> {
    actions::may_share(&person)?;
    let content = written(&fields.source);
    if fields.then == "look" {
        let page = WritePage { form: Filled::new(fields), looks: Some(content.body) };
        return Ok(Page(page).status(&request, StatusCode::OK));
    }
    let mut problems = Vec::new();
    if fields.title.trim().is_empty() {
        problems.push(Problem::new("title", "missing-title"));
    }
    problems.extend(content.missing(Kind::Page));
    if !problems.is_empty() {
        let page = WritePage { form: Filled::wrong(fields, problems), looks: None };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let begun = beginning(&site);
    let description = Description {
        title: fields.title.clone(),
        languages: guess(&content.text)
            .into_iter()
            .chain(begun.languages.clone())
            .take(1)
            .collect(),
        types: vec!["text".to_owned()],
        ..own(begun, &person, &site)
    };
    let key = Key::random();
    let made = site
        .db
        .write(move |tx| {
            let new = New { key: Some(key), ..New::of(Kind::Page) };
            actions::begin(tx, &person, new, &description, &content)
        })
        .await;
    match made {
        Ok(_) => Ok(flash(&format!("/r/{key}/edit"), "share-page-kept", "")),
        Err(Error::Invalid(problems)) => {
            let page = WritePage { form: Filled::wrong(fields, problems), looks: None };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
