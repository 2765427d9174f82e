//! Writes a backup of all that was read, and reads it again.

use std::io::{self, Read};

use crate::mbz::write::{Contents, Item, Original, Plan, Questions, Section, goes_back, write};
use crate::mbz::{Broken, Course, Stub};
use crate::read::unpacked;

/// No content is here.
struct Nothing;

impl Contents for Nothing {
    fn size(&self, _: [u8; 20]) -> io::Result<Option<u64>> {
        Ok(None)
    }

    fn open(&self, _: [u8; 20]) -> io::Result<Box<dyn Read>> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// A plan of everything in a course.
fn plan(course: &Course) -> Plan {
    let original = |cmid: &i64| {
        Item::Original(Original { cmid: *cmid, path: format!("/r/{cmid}"), ..Original::default() })
    };
    let sections = course.sections.iter().map(|section| Section {
        title: section.title.clone(),
        origin: (!section.implied).then_some((0, section.id)),
        as_it_was: true,
        items: section
            .activities
            .iter()
            .filter(|cmid| goes_back(course, **cmid))
            .map(original)
            .collect(),
        ..Section::default()
    });
    Plan {
        title: course.title.clone(),
        short_name: course.short_name.clone(),
        site: "https://school.example".into(),
        site_hash: "0123456789abcdef0123456789abcdef".into(),
        dated: 1_790_000_000,
        sections: sections.collect(),
        questions: vec![Questions::All],
        blocks: course.text_blocks().iter().map(|block| (0, block.id)).collect(),
        ..Plan::default()
    }
}

/// Takes a course out and in again: what is written can be read, and is all there.
pub fn there_and_back(course: &Course) {
    let plan = plan(course);
    let work = tempfile::tempdir().expect("a folder to work in");
    let (report, archive) =
        match write(&plan, &[course], &Nothing, work.path(), Vec::new()) {
            Ok(done) => done,
            Err(Broken::Xml { .. }) => return,
            Err(other) => panic!("writing failed: {other}"),
        };
    let (_folder, back) = unpacked(&archive).expect("what was written cannot be read");
    let damaged: Vec<&Stub> = back.activities.iter().filter(|stub| stub.damaged).collect();
    assert!(damaged.is_empty(), "{damaged:?} {:?}", back.unpacked.warnings);
    assert_eq!(back.activities.len(), report.activities, "activities");
    assert_eq!(back.text_blocks().len(), course.text_blocks().len(), "blocks");
    back.questions().expect("the questions that were written cannot be read");
}
