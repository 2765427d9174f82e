//! Recommendations: more like this, and whom and what to look at, each with its reason.
//!
//! All comes from what people and things say of themselves: subjects, levels, languages, keywords,
//! collections, and what somebody follows. Nothing is kept about what anybody looks at.

mod actions;
mod alike;
mod model;
mod pages;
mod panels;
mod store;
mod suggest;
#[cfg(test)]
mod tests;

use crate::{
    db::Tx,
    error::Result,
    events::Event,
    part::{Panel, Part, Place, Who},
};

/// The room of recommendations.
pub const PART: Part = Part {
    name: "recommend",
    migrations: &[include_str!("../../migrations/recommend/0001_recommend.sql")],
    routes: pages::routes,
    gate: &[("/suggestions/hide", Who::People), ("/suggestions/show", Who::People)],
    words: &[
        ("en", include_str!("../../templates/recommend/en.ftl")),
        ("de", include_str!("../../templates/recommend/de.ftl")),
    ],
    listeners: &[hear],
    panels: &[
        Panel { place: Place::Main, show: panels::alike },
        Panel { place: Place::Main, show: panels::suggestions },
    ],
    ..Part::EMPTY
};

/// Forgets what somebody hid who was erased, and that others hid them.
fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}
