//! The hall: what every page is made of.

pub mod cover;
