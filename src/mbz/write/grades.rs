//! How an activity is marked in the new course. Without this Moodle has no column for it in its
//! gradebook until somebody saves the activity again.

use std::collections::BTreeSet;

use super::copy::{DECLARATION, put, put_null};
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
            out.push_str(&format!("<grade_item id=\"{}\">\n", ids.of(self.source, row.id())));
            // Categories of the gradebook stay behind: the item stands in the course itself.
            put_null(&mut out, "categoryid");
            let name = row.text("itemname");
            let name = match self.renamed {
                Some((old, new)) if name.trim() == old => new,
                _ => name,
            };
            put(&mut out, "itemname", name);
            put(&mut out, "itemtype", "mod");
            put(&mut out, "itemmodule", self.module);
            put(&mut out, "iteminstance", self.instance);
            put(&mut out, "itemnumber", row.int("itemnumber"));
            copy(&mut out, row, &["iteminfo", "idnumber"]);
            // A formula names other items by numbers that are no more.
            put_null(&mut out, "calculation");
            copy(&mut out, row, &["gradetype", "grademax", "grademin"]);
            let scale = row.int("scaleid");
            if scale > 0 {
                scales.insert(scale);
                put(&mut out, "scaleid", ids.of(self.source, scale));
            } else {
                put_null(&mut out, "scaleid");
            }
            put_null(&mut out, "outcomeid");
            copy(
                &mut out,
                row,
                &[
                    "gradepass",
                    "multfactor",
                    "plusfactor",
                    "aggregationcoef",
                    "aggregationcoef2",
                    "weightoverride",
                ],
            );
            // The course itself comes first.
            put(&mut out, "sortorder", self.order + at + 2);
            copy(&mut out, row, &["display", "decimals", "hidden", "locked", "locktime"]);
            put(&mut out, "needsupdate", 1);
            copy(&mut out, row, &["timecreated", "timemodified"]);
            out.push_str("<grade_grades>\n</grade_grades>\n</grade_item>\n");
        }
        out.push_str(END);
        (out, scales)
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
