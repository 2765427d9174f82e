//! Which questions of a backup are taken, and into which categories they go.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::BufReader;

use crate::mbz::course::Course;
use crate::mbz::members::Member;
use crate::mbz::xml::{ends, rows};

/// What is known of a category of the question bank.
#[derive(Debug, Default, Clone)]
pub(super) struct Category {
    pub(super) name: String,
    pub(super) contextid: i64,
    pub(super) level: i64,
    pub(super) parent: i64,
}

/// What is known of one version of a question.
#[derive(Debug, Clone)]
struct Question {
    id: i64,
    parent: i64,
    entry: i64,
    category: i64,
    random: bool,
    /// For random questions of old: whether categories within count, too.
    within: bool,
    hidden: bool,
}

/// An index of a bank. In backups before 4.0 a question is its own entry.
#[derive(Debug, Default)]
pub(super) struct Bank {
    questions: HashMap<i64, Question>,
    by_entry: BTreeMap<i64, Vec<i64>>,
    children: HashMap<i64, Vec<i64>>,
    /// The entries of each category that are no random questions.
    filled: HashMap<i64, Vec<i64>>,
    /// The categories in each category.
    within: HashMap<i64, Vec<i64>>,
    pub(super) categories: BTreeMap<i64, Category>,
    /// Whether it has the layout from before 4.0.
    pub(super) old: bool,
    /// The entries that are taken.
    pub(super) entries: BTreeSet<i64>,
    /// The categories that are taken.
    pub(super) taken: BTreeSet<i64>,
}

/// What a slot of a quiz asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ask {
    /// An entry, in that version or the newest.
    Entry(i64, Option<i64>),
    /// Any question of a category, or of those within it, too.
    Random(i64, bool),
}

impl Bank {
    /// Looks once at all questions. A damaged bank is an empty one: the quizzes say what they lack.
    pub(super) fn open(course: &Course) -> Self {
        let mut bank = Self::default();
        let Some(file) = course.open_part(&Member::Questions) else { return bank };
        let mut versions: Vec<Question> = Vec::new();
        let mut entered: Vec<Question> = Vec::new();
        // Inner rows come before outer ones.
        let _ = rows(BufReader::new(file), &course.limits, &mut |path, row| {
            if ends(path, &["questions", "question"]) {
                let kind = row.text("qtype").trim();
                versions.push(Question {
                    id: row.id(),
                    parent: row.int("parent"),
                    entry: row.id(),
                    category: 0,
                    random: kind == "random",
                    within: kind == "random" && row.text("questiontext").trim() == "1",
                    hidden: row.flag("hidden"),
                });
            } else if ends(path, &["question_bank_entry"]) {
                for mut question in versions.drain(..) {
                    question.entry = row.id();
                    entered.push(question);
                }
            } else if ends(path, &["question_categories", "question_category"]) {
                bank.old |= !versions.is_empty();
                for mut question in entered.drain(..).chain(versions.drain(..)) {
                    question.category = row.id();
                    bank.add(question);
                }
                let category = Category {
                    name: row.owned("name"),
                    contextid: row.int("contextid"),
                    level: row.int("contextlevel"),
                    parent: row.int("parent"),
                };
                bank.within.entry(category.parent).or_default().push(row.id());
                bank.categories.insert(row.id(), category);
            }
        });
        bank
    }

    fn add(&mut self, question: Question) {
        self.by_entry.entry(question.entry).or_default().push(question.id);
        if question.parent != 0 && question.parent != question.id {
            self.children.entry(question.parent).or_default().push(question.id);
        }
        if !question.random {
            self.filled.entry(question.category).or_default().push(question.entry);
        }
        self.questions.insert(question.id, question);
    }

    /// What a number in a slot of a backup before 4.0 asks; for random questions, their category.
    pub(super) fn of_old(&self, id: i64) -> Option<Ask> {
        let question = self.questions.get(&id)?;
        Some(if question.random {
            Ask::Random(question.category, question.within)
        } else {
            Ask::Entry(question.entry, None)
        })
    }

    /// Whether there is such an entry.
    pub(super) fn has(&self, entry: i64) -> bool {
        self.by_entry.contains_key(&entry)
    }

    /// Whether a question of old was put away.
    pub(super) fn is_hidden(&self, id: i64) -> bool {
        self.questions.get(&id).is_some_and(|question| question.hidden)
    }

    /// Takes what a slot asks; returns the categories that are needed for it.
    pub(super) fn take(&mut self, ask: Ask) -> BTreeSet<i64> {
        let mut needed = BTreeSet::new();
        match ask {
            Ask::Entry(entry, _) => self.take_entry(entry, &mut needed),
            Ask::Random(category, within) => {
                let wanted = if within { self.subtree(category) } else { [category].into() };
                let entries: Vec<i64> =
                    wanted.iter().filter_map(|id| self.filled.get(id)).flatten().copied().collect();
                for category in wanted {
                    self.take_category(category, &mut needed);
                }
                for entry in entries {
                    self.take_entry(entry, &mut needed);
                }
            }
        }
        needed
    }

    /// Takes everything.
    pub(super) fn take_all(&mut self) {
        let mut needed = BTreeSet::new();
        for entry in self.by_entry.keys().copied().collect::<Vec<_>>() {
            let random = |id| self.questions.get(id).is_some_and(|one: &Question| one.random);
            if !self.by_entry.get(&entry).is_some_and(|ids| ids.iter().all(random)) {
                self.take_entry(entry, &mut needed);
            }
        }
    }

    fn take_entry(&mut self, entry: i64, needed: &mut BTreeSet<i64>) {
        let mut open = vec![entry];
        let mut seen = BTreeSet::new();
        while let Some(entry) = open.pop() {
            if !seen.insert(entry) {
                continue;
            }
            let Some(ids) = self.by_entry.get(&entry).cloned() else { continue };
            self.entries.insert(entry);
            for id in ids {
                if let Some(category) = self.questions.get(&id).map(|one| one.category) {
                    self.take_category(category, needed);
                }
                let children = self.children.get(&id).into_iter().flatten();
                open.extend(children.filter_map(|id| Some(self.questions.get(id)?.entry)));
            }
        }
    }

    /// Takes a category with those around it.
    fn take_category(&mut self, category: i64, needed: &mut BTreeSet<i64>) {
        let mut next = category;
        while next != 0 && needed.insert(next) {
            let Some(found) = self.categories.get(&next) else {
                needed.remove(&next);
                return;
            };
            let (parent, is_top) = (found.parent, found.is_top());
            if is_top && next != category {
                needed.remove(&next);
                return;
            }
            self.taken.insert(next);
            next = parent;
        }
    }

    fn subtree(&self, category: i64) -> BTreeSet<i64> {
        let mut all = BTreeSet::new();
        let mut open = vec![category];
        while let Some(next) = open.pop() {
            if all.insert(next) {
                open.extend(self.within.get(&next).into_iter().flatten());
            }
        }
        all
    }
}

impl Category {
    /// Whether it only holds the others of its context together.
    pub(super) fn is_top(&self) -> bool {
        self.parent == 0 && self.name == "top"
    }
}
