//! The things we count, and the keys by which the outside world calls them.

use std::{fmt, str::FromStr};

use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Makes number types that cannot be mistaken for each other.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person with an account here.
    AccountId,
    /// One browser that is signed in.
    SessionId,
    /// An invitation to join.
    InvitationId,
    /// Somebody's wish to have an account.
    ApplicationId,
    /// A list of pupils with accounts.
    ClassId,
    /// Anyone who acts: a person, a community or the site, here or on another server.
    ActorId,
    /// Another server.
    PeerId,
    /// People with a purpose.
    CommunityId,
    /// An ordered selection of resources.
    CollectionId,
    /// A part of a collection.
    SectionId,
    /// A resource or a note in a collection.
    ItemId,
    /// A teaching resource.
    ResourceId,
    /// One state of a resource's description and files.
    VersionId,
    /// A file on disk, by its place in the database.
    FileId,
    /// A picture on disk in its sizes.
    PictureId,
    /// A label people choose themselves.
    TagId,
    /// A discussion of one thing.
    ThreadId,
    /// Something said in a discussion.
    CommentId,
    /// A resource that somebody would like to see in a collection.
    SuggestionId,
    /// Something a person is told.
    NoticeId,
    /// A complaint about something.
    ReportId,
    /// All complaints about one thing until they are decided.
    CaseId,
    /// A link with a secret that shows one thing.
    PassId,
    /// What a moderator decided.
    DecisionId,
    /// An undoable piece of work that brought things in.
    ImportId,
    /// Work to be done later.
    JobId,
    /// An address that is told what happens.
    DeliveryId,
    /// A thing that can be earned.
    BadgeId,
    /// One person earned one badge.
    AwardId,
    /// A kind of course that can be run.
    EnvironmentId,
    /// One run of an environment.
    EventId,
    /// An instructor or student of an event.
    ParticipantId,
}

/// Crockford's base32 in lower case: no i, l, o or u, so nothing is misread or misspoken.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// How a thing is called in addresses: twelve random characters, 60 bits, never reused.
///
/// Keys do not tell how many things there are, and survive a move to another database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; Key::LENGTH]);

impl Key {
    /// Characters in a key.
    pub const LENGTH: usize = 12;

    /// A key nobody has had before.
    ///
    /// # Panics
    /// If the operating system has no randomness to give, when nothing safe can be done.
    pub fn random() -> Self {
        let mut bytes = [0; Self::LENGTH];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Self(bytes.map(|byte| LETTERS[usize::from(byte & 31)]))
    }

    /// Reads a key as a person may have typed it: capitals, o for 0, i and l for 1.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; Self::LENGTH] = text.as_bytes().try_into().ok()?;
        let mut key = bytes;
        for byte in &mut key {
            *byte = match byte.to_ascii_lowercase() {
                b'o' => b'0',
                b'i' | b'l' => b'1',
                letter if LETTERS.contains(&letter) => letter,
                _ => return None,
            };
        }
        Some(Self(key))
    }

    /// The key as it is written.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a text is that should have been a key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key of twelve letters and digits")]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        Self::parse(text).ok_or(NotAKey)
    }
}

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Key {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).ok_or_else(|| FromSqlError::other(NotAKey))
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Something that people look at, follow, discuss, report or are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// The whole site: its front page.
    Site,
    /// A person with an account here.
    Person(AccountId),
    /// A community.
    Community(CommunityId),
    /// A collection.
    Collection(CollectionId),
    /// A resource.
    Resource(ResourceId),
    /// Something said in a discussion.
    Comment(CommentId),
}

impl Thing {
    /// Its kind, as stored.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Person(_) => "person",
            Self::Community(_) => "community",
            Self::Collection(_) => "collection",
            Self::Resource(_) => "resource",
            Self::Comment(_) => "comment",
        }
    }

    /// Its number among those of its kind; the site has none and says 0.
    pub fn id(self) -> i64 {
        match self {
            Self::Site => 0,
            Self::Person(id) => id.0,
            Self::Community(id) => id.0,
            Self::Collection(id) => id.0,
            Self::Resource(id) => id.0,
            Self::Comment(id) => id.0,
        }
    }

    /// From the database: kind and number.
    pub fn of(kind: &str, id: i64) -> Option<Self> {
        Some(match kind {
            "site" => Self::Site,
            "person" => Self::Person(AccountId(id)),
            "community" => Self::Community(CommunityId(id)),
            "collection" => Self::Collection(CollectionId(id)),
            "resource" => Self::Resource(ResourceId(id)),
            "comment" => Self::Comment(CommentId(id)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
