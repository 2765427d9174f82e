//! The gradebook of a whole course: its categories, the items that belong to no activity, letters
//! and settings. Moodle restores it only with all activities, so a part of a course has none.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::copy::{DECLARATION, put, put_null};
use super::grades::{Line, item};
use super::ids::Ids;
use crate::mbz::course::Gradebook;
use crate::mbz::xml::Row;

/// The gradebook of the one course that an archive is all of.
pub(super) struct Book {
    source: usize,
    /// By old number, with the old numbers from the course's own down to it. Parents come before
    /// their children, as Moodle reads them.
    categories: Vec<(Row, Vec<i64>)>,
    items: Vec<Row>,
    letters: Vec<Row>,
    settings: Vec<Row>,
    /// All items that formulas and conditions may name, by old number.
    known: HashSet<i64>,
}

impl Book {
    /// Puts a gradebook in order; `marked` are the items of the activities that are taken. None
    /// where the category of the course itself is missing.
    pub(super) fn new(
        source: usize,
        gradebook: Gradebook,
        marked: impl Iterator<Item = i64>,
    ) -> Option<Self> {
        let categories = ordered(gradebook.categories)?;
        let mut seen = HashSet::new();
        let is_of = |row: &Row, at: usize| {
            categories.get(at).is_some_and(|(one, _)| one.id() == row.int("iteminstance"))
        };
        let has = |row: &Row| (1..categories.len()).any(|at| is_of(row, at));
        let mut items = gradebook.items;
        items.retain(|row| match row.text("itemtype") {
            "course" => is_of(row, 0) && seen.insert(("course", 0)),
            "category" => has(row) && seen.insert(("category", row.int("iteminstance"))),
            _ => row.id() > 0 && seen.insert(("manual", row.id())),
        });
        let known = items.iter().map(Row::id).chain(marked).collect();
        let (letters, settings) = (gradebook.letters, gradebook.settings);
        Some(Self { source, categories, items, letters, settings, known })
    }

    /// Whether this item of that backup is in the new course.
    pub(super) fn has_item(&self, source: usize, old: i64) -> bool {
        source == self.source && self.known.contains(&old)
    }

    /// The new number of the category that an item stands in.
    pub(super) fn category(&self, row: &Row, ids: &Ids) -> Option<i64> {
        let old = row.int("categoryid");
        let is_here = self.categories.iter().any(|(one, _)| one.id() == old);
        is_here.then(|| ids.of(self.source, old))
    }

    /// The formula of an item, which names others as `##gi7##`; none if one of them is not here.
    pub(super) fn calculation(&self, row: &Row, ids: &Ids) -> Option<String> {
        let mut rest = row.get("calculation").filter(|formula| !formula.is_empty())?;
        let mut out = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once("##gi") {
            let (number, tail) = after.split_once("##")?;
            let old = number.parse().ok().filter(|old| self.known.contains(old))?;
            out.push_str(&format!("{before}##gi{}##", ids.of(self.source, old)));
            rest = tail;
        }
        out.push_str(rest);
        Some(out)
    }

    /// `gradebook.xml`, and the scales that are used, by backup and old number.
    pub(super) fn xml(&self, ids: &Ids) -> (String, BTreeSet<(usize, i64)>) {
        let of = |old| ids.of(self.source, old);
        let mut out = format!("{DECLARATION}<gradebook>\n<attributes>\n</attributes>\n");
        out.push_str("<grade_categories>\n");
        for (row, way) in &self.categories {
            out.push_str(&format!("<grade_category id=\"{}\">\n", of(row.id())));
            match way.iter().rev().nth(1) {
                Some(parent) => put(&mut out, "parent", of(*parent)),
                None => put_null(&mut out, "parent"),
            }
            put(&mut out, "depth", way.len());
            let path: Vec<String> = way.iter().map(|old| of(*old).to_string()).collect();
            put(&mut out, "path", format!("/{}/", path.join("/")));
            put(&mut out, "fullname", row.text("fullname"));
            for field in
                ["aggregation", "keephigh", "droplow", "aggregateonlygraded", "aggregateoutcomes"]
            {
                put(&mut out, field, row.int(field));
            }
            for field in ["timecreated", "timemodified", "hidden"] {
                put(&mut out, field, row.int(field));
            }
            out.push_str("</grade_category>\n");
        }
        out.push_str("</grade_categories>\n<grade_items>\n");
        let mut scales = BTreeSet::new();
        for (row, at) in self.items.iter().zip(1..) {
            let kind = row.text("itemtype");
            let line = Line {
                category: (kind == "manual").then(|| self.category(row, ids)).flatten(),
                name: row.get("itemname"),
                kind,
                module: None,
                instance: (kind != "manual").then(|| of(row.int("iteminstance"))),
                number: row.get("itemnumber").and_then(|number| number.parse().ok()),
                calculation: self.calculation(row, ids),
                // Moodle 1.9 does not say it.
                order: Some(row.int("sortorder")).filter(|order| *order > 0).unwrap_or(at),
            };
            let scale = item(&mut out, row, &line, ids, self.source);
            scales.extend(scale.map(|old| (self.source, old)));
        }
        out.push_str("</grade_items>\n<grade_letters>\n");
        for row in &self.letters {
            out.push_str(&format!("<grade_letter id=\"{}\">\n", of(row.id())));
            put(&mut out, "lowerboundary", row.text("lowerboundary"));
            put(&mut out, "letter", row.text("letter"));
            out.push_str("</grade_letter>\n");
        }
        out.push_str("</grade_letters>\n<grade_settings>\n");
        for row in &self.settings {
            out.push_str(&format!("<grade_setting id=\"{}\">\n", of(row.id())));
            put(&mut out, "name", row.text("name"));
            put(&mut out, "value", row.text("value"));
            out.push_str("</grade_setting>\n");
        }
        out.push_str("</grade_settings>\n</gradebook>\n");
        (out, scales)
    }
}

/// The categories with their ways from the top, parents first. Whatever has lost its parent, or is
/// its own, stands below the course: Moodle would look for its parents without end.
fn ordered(rows: Vec<Row>) -> Option<Vec<(Row, Vec<i64>)>> {
    let mut seen = HashSet::new();
    let mut left: Vec<Row> =
        rows.into_iter().filter(|row| row.id() > 0 && seen.insert(row.id())).collect();
    if left.is_empty() {
        // A course that marks nothing still has settings and letters.
        return Some(Vec::new());
    }
    let first = left.iter().position(|row| row.int("parent") <= 0)?;
    let course = left.remove(first);
    let top = course.id();
    let mut ways = HashMap::from([(top, vec![top])]);
    let mut out = vec![(course, vec![top])];
    while !left.is_empty() {
        let mut waiting = Vec::new();
        let before = out.len();
        for row in left {
            let Some(above) = ways.get(&row.int("parent")) else {
                waiting.push(row);
                continue;
            };
            let mut way = above.clone();
            way.push(row.id());
            ways.insert(row.id(), way.clone());
            out.push((row, way));
        }
        if out.len() == before {
            let lost = waiting.remove(0);
            ways.insert(lost.id(), vec![top, lost.id()]);
            let way = vec![top, lost.id()];
            out.push((lost, way));
        }
        left = waiting;
    }
    Some(out)
}
