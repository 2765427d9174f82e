//! The contents of files, which the store knows by one name and Moodle by another.

use std::{
    collections::HashMap,
    io::{self, Read},
};

use crate::{crypto::Sha256, files::Files, mbz::write::Contents};

/// The contents in the store, by their names in Moodle.
pub(super) struct Stored<'a> {
    files: &'a Files,
    by_sha1: &'a HashMap<[u8; 20], String>,
}

impl<'a> Stored<'a> {
    /// The contents of these names.
    pub(super) fn new(files: &'a Files, by_sha1: &'a HashMap<[u8; 20], String>) -> Self {
        Self { files, by_sha1 }
    }

    fn find(&self, sha1: [u8; 20]) -> Option<Sha256> {
        Sha256::parse(self.by_sha1.get(&sha1)?)
    }
}

impl Contents for Stored<'_> {
    fn size(&self, sha1: [u8; 20]) -> io::Result<Option<u64>> {
        let Some(sha256) = self.find(sha1) else { return Ok(None) };
        match self.files.read(&sha256) {
            Ok(file) => Ok(Some(file.metadata()?.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn open(&self, sha1: [u8; 20]) -> io::Result<Box<dyn Read>> {
        let sha256 = self.find(sha1).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(self.files.read(&sha256)?))
    }
}
