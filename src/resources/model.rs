//! A teaching resource, and what must hold before others see it.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{
    content::Content,
    description::Description,
    rows::{Scope, Version},
    store,
};
use crate::{
    communities,
    error::{Error, Result},
    ids::{AccountId, ImportId, Key, ResourceId},
    time::Moment,
    web::{Person, Role, Viewer},
};

/// Makes the names by which values of an enum are stored.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal,)* } else $other:ident) => {
        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As stored and as in forms.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// From the database or a form; what is not known becomes the safest.
            pub fn parse(name: &str) -> Self {
                match name { $($name => Self::$variant,)* _ => Self::$other }
            }
        }
    };
}

pub(super) use named;

/// What a resource is at its core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page elsewhere on the web.
    Link,
    /// One file or several.
    File,
    /// A page that was written here.
    Page,
    /// An activity of a course.
    Activity,
}

named!(Kind { Link = "link", File = "file", Page = "page", Activity = "activity", } else File);

/// Where a resource stands on its way to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Waits for a curator.
    InReview,
    /// Seen by those whom its visibility names.
    Published,
    /// Was published and was taken back.
    Unpublished,
    /// A curator sent it back with a note.
    Rejected,
    /// Taken away; a tombstone stays.
    Withdrawn,
}

named!(State {
    Draft = "draft",
    InReview = "in_review",
    Published = "published",
    Unpublished = "unpublished",
    Rejected = "rejected",
    Withdrawn = "withdrawn",
} else Draft);

/// Who sees it once it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// People with an account here.
    Local,
    /// Members of its community.
    Community,
    /// Its owner, and moderators.
    #[default]
    Private,
}

named!(Visibility {
    Public = "public",
    Local = "local",
    Community = "community",
    Private = "private",
} else Private);

/// What a new resource is.
#[derive(Debug, Clone, Copy)]
pub struct New {
    /// What it is at its core.
    pub kind: Kind,
    /// Its key, if it was given beforehand so that pages can link to each other.
    pub key: Option<Key>,
    /// The import that brings it.
    pub import: Option<ImportId>,
}

impl New {
    /// Something that a person makes.
    pub fn of(kind: Kind) -> Self {
        Self { kind, key: None, import: None }
    }
}

/// A teaching resource.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its number.
    pub id: ResourceId,
    /// `7k3m9qpx2v4d` of `/r/7k3m9qpx2v4d`.
    pub key: Key,
    /// What it is at its core.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Whose it is.
    pub owner: AccountId,
    /// Their handle.
    pub owner_handle: String,
    /// The name they go by.
    pub owner_name: String,
    /// What people filled in.
    pub description: Description,
    /// What it is made of.
    pub content: Content,
    /// Which version this is, from 1.
    pub version: u32,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// Why it was rejected or withdrawn, in somebody's words.
    pub note: String,
    /// Who withdrew it.
    pub withdrawn_by: Option<AccountId>,
    /// Since when it is here.
    pub made: Moment,
    /// When it was last changed.
    pub changed: Moment,
    /// When it was first published.
    pub published: Option<Moment>,
    /// How often it was downloaded.
    pub downloads: u64,
}

impl Resource {
    /// Whether it is this viewer's own.
    pub fn is_of(&self, viewer: &Viewer) -> bool {
        viewer.account() == Some(self.owner)
    }

    /// Whether its visibility names this viewer, wherever it stands.
    fn is_meant_for(&self, conn: &Connection, viewer: &Viewer) -> Result<bool> {
        if self.is_of(viewer) || viewer.is(Role::Moderator) {
            return Ok(true);
        }
        Ok(match self.description.visibility {
            Visibility::Public => true,
            Visibility::Local => viewer.0.is_some(),
            Visibility::Community => match self.description.community {
                Some(community) => {
                    communities::memberships(conn, viewer.account())?.contains(&community)
                }
                None => false,
            },
            Visibility::Private => false,
        })
    }

    /// Whether this person may change it: its owner, curators once others see it, moderators.
    pub fn may_edit(&self, person: &Person) -> bool {
        match self.state {
            State::Withdrawn => false,
            _ if person.account == self.owner => person.role >= Role::Contributor,
            State::Published | State::InReview => {
                let open = self.description.visibility != Visibility::Private;
                person.role >= if open { Role::Curator } else { Role::Moderator }
            }
            _ => person.role >= Role::Moderator,
        }
    }

    /// Whether this person may take it away: its owner and moderators.
    pub fn may_withdraw(&self, person: &Person) -> bool {
        self.state != State::Withdrawn
            && (person.account == self.owner || person.role >= Role::Moderator)
    }

    /// Whether this person may bring it back: moderators, and its owner if it was they who
    /// withdrew it.
    pub fn may_restore(&self, person: &Person) -> bool {
        self.state == State::Withdrawn
            && (person.role >= Role::Moderator
                || (person.account == self.owner && self.withdrawn_by == Some(person.account)))
    }

    /// Where a search may find it.
    pub fn scope(&self) -> Scope {
        match (self.state, self.description.visibility, self.description.community) {
            (State::Published, Visibility::Public, _) => Scope::Public,
            (State::Published, Visibility::Local, _) => Scope::Local,
            (State::Published, Visibility::Community, Some(community)) => {
                Scope::Community(community)
            }
            _ => Scope::Nobody,
        }
    }
}

/// Whether this viewer may see it, as it stands.
pub fn may_read(conn: &Connection, viewer: &Viewer, resource: &Resource) -> Result<bool> {
    match resource.state {
        State::Withdrawn => Ok(false),
        State::Published => resource.is_meant_for(conn, viewer),
        State::InReview if viewer.is(Role::Curator) => Ok(true),
        _ => Ok(resource.is_of(viewer) || viewer.is(Role::Moderator)),
    }
}

/// The resource of this key if the viewer may see it.
///
/// # Errors
/// `Gone` for whoever might have seen it before it was withdrawn; `SignInFirst` for strangers
/// where an account might help; `NotFound` for everybody else.
pub fn readable(conn: &Connection, viewer: &Viewer, key: &str) -> Result<Resource> {
    admitted(conn, viewer, store::find_by_key(conn, key)?)
}

/// The same without texts, files and terms.
pub fn readable_brief(conn: &Connection, viewer: &Viewer, key: &str) -> Result<Resource> {
    admitted(conn, viewer, store::find_brief(conn, key)?)
}

/// The resource as it was in an earlier version, if the viewer may see it now and might have seen
/// it then.
pub fn readable_version(
    conn: &Connection,
    viewer: &Viewer,
    key: &str,
    version: u32,
) -> Result<Resource> {
    let earlier = store::version(conn, readable(conn, viewer, key)?, version)?;
    admitted(conn, viewer, earlier)
}

/// The earlier versions that this viewer may read, the latest first. What was private once stays
/// so, its title too.
pub fn readable_versions(
    conn: &Connection,
    viewer: &Viewer,
    resource: &Resource,
) -> Result<Vec<Version>> {
    let mut versions = Vec::new();
    for version in store::versions(conn, resource.id)? {
        let earlier = store::version(conn, resource.clone(), version.version)?;
        if may_read(conn, viewer, &earlier)? {
            versions.push(version);
        }
    }
    Ok(versions)
}

fn admitted(conn: &Connection, viewer: &Viewer, resource: Resource) -> Result<Resource> {
    if may_read(conn, viewer, &resource)? {
        return Ok(resource);
    }
    if resource.state == State::Withdrawn {
        let known = resource.published.is_some() || resource.is_of(viewer);
        let known = known || viewer.is(Role::Moderator);
        let gone = known && resource.is_meant_for(conn, viewer)?;
        return Err(if gone { Error::Gone } else { Error::NotFound });
    }
    let shared =
        matches!(resource.description.visibility, Visibility::Local | Visibility::Community);
    if viewer.0.is_none() && resource.state == State::Published && shared {
        return Err(Error::SignInFirst);
    }
    Err(Error::NotFound)
}
