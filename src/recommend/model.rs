//! Why something is suggested.

use crate::vocabulary;

/// Why something is suggested to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// They follow this ISCED-F field.
    FollowsSubject(String),
    /// They are interested in this ISCED-F field.
    Subject(String),
    /// They speak or teach in this language.
    Language(String),
    /// They teach at this ISCED level.
    Level(String),
    /// They follow the person of this name.
    FollowsPerson(String),
}

impl Reason {
    /// The key of the sentence; it quotes a `value`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::FollowsSubject(_) => "suggest-because-follow",
            Self::Subject(_) => "suggest-because-subject",
            Self::Language(_) => "suggest-because-language",
            Self::Level(_) => "suggest-because-level",
            Self::FollowsPerson(_) => "suggest-because-person",
        }
    }

    /// What the sentence quotes, for a reader of this language.
    pub fn value(&self, reader: &str) -> String {
        match self {
            Self::FollowsSubject(code) | Self::Subject(code) => {
                format!("{code} {}", vocabulary::subject_name(code, reader))
            }
            Self::Language(tag) => vocabulary::language_name(tag, reader),
            Self::Level(code) => vocabulary::level_name(code, reader),
            Self::FollowsPerson(name) => name.clone(),
        }
    }

    /// How much it says: a subject that somebody chose to follow the most.
    pub fn weight(&self) -> u32 {
        match self {
            Self::FollowsSubject(_) => 6,
            Self::Subject(_) | Self::FollowsPerson(_) => 5,
            Self::Level(_) => 2,
            Self::Language(_) => 1,
        }
    }

    /// The term that something must have: kind and value.
    pub fn term(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::FollowsSubject(code) | Self::Subject(code) => Some(("subject", code)),
            Self::Language(tag) => Some(("language", tag)),
            Self::Level(code) => Some(("level", code)),
            Self::FollowsPerson(_) => None,
        }
    }
}
