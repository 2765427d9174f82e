//! What people say about a resource: title, subjects, licence, authors and the rest.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{content::is_web_address, model::Visibility};
use crate::{
    error::{Error, Problem, Result},
    ids::CommunityId,
    vocabulary::{self, Kind, licences, normalise},
};

/// Most characters of a title.
pub const MOST_TITLE: usize = 300;
/// Most characters of a summary.
pub const MOST_SUMMARY: usize = 20_000;
const MOST_KEYWORD: usize = 60;
const MOST_KEYWORDS: usize = 50;
const MOST_AUTHORS: usize = 50;
const MOST_LINE: usize = 300;
const MOST_NOTE: usize = 2000;

/// Somebody who made a resource, not necessarily with an account here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Their name.
    pub name: String,
    /// Their page, or nothing.
    pub url: String,
}

/// What people fill in; the same for new resources and changed ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Description {
    /// What it is called.
    pub title: String,
    /// Markdown.
    pub summary: String,
    /// Language tags.
    pub languages: Vec<String>,
    /// ISCED-F 2013 codes of 2 to 4 digits.
    pub subjects: Vec<String>,
    /// ISCED 2011 levels, `0` to `9`.
    pub levels: Vec<String>,
    /// The last part of HCRT addresses, such as `assessment`.
    pub types: Vec<String>,
    /// Words that people choose themselves.
    pub keywords: Vec<String>,
    /// The address of the licence, or nothing.
    pub licence: String,
    /// Whether somebody else than its author chose its licence or the licence's version.
    pub licence_assumed: bool,
    /// Who made it.
    pub authors: Vec<Author>,
    /// What it was made from.
    pub source_title: String,
    /// Where that is.
    pub source_url: String,
    /// What was changed of that.
    pub changes_note: String,
    /// `2026`, `2026-10` or `2026-10-03`, or nothing.
    pub date_created: String,
    /// Who sees it once it is published.
    pub visibility: Visibility,
    /// The community it belongs to.
    pub community: Option<CommunityId>,
    /// What its picture shows.
    pub picture_alt: String,
    /// Whose its picture is.
    pub picture_credit: String,
}

impl Description {
    /// Whether lengths, codes, dates and addresses hold. A draft may lack anything.
    ///
    /// # Errors
    /// `Invalid` with all that is wrong.
    pub fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        let mut long = |field: &'static str, text: &str, most: usize| {
            if text.chars().count() > most {
                problems.push(Problem::new(field, "resource-long").with(most));
            }
        };
        long("title", &self.title, MOST_TITLE);
        long("summary", &self.summary, MOST_SUMMARY);
        long("source_title", &self.source_title, MOST_LINE);
        long("changes_note", &self.changes_note, MOST_NOTE);
        long("picture_alt", &self.picture_alt, MOST_NOTE);
        long("picture_credit", &self.picture_credit, MOST_LINE);
        for keyword in &self.keywords {
            long("keywords", keyword, MOST_KEYWORD);
        }
        for author in &self.authors {
            long("authors", &author.name, MOST_LINE);
        }
        let mut wrong = |field: &'static str, key| problems.push(Problem::new(field, key));
        if self.keywords.len() > MOST_KEYWORDS {
            wrong("keywords", "resource-keywords-many");
        }
        if self.authors.len() > MOST_AUTHORS {
            wrong("authors", "resource-authors-many");
        }
        if self.authors.iter().any(|author| author.name.trim().is_empty()) {
            wrong("authors", "resource-author-name");
        }
        if self.authors.iter().any(|one| !one.url.is_empty() && !is_web_address(&one.url)) {
            wrong("authors", "resource-author-url");
        }
        if !self.source_url.is_empty() && !is_web_address(&self.source_url) {
            wrong("source_url", "resource-url-form");
        }
        if !is_date(&self.date_created) {
            wrong("date_created", "resource-date-form");
        }
        for (field, kind, values) in [
            ("subjects", "subject", &self.subjects),
            ("levels", "level", &self.levels),
            ("types", "type", &self.types),
            ("languages", "language", &self.languages),
        ] {
            if vocabulary::known(kind, values.clone()).len() != values.len() {
                wrong(field, "resource-choice-unknown");
            }
        }
        if !self.licence.is_empty()
            && vocabulary::known("licence", vec![self.licence.clone()]).is_empty()
        {
            wrong("licence", "licence-unknown");
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    /// What is still needed before others may see it.
    pub fn missing(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut need = |here: bool, field: &'static str, key| {
            if !here {
                problems.push(Problem::new(field, key));
            }
        };
        need(!self.title.trim().is_empty(), "title", "missing-title");
        need(!self.summary.trim().is_empty(), "summary", "missing-summary");
        need(!self.languages.is_empty(), "languages", "missing-languages");
        need(!self.subjects.is_empty(), "subjects", "missing-subjects");
        need(!self.levels.is_empty(), "levels", "missing-levels");
        need(!self.types.is_empty(), "types", "missing-types");
        need(!self.authors.is_empty(), "authors", "missing-authors");
        // What nobody has licensed cannot be given to everybody.
        let unknown = self.licence == licences::UNKNOWN && self.visibility == Visibility::Public;
        need(!self.licence.is_empty() && !unknown, "licence", "missing-licence");
        let homeless = self.visibility == Visibility::Community && self.community.is_none();
        need(!homeless, "community", "missing-community");
        problems
    }

    /// The same without stray spaces, with the codes of lists as they are stored, and no value
    /// twice.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for text in [
            &mut self.title,
            &mut self.summary,
            &mut self.source_title,
            &mut self.source_url,
            &mut self.changes_note,
            &mut self.date_created,
            &mut self.picture_alt,
            &mut self.picture_credit,
            &mut self.licence,
        ] {
            *text = text.trim().to_owned();
        }
        self.title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        for (list, kind) in [
            (&mut self.languages, Some(Kind::Language)),
            (&mut self.subjects, Some(Kind::Subject)),
            (&mut self.levels, Some(Kind::Level)),
            (&mut self.types, Some(Kind::Type)),
            (&mut self.keywords, None),
        ] {
            let mut seen = HashSet::new();
            *list = std::mem::take(list)
                .into_iter()
                .map(|value| stored(kind, value.trim()))
                .filter(|value| !value.is_empty() && seen.insert(value.to_lowercase()))
                .collect();
        }
        self.licence = stored(Some(Kind::Licence), &self.licence);
        self
    }

    /// The broad field of its first subject, of two digits.
    pub fn field(&self) -> Option<&str> {
        broad(&self.subjects)
    }
}

/// The broad field of the first of these subjects, of two digits.
pub fn broad(subjects: &[String]) -> Option<&str> {
    subjects.first().and_then(|code| code.get(..2))
}

/// What is in no list stays as it is, for `check` to find.
fn stored(kind: Option<Kind>, value: &str) -> String {
    kind.and_then(|kind| normalise(kind, value).ok()).unwrap_or_else(|| value.to_owned())
}

/// A year, a month or a day that there is, or nothing.
fn is_date(text: &str) -> bool {
    let whole = match text.len() {
        0 => return true,
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    whole.len() == 10 && whole.parse::<jiff::civil::Date>().is_ok()
}
