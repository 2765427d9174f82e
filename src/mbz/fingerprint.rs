//! Recognising contents, activities and whole backups again.

use std::io::{self, Read};

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use super::files::MISMATCH;
use super::members::sha1_of;

/// Reads a content and compares it with its name in the archive.
pub struct Sha1Reader<R> {
    inner: R,
    context: Context,
    want: [u8; 20],
    length: u64,
}

impl<R: Read> Sha1Reader<R> {
    /// A reader whose content must have this SHA-1.
    pub fn new(inner: R, want: [u8; 20]) -> Self {
        Self { inner, context: Context::new(&SHA1_FOR_LEGACY_USE_ONLY), want, length: 0 }
    }

    /// Reads what is left and compares. The error is of kind [`io::ErrorKind::InvalidData`], as
    /// [`Blobs::take`](super::Blobs::take) wants it. Returns the length in bytes.
    pub fn finish(mut self) -> io::Result<u64> {
        io::copy(&mut self, &mut io::sink())?;
        if self.context.finish().as_ref() == self.want {
            Ok(self.length)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, MISMATCH))
        }
    }
}

impl<R: Read> Read for Sha1Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.context.update(&buffer[..length]);
        self.length += length as u64;
        Ok(length)
    }
}

/// Reads a SHA-1 written as 40 lower-case hexadecimal digits.
pub fn sha1_of_name(name: &str) -> Option<[u8; 20]> {
    sha1_of(name)
}
