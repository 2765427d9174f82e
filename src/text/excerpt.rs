//! The beginning of a text.

use unicode_segmentation::UnicodeSegmentation;

/// The first words of a plain text on one line, with an ellipsis if something is left out.
///
/// At most `max_chars` characters as a reader counts them (graphemes), the ellipsis included. A word longer
/// than that is cut.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let mut kept = String::new();
    let mut count = 0;
    // Where the last whole word ends, so that the ellipsis still fits.
    let mut whole = 0;
    let mut blank = false;
    for grapheme in text.graphemes(true) {
        if grapheme.chars().all(|c| c.is_whitespace() || c.is_control()) {
            blank = !kept.is_empty();
            continue;
        }
        if blank && count < max_chars {
            whole = kept.len();
            kept.push(' ');
            count += 1;
        }
        if count >= max_chars {
            // Cut within a word only where that is all there is, or where its script writes no blanks.
            let end = if whole * 2 >= kept.len() { whole } else { before_last(&kept) };
            kept.truncate(end);
            kept.truncate(kept.trim_end_matches([' ', ',', ';', ':', '–', '-']).len());
            if max_chars > 0 {
                kept.push('…');
            }
            return kept;
        }
        blank = false;
        kept.push_str(grapheme);
        count += 1;
    }
    kept
}

fn before_last(text: &str) -> usize {
    text.grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
}

/// Whether `short` is only the beginning of `text`, as [`excerpt`] makes it; white space aside.
pub fn is_beginning(short: &str, text: &str) -> bool {
    let short = short.trim().trim_end_matches('…').trim_end();
    let mut text = text.split_whitespace().flat_map(str::chars);
    !short.is_empty()
        && short.split_whitespace().flat_map(str::chars).all(|c| text.next() == Some(c))
}
