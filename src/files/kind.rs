//! What a file is, told by its first bytes, and whether a browser may show it.

/// What a file is and how to send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its media type, for descriptions of the file.
    pub media_type: String,
    /// The `Content-Type` to send it with: never one that a browser would run.
    pub content_type: String,
    /// Whether a browser may show it in place; all else is only downloaded.
    pub inline: bool,
}

/// What may be shown: the media type, the endings it goes by, and how its first bytes are known.
type Shown = (&'static str, &'static [&'static str], fn(&[u8]) -> bool);

const SHOWN: &[Shown] = &[
    ("image/png", &["png", "apng"], |head| head.starts_with(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"], |head| head.starts_with(b"\xff\xd8\xff")),
    ("image/gif", &["gif"], |head| head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a")),
    ("image/webp", &["webp"], |head| is_riff(head, b"WEBP")),
    ("image/avif", &["avif"], |head| matches!(brand(head), Some(b"avif" | b"avis"))),
    ("application/pdf", &["pdf"], |head| head.starts_with(b"%PDF-")),
    ("audio/mpeg", &["mp3"], is_mp3),
    ("video/ogg", &["ogv"], |head| head.starts_with(b"OggS")),
    ("audio/ogg", &["ogg", "oga", "opus"], |head| head.starts_with(b"OggS")),
    ("audio/wav", &["wav"], |head| is_riff(head, b"WAVE")),
    ("audio/mp4", &["m4a", "m4b"], is_mp4),
    ("video/mp4", &["mp4", "m4v"], is_mp4),
    ("video/webm", &["webm"], |head| {
        head.starts_with(b"\x1a\x45\xdf\xa3")
            && head.windows(4).take(64).any(|part| part == b"webm")
    }),
    ("text/plain", &["txt"], is_text),
];

/// Browsers run these, or did: they are sent as mere bytes.
const RUN_BY_BROWSERS: &[&str] =
    &["html", "xml", "svg", "script", "flash", "xslt", "mathml", "wasm"];

/// What the file of this name is that begins with these bytes (as many as there are, up to
/// [`super::HEAD_BYTES`]).
///
/// Shown is only what its bytes and its ending agree on: content dressed up as another kind is
/// downloaded.
pub fn kind(head: &[u8], name: &str) -> Kind {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    let shown = SHOWN.iter().find(|(_, endings, fits)| endings.contains(&ending) && fits(head));
    if let Some((media_type, ..)) = shown {
        let charset = if *media_type == "text/plain" { "; charset=utf-8" } else { "" };
        return Kind {
            media_type: (*media_type).to_owned(),
            content_type: format!("{media_type}{charset}"),
            inline: true,
        };
    }
    let media_type = known_to_schools(ending)
        .or_else(|| mime_guess::from_ext(ending).first_raw())
        .unwrap_or("application/octet-stream");
    let run = RUN_BY_BROWSERS.iter().any(|part| media_type.contains(part));
    let content_type = if run || media_type.starts_with("text/") {
        "application/octet-stream"
    } else {
        media_type
    };
    Kind { media_type: media_type.to_owned(), content_type: content_type.to_owned(), inline: false }
}

/// Endings common in schools that the general table lacks.
fn known_to_schools(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "h5p" => "application/zip",
        "mbz" => "application/vnd.moodle.backup",
        "ggb" => "application/vnd.geogebra.file",
        "md" => "text/markdown",
        _ => return None,
    })
}

fn is_riff(head: &[u8], form: &[u8]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..12) == Some(form)
}

/// The major brand of a file of the MP4 family.
fn brand(head: &[u8]) -> Option<&[u8; 4]> {
    if head.get(4..8) != Some(b"ftyp") {
        return None;
    }
    head.get(8..12)?.try_into().ok()
}

fn is_mp4(head: &[u8]) -> bool {
    matches!(
        brand(head),
        Some(
            b"isom"
                | b"iso2"
                | b"iso4"
                | b"iso5"
                | b"iso6"
                | b"mp41"
                | b"mp42"
                | b"mp71"
                | b"avc1"
                | b"dash"
                | b"M4A "
                | b"M4B "
                | b"M4V "
                | b"MSNV"
                | b"f4v "
                | b"3gp4"
                | b"3gp5"
        )
    )
}

/// An ID3 tag, or the first bits of a frame of MPEG audio layer III.
fn is_mp3(head: &[u8]) -> bool {
    head.starts_with(b"ID3")
        || matches!(head, [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 == 0x02)
}

/// UTF-8, perhaps cut off within its last letter, without the controls that text does not have.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => head,
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        Err(_) => return false,
    };
    !valid.iter().any(|byte| matches!(byte, 0..=8 | 14..=31 | 127))
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn browsers_show_what_bytes_and_ending_agree_on() {
        for (head, name, media_type) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "a.PNG", "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.jpeg", "image/jpeg"),
            (b"GIF89a\x01\0\x01\0", "a.gif", "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
            (b"\0\0\0\x1cftypavif\0\0\0\0", "a.avif", "image/avif"),
            (b"%PDF-1.7\n", "a.b.pdf", "application/pdf"),
            (b"ID3\x04\0", "a.mp3", "audio/mpeg"),
            (b"\xff\xfb\x90\x64", "a.mp3", "audio/mpeg"),
            (b"OggS\0\x02", "a.ogg", "audio/ogg"),
            (b"OggS\0\x02", "a.ogv", "video/ogg"),
            (b"RIFF\0\0\0\0WAVEfmt ", "a.wav", "audio/wav"),
            (b"\0\0\0\x20ftypM4A \0\0\0\0", "a.m4a", "audio/mp4"),
            (b"\0\0\0\x20ftypisom\0\0\x02\0", "a.mp4", "video/mp4"),
            (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm", "a.webm", "video/webm"),
            ("Grüße\r\n\tund K\u{fc}".as_bytes(), "a.txt", "text/plain"),
            (b"<script>alert(1)</script>", "a.txt", "text/plain"),
            (b"", "a.txt", "text/plain"),
            (b"caf\xc3", "cut-within-a-letter.txt", "text/plain"),
        ] {
            let found = kind(head, name);
            assert_eq!((found.media_type.as_str(), found.inline), (media_type, true), "{name}");
        }
        assert_eq!(kind(b"hello", "a.txt").content_type, "text/plain; charset=utf-8");
    }

    #[test]
    fn all_else_is_downloaded_and_never_as_something_a_browser_runs() {
        for (head, name, media_type, content_type) in [
            (&b"<!doctype html>"[..], "a.html", "text/html", "application/octet-stream"),
            (b"<svg onload=", "a.svg", "image/svg+xml", "application/octet-stream"),
            (b"<?xml", "a.xml", "text/xml", "application/octet-stream"),
            (b"<html xmlns", "a.xhtml", "application/xhtml+xml", "application/octet-stream"),
            (b"alert(1)", "a.js", "text/javascript", "application/octet-stream"),
            (b"PK\x03\x04", "a.h5p", "application/zip", "application/zip"),
            (b"PK\x03\x04", "a.zip", "application/zip", "application/zip"),
            (
                b"\x1f\x8b",
                "a.mbz",
                "application/vnd.moodle.backup",
                "application/vnd.moodle.backup",
            ),
            (b"a,b", "a.csv", "text/csv", "application/octet-stream"),
            (b"", "a", "application/octet-stream", "application/octet-stream"),
            (b"", "", "application/octet-stream", "application/octet-stream"),
            // Bytes that are not what the ending says.
            (b"<script>", "a.png", "image/png", "image/png"),
            (b"\x89PNG\r\n\x1a\n", "a.html", "text/html", "application/octet-stream"),
            (b"\xff\xfe<\0h\0", "a.txt", "text/plain", "application/octet-stream"),
            (b"a\0b", "a.txt", "text/plain", "application/octet-stream"),
        ] {
            let found = kind(head, name);
            assert!(!found.inline, "{name}");
            assert_eq!(
                (found.media_type.as_str(), found.content_type.as_str()),
                (media_type, content_type),
                "{name}"
            );
        }
    }
}
