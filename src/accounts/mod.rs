//! People: how they come in, sign in, and say who they are.
//!
//! A person has a handle, a role and perhaps a password; a session is one browser that is signed
//! in. The first administrator comes in by a one-time set-up link, others by invitation.

mod access;
mod actions;
mod address;
mod address_pages;
pub mod administration;
mod applications;
mod apply;
mod class_pages;
mod classes;
mod greet;
mod leaving;
pub mod letters;
mod model;
mod pages;
mod profile;
mod qr;
mod setup;
mod sign_up;
mod standing;
mod store;

use actix_web::web::ServiceConfig;
use rusqlite::Connection;

pub use self::{
    actions::{
        add, at_start, change_role, forget_old, forget_setup_links, hash, make_publisher,
        password_link, set_password, sign_in_link, sign_out_everywhere,
    },
    greet::greet,
    leaving::{erase, suspend_idle},
    model::{Account, Newcomer, Standing, keeper},
    pages::{Guesses, client_address},
    setup::setup_link,
    standing::{UNDO_DAYS, change_standing, close, may_restrain, reopen, silence, suspend},
    store::{
        count_administrators, count_applications, find, find_by_handle, has_moderator_but,
        interests, is_freed, list, mark_accepted, moderators, take_handle, viewer,
    },
};
use crate::{
    error::Result,
    jobs::Kind,
    part::{Finding, Part, State, Who},
    web::Viewer,
};

/// The room of accounts.
pub const PART: Part = Part {
    name: "accounts",
    migrations: &[
        include_str!("../../migrations/accounts/0001_accounts.sql"),
        include_str!("../../migrations/accounts/0002_ways_in.sql"),
        include_str!("../../migrations/accounts/0003_codes.sql"),
    ],
    routes,
    gate: &[
        ("/setup/{token}", Who::Anybody),
        ("/sign-in", Who::Anybody),
        ("/sign-in/{token}", Who::Anybody),
        ("/sign-out", Who::Anybody),
        ("/password", Who::Anybody),
        ("/password/{token}", Who::Anybody),
        ("/join/{code}", Who::Anybody),
        ("/sign-up", Who::Anybody),
        ("/sign-up/{secret}", Who::Anybody),
        ("/code", Who::Anybody),
        ("/theme", Who::Anybody),
        ("/language", Who::Anybody),
        ("/settings", Who::People),
        ("/settings/picture", Who::People),
        ("/settings/address", Who::People),
        ("/address/{secret}", Who::Anybody),
        ("/settings/password", Who::People),
        ("/settings/sessions", Who::People),
        ("/settings/sessions/{session}/end", Who::People),
        ("/u/{handle}/picture/{size}", Who::Readers),
        ("/classes", Who::People),
        ("/classes/new", Who::People),
        ("/classes/{key}", Who::People),
        ("/classes/{key}/close", Who::People),
        ("/classes/{key}/pupils/{handle}/code", Who::People),
        ("/classes/{key}/pupils/{handle}/close", Who::People),
        ("/admin/access", Who::Administrators),
        ("/admin/applications", Who::Moderators),
        ("/admin/applications/{application}", Who::Moderators),
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
    jobs: &[Kind::of::<standing::Empty>()],
    keeps_file: store::keeps_file,
    health,
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    pages::routes(routes);
    setup::routes(routes);
    profile::routes(routes);
    administration::routes(routes);
    access::routes(routes);
    applications::routes(routes);
    sign_up::routes(routes);
    class_pages::routes(routes);
    address_pages::routes(routes);
}

fn health(conn: &Connection, _: &Viewer) -> Result<Vec<Finding>> {
    let waiting = count_applications(conn)?;
    if waiting == 0 {
        return Ok(Vec::new());
    }
    let (key, link) = ("check-applications", Some("/admin/applications"));
    Ok(vec![Finding { state: State::Amber, key, value: waiting.to_string(), link }])
}
