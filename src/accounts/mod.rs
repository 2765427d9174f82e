//! People: how they come in, sign in, and say who they are.
//!
//! A person has a handle, a role and perhaps a password; a session is one browser that is signed
//! in. The first administrator comes in by a one-time set-up link, others by invitation.

mod actions;
pub mod administration;
mod greet;
mod leaving;
pub mod letters;
mod model;
mod pages;
mod profile;
mod setup;
mod store;

use actix_web::web::ServiceConfig;

pub use self::{
    actions::{
        add, change_role, change_standing, forget_setup_links, hash, make_publisher, password_link,
        set_password, sign_in_link, sign_out_everywhere,
    },
    greet::greet,
    leaving::{erase, suspend_idle},
    model::{Account, Newcomer, Standing},
    pages::Guesses,
    setup::setup_link,
    store::{
        count_administrators, find, find_by_handle, interests, list, mark_accepted, take_handle,
    },
};
use crate::part::{Part, Who};

/// The room of accounts.
pub const PART: Part = Part {
    name: "accounts",
    migrations: &[include_str!("../../migrations/accounts/0001_accounts.sql")],
    routes,
    gate: &[
        ("/setup/{token}", Who::Anybody),
        ("/sign-in", Who::Anybody),
        ("/sign-in/{token}", Who::Anybody),
        ("/sign-out", Who::Anybody),
        ("/password", Who::Anybody),
        ("/password/{token}", Who::Anybody),
        ("/join/{code}", Who::Anybody),
        ("/theme", Who::Anybody),
        ("/language", Who::Anybody),
        ("/settings", Who::People),
        ("/settings/picture", Who::People),
        ("/settings/password", Who::People),
        ("/settings/sessions", Who::People),
        ("/settings/sessions/{session}/end", Who::People),
        ("/u/{handle}/picture/{size}", Who::Readers),
        ("/admin/people", Who::Administrators),
        ("/admin/people/invite", Who::Administrators),
        ("/admin/people/invitations/{invitation}/end", Who::Administrators),
        ("/admin/people/{handle}/role", Who::Administrators),
        ("/admin/people/{handle}/standing", Who::Administrators),
        ("/admin/people/{handle}/link", Who::Administrators),
    ],
    words: &[
        ("en", include_str!("../../templates/accounts/en.ftl")),
        ("de", include_str!("../../templates/accounts/de.ftl")),
    ],
    keeps_file: store::keeps_file,
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
    setup::routes(routes);
    profile::routes(routes);
    administration::routes(routes);
}
