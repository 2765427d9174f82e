//! Topics: what a resource is about, by things that have names in many languages.
//!
//! A topic is one of Wikidata's items, or one of the embedded list that no item is known for. Who
//! searches in one language finds what was tagged in another. Translations of a resource are linked
//! to each other here, too, and a guessed language is confirmed.

mod actions;
mod language;
mod lookup;
mod model;
mod pages;
mod panels;
mod school;
mod store;
#[cfg(test)]
mod tests;
mod translations;

use actix_web::web::ServiceConfig;

pub use self::{
    actions::{add, remove},
    model::Topic,
    store::{find, names_of, of_resource},
    translations::of as translations_of,
};
use crate::{
    db::Tx,
    error::Result,
    events::Event,
    part::{Panel, Part, Place, Who},
};

/// The room of topics.
pub const PART: Part = Part {
    name: "topics",
    migrations: &[include_str!("../../migrations/topics/0001_topics.sql")],
    routes,
    gate: &[
        ("/topics", Who::Readers),
        ("/topics/{topic}", Who::Readers),
        ("/r/{key}/topics", Who::People),
        ("/r/{key}/topics/{topic}/remove", Who::People),
        ("/r/{key}/translations", Who::Readers),
        ("/r/{key}/translations/remove", Who::People),
        ("/r/{key}/language", Who::People),
        ("/admin/topics", Who::Administrators),
    ],
    words: &[
        ("en", include_str!("../../templates/topics/en.ftl")),
        ("de", include_str!("../../templates/topics/de.ftl")),
    ],
    listeners: &[hear],
    panels: &[
        Panel { place: Place::Top, show: panels::language },
        Panel { place: Place::Main, show: panels::topics },
        Panel { place: Place::Side, show: panels::translations },
    ],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
    translations::routes(routes);
    language::routes(routes);
}

/// What is removed without a trace is counted no more.
fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourceErased { resource } => store::remove_all(tx, *resource),
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}
