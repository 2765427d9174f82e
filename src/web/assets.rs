//! Styles, icons and the little JavaScript, from inside the binary.

use std::{collections::HashMap, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, CacheControl, CacheDirective},
    web,
};
use rust_embed::RustEmbed;

use crate::error::{Error, Result};

/// Read from the disk in a debug build, embedded in a release.
#[derive(RustEmbed)]
#[folder = "static/"]
struct Assets;

static HASHES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Assets::iter()
        .filter_map(|name| {
            let file = Assets::get(&name)?;
            let hash = file.metadata.sha256_hash();
            let short =
                hash[..6].iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
            Some((name.into_owned(), short))
        })
        .collect()
});

/// The address of a file, with its hash, so that browsers may keep it for ever.
pub fn asset_address(name: &str) -> String {
    match HASHES.get(name) {
        Some(hash) => format!("/static/{name}?v={hash}"),
        None => format!("/static/{name}"),
    }
}

/// Adds `/static/…`.
pub fn routes(routes: &mut web::ServiceConfig) {
    routes.route("/static/{name:.*}", web::get().to(show));
}

async fn show(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse> {
    let file = Assets::get(&name).ok_or(Error::NotFound)?;
    let kind = mime_guess::from_path(name.as_str()).first_or_octet_stream();
    let hash = HASHES.get(name.as_str()).cloned().unwrap_or_default();
    let tag = header::EntityTag::new_strong(hash.clone());
    let seen = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = seen == Some(tag.to_string().as_str());
    let mut answer = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    if request.query_string() == format!("v={hash}") && !cfg!(debug_assertions) {
        answer.insert_header(CacheControl(vec![
            CacheDirective::Public,
            CacheDirective::MaxAge(31_536_000),
            CacheDirective::Extension("immutable".into(), None),
        ]));
    } else {
        answer.insert_header(CacheControl(vec![CacheDirective::NoCache]));
    }
    answer.insert_header(header::ETag(tag));
    if same {
        return Ok(answer.finish());
    }
    answer.content_type(kind.as_ref());
    if kind.type_() == mime_guess::mime::TEXT && kind.get_param("charset").is_none() {
        answer.content_type(format!("{kind}; charset=utf-8"));
    }
    Ok(answer.body(file.data.into_owned()))
}
