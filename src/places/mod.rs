//! Places: the country and area that people and communities say they are in, if they say so.
//!
//! Never an address. Nobody is here who did not choose to be, and what is taken back is gone.

mod actions;
mod country;
mod pages;
mod panels;
mod store;

use actix_web::web::ServiceConfig;

pub use self::store::{Place as Region, of_community, of_person};
use crate::{
    db::Tx,
    error::Result,
    events::Event,
    part::{Panel, Part, Place, Who},
};

/// The room of places.
pub const PART: Part = Part {
    name: "places",
    migrations: &[include_str!("../../migrations/places/0001_places.sql")],
    routes,
    gate: &[
        ("/places", Who::Readers),
        ("/places/{country}", Who::Readers),
        ("/settings/place", Who::People),
        ("/c/{handle}/place", Who::People),
    ],
    words: &[
        ("en", include_str!("../../templates/places/en.ftl")),
        ("de", include_str!("../../templates/places/de.ftl")),
    ],
    listeners: &[hear],
    panels: &[Panel { place: Place::Side, show: panels::beside }],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
}

/// Whoever leaves is nowhere any more.
fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountErased { account } => store::remove(tx, "person", account.0),
        _ => Ok(()),
    }
}
