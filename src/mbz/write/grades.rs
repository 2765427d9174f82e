//! How an activity is marked in the new course. Without this Moodle has no column for it in its
//! gradebook until somebody saves the activity again.

use std::collections::BTreeSet;

use super::copy::{DECLARATION, put, put_null};
use super::gradebook::Book;
use super::ids::Ids;
use crate::mbz::xml::Row;

/// The items of an activity in the making.
pub(super) struct Grades<'a> {
    pub(super) source: usize,
    /// Its name in the new course, where that is another than in the backup: the name it had there.
    pub(super) renamed: Option<(&'a str, &'a str)>,
    pub(super) module: &'a str,
    pub(super) instance: i64,
    /// The place of its first item among all.
    pub(super) order: usize,
    /// The gradebook it stands in, where all of a course is taken.
    pub(super) book: Option<&'a Book>,
}

/// `grades.xml` of an activity that has no marks.
pub(super) fn none() -> String {
    format!("{DECLARATION}<activity_gradebook>\n<grade_items>\n{END}")
}

const END: &str = "</grade_items>\n<grade_letters>\n</grade_letters>\n</activity_gradebook>\n";

impl Grades<'_> {
    /// `grades.xml` with these items, and the scales they use, by their old numbers.
    pub(super) fn xml(&self, items: &[Row], ids: &Ids) -> (String, BTreeSet<i64>) {
        let mut out = format!("{DECLARATION}<activity_gradebook>\n<grade_items>\n");
        let mut scales = BTreeSet::new();
        for (at, row) in items.iter().enumerate() {
            let name = match (row.text("itemname"), self.renamed) {
                (name, Some((old, new))) if name.trim() == old => new,
                (name, _) => name,
            };
            // The course itself comes first.
            let order = i64::try_from(self.order + at + 2).unwrap_or(i64::MAX);
            let line = Line {
                category: self.book.and_then(|book| book.category(row, ids)),
                name: Some(name),
                kind: "mod",
                module: Some(self.module),
                instance: Some(self.instance),
                number: Some(row.int("itemnumber")),
                calculation: self.book.and_then(|book| book.calculation(row, ids)),
                order: match (self.book, row.int("sortorder")) {
                    (Some(_), own @ 1..) => own,
                    _ => order,
                },
            };
            scales.extend(item(&mut out, row, &line, ids, self.source));
        }
        out.push_str(END);
        (out, scales)
    }
}

/// What is not copied of an item as it was.
pub(super) struct Line<'a> {
    /// The category it stands in; without one it stands in the course itself.
    pub(super) category: Option<i64>,
    pub(super) name: Option<&'a str>,
    pub(super) kind: &'a str,
    pub(super) module: Option<&'a str>,
    pub(super) instance: Option<i64>,
    pub(super) number: Option<i64>,
    pub(super) calculation: Option<String>,
    pub(super) order: i64,
}

/// Adds an item of the gradebook; returns the old number of its scale, if it has one.
pub(super) fn item(
    out: &mut String,
    row: &Row,
    line: &Line<'_>,
    ids: &Ids,
    source: usize,
) -> Option<i64> {
    out.push_str(&format!("<grade_item id=\"{}\">\n", ids.of(source, row.id())));
    either(out, "categoryid", line.category);
    either(out, "itemname", line.name);
    put(out, "itemtype", line.kind);
    either(out, "itemmodule", line.module);
    either(out, "iteminstance", line.instance);
    either(out, "itemnumber", line.number);
    copy(out, row, &["iteminfo", "idnumber"]);
    either(out, "calculation", line.calculation.as_deref());
    copy(out, row, &["gradetype", "grademax", "grademin"]);
    let scale = Some(row.int("scaleid")).filter(|scale| *scale > 0);
    either(out, "scaleid", scale.map(|scale| ids.of(source, scale)));
    put_null(out, "outcomeid");
    copy(out, row, &["gradepass", "multfactor", "plusfactor"]);
    copy(out, row, &["aggregationcoef", "aggregationcoef2", "weightoverride"]);
    put(out, "sortorder", line.order);
    copy(out, row, &["display", "decimals", "hidden", "locked", "locktime"]);
    put(out, "needsupdate", 1);
    copy(out, row, &["timecreated", "timemodified"]);
    out.push_str("<grade_grades>\n</grade_grades>\n</grade_item>\n");
    scale
}

fn either(out: &mut String, field: &str, value: Option<impl std::fmt::Display>) {
    match value {
        Some(value) => put(out, field, value),
        None => put_null(out, field),
    }
}

fn copy(out: &mut String, row: &Row, fields: &[&str]) {
    for field in fields {
        match row.get(field) {
            Some(value) => put(out, field, value),
            None if row.fields().any(|(known, _)| known == *field) => put_null(out, field),
            // A Moodle of that time did not have it, and today's knows what to do without.
            None => {}
        }
    }
}
