//! The XML of what was made here, as the kind of activity that Moodle has for it.

use super::copy::{DECLARATION, put, put_null};
use super::plan::{Body, Made};
use crate::mbz::text;
use crate::mbz::xml::Row;

/// The numbers of an activity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    pub(super) cmid: i64,
    pub(super) instance: i64,
    pub(super) contextid: i64,
}

/// Moodle's module for something made here.
pub(super) fn module_of(made: &Made) -> &'static str {
    match made.body {
        Body::Note => "label",
        Body::Link(_) => "url",
        Body::Page(_) => "page",
        Body::File if is_interactive(made) => "h5pactivity",
        Body::File => "resource",
        Body::Folder => "folder",
    }
}

/// Whether it is a package that Moodle plays by itself.
fn is_interactive(made: &Made) -> bool {
    let is_package = |name: &str| {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.eq_ignore_ascii_case("h5p")
    };
    made.body == Body::File && matches!(made.files.as_slice(), [only] if is_package(&only.name))
}

/// The area of its files.
pub(super) fn area_of(made: &Made) -> &'static str {
    match made.body {
        Body::File if is_interactive(made) => "package",
        Body::Note | Body::Link(_) => "intro",
        _ => "content",
    }
}

/// How it is told to show a file or a page: PHP's way of writing lists.
const WITH_INTRO: &str = "a:1:{s:10:\"printintro\";i:1;}";

/// The XML of its own.
pub(super) fn xml(made: &Made, numbers: Numbers, relink: &dyn Fn(&str) -> String) -> String {
    let module = module_of(made);
    let mut out = open(module, numbers);
    put(&mut out, "name", name_of(made));
    put(&mut out, "intro", relink(&made.intro));
    put(&mut out, "introformat", 1);
    match &made.body {
        Body::Note => {}
        Body::Link(address) => {
            put(&mut out, "externalurl", address);
            put(&mut out, "display", 0);
            put(&mut out, "displayoptions", WITH_INTRO);
            put(&mut out, "parameters", "a:0:{}");
        }
        Body::Page(html) => {
            put(&mut out, "content", relink(html));
            put(&mut out, "contentformat", 1);
            put(&mut out, "legacyfiles", 0);
            put_null(&mut out, "legacyfileslast");
            put(&mut out, "display", 5);
            let options =
                "a:2:{s:10:\"printintro\";s:1:\"0\";s:17:\"printlastmodified\";s:1:\"0\";}";
            put(&mut out, "displayoptions", options);
            put(&mut out, "revision", 1);
        }
        Body::File if is_interactive(made) => {
            put(&mut out, "timecreated", made.changed);
            put(&mut out, "grade", 0);
            put(&mut out, "displayoptions", 15);
            put(&mut out, "enabletracking", 1);
            put(&mut out, "grademethod", 1);
            put(&mut out, "reviewmode", 1);
        }
        Body::File => {
            put(&mut out, "tobemigrated", 0);
            put(&mut out, "legacyfiles", 0);
            put_null(&mut out, "legacyfileslast");
            put(&mut out, "display", 0);
            put(&mut out, "displayoptions", WITH_INTRO);
            put(&mut out, "filterfiles", 0);
            put(&mut out, "revision", 1);
        }
        Body::Folder => {
            put(&mut out, "revision", 1);
            put(&mut out, "display", 0);
            put(&mut out, "showexpanded", 1);
            put(&mut out, "showdownloadfolder", 1);
            put(&mut out, "forcedownload", 1);
        }
    }
    put(&mut out, "timemodified", made.changed);
    close(&mut out, module);
    out
}

/// A label is named by its words.
pub(super) fn name_of(made: &Made) -> String {
    let name = match (&made.body, made.title.trim()) {
        (Body::Note, _) => text::plain(&made.intro),
        (_, title) => title.to_owned(),
    };
    let most = if made.body == Body::Note { 50 } else { 250 };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.chars().take(most).collect();
    if name.is_empty() { "…".to_owned() } else { name }
}

fn open(module: &str, numbers: Numbers) -> String {
    let Numbers { cmid, instance, contextid } = numbers;
    format!(
        "{DECLARATION}<activity id=\"{instance}\" moduleid=\"{cmid}\" modulename=\"{module}\" \
         contextid=\"{contextid}\">\n<{module} id=\"{instance}\">\n"
    )
}

fn close(out: &mut String, module: &str) {
    out.push_str(&format!("</{module}>\n</activity>\n"));
}

/// An assignment of Moodle 2.2 and before, which no Moodle of today restores, as one of today.
pub(super) fn assign(
    row: &Row,
    numbers: Numbers,
    title: &str,
    relink: &dyn Fn(&str) -> String,
    fresh: &dyn Fn() -> i64,
) -> String {
    let kind = row.text("assignmenttype");
    let flag = |is: bool| i32::from(is);
    let mut out = open("assign", numbers);
    put(&mut out, "name", title);
    put(&mut out, "intro", relink(row.text("intro")));
    put(&mut out, "introformat", row.int("introformat"));
    put(&mut out, "alwaysshowdescription", 1);
    put(&mut out, "submissiondrafts", flag(kind == "upload" && row.flag("var4")));
    put(&mut out, "sendnotifications", flag(row.flag("emailteachers")));
    put(&mut out, "sendlatenotifications", flag(row.flag("emailteachers")));
    put(&mut out, "sendstudentnotifications", 1);
    put(&mut out, "duedate", row.int("timedue"));
    let cutoff = if row.flag("preventlate") { row.int("timedue") } else { 0 };
    put(&mut out, "cutoffdate", cutoff);
    put(&mut out, "gradingduedate", 0);
    put(&mut out, "allowsubmissionsfromdate", row.int("timeavailable"));
    // A scale would have to be found among those of the old site.
    put(&mut out, "grade", row.int("grade").max(0));
    put(&mut out, "timemodified", row.int("timemodified"));
    put(&mut out, "completionsubmit", 0);
    put(&mut out, "requiresubmissionstatement", 0);
    put(&mut out, "teamsubmission", 0);
    put(&mut out, "requireallteammemberssubmit", 0);
    put(&mut out, "teamsubmissiongroupingid", 0);
    put(&mut out, "blindmarking", 0);
    put(&mut out, "hidegrader", 0);
    put(&mut out, "revealidentities", 0);
    put(&mut out, "attemptreopenmethod", if row.flag("resubmit") { "manual" } else { "none" });
    put(&mut out, "maxattempts", -1);
    put(&mut out, "markingworkflow", 0);
    put(&mut out, "markingallocation", 0);
    put(&mut out, "preventsubmissionnotingroup", 0);
    put(&mut out, "activity", "");
    put(&mut out, "activityformat", 1);
    put(&mut out, "timelimit", 0);
    put(&mut out, "submissionattachments", 0);
    out.push_str("<plugin_configs>\n");
    let mut config = |plugin: &str, name: &str, value: i64| {
        out.push_str(&format!("<plugin_config id=\"{}\">\n", fresh()));
        put(&mut out, "plugin", plugin);
        put(&mut out, "subtype", "assignsubmission");
        put(&mut out, "name", name);
        put(&mut out, "value", value);
        out.push_str("</plugin_config>\n");
    };
    match kind {
        "online" => config("onlinetext", "enabled", 1),
        "upload" | "uploadsingle" => {
            config("file", "enabled", 1);
            let most = if kind == "upload" { row.int("var1").clamp(1, 20) } else { 1 };
            config("file", "maxfilesubmissions", most);
            config("file", "maxsubmissionsizebytes", row.int("maxbytes"));
        }
        _ => {}
    }
    out.push_str("</plugin_configs>\n");
    close(&mut out, "assign");
    out
}
