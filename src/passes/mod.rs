//! Passes: links with a secret, each of which shows one resource or collection to whoever has it.
//!
//! A pass opens drafts and private things, also on a closed site, but nothing besides: of a
//! collection, those resources that belong to whoever made the pass, or that strangers may read
//! anyway. It ends with a date, by hand, or with the account that made it.

mod actions;
mod model;
mod pages;
mod panel;
mod store;

pub use self::{
    actions::{end, make},
    model::Pass,
};
use crate::{
    db::Tx,
    error::Result,
    events::Event,
    part::{Panel, Part, Place, Who},
};

/// The room of passes.
pub const PART: Part = Part {
    name: "passes",
    migrations: &[include_str!("../../migrations/passes/0001_passes.sql")],
    routes: pages::routes,
    gate: &[
        ("/passes", Who::People),
        ("/passes/{pass}/end", Who::People),
        ("/s/{secret}", Who::Anybody),
        ("/s/{secret}/picture/{size}", Who::Anybody),
        ("/s/{secret}/r/{key}", Who::Anybody),
        ("/s/{secret}/r/{key}/dl/{name:.*}", Who::Anybody),
        ("/s/{secret}/r/{key}/picture/{size}", Who::Anybody),
    ],
    words: &[
        ("en", include_str!("../../templates/passes/en.ftl")),
        ("de", include_str!("../../templates/passes/de.ftl")),
    ],
    listeners: &[hear],
    panels: &[Panel { place: Place::Side, show: panel::show }],
    ..Part::EMPTY
};

/// Passes go with whoever made them.
fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}
