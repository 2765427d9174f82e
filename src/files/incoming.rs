//! One file on its way in, hashed as it comes.

use std::{
    error::Error,
    fs::File,
    io::{self, Read, Write},
};

use futures_util::{Stream, StreamExt};
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

use super::{FileProblem, Files, Stored, sync_dir};
use crate::crypto::{Sha1, Sha1Writer, Sha256Writer};

/// How many of the first bytes are kept to tell what a file is.
pub const HEAD_BYTES: usize = 1024;
/// Pieces of a stream are gathered to this many bytes before a thread is asked to write them.
const GATHERED: usize = 512 * 1024;

/// A file on its way in; dropped unfinished, it leaves nothing behind.
///
/// Its size in memory does not grow with the file's.
pub struct Incoming {
    files: Files,
    temp: NamedTempFile,
    sha256: Sha256Writer,
    sha1: Option<Sha1Writer>,
    size: u64,
    limit: u64,
    head: Vec<u8>,
}

impl Incoming {
    pub(super) fn new(files: Files, limit: u64, with_sha1: bool) -> io::Result<Self> {
        let temp = NamedTempFile::new_in(files.inner.unfinished.path())?;
        let sha1 = with_sha1.then(Sha1Writer::default);
        let sha256 = Sha256Writer::default();
        Ok(Self { files, temp, sha256, sha1, size: 0, limit, head: Vec::new() })
    }

    /// Takes in the next piece; blocks for as long as the disk's cache takes.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), FileProblem> {
        self.size += piece.len() as u64;
        if self.size > self.limit {
            return Err(FileProblem::TooBig { limit: self.limit });
        }
        let wanted = HEAD_BYTES.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..wanted]);
        self.sha256.update(piece);
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(piece);
        }
        Ok(self.temp.write_all(piece)?)
    }

    /// Takes in all that `content` yields.
    pub(super) fn read_all(
        &mut self,
        mut content: impl Read,
        buffer: &mut [u8],
    ) -> Result<(), FileProblem> {
        loop {
            match content.read(buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => self.write(&buffer[..length])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(FileProblem::BrokenOff(error.to_string())),
            }
        }
    }

    /// Takes in all that `content` yields and finishes, without holding up other requests.
    pub async fn receive<B: AsRef<[u8]>, E: Error>(
        self,
        mut content: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<Stored, FileProblem> {
        let mut this = self;
        let mut gathered: Vec<u8> = Vec::new();
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|error| FileProblem::BrokenOff(error.to_string()))?;
            gathered.extend_from_slice(piece.as_ref());
            if gathered.len() >= GATHERED {
                (this, gathered) = spawn_blocking(move || {
                    this.write(&gathered)?;
                    gathered.clear();
                    Ok::<_, FileProblem>((this, gathered))
                })
                .await
                .map_err(io::Error::other)??;
            }
        }
        spawn_blocking(move || {
            this.write(&gathered)?;
            this.finish()
        })
        .await
        .map_err(io::Error::other)?
    }

    /// Bytes taken in so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first bytes taken in so far, at most [`HEAD_BYTES`].
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Refuses what was taken in unless this is its SHA-1.
    pub(super) fn expect(&self, expected: Option<Sha1>) -> Result<(), FileProblem> {
        match expected {
            Some(expected) if self.sha1.clone().map(Sha1Writer::finish) != Some(expected) => {
                Err(FileProblem::Damaged { expected })
            }
            _ => Ok(()),
        }
    }

    /// Keeps the file for good: when this returns, neither its content nor its name is lost in a
    /// power cut. Content that is here already is not kept twice.
    pub fn finish(self) -> Result<Stored, FileProblem> {
        let files = self.files.clone();
        let (stored, temp, file) = self.into_parts();
        if !files.renew(&stored.sha256, stored.size, &file)? {
            file.sync_data()?;
            files.place(temp, &stored.sha256)?;
        }
        // Even old content may have got its name in a batch that is not finished yet.
        sync_dir(&files.folder(&stored.sha256))?;
        Ok(stored)
    }

    pub(super) fn into_parts(self) -> (Stored, TempPath, File) {
        let (file, temp) = self.temp.into_parts();
        let stored = Stored {
            sha256: self.sha256.finish(),
            sha1: self.sha1.map(Sha1Writer::finish),
            size: self.size,
            head: self.head,
        };
        (stored, temp, file)
    }
}
