//! A community, its members, and what must hold of them.

use crate::{
    error::{Error, Problem, Result},
    ids::{AccountId, CommunityId, Key},
    time::Moment,
    vocabulary,
};

/// Most characters of a name.
pub const MOST_NAME: usize = 120;
/// Most characters of the text about a community, and of its rules.
pub const MOST_TEXT: usize = 20_000;
/// Most characters of what somebody writes who asks to join.
pub const MOST_NOTE: usize = 500;

/// Who may read what a community shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Everybody, other servers too.
    #[default]
    Public,
    /// Everybody who has the address; it stands in no list.
    Unlisted,
    /// Everybody who may read this site; it does not go to other servers.
    LocalPublic,
    /// People with an account here.
    LocalPrivate,
    /// Its members; nobody else learns that there is such a community.
    Private,
}

impl Visibility {
    /// All of them, the widest first.
    pub const ALL: [Self; 5] =
        [Self::Public, Self::Unlisted, Self::LocalPublic, Self::LocalPrivate, Self::Private];

    /// As stored and as typed on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::LocalPublic => "local_public",
            Self::LocalPrivate => "local_private",
            Self::Private => "private",
        }
    }

    /// The key of the word for it; its `.hint` explains it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Public => "community-public",
            Self::Unlisted => "community-unlisted",
            Self::LocalPublic => "community-local-public",
            Self::LocalPrivate => "community-local-private",
            Self::Private => "community-private",
        }
    }

    /// From the database, a form or the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How people come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Join {
    /// Whoever wants to.
    Open,
    /// A moderator answers those who ask.
    #[default]
    Ask,
    /// Moderators add people.
    Invite,
}

impl Join {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Ask, Self::Invite];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ask => "ask",
            Self::Invite => "invite",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "community-join-open",
            Self::Ask => "community-join-ask",
            Self::Invite => "community-join-invite",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Who may put resources and collections into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Posting {
    /// All members.
    #[default]
    Members,
    /// Moderators and owners.
    Moderators,
}

impl Posting {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Members, Self::Moderators];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Moderators => "moderators",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Members => "community-posting-members",
            Self::Moderators => "community-posting-moderators",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What a member may do, each with all that those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberRole {
    /// Reads and takes part.
    Member,
    /// Lets people in, sends them away, changes what the community says of itself.
    Moderator,
    /// Also makes moderators and owners, and withdraws the community.
    Owner,
}

impl MemberRole {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Member, Self::Moderator, Self::Owner];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Member => "community-role-member",
            Self::Moderator => "community-role-moderator",
            Self::Owner => "community-role-owner",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How somebody stands to a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// Has asked and waits for an answer.
    Pending,
    /// Was invited and has not answered.
    Invited,
    /// Belongs to it.
    Active,
    /// Was sent away and may not come back by themselves.
    KeptOut,
}

impl MemberState {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Invited => "invited",
            Self::Active => "active",
            Self::KeptOut => "kept_out",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "pending" => Self::Pending,
            "invited" => Self::Invited,
            _ => Self::KeptOut,
        }
    }
}

/// People with a purpose.
#[derive(Debug, Clone)]
pub struct Community {
    /// Its number.
    pub id: CommunityId,
    /// What its drawn cover comes from.
    pub key: Key,
    /// `maths` of `/c/maths`.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Markdown: what it is for.
    pub summary: String,
    /// Markdown: what members agree to.
    pub rules: String,
    /// Who may read.
    pub visibility: Visibility,
    /// How people come in.
    pub join: Join,
    /// Who may share there.
    pub posting: Posting,
    /// ISCED-F codes.
    pub subjects: Vec<String>,
    /// BCP 47 tags.
    pub languages: Vec<String>,
    /// SHA-256 of its picture in two sizes.
    pub picture: Option<(String, String)>,
    /// How many people belong to it.
    pub members: u32,
    /// Since when.
    pub made: Moment,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<Moment>,
}

impl Community {
    /// The two-digit broad field of its first subject, for its colour; empty without subject.
    pub fn field(&self) -> &str {
        self.subjects.first().and_then(|code| code.get(..2)).unwrap_or_default()
    }
}

/// What people fill in about a community.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Markdown: what it is for.
    pub summary: String,
    /// Markdown: what members agree to.
    pub rules: String,
    /// Who may read.
    pub visibility: Visibility,
    /// How people come in.
    pub join: Join,
    /// Who may share there.
    pub posting: Posting,
    /// ISCED-F codes.
    pub subjects: Vec<String>,
    /// BCP 47 tags.
    pub languages: Vec<String>,
}

impl Description {
    /// The same, tidied: nobody can ask to join what they may not know of, and only terms of the
    /// vocabularies are kept.
    #[must_use]
    pub fn tidied(self) -> Self {
        Self {
            name: self.name.trim().to_owned(),
            summary: self.summary.trim().to_owned(),
            rules: self.rules.trim().to_owned(),
            join: if self.visibility == Visibility::Private { Join::Invite } else { self.join },
            subjects: vocabulary::known("subject", self.subjects),
            languages: vocabulary::known("language", self.languages),
            ..self
        }
    }

    /// Whether names and texts hold.
    pub fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        if self.name.is_empty() {
            problems.push(Problem::new("name", "community-name-missing"));
        }
        if self.name.chars().count() > MOST_NAME {
            problems.push(Problem::new("name", "community-name-long").with(MOST_NAME));
        }
        for (field, text) in [("summary", &self.summary), ("rules", &self.rules)] {
            if text.chars().count() > MOST_TEXT {
                problems.push(Problem::new(field, "community-text-long").with(MOST_TEXT));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

/// Somebody and how they stand to a community.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub account: AccountId,
    /// `anna` of `/u/anna`.
    pub handle: String,
    /// The name they go by.
    pub name: String,
    /// Whether they have a picture.
    pub has_picture: bool,
    /// What they may do.
    pub role: MemberRole,
    /// Whether they belong to it.
    pub state: MemberState,
    /// What they wrote when they asked to join, or whoever invited them wrote.
    pub note: String,
    /// Since when they stand so.
    pub since: Moment,
    /// Whether they stand in the list of members for all who may read it.
    pub listed: bool,
    /// Who invited them.
    pub invited_by: Option<AccountId>,
}

impl Member {
    /// The place in a list of members, as an address carries it.
    pub fn place(&self) -> String {
        format!("{}-{}", self.since.millis(), self.account)
    }
}

/// The list of members, as one viewer sees it.
#[derive(Debug, Clone, Default)]
pub struct Roll {
    /// Owners, then moderators: whoever may read the community may know who looks after it.
    pub keepers: Vec<Member>,
    /// How many other members do not wish to be seen, if the viewer does not see them.
    pub unseen: u32,
}

/// A community as lists show it.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its number.
    pub id: CommunityId,
    /// What its drawn cover comes from.
    pub key: Key,
    /// `maths` of `/c/maths`.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// The beginning of what it is for, without mark-up.
    pub text: String,
    /// The two-digit broad field of its first subject, or nothing.
    pub field: String,
    /// Who may read.
    pub visibility: Visibility,
    /// How many people belong to it.
    pub members: u32,
    /// Whether it has a picture of its own.
    pub has_picture: bool,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

impl Card {
    /// Whether everybody may read what it shares.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }
}
