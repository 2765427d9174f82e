//! Hornbook.
pub mod text;
pub mod vocabulary;
