//! Activities in which pupils do something: assignments, choices, surveys, workshops, forms.

use super::make::Making;
use super::node::Node;

/// The four kinds of the old assignment as the one of today with its plugins.
pub(super) fn assignment(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["DESCRIPTION", "INTRO"]);
    // Up to 1.4 the kind was a number: offline, one file.
    let kind = match node.get("ASSIGNMENTTYPE").or_else(|| node.get("TYPE")).unwrap_or("").trim() {
        "0" => "offline",
        "1" => "uploadsingle",
        other => other,
    };
    let closes = if node.int("PREVENTLATE") != 0 { node.int("TIMEDUE") } else { 0 };
    m.sheet.values(&[
        ("alwaysshowdescription", 1),
        ("submissiondrafts", i64::from(kind == "upload" && node.int("VAR4") != 0)),
        ("sendnotifications", node.int("EMAILTEACHERS")),
        ("sendlatenotifications", 0),
        ("sendstudentnotifications", 1),
        ("duedate", node.int("TIMEDUE")),
        ("cutoffdate", closes),
        ("gradingduedate", 0),
        ("allowsubmissionsfromdate", node.int("TIMEAVAILABLE")),
        ("grade", node.int("GRADE")),
        ("timemodified", node.int("TIMEMODIFIED")),
        ("completionsubmit", 0),
        ("requiresubmissionstatement", 0),
        ("teamsubmission", 0),
        ("requireallteammemberssubmit", 0),
        ("teamsubmissiongroupingid", 0),
        ("blindmarking", 0),
        ("hidegrader", 0),
        ("revealidentities", 0),
    ]);
    m.sheet.field("attemptreopenmethod", "none");
    m.sheet.values(&[
        ("maxattempts", -1),
        ("markingworkflow", 0),
        ("markingallocation", 0),
        ("preventsubmissionnotingroup", 0),
    ]);
    let files = matches!(kind, "upload" | "uploadsingle");
    let most = if kind == "upload" { node.int("VAR1").clamp(1, 100) } else { 1 };
    let comments = i64::from(kind == "upload" && node.int("VAR2") != 0);
    m.sheet.open("plugin_configs");
    let mut id = 0;
    for (plugin, subtype, name, value) in [
        ("onlinetext", "assignsubmission", "enabled", i64::from(kind == "online")),
        ("file", "assignsubmission", "enabled", i64::from(files)),
        ("file", "assignsubmission", "maxfilesubmissions", most),
        ("file", "assignsubmission", "maxsubmissionsizebytes", node.int("MAXBYTES")),
        ("comments", "assignsubmission", "enabled", comments),
        ("comments", "assignfeedback", "enabled", 1),
    ] {
        if plugin == "file" && name != "enabled" && !files {
            continue;
        }
        id += 1;
        m.sheet.open_with("plugin_config", &[("id", id)]);
        m.sheet.field("plugin", plugin);
        m.sheet.field("subtype", subtype);
        m.sheet.field("name", name);
        m.sheet.value("value", value);
        m.sheet.close();
    }
    m.sheet.close();
}

pub(super) fn choice(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["TEXT", "INTRO"]);
    m.numbers(
        node,
        &[
            ("publish", "PUBLISH"),
            ("showresults", "SHOWRESULTS"),
            ("display", "DISPLAY"),
            ("allowupdate", "ALLOWUPDATE"),
            ("showunanswered", "SHOWUNANSWERED"),
            ("limitanswers", "LIMITANSWERS"),
            ("timeopen", "TIMEOPEN"),
            ("timeclose", "TIMECLOSE"),
        ],
    );
    m.sheet.value("allowmultiple", 0);
    m.modified(node);
    m.sheet.open("options");
    for option in node.list("OPTIONS", "OPTION") {
        m.sheet.open_with("option", &[("id", option.int("ID"))]);
        m.texts(option, &[("text", "TEXT")]);
        m.numbers(option, &[("maxanswers", "MAXANSWERS"), ("timemodified", "TIMEMODIFIED")]);
        m.sheet.close();
    }
    // Until 1.4 there were six fields.
    for number in 1..=6 {
        let text = node.text(&format!("ANSWER{number}"));
        if !text.trim().is_empty() {
            m.sheet.open_with("option", &[("id", number)]);
            m.sheet.field("text", text);
            m.sheet.values(&[("maxanswers", 0), ("timemodified", 0)]);
            m.sheet.close();
        }
    }
    m.sheet.close();
}

pub(super) fn chat(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["INTRO"]);
    m.numbers(
        node,
        &[
            ("keepdays", "KEEPDAYS"),
            ("studentlogs", "STUDENTLOGS"),
            ("chattime", "CHATTIME"),
            ("schedule", "SCHEDULE"),
        ],
    );
    m.modified(node);
}

pub(super) fn survey(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["INTRO"]);
    m.numbers(node, &[("template", "TEMPLATE"), ("days", "DAYS"), ("timecreated", "TIMECREATED")]);
    m.texts(node, &[("questions", "QUESTIONS")]);
    m.modified(node);
}

/// How a workshop was assessed, in the words of today.
fn strategy(number: i64) -> &'static str {
    match number {
        1 => "accumulative",
        2 => "numerrors",
        _ => "comments",
    }
}

pub(super) fn workshop(m: &mut Making<'_>, node: &Node) {
    let strategy = strategy(node.int("GRADINGSTRATEGY"));
    m.intro(node, &["DESCRIPTION", "INTRO"]);
    m.rich("instructauthors", "", Some("1"), "instructauthors", 0);
    m.rich("instructreviewers", "", Some("1"), "instructreviewers", 0);
    m.modified(node);
    m.sheet.value("phase", 10);
    m.sheet.values(&[
        ("useexamples", 0),
        ("usepeerassessment", 1),
        ("useselfassessment", node.int("INCLUDESELF")),
        ("grade", node.int("GRADE").clamp(0, 100)),
        ("gradinggrade", node.int("GRADINGGRADE").clamp(0, 100)),
    ]);
    m.sheet.field("strategy", strategy);
    m.sheet.field("evaluation", "best");
    m.sheet.values(&[
        ("gradedecimals", 0),
        ("nattachments", node.int("NATTACHMENTS").clamp(0, 7)),
        ("latesubmissions", 0),
        ("maxbytes", node.int("MAXBYTES")),
        ("examplesmode", 0),
        ("submissionstart", node.int("SUBMISSIONSTART")),
        ("submissionend", node.int("SUBMISSIONEND")),
        ("assessmentstart", node.int("ASSESSMENTSTART")),
        ("assessmentend", node.int("ASSESSMENTEND")),
    ]);
    m.rich("conclusion", "", Some("1"), "conclusion", 0);
    m.sheet.open(&format!("subplugin_workshopform_{strategy}_workshop"));
    for (at, element) in node.list("ELEMENTS", "ELEMENT").enumerate() {
        let id = i64::try_from(at).unwrap_or(0) + 1;
        m.sheet.open_with(&format!("workshopform_{strategy}_dimension"), &[("id", id)]);
        m.sheet.value("sort", id);
        let mut area = m.area("description", id);
        area.component = format!("workshopform_{strategy}");
        let fields = ("description", "descriptionformat");
        m.rich_named(fields, element.text("DESCRIPTION"), None, &area);
        match strategy {
            "accumulative" => {
                m.sheet.value("grade", element.int("MAXSCORE"));
                m.sheet.value("weight", 1);
            }
            "numerrors" => {
                m.sheet.value("descriptiontrust", 0);
                m.sheet.field("grade0", "No");
                m.sheet.field("grade1", "Yes");
                m.sheet.value("weight", 1);
            }
            _ => {}
        }
        m.sheet.close();
    }
    m.sheet.close();
}

/// The form of the contributed module, which became part of Moodle 2.0.
pub(super) fn feedback(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["SUMMARY", "INTRO"]);
    m.numbers(
        node,
        &[
            ("anonymous", "ANONYMOUS"),
            ("email_notification", "EMAILNOTIFICATION"),
            ("multiple_submit", "MULTIPLESUBMIT"),
            ("autonumbering", "AUTONUMBERING"),
            ("publish_stats", "PUBLISHSTATS"),
            ("timeopen", "TIMEOPEN"),
            ("timeclose", "TIMECLOSE"),
        ],
    );
    m.sheet.field("site_after_submit", "");
    let area = m.area("page_after_submit", 0);
    let fields = ("page_after_submit", "page_after_submitformat");
    m.rich_named(fields, node.text("PAGEAFTERSUB"), None, &area);
    m.modified(node);
    m.sheet.open("items");
    for item in node.list("ITEMS", "ITEM") {
        let id = item.int("ID");
        m.sheet.open_with("item", &[("id", id)]);
        let old = item.text("TYP").trim();
        // What was five types is two with a letter before what is shown.
        let (kind, letter) = match old {
            "radio" => ("multichoice", "r"),
            "check" => ("multichoice", "c"),
            "dropdown" => ("multichoice", "d"),
            "radiorated" => ("multichoicerated", "r"),
            "dropdownrated" => ("multichoicerated", "d"),
            other => (other, ""),
        };
        m.sheet.value("template", 0);
        m.texts(item, &[("name", "NAME"), ("label", "LABEL")]);
        let shown = m.old.text(item.text("PRESENTATION"), &m.area("item", id));
        let shown = if letter.is_empty() { shown } else { format!("{letter}>>>>>{shown}") };
        m.sheet.field("presentation", &shown);
        m.sheet.field("typ", kind);
        m.numbers(
            item,
            &[("hasvalue", "HASVALUE"), ("position", "POSITION"), ("required", "REQUIRED")],
        );
        m.sheet.values(&[("dependitem", 0)]);
        m.sheet.field("dependvalue", "");
        m.sheet.field("options", "");
        m.sheet.close();
    }
    m.sheet.close();
}
