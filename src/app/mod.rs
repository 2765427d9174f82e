//! The roof: puts the parts together, opens the site and serves it.

mod administration;
mod open;
pub mod parts;
mod pages;
mod serve;
mod sweep;

pub use self::{
    open::{Opening, database, open},
    pages::PART,
    serve::{Serving, bind, serve},
};
