//! Many streams read as one, the newest first, without reading any of them to its end.

use std::collections::BinaryHeap;

use crate::error::Result;

/// Merges streams: of each only its next entry is known, and it is asked for the one after that
/// when its turn has come. Reading a page of a person who follows n things asks n questions and
/// one more for each entry of the page.
pub struct Merge<F> {
    heads: BinaryHeap<(i64, i64)>,
    /// The newest entry of a stream before another one.
    before: F,
}

impl<F: FnMut(i64, i64) -> Result<Option<i64>>> Merge<F> {
    /// Begins before an entry.
    pub fn new(streams: &[i64], start: i64, mut before: F) -> Result<Self> {
        let mut heads = BinaryHeap::with_capacity(streams.len());
        for stream in streams {
            if let Some(entry) = before(*stream, start)? {
                heads.push((entry, *stream));
            }
        }
        Ok(Self { heads, before })
    }

    /// The next entry, in however many streams it stands.
    pub fn next(&mut self) -> Result<Option<i64>> {
        let Some(&(newest, _)) = self.heads.peek() else { return Ok(None) };
        while let Some(&(entry, stream)) = self.heads.peek()
            && entry == newest
        {
            self.heads.pop();
            if let Some(next) = (self.before)(stream, entry)? {
                self.heads.push((next, stream));
            }
        }
        Ok(Some(newest))
    }
}
