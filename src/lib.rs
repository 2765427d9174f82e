//! Hornbook: one binary from which a school shares its open teaching resources.
//!
//! The modules stand on floors; each uses its own floor and those below, never above.
//! ARCHITECTURE.md draws the plan, `tests/site/tidy.rs` keeps it.
#![cfg_attr(
    not(all(feature = "federation", feature = "mbz", feature = "badges", feature = "enrolment")),
    allow(dead_code, unused_imports)
)]

// Ground: plain values, no input or output.
pub mod error;
pub mod events;
pub mod ids;
pub mod text;
pub mod time;
pub mod vocabulary;
pub mod words;

// Equipment: one thing of the outside world each.
pub mod clock;
pub mod config;
pub mod crypto;
pub mod db;
pub mod files;
pub mod mail;
pub mod net;
pub mod pictures;

// The hall: what every room is built on.
pub mod jobs;
pub mod part;
pub mod site;
pub mod web;

// Rooms: what people do; ARCHITECTURE.md says which may use which.
pub mod accounts;
pub mod archive;
pub mod care;
pub mod collections;
pub mod communities;
pub mod discussion;
pub mod moderation;
pub mod notices;
pub mod passes;
pub mod places;
pub mod recommend;
pub mod resources;
pub mod search;
pub mod timeline;
pub mod topics;
pub mod uses;

// Wings: what a school may leave out. None knows another.
#[cfg(feature = "mbz")]
pub mod mbz;

// The roof: puts the parts together.
pub mod app;
pub mod cli;
