//! The question bank of a backup.

use std::collections::BTreeMap;
use std::io::BufReader;

use super::Broken;
use super::course::Course;
use super::members::Member;
use super::xml::{ends, rows};

impl Course {
    /// How many questions of each type there are, every version and sub-question counted.
    pub fn question_counts(&self) -> Result<BTreeMap<String, u64>, Broken> {
        let mut counts = BTreeMap::new();
        let Some(file) = self.open_part(&Member::Questions) else { return Ok(counts) };
        rows(BufReader::new(file), &self.limits, &mut |path, row| {
            if ends(path, &["questions", "question"]) {
                *counts.entry(row.owned("qtype")).or_insert(0) += 1;
            }
        })
        .map_err(|trouble| trouble.into_broken("questions"))?;
        Ok(counts)
    }
}
