//! The hall: how a request becomes a page, and what every page shares.

mod assets;
pub mod cover;
pub mod failures;
pub mod filters;
pub mod form;
mod frame;
mod gate;
mod kept;
mod page;
mod paging;
mod panels;
mod same_origin;
pub mod serve_file;
mod throttle;
pub mod upload;
mod viewer;

pub use self::{
    assets::{asset_address, routes as asset_routes},
    form::{Filled, Form},
    frame::{Frame, LANGUAGE_COOKIE, THEME_COOKIE, Theme},
    gate::{Gate, guard},
    page::{Page, back_to, flash, redirect},
    paging::{Cut, PAGE},
    panels::{Draw, Drawn, Panels},
    same_origin::same_origin_only,
    throttle::Throttle,
    viewer::{Person, Restraint, Role, Unseen, Viewer},
};

/// The words of the hall itself.
pub const WORDS: &[crate::words::Messages] = &[
    ("en", include_str!("../../templates/site/en.ftl")),
    ("de", include_str!("../../templates/site/de.ftl")),
];
