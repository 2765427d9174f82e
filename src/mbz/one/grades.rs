//! The gradebook of Moodle 1.9 as today's, without anybody's marks, and what takes its place where
//! there was none, as before 1.9.

use super::node::Node;
use super::sheet::Sheet;
use super::survey::{Cm, Survey};

/// Fields of a category: the same as today, but for their case.
const CATEGORY: &[&str] = &[
    "PARENT",
    "FULLNAME",
    "AGGREGATION",
    "KEEPHIGH",
    "DROPLOW",
    "AGGREGATEONLYGRADED",
    "AGGREGATEOUTCOMES",
    "TIMECREATED",
    "TIMEMODIFIED",
];

/// Fields of an item.
const ITEM: &[&str] = &[
    "CATEGORYID",
    "ITEMNAME",
    "ITEMTYPE",
    "ITEMMODULE",
    "ITEMINSTANCE",
    "ITEMNUMBER",
    "ITEMINFO",
    "IDNUMBER",
    "CALCULATION",
    "GRADETYPE",
    "GRADEMAX",
    "GRADEMIN",
    "SCALEID",
    "OUTCOMEID",
    "GRADEPASS",
    "MULTFACTOR",
    "PLUSFACTOR",
    "AGGREGATIONCOEF",
    "SORTORDER",
    "DISPLAY",
    "DECIMALS",
    "HIDDEN",
    "LOCKED",
    "LOCKTIME",
    "TIMECREATED",
    "TIMEMODIFIED",
];

/// Fields of a letter.
const LETTER: &[&str] = &["LOWERBOUNDARY", "LETTER"];

/// What is made up here has numbers from here on, which no old database gave.
const OURS: i64 = 100_000_000_000_000_000;

/// Whether that is a field of one of the rows; others may hold people's marks.
pub(super) fn has_field(name: &str) -> bool {
    name == "ID" || [CATEGORY, ITEM, LETTER].iter().any(|fields| fields.contains(&name))
}

/// `gradebook.xml`, if the backup has categories as Moodle has them since 1.9.
pub(super) fn gradebook(survey: &Survey) -> Option<String> {
    let of = |name: &'static str| survey.grades.iter().filter(move |row| row.name == name);
    if !of("GRADE_CATEGORY").any(|row| row.one("AGGREGATION").is_some()) {
        return None;
    }
    let mut sheet = Sheet::default();
    sheet.open("gradebook");
    sheet.open("grade_categories");
    for row in of("GRADE_CATEGORY").filter(|row| row.one("AGGREGATION").is_some()) {
        write(&mut sheet, "grade_category", row, CATEGORY);
    }
    sheet.close();
    sheet.open("grade_items");
    for row in of("GRADE_ITEM").filter(|row| row.text("ITEMTYPE") != "mod") {
        write(&mut sheet, "grade_item", row, ITEM);
    }
    sheet.close();
    sheet.open("grade_letters");
    for row in of("GRADE_LETTER") {
        write(&mut sheet, "grade_letter", row, LETTER);
    }
    Some(sheet.finish())
}

fn write(sheet: &mut Sheet, element: &str, row: &Node, fields: &[&str]) {
    sheet.open_with(element, &[("id", row.int("ID"))]);
    for field in fields {
        let Some(value) = row.one(field) else { continue };
        let name = field.to_ascii_lowercase();
        match &value.text {
            Some(text) => sheet.field(&name, text),
            None => sheet.null(&name),
        }
    }
    sheet.close();
}

/// `grades.xml` of an activity, if it is marked.
pub(super) fn grades(survey: &Survey, cm: &Cm, node: &Node) -> Option<String> {
    let mut own = survey.marked(cm).peekable();
    if own.peek().is_none() {
        return made(cm, node);
    }
    let mut sheet = Sheet::default();
    sheet.open("activity_gradebook");
    sheet.open("grade_items");
    for row in own {
        write(&mut sheet, "grade_item", row, ITEM);
    }
    Some(sheet.finish())
}

/// The same out of what the activity says of itself.
fn made(cm: &Cm, node: &Node) -> Option<String> {
    let marks = match cm.was.as_str() {
        "assignment" | "quiz" => vec![node.int("GRADE")],
        "lesson" if node.int("PRACTICE") == 0 => vec![node.int("GRADE")],
        "scorm" => vec![node.int("MAXGRADE").max(0)],
        "workshop" => vec![node.int("GRADE").max(0), node.int("GRADINGGRADE").max(0)],
        "forum" | "glossary" | "data" if node.int("ASSESSED") > 0 => vec![node.int("SCALE")],
        _ => return None,
    };
    let mut sheet = Sheet::default();
    sheet.open("activity_gradebook");
    sheet.open("grade_items");
    let mut any = false;
    for (number, mark) in (0_i64..).zip(&marks) {
        if *mark == 0 {
            continue;
        }
        any = true;
        let id = OURS.saturating_add(cm.cmid.saturating_mul(10)).saturating_add(number);
        sheet.open_with("grade_item", &[("id", id)]);
        let name = match (cm.was.as_str(), number) {
            ("workshop", 0) => format!("{} (submission)", cm.title),
            ("workshop", _) => format!("{} (assessment)", cm.title),
            _ => cm.title.clone(),
        };
        sheet.field("itemname", &name);
        sheet.value("itemnumber", number);
        // Below zero it is the number of a scale.
        let is_scale = *mark < 0;
        sheet.value("gradetype", if is_scale { 2 } else { 1 });
        sheet.value("grademax", if is_scale { 100 } else { *mark });
        sheet.value("grademin", 0);
        if is_scale {
            sheet.value("scaleid", mark.saturating_neg());
        }
        sheet.close();
    }
    any.then(|| sheet.finish())
}
