//! Modules that Moodle has given up, or that many sites had beside it: which settings say something.

use super::super::xml::Row;

/// What is kept and said of each, beside name, introduction and files.
const FACTS: &[(&str, &[&str])] = &[
    ("assignment", &["assignmenttype", "resubmit", "preventlate", "emailteachers", "maxbytes"]),
    ("chat", &["chattime", "schedule", "keepdays"]),
    ("exercise", &["nelements", "gradingstrategy", "usemaximum", "deadline", "grade"]),
    (
        "hotpot",
        &[
            "sourcetype",
            "sourcefile",
            "outputformat",
            "navigation",
            "timeopen",
            "timeclose",
            "timelimit",
            "attemptlimit",
            "grademethod",
            "gradeweighting",
        ],
    ),
    (
        "hvp",
        &["machine_name", "major_version", "minor_version", "license", "license_version", "source"],
    ),
    ("journal", &["days", "grade", "assessed"]),
    ("lams", &["learning_design_id", "sequence_name", "display_design"]),
    ("survey", &["days"]),
];

/// Values beyond this are cut. Characters.
const LONGEST: usize = 300;

/// Whether a field of a module that is not Moodle's own says something about the activity.
pub(in crate::mbz) fn keeps(module: &str, field: &str) -> bool {
    FACTS.iter().any(|(name, fields)| *name == module && fields.contains(&field))
}

/// The settings of such a module that are set.
pub(super) fn facts(module: &str, row: &Row) -> Vec<(String, String)> {
    let fields = FACTS.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, list)| list);
    fields
        .iter()
        .filter_map(|field| {
            let value = row.get(field)?.trim();
            if value.is_empty() || value == "0" {
                return None;
            }
            let value = if is_time(field) {
                let time = jiff::Timestamp::from_second(value.parse().ok()?).ok()?;
                time.strftime("%Y-%m-%d").to_string()
            } else {
                value.chars().take(LONGEST).collect()
            };
            Some((field.replace('_', " "), value))
        })
        .collect()
}

fn is_time(field: &str) -> bool {
    matches!(field, "chattime" | "deadline" | "timeopen" | "timeclose")
}
