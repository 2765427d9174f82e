//! What passes: the elements that are kept of each part, and what becomes of single fields.

use super::{Copy, Part};
use crate::mbz::activity::dropped;
use crate::mbz::personal::What;

/// Modules of Moodle's core, 2.0 to 5.x, with the elements that are kept of each. Everything else
/// that has child elements or attributes is left out.
const CORE: &[(&str, &[&str])] = &[
    ("assign", &["plugin_configs", "plugin_config"]),
    ("assignment", &[]),
    ("bigbluebuttonbn", &[]),
    ("book", &["chapters", "chapter", "chaptertags", "tag"]),
    ("chat", &[]),
    ("choice", &["options", "option"]),
    ("data", &["fields", "field"]),
    ("feedback", &["items", "item"]),
    ("folder", &[]),
    ("forum", &[]),
    ("glossary", &["categories", "category"]),
    ("h5pactivity", &[]),
    ("imscp", &[]),
    ("label", &[]),
    ("lesson", &["pages", "page", "answers", "answer"]),
    ("lti", &[]),
    ("page", &[]),
    ("qbank", &[]),
    (
        "quiz",
        &[
            "question_instances",
            "question_instance",
            "question_reference",
            "question_set_reference",
            "tags",
            "tag",
            "sections",
            "section",
            "feedbacks",
            "feedback",
        ],
    ),
    ("resource", &[]),
    ("scorm", &["scoes", "sco", "sco_datas", "sco_data"]),
    ("subsection", &[]),
    ("survey", &[]),
    ("url", &[]),
    ("wiki", &[]),
    ("workshop", &[]),
];

/// What is also kept of a module when people's entries are taken.
const ENTRIES: &[(&str, &[&str])] = &[
    ("data", &["records", "record", "contents", "content"]),
    ("forum", &["discussions", "discussion", "posts", "post"]),
    ("glossary", &["entries", "entry", "aliases", "alias", "category_entries", "category_entry"]),
    ("wiki", &["subwikis", "subwiki", "pages", "page", "versions", "version"]),
];

/// What is kept of the gradebook.
const GRADEBOOK: &[&str] = &[
    "gradebook",
    "grade_categories",
    "grade_category",
    "grade_items",
    "grade_item",
    "grade_letters",
    "grade_letter",
    "grade_settings",
    "grade_setting",
];

/// What is kept of the question bank, besides what types of questions add.
const QUESTIONS: &[&str] = &[
    "question_categories",
    "question_category",
    "question_bank_entries",
    "question_bank_entry",
    "question_version",
    "question_versions",
    "questions",
    "question",
    "question_hints",
    "question_hint",
    "tags",
    "tag",
];

/// Whether Moodle itself brings this module, in some version from 2.0 to 5.x.
pub(in crate::mbz) fn is_core(module: &str) -> bool {
    CORE.iter().any(|(name, _)| *name == module)
}

fn listed(table: &[(&str, &[&str])], module: &str, element: &str) -> bool {
    table.iter().any(|(name, kept)| *name == module && kept.contains(&element))
}

/// The kind of personal data that the children of an element are.
pub(super) fn children_are(element: &str) -> Option<What> {
    Some(match element {
        "users" => What::Users,
        "user_enrolments" => What::Enrolments,
        "role_assignments" => What::RoleAssignments,
        "group_members" => What::Groups,
        "attempts" | "sco_tracks" | "timers" | "branches" => What::Attempts,
        "submissions" | "ltisubmissions" | "examplesubmissions" => What::Submissions,
        "grades" | "grade_grades" | "overrides" | "userflags" | "aggregations"
        | "user_competencies" => What::Grades,
        "answers" | "completeds" | "analysis" => What::Answers,
        "posts" => What::Posts,
        "entries" | "records" | "pages" => What::Entries,
        "messages" => What::Messages,
        "comments" | "ratings" => What::Comments,
        "subscriptions" | "digests" | "readposts" | "trackedprefs" | "discussion_subs" => {
            What::Subscriptions
        }
        "completions" | "completion_crit_completions" | "course_completions" => What::Completion,
        "events" => What::Calendar,
        _ => return None,
    })
}

/// What becomes of a plain field.
#[derive(PartialEq)]
pub(super) enum Fate {
    Keep,
    Blank,
    Secret,
    Drop,
}

pub(super) fn fate(part: &Part, parent: &str, name: &str) -> Fate {
    match name {
        "userid" | "usermodified" | "usercreated" | "createdby" | "modifiedby" | "ownerid"
        | "modifierid" | "reviewerid" | "authorid" | "realuserid" | "relateduserid"
        | "participants" | "username" | "email" | "firstname" | "lastname" | "reportingemail"
        | "timerendered" | "pageviews" => return Fate::Blank,
        "author" | "source" if *part == Part::Files => return Fate::Blank,
        "usepassword" => return Fate::Keep,
        "resourcekey"
        | "enrolmentkey"
        | "moderatorpass"
        | "viewerpass"
        | "meetingid"
        | "instructorcustomparameters"
        | "guestlinkuid"
        | "subnet" => return Fate::Secret,
        _ => {}
    }
    // That somebody's profile decides is kept, but not what it must say.
    if parent == "availability_field" && !matches!(name, "userfield" | "customfield") {
        return Fate::Drop;
    }
    let lower = name.to_ascii_lowercase();
    if ["password", "secret", "token", "apikey", "privatekey", "passphrase"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return Fate::Secret;
    }
    if let Part::Activity(module) = part
        && !is_core(module)
        && parent == module
        && !matches!(name, "name" | "intro" | "introformat" | "timemodified" | "timecreated")
        && !dropped::keeps(module, name)
    {
        return Fate::Drop;
    }
    Fate::Keep
}

impl Copy<'_> {
    /// Whether an element with children or attributes may pass.
    pub(super) fn passes(&self, name: &str) -> bool {
        if self.path.iter().any(|frame| frame.mute) {
            return false;
        }
        let parent = self.path.last().map_or("", |frame| frame.name.as_str());
        match self.part {
            Part::Counted => false,
            Part::Manifest => matches!(
                name,
                "moodle_backup"
                    | "information"
                    | "details"
                    | "detail"
                    | "contents"
                    | "activities"
                    | "activity"
                    | "sections"
                    | "section"
                    | "course"
                    | "settings"
                    | "setting"
            ),
            Part::Files => matches!(name, "files" | "file"),
            Part::Scales => matches!(name, "scales_definition" | "scale"),
            Part::Gradebook => GRADEBOOK.contains(&name),
            Part::ContentBank => matches!(name, "contents" | "content"),
            Part::Block => matches!(name, "block" | "block_positions" | "block_position"),
            Part::Module | Part::Section
                if matches!(name, "availability_info" | "availability" | "availability_field") =>
            {
                true
            }
            Part::Section => {
                matches!(name, "section" | "course_format_options" | "courseformatoption")
            }
            Part::Course => matches!(
                name,
                "course"
                    | "category"
                    | "tags"
                    | "tag"
                    | "courseformatoptions"
                    | "courseformatoption"
            ),
            Part::Module => matches!(name, "module" | "tags" | "tag"),
            Part::Grades => matches!(name, "activity_gradebook" | "grade_items" | "grade_item"),
            Part::Competencies => {
                matches!(name, "course_module_competencies" | "competencies" | "competency")
            }
            Part::Grading => {
                matches!(
                    name,
                    "areas"
                        | "area"
                        | "definitions"
                        | "definition"
                        | "criteria"
                        | "criterion"
                        | "levels"
                        | "level"
                ) || name.starts_with("plugin_gradingform_")
                    || name.starts_with("guide")
            }
            Part::Questions => {
                QUESTIONS.contains(&name)
                    || name.starts_with("plugin_qtype_")
                    || self.path.iter().any(|frame| frame.name.starts_with("plugin_qtype_"))
            }
            Part::Activity(module) => {
                if self.path.is_empty() {
                    return name == "activity";
                }
                if self.path.len() == 1 {
                    return name == module;
                }
                if listed(CORE, module, name) {
                    return true;
                }
                // How a learning package is walked through.
                if module == "scorm" {
                    return name.starts_with("seq_");
                }
                if module == "workshop" {
                    return name.starts_with("subplugin_workshopform_")
                        || name.starts_with("workshopform_")
                        || parent.starts_with("subplugin_workshopform_")
                        || parent.starts_with("workshopform_");
                }
                self.entries && listed(ENTRIES, module, name) && self.entries_allowed(module)
            }
        }
    }

    /// Only what a teacher opened a discussion with, and no wiki of one person.
    fn entries_allowed(&self, module: &str) -> bool {
        match module {
            "forum" => matches!(self.mode.as_str(), "news" | "single"),
            "wiki" => self.mode != "individual",
            _ => true,
        }
    }
}
