//! In which letters a page is written (WHATWG HTML, 13.2.3, in short).

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many of the first bytes may name the encoding.
const HEAD_BYTES: usize = 4096;

/// Bytes as text: by their byte order mark, else the charset of `content_type`, else what a page
/// says of itself, else UTF-8 if they are, else windows-1252, as browsers guess in the West.
pub fn decode(bytes: &[u8], content_type: &str) -> String {
    let encoding = charset(content_type.as_bytes())
        .or_else(|| said_in(bytes))
        .unwrap_or_else(|| if is_utf_8(bytes) { UTF_8 } else { WINDOWS_1252 });
    encoding.decode(bytes).0.into_owned()
}

/// What a `<meta charset>` or `<meta http-equiv>` says. That could be read at all, so it is not
/// UTF-16 whatever it says.
fn said_in(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(HEAD_BYTES)].to_ascii_lowercase();
    let mut rest = &head[..];
    while let Some(at) = find(rest, b"<meta") {
        rest = &rest[at + 5..];
        let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        if let Some(encoding) = charset(&rest[..end]) {
            let sixteen = encoding == UTF_16LE || encoding == UTF_16BE;
            return Some(if sixteen { UTF_8 } else { encoding });
        }
    }
    None
}

/// The encoding named after `charset=`.
fn charset(text: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let rest = lower[find(&lower, b"charset")? + 7..].trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"\"';,/>".contains(byte))
        .unwrap_or(rest.len());
    Encoding::for_label(&rest[..end])
}

/// UTF-8, perhaps cut within its last letter if there were others before.
fn is_utf_8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii(),
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn pages_are_read_in_their_letters() {
        let meta = b"<html><META name=x content=y><meta http-equiv='Content-Type' \
                     content='text/html; charset=ISO-8859-2'>\xb1";
        for (bytes, content_type, end) in [
            (&b"caf\xc3\xa9"[..], "text/html; charset=UTF-8", "é"),
            (b"caf\xc3\xa9", "text/html", "é"),
            (b"\xc3\xa9t\xc3", "text/html", "\u{e9}t\u{fffd}"),
            (b"caf\xc3", "text/html", "cafÃ"),
            (b"caf\xe9", "text/html", "é"),
            (b"caf\xe9", "text/html;Charset=\"iso-8859-1\"", "é"),
            (b"caf\xe9", "text/html; charset=no-such-thing", "é"),
            (b"<meta charset=windows-1251>\xe9", "text/html", "й"),
            (b"<meta charset=\"utf-16\">\xc3\xa9", "", "é"),
            (meta, "", "ą"),
            (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=iso-8859-1", "é"),
            (b"\xff\xfe\xe9\0", "", "é"),
            (b"\x83\x67", "text/html; charset=shift_jis", "ト"),
        ] {
            let text = decode(bytes, content_type);
            assert!(text.ends_with(end), "{text:?} for {content_type}");
        }
    }
}
