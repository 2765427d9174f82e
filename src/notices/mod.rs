//! Notices: what a person is told because it concerns them.

mod store;

pub use self::store::tell;
use crate::{
    ids::{AccountId, Thing},
    part::Part,
};

/// The room of notices.
pub const PART: Part = Part {
    name: "notices",
    migrations: &[include_str!("../../migrations/notices/0001_notices.sql")],
    ..Part::EMPTY
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
