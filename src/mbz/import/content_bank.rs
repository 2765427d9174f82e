//! The content bank of a course in an import: each thing in it becomes a file.
//!
//! Like categories of questions they stand beside activities under numbers below zero, far from
//! those of categories.

use super::model::{Item, Outcome};
use crate::{
    ids::Key,
    mbz::{Course, Held, Stub},
};

use super::look::course_name;

/// Numbers of the content bank lie below this.
const BELOW: i64 = -(1 << 50);

/// The number of a thing in the content bank among the items of an import.
pub fn number(held: &Held) -> i64 {
    BELOW.saturating_sub(held.id)
}

/// What can be taken of the content bank.
pub fn contents(course: &Course) -> Vec<Held> {
    course.content_bank().into_iter().filter(|held| (1..1 << 48).contains(&held.id)).collect()
}

/// What recognises the same thing in a later backup.
pub fn identity(course: &Course, held: &Held) -> String {
    format!("{} contentbank {}", course_name(course), held.id)
}

/// What the thing is made of: its file and its title.
pub fn fingerprint(held: &Held) -> Vec<u8> {
    [&held.sha1[..], held.title.as_bytes()].concat()
}

/// It as it stands among activities.
pub fn stub(held: &Held) -> Stub {
    Stub::of_course(number(held), "contentbank", held.title.clone())
}

/// Its item, before anything is made of it.
pub fn item(course: &Course, held: &Held) -> Item {
    Item {
        cmid: number(held),
        module: "contentbank".into(),
        title: held.title.clone(),
        key: Key::random(),
        resource: None,
        identity: identity(course, held),
        fingerprint: fingerprint(held),
        outcome: Outcome::Open,
        before: None,
    }
}
