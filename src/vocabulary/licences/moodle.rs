//! How Moodle and MoodleNet name licences.

use super::{Family, Licence, VERSIONS, of};

/// A licence read from a name that may not tell its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumed {
    pub licence: &'static Licence,
    /// The name gave no version: it was taken from the documentation of the other program.
    pub version_assumed: bool,
}

/// The names of Moodle's licence manager without a version; with `-4.0` behind them since Moodle 4.
const NAMES: [(Family, &str); 6] = [
    (Family::By, "cc"),
    (Family::BySa, "cc-sa"),
    (Family::ByNc, "cc-nc"),
    (Family::ByNd, "cc-nd"),
    (Family::ByNcSa, "cc-nc-sa"),
    (Family::ByNcNd, "cc-nc-nd"),
];

/// The licence for a short name of Moodle's licence manager; a site's own names give `None`.
///
/// Names without a version meant 3.0. An empty value and `$@NULL@$` of backups count as unknown.
pub fn by_moodle_name(short: &str) -> Option<Assumed> {
    let short = short.trim();
    let plain = |family| Some(Assumed { licence: of(family), version_assumed: false });
    match short {
        "" | "unknown" | "$@NULL@$" => return plain(Family::Unknown),
        "allrightsreserved" => return plain(Family::AllRightsReserved),
        "public" => return plain(Family::PublicDomain),
        _ => {}
    }
    let version = VERSIONS
        .into_iter()
        .find(|version| short.strip_suffix(version).is_some_and(|name| name.ends_with('-')));
    let name = version.map_or(short, |version| &short[..short.len() - version.len() - 1]);
    let (family, _) = NAMES.iter().find(|(_, known)| *known == name)?;
    let wanted = version.unwrap_or("3.0");
    let licence = super::licences()
        .iter()
        .find(|licence| licence.family == *family && licence.version == wanted)?;
    Some(Assumed { licence, version_assumed: version.is_none() })
}

/// The short name of Moodle's licence manager (4.0 and later) that comes nearest.
///
/// Moodle has no CC0, no versions between 3.0 and 4.0, and no internal use: CC0 becomes `public`, older
/// versions the name without a version, internal use `allrightsreserved`.
pub fn to_moodle_name(licence: &Licence) -> String {
    match licence.family {
        Family::Zero | Family::PublicDomain => "public".to_owned(),
        Family::AllRightsReserved | Family::InternalUse => "allrightsreserved".to_owned(),
        Family::Unknown => "unknown".to_owned(),
        family => {
            let known = NAMES.iter().find(|(known, _)| *known == family);
            let name = known.map_or("unknown", |(_, name)| name);
            if licence.version == "4.0" { format!("{name}-4.0") } else { name.to_owned() }
        }
    }
}

/// The licence for a key of MoodleNet, which names no versions; 4.0 is assumed.
pub fn by_moodlenet_name(key: &str) -> Option<Assumed> {
    let family = match key.trim() {
        "cc-0" => Family::Zero,
        "cc-by" => Family::By,
        "cc-by-sa" => Family::BySa,
        "cc-by-nc" => Family::ByNc,
        "cc-by-nd" => Family::ByNd,
        "cc-by-nc-sa" => Family::ByNcSa,
        "cc-by-nc-nd" => Family::ByNcNd,
        "other-open" => Family::Unknown,
        "restricted-copyright" => Family::AllRightsReserved,
        _ => return None,
    };
    let version_assumed = !matches!(family, Family::Unknown | Family::AllRightsReserved);
    Some(Assumed { licence: of(family), version_assumed })
}
