//! The roof: puts the parts together, opens the site and serves it.

mod administration;
mod home;
mod open;
mod pages;
pub mod parts;
mod serve;
mod sweep;

pub use self::{
    open::{DATABASE, Opening, UNFINISHED_RESTORE, database, only_one, open},
    pages::PART,
    serve::{Serving, bind, serve},
};
