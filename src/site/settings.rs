//! What an administrator sets in the browser.

use serde::{Deserialize, Serialize};

/// What an administrator sets in the browser. One home per setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    /// The name of the site.
    pub name: String,
    /// One sentence about it.
    pub tagline: String,
    /// Markdown for the page about the site: who runs it, what its rules are.
    pub about: String,
    /// The language of the interface for those who have not chosen.
    pub language: String,
    /// The language most of the content is in; the first offer in forms.
    pub content_language: String,
    /// The licence offered first, as its address.
    pub licence: String,
    /// How people get an account.
    pub sign_up: SignUp,
    /// Whether strangers may read.
    pub open_to_read: bool,
    /// Whether what is public goes to other servers.
    pub send: bool,
    /// Whether what comes from other servers is taken in.
    pub receive: bool,
    /// After so many sign-ups in an hour further ones wait for a moderator.
    pub sign_ups_hour: u32,
    /// The same from one address, behind which a whole school may be.
    pub sign_ups_address: u32,
    /// Whether contributors may make accounts for their classes.
    pub teachers_invite: bool,
    /// Whether the first contributions of newcomers are looked at, even where others' are not.
    pub review_newcomers: bool,
    /// Whether a newcomer's link to a host that nobody here has linked to waits for a look.
    pub hold_new_hosts: bool,
    /// Whether contributors publish only after somebody has looked.
    pub review: bool,
    /// So many accepted resources make a contributor a publisher; 0 = never by itself.
    pub publisher_after: u32,
    /// Most bytes in one upload.
    pub most_upload: u64,
    /// Most bytes that one person keeps here.
    pub quota_person: u64,
    /// Most bytes that all keep here.
    pub quota_site: u64,
    /// Parts that are switched off, by name.
    pub switched_off: Vec<String>,
    /// Whether the servers of shared links are asked once a week.
    pub check_links: bool,
    /// Whether the Internet Archive may be asked for a copy before its address is taken.
    pub ask_archive: bool,
    /// Whether topics may be looked up at Wikidata.
    pub look_up_topics: bool,
    /// Where topics are looked up: the address of a Wikibase's `api.php`.
    pub topics_source: String,
    /// After so many months without a visit a person is written to, and a month later their
    /// account is suspended or deleted; 0 = never.
    pub inactive_months: u32,
    /// Whether an inactive account is deleted rather than suspended.
    pub inactive_delete: bool,
}

impl Default for Settings {
    fn default() -> Self {
        const GIB: u64 = 1 << 30;
        Self {
            name: "Hornbook".into(),
            tagline: String::new(),
            about: String::new(),
            language: "en".into(),
            content_language: "en".into(),
            licence: "https://creativecommons.org/licenses/by-sa/4.0/".into(),
            sign_up: SignUp::Invitation,
            open_to_read: true,
            send: false,
            receive: false,
            sign_ups_hour: 30,
            sign_ups_address: 10,
            teachers_invite: false,
            review_newcomers: true,
            hold_new_hosts: true,
            review: true,
            publisher_after: 3,
            most_upload: 2 * GIB,
            quota_person: 10 * GIB,
            quota_site: 100 * GIB,
            switched_off: Vec::new(),
            check_links: true,
            ask_archive: false,
            look_up_topics: false,
            topics_source: "https://www.wikidata.org/w/api.php".into(),
            inactive_months: 0,
            inactive_delete: false,
        }
    }
}

/// How people get an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignUp {
    /// Only the administration makes accounts; invitations do not work.
    Closed,
    /// With an invitation.
    #[default]
    Invitation,
    /// A moderator answers those who say why.
    Application,
    /// Whoever has a mail address; without a mail server, a moderator lets them in.
    Open,
}

impl SignUp {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 4] = [Self::Closed, Self::Invitation, Self::Application, Self::Open];

    /// As in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Invitation => "invitation",
            Self::Application => "application",
            Self::Open => "open",
        }
    }

    /// The key of the word for it; its `.hint` explains it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Closed => "sign-up-closed",
            Self::Invitation => "sign-up-invitation",
            Self::Application => "sign-up-application",
            Self::Open => "sign-up-open",
        }
    }

    /// From a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether there is a form for people whom nobody has invited.
    pub fn has_form(self) -> bool {
        matches!(self, Self::Application | Self::Open)
    }
}
