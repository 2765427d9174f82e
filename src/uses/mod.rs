//! Uses: quiet thanks, and what people tell of using a resource, instead of stars.
//!
//! Thanks are for whoever made a thing: they are told who thanks, everybody else sees a number. A
//! report says with whom a resource was used, how long it took and what worked, for whoever
//! wonders whether to use it too. What was used comes first among equally good matches of a search.

mod actions;
mod listen;
mod model;
mod pages;
mod panels;
mod store;

pub use self::{
    model::{Report, Told},
    store::{of_person, weight},
};
use crate::part::{Panel, Part, Place, Who};

/// The room of uses.
pub const PART: Part = Part {
    name: "uses",
    migrations: &[include_str!("../../migrations/uses/0001_uses.sql")],
    routes: pages::routes,
    gate: &[
        ("/r/{key}/thanks", Who::People),
        ("/k/{key}/thanks", Who::People),
        ("/r/{key}/used", Who::Readers),
        ("/r/{key}/used/new", Who::People),
        ("/r/{key}/used/{report}", Who::People),
        ("/r/{key}/used/{report}/withdraw", Who::People),
    ],
    words: &[
        ("en", include_str!("../../templates/uses/en.ftl")),
        ("de", include_str!("../../templates/uses/de.ftl")),
    ],
    listeners: &[listen::hear],
    panels: &[
        Panel { place: Place::Bar, show: panels::thanks },
        Panel { place: Place::Main, show: panels::used },
    ],
    ..Part::EMPTY
};
