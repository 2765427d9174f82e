//! The files and pictures of resources: whole or in part, and counted.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::{self, Path, ServiceConfig, ThinData},
};

use crate::{
    error::{Error, Result},
    ids::{Key, ResourceId},
    resources::{FileRef, FileRole, Resource, model, store},
    site::Site,
    web::{
        Viewer,
        cover::{self, Shape},
        form,
        serve_file::{self, Caching},
    },
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}/dl/{name:.*}", web::get().to(download))
        .route("/r/{key}/dl/{name:.*}", web::head().to(download))
        .route("/r/{key}/versions/{version}/dl/{name:.*}", web::get().to(earlier_download))
        .route("/r/{key}/versions/{version}/dl/{name:.*}", web::head().to(earlier_download))
        .route("/r/{key}/picture/{size}", web::get().to(picture))
        .route("/r/{key}/cover.svg", web::get().to(drawn_cover));
}

/// A browser would not show a PDF in a sandbox; it runs nothing of it outside its own viewer.
const PDF_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'";

async fn download(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, name) = path.into_inner();
    let (id, file) = site
        .db
        .read(move |db| {
            let id = model::readable_brief(db, &viewer, &key)?.id;
            Ok((id, for_viewer(&viewer, store::file(db, id, &name)?)?))
        })
        .await?;
    let answer = send(&request, &site, &file).await?;
    let counts = file.role != FileRole::Inline && answer.status().is_success();
    if counts && is_counted(&request) {
        count(&site, id);
    }
    Ok(answer)
}

async fn earlier_download(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, u32, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, version, name) = path.into_inner();
    let file = site
        .db
        .read(move |db| {
            let earlier = model::readable_version(db, &viewer, &key, version)?;
            let named = earlier.content.files.into_iter().find(|file| file.name == name);
            for_viewer(&viewer, named.ok_or(Error::NotFound)?)
        })
        .await?;
    send(&request, &site, &file).await
}

/// Files with right answers are there only for those who may see answers.
fn for_viewer(viewer: &Viewer, file: FileRef) -> Result<FileRef> {
    let may = file.role != FileRole::Answers || viewer.sees_answers();
    if may { Ok(file) } else { Err(Error::NotFound) }
}

/// Sends a file of a resource; who may have it is settled.
pub async fn send(request: &HttpRequest, site: &Site, file: &FileRef) -> Result<HttpResponse> {
    let download = form::query(request).contains_key("download");
    let short = file.name.rsplit('/').next().unwrap_or(&file.name);
    let mut answer =
        serve_file::file(request, &site.files, &file.sha256, short, download, Caching::Short)
            .await?;
    let is_pdf = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == b"application/pdf");
    if is_pdf && !download {
        let policy = header::HeaderValue::from_static(PDF_POLICY);
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(answer)
}

/// One download is one: not its later parts, and not what a page shows of it.
fn is_counted(request: &HttpRequest) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let first = text("range").is_none_or(|range| range.trim().starts_with("bytes=0-"));
    let shown = matches!(
        text("sec-fetch-dest"),
        Some("image" | "audio" | "video" | "iframe" | "embed" | "object" | "track")
    );
    request.method() == Method::GET && first && !shown
}

/// In the background: nobody waits for the disk because of a count.
fn count(site: &Site, id: ResourceId) {
    let counted = site.db.write(move |tx| store::count_download(tx, id));
    actix_web::rt::spawn(async move {
        if let Err(error) = counted.await {
            tracing::warn!(%error, "a download was not counted");
        }
    });
}

async fn picture(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, which) = path.into_inner();
    let found = site.db.read(move |db| model::readable_brief(db, &viewer, &key)).await?;
    let (small, large) = found.content.picture.ok_or(Error::NotFound)?;
    let sha256 = if which == "small" { small } else { large };
    serve_file::picture(&request, &site.files, &sha256, Caching::Short).await
}

/// Drawn from the address alone where that names the field, so that lists ask the database nothing.
async fn drawn_cover(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let query = form::query(&request);
    let key = Key::parse(&key).ok_or(Error::NotFound)?;
    let field = if let Some(field) = query.get("field") {
        field.clone()
    } else {
        let found: Resource =
            site.db.read(move |db| model::readable(db, &viewer, key.as_str())).await?;
        found.description.field().unwrap_or_default().to_owned()
    };
    let wide = query.get("shape").is_some_and(|shape| shape == "wide");
    let shape = if wide { Shape::Wide } else { Shape::Square };
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "public, max-age=604800"))
        .body(cover::cover(key.as_str(), Some(&field), shape)))
}
