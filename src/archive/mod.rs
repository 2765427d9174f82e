//! Leaving with everything: all that is somebody's as one zip, and an account that goes.
//!
//! An archive is made by a job and kept for a week. Whoever deletes their account has two weeks to
//! think better of it; then what is personal is erased, and what they shared stays, is handed over
//! or is withdrawn, as they chose. An account that others closed goes the same way.

mod amb;
mod chapters;
mod idle;
mod leave;
mod make;
mod model;
mod pages;
mod panels;
mod store;

use actix_web::web::ServiceConfig;

pub use self::{
    amb::{collection as collection_as_amb, resource as resource_as_amb},
    chapters::{CHAPTERS, Chapter},
    idle::{Daily, at_start},
};
use crate::{
    jobs::Kind,
    part::{Panel, Part, Place, Who},
};

/// The room of archives.
pub const PART: Part = Part {
    name: "archive",
    migrations: &[include_str!("../../migrations/archive/0001_archive.sql")],
    routes,
    gate: &[
        ("/settings/archive", Who::People),
        ("/settings/archive/{name}.zip", Who::People),
        ("/settings/leave", Who::People),
        ("/settings/leave/undo", Who::People),
        ("/admin/leaving", Who::Administrators),
    ],
    words: &[
        ("en", include_str!("../../templates/archive/en.ftl")),
        ("de", include_str!("../../templates/archive/de.ftl")),
    ],
    jobs: &[Kind::of::<make::Make>(), Kind::of::<leave::Leave>(), Kind::of::<Daily>()],
    listeners: &[leave::hear],
    keeps_file: store::keeps_file,
    panels: &[Panel { place: Place::Top, show: panels::on_front_page }],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
}
