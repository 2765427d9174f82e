//! Everything that is done to words on their own: searching, cleaning, shortening, naming a language.
//!
//! Pure functions without input or output, each in time proportional to what it is given.

pub mod analyse;
pub mod documents;
pub mod excerpt;
pub mod language;
pub mod markdown;
pub mod sanitise;
pub mod size;
pub mod slug;
pub mod snippet;
#[cfg(test)]
mod tests;
pub mod url;
