//! An import and what its owner chose.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, ImportId, Key, ResourceId},
    mbz::Warning,
    time::Moment,
};

/// A course backup on its way in.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its number.
    pub id: ImportId,
    /// Its name in addresses.
    pub key: Key,
    /// Whose it is.
    pub account: AccountId,
    /// What the file was called.
    pub file_name: String,
    /// SHA-256 of the archive as it was sent, until it is done.
    pub upload: Option<String>,
    /// Size of the archive, bytes.
    pub size: u64,
    /// How far it is.
    pub state: State,
    /// Somebody asked to stop.
    pub stop: bool,
    /// What was chosen.
    pub choices: Choices,
    /// The message key of what is being done.
    pub step: String,
    /// How much of the step is done.
    pub done: u64,
    /// Of how much.
    pub total: u64,
    /// Why it could not be read, as a sentence.
    pub problem: Option<String>,
    /// What became of it.
    pub report: Option<Report>,
    /// The key of its collection.
    pub collection: Option<Key>,
    /// Since when.
    pub made: Moment,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is being looked into.
    Looking,
    /// It cannot be read; the archive is gone.
    Unreadable,
    /// Somebody chooses.
    Choosing,
    /// Resources are being made.
    Running,
    /// All is made; it can be undone.
    Done,
}

impl State {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Unreadable => "unreadable",
            Self::Choosing => "choosing",
            Self::Running => "running",
            Self::Done => "done",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "looking" => Self::Looking,
            "choosing" => Self::Choosing,
            "running" => Self::Running,
            "done" => Self::Done,
            _ => Self::Unreadable,
        }
    }
}

/// What the owner of an import chose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The course module numbers to take; all if nothing was chosen yet.
    pub only: Option<BTreeSet<i64>>,
    /// Also take glossary entries, wiki pages, records and opening posts, without authors.
    pub entries: bool,
    /// The title of the collection.
    pub title: String,
    /// The community that gets it.
    pub community: Option<i64>,
    /// `public`, `local`, `community` or `private`.
    pub visibility: String,
    /// Publish what is complete and was not hidden.
    pub publish: bool,
    /// Make new resources even of activities that were imported before.
    pub copy: bool,
    /// For all.
    pub all: Facts,
    /// For single activities, by their course module number: what differs.
    pub each: BTreeMap<i64, Facts>,
}

/// What is said of imported things. Empty fields say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The address of the licence.
    pub licence: String,
    /// A language tag.
    pub language: String,
    /// ISCED-F code.
    pub subject: String,
    /// ISCED level.
    pub level: String,
    /// Who made them, one name.
    pub author: String,
}

impl Facts {
    /// These facts, and where they say nothing, the others.
    pub fn or(&self, others: &Self) -> Self {
        let pick = |own: &String, other: &String| if own.is_empty() { other } else { own }.clone();
        Self {
            licence: pick(&self.licence, &others.licence),
            language: pick(&self.language, &others.language),
            subject: pick(&self.subject, &others.subject),
            level: pick(&self.level, &others.level),
            author: pick(&self.author, &others.author),
        }
    }
}

/// One activity of an import.
#[derive(Debug, Clone)]
pub struct Item {
    /// Course module number.
    pub cmid: i64,
    /// `quiz`, ….
    pub module: String,
    /// Plain text.
    pub title: String,
    /// The key of its resource, chosen beforehand, so that pages can link to each other.
    pub key: Key,
    /// Its resource, once it is made.
    pub resource: Option<ResourceId>,
    /// Recognises the same activity in a later backup.
    pub identity: String,
    /// Recognises the same content.
    pub fingerprint: Vec<u8>,
    /// What became of it.
    pub outcome: Outcome,
    /// What the resource was made of before, as JSON, if it was updated.
    pub before: Option<String>,
}

/// What became of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// A new resource.
    Made,
    /// A new version of a resource from an earlier import.
    Updated,
    /// Nothing new: the resource of an earlier import has the same content.
    Same,
}

impl Outcome {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Made => "made",
            Self::Updated => "updated",
            Self::Same => "same",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "made" => Self::Made,
            "updated" => Self::Updated,
            "same" => Self::Same,
            _ => Self::Open,
        }
    }
}

/// A resource that an earlier import made of the same activity.
#[derive(Debug, Clone)]
pub struct Known {
    /// The resource.
    pub resource: ResourceId,
    /// Its key.
    pub key: Key,
    /// The content it was made of.
    pub fingerprint: Vec<u8>,
}

/// What became of an import. Its JSON form is the contract of `course import --json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Report {
    /// The collection it went into.
    pub collection: CollectionName,
    /// New resources.
    pub resources: u64,
    /// Resources that got a new version.
    pub updated: u64,
    /// Resources of earlier imports with the same content.
    pub unchanged: u64,
    /// New resources that are published.
    pub published: u64,
    /// Activities of which nothing was made.
    pub skipped: Vec<Skipped>,
    /// Personal data that was left out, by kind.
    pub left_out: BTreeMap<String, u64>,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

/// How the collection is called.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CollectionName {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// An activity of which nothing was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Skipped {
    /// Course module number.
    pub cmid: i64,
    /// Its module.
    pub module: String,
    /// Its title.
    pub title: String,
    /// Why: `not_chosen`, `section`, `question_bank` or `damaged`.
    pub why: String,
}
