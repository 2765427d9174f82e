//! Where an activity stands on the course page, who sees it and when.

use std::io::BufReader;

use super::availability::{self, Condition, Taken};
use super::copy::{DECLARATION, put, put_null};
use super::course::VERSION;
use crate::mbz::course::{Competency, Course, Stub};
use crate::mbz::members::Member;
use crate::mbz::xml::{Row, rows};

/// The row of a part and its inner rows.
fn row_of(course: &Course, member: &Member) -> (Row, Vec<(String, Row)>) {
    let (mut outer, mut inner) = (Row::default(), Vec::new());
    if let Some(file) = course.open_part(member) {
        // A damaged part was told of when it was read.
        let _ = rows(BufReader::new(file), &course.limits, &mut |path, row| {
            if path.len() == 1 {
                outer = row;
            } else if inner.len() < 1000 {
                inner.push((path.last().cloned().unwrap_or_default(), row));
            }
        });
    }
    (outer, inner)
}

/// The condition on a section of a backup.
pub(super) fn condition_of_section(course: &Course, id: i64, taken: &Taken<'_>) -> Condition {
    let (row, inner) = row_of(course, &Member::Section(id));
    condition(&row, "availabilityjson", inner, taken)
}

fn condition(row: &Row, field: &str, inner: Vec<(String, Row)>, taken: &Taken<'_>) -> Condition {
    let of_people = inner.iter().any(|(name, _)| name == "availability_field");
    let old: Vec<Row> =
        inner.into_iter().filter(|(name, _)| name == "availability").map(|(_, row)| row).collect();
    let json = row.get(field).filter(|json| !json.trim().is_empty()).map(str::to_owned);
    let json = json.or_else(|| availability::of_old(row, &old));
    let found = json.map_or_else(Condition::default, |json| availability::rewrite(&json, taken));
    Condition { hides: found.hides || of_people, ..found }
}

/// What an activity is about: a Moodle that has the same framework finds its competencies by these
/// numbers, and any other passes over them.
pub(super) fn competencies(about: &[Competency]) -> String {
    let mut out = format!("{DECLARATION}<course_module_competencies>\n<competencies>\n");
    for (at, one) in about.iter().enumerate() {
        out.push_str("<competency>\n");
        put(&mut out, "idnumber", &one.number);
        put(&mut out, "ruleoutcome", one.outcome.clamp(0, 3));
        put(&mut out, "sortorder", at);
        put(&mut out, "frameworkidnumber", &one.framework);
        out.push_str("</competency>\n");
    }
    out.push_str("</competencies>\n</course_module_competencies>\n");
    out
}

/// Where an activity stands in the new course.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) cmid: i64,
    pub(super) section: i64,
    pub(super) number: usize,
}

/// `module.xml` of an activity from a backup. `hide` if the section it stood in was hidden and it
/// stands in another now.
pub(super) fn module_of_original(
    course: &Course,
    stub: &Stub,
    module: &str,
    at: Standing,
    hide: bool,
    taken: &Taken<'_>,
    fresh: &dyn Fn() -> i64,
) -> String {
    let member = Member::Module(stub.module.clone(), stub.cmid);
    let (row, inner) = row_of(course, &member);
    let tags: Vec<String> = inner
        .iter()
        .filter(|(name, _)| name == "tag")
        .map(|(_, row)| row.owned("rawname"))
        .filter(|tag| !tag.trim().is_empty())
        .collect();
    let condition = condition(&row, "availability", inner, taken);
    let visible = stub.visible && !hide && !condition.hides;
    let mut out = format!("{DECLARATION}<module id=\"{}\" version=\"{VERSION}\">\n", at.cmid);
    put(&mut out, "modulename", module);
    put(&mut out, "sectionid", at.section);
    put(&mut out, "sectionnumber", at.number);
    put(&mut out, "idnumber", row.text("idnumber"));
    put(&mut out, "added", row.int("added"));
    put(&mut out, "score", 0);
    put(&mut out, "indent", stub.indent);
    put(&mut out, "visible", i32::from(visible));
    put(&mut out, "visibleoncoursepage", i32::from(!stub.stealth));
    put(&mut out, "visibleold", i32::from(visible));
    put(&mut out, "groupmode", row.int("groupmode"));
    put(&mut out, "groupingid", 0);
    put(&mut out, "completion", row.int("completion"));
    match row.get("completiongradeitemnumber") {
        Some(number) => put(&mut out, "completiongradeitemnumber", number),
        None => put_null(&mut out, "completiongradeitemnumber"),
    }
    put(&mut out, "completionpassgrade", row.int("completionpassgrade"));
    put(&mut out, "completionview", row.int("completionview"));
    put(&mut out, "completionexpected", row.int("completionexpected"));
    match &condition.json {
        Some(json) => put(&mut out, "availability", json),
        None => put_null(&mut out, "availability"),
    }
    put(&mut out, "showdescription", row.int("showdescription"));
    put(&mut out, "downloadcontent", i32::from(row.get("downloadcontent") != Some("0")));
    match row.get("lang").filter(|lang| !lang.is_empty()) {
        Some(lang) => put(&mut out, "lang", lang),
        None => put_null(&mut out, "lang"),
    }
    tagged(&mut out, &tags, fresh);
    out.push_str("</module>\n");
    out
}

/// `module.xml` of something made here.
pub(super) fn module_of_made(
    module: &str,
    at: Standing,
    visible: bool,
    added: i64,
    tags: &[String],
    fresh: &dyn Fn() -> i64,
) -> String {
    let mut out = format!("{DECLARATION}<module id=\"{}\" version=\"{VERSION}\">\n", at.cmid);
    put(&mut out, "modulename", module);
    put(&mut out, "sectionid", at.section);
    put(&mut out, "sectionnumber", at.number);
    put(&mut out, "idnumber", "");
    put(&mut out, "added", added);
    put(&mut out, "score", 0);
    put(&mut out, "indent", 0);
    put(&mut out, "visible", i32::from(visible));
    put(&mut out, "visibleoncoursepage", 1);
    put(&mut out, "visibleold", i32::from(visible));
    put(&mut out, "groupmode", 0);
    put(&mut out, "groupingid", 0);
    put(&mut out, "completion", 0);
    put_null(&mut out, "completiongradeitemnumber");
    put(&mut out, "completionpassgrade", 0);
    put(&mut out, "completionview", 0);
    put(&mut out, "completionexpected", 0);
    put_null(&mut out, "availability");
    put(&mut out, "showdescription", 0);
    put(&mut out, "downloadcontent", 1);
    put_null(&mut out, "lang");
    tagged(&mut out, tags, fresh);
    out.push_str("</module>\n");
    out
}

pub(super) fn tagged(out: &mut String, tags: &[String], fresh: &dyn Fn() -> i64) {
    out.push_str("<tags>\n");
    for tag in tags.iter().take(100) {
        out.push_str(&format!("<tag id=\"{}\">\n", fresh()));
        put(out, "name", tag.to_lowercase());
        put(out, "rawname", tag);
        out.push_str("</tag>\n");
    }
    out.push_str("</tags>\n");
}
