//! The parts of a backup that are about the course as a whole, in the form of today.

use super::super::course::TextBlock;
use super::super::files::Area;
use super::super::{php, text};
use super::make::formatted;
use super::node::Node;
use super::sheet::Sheet;
use super::survey::{COURSE_CONTEXT, Cm, OldSection, Survey};
use super::texts::Old;

/// The longest line that is taken for the title of a section. Characters.
const TITLE: usize = 100;

pub(super) fn manifest(survey: &Survey) -> String {
    let (info, header) = (&survey.info, &survey.header);
    let releases = [info.text("MOODLE_RELEASE"), info.text("BACKUP_RELEASE"), "1.x"];
    let release = releases.into_iter().find(|text| !text.trim().is_empty()).unwrap_or("1.x");
    let mut sheet = Sheet::default();
    sheet.open("moodle_backup");
    sheet.open("information");
    for (name, value) in [
        ("name", info.text("NAME")),
        ("moodle_version", info.text("MOODLE_VERSION")),
        ("moodle_release", release),
        ("backup_version", info.text("BACKUP_VERSION")),
        ("backup_release", info.text("BACKUP_RELEASE")),
        ("backup_date", info.text("DATE")),
        ("original_wwwroot", info.text("ORIGINAL_WWWROOT").trim()),
        ("original_site_identifier_hash", info.text("ORIGINAL_SITE_IDENTIFIER_HASH").trim()),
        ("original_course_fullname", header.text("FULLNAME")),
        ("original_course_shortname", header.text("SHORTNAME")),
    ] {
        sheet.field(name, value);
    }
    sheet.values(&[
        ("original_course_id", survey.course_id()),
        ("original_course_startdate", header.int("STARTDATE")),
        ("original_course_contextid", COURSE_CONTEXT),
        ("original_system_contextid", COURSE_CONTEXT),
    ]);
    sheet.open("details");
    sheet.open("detail");
    sheet.field("type", "course");
    sheet.field("format", "moodle1");
    sheet.close();
    sheet.close();
    sheet.open("contents");
    sheet.open("activities");
    for cm in &survey.cms {
        sheet.open("activity");
        sheet.value("moduleid", cm.cmid);
        sheet.value("sectionid", cm.section);
        sheet.field("modulename", &cm.module);
        sheet.field("title", &cm.title);
        sheet.close();
    }
    sheet.close();
    sheet.open("sections");
    for section in &survey.sections {
        sheet.open("section");
        sheet.value("sectionid", section.id);
        sheet.value("title", section.number);
        sheet.close();
    }
    sheet.close();
    sheet.finish()
}

fn area(area: &str, item: i64) -> Area {
    Area { contextid: COURSE_CONTEXT, component: "course".to_owned(), area: area.to_owned(), item }
}

pub(super) fn course(old: &Old<'_>) -> String {
    let header = &old.survey.header;
    let mut sheet = Sheet::default();
    sheet.open_with("course", &[("id", old.survey.course_id()), ("contextid", COURSE_CONTEXT)]);
    for (name, was) in
        [("shortname", "SHORTNAME"), ("fullname", "FULLNAME"), ("idnumber", "IDNUMBER")]
    {
        sheet.field(name, header.text(was));
    }
    let (summary, format) = formatted(header.text("SUMMARY"), None);
    sheet.field("summary", &old.text(&summary, &area("summary", 0)));
    sheet.value("summaryformat", format);
    let format = match header.text("FORMAT").trim() {
        known @ ("topics" | "weeks" | "social") => known,
        "weekscss" => "weeks",
        "scorm" => "singleactivity",
        _ => "topics",
    };
    sheet.field("format", format);
    sheet.values(&[
        ("showgrades", header.int("SHOWGRADES")),
        ("newsitems", header.int("NEWSITEMS")),
        ("startdate", header.int("STARTDATE")),
        ("enddate", 0),
        ("marker", 0),
        ("maxbytes", header.int("MAXBYTES")),
        ("legacyfiles", 0),
        ("visible", i64::from(header.get("VISIBLE").is_none_or(|text| text.trim() != "0"))),
        ("groupmode", header.int("GROUPMODE")),
        ("groupmodeforce", header.int("GROUPMODEFORCE")),
        ("defaultgroupingid", 0),
    ]);
    sheet.field("lang", header.text("LANG").trim().trim_end_matches("_utf8"));
    sheet.field("theme", "");
    sheet.values(&[
        ("timecreated", header.int("TIMECREATED")),
        ("timemodified", header.int("TIMEMODIFIED")),
    ]);
    sheet.finish()
}

/// How much of a summary is looked at for a title. Bytes.
const LOOK: usize = 16 << 10;

/// A section of 1.x has no name: the first line of its summary is one, if it is short.
fn title(summary: &str) -> Option<String> {
    let plain = text::plain(&summary[..summary.floor_char_boundary(LOOK)]);
    let line = plain.lines().map(str::trim).find(|line| !line.is_empty())?;
    let line = text::title(line.trim_end_matches([' ', '-', '–', ':']), &[]);
    let short = (1..=TITLE).contains(&line.chars().count());
    (short && line.chars().any(char::is_alphanumeric)).then_some(line)
}

pub(super) fn section(old: &Old<'_>, section: &OldSection) -> String {
    let (mut summary, format) = formatted(&section.summary, None);
    let title = title(&summary);
    // What says nothing but the title is not said twice.
    let plain = (summary.len() < LOOK).then(|| text::title(&text::plain(&summary), &[]));
    let lower = summary.to_ascii_lowercase();
    let more = ["<img", "<a ", "<object", "<embed", "<iframe", "<hr", "<table"];
    if title.is_some() && title == plain && !more.iter().any(|tag| lower.contains(tag)) {
        summary.clear();
    }
    let mut sheet = Sheet::default();
    sheet.open_with("section", &[("id", section.id)]);
    sheet.value("number", section.number);
    match &title {
        Some(title) => sheet.field("name", title),
        None => sheet.null("name"),
    }
    sheet.field("summary", &old.text(&summary, &area("section", section.id)));
    sheet.value("summaryformat", format);
    let sequence: Vec<String> = section.cms.iter().map(i64::to_string).collect();
    sheet.field("sequence", &sequence.join(","));
    sheet.value("visible", i64::from(section.visible));
    sheet.null("availabilityjson");
    sheet.finish()
}

pub(super) fn module(cm: &Cm) -> String {
    let mut sheet = Sheet::default();
    // The version of Moodle 4.0, whose layouts these are.
    sheet.open_with("module", &[("id", cm.cmid), ("version", 2_022_041_900)]);
    sheet.field("modulename", &cm.module);
    sheet.value("sectionid", cm.section);
    sheet.value("sectionnumber", cm.section_number);
    match &cm.idnumber {
        Some(idnumber) => sheet.field("idnumber", idnumber),
        None => sheet.null("idnumber"),
    }
    let visible = i64::from(cm.visible);
    sheet.values(&[
        ("added", cm.added),
        ("score", 0),
        ("indent", cm.indent.clamp(0, 16)),
        ("visible", visible),
        ("visibleoncoursepage", 1),
        ("visibleold", visible),
        ("groupmode", cm.groupmode),
        ("groupingid", 0),
        ("completion", 0),
    ]);
    sheet.null("completiongradeitemnumber");
    sheet.values(&[("completionpassgrade", 0), ("completionview", 0), ("completionexpected", 0)]);
    sheet.null("availability");
    sheet.value("showdescription", 0);
    sheet.finish()
}

/// The contexts of blocks begin here, beyond those of all activities.
const BLOCK_CONTEXTS: i64 = 1 << 54;

/// A block of text beside the course; none where nothing can be read of it.
pub(super) fn block(old: &Old<'_>, node: &Node) -> Option<String> {
    let id = node.int("ID");
    let contextid = BLOCK_CONTEXTS + id;
    let config = php::config(node.text("CONFIGDATA"))?;
    let text = old.text(config.text("text"), &TextBlock::area(contextid));
    let title = config.text("title");
    let config = php::packed(&[("title", title), ("text", &text), ("format", "1")]);
    let region = if node.text("POSITION").trim() == "l" { "side-pre" } else { "side-post" };
    let mut sheet = Sheet::default();
    sheet.open_with("block", &[("id", id), ("contextid", contextid)]);
    sheet.field("blockname", "html");
    sheet.field("defaultregion", region);
    sheet.value("defaultweight", node.int("WEIGHT"));
    sheet.field("configdata", &config);
    if node.get("VISIBLE").is_some_and(|text| text.trim() == "0") {
        sheet.open("block_positions");
        sheet.open_with("block_position", &[("id", id)]);
        sheet.value("visible", 0);
        sheet.field("region", region);
        sheet.value("weight", node.int("WEIGHT"));
    }
    Some(sheet.finish())
}
