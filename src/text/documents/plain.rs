//! Texts and web pages: bytes in some encoding.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{Form, Limits, Words};
use crate::text::{markdown, sanitise};

pub(super) fn read(
    file: impl Read,
    form: Form,
    limits: Limits,
    words: &mut Words,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    file.take(limits.plain).read_to_end(&mut bytes)?;
    let text = decode(&bytes);
    let text = match form {
        Form::Markdown => markdown::to_text(&text),
        Form::Html => sanitise::text(&text),
        _ => text,
    };
    for line in text.lines() {
        words.push(line);
        words.line();
    }
    Ok(())
}

/// By the byte order mark; else UTF-8 if it is, perhaps cut within its last letter; else as Windows
/// writes in the West. What holds zeros is no text.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if bytes.contains(&0) {
        return String::new();
    }
    let is_utf_8 =
        std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    let encoding = if is_utf_8 { UTF_8 } else { WINDOWS_1252 };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}
