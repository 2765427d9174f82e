//! What personal data a backup holds, counted by kind and never kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Kinds of personal data that a backup may hold. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Accounts with names, addresses and more (`users.xml`).
    Users,
    /// Who was enrolled.
    Enrolments,
    /// Who had which role.
    RoleAssignments,
    /// Who was in which group.
    Groups,
    /// Attempts at quizzes, lessons, SCORM packages.
    Attempts,
    /// Work handed in.
    Submissions,
    /// Marks, overrides of dates for one person, feedback given.
    Grades,
    /// Answers to choices, surveys and feedback forms.
    Answers,
    /// Forum posts.
    Posts,
    /// Glossary entries, wiki pages, database records.
    Entries,
    /// Chat messages.
    Messages,
    /// Comments and ratings.
    Comments,
    /// Who subscribed to or read what.
    Subscriptions,
    /// Who completed what.
    Completion,
    /// Calendar events of people.
    Calendar,
    /// Log files.
    Logs,
    /// Names of the people who put files there.
    Authors,
    /// Rows kept by activities that are not part of Moodle itself.
    OtherRows,
    /// Files that people handed in or posted.
    Files,
    /// Passwords, keys, meeting codes.
    Secrets,
}

/// Personal data found and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalData {
    /// How many accounts `users.xml` holds.
    pub users: u64,
    /// How many of each kind, only those found.
    pub what: BTreeMap<What, u64>,
}

impl PersonalData {
    /// Whether anything was found.
    pub fn present(&self) -> bool {
        !self.what.is_empty()
    }

    pub(super) fn add(&mut self, what: What, count: u64) {
        if count > 0 {
            *self.what.entry(what).or_default() += count;
            if what == What::Users {
                self.users += count;
            }
        }
    }
}

impl What {
    /// The stable name, as it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Enrolments => "enrolments",
            Self::RoleAssignments => "role_assignments",
            Self::Groups => "groups",
            Self::Attempts => "attempts",
            Self::Submissions => "submissions",
            Self::Grades => "grades",
            Self::Answers => "answers",
            Self::Posts => "posts",
            Self::Entries => "entries",
            Self::Messages => "messages",
            Self::Comments => "comments",
            Self::Subscriptions => "subscriptions",
            Self::Completion => "completion",
            Self::Calendar => "calendar",
            Self::Logs => "logs",
            Self::Authors => "authors",
            Self::OtherRows => "other_rows",
            Self::Files => "files",
            Self::Secrets => "secrets",
        }
    }
}
