//! Licences: Creative Commons in all versions, the public domain, and three ways of not being open.

mod attribution;
mod mix;
mod moodle;

use std::{borrow::Cow, sync::LazyLock};

pub use self::{
    attribution::{Attribution, attribution},
    mix::{Mix, compatible},
    moodle::{Assumed, by_moodle_name, by_moodlenet_name, to_moodle_name},
};
use super::is_german;

/// The address that stands for "all rights reserved".
pub const ALL_RIGHTS_RESERVED: &str = "urn:x-own:all-rights-reserved";
/// The address that stands for "nobody has said".
pub const UNKNOWN: &str = "urn:x-own:unknown";
/// The address that stands for "for use within this school only".
pub const INTERNAL_USE: &str = "urn:x-own:internal-use";

/// What a licence is, apart from its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    By,
    BySa,
    ByNc,
    ByNd,
    ByNcSa,
    ByNcNd,
    /// CC0: given to the public domain by its author.
    Zero,
    /// Public Domain Mark: known to be free of rights.
    PublicDomain,
    AllRightsReserved,
    InternalUse,
    Unknown,
}

/// What everybody may do, in the words of the Creative Commons Rights Expression Language (ccREL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    Reproduction,
    Distribution,
    DerivativeWorks,
}

/// What everybody must do (ccREL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Duty {
    Notice,
    Attribution,
    ShareAlike,
}

/// What nobody may do (ccREL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ban {
    CommercialUse,
}

/// A licence in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// The address by which it is known, with `https` and a slash at the end.
    pub uri: String,
    /// Its usual short name, such as `CC BY-SA 4.0`.
    pub short: String,
    pub family: Family,
    /// Such as `4.0`; empty for what is no licence of Creative Commons.
    pub version: &'static str,
    /// Upper-case code of the country a ported version is for, or `IGO`.
    pub jurisdiction: Option<String>,
    pub permits: &'static [Permission],
    pub requires: &'static [Duty],
    pub prohibits: &'static [Ban],
    /// Whether everybody may use, change and share it for any purpose (the Open Definition).
    pub open: bool,
}

/// What others may do with changed versions: the first question of the chooser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adaptations {
    Yes,
    /// Yes, if they share them under the same licence.
    ShareAlike,
    No,
}

const FAMILIES: [(Family, &str); 6] = [
    (Family::By, "by"),
    (Family::BySa, "by-sa"),
    (Family::ByNc, "by-nc"),
    (Family::ByNd, "by-nd"),
    (Family::ByNcSa, "by-nc-sa"),
    (Family::ByNcNd, "by-nc-nd"),
];

/// Newest first.
const VERSIONS: [&str; 5] = ["4.0", "3.0", "2.5", "2.0", "1.0"];

static LICENCES: LazyLock<Vec<Licence>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for version in VERSIONS {
        for (family, _) in FAMILIES {
            all.push(cc(family, version, None));
        }
    }
    for family in [
        Family::Zero,
        Family::PublicDomain,
        Family::AllRightsReserved,
        Family::InternalUse,
        Family::Unknown,
    ] {
        all.push(other(family));
    }
    all
});

/// All licences that are not for one country: 4.0 first, then older ones, then the public domain and the rest.
pub fn licences() -> &'static [Licence] {
    &LICENCES
}

/// The licence with this address; ported versions (`…/by/3.0/de/`) are recognised too.
///
/// `http`, `www`, a missing slash and `deed`, `legalcode` at the end make no difference.
pub fn licence(uri: &str) -> Option<Cow<'static, Licence>> {
    let uri = uri.trim();
    if let Some(known) = LICENCES.iter().find(|licence| licence.uri == uri) {
        return Some(Cow::Borrowed(known));
    }
    let uri = uri.to_ascii_lowercase();
    let path = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"))?;
    let path = path.strip_prefix("www.").unwrap_or(path).strip_prefix("creativecommons.org/")?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.last().is_some_and(|last| last.starts_with("deed") || last.starts_with("legalcode")) {
        parts.pop();
    }
    match parts.as_slice() {
        ["publicdomain", "zero", "1.0"] => Some(Cow::Borrowed(of(Family::Zero))),
        ["publicdomain", "mark", "1.0"] => Some(Cow::Borrowed(of(Family::PublicDomain))),
        ["licenses", code, version, rest @ ..] => {
            let code = if *code == "by-nd-nc" { "by-nc-nd" } else { code };
            let (family, _) = FAMILIES.iter().find(|(_, name)| *name == code)?;
            match rest {
                [] => {
                    let version = VERSIONS.iter().find(|known| *known == version)?;
                    LICENCES
                        .iter()
                        .find(|one| one.family == *family && one.version == *version)
                        .map(Cow::Borrowed)
                }
                [country] => ported(*family, version, country).map(Cow::Owned),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The newest licence that says what an author answers to the two questions of the chooser.
pub fn choose(adaptations: Adaptations, commercial: bool) -> &'static Licence {
    of(match (adaptations, commercial) {
        (Adaptations::Yes, true) => Family::By,
        (Adaptations::Yes, false) => Family::ByNc,
        (Adaptations::ShareAlike, true) => Family::BySa,
        (Adaptations::ShareAlike, false) => Family::ByNcSa,
        (Adaptations::No, true) => Family::ByNd,
        (Adaptations::No, false) => Family::ByNcNd,
    })
}

/// The newest version of a family.
pub fn of(family: Family) -> &'static Licence {
    // The table has every family.
    LICENCES.iter().find(|licence| licence.family == family).unwrap_or(&LICENCES[0])
}

impl Licence {
    /// The full name in English, or in German for German readers.
    pub fn title(&self, language: &str) -> String {
        let german = is_german(language);
        let name = self.family.name(german);
        if self.version.is_empty() || matches!(self.family, Family::Zero | Family::PublicDomain) {
            return name.to_owned();
        }
        let scope = match (self.jurisdiction.as_deref(), self.version) {
            (Some(country), _) => country,
            (None, "4.0") => "International",
            (None, "3.0") if german => "nicht portiert",
            (None, "3.0") => "Unported",
            (None, _) if german => "allgemein",
            (None, _) => "Generic",
        };
        format!("{name} {} {scope}", self.version)
    }

    /// The address of the summary for lay people in a language, where there is one.
    pub fn deed(&self, language: &str) -> Option<String> {
        if self.version.is_empty() {
            return None;
        }
        let language = if is_german(language) { "de" } else { "en" };
        Some(format!("{}deed.{language}", self.uri))
    }

    /// The identifier in the list of SPDX, which knows the versions for no country only.
    pub fn spdx(&self) -> Option<String> {
        match self.family {
            Family::Zero => Some("CC0-1.0".to_owned()),
            Family::PublicDomain => Some("CC-PDM-1.0".to_owned()),
            _ if self.version.is_empty() || self.jurisdiction.is_some() => None,
            _ => Some(self.short.replace(' ', "-")),
        }
    }

    /// Whether it lets others pass copies on at all.
    pub fn may_be_shared(&self) -> bool {
        self.permits.contains(&Permission::Distribution)
    }

    /// Whether it lets others change it and pass the change on.
    pub fn may_be_adapted(&self) -> bool {
        self.permits.contains(&Permission::DerivativeWorks)
    }

    /// Whether authors must be named.
    pub fn wants_names(&self) -> bool {
        self.requires.contains(&Duty::Attribution)
    }
}

impl Family {
    fn name(self, german: bool) -> &'static str {
        let (en, de) = match self {
            Family::By => ("Attribution", "Namensnennung"),
            Family::BySa => {
                ("Attribution-ShareAlike", "Namensnennung – Weitergabe unter gleichen Bedingungen")
            }
            Family::ByNc => ("Attribution-NonCommercial", "Namensnennung – Nicht kommerziell"),
            Family::ByNd => ("Attribution-NoDerivatives", "Namensnennung – Keine Bearbeitungen"),
            Family::ByNcSa => (
                "Attribution-NonCommercial-ShareAlike",
                "Namensnennung – Nicht kommerziell – Weitergabe unter gleichen Bedingungen",
            ),
            Family::ByNcNd => (
                "Attribution-NonCommercial-NoDerivatives",
                "Namensnennung – Nicht kommerziell – Keine Bearbeitungen",
            ),
            Family::Zero => ("CC0 1.0 Universal", "CC0 1.0 Universell"),
            Family::PublicDomain => {
                ("Public Domain Mark 1.0", "Gemeinfrei (Public Domain Mark 1.0)")
            }
            Family::AllRightsReserved => ("All rights reserved", "Alle Rechte vorbehalten"),
            Family::InternalUse => {
                ("For use within this school only", "Nur zur Verwendung in dieser Schule")
            }
            Family::Unknown => ("Licence unknown", "Lizenz unbekannt"),
        };
        if german { de } else { en }
    }

    fn terms(self) -> (&'static [Permission], &'static [Duty], &'static [Ban]) {
        const ALL: &[Permission] =
            &[Permission::Reproduction, Permission::Distribution, Permission::DerivativeWorks];
        const COPY: &[Permission] = &[Permission::Reproduction, Permission::Distribution];
        const BY: &[Duty] = &[Duty::Notice, Duty::Attribution];
        const SA: &[Duty] = &[Duty::Notice, Duty::Attribution, Duty::ShareAlike];
        match self {
            Family::By => (ALL, BY, &[]),
            Family::BySa => (ALL, SA, &[]),
            Family::ByNc => (ALL, BY, &[Ban::CommercialUse]),
            Family::ByNd => (COPY, BY, &[]),
            Family::ByNcSa => (ALL, SA, &[Ban::CommercialUse]),
            Family::ByNcNd => (COPY, BY, &[Ban::CommercialUse]),
            Family::Zero | Family::PublicDomain => (ALL, &[], &[]),
            Family::AllRightsReserved | Family::InternalUse | Family::Unknown => (&[], &[], &[]),
        }
    }
}

fn cc(family: Family, version: &'static str, country: Option<&str>) -> Licence {
    let code = FAMILIES.iter().find(|(known, _)| *known == family).map_or("by", |(_, code)| code);
    // The first version of this one alone had its parts the other way round.
    let path = if family == Family::ByNcNd && version == "1.0" { "by-nd-nc" } else { code };
    let mut uri = format!("https://creativecommons.org/licenses/{path}/{version}/");
    let mut short = format!("CC {} {version}", code.to_ascii_uppercase());
    if let Some(country) = country {
        uri.push_str(country);
        uri.push('/');
        short.push(' ');
        short.push_str(&country.to_ascii_uppercase());
    }
    licence_of(family, uri, short, version, country.map(str::to_ascii_uppercase))
}

/// Versions 2.0 to 3.0 were adapted to the law of some 60 countries; 2.1 exists in such versions only.
fn ported(family: Family, version: &str, country: &str) -> Option<Licence> {
    let version =
        ["3.0", "2.5", "2.1", "2.0", "1.0"].into_iter().find(|known| *known == version)?;
    let is_code = |code: &str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    (is_code(country) || matches!(country, "igo" | "scotland"))
        .then(|| cc(family, version, Some(country)))
}

fn other(family: Family) -> Licence {
    let (uri, short, version) = match family {
        Family::Zero => ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0", "1.0"),
        Family::PublicDomain => {
            ("https://creativecommons.org/publicdomain/mark/1.0/", "PDM 1.0", "1.0")
        }
        Family::AllRightsReserved => (ALL_RIGHTS_RESERVED, "All rights reserved", ""),
        Family::InternalUse => (INTERNAL_USE, "Internal use", ""),
        _ => (UNKNOWN, "Unknown", ""),
    };
    licence_of(family, uri.to_owned(), short.to_owned(), version, None)
}

fn licence_of(
    family: Family,
    uri: String,
    short: String,
    version: &'static str,
    jurisdiction: Option<String>,
) -> Licence {
    let (permits, requires, prohibits) = family.terms();
    let open = permits.contains(&Permission::DerivativeWorks) && prohibits.is_empty();
    Licence { uri, short, family, version, jurisdiction, permits, requires, prohibits, open }
}
