//! Names that fit into addresses.

use super::analyse::fold;

/// The longest handle, in characters.
pub const HANDLE_LIMIT: usize = 30;

/// Whether a text is a handle: 2 to 30 of `a`–`z`, `0`–`9` and `_`, a letter first.
///
/// That is the common ground of Mastodon, Lemmy and `GoToSocial`, which all find people and groups by it.
pub fn is_handle(text: &str) -> bool {
    (2..=HANDLE_LIMIT).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A handle for a name in any script; always a valid one, but not always a free one.
pub fn handle(name: &str) -> String {
    let mut handle = words(name, '_');
    handle.truncate(HANDLE_LIMIT);
    let start = handle.find(|c: char| c.is_ascii_lowercase()).unwrap_or(handle.len());
    let handle = handle[start..].trim_end_matches('_');
    match handle.len() {
        0 => "person".to_owned(),
        1 => format!("{handle}_"),
        _ => handle.to_owned(),
    }
}

/// A title as part of an address or a file name: `a`–`z`, digits and hyphens, at most `max` of them; empty if
/// its script has no letters we can write in Latin ones.
pub fn slug(title: &str, max: usize) -> String {
    let mut slug = words(title, '-');
    if slug.len() > max {
        let cut = slug[..max].rfind('-').filter(|at| *at > max / 2).unwrap_or(max);
        slug.truncate(cut);
    }
    slug.trim_matches('-').to_owned()
}

fn words(text: &str, between: char) -> String {
    let text = &text[..text.floor_char_boundary(1000)];
    let mut words = String::new();
    for c in text.to_lowercase().chars() {
        let before = words.len();
        latin(c, &mut words);
        let written = words.split_off(before);
        for letter in written.chars() {
            if letter.is_ascii_alphanumeric() {
                words.push(letter);
            }
        }
        if words.len() == before && !is_silent(c) && !words.is_empty() && !words.ends_with(between)
        {
            words.push(between);
        }
    }
    words.trim_end_matches(between).to_owned()
}

fn is_silent(c: char) -> bool {
    "'’ʼьъعءא\u{5E2}".contains(c) || unicode_normalization::char::is_combining_mark(c)
}

/// One letter in Latin letters, as far as that goes letter by letter.
fn latin(c: char, written: &mut String) {
    if matches!(c, '\u{AC00}'..='\u{D7A3}') {
        return hangul(c, written);
    }
    match LATIN.iter().find(|(letters, _)| letters.contains(c)) {
        Some((_, latin)) => written.push_str(latin),
        None => written.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
    }
}

/// Letters of other scripts and how they are written in Latin ones.
const LATIN: &[(&str, &str)] = &[
    ("аαάاأإآىة", "a"),
    ("å", "aa"),
    ("ä", "ae"),
    ("бبב", "b"),
    ("ћ", "c"),
    ("чχچ", "ch"),
    ("дδدضד", "d"),
    ("ذ", "dh"),
    ("ђ", "dj"),
    ("џ", "dz"),
    ("еэёεέ", "e"),
    ("фφف", "f"),
    ("гґγگג", "g"),
    ("غ", "gh"),
    ("حهהח", "h"),
    ("иіηήιίϊΐ", "i"),
    ("јج", "j"),
    ("кκكکכךק", "k"),
    ("хخ", "kh"),
    ("лλلל", "l"),
    ("љ", "lj"),
    ("мμمמם", "m"),
    ("нνنנן", "n"),
    ("њ", "nj"),
    ("оοόωώ", "o"),
    ("öø", "oe"),
    ("пπپפף", "p"),
    ("ψ", "ps"),
    ("ق", "q"),
    ("рρرר", "r"),
    ("сσςسصס", "s"),
    ("шشש", "sh"),
    ("щ", "shch"),
    ("тτتطטת", "t"),
    ("θث", "th"),
    ("цצץ", "ts"),
    ("уў", "u"),
    ("ü", "ue"),
    ("вβו", "v"),
    ("و", "w"),
    ("ξ", "x"),
    ("йыυύϋΰيیי", "y"),
    ("я", "ya"),
    ("є", "ye"),
    ("ї", "yi"),
    ("ю", "yu"),
    ("зζزظז", "z"),
    ("жژ", "zh"),
];

/// A Korean syllable by the Revised Romanisation, sound changes between syllables left aside.
fn hangul(c: char, written: &mut String) {
    const FIRST: [&str; 19] = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t",
        "p", "h",
    ];
    const VOWEL: [&str; 21] = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo",
        "we", "wi", "yu", "eu", "ui", "i",
    ];
    const LAST: [&str; 28] = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p",
        "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
    ];
    let at = (u32::from(c) - 0xAC00) as usize;
    written.push_str(FIRST[at / 588]);
    written.push_str(VOWEL[at % 588 / 28]);
    written.push_str(LAST[at % 28]);
}
