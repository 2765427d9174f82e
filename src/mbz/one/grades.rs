//! How an activity of Moodle 1.x is marked, as an item of today's gradebook.

use super::node::Node;
use super::sheet::Sheet;
use super::survey::Cm;

/// `grades.xml` of an activity, if it is marked.
pub(super) fn grades(cm: &Cm, node: &Node) -> Option<String> {
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
        sheet.open_with("grade_item", &[("id", cm.cmid.saturating_mul(10).saturating_add(number))]);
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
