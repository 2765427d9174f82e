//! Timelines: people follow what interests them, and see what happens there.
//!
//! What happens is written down once, as an *entry*, and put into the *streams* it belongs to: of
//! the person, the community, the collection, the subjects, the keywords. Whoever follows reads
//! their streams merged, so a follow costs one row and an entry a handful, however many follow.
//! Whether a reader may see what an entry is about is asked each time it is read.

mod actions;
mod follow_pages;
mod listen;
mod merge;
mod model;
mod pages;
mod panels;
mod reading;
mod store;
#[cfg(test)]
mod tests;

use actix_web::web::ServiceConfig;

pub use self::{
    actions::{follow, happened, unfollow},
    model::{Followed, Happening, Stream, Verb},
    store::{followed, followed_values, followers, follows, published_since, put_into, seed},
};
use crate::part::{Panel, Part, Place, Who};

/// The room of timelines.
pub const PART: Part = Part {
    name: "timeline",
    migrations: &[include_str!("../../migrations/timeline/0001_timeline.sql")],
    routes,
    gate: &[
        ("/timeline", Who::People),
        ("/timeline/site", Who::Readers),
        ("/timeline/entry/{entry}", Who::Readers),
        ("/c/{handle}/timeline", Who::Readers),
        ("/follow", Who::People),
        ("/unfollow", Who::People),
        ("/follows", Who::People),
        ("/follows/joining", Who::People),
    ],
    words: &[
        ("en", include_str!("../../templates/timeline/en.ftl")),
        ("de", include_str!("../../templates/timeline/de.ftl")),
    ],
    listeners: &[listen::hear],
    panels: &[Panel { place: Place::Bar, show: panels::bar }],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
    follow_pages::routes(routes);
}
