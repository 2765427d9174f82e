//! Texts of questions for forms that carry no pictures.

use super::super::activity::Rich;
use super::super::links::Macro;
use super::super::text;

/// Whether a text shows or leads to files, which a plain form would lose.
pub(super) fn shows_files(rich: &Rich) -> bool {
    let lower = rich.raw.to_ascii_lowercase();
    ["@@pluginfile@@", "<img", "<video", "<audio", "<object", "<svg"]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// A text in one line without its HTML.
pub(super) fn line(rich: &Rich) -> String {
    // Plain text may hold signs that only look like HTML.
    let text = if rich.format == 2 { rich.raw.clone() } else { text::plain(&rich.raw) };
    without_macros(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks that Moodle puts in place of its own addresses mean nothing anywhere else.
pub(super) fn without_macros(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find("$@") {
        out.push_str(&rest[..at]);
        let length = Macro::at(&rest[at..]).map_or(2, |found| found.length);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}
