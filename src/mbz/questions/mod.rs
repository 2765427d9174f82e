//! The question bank of a backup: an index by byte offset, and questions read when asked for.

mod bank;
mod index;
mod read;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub use self::bank::{BankCategory, BankQuestion};
pub(super) use self::read::group as group_of;
use super::activity::{Pick, Rich};
use super::course::Course;
use super::files::FileKey;
use super::members::Member;
use super::unpack::tree_name;
use super::xml::Row;
use super::{Broken, Limits};

/// Where the questions of a backup are. Holds some 80 bytes for each, not the questions themselves.
#[derive(Debug, Default)]
pub struct Questions {
    path: PathBuf,
    limits: Limits,
    spots: Vec<Spot>,
    by_id: HashMap<i64, usize>,
    by_entry: HashMap<i64, Vec<usize>>,
    categories: HashMap<i64, Category>,
    kinds: Vec<String>,
    /// Where each is in `kinds`.
    by_kind: HashMap<String, usize>,
    /// What was read of questions in the gaps of others that are not theirs. Bytes.
    borrowed: AtomicU64,
}

/// Where one version of one question is.
#[derive(Debug)]
struct Spot {
    id: i64,
    offset: u64,
    length: u64,
    parent: i64,
    kind: usize,
    version: i64,
    ready: bool,
    draft: bool,
    category: i64,
}

/// A category of the question bank.
#[derive(Debug, Default)]
struct Category {
    name: String,
    contextid: i64,
    questions: u64,
    /// The category that it lies in, or 0.
    above: i64,
    /// Its place in the backup.
    order: usize,
    info: String,
    info_format: i64,
}

/// What stands in a slot of a quiz.
#[derive(Debug)]
pub enum Found {
    /// A question.
    Question(Box<Question>),
    /// Any of so many questions of a category, which has this name.
    Random {
        /// Plain text; empty if the category is not in the backup.
        category: String,
        /// How many to choose from.
        count: u64,
    },
    /// The backup does not hold it (some Moodle 5.0 backups lack questions).
    Missing,
}

/// One question with its answers.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Number in the old database.
    pub id: i64,
    /// `multichoice`, `essay`, … or the name of a type that is not part of Moodle itself.
    pub kind: String,
    /// Its name in the question bank: plain text.
    pub name: String,
    /// What is asked.
    pub text: Rich,
    /// Shown after answering, whatever the answer.
    pub feedback: Rich,
    /// Points.
    pub mark: f64,
    /// Shown after a wrong try, in order.
    pub hints: Vec<Rich>,
    /// Answers, choices, gaps.
    pub answers: Vec<Answer>,
    /// More than one choice may be right.
    pub several: bool,
    /// Upper and lower case make a difference.
    pub case_matters: bool,
    /// What belongs together: question and answer.
    pub pairs: Vec<(Rich, String)>,
    /// What is dragged.
    pub drags: Vec<Drag>,
    /// Where it is dropped.
    pub drops: Vec<Drop>,
    /// The picture that things are dropped on.
    pub background: Option<FileKey>,
    /// Units and what a number is multiplied by.
    pub units: Vec<(String, f64)>,
    /// Wild cards of calculated questions with their first values.
    pub wild_cards: Vec<(String, Vec<String>)>,
    /// Feedback to right, partly right and wrong answers.
    pub combined: [Rich; 3],
    /// For those who mark an essay.
    pub grader: Rich,
    /// What an essay begins with.
    pub template: Rich,
    /// Numbers of the questions in the gaps of a cloze question.
    pub inner: Vec<i64>,
}

/// One answer.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Number in the old database.
    pub id: i64,
    /// Its text, or a number, a pattern, a formula.
    pub text: Rich,
    /// 1 for right, 0 for wrong, parts and below zero possible.
    pub fraction: f64,
    /// Shown to who gives it.
    pub feedback: Rich,
    /// How far off a number may be.
    pub tolerance: Option<String>,
    /// Which gaps it can be put into.
    pub group: i64,
}

/// Something to drag.
#[derive(Debug, Clone, Default)]
pub struct Drag {
    /// Counts from 1.
    pub number: i64,
    /// Its text.
    pub label: Rich,
    /// Its picture.
    pub picture: Option<FileKey>,
}

/// A place to drop something.
#[derive(Debug, Clone, Default)]
pub struct Drop {
    /// Counts from 1.
    pub number: i64,
    /// Which [`Drag`] is right here.
    pub choice: i64,
    /// Its text, if any.
    pub label: String,
    /// Where it is on the picture, in pixels, as words.
    pub place: String,
}

/// The questions in the gaps of one question are not larger together. Bytes.
const LARGEST_GAPS: u64 = 8 << 20;
/// What is read of a bank for gaps beyond the questions that belong to them. Bytes.
const MOST_BORROWED: u64 = 64 << 20;

impl Questions {
    /// Opens the question bank in a tree that [`unpack`](super::unpack) left. A backup without one
    /// gives an empty bank.
    pub fn open(tree: &Path) -> Result<Self, Broken> {
        Self::open_within(tree, &Limits::default())
    }

    fn open_within(tree: &Path, limits: &Limits) -> Result<Self, Broken> {
        let path = tree.join(tree_name(&Member::Questions).unwrap_or_default());
        let mut bank = Self { path, limits: limits.clone(), ..Self::default() };
        match File::open(&bank.path) {
            Ok(file) => {
                bank.index(file).map_err(|trouble| trouble.into_broken("questions"))?;
                Ok(bank)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(bank),
            Err(error) => Err(error.into()),
        }
    }

    /// How many questions of each type there are, every version and inner question counted.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for spot in &self.spots {
            *counts.entry(self.kinds[spot.kind].clone()).or_insert(0) += 1;
        }
        counts
    }

    /// What stands in a slot.
    pub fn find(&self, pick: &Pick) -> Result<Found, Broken> {
        let spot = match pick {
            Pick::Random(category) => return Ok(self.random(*category)),
            Pick::Question(id) => self.by_id.get(id).copied(),
            Pick::Entry(entry, version) => self.version(*entry, *version),
        };
        let Some(spot) = spot.and_then(|at| self.spots.get(at)) else { return Ok(Found::Missing) };
        if self.kinds[spot.kind] == "random" {
            return Ok(self.random(Some(spot.category)));
        }
        Ok(Found::Question(Box::new(self.read(spot)?)))
    }

    /// Which question of the bank stands in a slot; `None` for any one of several, and what is not
    /// there.
    pub(super) fn place_of(&self, pick: &Pick) -> Option<usize> {
        let at = match pick {
            Pick::Random(_) => None,
            Pick::Question(id) => self.by_id.get(id).copied(),
            Pick::Entry(entry, version) => self.version(*entry, *version),
        }?;
        self.spots.get(at).filter(|spot| self.kinds[spot.kind] != "random").map(|_| at)
    }

    /// Calls `visit` with the rows of the question that stands in a slot, and of those in its gaps.
    pub(super) fn digest(
        &self,
        pick: &Pick,
        visit: &mut dyn FnMut(&[String], Row),
    ) -> Result<(), Broken> {
        let spot = match pick {
            Pick::Random(_) => None,
            Pick::Question(id) => self.by_id.get(id).copied(),
            Pick::Entry(entry, version) => self.version(*entry, *version),
        };
        let Some(spot) = spot.and_then(|at| self.spots.get(at)) else { return Ok(()) };
        let mut inner = Vec::new();
        if self.kinds[spot.kind] == "multianswer"
            && let Ok(question) = self.read(spot)
        {
            inner = question.inner;
        }
        self.rows(spot, visit)?;
        for spot in self.gaps(spot.id, &inner).into_iter().flatten() {
            self.rows(spot, visit)?;
        }
        Ok(())
    }

    /// The questions in the gaps of the question `whole`, `None` for what is not there.
    pub(super) fn inner(&self, whole: i64, ids: &[i64]) -> Result<Vec<Option<Question>>, Broken> {
        let read = |spot: Option<&Spot>| match spot.map(|spot| self.read(spot)).transpose() {
            Err(Broken::Xml { .. }) => Ok(None),
            other => other,
        };
        self.gaps(whole, ids).into_iter().map(read).collect()
    }

    /// Where the questions in the gaps of the question `whole` are. Thousands of small questions
    /// could name the same large one in hundreds of gaps; what is theirs is read once, and of what
    /// is not theirs only so much.
    fn gaps(&self, whole: i64, ids: &[i64]) -> Vec<Option<&Spot>> {
        let mut seen = HashSet::new();
        let mut room = LARGEST_GAPS;
        let mut allowed = |spot: &Spot| {
            let fits = spot.length <= room;
            room = room.saturating_sub(spot.length);
            let own = spot.parent == whole && seen.insert(spot.id);
            fits && (own || self.borrowed.fetch_add(spot.length, Ordering::Relaxed) < MOST_BORROWED)
        };
        ids.iter()
            .map(|id| self.by_id.get(id).and_then(|at| self.spots.get(*at)))
            .map(|spot| spot.filter(|spot| allowed(spot)))
            .collect()
    }

    /// The question of that number.
    pub fn question(&self, id: i64) -> Result<Option<Question>, Broken> {
        self.by_id
            .get(&id)
            .and_then(|at| self.spots.get(*at))
            .map(|spot| self.read(spot))
            .transpose()
    }

    /// The questions of the contexts of one activity or the course, newest ready versions only, in
    /// stored order: what a shared question bank holds.
    pub fn of_context(&self, contextid: i64) -> Vec<Pick> {
        let newest: HashSet<usize> =
            self.by_entry.keys().filter_map(|entry| self.version(*entry, None)).collect();
        let entered: HashSet<usize> = self.by_entry.values().flatten().copied().collect();
        self.spots
            .iter()
            .enumerate()
            .filter(|(at, _)| newest.contains(at) || !entered.contains(at))
            .filter(|(at, spot)| self.by_id.get(&spot.id) == Some(at))
            .map(|(_, spot)| spot)
            .filter(|spot| {
                spot.parent == 0
                    && self.kinds[spot.kind] != "random"
                    && self.categories.get(&spot.category).is_some_and(|c| c.contextid == contextid)
            })
            .map(|spot| Pick::Question(spot.id))
            .collect()
    }

    /// The asked version of an entry, else the highest that is ready, else the highest.
    fn version(&self, entry: i64, version: Option<i64>) -> Option<usize> {
        let spots = self.by_entry.get(&entry)?;
        let asked =
            version.and_then(|version| spots.iter().find(|at| self.spots[**at].version == version));
        asked
            .or_else(|| {
                spots.iter().max_by_key(|at| {
                    let spot = &self.spots[**at];
                    (spot.ready, spot.version)
                })
            })
            .copied()
    }

    fn random(&self, category: Option<i64>) -> Found {
        let category = category.and_then(|id| self.categories.get(&id));
        Found::Random {
            category: category.map(|category| category.name.clone()).unwrap_or_default(),
            count: category.map_or(0, |category| category.questions),
        }
    }
}

impl Course {
    /// The question bank of this backup.
    pub fn questions(&self) -> Result<Questions, Broken> {
        Questions::open_within(&self.tree, &self.limits)
    }

    /// How many questions of each type there are, every version and inner question counted.
    pub fn question_counts(&self) -> Result<BTreeMap<String, u64>, Broken> {
        Ok(self.questions()?.counts())
    }
}
