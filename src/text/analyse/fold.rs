//! Brings the spellings of one word together: case, accents, letter variants of many scripts.

use unicode_normalization::UnicodeNormalization;

/// A text without case, accents and letter variants, for comparing; blanks and punctuation stay.
///
/// `Brüche`, `bruche` and `BRUCHE` give the same; `ß` gives `ss`.
pub fn fold(text: &str) -> String {
    folded(&lower(text, false))
}

/// Compatibility forms replaced (NFKC), then lower case; `turkic` keeps the two letters i apart.
pub fn lower(text: &str, turkic: bool) -> String {
    if text.is_ascii() && !turkic {
        return text.to_ascii_lowercase();
    }
    let plain: String = text.nfkc().filter(|c| !is_joiner(*c)).collect();
    if turkic {
        plain.replace('I', "ı").replace('İ', "i").to_lowercase()
    } else {
        plain.to_lowercase()
    }
}

/// Folds what [`lower`] has made.
pub fn folded(lower: &str) -> String {
    if lower.is_ascii() {
        return lower.to_owned();
    }
    let mut plain = String::with_capacity(lower.len());
    let mut base = ' ';
    for c in lower.nfd() {
        if is_mark_to_drop(c, base) {
            continue;
        }
        if !is_mark(c) {
            base = c;
        }
        replace(c, &mut plain);
    }
    plain.nfc().collect()
}

/// A folded word with everything but letters, digits and the marks of its script left out.
pub fn token(lower: &str) -> String {
    let mut token = folded(lower);
    token.retain(|c| c.is_alphanumeric() || is_mark(c));
    token.truncate(token.floor_char_boundary(TOKEN_LIMIT));
    token
}

/// Longer words are cut, in bytes: they are addresses or noise.
const TOKEN_LIMIT: usize = 120;

/// Umlauts and their like written with two letters: `ü` as `ue`; `None` if there are none.
pub fn spelt_out(lower: &str) -> Option<String> {
    if !lower.contains(['ä', 'ö', 'ü', 'å', 'ø']) {
        return None;
    }
    let mut long = String::with_capacity(lower.len() + 4);
    for c in lower.chars() {
        match c {
            'ä' => long.push_str("ae"),
            'ö' | 'ø' => long.push_str("oe"),
            'ü' => long.push_str("ue"),
            'å' => long.push_str("aa"),
            c => long.push(c),
        }
    }
    Some(long)
}

/// The reverse for German: `brueche` as `brüche`, but `neue`, `bauer` and `quelle` are left.
pub fn spelt_short(lower: &str) -> Option<String> {
    if !lower.is_ascii() || !(lower.contains("ae") || lower.contains("oe") || lower.contains("ue"))
    {
        return None;
    }
    let letters = lower.as_bytes();
    let mut short = String::with_capacity(lower.len());
    let mut at = 0;
    while at < letters.len() {
        let vowel_before = at > 0 && matches!(letters[at - 1], b'a' | b'e' | b'o' | b'u' | b'q');
        let umlaut = match (letters[at], letters.get(at + 1)) {
            (b'a', Some(b'e')) => Some('ä'),
            (b'o', Some(b'e')) => Some('ö'),
            (b'u', Some(b'e')) => Some('ü'),
            _ => None,
        };
        if let Some(umlaut) = umlaut
            && !vowel_before
        {
            short.push(umlaut);
            at += 2;
        } else {
            short.push(char::from(letters[at]));
            at += 1;
        }
    }
    (short != lower).then_some(short)
}

pub fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}' | '\u{FEFF}' | '\u{640}')
}

fn is_mark(c: char) -> bool {
    c > '\u{2FF}' && unicode_normalization::char::is_combining_mark(c)
}

fn is_mark_to_drop(c: char, base: char) -> bool {
    match c {
        // й, ї and ў are letters of their own; ё is not told apart in writing, accents are for learners.
        '\u{300}'..='\u{36F}' if matches!(base, '\u{400}'..='\u{52F}') => {
            matches!(c, '\u{300}' | '\u{301}') || (c == '\u{308}' && base == 'е')
        }
        '\u{300}'..='\u{36F}'
        | '\u{483}'..='\u{487}'
        | '\u{591}'..='\u{5BD}'
        | '\u{5BF}'..='\u{5C7}'
        | '\u{610}'..='\u{61A}'
        | '\u{64B}'..='\u{65F}'
        | '\u{670}'
        | '\u{6D6}'..='\u{6ED}'
        // Dots below that Indic scripts often leave out.
        | '\u{93C}' | '\u{9BC}' | '\u{A3C}' | '\u{ABC}' | '\u{B3C}' => true,
        _ => is_joiner(c),
    }
}

fn replace(c: char, plain: &mut String) {
    let one = match c {
        'ß' => return plain.push_str("ss"),
        'æ' => return plain.push_str("ae"),
        'œ' => return plain.push_str("oe"),
        'þ' => return plain.push_str("th"),
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        'ŋ' => 'n',
        'ŧ' => 't',
        'ə' => 'e',
        'ς' => 'σ',
        'ґ' => 'г',
        // Alef, ya and ta marbuta are written in several ways; Persian and Urdu have letters of their own for some.
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ے' | 'ۓ' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۂ' => 'ه',
        'ک' => 'ك',
        // Hebrew letters at the end of a word.
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        // Candrabindu and anusvara are used for one another.
        '\u{901}' => '\u{902}',
        // Katakana as hiragana.
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => digit(c).unwrap_or(c),
    };
    plain.push(one);
}

/// Digits of other scripts as ASCII digits.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{966}'..='\u{96F}' => 0x966,
        '\u{9E6}'..='\u{9EF}' => 0x9E6,
        '\u{E50}'..='\u{E59}' => 0xE50,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}
