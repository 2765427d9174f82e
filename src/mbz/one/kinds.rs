//! What each type of question holds beside its text.

use std::collections::{HashMap, HashSet};

use super::node::{Node, number};
use super::questions::Asking;

/// Answers of one question, at most. Count.
const MOST: usize = 1_000;

/// Gaps of one question, at most. Count.
const GAPS: usize = 500;

/// Writes what belongs to the type; gives the questions in the gaps, where they were none of their
/// own.
pub(super) fn write(a: &mut Asking<'_>, node: &Node, kind: &str) -> Vec<(i64, Node)> {
    let mut inner = Vec::new();
    if matches!(kind, "description" | "missingtype") {
        return inner;
    }
    a.sheet.open(&format!("plugin_qtype_{kind}_question"));
    let answers: Vec<&Node> = answers(node, kind);
    if !matches!(kind, "essay" | "match" | "randomsamatch") {
        a.sheet.open("answers");
        for answer in answers {
            self::answer(a, answer);
        }
        a.sheet.close();
    }
    let own = |name: &str| node.one(name).cloned().unwrap_or_default();
    match kind {
        "multichoice" => multichoice(a, &own("MULTICHOICE")),
        "truefalse" => {
            let own = own("TRUEFALSE");
            a.sheet.open_with("truefalse", &[("id", a.id)]);
            a.sheet.value("trueanswer", own.int("TRUEANSWER"));
            a.sheet.value("falseanswer", own.int("FALSEANSWER"));
            a.sheet.close();
        }
        "shortanswer" => {
            a.sheet.open_with("shortanswer", &[("id", a.id)]);
            a.sheet.value("usecase", own("SHORTANSWER").int("USECASE"));
            a.sheet.close();
        }
        "numerical" => {
            units(a, node);
            a.sheet.open("numerical_records");
            for (at, record) in of(node, "NUMERICAL").enumerate() {
                a.sheet.open_with("numerical_record", &[("id", made(a.id, at))]);
                a.sheet.value("answer", record.int("ANSWER"));
                a.sheet.field("tolerance", record.text("TOLERANCE"));
                a.sheet.close();
            }
            a.sheet.close();
        }
        "calculated" => calculated(a, node),
        "match" => matching(a, node),
        "essay" => {
            a.sheet.open_with("essay", &[("id", a.id)]);
            a.sheet.field("responseformat", "editor");
            a.sheet.values(&[
                ("responserequired", 1),
                ("responsefieldlines", 15),
                ("attachments", 0),
                ("attachmentsrequired", 0),
            ]);
            a.sheet.field("graderinfo", "");
            a.sheet.value("graderinfoformat", 1);
            a.sheet.field("responsetemplate", "");
            a.sheet.value("responsetemplateformat", 1);
            a.sheet.close();
        }
        "randomsamatch" => {
            a.sheet.open_with("randomsamatch", &[("id", a.id)]);
            a.sheet.value("choose", own("RANDOMSAMATCH").int("CHOOSE").max(2));
            a.sheet.value("subcats", 1);
            a.sheet.close();
        }
        "multianswer" => inner = multianswer(a, node),
        _ => {}
    }
    a.sheet.close();
    inner
}

/// A number for a row that had none of its own.
fn made(id: i64, at: usize) -> i64 {
    id.saturating_mul(100).saturating_add(i64::try_from(at).unwrap_or(0))
}

fn of<'n>(node: &'n Node, name: &'n str) -> impl Iterator<Item = &'n Node> {
    node.inner.iter().filter(move |inner| inner.name == name)
}

/// The answers in the order of the list that some types have of them.
fn answers<'n>(node: &'n Node, kind: &str) -> Vec<&'n Node> {
    let mut answers: Vec<&Node> = node.list("ANSWERS", "ANSWER").take(MOST).collect();
    let list = node.one(&kind.to_uppercase()).map_or("", |own| own.text("ANSWERS"));
    let mut order: HashMap<i64, usize> = HashMap::new();
    for (at, id) in list.split(',').take(MOST).map(number).enumerate() {
        order.entry(id).or_insert(at);
    }
    let place = |answer: &&Node| order.get(&answer.int("ID")).copied().unwrap_or(usize::MAX);
    answers.sort_by_cached_key(place);
    answers
}

fn answer(a: &mut Asking<'_>, answer: &Node) {
    let id = answer.int("ID");
    a.sheet.open_with("answer", &[("id", id)]);
    let area = a.area("answer", id);
    a.rich(("answertext", "answerformat"), answer.text("ANSWER_TEXT"), None, &area);
    a.sheet.value("fraction", answer.float("FRACTION"));
    let area = a.area("answerfeedback", id);
    a.rich(("feedback", "feedbackformat"), answer.text("FEEDBACK"), None, &area);
    a.sheet.close();
}

/// Feedback to right, partly right and wrong answers.
fn combined(a: &mut Asking<'_>, own: &Node) {
    for name in ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"] {
        let area = a.area(name, a.id);
        let format = format!("{name}format");
        a.rich((name, &format), own.text(&name.to_uppercase()), None, &area);
    }
}

fn multichoice(a: &mut Asking<'_>, own: &Node) {
    a.sheet.open_with("multichoice", &[("id", a.id)]);
    a.sheet.value("layout", own.int("LAYOUT"));
    a.sheet.value("single", i64::from(own.get("SINGLE").is_none_or(|text| text.trim() != "0")));
    a.sheet.value("shuffleanswers", own.get("SHUFFLEANSWERS").map_or(1, number));
    combined(a, own);
    let numbering = own.text("ANSWERNUMBERING").trim();
    a.sheet.field("answernumbering", if numbering.is_empty() { "abc" } else { numbering });
    a.sheet.values(&[("shownumcorrect", 0), ("showstandardinstruction", 0)]);
    a.sheet.close();
}

fn units(a: &mut Asking<'_>, node: &Node) {
    let nested = of(node, "NUMERICAL").chain(of(node, "CALCULATED")).next();
    let units: Vec<&Node> = node
        .list("NUMERICAL_UNITS", "NUMERICAL_UNIT")
        .chain(nested.into_iter().flat_map(|own| own.list("NUMERICAL_UNITS", "NUMERICAL_UNIT")))
        .collect();
    a.sheet.open("numerical_units");
    for (at, unit) in units.iter().enumerate() {
        a.sheet.open_with("numerical_unit", &[("id", made(a.id, at))]);
        a.sheet.field("multiplier", unit.text("MULTIPLIER"));
        a.sheet.field("unit", unit.text("UNIT"));
        a.sheet.close();
    }
    a.sheet.close();
    a.sheet.open("numerical_options");
    a.sheet.open_with("numerical_option", &[("id", a.id)]);
    // A unit was never asked for, only understood.
    a.sheet.value("showunits", if units.is_empty() { 3 } else { 0 });
    a.sheet.values(&[("unitsleft", 0), ("unitgradingtype", 0), ("unitpenalty", 0)]);
    a.sheet.close();
    a.sheet.close();
}

fn calculated(a: &mut Asking<'_>, node: &Node) {
    units(a, node);
    let sets: Vec<&Node> = of(node, "CALCULATED")
        .flat_map(|own| own.list("DATASET_DEFINITIONS", "DATASET_DEFINITION"))
        .collect();
    let mut seen: Vec<&str> = Vec::new();
    a.sheet.open("dataset_definitions");
    for (at, set) in sets.iter().enumerate() {
        let name = set.text("NAME");
        // Every answer lists them all.
        if seen.contains(&name) || seen.len() > 200 {
            continue;
        }
        seen.push(name);
        a.sheet.open_with("dataset_definition", &[("id", made(a.id, at))]);
        a.sheet.value("category", set.int("CATEGORY"));
        a.sheet.field("name", name);
        a.sheet.value("type", set.int("TYPE"));
        a.sheet.field("options", set.text("OPTIONS"));
        a.sheet.value("itemcount", set.int("ITEMCOUNT"));
        a.sheet.open("dataset_items");
        for (item_at, item) in set.list("DATASET_ITEMS", "DATASET_ITEM").enumerate() {
            a.sheet.open_with("dataset_item", &[("id", made(made(a.id, at), item_at))]);
            let number = item.get("NUMBER").or_else(|| item.get("ITEMNUMBER")).map_or(0, number);
            a.sheet.value("number", number);
            a.sheet.field("value", item.text("VALUE"));
            a.sheet.close();
        }
        a.sheet.close();
        a.sheet.close();
    }
    a.sheet.close();
    a.sheet.open("calculated_records");
    for (at, record) in of(node, "CALCULATED").enumerate() {
        a.sheet.open_with("calculated_record", &[("id", made(a.id, at))]);
        a.sheet.value("answer", record.int("ANSWER"));
        a.sheet.field("tolerance", record.text("TOLERANCE"));
        a.sheet.value("tolerancetype", record.int("TOLERANCETYPE"));
        a.sheet.value("correctanswerlength", record.int("CORRECTANSWERLENGTH"));
        a.sheet.value("correctanswerformat", record.int("CORRECTANSWERFORMAT"));
        a.sheet.close();
    }
    a.sheet.close();
    a.sheet.open("calculated_options");
    a.sheet.close();
}

fn matching(a: &mut Asking<'_>, node: &Node) {
    let own = node.one("MATCHOPTIONS").cloned().unwrap_or_default();
    a.sheet.open_with("matchoptions", &[("id", a.id)]);
    a.sheet.value("shuffleanswers", own.get("SHUFFLEANSWERS").map_or(1, number));
    combined(a, &own);
    a.sheet.value("shownumcorrect", 0);
    a.sheet.close();
    a.sheet.open("matches");
    for pair in node.list("MATCHS", "MATCH") {
        let id = pair.int("ID");
        a.sheet.open_with("match", &[("id", id)]);
        let mut area = a.area("subquestion", id);
        "qtype_match".clone_into(&mut area.component);
        a.rich(("questiontext", "questiontextformat"), pair.text("QUESTIONTEXT"), None, &area);
        a.sheet.field("answertext", pair.text("ANSWERTEXT"));
        a.sheet.close();
    }
    a.sheet.close();
}

/// From 1.5 on the gaps are questions of their own; before, they were parts of this one.
fn multianswer(a: &mut Asking<'_>, node: &Node) -> Vec<(i64, Node)> {
    let mut inner = Vec::new();
    let mut sequence: Vec<String> = Vec::new();
    let mut given: HashSet<usize> = HashSet::new();
    for own in node.list("MULTIANSWERS", "MULTIANSWER") {
        if sequence.len() >= GAPS {
            break;
        }
        if own.get("SEQUENCE").is_some() {
            let listed = own.text("SEQUENCE").split(',').take(GAPS);
            sequence.extend(listed.map(|id| number(id).to_string()));
            continue;
        }
        let id = a.next;
        a.next = a.next.saturating_add(1);
        sequence.push(id.to_string());
        inner.push((id, gap(a.id, own, node, &mut given)));
    }
    a.sheet.open_with("multianswer", &[("id", a.id)]);
    a.sheet.value("question", a.id);
    a.sheet.field("sequence", &sequence.join(","));
    a.sheet.close();
    inner
}

/// A gap of before 1.5 as a question. Each answer belongs to one gap: `given` are those that other
/// gaps have, for texts that went into hundreds of gaps would fill the memory.
fn gap(parent: i64, own: &Node, whole: &Node, given: &mut HashSet<usize>) -> Node {
    let (kind, word, element) = match own.int("ANSWERTYPE") {
        3 => ("multichoice", "MULTICHOICE", "MULTICHOICE"),
        8 => ("numerical", "NUMERICAL", "NUMERICAL"),
        _ => ("shortanswer", "SHORTANSWER", "SHORTANSWER"),
    };
    let ids: Vec<i64> = own.text("ANSWERS").split(',').take(100).map(number).collect();
    let answers: Vec<Node> = whole
        .list("ANSWERS", "ANSWER")
        .take(MOST)
        .enumerate()
        .filter(|(at, answer)| ids.contains(&answer.int("ID")) && given.insert(*at))
        .map(|(_, answer)| answer.clone())
        .collect();
    let shown: Vec<String> = answers
        .iter()
        .map(|answer| {
            let percent = answer.float("FRACTION") * 100.0;
            let feedback = answer.text("FEEDBACK");
            let mark = if feedback.is_empty() { "" } else { "#" };
            format!("%{percent:.0}%{}{mark}{feedback}", answer.text("ANSWER_TEXT"))
        })
        .collect();
    let norm = own.int("NORM").max(1);
    let text = format!("{{{norm}:{word}:{}}}", shown.join("~"));
    let leaf = |name: &str, text: String| Node {
        name: name.to_owned(),
        text: Some(text),
        inner: Vec::new(),
    };
    let group = Node { name: "ANSWERS".to_owned(), text: None, inner: answers };
    let mut node = Node {
        name: "QUESTION".to_owned(),
        text: None,
        inner: vec![
            leaf("PARENT", parent.to_string()),
            leaf("NAME", whole.text("NAME").chars().take(255).collect()),
            leaf("QUESTIONTEXT", text),
            leaf("QUESTIONTEXTFORMAT", "1".to_owned()),
            leaf("DEFAULTGRADE", norm.to_string()),
            leaf("QTYPE", kind.to_owned()),
            group,
        ],
    };
    node.inner.extend(of(own, element).cloned());
    node
}
