//! Hornbook.
pub mod web;
