//! Link care: whether the addresses of shared links still answer, and who mends those that do not.
//!
//! Each link is asked once a week, no server more than once in a second. Only what fails hard
//! twice, at least a day apart, counts as dead; a wall, a busy server or a slow one does not.

mod actions;
mod check;
mod listen;
mod model;
mod pages;
mod panels;
mod store;
#[cfg(test)]
mod tests;

use actix_web::web::ServiceConfig;
use rusqlite::Connection;

pub use self::{
    check::{Check, at_start},
    model::{Link, Reason, Standing, Step},
    store::{find, pulse},
};
use crate::{
    error::Result,
    jobs::Kind,
    part::{Finding, Panel, Part, Place, State, Who},
    web::Viewer,
};

/// The room of link care.
pub const PART: Part = Part {
    name: "care",
    migrations: &[include_str!("../../migrations/care/0001_care.sql")],
    routes,
    gate: &[
        ("/care", Who::People),
        ("/care/moved", Who::People),
        ("/care/{key}", Who::People),
        ("/care/{key}/works", Who::People),
        ("/care/{key}/moved", Who::People),
        ("/care/{key}/archive", Who::People),
        ("/admin/links", Who::Administrators),
    ],
    words: &[
        ("en", include_str!("../../templates/care/en.ftl")),
        ("de", include_str!("../../templates/care/de.ftl")),
    ],
    jobs: &[Kind::of::<Check>(), Kind::of::<check::Gather>()],
    listeners: &[listen::hear],
    panels: &[
        Panel { place: Place::Side, show: panels::beside_resource },
        Panel { place: Place::Main, show: panels::on_front_page },
    ],
    health,
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
}

fn health(conn: &Connection, _: &Viewer) -> Result<Vec<Finding>> {
    let dead = store::count_dead(conn)?;
    let (state, key, link) = match dead {
        0 => (State::Green, "check-links", "/admin/links"),
        _ => (State::Amber, "check-links-dead", "/care"),
    };
    Ok(vec![Finding { state, key, value: dead.to_string(), link: Some(link) }])
}
