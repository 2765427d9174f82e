//! The part of a text that shows best why a search found it.

use super::{analyse::Matcher, excerpt::excerpt};

/// A passage in pieces; those that were looked for are marked.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Snippet {
    /// In order; `true` for what was found.
    pub parts: Vec<(String, bool)>,
}

/// The passage of about `max_chars` characters with the most different words of the query, on one line.
///
/// Words are found as the search finds them: bent, without accents, as parts of compounds. Without a hit it
/// is the beginning of the text. Only the first 400 kB of a text are looked at.
pub fn snippet(original: &str, matcher: &Matcher, max_chars: usize) -> Snippet {
    let hits = matcher.hits(original);
    let Some(first) = best(original, &hits, max_chars) else {
        let words = excerpt(original, max_chars);
        return Snippet { parts: if words.is_empty() { Vec::new() } else { vec![(words, false)] } };
    };
    let (start, end) = window(original, hits[first].start, max_chars);
    let mut parts = Parts::default();
    if start > 0 {
        parts.push("…", false);
    }
    let mut at = start;
    for hit in hits[first..].iter().take_while(|hit| hit.start < end) {
        let hit = hit.start..hit.end.min(end);
        parts.push(&original[at..hit.start], false);
        parts.push(&original[hit.clone()], true);
        at = hit.end;
    }
    parts.push(&original[at..end], false);
    if !original[end..].trim().is_empty() {
        parts.push("…", false);
    }
    parts.finished()
}

/// The hit after which the most hits follow within `width` characters; other words count more than the same.
fn best(text: &str, hits: &[std::ops::Range<usize>], width: usize) -> Option<usize> {
    let mut counts = std::collections::HashMap::new();
    let folded: Vec<String> =
        hits.iter().map(|hit| super::analyse::fold(&text[hit.clone()])).collect();
    // Characters of other scripts take up to four bytes; two is near enough to choose by.
    let width = width.saturating_mul(2);
    let (mut best, mut best_score, mut last) = (None, 0, 0);
    for first in 0..hits.len() {
        while last < hits.len() && hits[last].end <= hits[first].start + width {
            *counts.entry(folded[last].as_str()).or_insert(0_usize) += 1;
            last += 1;
        }
        let score = counts.len() * 100 + (last - first).min(99);
        if score > best_score {
            (best, best_score) = (Some(first), score);
        }
        if last > first
            && let Some(count) = counts.get_mut(folded[first].as_str())
        {
            *count -= 1;
            if *count == 0 {
                counts.remove(folded[first].as_str());
            }
        }
        last = last.max(first + 1);
    }
    best.or((!hits.is_empty()).then_some(0))
}

/// From some words before a hit to `width` characters after that place, both between words.
fn window(text: &str, hit: usize, width: usize) -> (usize, usize) {
    let before = width / 4;
    let mut start = hit;
    let mut at_word = hit;
    for (count, (at, c)) in text[..hit].char_indices().rev().enumerate() {
        if count >= before {
            break;
        }
        if c.is_whitespace() {
            at_word = at + c.len_utf8();
        }
        // A sentence is a good beginning.
        if matches!(c, '.' | '!' | '?' | '。') && at_word < hit && at_word > at {
            start = at_word;
            return (start, end(text, start, width));
        }
        start = at;
    }
    if start > 0 {
        start = if at_word < hit { at_word } else { start };
        start = boundary(text, start);
    }
    (start, end(text, start, width))
}

fn end(text: &str, start: usize, width: usize) -> usize {
    let mut word = start;
    for (count, (at, c)) in text[start..].char_indices().enumerate() {
        if count >= width {
            let at = start + at;
            // Scripts without blanks are cut anywhere.
            return if word > start + (at - start) / 2 { word } else { boundary(text, at) };
        }
        if c.is_whitespace() {
            word = start + at;
        }
    }
    text.len()
}

/// The nearest place not before `at` that does not part a letter from its marks.
fn boundary(text: &str, at: usize) -> usize {
    let is_inside = |c: &char| {
        unicode_normalization::char::is_combining_mark(*c)
            || matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
    };
    at + text[at..].chars().take_while(is_inside).map(char::len_utf8).sum::<usize>()
}

#[derive(Default)]
struct Parts {
    done: Vec<(String, bool)>,
    blank: bool,
    begun: bool,
}

impl Parts {
    /// Adds words with every run of white space as one blank.
    fn push(&mut self, words: &str, hit: bool) {
        let mut part = String::with_capacity(words.len());
        for c in words.chars() {
            if c.is_whitespace() || c.is_control() {
                self.blank = self.begun;
            } else {
                if std::mem::take(&mut self.blank) {
                    // A blank beside a hit stands outside it.
                    if !part.is_empty() || !hit {
                        part.push(' ');
                    } else if let Some((last, false)) = self.done.last_mut() {
                        last.push(' ');
                    } else {
                        self.done.push((" ".to_owned(), false));
                    }
                }
                part.push(c);
                self.begun = c != '…' || self.begun;
            }
        }
        if part.is_empty() {
            return;
        }
        match self.done.last_mut() {
            Some(last) if last.1 == hit && !hit => last.0.push_str(&part),
            _ => self.done.push((part, hit)),
        }
    }

    fn finished(self) -> Snippet {
        Snippet { parts: self.done }
    }
}
