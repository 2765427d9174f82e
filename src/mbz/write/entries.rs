//! Finds what people wrote together, which Moodle restores only together with its authors.

use std::io::BufReader;

use crate::mbz::Course;
use crate::mbz::members::Member;
use crate::mbz::xml::rows;

/// The elements of a module that hold what people wrote.
pub(super) fn of_people(module: &str) -> Option<&'static str> {
    Some(match module {
        "glossary" => "entries",
        "wiki" => "subwikis",
        "data" => "records",
        "forum" => "discussions",
        _ => return None,
    })
}

/// Whether the tree holds entries of an activity, which stay behind when it goes back.
pub fn keeps_entries(course: &Course, cmid: i64) -> bool {
    let Some(stub) = course.stub(cmid) else { return false };
    let Some(outer) = of_people(&stub.module) else { return false };
    let Some(file) = course.open_part(&Member::Activity(stub.module.clone(), cmid)) else {
        return false;
    };
    let mut found = false;
    let _ = rows(BufReader::new(file), &course.limits, &mut |path, _| {
        found |= path.len() > 3 && path.get(2).is_some_and(|name| name == outer);
    });
    found
}
