//! What the first look at `moodle.xml` found: what is in the course, and what became of what.

use std::collections::{HashMap, HashSet};

use super::super::personal::PersonalData;
use super::charset::Repair;
use super::modules;
use super::node::Node;

/// The context of the course. Moodle 1.x backups tell no numbers of contexts; an activity's is one
/// more than the number of its course module, which begin with 1.
pub(super) const COURSE_CONTEXT: i64 = 1;

/// Numbers beyond this are nobody's: no database counts so far, and there must be room for more.
pub(super) const HIGHEST: i64 = 1 << 53;

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
    pub(super) level: String,
    pub(super) instance: i64,
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
    pub(super) mods: Vec<Node>,
    pub(super) raw_sections: Vec<Node>,
    /// Blocks of text beside the course.
    pub(super) blocks: Vec<Node>,
    /// The rows of the gradebook: categories, items, letters.
    pub(super) grades: Vec<Node>,
    /// Where the items of activities are among them, by old module and instance.
    marked: HashMap<(String, i64), Vec<usize>>,
}

impl Survey {
    /// Joins what sections list with the activities themselves.
    pub(super) fn join(&mut self) {
        let mut mods: HashMap<(String, i64), &Node> = HashMap::new();
        for node in &self.mods {
            let key = (node.text("MODTYPE").trim().to_lowercase(), node.int("ID"));
            mods.entry(key).or_insert(node);
        }
        let mut sections: Vec<OldSection> = Vec::new();
        let mut numbers: HashSet<i64> = HashSet::new();
        let mut highest = 0;
        let mut cms: Vec<Cm> = Vec::new();
        for node in &self.raw_sections {
            let mut section = OldSection {
                id: node.int("ID").clamp(0, HIGHEST),
                old_number: node.int("NUMBER"),
                number: 0,
                summary: node.text("SUMMARY").to_owned(),
                visible: node.get("VISIBLE").is_none_or(|text| text.trim() != "0"),
                cms: Vec::new(),
            };
            if numbers.contains(&section.id) {
                section.id = highest + 1;
            }
            numbers.insert(section.id);
            highest = highest.max(section.id);
            for node in node.list("MODS", "MOD") {
                let key = (node.text("TYPE").trim().to_lowercase(), node.int("INSTANCE"));
                let cmid = node.int("ID");
                let Some(found) = mods.get(&key) else {
                    self.absent += 1;
                    continue;
                };
                if let Some(known) = self.by_instance.get(&key) {
                    // Links may use either number.
                    if (1..=HIGHEST).contains(&cmid) {
                        self.by_cmid.entry(cmid).or_insert(*known);
                    }
                    self.twice += 1;
                    continue;
                }
                if !(1..=HIGHEST).contains(&cmid) || self.by_cmid.contains_key(&cmid) {
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
        for (at, row) in self.grades.iter().enumerate() {
            if row.text("ITEMTYPE") == "mod" {
                let module = row.text("ITEMMODULE").trim().to_lowercase();
                self.marked.entry((module, row.int("ITEMINSTANCE"))).or_default().push(at);
            }
        }
    }

    /// The items of the gradebook that belong to an activity.
    pub(super) fn marked(&self, cm: &Cm) -> impl Iterator<Item = &Node> {
        let places = self.marked.get(&(cm.was.clone(), cm.instance));
        places.into_iter().flatten().filter_map(|at| self.grades.get(*at))
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
        module: modules::becomes(&was, node),
        was,
        title: node.text("NAME").trim().to_owned(),
        section,
        visible,
        ..Cm::default()
    }
}
