//! Writes a course as a Moodle backup: a [`Plan`] and the opened trees go in, an archive comes out.
//!
//! What came from backups goes back as it came: every part of its tree is copied through rules that
//! give new numbers and lead links to where things are now, so that several courses fit into one
//! archive. What was made here becomes the kind of activity that Moodle has for it. Nothing of people
//! is in the trees, and nothing of people is written.
//!
//! The archive says that it comes from Moodle 4.0, which every later one reads; questions of older
//! backups are brought into the layout that 4.0 introduced. The same plan gives the same bytes.

mod activity;
mod availability;
mod bank;
mod blocks;
mod copy;
mod course;
mod entries;
mod files;
mod gradebook;
mod grades;
mod ids;
mod links;
mod made;
mod marks;
mod module;
mod pack;
mod paths;
mod plan;
mod questions;
mod quiz;
#[cfg(test)]
mod tests;
mod work;

use std::io::Write;
use std::path::Path;

pub use self::entries::keeps_entries;
pub use self::paths::encode;
pub use self::plan::{
    Attached, Body, Contents, Item, Made, Original, Plan, Questions, Scope, Section,
};
use self::work::Work;
use crate::mbz::members::is_today;
use crate::mbz::{Broken, Course};

/// What an archive holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Activities, notes among them.
    pub activities: usize,
    /// Rows in the list of files.
    pub files: usize,
    /// Files whose contents are not here.
    pub missing_files: usize,
    /// Slots of quizzes whose questions the backup did not hold.
    pub missing_questions: usize,
}

/// Whether an activity of a backup can go back as it came. Others lack what the import did not
/// understand, and a Moodle that has their module would stumble over that.
pub fn goes_back(course: &Course, cmid: i64) -> bool {
    course.stub(cmid).is_some_and(|stub| {
        !stub.damaged
            && stub.instance != 0
            && stub.contextid != 0
            && !matches!(stub.module.as_str(), "qbank" | "subsection")
            && (is_today(&stub.module) || stub.module == "assignment")
    })
}

/// Writes the archive of `plan` to `out`. The backups are numbered as in the plan; what has to wait
/// for its size waits in the folder `work`, which should be empty.
///
/// # Errors
/// A tree that is damaged beyond what its import allowed, or the disk.
pub fn write<W: Write>(
    plan: &Plan,
    sources: &[&Course],
    contents: &dyn Contents,
    work: &Path,
    out: W,
) -> Result<(Written, W), Broken> {
    Work::new(plan, sources, contents).run(work, out)
}
