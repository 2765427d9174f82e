//! Notices: what a person is told because it concerns them.
//!
//! Whatever concerns somebody becomes a row that they find on a page of their own and, if they
//! wish, in one letter a day or a week.

mod actions;
mod company;
mod letters;
mod listen;
mod model;
mod pages;
mod store;

pub use self::{
    model::{Letters, Notice},
    store::{list, tell},
};
use crate::{
    jobs::Kind,
    part::{Part, Who},
};

/// The room of notices.
pub const PART: Part = Part {
    name: "notices",
    migrations: &[include_str!("../../migrations/notices/0001_notices.sql")],
    routes: pages::routes,
    gate: &[
        ("/notices", Who::People),
        ("/notices/seen", Who::People),
        ("/notices/{notice}/open", Who::People),
        ("/notices/unsubscribe/{secret}", Who::Anybody),
        ("/settings/notices", Who::People),
    ],
    words: &[
        ("en", include_str!("../../templates/notices/en.ftl")),
        ("de", include_str!("../../templates/notices/de.ftl")),
    ],
    jobs: &[Kind::of::<letters::PostDue>(), Kind::of::<letters::Post>()],
    listeners: &[listen::hear],
    ..Part::EMPTY
};
