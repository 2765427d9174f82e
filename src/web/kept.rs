//! What somebody wrote while their session ended: shown to them again, to be sent once they are back.

use actix_multipart::Multipart;
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    dev::{Payload, ServiceRequest},
    http::{StatusCode, header},
};
use futures_util::{StreamExt, stream};

use super::{filters, form, page};
use crate::error::Result;

/// A form that came without a session.
#[derive(Default)]
struct Posted {
    fields: Vec<(String, String)>,
    /// Whether it is sent in parts, as forms with files are.
    in_parts: bool,
    /// Whether a file was with it; that is not kept.
    has_file: bool,
}

/// No more is set aside, in bytes: it is sent back twice.
const MOST: usize = 200_000;
/// Of a form with files no more is read, in bytes.
const MOST_READ: usize = 8 << 20;
/// What one part counts for besides its content, in bytes.
const PART: usize = 200;
/// From so many letters on a field was written, not only chosen.
const WRITTEN: usize = 30;

/// Sets aside a form that is sent by nobody, before anything reads it. What is `refused` is read by
/// nobody else.
///
/// # Errors
/// Those of a form that is too large or broken off.
pub async fn set_aside(request: &mut ServiceRequest, refused: bool) -> Result<()> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let posted = match kind {
        Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => {
            let body = form::body(request.take_payload()).await?;
            let fields = url::form_urlencoded::parse(&body).into_owned().collect();
            request.set_payload(Payload::Stream {
                payload: stream::once(async move { Ok(body) }).boxed_local(),
            });
            Posted { fields, ..Posted::default() }
        }
        Some(kind) if refused && kind.starts_with("multipart/form-data") => in_parts(request).await,
        _ => return Ok(()),
    };
    let size: usize = posted.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    // Where a password is typed nothing is shown again.
    if size <= MOST && !posted.fields.iter().any(|(name, _)| name.contains("password")) {
        request.extensions_mut().insert(posted);
    }
    Ok(())
}

/// The fields of a form in parts, as far as they came.
async fn in_parts(request: &mut ServiceRequest) -> Posted {
    let payload = request.take_payload();
    let mut form = Multipart::new(request.headers(), payload);
    let mut posted = Posted { in_parts: true, ..Posted::default() };
    let mut read = 0;
    while let Some(Ok(mut part)) = form.next().await {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.content_disposition().and_then(|about| about.get_filename());
        let (is_file, is_chosen) = (file.is_some(), file.is_some_and(|name| !name.is_empty()));
        posted.has_file |= is_chosen;
        // Parts without an end may hold nothing.
        read += PART + name.len();
        if read > MOST_READ {
            return posted;
        }
        let mut value = Vec::new();
        while let Some(Ok(chunk)) = part.next().await {
            read += chunk.len();
            if read > MOST_READ {
                return posted;
            }
            if !is_file {
                value.extend_from_slice(&chunk);
            }
        }
        if !is_file {
            posted.fields.push((name, String::from_utf8_lossy(&value).into_owned()));
        }
    }
    posted
}

#[derive(askama::Template)]
#[template(path = "site/kept.html")]
struct Kept<'a> {
    /// Where it was sent.
    action: &'a str,
    posted: &'a Posted,
    /// The fields that somebody wrote.
    written: Vec<&'a str>,
}

/// The page that shows a form that was set aside; none if nothing in it was written by hand.
pub fn shown(request: &HttpRequest) -> Option<HttpResponse> {
    let extensions = request.extensions();
    let posted: &Posted = extensions.get()?;
    let is_written = |value: &&str| {
        value.chars().count() >= WRITTEN || value.trim().contains(char::is_whitespace)
    };
    let values = posted.fields.iter().map(|(_, value)| value.as_str());
    let written: Vec<&str> = values.filter(is_written).collect();
    if written.is_empty() {
        return None;
    }
    let action = request.uri().path_and_query().map_or("/", |place| place.as_str());
    let page = Kept { action, posted, written };
    let mut answer = page::render(request, &page, StatusCode::UNAUTHORIZED);
    let never = header::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    Some(answer)
}
