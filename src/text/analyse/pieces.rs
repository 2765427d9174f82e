//! Cuts a text into words and runs of scripts that write no blanks, each with its place in the text.

use unicode_normalization::char::is_combining_mark;

/// How a piece of text is made into tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word between blanks or punctuation.
    Word,
    /// Korean: words between blanks, with particles grown on.
    Hangul,
    /// Chinese characters and Japanese syllables: no blanks, one character is nearly a word.
    Ideographs,
    /// Thai, Lao, Khmer, Burmese: no blanks, letters with marks around them.
    Clusters,
}

/// What stands between a piece and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    Apart,
    Hyphen,
    Apostrophe,
}

/// One word or run of the text.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// Where it begins in the whole text, in bytes.
    pub start: usize,
    pub kind: Kind,
    pub joint: Joint,
}

impl Piece<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The pieces of a text in their order, in time proportional to its length.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(text.len() / 6);
    let mut open: Option<(usize, Kind)> = None;
    let mut chars = text.char_indices().peekable();
    let mut close = |open: &mut Option<(usize, Kind)>, end: usize| {
        if let Some((start, kind)) = open.take() {
            let joint = pieces.last().map_or(Joint::Apart, |last: &Piece<'_>| {
                joint(&text[last.end()..start], kind, last.kind)
            });
            pieces.push(Piece { text: &text[start..end], start, kind, joint });
        }
    };
    while let Some((at, c)) = chars.next() {
        let kind = match open {
            Some((_, kind)) if continues(c) => Some(kind),
            // Ukrainian and Belarusian write an apostrophe inside words.
            Some((start, Kind::Word))
                if is_apostrophe(c)
                    && text[start..at].chars().next_back().is_some_and(is_cyrillic)
                    && chars.peek().is_some_and(|&(_, next)| is_cyrillic(next)) =>
            {
                Some(Kind::Word)
            }
            Some((start, Kind::Word)) if is_sign_of_name(&text[start..], at - start) => {
                Some(Kind::Word)
            }
            _ => kind_of(c),
        };
        if open.map(|(_, kind)| kind) != kind {
            close(&mut open, at);
            open = kind.map(|kind| (at, kind));
        }
    }
    close(&mut open, text.len());
    pieces
}

/// Groups pieces that hang together by hyphens or apostrophes, such as `e-mail` or `l'école`.
pub fn chains<'p, 'a>(pieces: &'p [Piece<'a>]) -> impl Iterator<Item = &'p [Piece<'a>]> {
    pieces.chunk_by(|_, next| next.joint != Joint::Apart)
}

fn joint(between: &str, kind: Kind, before: Kind) -> Joint {
    if kind != Kind::Word || before != Kind::Word {
        return Joint::Apart;
    }
    let mut chars = between.chars();
    match (chars.next(), chars.next()) {
        (Some('-' | '\u{2010}' | '\u{2011}' | '\u{AD}'), None) => Joint::Hyphen,
        (Some(c), None) if is_apostrophe(c) => Joint::Apostrophe,
        _ => Joint::Apart,
    }
}

/// C++, C# and F# would otherwise be single letters.
fn is_sign_of_name(word: &str, at: usize) -> bool {
    let word = word.as_bytes();
    match at {
        1 => matches!(word, [b'c' | b'C', b'+', b'+', ..] | [b'c' | b'C' | b'f' | b'F', b'#', ..]),
        2 => matches!(word, [b'c' | b'C', b'+', b'+', ..]),
        _ => false,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2BC}' | '\u{2BB}' | '`' | '\u{B4}')
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52F}')
}

/// Marks and joiners belong to the letter before them.
fn continues(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{640}') || (c > '\u{2FF}' && is_combining_mark(c))
}

fn kind_of(c: char) -> Option<Kind> {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric().then_some(Kind::Word);
    }
    match c {
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            if c.is_alphanumeric() || is_combining_mark(c) =>
        {
            Some(Kind::Clusters)
        }
        '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' => {
            Some(Kind::Hangul)
        }
        '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309D}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}' => Some(Kind::Ideographs),
        '\u{2BC}' | '\u{2BB}' | '\u{B7}' => None,
        _ if c.is_alphanumeric() => Some(Kind::Word),
        _ => None,
    }
}
