//! Hornbook.
#[cfg(feature = "mbz")]
pub mod mbz;
