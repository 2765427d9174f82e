//! Hornbook.

pub mod clock;
pub mod crypto;
pub mod files;
pub mod ids;
pub mod pictures;
pub mod time;
