//! Communities: people with a purpose, who may come in, and who looks after them.
//!
//! What a community shares is seen by those whom its visibility names; `may_read` alone decides
//! that. Members post, moderators let people in and out, owners make moderators.

mod actions;
mod model;
mod store;

pub use self::{
    actions::{found, join, leave, may_post, may_read, moderates, owns, readable},
    model::{
        Card, Community, Description, Join, Member, MemberRole, MemberState, Posting, Visibility,
    },
    store::{belonged, find, find_by_handle, listed, members, membership, memberships, of_person},
};
use crate::part::Part;

/// The room of communities.
pub const PART: Part = Part {
    name: "communities",
    migrations: &[include_str!("../../migrations/communities/0001_communities.sql")],
    keeps_file: store::keeps_file,
    ..Part::EMPTY
};

/// Most characters of a text in a list.
const OPENING: usize = 200;

/// The beginning of a Markdown text for lists.
fn opening(markdown: &str) -> String {
    markdown.chars().take(OPENING).collect()
}
