//! How activities are marked: their items of the gradebook, without anybody's marks.

use std::io::BufReader;

use super::{Course, Stub};
use crate::mbz::members::Member;
use crate::mbz::xml::{Row, ends, rows};

/// So many items of one activity are read. Count.
const MOST: usize = 100;

impl Course {
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
