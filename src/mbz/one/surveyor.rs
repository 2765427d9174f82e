//! The first look at `moodle.xml`: everything short is remembered, everybody is counted.

use super::super::personal::What;
use super::super::xml::Trouble;
use super::charset::Repair;
use super::grades;
use super::node::{Characters, Enter, Node, Visitor, number};
use super::survey::{HIGHEST, Known, OldCategory, Survey};

/// Questions remembered at most. Count.
const QUESTIONS: usize = 200_000;

/// Categories of questions, at most. Count.
const CATEGORIES: usize = 20_000;

/// Texts that are held through the first look, at most. Bytes.
const HELD: usize = 64 << 20;

/// Elements that are held through the first look, at most; each costs some hundred bytes. Count.
const ELEMENTS: usize = 1_000_000;

/// Rows of the gradebook, at most. Count.
const GRADES: usize = 5_000;

/// Blocks of text beside the course, at most. Count.
const BLOCKS: usize = 50;

/// What is passed over in the gradebook are people's marks.
const MARKS: Enter = Enter::Skip(Some(("GRADE", What::Grades)));

/// Reads for a [`Survey`].
pub(super) struct Surveyor {
    pub(super) survey: Survey,
    /// How many categories have begun.
    begun: usize,
    /// Bytes of text held so far.
    held: usize,
    /// Elements held so far.
    elements: usize,
    parts: usize,
    /// There were more activities and sections than that.
    pub(super) too_many: bool,
}

impl Surveyor {
    /// `parts` is how many activities and sections there may be.
    pub(super) fn new(parts: usize) -> Self {
        Self { survey: Survey::default(), begun: 0, held: 0, elements: 0, parts, too_many: false }
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
        let long = survey.raw_sections.iter_mut().chain(&mut survey.mods).chain(&mut survey.grades);
        for node in long {
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

impl Visitor for Surveyor {
    fn enter(&mut self, path: &[String], name: &str) -> Enter {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (path.as_slice(), name) {
            ([], "MOODLE_BACKUP")
            | (["MOODLE_BACKUP"], "COURSE")
            | (["MOODLE_BACKUP", "COURSE"], "SECTIONS" | "QUESTION_CATEGORIES" | "MODULES") => {
                Enter::Go
            }
            (["MOODLE_BACKUP", "COURSE"], "GRADEBOOK" | "BLOCKS")
            | (
                ["MOODLE_BACKUP", "COURSE", "GRADEBOOK"],
                "GRADE_CATEGORIES" | "GRADE_ITEMS" | "GRADE_LETTERS",
            )
            | ([.., "QUESTION_CATEGORY"], "QUESTIONS") => Enter::Go,
            (["MOODLE_BACKUP", "COURSE", "QUESTION_CATEGORIES"], "QUESTION_CATEGORY") => {
                self.begun += 1;
                if self.begun <= CATEGORIES {
                    self.survey.categories.push(OldCategory::default());
                }
                Enter::Go
            }
            (["MOODLE_BACKUP"], "INFO")
            | (["MOODLE_BACKUP", "COURSE"], "HEADER")
            | (["MOODLE_BACKUP", "COURSE", "SECTIONS"], "SECTION")
            | (["MOODLE_BACKUP", "COURSE", "MODULES"], "MOD")
            | (["MOODLE_BACKUP", "COURSE", "BLOCKS"], "BLOCK")
            | (["MOODLE_BACKUP", "COURSE", "GRADEBOOK", "GRADE_CATEGORIES"], "GRADE_CATEGORY")
            | (["MOODLE_BACKUP", "COURSE", "GRADEBOOK", "GRADE_ITEMS"], "GRADE_ITEM")
            | (["MOODLE_BACKUP", "COURSE", "GRADEBOOK", "GRADE_LETTERS"], "GRADE_LETTER")
            | ([.., "QUESTION_CATEGORY", "QUESTIONS"], "QUESTION")
            | ([.., "QUESTION_CATEGORY"], _) => Enter::Take,
            (_, "USERS") => Enter::Skip(Some(("USER", What::Users))),
            (_, "LOGS") => Enter::Skip(Some(("LOG", What::Logs))),
            (_, "MESSAGES") => Enter::Skip(Some(("MESSAGE", What::Messages))),
            (_, "BLOGS") => Enter::Skip(Some(("BLOG", What::Entries))),
            (_, "EVENTS") => Enter::Skip(Some(("EVENT", What::Calendar))),
            (_, "GROUPS") => Enter::Skip(Some(("MEMBER", What::Groups))),
            _ if name == "GRADEBOOK" || path.contains(&"GRADEBOOK") => MARKS,
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
            ("BLOCK", _) => match name {
                "ID" | "NAME" | "POSITION" | "WEIGHT" | "VISIBLE" | "CONFIGDATA" => Enter::Take,
                _ => Enter::Skip(None),
            },
            ("GRADE_CATEGORY" | "GRADE_ITEM" | "GRADE_LETTER", 0) if grades::has_field(name) => {
                Enter::Take
            }
            ("GRADE_CATEGORY" | "GRADE_ITEM" | "GRADE_LETTER", _) => MARKS,
            _ => Enter::Take,
        }
    }

    fn node(&mut self, path: &[String], mut node: Node) -> Result<(), Trouble> {
        let is_long = matches!(node.name.as_str(), "HEADER" | "SECTION" | "BLOCK");
        let most = if is_long { 1 << 20 } else { 4096 };
        node.shorten(most);
        if matches!(node.name.as_str(), "SECTION" | "MOD" | "BLOCK") {
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
                self.elements += node.elements();
                if self.parts == 0 || within > 20_000 || self.elements > ELEMENTS {
                    self.too_many = true;
                    return Err(Trouble::Damaged { at: 0, why: "too many parts".to_owned() });
                }
                if node.name == "MOD" {
                    survey.mods.push(node);
                } else {
                    survey.raw_sections.push(node);
                }
            }
            "BLOCK" if node.text("NAME").trim() == "html" && survey.blocks.len() < BLOCKS => {
                let id = node.int("ID");
                let is_new = survey.blocks.iter().all(|block| block.int("ID") != id);
                if (1..=HIGHEST).contains(&id) && is_new {
                    survey.blocks.push(node);
                }
            }
            "GRADE_CATEGORY" | "GRADE_ITEM" | "GRADE_LETTER" if survey.grades.len() < GRADES => {
                survey.grades.push(node);
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
