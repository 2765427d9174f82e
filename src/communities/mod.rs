//! Communities: people with a purpose, who may come in, and who looks after them.
//!
//! What a community shares is seen by those whom its visibility names; `may_read` alone decides
//! that. Members post, moderators let people in and out, owners make moderators.

mod actions;
mod administration;
mod command;
mod invitations;
mod membership;
mod model;
mod pages;
mod rules;
mod store;

use actix_web::web::ServiceConfig;

pub use self::{
    actions::{found, join, leave, may_post, may_read, moderates, owns, readable, withdraw},
    invitations::{hand_over, invite},
    model::{
        Card, Community, Description, Join, Member, MemberRole, MemberState, Posting, Visibility,
    },
    store::{
        belonged, count_members, find, find_by_handle, keepers, listed, members, membership,
        memberships, of_person,
    },
};
use crate::{
    db::Tx,
    error::Result,
    events::Event,
    part::{Part, Who},
    text::{excerpt, markdown},
};

/// The room of communities.
pub const PART: Part = Part {
    name: "communities",
    migrations: &[
        include_str!("../../migrations/communities/0001_communities.sql"),
        include_str!("../../migrations/communities/0002_together.sql"),
    ],
    routes,
    gate: &[
        ("/communities", Who::Readers),
        ("/communities/new", Who::People),
        ("/c/{handle}/edit", Who::People),
        ("/c/{handle}/picture", Who::People),
        ("/c/{handle}/picture/{size}", Who::Readers),
        ("/c/{handle}/cover.svg", Who::Readers),
        ("/c/{handle}/withdraw", Who::People),
        ("/c/{handle}/members", Who::Readers),
        ("/c/{handle}/rules", Who::Readers),
        ("/c/{handle}/join", Who::People),
        ("/c/{handle}/invitation", Who::People),
        ("/c/{handle}/listed", Who::People),
        ("/c/{handle}/leave", Who::People),
        ("/c/{handle}/members/{person}/answer", Who::People),
        ("/c/{handle}/members/{person}/role", Who::People),
        ("/c/{handle}/members/{person}/remove", Who::People),
        ("/c/{handle}/members/{person}/hand-over", Who::People),
        ("/admin/communities", Who::Administrators),
    ],
    words: &[
        ("en", include_str!("../../templates/communities/en.ftl")),
        ("de", include_str!("../../templates/communities/de.ftl")),
    ],
    listeners: &[hear],
    commands: &[command::COMMAND],
    keeps_file: store::keeps_file,
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
    membership::routes(routes);
    rules::routes(routes);
    administration::routes(routes);
}

/// Whoever is erased belongs to nothing any more.
fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}

/// Most characters of a text in a list.
const OPENING: usize = 200;

/// The beginning of a Markdown text for lists, without its marks.
fn opening(markdown: &str) -> String {
    excerpt::excerpt(&markdown::to_text(markdown), OPENING)
}
