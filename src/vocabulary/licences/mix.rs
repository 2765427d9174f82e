//! What the licences of several works say when those works come together.

use super::{Family, Licence, of};

/// A summary for a collection of works under these licences.
///
/// Putting works side by side is allowed if each may be shared. Only who melts them into one new work needs
/// a licence that satisfies all of them: that is [`Mix::remix`].
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mix {
    /// Short names of licences that are not open: no changes, no commerce, or nothing allowed at all.
    pub not_open: Vec<String>,
    /// Short names of licences under which nothing may be passed on.
    pub not_shareable: Vec<String>,
    /// Pairs of short names that cannot be melted into one work.
    pub conflicts: Vec<(String, String)>,
    /// The licence that one new work made of all can carry.
    pub remix: Option<&'static Licence>,
}

impl Mix {
    /// Whether everybody may use, change and share everything for any purpose.
    pub fn all_open(&self) -> bool {
        self.not_open.is_empty()
    }
}

/// Sums up the licences of a collection.
pub fn compatible(licences: &[&Licence]) -> Mix {
    let mut different: Vec<&Licence> = Vec::new();
    for licence in licences {
        if !different.iter().any(|known| known.uri == licence.uri) {
            different.push(licence);
        }
    }
    let mut mix = Mix::default();
    for licence in &different {
        if !licence.open {
            mix.not_open.push(licence.short.clone());
        }
        if !licence.may_be_shared() {
            mix.not_shareable.push(licence.short.clone());
        }
    }
    for (at, a) in different.iter().enumerate() {
        for b in &different[at + 1..] {
            if conflict(a, b) {
                mix.conflicts.push((a.short.clone(), b.short.clone()));
            }
        }
    }
    let all_adaptable = different.iter().all(|licence| licence.may_be_adapted());
    if !different.is_empty() && all_adaptable && mix.conflicts.is_empty() {
        mix.remix = Some(remix(&different));
    }
    mix
}

/// Whether two works that may both be changed cannot become one.
fn conflict(a: &Licence, b: &Licence) -> bool {
    if !a.may_be_adapted() || !b.may_be_adapted() {
        return true;
    }
    let is_noncommercial = |one: &Licence| matches!(one.family, Family::ByNc | Family::ByNcSa);
    let is_alike = |one: &Licence| matches!(one.family, Family::BySa | Family::ByNcSa);
    // Share-alike for all purposes cannot take in what is for some purposes only.
    let purposes = (a.family == Family::BySa && is_noncommercial(b))
        || (b.family == Family::BySa && is_noncommercial(a));
    // Version 1.0 knows no later versions of itself.
    let versions = is_alike(a)
        && is_alike(b)
        && a.version != b.version
        && (a.version == "1.0" || b.version == "1.0");
    purposes || versions
}

fn remix(licences: &[&Licence]) -> &'static Licence {
    let has = |family| licences.iter().any(|licence| licence.family == family);
    let family = if has(Family::BySa) {
        Family::BySa
    } else if has(Family::ByNcSa) {
        Family::ByNcSa
    } else if has(Family::ByNc) {
        Family::ByNc
    } else if has(Family::By) {
        Family::By
    } else {
        Family::Zero
    };
    let oldest_alike = licences.iter().find(|licence| licence.family == family);
    if let Some(first) = oldest_alike
        && first.version == "1.0"
        && matches!(family, Family::BySa | Family::ByNcSa)
        && let Some(same) = super::licences().iter().find(|one| one.uri == first.uri)
    {
        return same;
    }
    of(family)
}
