//! What lists and the search know of resources.

use super::model::{Kind, State, Visibility};
use crate::{
    ids::{AccountId, CommunityId, Key, ResourceId},
    time::Moment,
};

/// Who may find something by searching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody.
    Public,
    /// People with an account here.
    Local,
    /// Members of this community.
    Community(CommunityId),
    /// Nobody.
    Nobody,
}

/// What a search must know of a resource.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    /// Its number.
    pub id: ResourceId,
    /// Its key.
    pub key: Key,
    /// What it is at its core.
    pub kind: Kind,
    /// The Moodle module that it comes from, or nothing.
    pub module: String,
    /// Its title.
    pub title: String,
    /// Its summary without markup.
    pub summary: String,
    /// Words that people put on it.
    pub keywords: Vec<String>,
    /// The words of its body and inside its files, never with answers.
    pub text: String,
    /// The names of its authors.
    pub authors: Vec<String>,
    /// The names of its files.
    pub files: Vec<String>,
    /// Language tags.
    pub languages: Vec<String>,
    /// ISCED-F codes.
    pub subjects: Vec<String>,
    /// ISCED levels.
    pub levels: Vec<String>,
    /// HCRT types.
    pub types: Vec<String>,
    /// The address of its licence, or nothing.
    pub licence: String,
    /// Whose it is.
    pub owner: AccountId,
    /// The community it belongs to, whoever sees it.
    pub community: Option<CommunityId>,
    /// Who may find it.
    pub scope: Scope,
    /// When it was first published.
    pub published: Moment,
    /// When it was last changed.
    pub changed: Moment,
}

/// A resource in a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number.
    pub id: ResourceId,
    /// Its key.
    pub key: Key,
    /// What it is at its core.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Who sees it once it is published.
    pub visibility: Visibility,
    /// Its title.
    pub title: String,
    /// Its summary without markup.
    pub summary_text: String,
    /// ISCED-F codes.
    pub subjects: Vec<String>,
    /// ISCED levels.
    pub levels: Vec<String>,
    /// HCRT types.
    pub types: Vec<String>,
    /// Language tags.
    pub languages: Vec<String>,
    /// The address of its licence, or nothing.
    pub licence: String,
    /// The Moodle module that it comes from, or nothing.
    pub module: String,
    /// All files together, in bytes.
    pub size: u64,
    /// Whether it has a picture of its own.
    pub has_picture: bool,
    /// Whose it is.
    pub owner_handle: String,
    /// The name they go by.
    pub owner_name: String,
    /// When it was published, or else last changed.
    pub shown: Moment,
}

/// An earlier version of a resource.
#[derive(Debug, Clone)]
pub struct Version {
    /// Which one it is, from 1.
    pub version: u32,
    /// When it was replaced by the next.
    pub made: Moment,
    /// The name of who changed it.
    pub by_name: String,
    /// Their handle.
    pub by_handle: String,
    /// What that change was about.
    pub note: String,
    /// Its title.
    pub title: String,
}
