//! The door of the wing: a course backup becomes resources in a collection, as one undoable piece.
//!
//! An import is looked into first ([`look`]): the archive is read once, and cleaned XML stays. Then
//! somebody chooses, and a job ([`run`]) reads the archive once more, keeps the files that are
//! wanted, and makes resources. When it is done the archive is gone; its cleaned form stays.

mod bank;
mod command;
mod content_bank;
mod jobs;
mod look;
mod make;
mod model;
mod pages;
mod pictures;
mod run;
pub(super) mod store;
mod take_in;
mod undo;

pub(super) use self::bank::category;
pub use self::run::section_name;

use crate::{
    db::Tx,
    error::Result,
    events::Event,
    jobs::Kind,
    mbz::export,
    part::{Part, Who},
};

/// The wing of course backups.
pub const PART: Part = Part {
    name: "mbz",
    migrations: &[
        include_str!("../../../migrations/mbz/0001_imports.sql"),
        include_str!("../../../migrations/mbz/0002_contents.sql"),
        include_str!("../../../migrations/mbz/0003_exports.sql"),
    ],
    routes: |routes| {
        pages::routes(routes);
        export::routes(routes);
    },
    gate: &[
        ("/import", Who::People),
        ("/import/{key}", Who::People),
        ("/import/{key}/progress", Who::People),
        ("/import/{key}/choose", Who::People),
        ("/import/{key}/describe", Who::People),
        ("/import/{key}/check", Who::People),
        ("/import/{key}/preview/{cmid}", Who::People),
        ("/import/{key}/run", Who::People),
        ("/import/{key}/cancel", Who::People),
        ("/import/{key}/undo", Who::People),
        ("/import/{key}/forget", Who::People),
        ("/k/{key}/moodle", Who::Readers),
        ("/k/{key}/moodle/file", Who::Readers),
        ("/r/{key}/moodle", Who::Readers),
        ("/r/{key}/moodle/file", Who::Readers),
        ("/moodle/{key}", Who::Readers),
        ("/moodle/{key}/progress", Who::Readers),
        ("/moodle/{key}/file", Who::Readers),
        ("/moodle/{key}/cancel", Who::Readers),
    ],
    words: &[
        ("en", include_str!("../../../templates/mbz/en.ftl")),
        ("de", include_str!("../../../templates/mbz/de.ftl")),
        ("en", include_str!("../../../templates/mbz/import.en.ftl")),
        ("de", include_str!("../../../templates/mbz/import.de.ftl")),
        ("en", include_str!("../../../templates/mbz/export.en.ftl")),
        ("de", include_str!("../../../templates/mbz/export.de.ftl")),
    ],
    jobs: &[
        Kind::of::<jobs::Look>(),
        Kind::of::<jobs::Run>(),
        Kind::of::<jobs::TakeIn>(),
        Kind::of::<jobs::Pictures>(),
        Kind::of::<export::Write>(),
        Kind::of::<export::Clear>(),
    ],
    listeners: &[hear],
    commands: &[command::COMMAND],
    keeps_file: store::keeps_file,
    offers: export::OFFERS,
    ..Part::EMPTY
};

/// What somebody brought goes with them, but for what shared work still needs to become a course.
fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}
