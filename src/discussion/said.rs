//! What is said, as one reader sees it.

use rusqlite::Connection;

use super::{
    about::About,
    actions, held,
    model::{Comment, Held, Thread},
};
use crate::{
    error::{Error, Result},
    ids::AccountId,
    web::{Panels, Viewer},
};

/// Who reads, and what they may do there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reader {
    /// Their account; strangers have none.
    pub account: Option<AccountId>,
    /// Whether they look after what is said.
    pub moderates: bool,
    /// Whether they may say something.
    pub writes: bool,
    /// Whether they may let through what waits.
    pub lets_through: bool,
}

impl Reader {
    /// What this viewer may do where a thing is discussed.
    pub fn of(conn: &Connection, viewer: &Viewer, about: &About) -> Result<Self> {
        let Some(person) = &viewer.0 else { return Ok(Self::default()) };
        let writes = match actions::may_write(conn, person, about) {
            Ok(()) => true,
            Err(Error::Forbidden(_)) => false,
            Err(error) => return Err(error),
        };
        Ok(Self {
            account: Some(person.account),
            moderates: actions::may_moderate(conn, person, about)?,
            writes,
            lets_through: held::may_let_through(conn, person, about)?,
        })
    }

    /// The same in one thread: nobody writes where it is closed.
    #[must_use]
    pub fn within(self, thread: &Thread) -> Self {
        Self { writes: self.writes && thread.closed.is_none(), ..self }
    }

    /// Whether this is somebody with an account.
    pub fn is_signed_in(self) -> bool {
        self.account.is_some()
    }
}

/// A comment, as `discussion/said.html` shows it.
pub struct Said {
    /// What was said.
    pub comment: Comment,
    /// Who reads it.
    pub reader: Reader,
    /// What other parts show with it, on the page of its thread.
    pub panels: Panels,
}

impl Said {
    /// All of these for one reader.
    pub fn all(comments: Vec<Comment>, reader: Reader) -> Vec<Self> {
        comments
            .into_iter()
            .map(|comment| Self { comment, reader, panels: Panels::default() })
            .collect()
    }

    fn is_own(&self) -> bool {
        self.reader.account == Some(self.comment.author)
    }

    /// Whether it was withdrawn, or waits.
    pub fn is_gone(&self) -> bool {
        self.comment.withdrawn.is_some()
    }

    /// Whether it waits until somebody has looked at it.
    pub fn waits(&self) -> bool {
        self.comment.waits()
    }

    /// Whether the reader sees that there is something at all.
    pub fn is_for_reader(&self) -> bool {
        let unseen = self.comment.held == Some(Held::Unseen);
        !(unseen || self.waits()) || self.is_own() || self.reader.lets_through
    }

    /// Whether the reader may answer it.
    pub fn may_answer(&self) -> bool {
        self.reader.writes && !self.is_gone()
    }

    /// Whether the reader may write it anew.
    pub fn may_edit(&self) -> bool {
        self.reader.writes && self.is_own() && !self.is_gone()
    }

    /// Whether the reader may withdraw it.
    pub fn may_withdraw(&self) -> bool {
        let own = self.is_own() && (self.waits() || !self.is_gone());
        own || self.reader.moderates && !self.is_gone()
    }

    /// Whether the reader may bring it back.
    pub fn may_restore(&self) -> bool {
        self.is_gone()
            && !self.waits()
            && (self.reader.moderates || self.is_own() && !self.comment.was_taken_away())
    }

    /// Whether the reader may see what it said before it was changed or withdrawn.
    pub fn may_look_back(&self) -> bool {
        self.reader.moderates || self.is_own()
    }

    /// The first letter of the author's name, where no picture is shown.
    pub fn initial(&self) -> String {
        let first = self.comment.author_name.chars().next();
        first.map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}
