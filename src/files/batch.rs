//! Many files at once, made to last together.

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use tempfile::TempPath;

use super::{FileProblem, Files, Incoming, PIECE, Stored, sync_dir};
use crate::crypto::{Sha1, Sha256};

/// Files that wait to be made to last together.
const AT_ONCE: usize = 256;
/// Bytes that wait to be made to last together, so that the disk is never far behind.
const BYTES_AT_ONCE: u64 = 64 * 1024 * 1024;
/// Threads that wait for the disk: file systems merge the journal entries of those who wait
/// together, so a thousand small files cost some dozens of writes.
const WAITERS: usize = 8;

/// Many files on their way in, as when a course is imported. For worker threads: it blocks.
///
/// After a power cut, files of a batch that was not finished are each either there whole or not at
/// all; after [`Batch::finish`] all are there. So finish before the database names them. Dropped
/// unfinished, a batch may leave some whole files that nothing names.
#[derive(Debug)]
pub struct Batch {
    files: Files,
    waiting: HashMap<Sha256, TempPath>,
    waiting_bytes: u64,
    folders: BTreeSet<PathBuf>,
    buffer: Vec<u8>,
}

impl Batch {
    pub(super) fn new(files: Files) -> Self {
        let buffer = vec![0; PIECE];
        let (waiting, folders) = (HashMap::new(), BTreeSet::new());
        Self { files, waiting, waiting_bytes: 0, folders, buffer }
    }

    /// Takes in all of `content`, at most `limit` bytes, and computes its SHA-1 in the same pass;
    /// refuses it if that is not `expected`.
    pub fn add(
        &mut self,
        content: impl Read,
        expected: Option<Sha1>,
        limit: u64,
    ) -> Result<Stored, FileProblem> {
        let mut incoming = Incoming::new(self.files.clone(), limit, true)?;
        incoming.read_all(content, &mut self.buffer)?;
        incoming.expect(expected)?;
        let (stored, temp, file) = incoming.into_parts();
        if self.waiting.contains_key(&stored.sha256) {
            return Ok(stored);
        }
        self.folders.insert(self.files.folder(&stored.sha256));
        if !self.files.renew(&stored.sha256, stored.size, &file)? {
            self.waiting.insert(stored.sha256, temp);
            self.waiting_bytes += stored.size;
            if self.waiting.len() >= AT_ONCE || self.waiting_bytes >= BYTES_AT_ONCE {
                self.settle()?;
            }
        }
        Ok(stored)
    }

    /// Opens a file of this batch, or an earlier one, to read.
    pub fn read(&self, sha256: &Sha256) -> io::Result<File> {
        match self.waiting.get(sha256) {
            Some(temp) => File::open(temp),
            None => self.files.read(sha256),
        }
    }

    /// Returns when all files of the batch are there for good.
    pub fn finish(mut self) -> io::Result<()> {
        self.settle()?;
        self.folders.iter().try_for_each(|folder| sync_dir(folder))
    }

    /// Writes what waits to the disk, then gives it its names.
    fn settle(&mut self) -> io::Result<()> {
        let paths: Vec<&Path> = self.waiting.values().map(|temp| &**temp).collect();
        sync_all(&paths)?;
        for (sha256, temp) in self.waiting.drain() {
            self.files.place(temp, &sha256)?;
        }
        self.waiting_bytes = 0;
        Ok(())
    }
}

fn sync_all(paths: &[&Path]) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let wait = || {
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            File::open(path)?.sync_data()?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let waiters: Vec<_> = (0..WAITERS.min(paths.len())).map(|_| scope.spawn(wait)).collect();
        waiters.into_iter().try_for_each(|waiter| match waiter.join() {
            Ok(done) => done,
            Err(_) => Err(io::Error::other("a thread that waited for the disk broke")),
        })
    })
}
