//! Pictures in texts that belong to no activity: summaries of a course and its sections, and blocks
//! beside it.
//! A collection has no files of its own, so a resource keeps them.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use super::{
    Kept,
    files::{is_wanted, own_name},
};
use crate::{
    ids::Key,
    mbz::{Course, CourseFile, FileKey, Links, Stub, WordList},
};

/// Finds out which files such texts show. Each is kept by a resource of its section that readers may
/// see, if there is one, under a name in `names`.
pub(super) fn lend(
    course: &Course,
    keys: &HashMap<i64, Key>,
    kept: &Kept,
    names: &mut HashMap<FileKey, (Key, String)>,
) -> HashMap<Key, Vec<FileKey>> {
    let host = |activities: &[i64]| {
        let taken =
            activities.iter().filter_map(|cmid| Some((course.stub(*cmid)?, keys.get(cmid)?)));
        let fits = |stub: &Stub| {
            // What is one link or one file stays so.
            let is_single = matches!(stub.module.as_str(), "url" | "resource");
            stub.visible && stub.availability.is_none() && !is_single
        };
        taken.max_by_key(|(stub, _)| fits(stub)).map(|(_, key)| *key)
    };
    let all: Vec<i64> = course.sections.iter().flat_map(|one| one.activities.clone()).collect();
    let anywhere = host(&all);
    let mut around: HashMap<Key, Vec<FileKey>> = HashMap::new();
    let mut give = |owner: Option<Key>, shown: Asked<'_>| {
        let Some(owner) = owner else { return };
        for (file, name) in shown.files.into_inner() {
            names.entry(file.clone()).or_insert_with(|| {
                around.entry(owner).or_default().push(file);
                (owner, name)
            });
        }
    };
    let words = WordList::english();
    for section in &course.sections {
        let asked = Asked { kept, files: RefCell::default() };
        course.section_summary(section.id, &asked, &words);
        give(host(&section.activities).or(anywhere), asked);
    }
    let asked = Asked { kept, files: RefCell::default() };
    course.course_summary(&asked, &words);
    give(anywhere, asked);
    for block in course.text_blocks().iter().filter(|block| block.visible) {
        let asked = Asked { kept, files: RefCell::default() };
        course.block(block, &asked, &words);
        give(anywhere, asked);
    }
    around
}

/// Notes the files that a text asks for.
struct Asked<'a> {
    kept: &'a Kept,
    files: RefCell<BTreeSet<(FileKey, String)>>,
}

impl Links for Asked<'_> {
    fn file(&self, file: &CourseFile) -> Option<String> {
        if is_wanted(file) && self.kept.contains_key(&file.sha1) {
            let area = &file.key.area;
            // Two blocks may have pictures of the same name.
            let folder = format!("around-{}-{}-{}", area.area, area.contextid, area.item);
            let name = format!("{folder}/{}", own_name(file, &mut BTreeSet::new()));
            self.files.borrow_mut().insert((file.key.clone(), name));
        }
        None
    }

    fn activity(&self, _: i64) -> Option<String> {
        None
    }
}
