//! A collection, what it holds, and who may see and change it.

use rusqlite::Connection;

use super::{store, together::Together};
use crate::{
    communities,
    error::{Error, Problem, Result},
    ids::{AccountId, CollectionId, CommunityId, ImportId, ItemId, Key, ResourceId, SectionId},
    resources::{self, Row, Visibility},
    time::Moment,
    vocabulary,
    web::{Person, Role, Viewer},
};

/// Most characters of a title.
pub const MOST_TITLE: usize = 300;
/// Most characters of a summary of a collection.
pub const MOST_SUMMARY: usize = 20_000;
/// Most characters of what a section is for: in courses that is often a whole page.
pub const MOST_SECTION: usize = 200_000;
/// Most characters of a note.
pub const MOST_NOTE: usize = 5000;
/// Most sections of one collection.
pub const MOST_SECTIONS: usize = 500;
/// Most resources and notes of one collection.
pub const MOST_ITEMS: usize = 3000;

/// Where a collection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being put together.
    Draft,
    /// Seen by those whom its visibility names.
    Published,
    /// Taken away; a tombstone stays.
    Withdrawn,
}

impl State {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From the database; what is not known is seen by its owner alone.
    pub fn parse(name: &str) -> Self {
        match name {
            "published" => Self::Published,
            "withdrawn" => Self::Withdrawn,
            _ => Self::Draft,
        }
    }
}

/// What people fill in about a collection, new or changed.
#[derive(Debug, Clone, Default)]
pub struct NewCollection {
    /// Its key, if it was given beforehand; only for new ones.
    pub key: Option<Key>,
    /// What it is called.
    pub title: String,
    /// Why it is: Markdown, or the HTML that an import brings.
    pub summary: String,
    /// The community it belongs to.
    pub community: Option<CommunityId>,
    /// Who sees it once it is published.
    pub visibility: Visibility,
    /// ISCED-F codes.
    pub subjects: Vec<String>,
    /// BCP 47 tags.
    pub languages: Vec<String>,
    /// ISCED levels, `0` to `9`.
    pub levels: Vec<String>,
    /// How others take part in it.
    pub together: Together,
    /// The import that brings it; only for new ones.
    pub import: Option<ImportId>,
}

impl NewCollection {
    /// The same without stray spaces and unknown terms.
    #[must_use]
    pub fn tidied(self) -> Self {
        Self {
            title: self.title.split_whitespace().collect::<Vec<_>>().join(" "),
            summary: self.summary.trim().to_owned(),
            subjects: vocabulary::known("subject", self.subjects),
            languages: vocabulary::known("language", self.languages),
            levels: vocabulary::known("level", self.levels),
            ..self
        }
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// `Invalid` with all that is wrong.
    pub fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        if self.title.is_empty() {
            problems.push(Problem::new("title", "collection-title-missing"));
        }
        for (field, text, most) in
            [("title", &self.title, MOST_TITLE), ("summary", &self.summary, MOST_SUMMARY)]
        {
            if text.chars().count() > most {
                problems.push(Problem::new(field, "collection-long").with(most));
            }
        }
        if self.visibility == Visibility::Community && self.community.is_none() {
            problems.push(Problem::new("community", "collection-community-missing"));
        }
        if self.together == Together::Open && self.community.is_none() {
            problems.push(Problem::new("community", "collection-open-homeless"));
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

/// An ordered selection of resources.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Its number.
    pub id: CollectionId,
    /// `7k3m9qpx2v4d` of `/k/7k3m9qpx2v4d`.
    pub key: Key,
    /// Whose it is.
    pub owner: AccountId,
    /// Their handle.
    pub owner_handle: String,
    /// The name they go by.
    pub owner_name: String,
    /// The community it belongs to.
    pub community: Option<CommunityId>,
    /// What it is called.
    pub title: String,
    /// Why it is: Markdown, or the HTML that an import brings.
    pub summary: String,
    /// Who sees it once it is published.
    pub visibility: Visibility,
    /// Where it stands.
    pub state: State,
    /// How others take part in it.
    pub together: Together,
    /// SHA-256 of its picture in two sizes.
    pub picture: Option<(String, String)>,
    /// ISCED-F codes.
    pub subjects: Vec<String>,
    /// ISCED levels.
    pub levels: Vec<String>,
    /// BCP 47 tags.
    pub languages: Vec<String>,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// Who withdrew it.
    pub withdrawn_by: Option<AccountId>,
    /// Since when it is here.
    pub made: Moment,
    /// When it was last changed.
    pub changed: Moment,
    /// When it was first published.
    pub published: Option<Moment>,
}

impl Collection {
    /// The key of the word for who sees it.
    pub fn audience(&self) -> &'static str {
        audience(self.visibility)
    }

    /// Whether everybody sees it once it is published.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }

    /// The two-digit broad field of its first subject, for its colour; empty without subject.
    pub fn field(&self) -> &str {
        self.subjects.first().and_then(|code| code.get(..2)).unwrap_or_default()
    }

    /// Whether its visibility names this viewer, wherever it stands.
    fn is_meant_for(&self, conn: &Connection, viewer: &Viewer) -> Result<bool> {
        if viewer.account() == Some(self.owner) || viewer.is(Role::Moderator) {
            return Ok(true);
        }
        Ok(match (self.visibility, self.community) {
            (Visibility::Public, _) => true,
            (Visibility::Local, _) => viewer.0.is_some(),
            (Visibility::Community, Some(community)) => {
                communities::memberships(conn, viewer.account())?.contains(&community)
            }
            (Visibility::Community, None) | (Visibility::Private, _) => false,
        })
    }
}

/// Whether this viewer may see it, as it stands.
pub fn may_read(conn: &Connection, viewer: &Viewer, collection: &Collection) -> Result<bool> {
    match collection.state {
        State::Withdrawn => Ok(false),
        State::Published => collection.is_meant_for(conn, viewer),
        State::Draft => {
            Ok(viewer.account() == Some(collection.owner) || viewer.is(Role::Moderator))
        }
    }
}

/// Whether this person may change it: its owner and moderators; once others see it, also curators
/// and those who moderate its community.
pub fn may_edit(conn: &Connection, person: &Person, collection: &Collection) -> Result<bool> {
    if collection.state == State::Withdrawn {
        return Ok(false);
    }
    if person.role >= Role::Moderator {
        return Ok(true);
    }
    if person.account == collection.owner {
        return Ok(person.role >= Role::Contributor);
    }
    if collection.state != State::Published
        || !may_read(conn, &Viewer(Some(person.clone())), collection)?
    {
        return Ok(false);
    }
    Ok(person.role >= Role::Curator
        || match collection.community {
            Some(community) => communities::moderates(conn, person, community)?,
            None => false,
        })
}

/// Whether this person may bring it back: moderators, and its owner if it was they who withdrew it.
pub fn may_restore(person: &Person, collection: &Collection) -> bool {
    collection.state == State::Withdrawn
        && (person.role >= Role::Moderator
            || (person.account == collection.owner
                && collection.withdrawn_by == Some(person.account)))
}

/// The collection of this key if the viewer may see it.
///
/// # Errors
/// `Gone` for whoever might have seen it before it was withdrawn; `SignInFirst` for strangers
/// where an account might help; `NotFound` for everybody else.
pub fn readable(conn: &Connection, viewer: &Viewer, key: &str) -> Result<Collection> {
    let collection = store::find_by_key(conn, key)?;
    if may_read(conn, viewer, &collection)? {
        return Ok(collection);
    }
    if collection.state == State::Withdrawn {
        let known = collection.published.is_some()
            || viewer.account() == Some(collection.owner)
            || viewer.is(Role::Moderator);
        let gone = known && collection.is_meant_for(conn, viewer)?;
        return Err(if gone { Error::Gone } else { Error::NotFound });
    }
    let shared = matches!(collection.visibility, Visibility::Local | Visibility::Community);
    if viewer.0.is_none() && collection.state == State::Published && shared {
        return Err(Error::SignInFirst);
    }
    Err(Error::NotFound)
}

/// A part of a collection. The first part of all has no number and no title.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its number; none for what stands before all sections.
    pub id: Option<SectionId>,
    /// What it is called.
    pub title: String,
    /// What it is for: Markdown, or the HTML that an import brings.
    pub summary: String,
    /// What it holds, in order.
    pub items: Vec<Item>,
}

impl Section {
    /// The heading element of its items: one below its own, if it has one.
    pub fn heading(&self) -> &'static str {
        if self.id.is_some() { "h4" } else { "h3" }
    }
}

/// A resource with a word on it, or a note between resources.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// The curator's word; Markdown.
    pub note: String,
    /// What it is.
    pub thing: Thing,
}

impl Item {
    /// Whether others see nothing here, because it is withdrawn or not theirs to see.
    pub fn is_gone(&self) -> bool {
        matches!(self.thing, Thing::Gone(_) | Thing::Hidden)
    }

    /// The drawing that stands for it.
    pub fn drawing(&self) -> &'static str {
        match &self.thing {
            Thing::Note => "edit",
            Thing::Resource(row) => row.drawing(),
            Thing::Gone(_) | Thing::Hidden => "hidden",
        }
    }

    /// Whether it is a resource that is not published.
    pub fn is_draft(&self) -> bool {
        matches!(&self.thing, Thing::Resource(row) if row.state != resources::State::Published)
    }
}

/// What stands in a collection.
#[derive(Debug, Clone)]
pub enum Thing {
    /// Only a note.
    Note,
    /// A resource that the viewer may see.
    Resource(Box<Row>),
    /// A resource that was withdrawn: its title, for those who may edit.
    Gone(String),
    /// A resource that the viewer may not see, for those who may take it out.
    Hidden,
}

/// What a collection holds, as one viewer sees it.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// How many resources the viewer sees.
    pub shown: usize,
    /// How many resources there are that the viewer may not see.
    pub hidden: usize,
    /// All files of what the viewer sees, in bytes.
    pub size: u64,
    /// The licences of what the viewer sees, the most used first, with how often.
    pub licences: Vec<(String, usize)>,
}

/// A collection as lists show it.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its number.
    pub id: CollectionId,
    /// Its key.
    pub key: Key,
    /// What it is called.
    pub title: String,
    /// The beginning of why it is, without markup.
    pub text: String,
    /// The two-digit broad field of its first subject, or nothing.
    pub field: String,
    /// How many resources are in it.
    pub items: u32,
    /// Whose it is.
    pub owner_handle: String,
    /// The name they go by.
    pub owner_name: String,
    /// Where it stands.
    pub state: State,
    /// Who sees it once it is published.
    pub visibility: Visibility,
    /// Whether it has a picture of its own.
    pub has_picture: bool,
    /// When it was last changed.
    pub changed: Moment,
    /// When it was published, or else last changed.
    pub shown: Moment,
}

/// What can be put on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A resource.
    Resource(ResourceId),
    /// A collection.
    Collection(CollectionId),
}

impl Card {
    /// Whether only its owner sees it so far.
    pub fn is_draft(&self) -> bool {
        self.state == State::Draft
    }

    /// Whether everybody sees it once it is published.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }

    /// The key of the word for who sees it.
    pub fn audience(&self) -> &'static str {
        audience(self.visibility)
    }
}

/// The ways of seeing a collection, with the keys of their words.
pub fn audiences() -> Vec<(&'static str, &'static str)> {
    Visibility::ALL.iter().map(|one| (one.name(), audience(*one))).collect()
}

/// The key of the word for who sees something; its `.hint` explains it.
pub fn audience(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "collection-for-everybody",
        Visibility::Local => "collection-for-people",
        Visibility::Community => "collection-for-members",
        Visibility::Private => "collection-for-me",
    }
}
