//! Every way a request can fail, in the words of HTTP.

use std::{borrow::Cow, error::Error as StdError, fmt, panic::Location};

/// The result of nearly everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. Each kind has one HTTP status.
#[derive(Debug)]
pub enum Error {
    /// 404: it is not here, or this viewer may not know that it is.
    NotFound,
    /// 410: it was here and was taken away; its tombstone stays.
    Gone,
    /// 401 (a page: a redirect to the sign-in form).
    SignInFirst,
    /// 403, with the key of a sentence that says why.
    Forbidden(&'static str),
    /// 422: what was typed does not hold.
    Invalid(Vec<Problem>),
    /// 409, with the key of a sentence.
    Conflict(&'static str),
    /// 413, with the largest size that is taken, in bytes.
    TooLarge(u64),
    /// 429: wait a little.
    TooMany,
    /// 503: every worker has more to do than it can; nothing was changed.
    Busy,
    /// 500: our fault. The source goes to the log, never to the page.
    Internal {
        /// What happened.
        source: Box<dyn StdError + Send + Sync>,
        /// Which `?` noticed it.
        at: &'static Location<'static>,
    },
}

/// One thing that is wrong with what was typed: the field and the key of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the form field, or `""` when it concerns the whole form.
    pub field: Cow<'static, str>,
    /// The message key of the sentence.
    pub key: &'static str,
    /// What the sentence's `{ $value }` stands for, if it has one.
    pub value: Option<String>,
}

impl Problem {
    /// A problem of one field.
    pub fn new(field: impl Into<Cow<'static, str>>, key: &'static str) -> Self {
        Self { field: field.into(), key, value: None }
    }

    /// The same with a value that the sentence quotes.
    #[must_use]
    pub fn with(self, value: impl fmt::Display) -> Self {
        Self { value: Some(value.to_string()), ..self }
    }
}

impl Error {
    /// An `Invalid` of one field.
    pub fn invalid(field: &'static str, key: &'static str) -> Self {
        Self::Invalid(vec![Problem::new(field, key)])
    }

    /// An internal error told in words, where no foreign error exists.
    #[track_caller]
    pub fn internal(words: impl Into<String>) -> Self {
        Self::Internal { source: words.into().into(), at: Location::caller() }
    }
}

/// Foreign errors that become `Internal`. A marker, so that nothing is converted by accident.
pub trait Foreign: StdError + Send + Sync + 'static {}

impl Foreign for rusqlite::Error {}
impl Foreign for std::io::Error {}
impl Foreign for serde_json::Error {}
impl Foreign for askama::Error {}
impl Foreign for toml::de::Error {}
impl Foreign for tokio::task::JoinError {}

impl<E: Foreign> From<E> for Error {
    #[track_caller]
    fn from(source: E) -> Self {
        Self::Internal { source: Box::new(source), at: Location::caller() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Gone => f.write_str("gone"),
            Self::SignInFirst => f.write_str("sign in first"),
            Self::Forbidden(why) => write!(f, "forbidden: {why}"),
            Self::Invalid(problems) => {
                f.write_str("invalid:")?;
                for problem in problems {
                    write!(f, " {}={}", problem.field, problem.key)?;
                    if let Some(value) = &problem.value {
                        write!(f, " ({value})")?;
                    }
                }
                Ok(())
            }
            Self::Conflict(why) => write!(f, "conflict: {why}"),
            Self::TooLarge(most) => write!(f, "too large: at most {most} bytes"),
            Self::TooMany => f.write_str("too many attempts"),
            Self::Busy => f.write_str("busy"),
            Self::Internal { source, at } => write!(f, "{source} (at {at})"),
        }
    }
}

impl StdError for Error {}

/// Adds `optional()` to results: a missing thing becomes `None`.
pub trait Optional<T> {
    /// `NotFound` becomes `None`; every other error stays.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> Optional<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
