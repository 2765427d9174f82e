//! Levels of education: ISCED 2011, with what they mean at a school.

use super::pick;

/// One level of ISCED 2011.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// A digit from `0` to `9`.
    pub code: &'static str,
    en: (&'static str, &'static str),
    de: (&'static str, &'static str),
}

const LEVELS: [Level; 10] = [
    Level {
        code: "0",
        en: ("Early childhood education", "nursery and kindergarten, up to about 6 years"),
        de: ("Elementarbereich", "Krippe und Kindergarten, bis etwa 6 Jahre"),
    },
    Level {
        code: "1",
        en: ("Primary education", "about 6–10 years"),
        de: ("Primarbereich", "Grundschule, etwa 6–10 Jahre"),
    },
    Level {
        code: "2",
        en: ("Lower secondary education", "about 10–15 years"),
        de: ("Sekundarbereich I", "Klassen 5 bis 10, etwa 10–15 Jahre"),
    },
    Level {
        code: "3",
        en: ("Upper secondary education", "about 15–18 years, also vocational schools"),
        de: ("Sekundarbereich II", "Oberstufe und berufliche Schulen, etwa 15–18 Jahre"),
    },
    Level {
        code: "4",
        en: ("Post-secondary non-tertiary education", "after school, below university"),
        de: ("Postsekundarer nicht-tertiärer Bereich", "nach der Schule, vor dem Studium"),
    },
    Level {
        code: "5",
        en: ("Short-cycle tertiary education", "short professional courses of about two years"),
        de: ("Kurzes tertiäres Bildungsprogramm", "kurze Fachausbildung, etwa zwei Jahre"),
    },
    Level {
        code: "6",
        en: ("Bachelor’s or equivalent level", "first degree, also master craftsman"),
        de: ("Bachelor oder gleichwertig", "erster Studienabschluss, auch Meister"),
    },
    Level {
        code: "7",
        en: ("Master’s or equivalent level", "second degree"),
        de: ("Master oder gleichwertig", "zweiter Studienabschluss, auch Staatsexamen"),
    },
    Level {
        code: "8",
        en: ("Doctoral or equivalent level", "research for a doctorate"),
        de: ("Promotion", "Forschung für einen Doktorgrad"),
    },
    Level {
        code: "9",
        en: ("Not elsewhere classified", "anything else, such as evening classes"),
        de: ("Nicht andernorts klassifiziert", "alles andere, etwa Volkshochschulkurse"),
    },
];

/// All ten levels, lowest first.
pub fn levels() -> &'static [Level] {
    &LEVELS
}

/// The level with this code.
pub fn level(code: &str) -> Option<&'static Level> {
    LEVELS.iter().find(|level| level.code == code)
}

impl Level {
    /// The name in English, or in German for German readers.
    pub fn label(&self, language: &str) -> &'static str {
        pick(language, self.en.0, self.de.0)
    }

    /// What that means in plain words, such as the age of the pupils.
    pub fn hint(&self, language: &str) -> &'static str {
        pick(language, self.en.1, self.de.1)
    }

    /// The address in the KIM list of ISCED 2011.
    pub fn uri(&self) -> String {
        format!("https://w3id.org/kim/isced-2011/level{}", self.code)
    }

    /// The address in the list that the AMB profile asks for; it has no level 9.
    pub fn amb_uri(&self) -> Option<String> {
        (self.code != "9")
            .then(|| format!("https://w3id.org/kim/educationalLevel/level_{}", self.code))
    }
}

/// Accepts `3`, `ED3` (as MoodleNet writes it) and addresses ending in `level3` or `level_3`.
pub fn find(value: &str) -> Option<&'static Level> {
    let value = value.trim_end_matches('/');
    let code = match value.rsplit_once('/') {
        Some((scheme, code)) => {
            if !(scheme.contains("isced-2011") || scheme.contains("educationalLevel")) {
                return None;
            }
            code.strip_prefix("level_").or_else(|| code.strip_prefix("level"))?
        }
        None => value.strip_prefix("ED").unwrap_or(value),
    };
    level(code)
}
