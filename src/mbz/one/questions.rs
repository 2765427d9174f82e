//! The question bank in the layout of Moodle 4, question by question.

use super::super::files::Area;
use super::kinds;
use super::make::formatted;
use super::node::Node;
use super::sheet::Sheet;
use super::survey::{OldCategory, Survey};
use super::texts::Old;

/// The types by the numbers that Moodle had until 1.5.
const KINDS: &[&str] = &[
    "",
    "shortanswer",
    "truefalse",
    "multichoice",
    "random",
    "match",
    "randomsamatch",
    "description",
    "numerical",
    "multianswer",
    "calculated",
    "rqp",
    "essay",
];

/// A question in the making.
pub(super) struct Asking<'a> {
    pub(super) old: &'a Old<'a>,
    pub(super) sheet: Sheet,
    pub(super) contextid: i64,
    pub(super) id: i64,
    /// A number that no question of the backup has, for questions that were not ones of their own.
    pub(super) next: i64,
}

impl Asking<'_> {
    pub(super) fn area(&self, area: &str, item: i64) -> Area {
        Area {
            contextid: self.contextid,
            component: "question".to_owned(),
            area: area.to_owned(),
            item,
        }
    }

    /// A text with its format.
    pub(super) fn rich(
        &mut self,
        fields: (&str, &str),
        text: &str,
        format: Option<&str>,
        area: &Area,
    ) {
        let (text, format) = formatted(text, format);
        self.sheet.field(fields.0, &self.old.text(&text, area));
        self.sheet.value(fields.1, format);
    }
}

/// The type of a question.
pub(super) fn kind(node: &Node) -> String {
    let raw = node.text("QTYPE").trim();
    let known = raw.parse::<usize>().ok().and_then(|number| KINDS.get(number));
    known.map_or_else(|| raw.to_lowercase(), |kind| (*kind).to_owned())
}

/// Writes the beginning of a category, and one above all others where a context needs it.
pub(super) fn category(
    sheet: &mut Sheet,
    survey: &Survey,
    category: &OldCategory,
    tops: &[(i64, i64)],
) {
    let contextid = survey.context_of(category);
    let top = tops.iter().find(|(context, _)| *context == contextid).map_or(0, |(_, id)| *id);
    let known =
        survey.category(category.parent).is_some_and(|other| survey.context_of(other) == contextid);
    sheet.open_with("question_category", &[("id", category.id)]);
    sheet.field("name", &category.name);
    head(sheet, survey, category.cm, contextid);
    sheet.field("info", &category.info);
    sheet.value("infoformat", 0);
    sheet.field("stamp", &category.stamp);
    sheet.value(
        "parent",
        if known && category.parent != category.id { category.parent } else { top },
    );
    sheet.value("sortorder", category.sortorder);
    sheet.null("idnumber");
    sheet.open("question_bank_entries");
}

fn head(sheet: &mut Sheet, survey: &Survey, cm: Option<usize>, contextid: i64) {
    let cm = cm.and_then(|at| survey.cms.get(at));
    sheet.value("contextid", contextid);
    sheet.value("contextlevel", if cm.is_some() { 70 } else { 50 });
    sheet.value("contextinstanceid", cm.map_or(survey.course_id(), |cm| cm.cmid));
}

/// Writes the categories above all others, one for each context, and tells their numbers.
pub(super) fn tops(sheet: &mut Sheet, survey: &Survey) -> Vec<(i64, i64)> {
    let mut tops: Vec<(i64, i64)> = Vec::new();
    let mut next = survey.categories.iter().map(|category| category.id).max().unwrap_or(0);
    for category in &survey.categories {
        let contextid = survey.context_of(category);
        if tops.iter().any(|(known, _)| *known == contextid) {
            continue;
        }
        next = next.saturating_add(1);
        tops.push((contextid, next));
        sheet.open_with("question_category", &[("id", next)]);
        sheet.field("name", "top");
        head(sheet, survey, category.cm, contextid);
        sheet.field("info", "");
        sheet.value("infoformat", 0);
        sheet.field("stamp", &format!("top+{contextid}"));
        sheet.values(&[("parent", 0), ("sortorder", 0)]);
        sheet.null("idnumber");
        sheet.open("question_bank_entries");
        sheet.close();
        sheet.close();
    }
    tops
}

/// Writes one question as an entry of its own, with one version.
pub(super) fn question(asking: &mut Asking<'_>, node: &Node, category: i64) {
    let kind = kind(node);
    // What stands for any question of a category is a slot of the quiz today.
    if kind == "random" || asking.id <= 0 {
        return;
    }
    let id = asking.id;
    entry(asking, category, node.int("HIDDEN") != 0);
    asking.sheet.open_with("question", &[("id", id)]);
    asking.sheet.value("parent", node.int("PARENT"));
    asking.sheet.field("name", node.text("NAME"));
    let area = asking.area("questiontext", id);
    let (text, format) = formatted(node.text("QUESTIONTEXT"), node.get("QUESTIONTEXTFORMAT"));
    let mut text = asking.old.text(&text, &area);
    let image = node.text("IMAGE").trim();
    if !image.is_empty() {
        let address = if image.contains("://") {
            asking.old.text(image, &area)
        } else {
            asking.old.file("course_files", &super::texts::plain(image), &area)
        };
        let address = super::super::html::escape(&address).into_owned();
        text.push_str(&format!("<p><img src=\"{address}\" alt=\"\"></p>"));
    }
    asking.sheet.field("questiontext", &text);
    asking.sheet.value("questiontextformat", if image.is_empty() { format } else { 1 });
    let area = asking.area("generalfeedback", id);
    let fields = ("generalfeedback", "generalfeedbackformat");
    let feedback = node.get("GENERALFEEDBACK").or_else(|| node.get("COMMENTARY")).unwrap_or("");
    asking.rich(fields, feedback, None, &area);
    asking
        .sheet
        .value("defaultmark", node.get("DEFAULTGRADE").map_or(1.0, |_| node.float("DEFAULTGRADE")));
    asking.sheet.value("penalty", node.float("PENALTY"));
    asking.sheet.field("qtype", &kind);
    asking.sheet.value("length", i64::from(kind != "description"));
    let stamp = node.text("STAMP");
    let stamp = if stamp.is_empty() { format!("question+{id}") } else { stamp.to_owned() };
    asking.sheet.field("stamp", &stamp);
    asking.sheet.values(&[
        ("timecreated", node.int("TIMECREATED")),
        ("timemodified", node.int("TIMEMODIFIED")),
    ]);
    asking.sheet.null("createdby");
    asking.sheet.null("modifiedby");
    let inner = kinds::write(asking, node, &kind);
    asking.sheet.open("question_hints");
    asking.sheet.close();
    asking.sheet.open("tags");
    asking.sheet.close();
    // Question, its list, version, its group, entry.
    for _ in 0..5 {
        asking.sheet.close();
    }
    for (id, child) in inner {
        asking.id = id;
        question(asking, &child, category);
    }
}

/// Begins an entry of the bank down to the list with its one question.
fn entry(asking: &mut Asking<'_>, category: i64, hidden: bool) {
    let id = asking.id;
    let sheet = &mut asking.sheet;
    sheet.open_with("question_bank_entry", &[("id", id)]);
    sheet.value("questioncategoryid", category);
    sheet.null("idnumber");
    sheet.null("ownerid");
    sheet.open("question_version");
    sheet.open_with("question_versions", &[("id", id)]);
    sheet.value("version", 1);
    sheet.field("status", if hidden { "hidden" } else { "ready" });
    sheet.open("questions");
}
