//! Reports, cases and decisions, and what must hold of them.

use crate::{
    ids::{AccountId, CaseId, CommunityId, DecisionId, Thing},
    time::Moment,
};

/// Most characters of what somebody writes who reports or appeals.
pub const MOST_WORDS: usize = 2000;
/// Most characters of the reason for a decision.
pub const MOST_REASON: usize = 2000;
/// A community's moderators have so many days; then the site's look, too.
pub const COMMUNITY_DAYS: i64 = 3;

/// Why somebody reports something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Names, pictures or marks of pupils.
    PupilData,
    /// Advertising.
    Spam,
    /// Unkind, or worse.
    Harassment,
    /// Somebody says to be who they are not.
    Impersonation,
    /// Against the law.
    Illegal,
    /// Somebody else's work.
    Copyright,
    /// Under another licence than it says.
    WrongLicence,
    /// Leads nowhere.
    BrokenLink,
    /// Described wrongly.
    WrongMetadata,
    /// There twice.
    Duplicate,
    /// Wrong or poor.
    Quality,
    /// Something else.
    Other,
}

impl Reason {
    /// All of them, as the form offers them.
    pub const ALL: [Self; 12] = [
        Self::PupilData,
        Self::Illegal,
        Self::Harassment,
        Self::Impersonation,
        Self::Spam,
        Self::Copyright,
        Self::WrongLicence,
        Self::BrokenLink,
        Self::WrongMetadata,
        Self::Duplicate,
        Self::Quality,
        Self::Other,
    ];

    /// As stored and as in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::PupilData => "pupil_data",
            Self::Spam => "spam",
            Self::Harassment => "harassment",
            Self::Impersonation => "impersonation",
            Self::Illegal => "illegal",
            Self::Copyright => "copyright",
            Self::WrongLicence => "wrong_licence",
            Self::BrokenLink => "broken_link",
            Self::WrongMetadata => "wrong_metadata",
            Self::Duplicate => "duplicate",
            Self::Quality => "quality",
            Self::Other => "other",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::PupilData => "reason-pupil-data",
            Self::Spam => "reason-spam",
            Self::Harassment => "reason-harassment",
            Self::Impersonation => "reason-impersonation",
            Self::Illegal => "reason-illegal",
            Self::Copyright => "reason-copyright",
            Self::WrongLicence => "reason-wrong-licence",
            Self::BrokenLink => "reason-broken-link",
            Self::WrongMetadata => "reason-wrong-metadata",
            Self::Duplicate => "reason-duplicate",
            Self::Quality => "reason-quality",
            Self::Other => "reason-other",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether somebody may come to harm while it waits.
    pub fn is_urgent(self) -> bool {
        matches!(self, Self::PupilData | Self::Harassment | Self::Illegal)
    }
}

/// What a moderator decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Nothing,
    /// The one concerned should change it.
    Change,
    /// It is taken away; a tombstone stays.
    Hidden,
    /// The one concerned is told not to do it again.
    Warned,
    /// The one concerned may read and not write.
    Silenced,
    /// The one concerned may not come in.
    Suspended,
    /// The account is closed, and emptied after two weeks.
    Deleted,
}

impl Outcome {
    /// All of them, the mildest first.
    pub const ALL: [Self; 7] = [
        Self::Nothing,
        Self::Change,
        Self::Hidden,
        Self::Warned,
        Self::Silenced,
        Self::Suspended,
        Self::Deleted,
    ];

    /// As stored and as in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Change => "change",
            Self::Hidden => "hidden",
            Self::Warned => "warned",
            Self::Silenced => "silenced",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }

    /// The key of the word for it; its `.hint` explains it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nothing => "outcome-nothing",
            Self::Change => "outcome-change",
            Self::Hidden => "outcome-hidden",
            Self::Warned => "outcome-warned",
            Self::Silenced => "outcome-silenced",
            Self::Suspended => "outcome-suspended",
            Self::Deleted => "outcome-deleted",
        }
    }

    /// The key of the sentence that says it to the one concerned.
    pub fn told(self) -> &'static str {
        match self {
            Self::Nothing => "told-nothing",
            Self::Change => "told-change",
            Self::Hidden => "told-hidden",
            Self::Warned => "told-warned",
            Self::Silenced => "told-silenced",
            Self::Suspended => "told-suspended",
            Self::Deleted => "told-deleted",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether it restrains a person rather than a thing.
    pub fn is_about_person(self) -> bool {
        matches!(self, Self::Silenced | Self::Suspended | Self::Deleted)
    }
}

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Somebody has to decide.
    Open,
    /// Decided; the one concerned may appeal.
    Decided,
    /// Somebody else has to look again.
    Appealed,
    /// Over.
    Closed,
}

impl CaseState {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Decided => "decided",
            Self::Appealed => "appealed",
            Self::Closed => "closed",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "decided" => Self::Decided,
            "appealed" => Self::Appealed,
            "closed" => Self::Closed,
            _ => Self::Open,
        }
    }
}

/// All reports on one thing.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// What it is about; none if this program does not know the kind.
    pub thing: Option<Thing>,
    /// What that was called when it was reported.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// The one concerned.
    pub owner: Option<AccountId>,
    /// Their name and handle.
    pub owner_name: Option<(String, String)>,
    /// Whose moderators look first: number, handle and name.
    pub community: Option<(CommunityId, String, String)>,
    /// How it stands.
    pub state: CaseState,
    /// Whether somebody may come to harm meanwhile.
    pub urgent: bool,
    /// From when on the moderators of the site look, too.
    pub site_from: Moment,
    /// How many reports there are.
    pub reports: u32,
    /// When the first came.
    pub made: Moment,
}

impl Case {
    /// What the address of the next page of a list carries.
    pub fn place(&self) -> String {
        format!("{}-{}", u8::from(self.urgent), self.id)
    }

    /// Whether the moderators of the site look at it by now.
    pub fn is_for_site(&self, now: Moment) -> bool {
        self.community.is_none() || self.site_from <= now || self.state != CaseState::Open
    }
}

/// One report.
#[derive(Debug, Clone)]
pub struct Report {
    /// Handle and name, unless a stranger wrote it.
    pub reporter: Option<(String, String)>,
    /// Why.
    pub reason: Reason,
    /// In whose words.
    pub words: String,
    /// When.
    pub made: Moment,
}

/// What was decided.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its number.
    pub id: DecisionId,
    /// On what.
    pub about: CaseId,
    /// By whom.
    pub by: Option<AccountId>,
    /// What.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Its line in the log.
    pub line: i64,
    /// When.
    pub made: Moment,
    /// What the one concerned says against it.
    pub appeal: Option<String>,
    /// Whether it was overturned, and why or why not.
    pub answer: Option<(bool, String)>,
}

/// One line of the log.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// When.
    pub made: Moment,
    /// By whom, as they were called then.
    pub by_handle: String,
    /// What was done: the name of an outcome, or of another deed.
    pub deed: String,
    /// To what; none if this program does not know the kind.
    pub thing: Option<Thing>,
    /// What that was called.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// Why.
    pub reason: String,
    /// Whether a later line takes it back.
    pub undone: bool,
}

/// What a line of the log can say besides outcomes.
pub const DEEDS: [&str; 5] = ["escalated", "appealed", "upheld", "overturned", "undone"];

impl Line {
    /// The key of the word for what was done.
    pub fn deed_key(&self) -> String {
        deed_key(&self.deed)
    }

    /// Whether it can be taken back.
    pub fn can_undo(&self) -> bool {
        let undoable = ["hidden", "silenced", "suspended", "deleted"];
        !self.undone && undoable.contains(&self.deed.as_str())
    }
}

/// The key of the word for what a line of the log says was done.
pub fn deed_key(deed: &str) -> String {
    if Outcome::parse(deed).is_some() {
        return format!("outcome-{deed}");
    }
    format!("deed-{deed}")
}
