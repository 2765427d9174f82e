//! How activities are marked: their items of the gradebook, without anybody's marks.

use std::io::BufReader;

use super::{Course, Stub};
use crate::mbz::members::Member;
use crate::mbz::xml::{Row, ends, rows};

/// So many items of one activity are read. Count.
const MOST: usize = 100;
/// So many rows of each kind of a whole gradebook are read. Count.
const MOST_OF_COURSE: usize = 1_000;

/// The gradebook around the items of the activities.
#[derive(Debug, Default)]
pub(in crate::mbz) struct Gradebook {
    /// That of the course is the one without a parent.
    pub(in crate::mbz) categories: Vec<Row>,
    /// Those of the course, of categories, and those that belong to nothing else.
    pub(in crate::mbz) items: Vec<Row>,
    pub(in crate::mbz) letters: Vec<Row>,
    pub(in crate::mbz) settings: Vec<Row>,
}

impl Course {
    /// The gradebook; none in backups of single activities, or where some were left out.
    pub(in crate::mbz) fn gradebook(&self) -> Option<Gradebook> {
        let file = self.open_part(&Member::Gradebook)?;
        let mut book = Gradebook::default();
        let read = rows(BufReader::new(file), &self.limits, &mut |path, row| {
            let list = match path.last().map(String::as_str) {
                Some("grade_category") => &mut book.categories,
                // Moodle refuses a course with items of any other kind.
                Some("grade_item")
                    if row.int("outcomeid") == 0
                        && matches!(row.text("itemtype"), "course" | "category" | "manual") =>
                {
                    &mut book.items
                }
                Some("grade_letter") => &mut book.letters,
                Some("grade_setting") => &mut book.settings,
                _ => return,
            };
            if list.len() < MOST_OF_COURSE {
                list.push(row);
            }
        });
        if read.is_err() {
            tracing::debug!("the gradebook of a course cannot be read");
            return None;
        }
        Some(book)
    }

    /// The items of the gradebook that belong to an activity. Those of outcomes are left out:
    /// outcomes are not kept.
    pub(in crate::mbz) fn grade_items(&self, stub: &Stub) -> Vec<Row> {
        let mut found = Vec::new();
        let member = Member::Grades(stub.module.clone(), stub.cmid);
        let Some(file) = self.open_part(&member) else { return found };
        let read = rows(BufReader::new(file), &self.limits, &mut |path, row| {
            let is_item = ends(path, &["grade_items", "grade_item"]);
            if is_item && row.id() > 0 && row.int("outcomeid") == 0 && found.len() < MOST {
                found.push(row);
            }
        });
        if read.is_err() {
            tracing::debug!(cmid = stub.cmid, "the grade items of an activity cannot be read");
        }
        found
    }
}
