//! What leaves: everything that is chosen and that the person may see, read in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::origin::is_bank;
use crate::{
    collections::{self, Collection, Contents, Thing as Shelved},
    error::Result,
    ids::{ImportId, Key, ResourceId},
    mbz::{import::store, write::Scope},
    resources::{self, Resource},
    text::markdown,
    web::Viewer,
};

/// Which of a collection's resources leave.
#[derive(Debug, Clone, Default)]
pub enum Choice {
    /// All that the person may see.
    #[default]
    All,
    /// Those with these keys, and the notes between them.
    Only(BTreeSet<String>),
}

/// What leaves, before anything of it is opened.
#[derive(Debug)]
pub struct Gathered {
    /// What it is called.
    pub title: String,
    /// Why it is: HTML.
    pub summary: String,
    /// The only language of all, if it is one.
    pub language: Option<String>,
    /// A course, or one activity.
    pub scope: Scope,
    /// In order; the first has no title.
    pub sections: Vec<Part>,
    /// When the newest of it was changed, unix seconds.
    pub changed: i64,
    /// Imports of which everything leaves, to somebody who may see all of it.
    pub whole: BTreeSet<ImportId>,
}

/// A section.
#[derive(Debug)]
pub struct Part {
    /// Its name; empty for what stands first.
    pub title: String,
    /// What it is for: HTML.
    pub summary: String,
    /// What it holds.
    pub things: Vec<Thing>,
}

/// A thing in a section.
#[derive(Debug)]
pub enum Thing {
    /// Words of the curator: HTML.
    Note(String),
    /// A resource, and where it came from.
    Resource(Box<Resource>, Option<store::Origin>),
}

/// Why something does not leave as it came, as message keys: `export-note-…`.
#[derive(Debug, Clone)]
pub struct Remark {
    /// The resource.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What there is to say.
    pub what: Said,
}

/// What there is to say of something that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Moodle itself does not bring this kind of activity.
    OfPlugin,
    /// Its import is gone, or it was changed here since.
    AsPage,
    /// Right answers are inside, which this person may not see.
    WithoutAnswers,
    /// What people wrote goes along as a page.
    Entries,
    /// It stands in the collection twice.
    Twice,
    /// It is a category of questions, which go into the bank of the course.
    Bank,
    /// Later versions of Moodle no longer have this kind of activity.
    Departed,
}

impl Said {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::OfPlugin => "plugin",
            Self::AsPage => "page",
            Self::WithoutAnswers => "answers",
            Self::Entries => "entries",
            Self::Twice => "twice",
            Self::Bank => "bank",
            Self::Departed => "departed",
        }
    }

    /// One plain English sentence, for the command line.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OfPlugin => {
                "Moodle itself does not have this kind of activity; it becomes a page."
            }
            Self::AsPage => "The backup it came from is gone or no longer fits; it becomes a page.",
            Self::WithoutAnswers => "It holds right answers, so only its page is taken.",
            Self::Entries => "What people wrote in it is taken along as a page.",
            Self::Twice => "It stands in the collection twice; it is taken once.",
            Self::Bank => "Its questions go into the question bank of the course.",
            Self::Departed => {
                "Moodle 5 no longer has this kind of activity; its page stands beside it."
            }
        }
    }
}

/// A collection, as this viewer sees it.
///
/// # Errors
/// As [`collections::readable`].
pub fn collection(
    conn: &Connection,
    viewer: &Viewer,
    key: &str,
    choice: &Choice,
) -> Result<(Collection, Gathered)> {
    let found = collections::readable(conn, viewer, key)?;
    let contents = collections::contents(conn, viewer, &found, false)?;
    // Who chooses everything wants all of it, headings over nothing and what stands beside, too.
    let choice = match choice {
        Choice::Only(keys) if all_are_in(&contents, keys) => &Choice::All,
        choice => choice,
    };
    let mut gathered = Gathered {
        title: found.title.clone(),
        summary: collections::prose(&found.summary),
        language: None,
        scope: Scope::Course,
        sections: Vec::new(),
        changed: found.changed.millis() / 1000,
        whole: BTreeSet::new(),
    };
    let mut taken: BTreeMap<ImportId, BTreeSet<ResourceId>> = BTreeMap::new();
    for section in contents.sections {
        let mut things = Vec::new();
        for item in section.items {
            let note = markdown::to_html(item.note.trim());
            match item.thing {
                Shelved::Resource(row) => {
                    let wanted = match &choice {
                        Choice::All => true,
                        Choice::Only(keys) => keys.contains(row.key.as_str()),
                    };
                    if !wanted {
                        continue;
                    }
                    let resource = slim(resources::find(conn, row.id)?);
                    let origin = store::origin(conn, row.id)?;
                    if let Some(origin) = &origin {
                        // What stands here twice is one thing all the same.
                        taken.entry(origin.import).or_default().insert(row.id);
                    }
                    gathered.changed = gathered.changed.max(resource.changed.millis() / 1000);
                    things.push(Thing::Resource(Box::new(resource), origin));
                }
                Shelved::Note => {}
                Shelved::Gone(_) | Shelved::Hidden => continue,
            }
            // The curator's word stands beneath what it is about.
            if !note.trim().is_empty() {
                things.push(Thing::Note(note));
            }
        }
        let first = section.id.is_none();
        let empty = !things.iter().any(|thing| matches!(thing, Thing::Resource(..)));
        if !first && empty && matches!(choice, Choice::Only(_)) {
            continue;
        }
        gathered.sections.push(Part {
            title: if first { String::new() } else { section.title },
            summary: collections::prose(&section.summary),
            things,
        });
    }
    let edits = match &viewer.0 {
        Some(person) => collections::may_edit(conn, person, &found)?,
        None => false,
    };
    if edits && viewer.sees_answers() {
        for (import, resources) in taken {
            if store::count_made(conn, import)? <= resources.len() {
                gathered.whole.insert(import);
            }
        }
    }
    gathered.language = only_language(&gathered);
    Ok((found, gathered))
}

/// Whether everything that the viewer sees in a collection has one of these keys.
fn all_are_in(contents: &Contents, keys: &BTreeSet<String>) -> bool {
    let items = contents.sections.iter().flat_map(|section| &section.items);
    items.into_iter().all(|item| match &item.thing {
        Shelved::Resource(row) => keys.contains(row.key.as_str()),
        Shelved::Note | Shelved::Gone(_) | Shelved::Hidden => true,
    })
}

/// One resource.
///
/// # Errors
/// As [`resources::readable`].
pub fn resource(conn: &Connection, viewer: &Viewer, key: &str) -> Result<Gathered> {
    let resource = resources::readable(conn, viewer, key)?;
    let origin = store::origin(conn, resource.id)?;
    Ok(Gathered {
        title: resource.description.title.clone(),
        summary: markdown::to_html(&resource.description.summary),
        language: resource.description.languages.first().cloned(),
        scope: Scope::Activity,
        changed: resource.changed.millis() / 1000,
        sections: vec![Part {
            title: String::new(),
            summary: String::new(),
            things: vec![Thing::Resource(Box::new(resource), origin)],
        }],
        whole: BTreeSet::new(),
    })
}

impl Part {
    /// Whether it holds categories of questions and nothing else.
    pub fn is_bank(&self) -> bool {
        let is_category = |thing: &Thing| match thing {
            Thing::Resource(resource, _) => is_bank(resource),
            Thing::Note(_) => false,
        };
        !self.things.is_empty() && self.things.iter().all(is_category)
    }
}

impl Gathered {
    /// The resources in order.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.sections.iter().flat_map(|section| &section.things).filter_map(|thing| match thing {
            Thing::Resource(resource, _) => Some(&**resource),
            Thing::Note(_) => None,
        })
    }

    /// The keys of those that were asked for and are not here.
    pub fn lacks(&self, choice: &Choice) -> Vec<String> {
        let Choice::Only(keys) = choice else { return Vec::new() };
        let here: BTreeSet<Key> = self.resources().map(|resource| resource.key).collect();
        keys.iter().filter(|key| !here.iter().any(|one| one.as_str() == *key)).cloned().collect()
    }
}

/// A resource without the texts that never leave: many of them are held at once.
fn slim(mut resource: Resource) -> Resource {
    resource.content.text = String::new();
    resource.content.source = String::new();
    resource.content.key = resource.content.key.map(|_| String::new());
    resource
}

fn only_language(gathered: &Gathered) -> Option<String> {
    let mut all: BTreeSet<&str> = BTreeSet::new();
    for resource in gathered.resources() {
        all.extend(resource.description.languages.first().map(String::as_str));
    }
    (all.len() == 1).then(|| all.first().map(ToString::to_string)).flatten()
}
