//! Reads what a person types into the search box and writes an FTS5 expression that cannot break.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    compound,
    expression::Expression,
    fold::lower,
    forms::{self, Language},
    pieces::{self, Joint, Kind, Piece},
    stopwords,
};

/// No more than this much of a query is read, in bytes.
const QUERY_LIMIT: usize = 600;
/// No more than this many words are looked for.
const WORD_LIMIT: usize = 16;
/// No more than this many languages are tried for one word.
const LANGUAGE_LIMIT: usize = 12;
/// A highlighter looks at no more than this much of a text, in bytes.
const HIGHLIGHT_LIMIT: usize = 400_000;
/// A highlighter remembers no more than this many words.
const MEMORY_LIMIT: usize = 20_000;

/// What a person typed: all of the wanted must match, none of the excluded.
///
/// Each word stands in any of its forms in the languages; the last may go on. `"…"` is a phrase,
/// `-word` and `-"…"` exclude. A column filter can be put before any of them: `{title} : (…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// At least one.
    pub wanted: Vec<Expression>,
    /// What must not be there.
    pub excluded: Vec<Expression>,
}

impl Asked {
    /// Reads what was typed in these languages. `None` if there is nothing to look for.
    pub fn read(text: &str, languages: &[&str]) -> Option<Self> {
        let languages = known(languages);
        let mut asked = Self { wanted: Vec::new(), excluded: Vec::new() };
        for term in terms(text, &languages) {
            let Some(expression) = term.read(&languages) else { continue };
            let part = if term.excluded { &mut asked.excluded } else { &mut asked.wanted };
            part.push(expression);
        }
        (!asked.wanted.is_empty()).then_some(asked)
    }

    /// One expression for FTS5 that all of the wanted must match.
    pub fn all(&self) -> String {
        self.written(&Expression::All(self.wanted.clone()))
    }

    /// One expression for which one of the wanted is enough: for when nothing has all of them.
    pub fn any(&self) -> String {
        self.written(&Expression::Any(self.wanted.clone()))
    }

    fn written(&self, wanted: &Expression) -> String {
        if self.excluded.is_empty() {
            return wanted.to_string();
        }
        format!("{wanted} NOT {}", Expression::Any(self.excluded.clone()))
    }
}

fn known(languages: &[&str]) -> Vec<Language> {
    let mut known: Vec<Language> = Vec::new();
    for tag in languages {
        let language = Language::of(tag);
        if !language.tag.is_empty() && !known.contains(&language) {
            known.push(language);
        }
    }
    known.truncate(LANGUAGE_LIMIT);
    known
}

/// Pieces of a query that are found together or not at all.
struct Term<'a> {
    pieces: Vec<Piece<'a>>,
    quoted: bool,
    excluded: bool,
    /// The last word may be unfinished.
    open: bool,
}

fn terms<'a>(text: &'a str, languages: &[Language]) -> Vec<Term<'a>> {
    let text = &text[..text.floor_char_boundary(QUERY_LIMIT)];
    let mut terms: Vec<Term<'a>> = Vec::new();
    let mut words = 0;
    for part in parts(text) {
        let mut pieces = pieces::pieces(part.text);
        pieces.retain(|piece| !forms::main(piece).is_empty());
        pieces.truncate(WORD_LIMIT - words);
        words += pieces.len();
        if part.quoted {
            if !pieces.is_empty() {
                terms.push(Term { pieces, quoted: true, excluded: part.excluded, open: false });
            }
        } else {
            // Only the first word behind a minus sign is meant.
            let mut excluded = part.excluded;
            for chain in pieces::chains(&pieces) {
                terms.push(Term { pieces: chain.to_vec(), quoted: false, excluded, open: false });
                excluded = false;
            }
        }
    }
    let is_plain = |term: &Term<'_>| !term.quoted && !term.excluded;
    let is_small = |term: &Term<'_>| {
        is_plain(term)
            && term.pieces.len() == 1
            && stopwords::is_small_word(&forms::main(&term.pieces[0]), languages)
    };
    if let Some(last) = terms.last_mut() {
        last.open = is_plain(last);
    }
    if terms.iter().any(|term| !term.excluded && !is_small(term)) {
        terms.retain(|term| !is_small(term));
    }
    terms
}

struct Part<'a> {
    text: &'a str,
    quoted: bool,
    excluded: bool,
}

/// Splits at quotation marks, blanks before a minus sign, and the minus signs themselves.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut excluded) = (0, false, false);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_quote = matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」');
        let is_minus = matches!(c, '-' | '−' | '–') && before.is_whitespace() && !quoted;
        if is_quote || is_minus {
            parts.push(Part { text: &text[start..at], quoted, excluded });
            start = at + c.len_utf8();
            // A minus sign before a quotation mark still counts.
            excluded = is_minus
                || (is_quote && excluded && !quoted && text[..at].ends_with(['-', '−', '–']));
            quoted = is_quote && !quoted;
        }
        before = c;
    }
    parts.push(Part { text: &text[start..], quoted, excluded });
    parts
}

impl Term<'_> {
    fn read(&self, languages: &[Language]) -> Option<Expression> {
        if self.quoted {
            let mut tokens = Vec::new();
            for piece in &self.pieces {
                forms::in_order(piece, &mut |token| tokens.push(token.to_owned()));
            }
            return Expression::phrase(&tokens);
        }
        let mut words: Vec<&Piece<'_>> = self.pieces.iter().collect();
        if words.iter().any(|piece| piece.joint == Joint::Apostrophe) {
            // Articles and endings cut off by an apostrophe say nothing: l', qu', 's, 'll.
            let long: Vec<&Piece<'_>> =
                words.iter().copied().filter(|piece| piece.text.chars().nth(2).is_some()).collect();
            if !long.is_empty() {
                words = long;
            }
        }
        let mut groups = Vec::new();
        for (at, piece) in words.iter().enumerate() {
            let open = self.open && at + 1 == words.len();
            groups.push(group(piece, open, languages)?);
        }
        let all = if groups.len() == 1 { groups.remove(0) } else { Expression::All(groups) };
        Some(match forms::joined(&self.pieces) {
            Some(joined) => Expression::Any(vec![all, Expression::word(joined, self.open)]),
            None => all,
        })
    }
}

/// All forms of one piece, any of which will do.
fn group(piece: &Piece<'_>, open: bool, languages: &[Language]) -> Option<Expression> {
    use Expression as E;
    match piece.kind {
        Kind::Word => {
            let main = forms::main(piece);
            let mut any = vec![E::word(&*main, open || may_go_on(&main, languages))];
            let mut seen = HashSet::from([main]);
            for tag in tags(piece, languages) {
                forms::bent(piece, tag, &mut |form| {
                    if seen.insert(form.clone()) {
                        any.push(E::word(form, false));
                    }
                });
            }
            Some(E::Any(any))
        }
        Kind::Hangul => {
            let main = forms::main(piece);
            let mut any = vec![E::word(&*main, true)];
            forms::bent(piece, "ko", &mut |form| any.push(E::word(form, true)));
            let pairs = forms::pairs(&main);
            if !pairs.is_empty() {
                any.push(E::All(pairs.into_iter().map(|pair| E::word(pair, false)).collect()));
            }
            Some(E::Any(any))
        }
        Kind::Ideographs => {
            let units = forms::units(piece);
            if let [only] = units.as_slice() {
                return Some(E::word(only, true));
            }
            let whole = E::phrase(&neighbours(&units))?;
            Some(match likely_words(piece) {
                Some(words) => E::Any(vec![whole, words]),
                None => whole,
            })
        }
        Kind::Clusters => {
            let units = forms::units(piece);
            match units.as_slice() {
                [] => None,
                [only] => Some(E::word(only, true)),
                _ => E::phrase(&neighbours(&units)),
            }
        }
    }
}

/// Whether a word may be the first part of a compound.
fn may_go_on(main: &str, languages: &[Language]) -> bool {
    main.chars().count() >= 5
        && languages.iter().any(|language| compound::joins_words(language.tag))
}

/// The languages a word may belong to: those asked for in its script, and the usual one.
fn tags(piece: &Piece<'_>, languages: &[Language]) -> Vec<&'static str> {
    let script = forms::script(piece.text);
    let mut tags: Vec<&'static str> = languages
        .iter()
        .filter(|language| language.script == script)
        .map(|language| language.tag)
        .collect();
    let usual = forms::usual(script);
    if !usual.is_empty() && !tags.contains(&usual) {
        tags.push(usual);
    }
    tags
}

fn neighbours(units: &[String]) -> Vec<String> {
    units.windows(2).map(<[String]>::concat).collect()
}

/// A long run of Chinese or Japanese cut into likely words: they may stand apart in the text.
///
/// Most Chinese words have two characters, and Japanese changes its script between words.
fn likely_words(piece: &Piece<'_>) -> Option<Expression> {
    let text = lower(piece.text, false);
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    let mut words = Vec::new();
    for run in letters.chunk_by(|a, b| writing(*a) == writing(*b)) {
        let run: Vec<String> = run.iter().map(|c| super::fold(&c.to_string())).collect();
        match writing(letters_first(&run)) {
            Writing::Han => {
                words.extend(
                    run.chunks(2).map(|pair| Expression::word(pair.concat(), pair.len() == 1)),
                );
            }
            // A single syllable between characters is a particle or an ending.
            Writing::Kana if run.len() < 2 => {}
            Writing::Kana => words.extend(Expression::phrase(&neighbours(&run))),
        }
    }
    (words.len() > 1).then_some(Expression::All(words))
}

fn letters_first(run: &[String]) -> char {
    run.first().and_then(|unit| unit.chars().next()).unwrap_or(' ')
}

#[derive(PartialEq)]
enum Writing {
    Han,
    Kana,
}

fn writing(c: char) -> Writing {
    if matches!(c, '\u{3041}'..='\u{30FF}') { Writing::Kana } else { Writing::Han }
}

/// Finds in original texts the words that a query found, to highlight them.
///
/// One matcher serves all texts of a page: it remembers each word it has judged.
pub struct Matcher {
    languages: Vec<Language>,
    exact: HashSet<String>,
    beginnings: Vec<String>,
    starts: Starts,
    /// Whether a word may be found within a compound.
    within: bool,
    /// What was judged before, as it was written: texts repeat their words, and stems are dear.
    judged: RefCell<HashMap<String, bool>>,
}

impl Matcher {
    pub fn new(query: &str, languages: &[&str]) -> Matcher {
        let languages = known(languages);
        let mut exact = HashSet::new();
        let mut beginnings = Vec::new();
        for term in terms(query, &languages).iter().filter(|term| !term.excluded) {
            for (at, piece) in term.pieces.iter().enumerate() {
                match piece.kind {
                    Kind::Word | Kind::Hangul => {
                        let main = forms::main(piece);
                        let last = term.open && at + 1 == term.pieces.len();
                        let goes_on =
                            last || piece.kind == Kind::Hangul || may_go_on(&main, &languages);
                        if goes_on && main.len() > 1 {
                            beginnings.push(main.clone());
                        }
                        exact.insert(main);
                        for tag in tags(piece, &languages) {
                            forms::bent(piece, tag, &mut |form| _ = exact.insert(form));
                        }
                    }
                    Kind::Ideographs | Kind::Clusters => {
                        let units = forms::units(piece);
                        exact.extend(neighbours(&units));
                        if let [only] = units.as_slice() {
                            exact.insert(only.clone());
                        }
                    }
                }
            }
            exact.extend(forms::joined(&term.pieces));
        }
        let starts = Starts::of(exact.iter().chain(&beginnings));
        let within = languages.iter().any(|language| compound::joins_words(language.tag));
        Matcher { languages, exact, beginnings, starts, within, judged: RefCell::default() }
    }

    /// Where the text has a hit, in bytes, in order and without overlaps.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let text = &text[..text.floor_char_boundary(HIGHLIGHT_LIMIT)];
        let mut hits: Vec<Range<usize>> = Vec::new();
        if self.exact.is_empty() {
            return hits;
        }
        for chain in pieces::chains(&pieces::pieces(text)) {
            if forms::joined(chain).is_some_and(|joined| self.exact.contains(&joined)) {
                hits.extend(chain.first().zip(chain.last()).map(|(a, b)| a.start..b.end()));
                continue;
            }
            for piece in chain {
                match piece.kind {
                    Kind::Word | Kind::Hangul if self.is_known_hit(piece) => {
                        hits.push(piece.start..piece.end());
                    }
                    Kind::Word | Kind::Hangul => {}
                    Kind::Ideographs | Kind::Clusters => self.hits_in_run(piece, &mut hits),
                }
            }
        }
        hits
    }

    fn is_known_hit(&self, piece: &Piece<'_>) -> bool {
        if self.is_hopeless(piece) {
            return false;
        }
        if let Some(known) = self.judged.borrow().get(piece.text) {
            return *known;
        }
        let is_hit = self.is_hit(piece);
        let mut judged = self.judged.borrow_mut();
        if judged.len() < MEMORY_LIMIT {
            judged.insert(piece.text.to_owned(), is_hit);
        }
        is_hit
    }

    /// Whether a word can be ruled out by its letters alone. Only the last parts of compounds begin
    /// within a word, behind at least three other letters.
    fn is_hopeless(&self, piece: &Piece<'_>) -> bool {
        let word = piece.text.as_bytes();
        word.is_ascii()
            && !self.starts.may_begin(word)
            && !(self.within
                && word.len() >= 9
                && (3..word.len()).any(|at| self.starts.may_begin(&word[at..])))
    }

    fn is_hit(&self, piece: &Piece<'_>) -> bool {
        let main = forms::main(piece);
        if self.exact.contains(&main)
            || self.beginnings.iter().any(|beginning| main.starts_with(beginning.as_str()))
        {
            return true;
        }
        let mut hit = false;
        for tag in tags(piece, &self.languages) {
            let language = Language::of(tag);
            forms::further(piece, language, &mut |form| hit |= self.exact.contains(&form));
        }
        hit
    }

    fn hits_in_run(&self, piece: &Piece<'_>, hits: &mut Vec<Range<usize>>) {
        use unicode_segmentation::UnicodeSegmentation;
        let units: Vec<(usize, &str, String)> = piece
            .text
            .grapheme_indices(true)
            .map(|(at, unit)| (piece.start + at, unit, super::fold(unit)))
            .collect();
        let mut mark = |start: usize, end: usize| match hits.last_mut() {
            Some(last) if last.end >= start => last.end = last.end.max(end),
            _ => hits.push(start..end),
        };
        for (at, (start, unit, folded)) in units.iter().enumerate() {
            if self.exact.contains(folded) {
                mark(*start, start + unit.len());
            }
            if let Some((next, next_unit, next_folded)) = units.get(at + 1)
                && self.exact.contains(&format!("{folded}{next_folded}"))
            {
                mark(*start, next + next_unit.len());
            }
        }
    }
}

/// With which two letters a word must begin to be a form of what is looked for.
///
/// The stem of a word in ASCII keeps its first letter, and its second if that is a consonant: only
/// vowels are bent (`dying`, `die`) or left out (`oel`, `öl`).
struct Starts {
    /// For each first letter the second ones, a bit for each.
    seconds: [u32; 26],
    /// Whether digits, or single letters, are looked for.
    any: bool,
}

const VOWELS: u32 = letters(b"aeiouy");

const fn letters(of: &[u8]) -> u32 {
    let (mut bits, mut at) = (0, 0);
    while at < of.len() {
        bits |= 1 << (of[at] - b'a');
        at += 1;
    }
    bits
}

impl Starts {
    fn of(forms: impl Iterator<Item: AsRef<str>>) -> Self {
        let mut starts = Self { seconds: [0; 26], any: false };
        for form in forms {
            match *form.as_ref().as_bytes() {
                [first @ b'a'..=b'z', second @ b'a'..=b'z', ..] => {
                    starts.seconds[usize::from(first - b'a')] |= VOWELS | 1 << (second - b'a');
                }
                [first @ b'a'..=b'z', ..] => starts.seconds[usize::from(first - b'a')] = u32::MAX,
                [first, ..] if first.is_ascii() => starts.any = true,
                _ => {}
            }
        }
        starts
    }

    fn may_begin(&self, word: &[u8]) -> bool {
        let letter = |at: usize| {
            let letter = word.get(at)?.to_ascii_lowercase();
            letter.is_ascii_lowercase().then(|| letter - b'a')
        };
        let Some(first) = letter(0) else { return self.any };
        let seconds = self.seconds[usize::from(first)];
        seconds != 0 && letter(1).is_none_or(|second| seconds & (1 << second) != 0)
    }
}
