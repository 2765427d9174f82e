//! The pure reader of Moodle course backups: bytes in, values and safe HTML out.
//!
//! [`unpack`] passes once over an archive and leaves a small tree of cleaned XML behind, without
//! personal data; [`Course::open`] makes an inventory of that tree; [`Course::activity`] reads one
//! activity; [`Course::render`] makes it readable here. Nothing in this wing knows the database, the
//! network or the site, and no path from an archive ever reaches a disk. The fuzzers (`tests/fuzz`)
//! compile it by itself, without the three modules that do.

mod activity;
mod availability;
mod bank;
mod broken;
mod container;
mod course;
#[cfg(not(fuzzing))]
pub mod export;
mod files;
mod fingerprint;
mod html;
#[cfg(not(fuzzing))]
pub mod import;
mod inventory;
mod limits;
mod links;
mod members;
mod one;
#[cfg(not(fuzzing))]
pub mod outline;
mod packages;
mod personal;
mod php;
mod questions;
mod render;
mod strip;
mod text;
mod unpack;
mod words;
pub mod write;
mod xml;

#[cfg(test)]
mod tests;

pub use activity::{
    Activity, Assign, Chapter, Content, Criterion, Entry, Field, Item, LessonAnswer, LessonPage,
    Pick, Quiz, Record, Rich, Slot,
};
pub use bank::{Form, NoPictures, Pictures, Why, Written, write as write_questions};
pub use broken::Broken;
pub use container::Container;
pub use course::{Competency, Course, Held, Kind, Section, Site, Stub, TextBlock};
pub use files::{Area, CourseFile, FileKey, Files};
pub use fingerprint::{Identity, Sha1Reader, sha1_of_name};
pub use inventory::{Inventory, kind_of_resource};
pub use limits::{Limits, Options};
pub use links::Links;
pub use packages::Package;
pub use personal::{PersonalData, What};
pub use questions::{Answer, BankCategory, BankQuestion, Drag, Drop, Found, Question, Questions};
pub use render::{Rendered, bank_files};
pub use unpack::{Blobs, Format, Go, NoBlobs, Progress, Unpacked, contents, unpack};

pub use words::{WordList, Words};

use serde::{Deserialize, Serialize};

/// A remark about something that was not understood, not taken, or not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Stable name of the kind of remark, for programs and translations: `damaged_activity`, ….
    pub code: String,
    /// One plain English sentence.
    pub text: String,
    /// Where in the backup, in our own words: `quiz 29`, `files`, …; never a path from the archive.
    #[serde(rename = "where")]
    pub place: String,
}

impl Warning {
    /// A remark with its stable code, its sentence and its place.
    pub fn new(code: &str, text: impl Into<String>, place: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into(), place: place.into() }
    }
}
