//! The parts of the archive that describe the course itself, its sections and where things stand.

use super::availability::Condition;
use super::copy::{DECLARATION, put, put_null};
use super::module;
use super::plan::{Plan, Scope};

/// What the archive claims to be written by. Old enough for every Moodle from 4.0 on, and of the
/// layout that questions have since.
pub(super) const VERSION: &str = "2022041900";
const RELEASE: &str = "4.0 (Build: 20220419)";
const BACKUP_RELEASE: &str = "4.0";

/// The numbers of the course.
#[derive(Debug, Clone, Copy)]
pub(super) struct CourseNumbers {
    pub(super) course: i64,
    pub(super) contextid: i64,
    pub(super) system: i64,
}

/// An activity as the manifest lists it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) cmid: i64,
    pub(super) section: i64,
    pub(super) module: String,
    pub(super) title: String,
}

/// A section as the manifest lists it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) id: i64,
    pub(super) title: String,
    /// The subsection that it is shown by.
    pub(super) parent: Option<i64>,
}

impl Listed {
    /// Its folder in the archive.
    pub(super) fn folder(&self) -> String {
        format!("activities/{}_{}", self.module, self.cmid)
    }
}

/// `moodle_backup.xml`.
pub(super) fn manifest(
    plan: &Plan,
    numbers: CourseNumbers,
    start: i64,
    sections: &[Part],
    activities: &[Listed],
) -> String {
    let kind = match plan.scope {
        Scope::Course => "course",
        Scope::Activity => "activity",
    };
    let mut out = format!("{DECLARATION}<moodle_backup>\n<information>\n");
    put(&mut out, "name", plan.file_name());
    put(&mut out, "moodle_version", VERSION);
    put(&mut out, "moodle_release", RELEASE);
    put(&mut out, "backup_version", VERSION);
    put(&mut out, "backup_release", BACKUP_RELEASE);
    put(&mut out, "backup_date", plan.dated);
    put(&mut out, "mnet_remoteusers", 0);
    put(&mut out, "include_files", 1);
    put(&mut out, "include_file_references_to_external_content", 0);
    put(&mut out, "original_wwwroot", &plan.site);
    put(&mut out, "original_site_identifier_hash", &plan.site_hash);
    put(&mut out, "original_course_id", numbers.course);
    put(&mut out, "original_course_format", "topics");
    put(&mut out, "original_course_fullname", &plan.title);
    put(&mut out, "original_course_shortname", &plan.short_name);
    put(&mut out, "original_course_startdate", start);
    put(&mut out, "original_course_enddate", 0);
    put(&mut out, "original_course_contextid", numbers.contextid);
    put(&mut out, "original_system_contextid", numbers.system);
    let id: String = plan.site_hash.chars().take(32).collect();
    out.push_str(&format!("<details>\n<detail backup_id=\"{id}\">\n"));
    for (name, value) in [
        ("type", kind),
        ("format", "moodle2"),
        ("interactive", "1"),
        ("mode", "10"),
        ("execution", "1"),
        ("executiontime", "0"),
    ] {
        put(&mut out, name, value);
    }
    out.push_str("</detail>\n</details>\n<contents>\n<activities>\n");
    for one in activities {
        out.push_str("<activity>\n");
        put(&mut out, "moduleid", one.cmid);
        put(&mut out, "sectionid", one.section);
        put(&mut out, "modulename", &one.module);
        put(&mut out, "title", &one.title);
        put(&mut out, "directory", one.folder());
        let inner = sections.iter().any(|part| part.id == one.section && part.parent.is_some());
        put(&mut out, "insubsection", if inner { "1" } else { "" });
        out.push_str("</activity>\n");
    }
    out.push_str("</activities>\n");
    if plan.scope == Scope::Course {
        out.push_str("<sections>\n");
        for part in sections {
            out.push_str("<section>\n");
            put(&mut out, "sectionid", part.id);
            put(&mut out, "title", &part.title);
            put(&mut out, "directory", format!("sections/section_{}", part.id));
            let parent = part.parent.map_or(String::new(), |cmid| cmid.to_string());
            put(&mut out, "parentcmid", parent);
            put(&mut out, "modname", if part.parent.is_some() { "subsection" } else { "" });
            out.push_str("</section>\n");
        }
        out.push_str("</sections>\n<course>\n");
        put(&mut out, "courseid", numbers.course);
        put(&mut out, "title", &plan.short_name);
        put(&mut out, "directory", "course");
        out.push_str("</course>\n");
    }
    out.push_str("</contents>\n<settings>\n");
    settings(&mut out, plan, sections, activities);
    out.push_str("</settings>\n</information>\n</moodle_backup>\n");
    out
}

/// What is inside, in the words of Moodle's own form.
fn settings(out: &mut String, plan: &Plan, sections: &[Part], activities: &[Listed]) {
    let mut setting = |level: &str, owner: Option<&str>, name: &str, value: &str| {
        out.push_str("<setting>\n");
        put(out, "level", level);
        if let Some(owner) = owner {
            put(out, level, owner);
        }
        put(out, "name", name);
        put(out, "value", value);
        out.push_str("</setting>\n");
    };
    setting("root", None, "filename", &plan.file_name());
    for name in ["activities", "files", "questionbank", "competencies"] {
        setting("root", None, name, "1");
    }
    for name in [
        "users",
        "anonymize",
        "role_assignments",
        "filters",
        "comments",
        "badges",
        "calendarevents",
        "userscompletion",
        "logs",
        "grade_histories",
        "groups",
        "customfield",
        "contentbankcontent",
        "xapistate",
        "legacyfiles",
    ] {
        setting("root", None, name, if name == "legacyfiles" { "1" } else { "0" });
    }
    setting("root", None, "blocks", if plan.blocks.is_empty() { "0" } else { "1" });
    if plan.scope == Scope::Course {
        for part in sections {
            let owner = format!("section_{}", part.id);
            setting("section", Some(&owner), &format!("{owner}_included"), "1");
            setting("section", Some(&owner), &format!("{owner}_userinfo"), "0");
        }
    }
    for one in activities {
        let owner = format!("{}_{}", one.module, one.cmid);
        setting("activity", Some(&owner), &format!("{owner}_included"), "1");
        setting("activity", Some(&owner), &format!("{owner}_userinfo"), "0");
    }
}

/// What is said of the course itself.
pub(super) struct Own<'a> {
    pub(super) start: i64,
    pub(super) category: i64,
    /// Whether it has a common folder of files.
    pub(super) legacy: bool,
    /// With its format.
    pub(super) summary: (&'a str, i64),
    pub(super) tags: &'a [String],
}

/// `course/course.xml`.
pub(super) fn course(
    plan: &Plan,
    numbers: CourseNumbers,
    own: &Own<'_>,
    fresh: &dyn Fn() -> i64,
) -> String {
    let mut out = format!(
        "{DECLARATION}<course id=\"{}\" contextid=\"{}\">\n",
        numbers.course, numbers.contextid
    );
    put(&mut out, "shortname", &plan.short_name);
    put(&mut out, "fullname", &plan.title);
    put(&mut out, "idnumber", "");
    put(&mut out, "summary", own.summary.0);
    put(&mut out, "summaryformat", own.summary.1);
    put(&mut out, "format", "topics");
    put(&mut out, "showgrades", 1);
    put(&mut out, "newsitems", 0);
    put(&mut out, "startdate", own.start);
    put(&mut out, "enddate", 0);
    put(&mut out, "marker", 0);
    put(&mut out, "maxbytes", 0);
    // 2 lets the course have files of its own, as Moodle 1.x had them.
    put(&mut out, "legacyfiles", if own.legacy { 2 } else { 0 });
    put(&mut out, "showreports", 0);
    put(&mut out, "visible", 1);
    put(&mut out, "groupmode", 0);
    put(&mut out, "groupmodeforce", 0);
    put(&mut out, "defaultgroupingid", 0);
    put(&mut out, "lang", "");
    put(&mut out, "theme", "");
    put(&mut out, "timecreated", plan.dated);
    put(&mut out, "timemodified", plan.dated);
    put(&mut out, "requested", 0);
    put(&mut out, "showactivitydates", 1);
    put(&mut out, "showcompletionconditions", 1);
    put_null(&mut out, "pdfexportfont");
    put(&mut out, "enablecompletion", 1);
    put(&mut out, "completionnotify", 0);
    out.push_str(&format!("<category id=\"{}\">\n", own.category));
    put(&mut out, "name", "Hornbook");
    put_null(&mut out, "description");
    out.push_str("</category>\n");
    module::tagged(&mut out, own.tags, fresh);
    out.push_str("<customfields>\n</customfields>\n<courseformatoptions>\n");
    for (name, value) in [("hiddensections", 1), ("coursedisplay", 0)] {
        out.push_str(&format!("<courseformatoption id=\"{}\">\n", fresh()));
        put(&mut out, "format", "topics");
        put(&mut out, "sectionid", 0);
        put(&mut out, "name", name);
        put(&mut out, "value", value);
        out.push_str("</courseformatoption>\n");
    }
    out.push_str("</courseformatoptions>\n</course>\n");
    out
}

/// What is said of a section.
pub(super) struct NewSection<'a> {
    pub(super) id: i64,
    pub(super) number: usize,
    pub(super) name: Option<&'a str>,
    pub(super) summary: &'a str,
    pub(super) format: i64,
    pub(super) sequence: Vec<i64>,
    pub(super) visible: bool,
    pub(super) condition: Condition,
    /// The instance of the subsection that it is shown by.
    pub(super) shown_by: Option<i64>,
    pub(super) time: i64,
}

/// `section.xml`.
pub(super) fn section(it: &NewSection<'_>) -> String {
    let mut out = format!("{DECLARATION}<section id=\"{}\">\n", it.id);
    put(&mut out, "number", it.number);
    match it.name {
        Some(name) => put(&mut out, "name", name),
        None => put_null(&mut out, "name"),
    }
    put(&mut out, "summary", it.summary);
    put(&mut out, "summaryformat", it.format);
    let sequence: Vec<String> = it.sequence.iter().map(ToString::to_string).collect();
    put(&mut out, "sequence", sequence.join(","));
    put(&mut out, "visible", i32::from(it.visible && !it.condition.hides));
    match &it.condition.json {
        Some(json) => put(&mut out, "availabilityjson", json),
        None => put_null(&mut out, "availabilityjson"),
    }
    if let Some(instance) = it.shown_by {
        put(&mut out, "component", "mod_subsection");
        put(&mut out, "itemid", instance);
    } else {
        put_null(&mut out, "component");
        put_null(&mut out, "itemid");
    }
    put(&mut out, "timemodified", it.time);
    out.push_str("</section>\n");
    out
}

/// What belongs to a part, by its numbers: Moodle takes nothing else.
#[derive(Debug, Default)]
pub(super) struct Belongings {
    pub(super) files: Vec<i64>,
    pub(super) categories: Vec<i64>,
    pub(super) scales: Vec<i64>,
    pub(super) grade_items: Vec<i64>,
}

/// `inforef.xml`.
pub(super) fn inforef(it: &Belongings) -> String {
    let mut out = format!("{DECLARATION}<inforef>\n");
    for (outer, inner, ids) in [
        ("fileref", "file", &it.files),
        ("scaleref", "scale", &it.scales),
        ("grade_itemref", "grade_item", &it.grade_items),
        ("question_categoryref", "question_category", &it.categories),
    ] {
        if ids.is_empty() {
            continue;
        }
        out.push_str(&format!("<{outer}>\n"));
        for id in ids {
            out.push_str(&format!("<{inner}>\n<id>{id}</id>\n</{inner}>\n"));
        }
        out.push_str(&format!("</{outer}>\n"));
    }
    out.push_str("</inforef>\n");
    out
}
