//! Threads and comments, and what must hold of them.

use crate::{
    error::{Error, Problem, Result},
    ids::{AccountId, CommentId, Key, Thing, ThreadId},
    time::Moment,
};

/// Most characters of a thread's title.
pub const MOST_TITLE: usize = 200;
/// Most characters of a comment.
pub const MOST_TEXT: usize = 10_000;
/// Most characters of the reason for withdrawing a comment.
pub const MOST_REASON: usize = 500;
/// Most people that one comment can name.
pub const MOST_NAMED: usize = 20;
/// Most threads at the top of one thing.
pub const MOST_PINNED: u32 = 10;
/// One person says at most so much in `PACE_MINUTES`.
pub const MOST_SAID: u32 = 20;
/// The minutes in which what one person says is counted.
pub const PACE_MINUTES: u64 = 10;

/// A discussion of one thing.
#[derive(Debug, Clone)]
pub struct Thread {
    /// Its number.
    pub id: ThreadId,
    /// `7k3m9qpx2v4d` of `/t/7k3m9qpx2v4d`.
    pub key: Key,
    /// What it is about.
    pub about: Thing,
    /// Its title; empty for the plain thread of a collection or resource.
    pub title: String,
    /// Who began it.
    pub starter: AccountId,
    /// Their handle.
    pub starter_handle: String,
    /// The name they go by.
    pub starter_name: String,
    /// Whether moderators tell something with it.
    pub announcement: bool,
    /// Whether it stands at the top.
    pub pinned: bool,
    /// How many comments are in it that were not withdrawn.
    pub comments: u32,
    /// When something was last said in it.
    pub latest: Moment,
    /// When it was begun.
    pub made: Moment,
    /// When it was closed, if it is.
    pub closed: Option<Moment>,
}

impl Thread {
    /// Where it stands.
    pub fn address(&self) -> String {
        format!("/t/{}", self.key)
    }

    /// The place in a list of threads, as an address carries it.
    pub fn place(&self) -> String {
        format!("{}-{}", self.latest.millis(), self.id)
    }

    /// Whether there is something in it to read.
    pub fn is_alive(&self) -> bool {
        self.comments > 0
    }
}

/// Something said in a discussion.
#[derive(Debug, Clone)]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// Its key, by which addresses name it.
    pub key: Key,
    /// The thread it stands in.
    pub thread: ThreadId,
    /// The key of that thread.
    pub thread_key: Key,
    /// What the thread is about.
    pub about: Thing,
    /// Who said it.
    pub author: AccountId,
    /// Their handle.
    pub author_handle: String,
    /// The name they go by.
    pub author_name: String,
    /// Whether they have a picture.
    pub author_has_picture: bool,
    /// The comment that this one answers: its key, and the name of who said that.
    pub answers: Option<(Key, String)>,
    /// Markdown.
    pub text: String,
    /// The same as cleaned HTML.
    pub html: String,
    /// When it was said.
    pub made: Moment,
    /// When it was last written anew.
    pub edited: Option<Moment>,
    /// When it was withdrawn.
    pub withdrawn: Option<Moment>,
    /// Who withdrew it.
    pub withdrawn_by: Option<AccountId>,
    /// Why a moderator withdrew it.
    pub reason: String,
    /// Set from when it has to wait until somebody looks at it until it is let through. Meanwhile it
    /// is withdrawn: by nobody, until it is turned down.
    pub held: Option<Held>,
}

/// What was before something waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Nobody else has seen it yet.
    Unseen,
    /// It was there, and was written anew.
    Before,
}

impl Comment {
    /// Where it can be read.
    pub fn address(&self) -> String {
        format!("/t/{}?at={}#c-{}", self.thread_key, self.key, self.key)
    }

    /// Whether somebody has to look at it.
    pub fn waits(&self) -> bool {
        self.held.is_some() && self.withdrawn_by.is_none()
    }

    /// The key of what its author is told on sending it.
    pub fn sent(&self) -> &'static str {
        if self.waits() { "discussion-said-waits" } else { "discussion-said" }
    }

    /// Whether it was withdrawn by somebody else than its author.
    pub fn was_taken_away(&self) -> bool {
        self.withdrawn_by.is_some_and(|by| by != self.author)
    }
}

/// A text that a comment had before.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Markdown.
    pub text: String,
    /// Until when.
    pub until: Moment,
}

/// What somebody wants to say, if it holds.
pub fn checked_text(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid("text", "discussion-text-missing"));
    }
    if text.chars().count() > MOST_TEXT {
        let problem = Problem::new("text", "discussion-long").with(MOST_TEXT);
        return Err(Error::Invalid(vec![problem]));
    }
    Ok(text.to_owned())
}

/// A title on one line, if it holds; it may be empty.
pub fn checked_title(title: &str) -> Result<String> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.chars().count() > MOST_TITLE {
        let problem = Problem::new("title", "discussion-long").with(MOST_TITLE);
        return Err(Error::Invalid(vec![problem]));
    }
    Ok(title)
}
