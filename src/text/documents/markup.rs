//! The words of one part in XML. No document type is heeded, no entity but the five is known.

use std::io::{self, BufRead};

use quick_xml::events::{BytesStart, Event};

use super::Words;

/// Which elements say something, by their names without a prefix.
pub(super) struct Rules {
    /// Characters count only within one of these.
    pub(super) within: &'static [&'static str],
    /// Nothing within these counts.
    pub(super) skip: &'static [&'static str],
    /// A paragraph ends with these.
    pub(super) lines: &'static [&'static str],
    /// A word ends with these.
    pub(super) blanks: &'static [&'static str],
}

/// Word, `PowerPoint` and Excel keep all that is written in elements called `t`. What Word keeps of
/// an erased text is called otherwise; what older programs would show instead is the same again.
pub(super) const OFFICE: Rules = Rules {
    within: &["t"],
    skip: &["Fallback", "rPh"],
    lines: &["p", "si", "tr"],
    blanks: &["tab", "br", "cr", "noBreakHyphen"],
};

pub(super) const OPEN_DOCUMENT: Rules = Rules {
    within: &["p", "h"],
    skip: &["tracked-changes", "annotation", "notes", "forms", "desc"],
    lines: &["p", "h"],
    blanks: &["s", "tab", "line-break"],
};

pub(super) const BOOK: Rules = Rules {
    within: &["body"],
    skip: &["script", "style", "template", "svg"],
    lines: &[
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "section",
        "figure",
        "pre",
        "blockquote",
        "dt",
        "dd",
        "figcaption",
    ],
    blanks: &["br", "td", "th", "img"],
};

/// What an XML part tells.
pub(super) enum Piece<'a> {
    Open(&'a BytesStart<'a>),
    Text(&'a str),
    Char(char),
    Close(&'a str),
}

/// Hands every piece of a part to `take` until that wants no more. More elements within each other
/// than `depth` are an error, as is what is not XML.
pub(super) fn pieces(
    part: impl BufRead,
    depth: usize,
    mut take: impl FnMut(Piece<'_>) -> bool,
) -> io::Result<()> {
    let mut reader = quick_xml::Reader::from_reader(part);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    config.check_comments = false;
    let (mut buffer, mut open) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(io::Error::other)?;
        let go_on = match &event {
            Event::Start(start) => {
                open += 1;
                if open > depth {
                    return Err(io::Error::other("elements are nested too deeply"));
                }
                take(Piece::Open(start))
            }
            Event::End(end) => {
                open = open.saturating_sub(1);
                take(Piece::Close(end.local_name().into_inner()))
            }
            Event::Text(text) => take(Piece::Text(text)),
            Event::CData(text) => take(Piece::Text(text)),
            Event::GeneralRef(named) => take(Piece::Char(match &**named {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                "apos" => '\'',
                _ => named.resolve_char_ref().ok().flatten().unwrap_or(' '),
            })),
            Event::Eof if open > 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            Event::Eof => return Ok(()),
            _ => true,
        };
        if !go_on {
            return Ok(());
        }
    }
}

/// Gathers the words of a part.
pub(super) fn read(
    part: impl BufRead,
    rules: &Rules,
    depth: usize,
    words: &mut Words,
) -> io::Result<()> {
    let (mut within, mut skipped) = (0_usize, 0_usize);
    pieces(part, depth, |piece| {
        match piece {
            Piece::Open(start) => {
                let name = start.local_name().into_inner();
                if skipped > 0 || rules.skip.contains(&name) {
                    skipped += 1;
                } else if rules.within.contains(&name) {
                    within += 1;
                } else if rules.blanks.contains(&name) {
                    words.blank();
                }
            }
            Piece::Close(_) if skipped > 0 => skipped -= 1,
            Piece::Close(name) => {
                if rules.within.contains(&name) {
                    within = within.saturating_sub(1);
                }
                if rules.lines.contains(&name) {
                    words.line();
                }
            }
            Piece::Text(text) if within > 0 && skipped == 0 => words.push(text),
            Piece::Char(letter) if within > 0 && skipped == 0 => {
                words.push(letter.encode_utf8(&mut [0; 4]));
            }
            Piece::Text(_) | Piece::Char(_) => {}
        }
        words.want_more()
    })
}

/// The value of an attribute, by its name without a prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .take(32)
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}
