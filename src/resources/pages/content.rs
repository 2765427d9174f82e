//! Changing what a resource is made of: another address, another text, other files.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{edit::editable, sent_on};
use crate::{
    error::{Error, Problem, Result},
    files::{self, Stored},
    resources::{Content, FileRef, FileRole, Kind, Resource, actions},
    site::{self, Site},
    text::{markdown, sanitise},
    web::{Filled, Page, Person, filters, upload},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}/content", web::get().to(form))
        .route("/r/{key}/content", web::post().to(save));
}

/// Content of a page written in Markdown.
pub fn written(source: &str) -> Content {
    let body = markdown::to_html(source);
    let text = sanitise::text(&body);
    Content { source: source.to_owned(), body, text, ..Content::default() }
}

/// What a multipart form with files brought.
pub struct Arrived {
    /// Each under a name of its own, the first as the main one.
    pub files: Vec<FileRef>,
    pub received: upload::Received,
    /// Why they cannot stay.
    pub problems: Vec<Problem>,
}

/// Takes in the files of a multipart form for this person, in its field `file`. All are noted,
/// even if there is no room for them, so that they are found and removed.
pub async fn arrived_files(
    site: &Site,
    person: &Person,
    payload: Multipart,
    most: u64,
) -> Result<Arrived> {
    let received = upload::receive(payload, &site.files, most).await?;
    let mut files: Vec<FileRef> = Vec::new();
    if received.files.iter().any(|file| file.name.to_lowercase().ends_with(".mbz")) {
        for file in &received.files {
            let_go(site, &file.stored).await?;
        }
        let problems = vec![Problem::new("file", "share-file-is-backup")];
        return Ok(Arrived { files, received, problems });
    }
    for file in received.files.iter().filter(|file| file.field == "file" && file.stored.size > 0) {
        files.push(FileRef {
            sha256: file.stored.sha256.hex(),
            name: free_name(&file.name, &files),
            mime: files::kind(&file.stored.head, &file.name).media_type,
            size: file.stored.size,
            role: if files.is_empty() { FileRole::Main } else { FileRole::Attachment },
        });
    }
    let stored: Vec<_> = received.files.iter().map(|file| file.stored.clone()).collect();
    let (by, wanted, settings) = (person.clone(), files.clone(), site.settings());
    let problems = site
        .db
        .write(move |tx| {
            let more = actions::new_bytes(tx, &by, &wanted)?;
            let room = actions::check_room(tx, &settings, &by, more);
            for file in &stored {
                site::record_file(tx, file)?;
            }
            match room {
                Ok(()) => Ok(Vec::new()),
                Err(Error::Invalid(problems)) => Ok(problems),
                Err(error) => Err(error),
            }
        })
        .await?;
    Ok(Arrived { files, received, problems })
}

/// Removes a file that has just arrived, unless something here has the same content. A course
/// backup may be full of pupils' names and marks: it does not stay even until the nightly sweep.
async fn let_go(site: &Site, stored: &Stored) -> Result<()> {
    let (handle, name) = (site.clone(), stored.sha256.hex());
    if !site.db.read(move |db| handle.keeps_file(db, &name)).await? {
        site.files.remove(&stored.sha256)?;
    }
    Ok(())
}

/// The name, or the first of `name (2).pdf`, `name (3).pdf` … that is free.
fn free_name(name: &str, taken: &[FileRef]) -> String {
    let is_taken = |name: &str| taken.iter().any(|file| file.name == name);
    if !is_taken(name) {
        return name.to_owned();
    }
    let (stem, ending) = match name.rfind('.') {
        Some(dot) => name.split_at(dot),
        None => (name, ""),
    };
    // One of so many is free.
    (2..=taken.len() + 2)
        .map(|n| format!("{stem} ({n}){ending}"))
        .find(|name| !is_taken(name))
        .unwrap_or_else(|| name.to_owned())
}

/// The type that a file most likely is.
pub fn guess_type(file: &FileRef) -> &'static str {
    let mime = file.mime.as_str();
    match mime.split('/').next().unwrap_or_default() {
        "image" => return "image",
        "video" => return "video",
        "audio" => return "audio",
        _ => {}
    }
    if mime.contains("presentation") || mime.contains("powerpoint") {
        return "slide";
    }
    if mime.contains("spreadsheet") || mime.contains("excel") || mime == "text/csv" {
        return "data";
    }
    match file.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "h5p" | "ggb" | "exe" | "apk" => "application",
        "mbz" => "course",
        "pdf" | "doc" | "docx" | "odt" | "txt" | "md" | "rtf" | "epub" => "text",
        _ => "other",
    }
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Typed {
    url: String,
    source: String,
    /// Names of files to leave out.
    remove: Vec<String>,
    /// The name of the main file.
    main: String,
    note: String,
    then: String,
}

#[derive(Template)]
#[template(path = "resources/content.html")]
struct ContentPage {
    form: Filled<Typed>,
    resource: Resource,
    looks: Option<String>,
    most: u64,
}

impl ContentPage {
    fn is_main(&self, file: &FileRef) -> bool {
        match self.form.fields.main.as_str() {
            "" => file.role == FileRole::Main,
            name => file.name == name,
        }
    }
}

async fn form(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ContentPage>> {
    let resource = site.db.read(move |db| editable(db, &person, &key)).await?;
    if resource.kind == Kind::Activity {
        return Err(Error::NotFound);
    }
    let fields = Typed {
        url: resource.content.url.clone(),
        source: resource.content.source.clone(),
        ..Typed::default()
    };
    let most = site.settings().most_upload;
    Ok(Page(ContentPage { form: Filled::new(fields), resource, looks: None, most }))
}

async fn save(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    let by = person.clone();
    let resource = site.db.read(move |db| editable(db, &by, &key)).await?;
    let most = site.settings().most_upload;
    let mut arrived = arrived_files(&site, &person, payload, most).await?;
    let fields: Typed = arrived.received.fields()?;
    if fields.then == "look" {
        let looks = Some(written(&fields.source).body);
        let page = ContentPage { form: Filled::new(fields), resource, looks, most };
        return Ok(Page(page).status(&request, StatusCode::OK));
    }
    let room = Some(arrived.problems).filter(|problems| !problems.is_empty());
    let content = match room {
        Some(problems) => Err(Error::Invalid(problems)),
        None => changed(&resource, &fields, arrived.files),
    };
    let outcome = match content {
        Ok(content) => {
            let (id, note) = (resource.id, fields.note.clone());
            site.db
                .write(move |tx| actions::replace_content(tx, &person, id, &content, &note))
                .await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => {
            Ok(sent_on(&request, &format!("/r/{}", resource.key), "resource-content-saved", ""))
        }
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let page = ContentPage { form, resource, looks: None, most };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

/// The content as it will be.
fn changed(resource: &Resource, fields: &Typed, new: Vec<FileRef>) -> Result<Content> {
    let before = resource.content.clone();
    match resource.kind {
        Kind::Link => Ok(Content { url: actions::link_address(&fields.url)?, ..before }),
        Kind::Page => {
            let Content { source, body, text, .. } = written(&fields.source);
            let content = Content { source, body, text, ..before };
            match content.missing(Kind::Page) {
                Some(problem) => Err(Error::Invalid(vec![problem])),
                None => Ok(content),
            }
        }
        Kind::File => {
            let mut files: Vec<FileRef> = before
                .files
                .iter()
                .filter(|file| !fields.remove.contains(&file.name))
                .filter(|file| !new.iter().any(|newer| newer.name == file.name))
                .cloned()
                .collect();
            files.extend(new);
            let main = files
                .iter()
                .position(|file| file.name == fields.main)
                .or_else(|| files.iter().position(|file| file.role == FileRole::Main))
                .unwrap_or(0);
            if files.is_empty() {
                return Err(Error::Invalid(vec![Problem::new("file", "missing-file")]));
            }
            files[..=main].rotate_right(1);
            for (place, file) in files.iter_mut().enumerate() {
                if file.role != FileRole::Inline {
                    file.role = if place == 0 { FileRole::Main } else { FileRole::Attachment };
                }
            }
            Ok(Content { files, ..before })
        }
        Kind::Activity => Err(Error::NotFound),
    }
}
