//! All stories about a site, in one binary: a real server, a real database, letters caught in
//! memory and a clock that can be moved. A new file of stories is one more line below.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail where it stands")]

mod fixtures;
mod program;
mod sources;
mod test_site;
mod visitor;
mod webdriver;

mod access;
mod access_table;
mod address;
mod archive;
mod backups;
mod browser;
mod care;
mod collections;
mod communities;
mod company;
mod copies;
mod discussion;
#[cfg(feature = "mbz")]
mod exports;
#[cfg(feature = "mbz")]
mod exports_large;
mod following;
mod gone;
#[cfg(feature = "mbz")]
mod imports;
mod inside_files;
mod moderation;
mod notices;
mod passes;
mod people;
mod places;
mod resources;
mod search;
mod tidy;
mod topics;
mod uses;
mod ways_in;
mod words;
#[cfg(feature = "mbz")]
mod zips;
