//! What the fuzzers share: archives out of bytes, and everything that is done with one.
//!
//! The pure reader is compiled into this crate, so that it is measured (coverage) and quickly built;
//! the parts that need the site are left out by `cfg(fuzzing)`.

#[path = "../../../src/mbz/mod.rs"]
pub mod mbz;

pub mod bundle;
pub mod read;
pub mod write;
