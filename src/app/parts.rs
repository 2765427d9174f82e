//! The list of parts: the one place to add or leave out a feature.

#[cfg(feature = "mbz")]
use crate::mbz;
use crate::{
    accounts, app, collections, communities, jobs,
    jobs::{Kind, Kinds},
    moderation, notices,
    part::{Part, Who},
    passes, resources, search, site, web,
    web::Gate,
    words::{Messages, Words},
};

/// All parts, in the order in which they hear of what happens.
pub const PARTS: &[Part] = &[
    accounts::PART,
    communities::PART,
    resources::PART,
    collections::PART,
    notices::PART,
    passes::PART,
    moderation::PART,
    search::PART,
    #[cfg(feature = "mbz")]
    mbz::import::PART,
    app::PART,
];

/// What stands below the parts and has tables too.
const FLOORS: &[(&str, &[&str])] = &[("jobs", jobs::MIGRATIONS), ("site", site::MIGRATIONS)];

/// The steps of the database, floor by floor and part by part.
pub fn migrations() -> Vec<(&'static str, &'static [&'static str])> {
    FLOORS.iter().copied().chain(PARTS.iter().map(|part| (part.name, part.migrations))).collect()
}

/// The words of all parts.
pub fn words() -> Result<Words, String> {
    let messages = web::WORDS.iter().chain(PARTS.iter().flat_map(|part| part.words));
    Words::new(messages.copied().collect::<Vec<Messages>>())
}

/// Who may come to which address.
pub fn gate() -> Gate {
    let own = [("/static/{name:.*}", Who::Anybody), ("/healthz", Who::Anybody)];
    Gate::new(own.into_iter().chain(PARTS.iter().flat_map(|part| part.gate.iter().copied())))
}

/// All kinds of jobs.
pub fn kinds() -> Kinds {
    let kinds: Vec<Kind> = PARTS.iter().flat_map(|part| part.jobs.iter().copied()).collect();
    Kinds::new(kinds)
}
