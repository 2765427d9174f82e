//! Hornbook.
