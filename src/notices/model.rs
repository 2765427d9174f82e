//! A notice, and what people choose to be told.

use crate::{
    ids::{AccountId, NoticeId, Thing},
    time::Moment,
};

/// Something to tell a person.
#[derive(Debug, Clone)]
pub struct Notice<'a> {
    /// Whom.
    pub to: AccountId,
    /// Whoever caused it, if a person did. Nobody is told what they did themselves.
    pub by: Option<AccountId>,
    /// The key of the message that says it; the message may quote `name` (of `by`) and `quote`.
    pub key: &'static str,
    /// What it is about.
    pub about: Thing,
    /// Where to look: a path of this site.
    pub address: &'a str,
    /// What the message quotes, such as a title.
    pub quote: &'a str,
}

/// A notice as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its number; later ones have higher numbers.
    pub id: NoticeId,
    /// The name and handle of whoever caused it.
    pub by: Option<(String, String)>,
    /// The key of its message.
    pub key: String,
    /// What the message quotes.
    pub quote: String,
    /// When it was told.
    pub made: Moment,
    /// Whether the person has seen it.
    pub seen: bool,
}

/// How often somebody wants a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Letters {
    /// Never.
    #[default]
    Never,
    /// Every morning on which there is something new.
    Daily,
    /// Every Monday on which there is something new.
    Weekly,
}

impl Letters {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Never, Self::Daily, Self::Weekly];

    /// As stored and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "none",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Never => "notices-letters-none",
            Self::Daily => "notices-letters-daily",
            Self::Weekly => "notices-letters-weekly",
        }
    }

    /// From the database or a form.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// When the next letter falls due: at five in UTC, which is morning where most of us teach.
    pub fn next(self, now: Moment) -> Option<Moment> {
        const DAY: i64 = 86_400;
        const MORNING: i64 = 5 * 3600;
        // The first day that is counted, the 1st of January 1970, was a Thursday.
        const MONDAY: i64 = 4;
        let days = match self {
            Self::Never => return None,
            Self::Daily => 1,
            Self::Weekly => 7,
        };
        let first = if days == 7 { MONDAY * DAY + MORNING } else { MORNING };
        let passed = (now.seconds() - first).div_euclid(days * DAY);
        Some(Moment::from_seconds(first + (passed + 1) * days * DAY))
    }
}

/// What somebody chose.
#[derive(Debug, Clone)]
pub struct Choices {
    /// How often they want a letter.
    pub letters: Letters,
    /// The language of the letters.
    pub language: String,
    /// Whether they hear of it when somebody follows them.
    pub follows: bool,
    /// The secret of the address that ends the letters.
    pub secret: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_fall_due_on_the_next_morning_or_monday() {
        let at = |text: &str| Moment::parse(text).unwrap();
        // The 22nd of November 2026 is a Sunday.
        for (now, daily, weekly) in [
            ("2026-11-22T04:59:59Z", "2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z"),
            ("2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z", "2026-11-23T05:00:00Z"),
            ("2026-11-23T05:00:00Z", "2026-11-24T05:00:00Z", "2026-11-30T05:00:00Z"),
        ] {
            assert_eq!(Letters::Daily.next(at(now)), Some(at(daily)), "{now}");
            assert_eq!(Letters::Weekly.next(at(now)), Some(at(weekly)), "{now}");
        }
        assert_eq!(Letters::Never.next(at("2026-11-22T05:00:00Z")), None);
    }
}
