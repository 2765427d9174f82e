//! The categories of the question bank that hold questions, in the order of their tree.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::super::Broken;
use super::super::activity::branch::{Branch, branch};
use super::super::activity::{Pick, Rich};
use super::super::files::Area;
use super::{Questions, Spot};

/// A category of the question bank with its questions.
#[derive(Debug, Clone)]
pub struct BankCategory {
    /// Number in the old database.
    pub id: i64,
    /// Plain text; empty for the one around all others, which bears no name of its own.
    pub title: String,
    /// The titles of the categories that it lies in, the outermost first.
    pub path: Vec<String>,
    /// The context that it belongs to.
    pub contextid: i64,
    /// What is said about it.
    pub info: Rich,
    /// Its questions in the order of the backup, the newest version of each.
    pub questions: Vec<BankQuestion>,
}

/// A question in a category.
#[derive(Debug, Clone, PartialEq)]
pub struct BankQuestion {
    /// How to find it.
    pub pick: Pick,
    /// Nobody has said yet that it may be used.
    pub draft: bool,
}

impl BankQuestion {
    /// Its number in the old database.
    pub fn id(&self) -> Option<i64> {
        match self.pick {
            Pick::Question(id) => Some(id),
            Pick::Entry(..) | Pick::Random(_) => None,
        }
    }
}

/// Categories within categories are followed so far. Count.
const DEEPEST: usize = 32;

impl Questions {
    /// All categories with questions. Old versions, and what was put away, do not count.
    pub fn bank(&self) -> Vec<BankCategory> {
        let newest: HashSet<usize> =
            self.by_entry.keys().filter_map(|entry| self.version(*entry, None)).collect();
        let entered: HashSet<usize> = self.by_entry.values().flatten().copied().collect();
        let mut filled: HashMap<i64, Vec<BankQuestion>> = HashMap::new();
        for (at, spot) in self.spots.iter().enumerate() {
            let current = newest.contains(&at) || !entered.contains(&at);
            // Only the first of a number is ever found: others would show it once more.
            let current = current && self.by_id.get(&spot.id) == Some(&at);
            let shown = spot.ready || spot.draft;
            if current && shown && spot.parent == 0 && self.kinds[spot.kind] != "random" {
                filled
                    .entry(spot.category)
                    .or_default()
                    .push(BankQuestion { pick: Pick::Question(spot.id), draft: !spot.ready });
            }
        }
        let mut ordered: BTreeMap<(Vec<usize>, i64), BankCategory> = BTreeMap::new();
        for (id, questions) in filled {
            let Some(category) = self.categories.get(&id) else { continue };
            let (place, path) = self.place(id);
            let area = Area {
                contextid: category.contextid,
                component: "question".to_owned(),
                area: "category".to_owned(),
                item: id,
            };
            let found = BankCategory {
                id,
                title: own_name(&category.name),
                path,
                contextid: category.contextid,
                info: Rich { raw: category.info.clone(), format: category.info_format, area },
                questions,
            };
            ordered.insert((place, id), found);
        }
        ordered.into_values().collect()
    }

    /// Where a category stands in the tree, and the titles above it.
    fn place(&self, id: i64) -> (Vec<usize>, Vec<String>) {
        let (mut place, mut path, mut next) = (Vec::new(), Vec::new(), id);
        while let Some(category) = self.categories.get(&next) {
            place.push(category.order);
            if next != id && !own_name(&category.name).is_empty() {
                path.push(category.name.clone());
            }
            if place.len() >= DEEPEST || category.above == next {
                break;
            }
            next = category.above;
        }
        place.reverse();
        path.reverse();
        (place, path)
    }

    /// The rows of one question.
    pub(in crate::mbz) fn rows_of(&self, pick: &Pick) -> Result<Option<Branch>, Broken> {
        let spot = match pick {
            Pick::Question(id) => self.by_id.get(id).copied(),
            Pick::Entry(entry, version) => self.version(*entry, *version),
            Pick::Random(_) => None,
        };
        spot.and_then(|at| self.spots.get(at)).map(|spot| self.branch_of(spot)).transpose()
    }

    pub(super) fn branch_of(&self, spot: &Spot) -> Result<Branch, Broken> {
        let part = || format!("question {}", spot.id);
        if spot.length > super::read::LONGEST {
            return Err(Broken::Xml { part: part(), at: 0, why: "it is too long".to_owned() });
        }
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(spot.offset))?;
        branch(file.take(spot.length), &self.limits).map_err(|trouble| trouble.into_broken(&part()))
    }
}

/// The one around all others is called `top` by Moodle itself, in every language.
fn own_name(name: &str) -> String {
    if name == "top" { String::new() } else { name.to_owned() }
}
