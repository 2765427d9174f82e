//! Everything that is done to words on their own: searching, cleaning, shortening, naming a language.

pub mod analyse;
pub mod language;
pub mod markdown;
pub mod sanitise;
pub mod size;
pub mod slug;
