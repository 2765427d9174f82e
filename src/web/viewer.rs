//! Who looks: somebody with an account and a role, or a stranger.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    ids::{AccountId, SessionId},
};

/// What somebody may do on this site, each role with all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads, keeps a shelf, earns badges. Right answers are hidden.
    Reader,
    /// Shares; what they share is looked at before it is published.
    Contributor,
    /// Publishes without a second look.
    Publisher,
    /// Publishes what others submitted and mends descriptions.
    Curator,
    /// Takes away what must not be here, and suspends.
    Moderator,
    /// Everything.
    Administrator,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 6] = [
        Self::Reader,
        Self::Contributor,
        Self::Publisher,
        Self::Curator,
        Self::Moderator,
        Self::Administrator,
    ];

    /// As stored and as typed on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Contributor => "contributor",
            Self::Publisher => "publisher",
            Self::Curator => "curator",
            Self::Moderator => "moderator",
            Self::Administrator => "administrator",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reader => "role-reader",
            Self::Contributor => "role-contributor",
            Self::Publisher => "role-publisher",
            Self::Curator => "role-curator",
            Self::Moderator => "role-moderator",
            Self::Administrator => "role-administrator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| Error::invalid("role", "role-unknown"))
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Somebody with an account, signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub account: AccountId,
    /// `anna` of `/u/anna`.
    pub handle: String,
    /// The name they go by.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The session that this request came with; none on the command line.
    pub session: Option<SessionId>,
}

impl Person {
    /// Passes only those who have at least this role.
    pub fn at_least(&self, role: Role) -> Result<&Self> {
        if self.role >= role { Ok(self) } else { Err(Error::Forbidden("forbidden-role")) }
    }
}

/// What holds somebody back who is signed in; the gate heeds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restraint {
    /// They may read and not write.
    pub silenced: bool,
    /// Nobody here has vouched for them yet.
    pub unknown: bool,
}

/// How many notices the person who looks has not seen, counted up to [`Unseen::MOST`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unseen(pub u32);

impl Unseen {
    /// More are not counted.
    pub const MOST: u32 = 100;
}

/// Whoever looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer(pub Option<Person>);

impl Viewer {
    /// The person, or `SignInFirst`.
    pub fn person(&self) -> Result<&Person> {
        self.0.as_ref().ok_or(Error::SignInFirst)
    }

    /// Their account, if they have one.
    pub fn account(&self) -> Option<AccountId> {
        self.0.as_ref().map(|person| person.account)
    }

    /// Whether they have at least this role.
    pub fn is(&self, role: Role) -> bool {
        self.0.as_ref().is_some_and(|person| person.role >= role)
    }

    /// Whether right answers and notes for teachers are shown to them.
    pub fn sees_answers(&self) -> bool {
        self.is(Role::Contributor)
    }
}

impl FromRequest for Viewer {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(request.extensions().get().cloned().unwrap_or_default()))
    }
}

impl FromRequest for Person {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer: Option<Viewer> = request.extensions().get().cloned();
        std::future::ready(viewer.and_then(|viewer| viewer.0).ok_or(Error::SignInFirst))
    }
}
