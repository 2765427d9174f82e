//! Hornbook.
pub mod text;
