//! Which members of an archive are known: a strict pattern, so that no name from an archive is used.

/// A member of a backup that means something to us.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Member {
    /// `moodle_backup.xml`.
    Manifest,
    /// `files.xml`.
    Files,
    /// `questions.xml`.
    Questions,
    /// `scales.xml`.
    Scales,
    /// `gradebook.xml`.
    Gradebook,
    /// `course/course.xml`.
    Course,
    /// `course/contentbank.xml`.
    ContentBank,
    /// `course/blocks/html_<id>/block.xml`.
    Block(i64),
    /// `sections/section_<id>/section.xml`.
    Section(i64),
    /// `activities/<module>_<cmid>/<module>.xml`.
    Activity(String, i64),
    /// `activities/<module>_<cmid>/module.xml`.
    Module(String, i64),
    /// `activities/<module>_<cmid>/grading.xml`.
    Grading(String, i64),
    /// `activities/<module>_<cmid>/grades.xml`.
    Grades(String, i64),
    /// `activities/<module>_<cmid>/competencies.xml`.
    Competencies(String, i64),
    /// `files/<xx>/<sha1>`.
    Blob([u8; 20]),
    /// XML that is only counted for personal data, never kept: users, roles, grades, ….
    Counted(String),
    /// Logs, histories: never opened.
    Log,
    /// Known, and of no use here.
    Skipped,
    /// `moodle.xml`: a Moodle 1.x backup.
    MoodleOne,
    /// `imsmanifest.xml`.
    Ims,
}

/// What a raw member name turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A clean relative path.
    Clean(String),
    /// Rubbish that archivers add: ignored without a word.
    Rubbish,
    /// A name no honest backup has: absolute, `..`, backslashes, NUL, too long.
    Refused,
}

/// Normalises a raw member name. All real names in backups are shorter than 100 bytes.
pub(super) fn normal(raw: &[u8]) -> Name {
    if raw.is_empty() || raw.len() > 255 {
        return Name::Refused;
    }
    let Ok(name) = std::str::from_utf8(raw) else { return Name::Refused };
    if name.chars().any(|c| c.is_control() || c == '\\') || name.starts_with('/') {
        return Name::Refused;
    }
    if name.as_bytes().get(1) == Some(&b':') {
        return Name::Refused;
    }
    let mut clean = name;
    while let Some(rest) = clean.strip_prefix("./") {
        clean = rest;
    }
    let clean = clean.strip_suffix('/').unwrap_or(clean);
    if clean.is_empty() || clean == "." {
        return Name::Rubbish;
    }
    let parts = || clean.split('/');
    if parts().any(|part| part == "..") {
        return Name::Refused;
    }
    if parts().any(|part| part.is_empty() || part == ".") {
        return Name::Refused;
    }
    let last = parts().next_back().unwrap_or("");
    if clean.starts_with("__MACOSX") || last.starts_with("._") || last == ".DS_Store" {
        return Name::Rubbish;
    }
    Name::Clean(clean.to_owned())
}

fn number(text: &str) -> Option<i64> {
    let digits = (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Whether this can be the name of a Moodle activity module (`mod_form` of core: `[a-z][a-z0-9_]*`).
pub(super) fn is_module(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The modules that Moodle 4.x itself brings.
pub(super) fn is_today(module: &str) -> bool {
    matches!(
        module,
        "assign"
            | "bigbluebuttonbn"
            | "book"
            | "chat"
            | "choice"
            | "data"
            | "feedback"
            | "folder"
            | "forum"
            | "glossary"
            | "h5pactivity"
            | "imscp"
            | "label"
            | "lesson"
            | "lti"
            | "page"
            | "qbank"
            | "quiz"
            | "resource"
            | "scorm"
            | "subsection"
            | "survey"
            | "url"
            | "wiki"
            | "workshop"
    )
}

/// Reads 40 lower-case hexadecimal digits.
pub(super) fn sha1_of(text: &str) -> Option<[u8; 20]> {
    let bytes = text.as_bytes();
    if bytes.len() != 40 {
        return None;
    }
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let mut out = [0; 20];
    for (place, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
        *place = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}

/// What a clean path within a backup means, or `None` if it is no part of a backup's tree.
pub(super) fn recognise(path: &str) -> Option<Member> {
    let parts: Vec<&str> = path.split('/').collect();
    let counted = |what: &str| Some(Member::Counted(what.to_owned()));
    match parts.as_slice() {
        ["moodle_backup.xml"] => Some(Member::Manifest),
        ["files.xml"] => Some(Member::Files),
        ["questions.xml"] => Some(Member::Questions),
        ["scales.xml"] => Some(Member::Scales),
        ["gradebook.xml"] => Some(Member::Gradebook),
        ["moodle.xml"] => Some(Member::MoodleOne),
        ["imsmanifest.xml"] => Some(Member::Ims),
        [root @ ("users.xml" | "groups.xml" | "completion.xml")] => {
            counted(root.trim_end_matches(".xml"))
        }
        ["grade_history.xml"] => Some(Member::Log),
        [
            "roles.xml" | "outcomes.xml" | "badges.xml" | ".ARCHIVE_INDEX" | "moodle_backup.log"
            | "course" | "sections" | "activities" | "files",
        ]
        | ["course", "blocks"] => Some(Member::Skipped),
        ["course", "course.xml"] => Some(Member::Course),
        ["course", "blocks", block, rest @ ..] => {
            match (block.strip_prefix("html_").and_then(number), rest) {
                (Some(id), ["block.xml"]) => Some(Member::Block(id)),
                _ => Some(Member::Skipped),
            }
        }
        ["course", "contentbank.xml"] => Some(Member::ContentBank),
        ["course", file] => Some(inside(file)),
        ["sections", section, rest @ ..] => {
            let id = number(section.strip_prefix("section_")?)?;
            match rest {
                ["section.xml"] => Some(Member::Section(id)),
                [file] => Some(inside(file)),
                _ => Some(Member::Skipped),
            }
        }
        ["activities", activity, rest @ ..] => {
            let (module, cmid) = activity.rsplit_once('_')?;
            let cmid = number(cmid).filter(|_| is_module(module))?;
            let module = module.to_owned();
            match rest {
                ["module.xml"] => Some(Member::Module(module, cmid)),
                ["grading.xml"] => Some(Member::Grading(module, cmid)),
                ["grades.xml"] => Some(Member::Grades(module, cmid)),
                ["competencies.xml"] => Some(Member::Competencies(module, cmid)),
                [file] if file.strip_suffix(".xml") == Some(&module) => {
                    Some(Member::Activity(module, cmid))
                }
                [file] => Some(inside(file)),
                _ => Some(Member::Skipped),
            }
        }
        ["files", folder] if folder.len() == 2 => Some(Member::Skipped),
        ["files", folder, name] if name.starts_with(folder) && folder.len() == 2 => {
            sha1_of(name).map(Member::Blob)
        }
        _ => None,
    }
}

/// The files that a course, a section and an activity have alike.
fn inside(file: &str) -> Member {
    match file {
        "enrolments.xml" | "roles.xml" | "grades.xml" | "completion.xml" | "calendar.xml"
        | "comments.xml" | "competencies.xml" => {
            Member::Counted(file.trim_end_matches(".xml").to_owned())
        }
        "logs.xml" | "logstores.xml" | "loglastaccess.xml" | "grade_history.xml"
        | "xapistate.xml" => Member::Log,
        _ => Member::Skipped,
    }
}

/// Finds out whether everything lies in one folder, as when a teacher zips a folder.
#[derive(Debug, Default)]
pub(super) struct Wrapping(Option<String>);

impl Wrapping {
    /// What a clean path means within the wrapping found so far. The first member that can only
    /// belong to a backup decides the wrapping for all others.
    pub(super) fn recognise(&mut self, path: &str) -> Option<Member> {
        if let Some(prefix) = &self.0 {
            return recognise(path.strip_prefix(prefix.as_str())?);
        }
        if let Some(member) = recognise(path) {
            if decides(&member) {
                self.0 = Some(String::new());
            }
            return Some(member);
        }
        let (first, rest) = path.split_once('/')?;
        let member = recognise(rest)?;
        if decides(&member) {
            self.0 = Some(format!("{first}/"));
        }
        Some(member)
    }

    /// Fixes the wrapping by the place of the manifest, when all names are known beforehand.
    pub(super) fn fix(&mut self, manifest: &str) {
        if let Some(prefix) = manifest.strip_suffix("moodle_backup.xml")
            && prefix.matches('/').count() <= 1
        {
            self.0 = Some(prefix.to_owned());
        }
    }
}

fn decides(member: &Member) -> bool {
    matches!(
        member,
        Member::Manifest
            | Member::Course
            | Member::Section(_)
            | Member::Activity(..)
            | Member::Module(..)
            | Member::Blob(_)
    )
}
