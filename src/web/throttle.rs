//! Slows down those who guess: per account and per address, in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use crate::{
    error::{Error, Result},
    time::Moment,
};

/// A bucket of attempts for each key. A school is one address, so the buckets of addresses must
/// be large, and only failures are counted.
#[derive(Clone)]
pub struct Throttle {
    buckets: Arc<Mutex<HashMap<String, (f64, Moment)>>>,
    most: f64,
    per_minute: f64,
}

const KEYS: usize = 50_000;

impl Throttle {
    /// Allows `most` attempts at once, and so many more a minute.
    pub fn new(most: u32, per_minute: u32) -> Self {
        Self { buckets: Arc::default(), most: most.into(), per_minute: per_minute.into() }
    }

    /// `TooMany` if the key has no attempt left.
    pub fn check(&self, key: &str, now: Moment) -> Result<()> {
        if self.level(key, now) < 1.0 { Err(Error::TooMany) } else { Ok(()) }
    }

    /// Takes one attempt away.
    pub fn count(&self, key: &str, now: Moment) {
        let left = self.level(key, now) - 1.0;
        let mut buckets = self.lock();
        if buckets.len() > KEYS {
            buckets.clear();
        }
        buckets.insert(key.to_owned(), (left.max(0.0), now));
    }

    /// Forgets the failures of a key that proved itself.
    pub fn forgive(&self, key: &str) {
        self.lock().remove(key);
    }

    fn level(&self, key: &str, now: Moment) -> f64 {
        let Some((left, since)) = self.lock().get(key).copied() else { return self.most };
        #[expect(clippy::cast_precision_loss, reason = "minutes, not centuries")]
        let minutes = (now.millis() - since.millis()).max(0) as f64 / 60_000.0;
        (left + minutes * self.per_minute).min(self.most)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (f64, Moment)>> {
        self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
