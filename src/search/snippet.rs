//! A few words around what was found, from the text as it was written, with the hits marked.

use std::ops::Range;

use crate::text::analyse::Matcher;

/// Bytes of a snippet, about.
const LENGTH: usize = 240;
/// Bytes before the first hit, about.
const BEFORE: usize = 60;
/// Only the beginning of a long text is looked through: each row of a page must be quick.
const MOST_TEXT: usize = 20_000;

/// A piece of text that is a hit or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was looked for.
    pub is_hit: bool,
}

/// A whole short text with its hits.
pub fn marked(matcher: Option<&Matcher>, text: &str) -> Vec<Piece> {
    let hits = matcher.map(|matcher| matcher.hits(text)).unwrap_or_default();
    pieces(text, &hits, 0..text.len())
}

/// Whether some of it was looked for.
pub fn has_hit(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| piece.is_hit)
}

/// The part of a text with the most hits close together; `None` if there is no hit.
pub fn snippet(matcher: &Matcher, text: &str) -> Option<Vec<Piece>> {
    let text = &text[..text.floor_char_boundary(MOST_TEXT)];
    let hits = matcher.hits(text);
    let within = |first: &Range<usize>| {
        hits.iter().filter(|hit| hit.start >= first.start && hit.end <= first.start + LENGTH - BEFORE).count()
    };
    // Of equals the first: `max_by_key` would take the last.
    let best = hits.iter().rev().max_by_key(|first| within(first))?;
    let start = word_start(text, best.start.saturating_sub(BEFORE), best.start);
    let end = word_end(text, start + LENGTH, best.end);
    let mut shown = pieces(text, &hits, start..end);
    if start > 0 {
        shown.insert(0, Piece { text: "… ".into(), is_hit: false });
    }
    if end < text.len() {
        shown.push(Piece { text: " …".into(), is_hit: false });
    }
    Some(shown)
}

fn word_start(text: &str, wanted: usize, latest: usize) -> usize {
    let wanted = text.floor_char_boundary(wanted);
    if wanted == 0 {
        return 0;
    }
    text[wanted..latest]
        .char_indices()
        .find(|(_, c)| c.is_whitespace())
        .map_or(wanted, |(at, c)| wanted + at + c.len_utf8())
}

fn word_end(text: &str, wanted: usize, earliest: usize) -> usize {
    let wanted = text.floor_char_boundary(wanted.min(text.len())).max(earliest);
    if wanted == text.len() {
        return wanted;
    }
    text[earliest..wanted].rfind(char::is_whitespace).map_or(wanted, |at| earliest + at)
}

fn pieces(text: &str, hits: &[Range<usize>], part: Range<usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = part.start;
    let mut push = |range: Range<usize>, is_hit: bool| {
        if !range.is_empty() {
            pieces.push(Piece { text: text[range].to_owned(), is_hit });
        }
    };
    for hit in hits.iter().filter(|hit| hit.start >= part.start && hit.end <= part.end) {
        push(at..hit.start, false);
        push(hit.clone(), true);
        at = hit.end;
    }
    push(at..part.end, false);
    pieces
}
