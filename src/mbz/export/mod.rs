//! The way out: a collection, some of it, or one resource becomes a course that others can run.
//!
//! What may be seen is read in one transaction ([`gather`]); the trees of the imports it came from are
//! opened, and a plan of the course is made ([`build`]); a writer makes an archive of the plan.
//! [`crate::mbz::write`] writes Moodle backups. A writer of another kind takes the same plan.
//!
//! What came from a backup goes back as it came, under the title it has here. A link or a file that was
//! replaced here since, an activity whose import was undone, and one of a kind that Moodle itself does
//! not have, leave as they are shown here. Right answers leave only with those who may see them: a
//! category of questions then goes into the bank of the new course, and is a page for others.
//!
//! A small file is written while somebody waits for it, a large one by a job ([`making`]): whoever
//! asks has a ticket ([`store`]) that shows how far it is, and fetches it for a day.

mod build;
mod command;
mod contents;
mod gather;
mod made;
mod making;
mod order;
mod origin;
mod pages;
mod queue;
mod store;
mod tree;
mod zips;

pub use self::{
    build::{Exported, export},
    command::{Wanted, run as run_command},
    gather::{Choice, Gathered, Remark, collection, resource},
    making::Write,
    pages::routes,
    queue::Clear,
    zips::{Shape, Zipped, zip},
};
use crate::part::{Offer, With};

/// The buttons on the pages of collections and resources.
pub const OFFERS: &[Offer] = &[
    Offer { with: With::Collection, path: "moodle", key: "export-do", icon: "download" },
    Offer { with: With::Resource, path: "moodle", key: "export-do-one", icon: "course" },
];
