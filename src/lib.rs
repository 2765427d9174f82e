//! Hornbook.

pub mod clock;
pub mod crypto;
pub mod files;
pub mod ids;
pub mod mail;
pub mod net;
pub mod pictures;
pub mod time;
