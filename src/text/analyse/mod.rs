//! Turns what people write into search tokens, so that a word is found however it is spelt or bent.
//!
//! `SQLite`'s FTS5 is the index, the language work is done here: the same rules write the index
//! ([`analyse`]) and read what a person types ([`Asked`]). The text of a document becomes its folded
//! words in their order (so that quoted phrases work), followed by every further form under which the
//! document should be found: stems, umlauts written out, parts of compounds, single characters of
//! scripts without spaces.

mod compound;
mod expression;
mod fold;
mod forms;
mod pieces;
mod query;
mod stem;
mod stopwords;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use self::forms::Language;
pub use self::{
    expression::Expression,
    fold::fold,
    query::{Asked, Matcher},
};

/// The tokenizer of the FTS5 table that holds what [`analyse`] returns.
///
/// `ascii` splits at ASCII punctuation and blanks only and keeps every other character. `unicode61`
/// would cut words at vowel signs of Indic scripts, and at letters younger than its tables.
pub const TOKENIZER: &str = "ascii";

/// Goes up whenever the tokens of a text change; an index of another version must be built anew.
pub const ANALYSER_VERSION: u32 = 1;

/// Only this many bytes of one text are indexed; it is about a 600-page book.
const TEXT_LIMIT: usize = 2_000_000;

/// The tokens of a text, separated by blanks, for a column of a contentless FTS5 table.
///
/// `language` is a BCP 47 tag; without it the language is guessed from the text.
pub fn analyse(text: &str, language: Option<&str>) -> String {
    let text = &text[..text.floor_char_boundary(TEXT_LIMIT)];
    let language = match language {
        Some(tag) => Language::of(tag),
        None => Language::guess(text),
    };
    let mut tokens = String::with_capacity(text.len() * 2);
    let mut further = Vec::new();
    let mut seen = HashSet::new();
    let pieces = pieces::pieces(text);
    for piece in &pieces {
        let before = tokens.len();
        forms::in_order(piece, &mut |token| push(&mut tokens, token));
        if tokens.len() > before {
            forms::further(piece, language, &mut |form| {
                if seen.insert(form.clone()) {
                    further.push(form);
                }
            });
        }
    }
    for chain in pieces::chains(&pieces) {
        if let Some(joined) = forms::joined(chain)
            && seen.insert(joined.clone())
        {
            further.push(joined);
        }
    }
    for form in further {
        push(&mut tokens, &form);
    }
    tokens
}

fn push(tokens: &mut String, token: &str) {
    if token.is_empty() {
        return;
    }
    if !tokens.is_empty() {
        tokens.push(' ');
    }
    tokens.push_str(token);
}
