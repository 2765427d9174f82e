//! What becomes of a link when its server answers, or does not.

use url::Url;

use crate::{ids::ResourceId, net::NetProblem, time::Moment};

/// Days between two looks at a link that answers.
const WEEK: i64 = 7;
/// Seconds until a failing link is looked at again: a day, and a little more.
const SECOND_LOOK: i64 = 25 * 3600;
const DAY: i64 = 24 * 3600;
/// Days for which somebody's word that a link works holds.
pub const TRUSTED_DAYS: i64 = 30;
/// A server that asks for more patience than this, in seconds, is asked a day later all the same.
const MOST_PATIENCE: i64 = DAY;

/// Makes the names by which values of an enum are stored.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal,)* } else $other:ident) => {
        impl $type {
            /// As stored.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// From the database.
            pub fn parse(name: &str) -> Self {
                match name { $($name => Self::$variant,)* _ => Self::$other }
            }
        }
    };
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Never asked.
    New,
    /// It answered.
    Fine,
    /// Nobody can tell: a wall, a busy or slow server.
    Unclear,
    /// It failed hard; a second look comes a day later.
    Failing,
    /// It failed hard on two days, with no answer in between.
    Dead,
    /// Somebody looked and says that it works.
    Trusted,
}

named!(Standing {
    New = "new",
    Fine = "fine",
    Unclear = "unclear",
    Failing = "failing",
    Dead = "dead",
    Trusted = "trusted",
} else New);

impl Standing {
    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "care-state-new",
            Self::Fine => "care-state-fine",
            Self::Unclear => "care-state-unclear",
            Self::Failing => "care-state-failing",
            Self::Dead => "care-state-dead",
            Self::Trusted => "care-state-trusted",
        }
    }
}

/// How a link is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// For its headers alone.
    Head,
    /// As a browser does, where asking for headers brought no answer that counts.
    Get,
}

named!(Step { Head = "head", Get = "get", } else Head);

/// What was heard of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing yet.
    None,
    /// It answers.
    Fine,
    /// 404 or 410.
    Gone,
    /// 401, 402, 403, 407 or 451: for people with an account, or not for robots.
    Wall,
    /// 429.
    Busy,
    /// 5xx.
    Server,
    /// A status that says nothing of the page.
    Odd,
    /// No answer in time.
    Slow,
    /// The name service knows no such server.
    UnknownHost,
    /// Nobody takes the connection.
    Refused,
    /// No secure connection can be had.
    Untrusted,
    /// This site does not ask there: a private network, an unusual port.
    Unasked,
    /// Sent on without end.
    Round,
    /// An answer that is no HTTP, or ends early.
    Broken,
    /// No server at all has answered for days: the fault is likely here.
    Offline,
}

named!(Reason {
    None = "",
    Fine = "fine",
    Gone = "gone",
    Wall = "wall",
    Busy = "busy",
    Server = "server",
    Odd = "odd",
    Slow = "slow",
    UnknownHost = "unknown-host",
    Refused = "refused",
    Untrusted = "untrusted",
    Unasked = "unasked",
    Round = "round",
    Broken = "broken",
    Offline = "offline",
} else None);

/// How much a reason says of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Good,
    Soft,
    Hard,
}

impl Reason {
    /// The key of the words for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "care-reason-none",
            Self::Fine => "care-reason-fine",
            Self::Gone => "care-reason-gone",
            Self::Wall => "care-reason-wall",
            Self::Busy => "care-reason-busy",
            Self::Server => "care-reason-server",
            Self::Odd => "care-reason-odd",
            Self::Slow => "care-reason-slow",
            Self::UnknownHost => "care-reason-unknown-host",
            Self::Refused => "care-reason-refused",
            Self::Untrusted => "care-reason-untrusted",
            Self::Unasked => "care-reason-unasked",
            Self::Round => "care-reason-round",
            Self::Broken => "care-reason-broken",
            Self::Offline => "care-reason-offline",
        }
    }

    fn of_status(status: u16) -> Self {
        match status {
            200..=299 | 304 => Self::Fine,
            404 | 410 => Self::Gone,
            401 | 402 | 403 | 407 | 451 => Self::Wall,
            429 => Self::Busy,
            500..=599 => Self::Server,
            _ => Self::Odd,
        }
    }

    fn of_problem(problem: &NetProblem) -> Self {
        match problem {
            NetProblem::UnknownHost(_) => Self::UnknownHost,
            NetProblem::Refused => Self::Refused,
            NetProblem::Untrusted(_) => Self::Untrusted,
            NetProblem::TooSlow => Self::Slow,
            NetProblem::TooManyRedirects => Self::Round,
            NetProblem::NotAnAddress
            | NetProblem::PrivateAddress
            | NetProblem::ForbiddenPort(_) => Self::Unasked,
            NetProblem::TooBig { .. } => Self::Fine,
            NetProblem::Status(status) => Self::of_status(*status),
            NetProblem::Broken(_) => Self::Broken,
        }
    }

    fn weight(self) -> Weight {
        match self {
            Self::Fine => Weight::Good,
            Self::Gone | Self::UnknownHost | Self::Refused | Self::Untrusted => Weight::Hard,
            _ => Weight::Soft,
        }
    }

    /// Whether it came without a word from the server, so that the fault may be on our side.
    fn is_silence(self) -> bool {
        matches!(self, Self::UnknownHost | Self::Refused | Self::Untrusted)
    }

    /// Whether servers that answer so to a question for headers may still show the page.
    fn may_be_only_heads(self) -> bool {
        matches!(
            self,
            Self::Gone
                | Self::Wall
                | Self::Server
                | Self::Odd
                | Self::Slow
                | Self::Round
                | Self::Broken
        )
    }
}

/// What came of asking once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What it says of the link.
    pub reason: Reason,
    /// The HTTP status, if there was one.
    pub status: Option<u16>,
    /// Where lasting redirects lead.
    pub moved_to: Option<Url>,
    /// Where the answer came from.
    pub final_url: Option<Url>,
    /// How many seconds the server wants to be left in peace.
    pub patience: Option<i64>,
}

impl Heard {
    /// An answer with this status.
    pub fn answer(status: u16) -> Self {
        Self {
            reason: Reason::of_status(status),
            status: Some(status),
            moved_to: None,
            final_url: None,
            patience: None,
        }
    }

    /// No answer.
    pub fn problem(problem: &NetProblem) -> Self {
        let status = match problem {
            NetProblem::Status(status) => Some(*status),
            _ => None,
        };
        let reason = Reason::of_problem(problem);
        Self { reason, status, moved_to: None, final_url: None, patience: None }
    }

    /// Whether a link to what said this would be dead from the start.
    pub fn is_hard(&self) -> bool {
        self.reason.weight() == Weight::Hard
    }

    /// Until when the server is left in peace: a second, or as long as it wishes.
    pub fn free(&self, now: Moment) -> Moment {
        now.plus_seconds(self.patience.unwrap_or(1).clamp(1, MOST_PATIENCE))
    }
}

/// A link and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Of which resource.
    pub resource: ResourceId,
    /// Its address.
    pub url: String,
    /// The server in it.
    pub host: String,
    /// How it stands.
    pub standing: Standing,
    /// What was heard last.
    pub reason: Reason,
    /// With which HTTP status.
    pub status: Option<u16>,
    /// Where it has moved for good, as its server says.
    pub moved_to: Option<String>,
    /// Whether it leads to the front page of its server: the page may be gone all the same.
    pub homepage: bool,
    /// How it is asked next.
    pub step: Step,
    /// Since when it fails.
    pub failing_since: Option<Moment>,
    /// When it last answered.
    pub answered: Option<Moment>,
    /// When it was last asked.
    pub checked: Option<Moment>,
    /// When it is asked next.
    pub due: Moment,
}

impl Link {
    /// A link that nobody has asked yet.
    pub fn new(resource: ResourceId, url: String, host: String, due: Moment) -> Self {
        Self {
            resource,
            url,
            host,
            standing: Standing::New,
            reason: Reason::None,
            status: None,
            moved_to: None,
            homepage: false,
            step: Step::Head,
            failing_since: None,
            answered: None,
            checked: None,
            due,
        }
    }

    /// The link after one more answer. `others_answer`: whether any server has answered of late.
    #[must_use]
    pub fn judged(mut self, heard: &Heard, now: Moment, others_answer: bool) -> Self {
        if self.step == Step::Head && heard.reason.may_be_only_heads() && heard.patience.is_none() {
            self.step = Step::Get;
            self.due = now;
            return self;
        }
        self.step = Step::Head;
        self.checked = Some(now);
        self.status = heard.status;
        self.reason = heard.reason;
        if heard.reason.is_silence() && !others_answer {
            self.reason = Reason::Offline;
        }
        match self.reason.weight() {
            Weight::Good => {
                self.standing = Standing::Fine;
                self.answered = Some(now);
                self.failing_since = None;
                self.homepage = self.leads_home(heard);
                self.moved_to = self.new_address(heard);
                self.due = now.plus_days(WEEK);
            }
            Weight::Soft => {
                if !matches!(self.standing, Standing::Dead | Standing::Failing) {
                    self.standing = Standing::Unclear;
                }
                let rare = matches!(self.reason, Reason::Wall | Reason::Unasked | Reason::Odd);
                let wait = if rare { WEEK * DAY } else { DAY };
                self.due = now.plus_seconds(wait.max(heard.patience.unwrap_or(0)));
            }
            Weight::Hard => {
                let since = self.failing_since.unwrap_or(now);
                self.failing_since = Some(since);
                if now >= since.plus_seconds(DAY) {
                    self.standing = Standing::Dead;
                    self.due = now.plus_days(WEEK);
                } else {
                    self.standing = Standing::Failing;
                    self.due = since.plus_seconds(SECOND_LOOK);
                }
            }
        }
        self
    }

    /// Whether it was sent to the front page of a server, as many servers do instead of saying that
    /// a page is gone.
    fn leads_home(&self, heard: &Heard) -> bool {
        let (Ok(own), Some(there)) = (Url::parse(&self.url), &heard.final_url) else {
            return false;
        };
        !is_front_page(&own) && is_front_page(there)
    }

    fn new_address(&self, heard: &Heard) -> Option<String> {
        let there = heard.moved_to.as_ref()?;
        let moved = !self.homepage && there.as_str() != self.url;
        moved.then(|| there.to_string())
    }

    /// Where the Internet Archive may have a copy, of when the link still answered.
    pub fn archive_address(&self) -> String {
        let day = self.answered.or(self.failing_since).or(self.checked).unwrap_or(self.due);
        format!("https://web.archive.org/web/{}/{}", day.date().replace('-', ""), self.url)
    }
}

fn is_front_page(url: &Url) -> bool {
    let path = url.path().trim_matches('/').to_ascii_lowercase();
    url.query().is_none() && matches!(path.as_str(), "" | "index.html" | "index.php" | "home")
}

/// The server that an address names, if it can be asked at all.
pub fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.host_str().map(str::to_ascii_lowercase))?
}
