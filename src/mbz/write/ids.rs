//! New numbers for old ones, so that several courses fit into one archive.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The first backup keeps its numbers below this; everything else gets numbers above.
const ROOM: i64 = 1_000_000_000;

/// Gives numbers. The same old number of one backup is always given the same new one, in whatever
/// table it counts: tables are apart in the new archive as they were in the old one.
#[derive(Debug)]
pub(super) struct Ids {
    next: Cell<i64>,
    given: RefCell<HashMap<(usize, i64), i64>>,
}

impl Ids {
    /// Numbers for an archive made of so many backups.
    pub(super) fn new(sources: usize) -> Self {
        Self { next: Cell::new(if sources == 0 { 0 } else { ROOM }), given: RefCell::default() }
    }

    /// A number that nothing else has.
    pub(super) fn fresh(&self) -> i64 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }

    /// The new number of an old one. Zero and less mean something else than a row and stay.
    pub(super) fn of(&self, source: usize, old: i64) -> i64 {
        if old <= 0 || source == 0 && old < ROOM {
            return old;
        }
        *self.given.borrow_mut().entry((source, old)).or_insert_with(|| self.fresh())
    }

    /// The same for a number as text; other text stays.
    pub(super) fn of_text(&self, source: usize, old: &str) -> String {
        match old.trim().parse() {
            Ok(old) => self.of(source, old).to_string(),
            Err(_) => old.to_owned(),
        }
    }

    /// The same for a list of numbers between commas.
    pub(super) fn of_list(&self, source: usize, old: &str) -> String {
        let mut out = String::with_capacity(old.len());
        for (at, one) in old.split(',').enumerate() {
            out.push_str(if at == 0 { "" } else { "," });
            out.push_str(&self.of_text(source, one));
        }
        out
    }
}
