//! Hornbook.

pub mod clock;
pub mod crypto;
pub mod ids;
pub mod time;
