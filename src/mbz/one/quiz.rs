//! A quiz with the slots of today.

use std::collections::HashMap;

use super::make::Making;
use super::node::{Node, number};

/// Questions of one quiz, at most. Count.
const SLOTS: usize = 10_000;

pub(super) fn quiz(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["INTRO"]);
    let adaptive = node.int("OPTIONFLAGS") & 1 != 0 || node.get("OPTIONFLAGS").is_none();
    let behaviour = match (adaptive, node.get("PENALTYSCHEME").map(str::trim)) {
        (false, _) => "deferredfeedback",
        (true, Some("0")) => "adaptivenopenalty",
        (true, _) => "adaptive",
    };
    m.sheet.values(&[
        ("timeopen", node.int("TIMEOPEN")),
        ("timeclose", node.int("TIMECLOSE")),
        // In 1.x minutes.
        ("timelimit", node.int("TIMELIMIT").saturating_mul(60)),
    ]);
    m.sheet.field("overduehandling", "autoabandon");
    m.sheet.value("graceperiod", 0);
    m.sheet.field("preferredbehaviour", behaviour);
    m.sheet.value("canredoquestions", 0);
    let attempts = node.get("ATTEMPTS_NUMBER").or_else(|| node.get("ATTEMPTS")).map_or(0, number);
    let shuffle = node.int("SHUFFLEANSWERS");
    m.sheet.values(&[
        ("attempts_number", attempts),
        ("attemptonlast", node.int("ATTEMPTONLAST")),
        ("grademethod", node.int("GRADEMETHOD").clamp(1, 4)),
        ("decimalpoints", node.get("DECIMALPOINTS").map_or(2, number)),
        ("questiondecimalpoints", -1),
    ]);
    // Everything may be looked at after an attempt, as a new quiz has it.
    for (name, bits) in [
        ("reviewattempt", 69_904),
        ("reviewcorrectness", 4_368),
        ("reviewmarks", 4_368),
        ("reviewspecificfeedback", 4_368),
        ("reviewgeneralfeedback", 4_368),
        ("reviewrightanswer", 4_368),
        ("reviewoverallfeedback", 4_368),
    ] {
        m.sheet.value(name, bits);
    }
    let per_page = node.int("QUESTIONSPERPAGE").clamp(0, 1000);
    m.sheet.value("questionsperpage", per_page);
    m.sheet.field("navmethod", "free");
    m.sheet.value("shuffleanswers", shuffle);
    let (order, marks) = plan(node);
    let mark = |id: &i64| marks.get(id).copied().unwrap_or(1.0);
    let sum: f64 = order.iter().filter(|id| **id != 0).map(mark).sum();
    m.sheet.value("sumgrades", sum);
    m.sheet.value("grade", node.float("GRADE"));
    m.sheet.values(&[
        ("timecreated", node.int("TIMECREATED")),
        ("timemodified", node.int("TIMEMODIFIED")),
    ]);
    m.sheet.field("password", "");
    m.sheet.field("subnet", "");
    m.sheet.field("browsersecurity", "-");
    m.sheet.values(&[
        ("delay1", node.int("DELAY1")),
        ("delay2", node.int("DELAY2")),
        ("showuserpicture", 0),
        ("showblocks", 0),
    ]);
    slots(m, order, &marks, per_page);
    m.sheet.open("sections");
    m.sheet.open_with("section", &[("id", m.cm.instance)]);
    m.sheet.value("firstslot", 1);
    m.sheet.field("heading", "");
    m.sheet.value("shufflequestions", node.int("SHUFFLEQUESTIONS"));
    m.sheet.close();
    m.sheet.close();
    m.sheet.open("feedbacks");
    for feedback in node.list("FEEDBACKS", "FEEDBACK") {
        let id = feedback.int("ID");
        m.sheet.open_with("feedback", &[("id", id)]);
        m.rich("feedbacktext", feedback.text("FEEDBACKTEXT"), None, "feedback", id);
        m.sheet.value("mingrade", feedback.float("MINGRADE"));
        m.sheet.value("maxgrade", feedback.float("MAXGRADE"));
        m.sheet.close();
    }
    m.sheet.close();
}

/// The questions in their order, 0 for a new page, and what each is worth.
fn plan(node: &Node) -> (Vec<i64>, HashMap<i64, f64>) {
    let marks: HashMap<i64, f64> = node
        .list("QUESTION_INSTANCES", "QUESTION_INSTANCE")
        .map(|instance| (instance.int("QUESTION"), instance.float("GRADE")))
        .collect();
    let mut order: Vec<i64> = node.text("QUESTIONS").split(',').take(SLOTS).map(number).collect();
    if order.iter().all(|id| *id == 0) {
        order = node
            .list("QUESTION_INSTANCES", "QUESTION_INSTANCE")
            .take(SLOTS)
            .map(|instance| instance.int("QUESTION"))
            .collect();
    }
    (order, marks)
}

fn slots(m: &mut Making<'_>, order: Vec<i64>, marks: &HashMap<i64, f64>, per_page: i64) {
    let survey = m.old.survey;
    let context = m.cm.contextid();
    let breaks = order.iter().rev().skip_while(|id| **id == 0).any(|id| *id == 0);
    let (mut slot, mut page) = (0_i64, 1_i64);
    m.sheet.open("question_instances");
    for id in order {
        if id == 0 {
            page += i64::from(slot > 0);
            continue;
        }
        if !breaks && per_page > 0 && slot > 0 && slot % per_page == 0 {
            page += 1;
        }
        slot += 1;
        let number = m.cm.instance.saturating_mul(10_000).saturating_add(slot);
        m.sheet.open_with("question_instance", &[("id", number)]);
        m.sheet.values(&[("quizid", m.cm.instance), ("slot", slot), ("page", page)]);
        m.sheet.null("displaynumber");
        m.sheet.value("requireprevious", 0);
        m.sheet.value("maxmark", marks.get(&id).copied().unwrap_or(1.0));
        let known = survey.questions.get(&id);
        if let Some(known) = known.filter(|known| known.random) {
            m.sheet.open_with("question_set_reference", &[("id", number)]);
            m.sheet.value("usingcontextid", context);
            m.sheet.field("component", "mod_quiz");
            m.sheet.field("questionarea", "slot");
            m.sheet.value("questionscontextid", survey.context_of_category(known.category));
            let filter = format!(
                "{{\"questioncategoryid\":{},\"includingsubcategories\":\"{}\",\"tags\":[]}}",
                known.category,
                i64::from(known.within)
            );
            m.sheet.field("filtercondition", &filter);
        } else {
            m.sheet.open_with("question_reference", &[("id", number)]);
            m.sheet.value("usingcontextid", context);
            m.sheet.field("component", "mod_quiz");
            m.sheet.field("questionarea", "slot");
            m.sheet.value("questionbankentryid", id);
            m.sheet.null("version");
        }
        m.sheet.close();
        m.sheet.close();
    }
    m.sheet.close();
}
