//! The page of a resource: the thing itself first, then what can be done with it, then the facts.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::{
    Cut, cut, drawing, state_word,
    tree::{self, Step},
    visibility_word, word,
};
use crate::{
    communities,
    error::{Error, Result},
    ids::Thing,
    part::Looking,
    resources::{FileRef, Kind, Resource, State, Version, model, store},
    site::Site,
    text::{excerpt::is_beginning, markdown},
    vocabulary::licences,
    web::{Frame, Page, Panels, Role, Viewer, filters, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}", web::get().to(show))
        .route("/r/{key}/versions", web::get().to(versions))
        .route("/r/{key}/versions/{version}", web::get().to(earlier));
}

/// How the thing itself is shown.
enum Preview {
    /// Cleaned HTML, a page of it where it is a long list.
    Text(Cut),
    Picture(String),
    Film(String),
    Sound(String),
    /// In the browser's own viewer.
    Document(String),
    /// Its picture, or a drawn cover.
    Cover,
}

#[derive(Template)]
#[template(path = "resources/show.html")]
struct ShowPage {
    resource: Resource,
    preview: Preview,
    summary: String,
    /// Whether right answers are on the page.
    answers: bool,
    attribution: Option<licences::Attribution>,
    licence_address: Option<String>,
    /// Handle and name.
    community: Option<(String, String)>,
    has_earlier: bool,
    /// The address of its files: of now, or of an earlier version.
    files_at: String,
    /// The number of the version that this is, if it is not the latest.
    earlier: Option<u32>,
    may: May,
    is_own: bool,
    /// What other parts show with it.
    panels: Panels,
}

/// What this viewer may do with it.
struct May {
    edit: bool,
    withdraw: bool,
    review: bool,
}

impl ShowPage {
    fn drawing(&self) -> &'static str {
        drawing(self.resource.kind, &self.resource.content.module)
    }

    fn word(&self) -> &'static str {
        word(self.resource.kind, &self.resource.content.module)
    }

    fn field(&self) -> &str {
        self.resource.description.field().unwrap_or_default()
    }

    fn state_word(&self) -> Option<&'static str> {
        state_word(self.resource.state)
    }

    fn visibility_word(&self) -> Option<&'static str> {
        visibility_word(self.resource.description.visibility)
    }

    fn main(&self) -> Option<&FileRef> {
        self.resource.content.main()
    }

    /// Pictures within the text are not listed.
    fn listed(&self) -> Vec<Step<'_>> {
        let files = self.resource.content.files.iter();
        tree::steps(files.filter(|file| file.role.is_listed()))
    }

    fn has_list(&self) -> bool {
        let mut listed = self.resource.content.files.iter().filter(|file| file.role.is_listed());
        listed.next().is_some() && (listed.next().is_some() || self.main().is_none())
    }

    fn host(&self) -> String {
        url::Url::parse(&self.resource.content.url)
            .ok()
            .and_then(|url| url.host_str().map(ToOwned::to_owned))
            .unwrap_or_default()
    }

    fn lang(&self) -> &str {
        self.resource.description.languages.first().map_or("", String::as_str)
    }
}

/// Everything that a page of a resource needs of the database.
fn gather(
    conn: &rusqlite::Connection,
    viewer: &Viewer,
    resource: Resource,
    earlier: Option<u32>,
    reader: &str,
    origin: &str,
    page: Option<&str>,
) -> Result<ShowPage> {
    let community = match resource.description.community {
        Some(id) => {
            let community = communities::find(conn, id)?;
            let known = communities::may_read(conn, viewer, &community)?;
            known.then_some((community.handle, community.name))
        }
        None => None,
    };
    let files_at = match earlier {
        Some(version) => format!("/r/{}/versions/{version}/dl", resource.key),
        None => format!("/r/{}/dl", resource.key),
    };
    let answers = resource.content.key.is_some() && viewer.sees_answers();
    let preview = preview(&resource, answers, &files_at, page);
    let description = &resource.description;
    let licence = licences::licence(&description.licence);
    let address = format!("{origin}/r/{}", resource.key);
    let authors: Vec<&str> =
        description.authors.iter().map(|author| author.name.as_str()).collect();
    let attribution = licence.as_deref().map(|licence| {
        let changes = Some(description.changes_note.as_str()).filter(|note| !note.is_empty());
        licences::attribution(
            &description.title,
            &authors,
            Some(&address),
            licence,
            reader,
            changes,
        )
    });
    let person = viewer.0.as_ref().filter(|_| earlier.is_none());
    Ok(ShowPage {
        summary: match &preview {
            Preview::Text(_)
                if is_beginning(
                    &markdown::to_text(&description.summary),
                    &resource.content.text,
                ) =>
            {
                String::new()
            }
            _ => markdown::to_html(&description.summary),
        },
        preview,
        answers,
        attribution,
        licence_address: licence.and_then(|licence| licence.deed(reader)),
        community,
        has_earlier: resource.version > 1 && !store::versions(conn, resource.id)?.is_empty(),
        files_at,
        earlier,
        may: May {
            edit: person.is_some_and(|person| resource.may_edit(person)),
            withdraw: person.is_some_and(|person| resource.may_withdraw(person)),
            review: resource.state == State::InReview && viewer.is(Role::Curator),
        },
        is_own: resource.is_of(viewer),
        panels: Panels::default(),
        resource,
    })
}

fn preview(resource: &Resource, answers: bool, files_at: &str, page: Option<&str>) -> Preview {
    let content = &resource.content;
    let body = content.key.as_deref().filter(|_| answers).unwrap_or(&content.body);
    if !body.trim().is_empty() {
        if content.module == "qbank" {
            return Preview::Text(cut(body, page));
        }
        return Preview::Text(Cut { html: body.to_owned(), page: 1, pages: 1 });
    }
    let Some(main) = content.main().filter(|_| resource.kind != Kind::Link) else {
        return Preview::Cover;
    };
    let address = format!("{files_at}/{}", encoded(&main.name));
    match main.mime.as_str() {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" => {
            Preview::Picture(address)
        }
        "application/pdf" | "text/plain" => Preview::Document(address),
        mime if mime.starts_with("video/") => Preview::Film(address),
        mime if mime.starts_with("audio/") => Preview::Sound(address),
        _ => Preview::Cover,
    }
}

/// A file name as part of an address, with its folders.
fn encoded(name: &str) -> String {
    let parts = name.split('/').map(|part| {
        let encoded: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
        encoded.replace('+', "%20")
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let reader = Frame::of(&request, &site).language().to_owned();
    let origin = site.origin.to_string();
    let page = form::query(&request).remove("page");
    let house = site.0.clone();
    let found = site
        .db
        .read(move |db| match model::readable(db, &viewer, &key) {
            Ok(resource) => {
                let thing = Thing::Resource(resource.id);
                let looking = Looking { viewer: &viewer, thing, language: &reader };
                let panels = house.panels(db, &looking)?;
                let page = gather(db, &viewer, resource, None, &reader, &origin, page.as_deref())?;
                Ok(Ok(ShowPage { panels, ..page }))
            }
            Err(Error::Gone) => Ok(Err(tombstone(db, &viewer, &key)?)),
            Err(error) => Err(error),
        })
        .await?;
    Ok(match found {
        Ok(page) => Page(page).status(&request, StatusCode::OK),
        Err(stone) => Page(stone).status(&request, StatusCode::GONE),
    })
}

#[derive(Template)]
#[template(path = "resources/tombstone.html")]
struct TombstonePage {
    key: String,
    /// Shown only to those who may bring it back.
    title: String,
    note: String,
    may_restore: bool,
}

fn tombstone(conn: &rusqlite::Connection, viewer: &Viewer, key: &str) -> Result<TombstonePage> {
    let resource = store::find_brief(conn, key)?;
    let may_restore = viewer.0.as_ref().is_some_and(|person| resource.may_restore(person));
    let (title, note) = if may_restore || resource.is_of(viewer) {
        (resource.description.title, resource.note)
    } else {
        (String::new(), String::new())
    };
    Ok(TombstonePage { key: resource.key.to_string(), title, note, may_restore })
}

#[derive(Template)]
#[template(path = "resources/versions.html")]
struct VersionsPage {
    resource: Resource,
    versions: Vec<Version>,
    may_forget: bool,
}

async fn versions(
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<VersionsPage>> {
    let page = site
        .db
        .read(move |db| {
            let resource = model::readable(db, &viewer, &key)?;
            let versions = model::readable_versions(db, &viewer, &resource)?;
            let may_forget = viewer.0.as_ref().is_some_and(|by| resource.may_withdraw(by));
            Ok(VersionsPage { resource, versions, may_forget })
        })
        .await?;
    Ok(Page(page))
}

async fn earlier(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, u32)>,
    site: ThinData<Site>,
) -> Result<Page<ShowPage>> {
    let reader = Frame::of(&request, &site).language().to_owned();
    let origin = site.origin.to_string();
    let (key, version) = path.into_inner();
    let page = form::query(&request).remove("page");
    let page = site
        .db
        .read(move |db| {
            let resource = model::readable_version(db, &viewer, &key, version)?;
            gather(db, &viewer, resource, Some(version), &reader, &origin, page.as_deref())
        })
        .await?;
    Ok(Page(page))
}
