//! Stems: Snowball's where it knows the language, otherwise a short list of endings.

use rust_stemmers::{Algorithm, Stemmer};

use super::fold::token;

/// Calls `found` with each stem of a word; `lower` is in lower case, the stems are folded.
pub fn stems(lower: &str, language: &str, found: &mut dyn FnMut(String)) {
    if lower.len() > 120 {
        return;
    }
    match language {
        "ar" => arabic(lower, found),
        "fa" | "ur" | "ps" => {
            found(without_ending(&token(lower), PERSIAN, 2).to_owned());
        }
        "he" | "yi" => hebrew(&token(lower), found),
        "hi" | "mr" | "ne" => found(without_ending(&token(lower), HINDI, 2).to_owned()),
        "ko" => found(without_ending(lower, KOREAN, 2).to_owned()),
        "pl" => found(fleeting(without_ending(&token(lower), POLISH, 3))),
        "cs" | "sk" => found(fleeting(without_ending(&token(lower), CZECH, 3))),
        "uk" | "be" => found(without_ending(&token(lower), UKRAINIAN, 3).to_owned()),
        "bg" | "mk" => found(without_ending(&token(lower), BULGARIAN, 3).to_owned()),
        "hr" | "bs" | "sl" => found(without_ending(&token(lower), CROATIAN, 3).to_owned()),
        "sr" => {
            found(without_ending(&token(lower), CROATIAN, 3).to_owned());
            found(without_ending(&token(lower), SERBIAN, 3).to_owned());
        }
        "ca" | "gl" | "oc" | "eo" => {
            found(without_ending(&token(lower), PLURALS, 3).to_owned());
        }
        // Snowball takes the double letter for one that grew with the ending.
        "en" if matches!(lower, "adding" | "added" | "adds" | "adder" | "adders") => {
            found("add".to_owned());
        }
        "pt" if lower.ends_with("ões") || lower.ends_with("ães") => {
            let single = format!("{}ão", &lower[..lower.len() - "ões".len()]);
            found(token(&Stemmer::create(Algorithm::Portuguese).stem(&single)));
        }
        _ => {
            if let Some(algorithm) = algorithm(language) {
                found(token(&Stemmer::create(algorithm).stem(lower)));
            }
        }
    }
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" | "az" => Algorithm::Turkish,
        _ => return None,
    })
}

/// Takes the first ending off that fits and leaves at least `least` characters.
fn without_ending<'a>(word: &'a str, endings: &[&str], least: usize) -> &'a str {
    for ending in endings {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().nth(least - 1).is_some()
        {
            return rest;
        }
    }
    word
}

/// Czech, Slovak and Polish lose a vowel when bent: `zlomek` but `zlomky`.
fn fleeting(stem: &str) -> String {
    match stem.strip_suffix("ek").or_else(|| stem.strip_suffix("ok")) {
        Some(rest) if rest.chars().nth(2).is_some() => format!("{rest}k"),
        _ => stem.to_owned(),
    }
}

/// Clitics before an Arabic word, longest first: and, so, in, as, for, and the article.
const ARABIC_PREFIXES: &[&str] = &[
    "وبال", "وكال", "فبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ب", "ل", "ف", "ك",
];
const ARABIC_ENDINGS: &[&str] = &["هما", "ات", "ين", "ون", "ان", "ها", "هم", "نا", "يه", "ه", "ي"];

fn arabic(lower: &str, found: &mut dyn FnMut(String)) {
    let word = token(lower);
    let mut bare = word.as_str();
    for prefix in ARABIC_PREFIXES {
        // A single letter before a short word is more often part of it.
        let least = if prefix.chars().count() == 1 { 4 } else { 3 };
        if let Some(rest) = word.strip_prefix(prefix)
            && rest.chars().nth(least - 1).is_some()
        {
            bare = rest;
            break;
        }
    }
    found(bare.to_owned());
    found(without_ending(bare, ARABIC_ENDINGS, 3).to_owned());
    found(token(&Stemmer::create(Algorithm::Arabic).stem(&word)));
}

/// Hebrew grows single letters (and, the, in, to, from, that, as) on the front of a word.
fn hebrew(word: &str, found: &mut dyn FnMut(String)) {
    let endings: &[&str] = &["יות", "ימ", "ות", "ה"];
    found(without_ending(word, endings, 2).to_owned());
    let mut bare = word;
    for _ in 0..2 {
        let Some(rest) = bare.strip_prefix(['ו', 'ה', 'ב', 'ל', 'מ', 'ש', 'כ']) else {
            break;
        };
        if rest.chars().nth(2).is_none() {
            break;
        }
        bare = rest;
        found(bare.to_owned());
        found(without_ending(bare, endings, 2).to_owned());
    }
}

const PERSIAN: &[&str] = &["هايي", "هاي", "ها", "ترين", "تر", "ات", "ان", "يں", "وں", "ي"];
const HINDI: &[&str] = &[
    "ियों",
    "ियां",
    "ाओं",
    "ाएं",
    "ुओं",
    "ुएं",
    "ओं",
    "एं",
    "ों",
    "ें",
    "ीं",
    "ां",
    "ो",
    "े",
    "ू",
    "ु",
    "ी",
    "ि",
    "ा",
];
const KOREAN: &[&str] = &[
    "에서는",
    "으로는",
    "에서",
    "으로",
    "부터",
    "까지",
    "에게",
    "한테",
    "들은",
    "들을",
    "들이",
    "들의",
    "하기",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "의",
    "로",
    "와",
    "과",
    "도",
    "만",
    "들",
];
const POLISH: &[&str] = &[
    "owaniem", "osciach", "osciami", "owania", "owanie", "oscia", "osci", "iami", "iach", "owie",
    "osc", "ami", "ach", "owi", "ego", "emu", "ymi", "imi", "ych", "ich", "ow", "om", "ej", "ie",
    "ia", "iu", "em", "ym", "im", "e", "a", "y", "i", "o", "u",
];
const CZECH: &[&str] = &[
    "ovanim", "ostech", "ovani", "ostmi", "ostem", "osti", "iach", "ost", "ach", "ich", "ych",
    "ech", "och", "emi", "ami", "ymi", "eho", "emu", "ove", "ovi", "ym", "um", "om", "am", "ov",
    "ou", "em", "mi", "y", "a", "e", "i", "u", "o",
];
const UKRAINIAN: &[&str] = &[
    "ування",
    "уванням",
    "ання",
    "анням",
    "ення",
    "енням",
    "ості",
    "істю",
    "ість",
    "ями",
    "ами",
    "ові",
    "еві",
    "ого",
    "ому",
    "ими",
    "іми",
    "ів",
    "їв",
    "ях",
    "ах",
    "ою",
    "ею",
    "єю",
    "ям",
    "ам",
    "ом",
    "ем",
    "ий",
    "ій",
    "ої",
    "их",
    "іх",
    "им",
    "а",
    "я",
    "и",
    "і",
    "ї",
    "у",
    "ю",
    "е",
    "є",
    "о",
    "ь",
    "й",
];
const BULGARIAN: &[&str] = &[
    "овете",
    "ията",
    "ите",
    "ата",
    "ята",
    "ове",
    "ия",
    "ът",
    "ят",
    "та",
    "то",
    "те",
    "а",
    "я",
    "и",
    "о",
    "е",
];
const CROATIAN: &[&str] = &[
    "ovima", "evima", "ama", "ima", "ova", "ove", "oga", "og", "eg", "om", "em", "im", "ih", "oj",
    "a", "e", "i", "o", "u",
];
const SERBIAN: &[&str] = &[
    "овима",
    "евима",
    "ама",
    "има",
    "ова",
    "ове",
    "ога",
    "ог",
    "ег",
    "ом",
    "ем",
    "им",
    "их",
    "ој",
    "а",
    "е",
    "и",
    "о",
    "у",
];
const PLURALS: &[&str] = &["oes", "ns", "es", "ojn", "oj", "s", "e", "a", "o"];
