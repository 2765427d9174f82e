//! Copies XML while leaving out people: what is not known to be about the course does not pass.

use std::io::{Read, Write};

use quick_xml::escape::partial_escape;

use super::Options;
use super::personal::{PersonalData, What};
use super::xml::{NULL, Piece, Scanner, Trouble};

/// Which kind of XML is copied; the rules differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Manifest,
    Files,
    Questions,
    Scales,
    Course,
    ContentBank,
    Section,
    /// The activity itself, with the name of its module.
    Activity(String),
    Module,
    Grading,
    /// Nothing is copied, personal data is counted.
    Counted,
}

/// What was learnt on the way.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Attributes of the root element of an activity.
    pub(super) contextid: i64,
    /// The instance number: the `id` attribute of the root of an activity.
    pub(super) instance: i64,
    /// The opening posts that were kept.
    pub(super) posts: Vec<i64>,
}

/// Modules of Moodle's core, 2.0 to 5.x, with the elements that are kept of each. Everything else
/// that has child elements or attributes is left out.
const CORE: &[(&str, &[&str])] = &[
    ("assign", &["plugin_configs", "plugin_config"]),
    ("assignment", &[]),
    ("bigbluebuttonbn", &[]),
    ("book", &["chapters", "chapter"]),
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

/// Whether Moodle itself brings this module, in some version from 2.0 to 5.x.
pub(super) fn is_core(module: &str) -> bool {
    CORE.iter().any(|(name, _)| *name == module)
}

fn listed(table: &[(&str, &[&str])], module: &str, element: &str) -> bool {
    table.iter().any(|(name, kept)| *name == module && kept.contains(&element))
}

/// The kind of personal data that the children of an element are.
fn children_are(element: &str) -> Option<What> {
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
enum Fate {
    Keep,
    Blank,
    Secret,
    Drop,
}

fn fate(part: &Part, parent: &str, name: &str) -> Fate {
    match name {
        "userid" | "usermodified" | "usercreated" | "createdby" | "modifiedby" | "ownerid"
        | "modifierid" | "reviewerid" | "authorid" | "realuserid" | "relateduserid"
        | "participants" | "username" | "email" | "firstname" | "lastname" | "reportingemail"
        | "timerendered" | "pageviews" => return Fate::Blank,
        "author" if *part == Part::Files => return Fate::Blank,
        "source" if *part == Part::Files => return Fate::Blank,
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
    {
        return Fate::Drop;
    }
    Fate::Keep
}

struct Frame {
    name: String,
    /// The rest of this element is left out.
    mute: bool,
    /// Number of this element, for posts.
    id: i64,
}

struct Leaf {
    name: String,
    /// As it will be written, checked.
    attributes: String,
    text: String,
    id: i64,
    has_id: bool,
    has_userid: bool,
}

struct Copy<'a> {
    part: &'a Part,
    entries: bool,
    personal: &'a mut PersonalData,
    passed: Passed,
    path: Vec<Frame>,
    leaf: Option<Leaf>,
    /// For each element being left out: what its children count as.
    skipping: Vec<Option<What>>,
    /// The forum type or the wiki mode, which decide whether entries may be taken.
    mode: String,
}

/// Copies one XML part to `out` by the rules of its kind and counts what is left out.
pub(super) fn strip(
    input: impl Read,
    out: &mut dyn Write,
    part: &Part,
    options: &Options,
    personal: &mut PersonalData,
) -> Result<Passed, Trouble> {
    let mut scanner = Scanner::new(input, &options.limits);
    let mut copy = Copy {
        part,
        entries: options.entries,
        personal,
        passed: Passed::default(),
        path: Vec::new(),
        leaf: None,
        skipping: Vec::new(),
        mode: String::new(),
    };
    let mut any = false;
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    loop {
        let at = scanner.position();
        match scanner.next()? {
            Piece::Open(start) => {
                any = true;
                copy.open(&start, out)?;
            }
            Piece::Text(text) => copy.text(text),
            Piece::Char(c) => copy.text(c.encode_utf8(&mut [0; 4])),
            Piece::Close => copy.close(out)?,
            Piece::Nothing => {}
            Piece::End if !any => {
                return Err(Trouble::Damaged { at: 0, why: "it is empty".to_owned() });
            }
            Piece::End => return Ok(copy.passed),
        }
        if copy.leaf.as_ref().is_some_and(|leaf| leaf.text.len() as u64 > options.limits.text_bytes)
        {
            return Err(Trouble::Damaged { at, why: "a text is too long".to_owned() });
        }
    }
}

impl Copy<'_> {
    /// Whether an element with children or attributes may pass.
    fn passes(&self, name: &str) -> bool {
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
            Part::ContentBank => matches!(name, "contents" | "content"),
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
                matches!(
                    name,
                    "question_categories"
                        | "question_category"
                        | "question_bank_entries"
                        | "question_bank_entry"
                        | "question_version"
                        | "question_versions"
                        | "questions"
                        | "question"
                        | "question_hints"
                        | "question_hint"
                        | "tags"
                        | "tag"
                ) || name.starts_with("plugin_qtype_")
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

    fn open(
        &mut self,
        start: &quick_xml::events::BytesStart<'_>,
        out: &mut dyn Write,
    ) -> Result<(), Trouble> {
        let name = start.name().0;
        if let Some(leaf) = self.leaf.take() {
            // The element before this one has children after all.
            if self.passes(&leaf.name) {
                write!(out, "<{}{}>", leaf.name, leaf.attributes)?;
                if leaf.name == "post" {
                    self.passed.posts.push(leaf.id);
                }
                self.path.push(Frame { name: leaf.name, mute: false, id: leaf.id });
            } else {
                self.count_leaf(&leaf);
                if leaf.has_userid {
                    self.personal.add(What::OtherRows, 1);
                }
                self.skipping.push(children_are(&leaf.name));
            }
        }
        if let Some(counts) = self.skipping.last() {
            if start.attributes_raw().contains("id=") {
                self.count_child(*counts);
            }
            if self.is_foreign() && (name == "userid" || has_userid(start)) {
                self.personal.add(What::OtherRows, 1);
            }
            self.skipping.push(children_are(name));
            return Ok(());
        }
        if !is_element_name(name) {
            self.skipping.push(None);
            return Ok(());
        }
        let mut leaf = Leaf {
            name: name.to_owned(),
            attributes: String::new(),
            text: String::new(),
            id: 0,
            has_id: start.attributes_raw().contains("id="),
            has_userid: self.is_foreign() && has_userid(start),
        };
        self.attributes(start, &mut leaf);
        self.leaf = Some(leaf);
        Ok(())
    }

    /// Only the attributes that Moodle's own elements have and that name no person.
    fn attributes(&mut self, start: &quick_xml::events::BytesStart<'_>, leaf: &mut Leaf) {
        for attribute in start.attributes().with_checks(false).flatten().take(16) {
            let key = attribute.key.0;
            if !matches!(
                key,
                "id" | "contextid" | "moduleid" | "modulename" | "version" | "courseid"
            ) {
                continue;
            }
            let value = &*attribute.value;
            if value.len() > 100
                || !value.bytes().all(|b| b.is_ascii_alphanumeric() || b"$@_.- ".contains(&b))
            {
                continue;
            }
            let number = value.trim().parse().unwrap_or(0);
            match key {
                "id" => leaf.id = number,
                "contextid" if self.path.is_empty() => self.passed.contextid = number,
                _ => {}
            }
            if key == "id" && self.path.is_empty() {
                self.passed.instance = number;
            }
            leaf.attributes.push_str(&format!(" {key}=\"{value}\""));
        }
    }

    fn is_foreign(&self) -> bool {
        matches!(self.part, Part::Activity(module) if !is_core(module))
    }

    /// Counts an element that is left out; Moodle gives every row a number.
    fn count_leaf(&mut self, leaf: &Leaf) {
        if leaf.has_id {
            let counts = self.path.last().and_then(|frame| children_are(&frame.name));
            self.count_child(counts);
        }
    }

    fn count_child(&mut self, counts: Option<What>) {
        if let Some(what) = counts {
            self.personal.add(what, 1);
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipping.is_empty()
            && let Some(leaf) = &mut self.leaf
        {
            leaf.text.push_str(text);
        }
    }

    fn close(&mut self, out: &mut dyn Write) -> Result<(), Trouble> {
        if self.skipping.pop().is_some() {
            return Ok(());
        }
        let Some(leaf) = self.leaf.take() else {
            if let Some(frame) = self.path.pop() {
                writeln!(out, "</{}>", frame.name)?;
            }
            return Ok(());
        };
        if self.path.is_empty() {
            // An empty root.
            writeln!(out, "<{0}{1}></{0}>", leaf.name, leaf.attributes)?;
            return Ok(());
        }
        if self.path.iter().any(|frame| frame.mute) {
            return Ok(());
        }
        if !leaf.attributes.is_empty() && !self.passes(&leaf.name) {
            // Such as <password encrypted="true">: the attribute was not taken, this one is a row.
            self.count_leaf(&leaf);
            return Ok(());
        }
        self.field(leaf, out)
    }

    fn field(&mut self, leaf: Leaf, out: &mut dyn Write) -> Result<(), Trouble> {
        let parent = self.path.last().map_or("", |frame| frame.name.as_str());
        let filled = !leaf.text.is_empty() && leaf.text != NULL && leaf.text != "0";
        let value = match fate(self.part, parent, &leaf.name) {
            Fate::Drop => {
                if leaf.has_userid {
                    self.personal.add(What::OtherRows, 1);
                }
                return Ok(());
            }
            Fate::Blank => {
                if leaf.name == "author" && !leaf.text.trim().is_empty() && leaf.text != NULL {
                    self.personal.add(What::Authors, 1);
                }
                NULL
            }
            Fate::Secret => {
                if filled {
                    self.personal.add(What::Secrets, 1);
                }
                NULL
            }
            Fate::Keep => match (self.part, leaf.name.as_str()) {
                // What kind of reference it is matters, not where it points.
                (Part::Files, "reference") if filled => "alias",
                // A condition may name a person by a field of their profile.
                (
                    Part::Module | Part::Section,
                    "availability" | "availabilityjson" | "conditions",
                ) if leaf.text.contains("\"profile\"") => {
                    r#"{"op":"&","c":[{"type":"profile"}],"showc":[false]}"#
                }
                _ => leaf.text.as_str(),
            },
        };
        self.decide(&leaf.name, &leaf.text);
        writeln!(out, "<{0}>{1}</{0}>", leaf.name, partial_escape(value))?;
        Ok(())
    }

    /// Some fields decide about the rest of their element.
    fn decide(&mut self, name: &str, text: &str) {
        let Part::Activity(module) = self.part else { return };
        let depth = self.path.len();
        let Some(frame) = self.path.last_mut() else { return };
        match (module.as_str(), frame.name.as_str(), name) {
            ("forum", "forum", "type") | ("wiki", "wiki", "wikimode") if depth == 2 => {
                text.clone_into(&mut self.mode);
            }
            ("forum", "post", "parent" | "privatereplyto") if !matches!(text.trim(), "" | "0") => {
                frame.mute = true;
                if self.passed.posts.last() == Some(&frame.id) {
                    self.passed.posts.pop();
                }
                self.personal.add(What::Posts, 1);
            }
            ("wiki", "subwiki", "userid") if !matches!(text.trim(), "" | "0") => {
                frame.mute = true;
            }
            ("data", "record", "approved") if text.trim() == "0" => frame.mute = true,
            ("assign", "plugin_config", "plugin") => {
                frame.mute =
                    !matches!(text, "onlinetext" | "file" | "comments" | "editpdf" | "offline");
            }
            _ => {}
        }
    }
}

fn has_userid(start: &quick_xml::events::BytesStart<'_>) -> bool {
    start.attributes_raw().contains("userid")
}

fn is_element_name(name: &str) -> bool {
    (1..=120).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.as_bytes()[0].is_ascii_digit()
}
