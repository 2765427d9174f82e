//! The list of parts: the one place to add or leave out a feature.

use actix_web::web::ServiceConfig;

#[cfg(feature = "mbz")]
use crate::mbz;
use crate::{
    accounts, app, archive, care, collections, communities, discussion, jobs,
    jobs::{Kind, Kinds},
    moderation, notices,
    part::{Part, Who},
    passes, places, recommend, resources, search, site, timeline, topics, uses, web,
    web::Gate,
    words::{Messages, Words},
};

/// All parts, in the order in which they hear of what happens.
pub const PARTS: &[Part] = &[
    accounts::PART,
    communities::PART,
    resources::PART,
    collections::PART,
    discussion::PART,
    notices::PART,
    timeline::PART,
    uses::PART,
    care::PART,
    topics::PART,
    passes::PART,
    moderation::PART,
    places::PART,
    archive::PART,
    search::PART,
    recommend::PART,
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

/// Whose pages are read most. Addresses are tried one after another, each for some hundred
/// nanoseconds, so theirs come first.
const READ_MOST: &[&str] = &["search", "app", "resources", "collections", "timeline"];

/// Adds the addresses of all parts.
pub fn routes(routes: &mut ServiceConfig) {
    let is_read_most = |part: &&Part| READ_MOST.contains(&part.name);
    let first = READ_MOST.iter().flat_map(|name| PARTS.iter().filter(move |it| it.name == *name));
    let rest = PARTS.iter().filter(|part| !is_read_most(part));
    first.chain(rest).for_each(|part| (part.routes)(routes));
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
