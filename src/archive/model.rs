//! An archive, and somebody who is about to leave.

use crate::{ids::AccountId, time::Moment};

/// Days for which an archive is kept.
pub const KEPT_DAYS: i64 = 7;
/// Days in which leaving can be undone.
pub const GRACE_DAYS: i64 = 14;

/// How far an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is being made.
    Waiting,
    /// It can be fetched.
    Ready,
    /// It could not be made.
    Failed,
}

impl State {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "ready" => Self::Ready,
            "waiting" => Self::Waiting,
            _ => Self::Failed,
        }
    }
}

/// An archive that somebody asked for.
#[derive(Debug, Clone)]
pub struct Archive {
    /// When it was asked for.
    pub asked: Moment,
    /// How far it is.
    pub state: State,
    /// How many things are in it so far.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// Its content, once it is ready.
    pub sha256: Option<String>,
    /// Its bytes.
    pub size: u64,
    /// Until when it is kept.
    pub expires: Option<Moment>,
}

/// What becomes of what somebody published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Works {
    /// It stays.
    Keep,
    /// What stands in a community goes to an owner of it; the rest stays.
    Community,
    /// It is withdrawn.
    Withdraw,
}

impl Works {
    /// As stored and as in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Community => "community",
            Self::Withdraw => "withdraw",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Keep, Self::Community, Self::Withdraw].into_iter().find(|one| one.name() == name)
    }
}

/// Somebody who is about to leave.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// Who.
    pub account: AccountId,
    /// When they go.
    pub due: Moment,
    /// What becomes of what they published.
    pub works: Works,
    /// Whether their name stays on it.
    pub named: bool,
    /// Whether they asked for it themselves, and were not merely long away.
    pub own: bool,
}
