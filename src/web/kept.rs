//! What somebody wrote while their session ended: shown to them again, to be sent once they are back.

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    dev::{Payload, ServiceRequest},
    http::{StatusCode, header},
    web::Bytes,
};
use futures_util::{StreamExt, stream};

use super::{filters, form, page};
use crate::error::Result;

/// A form that came without a session, as it was sent.
struct Posted(Bytes);

/// No more is set aside, in bytes: it is sent back twice.
const MOST: usize = 200_000;
/// From so many letters on a field was written, not only chosen.
const WRITTEN: usize = 30;

/// Sets aside a form that is sent by nobody, before anything reads it.
///
/// # Errors
/// Those of a form that is too large or broken off.
pub async fn set_aside(request: &mut ServiceRequest) -> Result<()> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Ok(());
    }
    let body = form::body(request.take_payload()).await?;
    let again = body.clone();
    request.set_payload(Payload::Stream {
        payload: stream::once(async move { Ok(again) }).boxed_local(),
    });
    if body.len() <= MOST {
        request.extensions_mut().insert(Posted(body));
    }
    Ok(())
}

#[derive(askama::Template)]
#[template(path = "site/kept.html")]
struct Kept {
    /// Where it was sent.
    action: String,
    fields: Vec<(String, String)>,
    /// Those of the fields that somebody wrote.
    written: Vec<String>,
}

/// The page that shows a form that was set aside; none if nothing in it was written by hand.
pub fn shown(request: &HttpRequest) -> Option<HttpResponse> {
    let fields = {
        let extensions = request.extensions();
        let Posted(body) = extensions.get()?;
        let all = url::form_urlencoded::parse(body).into_owned();
        all.filter(|(name, _)| !name.contains("password")).collect::<Vec<(String, String)>>()
    };
    let is_written = |value: &&String| {
        value.chars().count() >= WRITTEN || value.trim().contains(char::is_whitespace)
    };
    let written: Vec<String> =
        fields.iter().map(|(_, value)| value).filter(is_written).cloned().collect();
    if written.is_empty() {
        return None;
    }
    let action = request.uri().path_and_query().map_or("/", |place| place.as_str()).to_owned();
    let mut answer =
        page::render(request, &Kept { action, fields, written }, StatusCode::UNAUTHORIZED);
    let never = header::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    Some(answer)
}
