//! Sends what people shared: whole or in part, never as something a browser would run.

use std::io::{Read, Seek, SeekFrom};

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{Method, StatusCode, header},
    web::Bytes,
};
use futures_util::stream;

use crate::{
    crypto::Sha256,
    error::{Error, Result},
    files::{Asked, Files, asked_range, disposition, kind},
};

const PIECE: usize = 128 << 10;
const HEAD: u64 = 512;

/// How long browsers may keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// It has its content in its address.
    Forever,
    /// Asked again each time; unchanged content is not sent twice.
    Short,
}

/// Sends a file under this name. With `download`, or where its kind is not safe to show, as an
/// attachment.
pub async fn file(
    request: &HttpRequest,
    files: &Files,
    sha256: &str,
    name: &str,
    download: bool,
    caching: Caching,
) -> Result<HttpResponse> {
    let (files, hash) = (files.clone(), Sha256::parse(sha256).ok_or(Error::NotFound)?);
    let opened = tokio::task::spawn_blocking(move || {
        let mut file = files.read(&hash)?;
        let size = file.metadata()?.len();
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head)?;
        Ok::<_, std::io::Error>((file, size, head))
    })
    .await?;
    let (file, size, head) = match opened {
        Ok(opened) => opened,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            tracing::error!(sha256, "a file is missing from the store");
            return Err(Error::NotFound);
        }
        Err(error) => return Err(error.into()),
    };
    let kind = kind(&head, name);
    let shown = Shown {
        content_type: kind.content_type,
        disposition: disposition(name, kind.inline && !download),
        caching,
    };
    Ok(answer(request, file, size, sha256, shown))
}

/// Sends a file that lies somewhere by itself for a while, as an attachment. `print` differs with
/// its content.
pub async fn kept(
    request: &HttpRequest,
    place: std::path::PathBuf,
    print: &str,
    name: &str,
    content_type: &str,
) -> Result<HttpResponse> {
    let opened = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(place)?;
        let size = file.metadata()?.len();
        Ok::<_, std::io::Error>((file, size))
    });
    let (file, size) = match opened.await? {
        Ok(opened) => opened,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::NotFound),
        Err(error) => return Err(error.into()),
    };
    let shown = Shown {
        content_type: content_type.to_owned(),
        disposition: disposition(name, false),
        caching: Caching::Short,
    };
    Ok(answer(request, file, size, print, shown))
}

/// How a file is sent.
struct Shown {
    content_type: String,
    disposition: String,
    caching: Caching,
}

/// The whole of a file or the part that is asked for; nothing if it is known already.
fn answer(
    request: &HttpRequest,
    file: std::fs::File,
    size: u64,
    print: &str,
    shown: Shown,
) -> HttpResponse {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = format!("\"{print}\"");
    if text(header::IF_NONE_MATCH).is_some_and(|seen| seen.split(',').any(|one| one.trim() == tag))
    {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    let range =
        text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|seen| seen == tag));
    let asked = asked_range(range, size);
    let status = match asked {
        Asked::Whole => StatusCode::OK,
        Asked::Part { .. } => StatusCode::PARTIAL_CONTENT,
        Asked::BeyondEnd => StatusCode::RANGE_NOT_SATISFIABLE,
    };
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((header::CONTENT_TYPE, shown.content_type))
        .insert_header((header::CONTENT_DISPOSITION, shown.disposition))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, match shown.caching {
            Caching::Forever => "private, max-age=31536000, immutable",
            Caching::Short => "private, no-cache",
        }))
        // Compressing on the way would forget the length and break ranges.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    if let Some(part) = asked.content_range(size) {
        answer.insert_header((header::CONTENT_RANGE, part));
    }
    let length = asked.length(size);
    if request.method() == Method::HEAD {
        answer.no_chunking(length);
        return answer.body(SizedStream::new(length, stream::empty::<std::io::Result<Bytes>>()));
    }
    let first = if let Asked::Part { first, .. } = asked { first } else { 0 };
    answer.body(SizedStream::new(length, pieces(file, first, length)))
}

/// Sends a file that was made for this answer alone, as an attachment.
pub fn made(file: std::fs::File, name: &str, content_type: &str) -> Result<HttpResponse> {
    let size = file.metadata()?.len();
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_DISPOSITION, disposition(name, false)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(size, pieces(file, 0, size))))
}

/// Sends a picture of ours: re-encoded, so its kind is known by its bytes.
pub async fn picture(
    request: &HttpRequest,
    files: &Files,
    sha256: &str,
    caching: Caching,
) -> Result<HttpResponse> {
    let (store, hash) = (files.clone(), Sha256::parse(sha256).ok_or(Error::NotFound)?);
    let head = tokio::task::spawn_blocking(move || {
        let mut head = [0; 4];
        store.read(&hash)?.read_exact(&mut head)?;
        Ok::<_, std::io::Error>(head)
    })
    .await?
    .map_err(|_| Error::NotFound)?;
    let name = if &head == b"\x89PNG" { "picture.png" } else { "picture.jpg" };
    file(request, files, sha256, name, false, caching).await
}

fn pieces(
    file: std::fs::File,
    first: u64,
    length: u64,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold((Some(file), first, length), |(file, at, left)| async move {
        let (Some(mut file), true) = (file, left > 0) else { return Ok(None) };
        let wanted = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let (file, piece) = tokio::task::spawn_blocking(move || {
            file.seek(SeekFrom::Start(at))?;
            let mut piece = vec![0; wanted];
            file.read_exact(&mut piece)?;
            Ok::<_, std::io::Error>((file, Bytes::from(piece)))
        })
        .await
        .map_err(std::io::Error::other)??;
        let sent = piece.len() as u64;
        Ok(Some((piece, (Some(file), at + sent, left - sent))))
    })
}
