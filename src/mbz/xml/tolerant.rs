//! Repairs bytes before they are taken for XML.

use std::io::{self, BufRead, Read};

/// Repairs what Moodle's own reader tolerates: control characters are dropped, bytes that are not
/// UTF-8 become U+FFFD. Counts what is read since the last [`Tolerant::rest`].
pub(super) struct Tolerant<R> {
    inner: R,
    raw: Vec<u8>,
    filled: usize,
    clean: Vec<u8>,
    clean_at: usize,
    budget: u64,
    left: u64,
    pub(super) over: bool,
    done: bool,
}

const CHUNK: usize = 32 * 1024;

impl<R: Read> Tolerant<R> {
    pub(super) fn new(inner: R, budget: u64) -> Self {
        Self {
            inner,
            raw: vec![0; CHUNK],
            filled: 0,
            clean: Vec::with_capacity(CHUNK),
            clean_at: 0,
            budget,
            left: budget,
            over: false,
            done: false,
        }
    }

    /// Reads the next chunk; leaves an incomplete character at its end for the next turn.
    fn refill(&mut self) -> io::Result<()> {
        self.clean.clear();
        self.clean_at = 0;
        while self.clean.is_empty() && !self.done {
            let read = loop {
                match self.inner.read(&mut self.raw[self.filled..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.done = read == 0;
            self.filled += read;
            let mut rest: &[u8] = &self.raw[..self.filled];
            let mut kept = 0;
            while !rest.is_empty() {
                match std::str::from_utf8(rest) {
                    Ok(text) => {
                        push_clean(&mut self.clean, text.as_bytes());
                        rest = &[];
                    }
                    Err(error) => {
                        let (good, bad) = rest.split_at(error.valid_up_to());
                        push_clean(&mut self.clean, good);
                        match error.error_len() {
                            None if !self.done => {
                                kept = bad.len();
                                rest = &[];
                            }
                            length => {
                                self.clean.extend_from_slice("\u{FFFD}".as_bytes());
                                rest = &bad[length.unwrap_or(bad.len())..];
                            }
                        }
                    }
                }
            }
            let end = self.filled;
            self.raw.copy_within(end - kept..end, 0);
            self.filled = kept;
        }
        Ok(())
    }

    pub(super) fn rest(&mut self) {
        self.left = self.budget;
    }
}

fn push_clean(into: &mut Vec<u8>, bytes: &[u8]) {
    let is_bad = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\n' | b'\t' | b'\r');
    if bytes.iter().any(|byte| *byte < 0x20 && !matches!(*byte, b'\n' | b'\t' | b'\r')) {
        into.extend(bytes.iter().copied().filter(|byte| !is_bad(byte)));
    } else {
        into.extend_from_slice(bytes);
    }
}

impl<R: Read> Read for Tolerant<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: Read> BufRead for Tolerant<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.clean_at == self.clean.len() {
            self.refill()?;
        }
        if self.left == 0 {
            self.over = true;
            return Err(io::Error::other("text too long"));
        }
        Ok(&self.clean[self.clean_at..])
    }

    fn consume(&mut self, amount: usize) {
        self.clean_at += amount;
        self.left = self.left.saturating_sub(amount as u64);
    }
}
