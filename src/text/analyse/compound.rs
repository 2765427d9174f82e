//! Finds the last parts of long compound words, so that `unterricht` finds `Mathematikunterricht`.

/// The plausible tails of a compound, most of at least five letters; `lower` is in lower case.
///
/// No dictionary is used: a part of a Germanic compound begins where a word could begin and where
/// what stands before could be a word's end. About two tails a long word come out, not all of them
/// words; those that are not are never searched for.
pub fn tails<'a>(lower: &'a str, language: &str) -> Vec<&'a str> {
    let letters: Vec<(usize, char)> = lower.char_indices().collect();
    if letters.len() < 9 || letters.len() > 60 || !joins_words(language) {
        return Vec::new();
    }
    let finnic = matches!(language, "fi" | "et" | "hu");
    let mut tails = Vec::new();
    for at in 3..=letters.len() - 4 {
        let (head, tail) = lower.split_at(letters[at].0);
        let begins = if at + 4 == letters.len() {
            SHORT_ENDS.contains(&tail)
        } else if finnic {
            FINNIC_PARTS.iter().any(|part| tail.starts_with(part))
        } else {
            germanic_boundary(head, tail)
        };
        if begins {
            tails.push(tail);
        }
    }
    tails.split_off(tails.len().saturating_sub(8))
}

/// Whether a language writes compounds as one word.
pub fn joins_words(language: &str) -> bool {
    matches!(
        language,
        "de" | "nl" | "sv" | "da" | "nb" | "nn" | "no" | "is" | "fi" | "et" | "hu" | "fy" | "lb"
    )
}

fn germanic_boundary(head: &str, tail: &str) -> bool {
    let mut ends = head.chars().rev();
    let (Some(before), Some(second)) = (ends.next(), ends.next()) else { return false };
    if !head.contains(is_vowel) || PREFIXES.contains(&head) || !may_end_a_word(second, before) {
        return false;
    }
    if tail.starts_with(is_vowel) {
        return (before == 'e' || !is_vowel(before))
            && VOWEL_BEGINNINGS.iter().any(|part| tail.starts_with(part));
    }
    let onset = &tail[..tail.find(is_vowel).unwrap_or(tail.len())];
    let digraph = tail.starts_with('h') && (matches!(before, 'c' | 'p') || head.ends_with("at"));
    if digraph || !ONSETS.contains(&onset) {
        return false;
    }
    let rest = &tail[onset.len()..];
    if SUFFIXES.iter().any(|suffix| tail.starts_with(suffix))
        || BARE_ENDINGS.contains(&rest)
        || rest.starts_with("ier")
    {
        return false;
    }
    if is_vowel(before) {
        // Inside a word most syllables end in a vowel, so only known first parts count here.
        return VOWEL_ENDINGS.iter().any(|part| head.ends_with(part));
    }
    true
}

/// Two consonants at a word's end fall in sonority: `nd` and `rt`, but neither `tr` nor `sb`.
fn may_end_a_word(second: char, last: char) -> bool {
    let rises = matches!(last, 'r' | 'l' | 'm' | 'n' | 'b' | 'd' | 'g' | 'j' | 'v' | 'w');
    is_vowel(second) || second == last || !rises || matches!(second, 'r' | 'l' | 'm' | 'n' | 'h')
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'å' | 'ø' | 'æ' | 'é')
}

/// Last parts of four letters, too short to be guessed.
const SHORT_ENDS: &[&str] = &[
    "bild", "brev", "buch", "boek", "film", "fest", "heft", "hjul", "kurs", "lied", "plan", "quiz",
    "spel", "taal", "test", "text", "tier", "wahl", "welt", "werk", "wort", "zeit", "lapp", "lära",
    "kort", "haus", "zahl", "satz",
];

/// How words of Germanic languages begin before their first vowel.
const ONSETS: &[&str] = &[
    "b", "bl", "br", "d", "dr", "f", "fl", "fr", "g", "gl", "gn", "gr", "h", "j", "k", "kl", "kn",
    "kr", "l", "m", "n", "p", "pf", "pfl", "ph", "phr", "pl", "pr", "ps", "q", "r", "s", "sch",
    "schl", "schm", "schn", "schr", "schw", "sk", "skr", "sl", "sm", "sn", "sp", "spr", "st",
    "str", "sv", "t", "th", "tr", "v", "w", "z", "zw", "chr",
];

/// What stands before verbs and makes no compound.
const PREFIXES: &[&str] = &[
    "ent", "ver", "zer", "emp", "miss", "aus", "auf", "ein", "vor", "mit", "bei", "beige", "ausge",
    "aufge", "einge", "vorge", "abge", "ange", "unter", "wider", "wieder", "hinter", "über",
    "durch", "dif", "kon", "kom", "int", "inter", "för", "ont", "und", "mitein",
];

/// What stands behind a word and makes no compound.
const SUFFIXES: &[&str] =
    &["keit", "heit", "lich", "schaft", "tion", "sche", "bar", "sam", "ling", "lös", "het", "heid"];

/// What follows the first consonants of a syllable that is only an ending.
const BARE_ENDINGS: &[&str] = &[
    "ung", "ungen", "erin", "erinnen", "innen", "ischen", "ische", "ation", "ationen", "enden",
    "ende", "ernde", "ieren", "igen", "igkeit", "eren", "erne", "ingen", "ingar", "elsen", "ere",
    "eren", "eten", "aden", "ender", "endes", "iges", "iger", "ige", "este", "esten", "erem",
    "erer", "eres", "itten", "ängen",
];

/// Parts that begin with a vowel; others would only be found inside words.
const VOWEL_BEGINNINGS: &[&str] = &[
    "abend",
    "abitur",
    "absch",
    "alltag",
    "alter",
    "analys",
    "anfang",
    "anleit",
    "anwend",
    "arbeit",
    "arbej",
    "arbet",
    "artikel",
    "atlas",
    "aufgab",
    "aufsatz",
    "ausbild",
    "auswert",
    "auto",
    "einf",
    "einheit",
    "element",
    "englisch",
    "entwick",
    "ereignis",
    "erklär",
    "ernähr",
    "erzieh",
    "ethik",
    "experiment",
    "idee",
    "index",
    "info",
    "instru",
    "oefening",
    "opgave",
    "opgaver",
    "ordnung",
    "onderwijs",
    "uitleg",
    "uke",
    "umwelt",
    "undervis",
    "unterricht",
    "untersuch",
    "uppgift",
    "urkunde",
    "über",
    "übung",
    "öffn",
    "övning",
    "öving",
    "øving",
    "øvelse",
    "ämne",
];

/// First parts that end in a vowel.
const VOWEL_ENDINGS: &[&str] = &[
    "mathe",
    "bio",
    "foto",
    "photo",
    "video",
    "auto",
    "geo",
    "info",
    "radio",
    "kino",
    "euro",
    "thema",
    "drama",
    "klima",
    "chemie",
    "energie",
    "geometrie",
    "biologie",
    "geografie",
    "geographie",
    "ökologie",
    "technologie",
    "theorie",
    "familie",
    "batterie",
    "kopie",
    "skole",
    "reise",
    "lese",
    "sprache",
    "schule",
    "klasse",
    "gruppe",
    "tage",
    "hunde",
    "pferde",
    "werte",
    "lehre",
    "spiele",
    "kultur",
    "natur",
    "firma",
    "medie",
    "see",
    "schnee",
    "tee",
    "idee",
    "blei",
    "bau",
    "frei",
    "drei",
    "zwei",
    "neu",
    "frau",
    "ei",
];

/// Parts that stand at the end of Finnish, Estonian and Hungarian school words.
const FINNIC_PARTS: &[&str] = &[
    "opetu",
    "oppi",
    "oppaa",
    "opiskel",
    "tehtäv",
    "kirja",
    "koulu",
    "kiele",
    "kieli",
    "lasku",
    "kurssi",
    "historia",
    "tiede",
    "tietei",
    "tieto",
    "tiedo",
    "taito",
    "taido",
    "harjoitu",
    "materiaali",
    "suunnitel",
    "raamat",
    "ülesan",
    "õpetus",
    "keele",
    "õpik",
    "tanítás",
    "tankönyv",
    "könyv",
    "feladat",
    "oktatás",
    "tanulás",
    "gyakorl",
    "nyelv",
    "történet",
    "munka",
    "füzet",
    "lap",
    "óra",
    "tudomány",
];
