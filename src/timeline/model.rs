//! What can be followed, and what can happen.

use std::{fmt, str::FromStr};

use crate::{
    ids::{AccountId, CollectionId, CommunityId, ResourceId, Thing},
    resources::Scope,
    time::Moment,
};

/// Most things that one person follows: the price of reading a timeline grows with them.
pub const MOST_FOLLOWS: u32 = 500;
/// Most saved searches among them: each new resource is held against all of them.
pub const MOST_SEARCHES: u32 = 20;
/// What somebody does again within so many seconds joins the entry before it.
pub const BURST_SECONDS: i64 = 3600;
/// Whoever comes back within so many seconds is still on the same visit.
pub const VISIT_SECONDS: i64 = 1800;

/// Something that can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stream {
    /// What a person does.
    Person(AccountId),
    /// What happens in a community.
    Community(CommunityId),
    /// What happens to a collection.
    Collection(CollectionId),
    /// What is shared about an ISCED-F field, narrower ones too.
    Subject(String),
    /// What is shared with a keyword.
    Keyword(String),
    /// What is shared that a search finds: the query of its address.
    Search(String),
}

impl Stream {
    /// As stored and in forms.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Community(_) => "community",
            Self::Collection(_) => "collection",
            Self::Subject(_) => "subject",
            Self::Keyword(_) => "keyword",
            Self::Search(_) => "search",
        }
    }

    /// As stored.
    pub fn value(&self) -> String {
        match self {
            Self::Person(id) => id.to_string(),
            Self::Community(id) => id.to_string(),
            Self::Collection(id) => id.to_string(),
            Self::Subject(text) | Self::Keyword(text) | Self::Search(text) => text.clone(),
        }
    }

    /// From the database.
    pub fn of(kind: &str, value: String) -> Option<Self> {
        Some(match kind {
            "person" => Self::Person(value.parse().ok()?),
            "community" => Self::Community(value.parse().ok()?),
            "collection" => Self::Collection(value.parse().ok()?),
            "subject" => Self::Subject(value),
            "keyword" => Self::Keyword(value),
            "search" => Self::Search(value),
            _ => return None,
        })
    }

    /// The thing that it is the stream of, if it is one.
    pub fn thing(&self) -> Option<Thing> {
        match self {
            Self::Person(id) => Some(Thing::Person(*id)),
            Self::Community(id) => Some(Thing::Community(*id)),
            Self::Collection(id) => Some(Thing::Collection(*id)),
            Self::Subject(_) | Self::Keyword(_) | Self::Search(_) => None,
        }
    }
}

/// A keyword as streams know it: capitals and blanks do not make another one.
pub fn plain_keyword(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Something that somebody follows.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Its place among what they follow.
    pub id: i64,
    /// What.
    pub stream: Stream,
    /// Since when.
    pub made: Moment,
}

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Published resources.
    Published,
    /// Put resources into a collection.
    Collected,
    /// Published a collection.
    Opened,
    /// Founded a community.
    Founded,
    /// Joined a community.
    Joined,
    /// Told how they used a resource.
    Used,
    /// Opened a conversation about something.
    Asked,
    /// Said something about something.
    Said,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Published,
        Self::Collected,
        Self::Opened,
        Self::Founded,
        Self::Joined,
        Self::Used,
        Self::Asked,
        Self::Said,
    ];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Collected => "collected",
            Self::Opened => "opened",
            Self::Founded => "founded",
            Self::Joined => "joined",
            Self::Used => "used",
            Self::Asked => "asked",
            Self::Said => "said",
        }
    }

    /// The key of the words after the name of whoever did it; they may have a number `n`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Published => "timeline-published",
            Self::Collected => "timeline-collected",
            Self::Opened => "timeline-opened",
            Self::Founded => "timeline-founded",
            Self::Joined => "timeline-joined",
            Self::Used => "timeline-used",
            Self::Asked => "timeline-asked",
            Self::Said => "timeline-said",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Something that happened, to be written down.
#[derive(Debug, Clone)]
pub struct Happening<'a> {
    /// What.
    pub verb: Verb,
    /// Who did it.
    pub by: AccountId,
    /// The collection, community or other thing that it is about; none where that is the resource.
    pub about: Option<Thing>,
    /// The resource that it is about, or that was put into what it is about.
    pub resource: Option<ResourceId>,
    /// Where to look, if not at the thing itself; a path of this site, or nothing.
    pub address: &'a str,
    /// Who may know of it.
    pub scope: Scope,
    /// The same verb by the same person with the same words here within an hour is one burst. None
    /// stands alone.
    pub burst: Option<String>,
    /// The streams it belongs to, beside that of the person.
    pub streams: Vec<Stream>,
}

/// An entry as it is kept.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number: later ones have higher numbers.
    pub id: i64,
    /// What was done.
    pub verb: Verb,
    /// By whom.
    pub by: AccountId,
    /// Their handle.
    pub handle: String,
    /// The name they go by.
    pub name: String,
    /// What it is about, unless that is its items.
    pub about: Option<Thing>,
    /// Where to look, or nothing.
    pub address: String,
    /// Who may know of it.
    pub scope: Reach,
    /// When it began.
    pub made: Moment,
}

/// A scope as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach(pub Scope);

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Scope::Public => f.write_str("public"),
            Scope::Local => f.write_str("local"),
            Scope::Community(community) => write!(f, "community:{community}"),
            Scope::Nobody => f.write_str("nobody"),
        }
    }
}

impl FromStr for Reach {
    type Err = std::convert::Infallible;

    /// What is not understood is for nobody.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(match text {
            "public" => Scope::Public,
            "local" => Scope::Local,
            other => other
                .strip_prefix("community:")
                .and_then(|id| id.parse().ok())
                .map_or(Scope::Nobody, Scope::Community),
        }))
    }
}

/// Which of the timelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeline {
    /// What somebody follows.
    Mine,
    /// All that is for everybody here.
    Site,
    /// What happens in a community.
    Community(CommunityId),
}

impl Timeline {
    /// Its number, under which it is kept how far somebody has read.
    pub fn number(self) -> i64 {
        match self {
            Self::Mine => 0,
            Self::Site => -1,
            Self::Community(CommunityId(id)) => id,
        }
    }
}

/// How far somebody has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Entries up to this one are not new.
    pub line: i64,
    /// The newest entry when they were last there.
    pub newest: i64,
    /// When that was.
    pub visited: Moment,
}

impl Visit {
    /// The visit after this one, when this is the newest entry.
    #[must_use]
    pub fn again(self, newest: i64, now: Moment) -> Self {
        let is_same = now.seconds() - self.visited.seconds() < VISIT_SECONDS;
        Self {
            line: if is_same { self.line } else { self.newest },
            newest: newest.max(self.newest),
            visited: now,
        }
    }
}
