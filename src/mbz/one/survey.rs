//! The first look at `moodle.xml`: what is in the course, and what became of what.

use std::collections::HashMap;

use super::super::personal::{PersonalData, What};
use super::super::xml::Trouble;
use super::charset::Repair;
use super::node::{Characters, Enter, Node, Visitor, number};
use super::resource;

/// The context of the course. Moodle 1.x backups tell no numbers of contexts; an activity's is one
/// more than the number of its course module, which begin with 1.
pub(super) const COURSE_CONTEXT: i64 = 1;

/// An activity as a section lists it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cm {
    pub(super) cmid: i64,
    pub(super) instance: i64,
    /// What it was in the old Moodle.
    pub(super) was: String,
    /// What it becomes.
    pub(super) module: String,
    pub(super) title: String,
    /// Number of its section in the old database, 0 if it lies in none.
    pub(super) section: i64,
    /// The number that its section shows.
    pub(super) section_number: i64,
    pub(super) added: i64,
    pub(super) indent: i64,
    pub(super) visible: bool,
    pub(super) groupmode: i64,
    pub(super) idnumber: Option<String>,
}

impl Cm {
    pub(super) fn contextid(&self) -> i64 {
        self.cmid.saturating_add(1)
    }
}

/// A section.
#[derive(Debug, Clone, Default)]
pub(super) struct OldSection {
    pub(super) id: i64,
    /// As the old site had it.
    pub(super) old_number: i64,
    /// Without gaps.
    pub(super) number: i64,
    pub(super) summary: String,
    pub(super) visible: bool,
    pub(super) cms: Vec<i64>,
}

/// A category of questions.
#[derive(Debug, Clone, Default)]
pub(super) struct OldCategory {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) info: String,
    pub(super) stamp: String,
    pub(super) parent: i64,
    pub(super) sortorder: i64,
    level: String,
    instance: i64,
    /// The course module it belongs to; `None` for the course.
    pub(super) cm: Option<usize>,
}

/// What a quiz must know of a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) category: i64,
    /// Any question of its category stands here.
    pub(super) random: bool,
    /// Those of the categories within, too.
    pub(super) within: bool,
}

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) info: Node,
    pub(super) header: Node,
    pub(super) sections: Vec<OldSection>,
    pub(super) cms: Vec<Cm>,
    pub(super) by_cmid: HashMap<i64, usize>,
    pub(super) by_instance: HashMap<(String, i64), usize>,
    pub(super) categories: Vec<OldCategory>,
    by_category: HashMap<i64, usize>,
    pub(super) questions: HashMap<i64, Known>,
    pub(super) personal: PersonalData,
    pub(super) repair: Repair,
    /// Listed in a section without being in the backup. Count.
    pub(super) absent: u64,
    /// Listed twice. Count.
    pub(super) twice: u64,
    mods: Vec<Node>,
    raw_sections: Vec<Node>,
}

/// Questions remembered at most. Count.
const QUESTIONS: usize = 200_000;

/// Categories of questions, at most. Count.
const CATEGORIES: usize = 20_000;

/// Texts that are held through the first look, at most. Bytes.
const HELD: usize = 64 << 20;

/// Reads for a [`Survey`].
pub(super) struct Surveyor {
    pub(super) survey: Survey,
    /// How many categories have begun.
    begun: usize,
    /// Bytes of text held so far.
    held: usize,
    parts: usize,
    /// There were more activities and sections than that.
    pub(super) too_many: bool,
}

impl Surveyor {
    /// `parts` is how many activities and sections there may be.
    pub(super) fn new(parts: usize) -> Self {
        Self { survey: Survey::default(), begun: 0, held: 0, parts, too_many: false }
    }

    /// Whether something of a course was found.
    pub(super) fn any(&self) -> bool {
        !self.survey.header.inner.is_empty()
    }

    /// Whether the list of activities has begun.
    pub(super) fn in_modules(&self) -> bool {
        !self.survey.mods.is_empty()
    }

    /// A field of the category that is open.
    fn of_category(&mut self, node: &Node) {
        let text = node.text.as_deref().unwrap_or("");
        let Some(category) = self.survey.categories.get_mut(self.begun.wrapping_sub(1)) else {
            return;
        };
        match node.name.as_str() {
            "ID" => category.id = number(text),
            "NAME" => text.clone_into(&mut category.name),
            "INFO" => text.clone_into(&mut category.info),
            "STAMP" => text.clone_into(&mut category.stamp),
            "PARENT" => category.parent = number(text),
            "SORTORDER" => category.sortorder = number(text),
            "CONTEXT" => {
                node.text("LEVEL").trim().clone_into(&mut category.level);
                category.instance = node.int("INSTANCE");
            }
            _ => {}
        }
    }

    /// Puts together what was seen.
    pub(super) fn finish(self, characters: &Characters) -> Survey {
        let mut survey = self.survey;
        let info = &survey.info;
        survey.repair = Repair::of(
            info.text("BACKUP_VERSION"),
            info.text("MOODLE_RELEASE"),
            survey.header.text("LANG"),
            characters,
        );
        let repair = survey.repair;
        let mut fix = |text: &mut String| repair.text(text);
        survey.info.each_text(&mut fix);
        survey.header.each_text(&mut fix);
        for node in survey.raw_sections.iter_mut().chain(&mut survey.mods) {
            node.each_text(&mut fix);
        }
        for category in &mut survey.categories {
            repair.text(&mut category.name);
            repair.text(&mut category.info);
        }
        survey.join();
        survey
    }
}

impl Survey {
    /// Joins what sections list with the activities themselves.
    fn join(&mut self) {
        let mut mods: HashMap<(String, i64), &Node> = HashMap::new();
        for node in &self.mods {
            let key = (node.text("MODTYPE").trim().to_lowercase(), node.int("ID"));
            mods.entry(key).or_insert(node);
        }
        let mut sections: Vec<OldSection> = Vec::new();
        let mut cms: Vec<Cm> = Vec::new();
        for node in &self.raw_sections {
            let mut section = OldSection {
                id: node.int("ID"),
                old_number: node.int("NUMBER"),
                number: 0,
                summary: node.text("SUMMARY").to_owned(),
                visible: node.get("VISIBLE").is_none_or(|text| text.trim() != "0"),
                cms: Vec::new(),
            };
            if sections.iter().any(|known| known.id == section.id) {
                section.id = sections.iter().map(|known| known.id).max().unwrap_or(0) + 1;
            }
            for node in node.list("MODS", "MOD") {
                let key = (node.text("TYPE").trim().to_lowercase(), node.int("INSTANCE"));
                let cmid = node.int("ID");
                let Some(found) = mods.get(&key) else {
                    self.absent += 1;
                    continue;
                };
                if let Some(known) = self.by_instance.get(&key) {
                    // Links may use either number.
                    self.by_cmid.entry(cmid).or_insert(*known);
                    self.twice += 1;
                    continue;
                }
                if cmid <= 0 || cmid > 1 << 53 || self.by_cmid.contains_key(&cmid) {
                    self.absent += 1;
                    continue;
                }
                self.by_cmid.insert(cmid, cms.len());
                self.by_instance.insert(key, cms.len());
                section.cms.push(cmid);
                let mut cm = cm(found, cmid, section.id);
                cm.added = node.int("ADDED");
                cm.indent = node.int("INDENT");
                cm.visible &= node.get("VISIBLE").is_none_or(|text| text.trim() != "0");
                cm.groupmode = node.int("GROUPMODE");
                cm.idnumber = node.get("IDNUMBER").map(str::to_owned);
                cms.push(cm);
            }
            sections.push(section);
        }
        // Some lie in no section: they get the numbers after all others.
        let mut next = self.by_cmid.keys().max().copied().unwrap_or(0) + 1;
        for node in &self.mods {
            let key = (node.text("MODTYPE").trim().to_lowercase(), node.int("ID"));
            if key.0.is_empty() || self.by_instance.contains_key(&key) {
                continue;
            }
            self.by_cmid.insert(next, cms.len());
            self.by_instance.insert(key, cms.len());
            cms.push(cm(node, next, 0));
            next += 1;
        }
        sections.sort_by_key(|section| section.old_number);
        let first = i64::from(sections.first().is_some_and(|section| section.old_number > 0));
        for (section, number) in sections.iter_mut().zip(first..) {
            section.number = number;
            for cmid in &section.cms {
                if let Some(cm) = self.by_cmid.get(cmid).and_then(|at| cms.get_mut(*at)) {
                    cm.section_number = number;
                }
            }
        }
        self.sections = sections;
        self.cms = cms;
        for (at, category) in self.categories.iter_mut().enumerate() {
            self.by_category.entry(category.id).or_insert(at);
            if category.level == "module" {
                category.cm = self
                    .by_cmid
                    .get(&category.instance)
                    .or_else(|| self.by_instance.get(&("quiz".to_owned(), category.instance)))
                    .copied();
            }
        }
        self.mods = Vec::new();
        self.raw_sections = Vec::new();
    }

    /// The activity of that course module number.
    pub(super) fn cm(&self, cmid: i64) -> Option<&Cm> {
        self.by_cmid.get(&cmid).and_then(|at| self.cms.get(*at))
    }

    /// The activity of that old module and number.
    pub(super) fn instance(&self, was: &str, instance: i64) -> Option<&Cm> {
        let at = self.by_instance.get(&(was.to_owned(), instance))?;
        self.cms.get(*at)
    }

    /// Number of the course on the old site.
    pub(super) fn course_id(&self) -> i64 {
        self.header.int("ID")
    }

    /// The category of that number.
    pub(super) fn category(&self, id: i64) -> Option<&OldCategory> {
        self.by_category.get(&id).and_then(|at| self.categories.get(*at))
    }

    /// The context that the files of a question of that category lie in.
    pub(super) fn context_of_category(&self, id: i64) -> i64 {
        self.category(id).map_or(COURSE_CONTEXT, |category| self.context_of(category))
    }

    /// The context of a category.
    pub(super) fn context_of(&self, category: &OldCategory) -> i64 {
        let cm = category.cm.and_then(|at| self.cms.get(at));
        cm.map_or(COURSE_CONTEXT, Cm::contextid)
    }
}

/// An activity by its own words.
fn cm(node: &Node, cmid: i64, section: i64) -> Cm {
    let was = node.text("MODTYPE").trim().to_lowercase();
    // A forum for teachers was for nobody else.
    let visible = !(was == "forum" && node.text("TYPE").trim() == "teacher");
    Cm {
        cmid,
        instance: node.int("ID"),
        module: becomes(&was, node),
        was,
        title: node.text("NAME").trim().to_owned(),
        section,
        visible,
        ..Cm::default()
    }
}

/// The module that an old one becomes.
fn becomes(was: &str, node: &Node) -> String {
    match was {
        "resource" => resource::becomes(node).to_owned(),
        "assignment" => "assign".to_owned(),
        other => other.to_owned(),
    }
}

impl Visitor for Surveyor {
    fn enter(&mut self, path: &[String], name: &str) -> Enter {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (path.as_slice(), name) {
            ([], "MOODLE_BACKUP")
            | (["MOODLE_BACKUP"], "COURSE")
            | (["MOODLE_BACKUP", "COURSE"], "SECTIONS" | "QUESTION_CATEGORIES" | "MODULES") => {
                Enter::Go
            }
            (["MOODLE_BACKUP", "COURSE", "QUESTION_CATEGORIES"], "QUESTION_CATEGORY") => {
                self.begun += 1;
                if self.begun <= CATEGORIES {
                    self.survey.categories.push(OldCategory::default());
                }
                Enter::Go
            }
            ([.., "QUESTION_CATEGORY"], "QUESTIONS") => Enter::Go,
            (["MOODLE_BACKUP"], "INFO")
            | (["MOODLE_BACKUP", "COURSE"], "HEADER")
            | (["MOODLE_BACKUP", "COURSE", "SECTIONS"], "SECTION")
            | (["MOODLE_BACKUP", "COURSE", "MODULES"], "MOD")
            | ([.., "QUESTION_CATEGORY", "QUESTIONS"], "QUESTION")
            | ([.., "QUESTION_CATEGORY"], _) => Enter::Take,
            (_, "USERS") => Enter::Skip(Some(("USER", What::Users))),
            (_, "LOGS") => Enter::Skip(Some(("LOG", What::Logs))),
            (_, "MESSAGES") => Enter::Skip(Some(("MESSAGE", What::Messages))),
            (_, "BLOGS") => Enter::Skip(Some(("BLOG", What::Entries))),
            (_, "EVENTS") => Enter::Skip(Some(("EVENT", What::Calendar))),
            (_, "GROUPS") => Enter::Skip(Some(("MEMBER", What::Groups))),
            (_, "GRADEBOOK") => Enter::Skip(Some(("GRADE", What::Grades))),
            (_, "ROLES_ASSIGNMENTS") => Enter::Skip(Some(("ASSIGNMENT", What::RoleAssignments))),
            _ => Enter::Skip(None),
        }
    }

    fn within(&mut self, node: &Node, path: &[String], name: &str) -> Enter {
        match (node.name.as_str(), path.len()) {
            (_, _) if name == "ROLES_ASSIGNMENTS" => {
                Enter::Skip(Some(("ASSIGNMENT", What::RoleAssignments)))
            }
            ("INFO", 0) if name == "DETAILS" => Enter::Skip(None),
            ("HEADER" | "SECTION", _) if name == "ROLES_OVERRIDES" => Enter::Skip(None),
            ("MOD", 0) if !matches!(name, "ID" | "MODTYPE" | "TYPE" | "NAME" | "REFERENCE") => {
                Enter::Skip(None)
            }
            ("QUESTION", 0) if !matches!(name, "ID" | "PARENT" | "QTYPE" | "QUESTIONTEXT") => {
                Enter::Skip(None)
            }
            ("MOD" | "QUESTION", 1..) => Enter::Skip(None),
            _ => Enter::Take,
        }
    }

    fn node(&mut self, path: &[String], mut node: Node) -> Result<(), Trouble> {
        let most = if matches!(node.name.as_str(), "HEADER" | "SECTION") { 1 << 20 } else { 4096 };
        node.shorten(most);
        if matches!(node.name.as_str(), "SECTION" | "MOD") {
            // These are held until the end of the first look.
            self.held += node.length();
            if self.held > HELD {
                node.shorten(64);
            }
        }
        if path.last().is_some_and(|parent| parent == "QUESTION_CATEGORY") {
            self.of_category(&node);
            return Ok(());
        }
        let survey = &mut self.survey;
        match node.name.as_str() {
            "INFO" => survey.info = node,
            "HEADER" => {
                let secret = node.text("PASSWORD").trim();
                survey.personal.add(What::Secrets, u64::from(!secret.is_empty()));
                survey.header = node;
                survey.header.inner.retain(|field| field.name != "PASSWORD");
            }
            "SECTION" | "MOD" => {
                let within = node.list("MODS", "MOD").count();
                self.parts = self.parts.saturating_sub(1);
                if self.parts == 0 || within > 20_000 {
                    self.too_many = true;
                    return Err(Trouble::Damaged { at: 0, why: "too many parts".to_owned() });
                }
                if node.name == "MOD" {
                    survey.mods.push(node);
                } else {
                    survey.raw_sections.push(node);
                }
            }
            "QUESTION" if survey.questions.len() < QUESTIONS => {
                let kind = node.text("QTYPE").trim();
                let known = Known {
                    category: survey
                        .categories
                        .get(self.begun.wrapping_sub(1))
                        .map_or(0, |it| it.id),
                    random: matches!(kind, "random" | "4"),
                    within: node.text("QUESTIONTEXT").trim() == "1",
                };
                survey.questions.entry(node.int("ID")).or_insert(known);
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, what: What, many: u64) {
        self.survey.personal.add(what, many);
    }
}
