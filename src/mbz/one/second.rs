//! The second look at `moodle.xml`: activities, questions and scales are written.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::super::members::{Member, is_module};
use super::super::personal::What;
use super::super::strip::Part;
use super::super::xml::Trouble;
use super::super::{Broken, Warning};
use super::grades;
use super::make::Making;
use super::node::{Enter, Node, Visitor};
use super::questions::{self, Asking};
use super::sheet::Sheet;
use super::texts::Old;
use super::tree::Tree;
use super::{course, modules};

/// Reads and writes at once.
pub(super) struct Second<'a> {
    old: &'a Old<'a>,
    tree: Tree<'a>,
    warnings: Vec<Warning>,
    done: HashSet<i64>,
    /// The question bank before it passes through the sieve.
    raw: PathBuf,
    bank: BufWriter<File>,
    sheet: Sheet,
    tops: Vec<(i64, i64)>,
    /// How many categories have begun.
    begun: usize,
    /// Whether the last of them is open.
    open: bool,
    next_question: i64,
    scales: Sheet,
    any_scale: bool,
    /// What went wrong beyond this file.
    broken: Option<Broken>,
}

impl<'a> Second<'a> {
    pub(super) fn new(old: &'a Old<'a>, tree: Tree<'a>) -> Result<Self, Broken> {
        let raw = tree.folder.join("questions.all.xml");
        let bank = BufWriter::new(File::create(&raw)?);
        let mut sheet = Sheet::default();
        sheet.open("question_categories");
        let tops = questions::tops(&mut sheet, old.survey);
        let mut scales = Sheet::default();
        scales.open("scales_definition");
        let next_question = old.survey.questions.keys().max().copied().unwrap_or(0);
        Ok(Self {
            old,
            tree,
            warnings: Vec::new(),
            done: HashSet::new(),
            raw,
            bank,
            sheet,
            tops,
            begun: 0,
            open: false,
            next_question: next_question.saturating_add(1),
            scales,
            any_scale: false,
            broken: None,
        })
    }

    /// Ends all parts.
    pub(super) fn finish(mut self) -> Result<(Tree<'a>, Vec<Warning>), Broken> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let rest = self.sheet.finish();
        self.tree.count(rest.len() as u64)?;
        self.bank.write_all(rest.as_bytes())?;
        self.bank.flush()?;
        if !self.tops.is_empty() {
            let part = Part::Questions;
            if self.tree.put_from(&Member::Questions, &part, File::open(&self.raw)?)?.is_none() {
                let text = "The question bank is too long and is left out.";
                self.warnings.push(Warning::new("damaged_part", text, "questions"));
            }
        }
        std::fs::remove_file(&self.raw)?;
        if self.any_scale {
            self.tree.put(&Member::Scales, &Part::Scales, &self.scales.finish())?;
        }
        if let Some(gradebook) = grades::gradebook(self.old.survey) {
            self.tree.put(&Member::Gradebook, &Part::Gradebook, &gradebook)?;
        }
        for node in &self.old.survey.blocks {
            if let Some(xml) = course::block(self.old, node) {
                self.tree.put(&Member::Block(node.int("ID")), &Part::Block, &xml)?;
            }
        }
        // What the second look did not reach keeps its name.
        for cm in &self.old.survey.cms {
            if !self.done.contains(&cm.cmid) && is_module(&cm.module) {
                let member = Member::Module(cm.module.clone(), cm.cmid);
                let xml = course::module(cm);
                self.tree.put(&member, &Part::Module, &xml)?;
            }
        }
        Ok((self.tree, self.warnings))
    }

    fn activity(&mut self, node: &Node) -> Result<(), Broken> {
        let survey = self.old.survey;
        let was = node.text("MODTYPE").trim().to_lowercase();
        let Some(cm) = survey.instance(&was, node.int("ID")) else { return Ok(()) };
        if !is_module(&cm.module) || !self.done.insert(cm.cmid) {
            return Ok(());
        }
        for secret in ["PASSWORD", "SUBNET"] {
            let filled = !matches!(node.text(secret).trim(), "" | "0");
            self.tree.personal.add(What::Secrets, u64::from(filled));
        }
        let mut making = Making::new(self.old, cm);
        modules::write(&mut making, node);
        let xml = making.finish();
        if let Some(grades) = grades::grades(survey, cm, node) {
            let member = Member::Grades(cm.module.clone(), cm.cmid);
            self.tree.put(&member, &Part::Grades, &grades)?;
        }
        let member = Member::Module(cm.module.clone(), cm.cmid);
        self.tree.put(&member, &Part::Module, &course::module(cm))?;
        if !self.tree.activity(cm, &xml)? {
            let place = format!("{} {}", cm.module, cm.cmid);
            let text = format!("The part “{place}” is too long and is left out.");
            self.warnings.push(Warning::new("damaged_activity", text, place));
        }
        Ok(())
    }

    fn question(&mut self, node: &Node) -> Result<(), Broken> {
        let survey = self.old.survey;
        let category = self.begun.checked_sub(1).and_then(|at| survey.categories.get(at));
        let Some(category) = category.filter(|_| self.open) else { return Ok(()) };
        let mut asking = Asking {
            old: self.old,
            sheet: std::mem::take(&mut self.sheet),
            contextid: survey.context_of(category),
            id: node.int("ID"),
            next: self.next_question,
        };
        questions::question(&mut asking, node, category.id);
        self.next_question = asking.next;
        self.sheet = asking.sheet;
        if self.sheet.len() > 64 * 1024 {
            let text = self.sheet.drain();
            self.tree.count(text.len() as u64)?;
            self.bank.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Ends the category before, and begins the next that the first look found.
    fn next_category(&mut self) {
        if std::mem::take(&mut self.open) {
            self.sheet.close();
            self.sheet.close();
        }
        let survey = self.old.survey;
        if let Some(category) = survey.categories.get(self.begun) {
            questions::category(&mut self.sheet, survey, category, &self.tops);
            self.open = true;
        }
        self.begun += 1;
    }

    fn scale(&mut self, node: &Node) {
        self.any_scale = true;
        self.scales.open_with("scale", &[("id", node.int("ID"))]);
        self.scales.field("name", node.text("NAME"));
        self.scales.field("scale", node.text("SCALETEXT"));
        self.scales.field("description", node.text("DESCRIPTION"));
        self.scales.value("descriptionformat", 0);
        self.scales.value("timemodified", node.int("TIMEMODIFIED"));
        self.scales.close();
    }
}

/// Lists of what people did, by the module they are in ("" for any): left out and counted.
const PEOPLE: &[(&str, &str, &str, What)] = &[
    ("", "SUBMISSIONS", "SUBMISSION", What::Submissions),
    ("", "ATTEMPTS", "ATTEMPT", What::Attempts),
    ("", "GRADES", "GRADE", What::Grades),
    ("", "MESSAGES", "MESSAGE", What::Messages),
    ("", "RATINGS", "RATING", What::Comments),
    ("", "COMMENTS", "COMMENT", What::Comments),
    ("", "SUBSCRIPTIONS", "SUBSCRIPTION", What::Subscriptions),
    ("", "READPOSTS", "READ", What::Subscriptions),
    ("", "SCO_TRACKS", "SCO_TRACK", What::Attempts),
    ("", "ANALYSIS", "ANALYS", What::Answers),
    ("", "HIGHSCORES", "HIGHSCORE", What::Grades),
    ("", "TIMES", "TIME", What::Attempts),
    ("", "COMPLETEDS", "COMPLETED", What::Answers),
    ("", "RESPONSES", "RESPONSE", What::Answers),
    ("", "ISSUES", "ISSUE", What::OtherRows),
    ("", "STATES", "STATE", What::Attempts),
    ("", "ASSESSMENTS", "ASSESSMENT", What::Grades),
    ("", "STOCKCOMMENTS", "STOCKCOMMENT", What::Comments),
    ("", "ROLES_ASSIGNMENTS", "ASSIGNMENT", What::RoleAssignments),
    ("", "USERS", "USER", What::OtherRows),
    ("choice", "ANSWERS", "ANSWER", What::Answers),
    ("survey", "ANSWERS", "ANSWER", What::Answers),
    ("journal", "ENTRIES", "ENTRY", What::Entries),
];

/// What people wrote together, taken only when asked for.
const ENTRIES: &[(&str, &str, &str, What)] = &[
    ("forum", "DISCUSSIONS", "POST", What::Posts),
    ("glossary", "ENTRIES", "ENTRY", What::Entries),
    ("wiki", "ENTRIES", "PAGE", What::Entries),
    ("data", "RECORDS", "RECORD", What::Entries),
];

/// The lists that are read of each module; any other element with elements in it is not.
const LISTS: &[(&str, &[&str])] = &[
    ("book", &["CHAPTERS"]),
    ("choice", &["OPTIONS"]),
    ("data", &["FIELDS", "RECORDS"]),
    ("feedback", &["ITEMS"]),
    ("forum", &["DISCUSSIONS"]),
    ("glossary", &["ENTRIES", "CATEGORIES"]),
    ("lesson", &["PAGES"]),
    ("questionnaire", &["SURVEY"]),
    ("quiz", &["QUESTION_INSTANCES", "FEEDBACKS"]),
    ("scorm", &["SCOES"]),
    ("wiki", &["ENTRIES"]),
    ("workshop", &["ELEMENTS"]),
];

fn counted(
    table: &[(&str, &str, &'static str, What)],
    module: &str,
    name: &str,
) -> Option<(&'static str, What)> {
    table
        .iter()
        .find(|(of, list, _, _)| (of.is_empty() || *of == module) && *list == name)
        .map(|(_, _, row, what)| (*row, *what))
}

impl Visitor for Second<'_> {
    fn enter(&mut self, path: &[String], name: &str) -> Enter {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (path.as_slice(), name) {
            ([], "MOODLE_BACKUP")
            | (["MOODLE_BACKUP"], "COURSE")
            | (["MOODLE_BACKUP", "COURSE"], "QUESTION_CATEGORIES" | "MODULES" | "SCALES") => {
                Enter::Go
            }
            (["MOODLE_BACKUP", "COURSE", "QUESTION_CATEGORIES"], "QUESTION_CATEGORY") => {
                self.next_category();
                Enter::Go
            }
            ([.., "QUESTION_CATEGORY"], "QUESTIONS") => Enter::Go,
            ([.., "QUESTION_CATEGORY", "QUESTIONS"], "QUESTION")
            | (["MOODLE_BACKUP", "COURSE", "MODULES"], "MOD")
            | (["MOODLE_BACKUP", "COURSE", "SCALES"], "SCALE") => Enter::Take,
            _ => Enter::Skip(None),
        }
    }

    fn within(&mut self, node: &Node, path: &[String], name: &str) -> Enter {
        if node.name != "MOD" {
            return match name {
                "STATES" | "SESSIONS" | "RESPONSES" | "ATTEMPTS" => Enter::Skip(None),
                _ => Enter::Take,
            };
        }
        let module = node.text("MODTYPE").trim().to_lowercase();
        if let Some(counted) = counted(PEOPLE, &module, name) {
            return Enter::Skip(Some(counted));
        }
        if path.is_empty()
            && !self.tree.options.entries
            && let Some(counted) = counted(ENTRIES, &module, name)
        {
            return Enter::Skip(Some(counted));
        }
        if let Some(list) = path.first() {
            let known = LISTS.iter().find(|(known, _)| *known == module);
            if !known.is_some_and(|(_, lists)| lists.contains(&list.as_str())) {
                return Enter::Skip(None);
            }
        }
        match name {
            "USERID" | "AUTHOR" | "PASSWORD_HASH" | "ROLES_OVERRIDES" => Enter::Skip(None),
            _ => Enter::Take,
        }
    }

    fn node(&mut self, _: &[String], mut node: Node) -> Result<(), Trouble> {
        let repair = self.old.survey.repair;
        node.each_text(&mut |text| repair.text(text));
        let result = match node.name.as_str() {
            "MOD" => self.activity(&node),
            "QUESTION" => self.question(&node),
            _ => {
                self.scale(&node);
                Ok(())
            }
        };
        result.map_err(|broken| {
            self.broken = Some(broken);
            Trouble::Damaged { at: 0, why: "it cannot be written".to_owned() }
        })
    }

    fn count(&mut self, what: What, many: u64) {
        self.tree.personal.add(what, many);
    }
}
