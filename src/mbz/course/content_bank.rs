//! The content bank of a course: packages that teachers keep beside its activities.

use std::collections::HashSet;
use std::io::BufReader;

use super::Course;
use crate::mbz::files::FileKey;
use crate::mbz::members::Member;
use crate::mbz::text;
use crate::mbz::xml::{ends, rows};

/// A thing in the content bank whose file is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Number in the old database.
    pub id: i64,
    /// Plain text.
    pub title: String,
    /// Where its file lies.
    pub file: FileKey,
    /// SHA-1 of its file.
    pub sha1: [u8; 20],
    /// Bytes.
    pub size: u64,
}

impl Course {
    /// What the content bank holds, in the order of the backup. A damaged one has nothing.
    pub fn content_bank(&self) -> Vec<Held> {
        let Some(part) = self.open_part(&Member::ContentBank) else { return Vec::new() };
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let _ = rows(BufReader::new(part), &self.limits, &mut |path, row| {
            if !ends(path, &["contents", "content"]) || found.len() >= self.limits.parts {
                return;
            }
            let id = row.id();
            let file = self.files.of_context(self.site.course_contextid).find(|file| {
                let area = &file.key.area;
                let here = area.component == "contentbank" && area.area == "public";
                here && area.item == id && file.present && !file.alias
            });
            let Some(file) = file.filter(|_| seen.insert(id)) else { return };
            let title = text::title(row.text("name"), &[]);
            found.push(Held {
                id,
                title: if title.is_empty() { file.name().to_owned() } else { title },
                file: file.key.clone(),
                sha1: file.sha1,
                size: file.size,
            });
        });
        found
    }
}
