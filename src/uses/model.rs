//! What somebody tells of using a resource, and what must hold of it.

use crate::{
    error::{Error, Problem, Result},
    ids::{AccountId, ResourceId},
    time::Moment,
    vocabulary,
};

/// Most characters of each text.
pub const MOST_TEXT: usize = 2000;
/// Most characters of who the learners were, and of an address.
pub const MOST_LINE: usize = 300;
/// Most minutes: a school year of lessons.
pub const MOST_MINUTES: u32 = 20_000;
/// So often somebody may tell of using one resource.
pub const MOST_REPORTS: u32 = 12;

/// What somebody fills in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// An ISCED level, or nothing.
    pub level: String,
    /// Who the learners were, or nothing.
    pub learners: String,
    /// How long it took, in minutes; 0 if that is not told.
    pub minutes: u32,
    /// What worked.
    pub worked: String,
    /// What was needed for it.
    pub needed: String,
    /// The address of an adapted copy, or nothing.
    pub copy: String,
    /// When it was used, as `2026-11`, or nothing.
    pub month: String,
}

impl Told {
    /// The same without stray blanks.
    #[must_use]
    pub fn tidied(self) -> Self {
        let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            level: line(self.level),
            learners: line(self.learners),
            worked: self.worked.trim().to_owned(),
            needed: self.needed.trim().to_owned(),
            copy: line(self.copy),
            month: line(self.month),
            ..self
        }
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// `Invalid` with all that is wrong.
    pub fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        if self.worked.is_empty() && self.needed.is_empty() && self.learners.is_empty() {
            problems.push(Problem::new("worked", "used-nothing"));
        }
        for (field, text, most) in [
            ("learners", &self.learners, MOST_LINE),
            ("worked", &self.worked, MOST_TEXT),
            ("needed", &self.needed, MOST_TEXT),
            ("copy", &self.copy, MOST_LINE),
        ] {
            if text.chars().count() > most {
                problems.push(Problem::new(field, "used-long").with(most));
            }
        }
        if !self.level.is_empty() && vocabulary::level(&self.level).is_none() {
            problems.push(Problem::new("level", "form-unreadable"));
        }
        if self.minutes > MOST_MINUTES {
            problems.push(Problem::new("minutes", "used-minutes-many").with(MOST_MINUTES));
        }
        if !self.copy.is_empty() && !is_address(&self.copy) {
            problems.push(Problem::new("copy", "used-copy-form"));
        }
        if !self.month.is_empty() && !is_month(&self.month) {
            problems.push(Problem::new("month", "used-month-form"));
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

/// A web address, or the path of a resource here.
fn is_address(text: &str) -> bool {
    let is_web = url::Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let key = text.strip_prefix("/r/").and_then(crate::ids::Key::parse);
    is_web || key.is_some()
}

/// `2026-11`.
fn is_month(text: &str) -> bool {
    let Some((year, month)) = text.split_once('-') else { return false };
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    digits(year, 4)
        && digits(month, 2)
        && month.parse().is_ok_and(|month: u32| (1..=12).contains(&month))
}

/// A report as it is kept.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its number.
    pub id: i64,
    /// Of which resource.
    pub resource: ResourceId,
    /// Who tells.
    pub by: AccountId,
    /// Their handle.
    pub handle: String,
    /// The name they go by.
    pub name: String,
    /// What they tell.
    pub told: Told,
    /// When they told it.
    pub made: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_months_are_what_they_seem() {
        for (copy, holds) in [
            ("https://anna.example/copy", true),
            ("/r/7k3m9qpx2v4d", true),
            ("javascript:alert(1)", false),
            ("/r/", false),
            ("anna.example", false),
        ] {
            assert_eq!(is_address(copy), holds, "{copy}");
        }
        for (month, holds) in
            [("2026-11", true), ("2026-13", false), ("26-11", false), ("2026-+1", false)]
        {
            assert_eq!(is_month(month), holds, "{month}");
        }
    }
}
