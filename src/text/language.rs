//! Names of languages: reading tags, their direction, guessing one from a text, choosing one for a reader.

use whatlang::Lang;

/// The direction a script is written in, for the `dir` attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// The value of the HTML attribute `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }
}

/// A tag in the form of BCP 47, checked for its shape: `de_at` gives `de-AT`, `ZH-hant` gives `zh-Hant`.
///
/// Tags have at most 35 characters; Moodle's `_` is read as `-`. What only Moodle knows (`de_kids`) loses
/// the part that is no valid subtag.
pub fn normalise(tag: &str) -> Option<String> {
    let tag = tag.trim();
    if tag.len() > 35 || !tag.is_ascii() {
        return None;
    }
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next()?;
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut normal = current(&primary.to_ascii_lowercase()).to_owned();
    for (at, part) in parts.enumerate() {
        let is_alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
        let part = match part.len() {
            4 if at == 0 && is_alphabetic && is_script(part) => {
                format!("{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase())
            }
            2 if is_alphabetic => part.to_ascii_uppercase(),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => part.to_owned(),
            5..=8 if !is_alphabetic && part.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                part.to_ascii_lowercase()
            }
            _ => break,
        };
        normal.push('-');
        normal.push_str(&part);
    }
    Some(normal)
}

/// The language alone, without script and country: `de-AT` gives `de`.
pub fn primary(tag: &str) -> Option<String> {
    let mut tag = normalise(tag)?;
    tag.truncate(tag.find('-').unwrap_or(tag.len()));
    Some(tag)
}

/// Codes that were replaced, and three-letter codes where two letters exist.
fn current(primary: &str) -> &str {
    match primary {
        "ji" => "yi",
        "sh" => "sr",
        "ara" => "ar",
        "ben" => "bn",
        "ces" | "cze" => "cs",
        "cmn" | "zho" | "chi" => "zh",
        "dan" => "da",
        "deu" | "ger" => "de",
        "ell" | "gre" => "el",
        "eng" => "en",
        "fas" | "per" | "pes" => "fa",
        "fin" => "fi",
        "fra" | "fre" => "fr",
        "heb" | "iw" => "he",
        "hin" => "hi",
        "hun" => "hu",
        "ind" | "in" => "id",
        "ita" => "it",
        "jpn" => "ja",
        "kor" => "ko",
        "nld" | "dut" => "nl",
        "nor" => "no",
        "pol" => "pl",
        "por" => "pt",
        "ron" | "rum" | "mo" => "ro",
        "rus" => "ru",
        "slk" | "slo" => "sk",
        "spa" => "es",
        "swe" => "sv",
        "tur" => "tr",
        "ukr" => "uk",
        "urd" => "ur",
        "vie" => "vi",
        other => other,
    }
}

fn is_script(part: &str) -> bool {
    [
        "arab", "armn", "beng", "cyrl", "deva", "ethi", "geor", "grek", "gujr", "guru", "hang",
        "hans", "hant", "hebr", "jpan", "khmr", "knda", "kore", "laoo", "latn", "mlym", "mong",
        "mymr", "nkoo", "orya", "sinh", "syrc", "taml", "telu", "tfng", "thaa", "thai", "tibt",
    ]
    .contains(&part.to_ascii_lowercase().as_str())
}

/// The direction in which a language is written.
pub fn direction(tag: &str) -> Direction {
    let Some(tag) = normalise(tag) else { return Direction::LeftToRight };
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let rightward = match parts.next() {
        Some("Arab" | "Hebr" | "Thaa" | "Syrc" | "Nkoo") => true,
        Some(script) if script.len() == 4 => false,
        country => {
            matches!(
                primary,
                "ar" | "arc"
                    | "ckb"
                    | "dv"
                    | "fa"
                    | "he"
                    | "nqo"
                    | "ps"
                    | "sd"
                    | "syr"
                    | "ug"
                    | "ur"
                    | "yi"
            ) || (primary == "pa" && country == Some("PK"))
        }
    };
    if rightward { Direction::RightToLeft } else { Direction::LeftToRight }
}

/// The language a text seems to be in, by its ISO 639-1 code (a few have only a three-letter code),
/// with a confidence from 0 to 1. Ask its author below 0.8.
pub fn guess(text: &str) -> Option<(&'static str, f64)> {
    let sample = &text[..text.floor_char_boundary(4000)];
    let found = whatlang::detect(sample)?;
    let confidence =
        if found.is_reliable() { found.confidence() } else { found.confidence().min(0.7) };
    Some((two_letters(found.lang()), confidence))
}

fn two_letters(language: Lang) -> &'static str {
    match language {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        Lang::Cym => "cy",
    }
}

/// The best of `available` for an Accept-Language header (RFC 9110 12.5.4), or `None` if none is wanted.
pub fn choose<'a>(accept_language: &str, available: &[&'a str]) -> Option<&'a str> {
    let mut wishes: Vec<(u16, String)> = Vec::new();
    for wish in accept_language.split(',').take(30) {
        let mut parts = wish.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let quality = parts
            .find_map(|part| part.trim().strip_prefix("q=").map(str::trim))
            .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a quality lies between 0 and 1"
        )]
        let quality = (quality.clamp(0.0, 1.0) * 1000.0) as u16;
        let tag = if tag == "*" { Some("*".to_owned()) } else { normalise(tag) };
        if let Some(tag) = tag
            && quality > 0
        {
            wishes.push((quality, tag));
        }
    }
    wishes.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    wishes.iter().find_map(|(_, wish)| {
        if wish == "*" {
            return available.first().copied();
        }
        available
            .iter()
            .find(|tag| tag.eq_ignore_ascii_case(wish))
            .or_else(|| available.iter().find(|tag| primary(tag) == primary(wish)))
            .copied()
    })
}
