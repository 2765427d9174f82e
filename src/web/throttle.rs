//! Slows down those who guess: per account and per address, in memory.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
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
    /// By a keyed hash: what strangers send must not fill the memory, however long it is.
    buckets: Arc<Mutex<HashMap<u64, (f64, Moment)>>>,
    hasher: RandomState,
    most: f64,
    per_minute: f64,
}

const KEYS: usize = 50_000;

impl Throttle {
    /// Allows `most` attempts at once, and so many more a minute.
    pub fn new(most: u32, per_minute: u32) -> Self {
        let (buckets, hasher) = (Arc::default(), RandomState::new());
        Self { buckets, hasher, most: most.into(), per_minute: per_minute.into() }
    }

    /// The same with so many more an hour.
    pub fn hourly(most: u32, per_hour: u32) -> Self {
        Self { per_minute: f64::from(per_hour) / 60.0, ..Self::new(most, 0) }
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
            // The fullest half says least about anybody.
            let mut levels: Vec<f64> =
                buckets.values().map(|bucket| self.refilled(*bucket, now)).collect();
            let half = levels.len() / 2;
            let (_, middle, _) = levels.select_nth_unstable_by(half, f64::total_cmp);
            let middle = *middle;
            buckets.retain(|_, bucket| self.refilled(*bucket, now) < middle);
        }
        buckets.insert(self.hasher.hash_one(key), (left.max(0.0), now));
    }

    /// Forgets the failures of a key that proved itself.
    pub fn forgive(&self, key: &str) {
        self.lock().remove(&self.hasher.hash_one(key));
    }

    fn level(&self, key: &str, now: Moment) -> f64 {
        let bucket = self.lock().get(&self.hasher.hash_one(key)).copied();
        bucket.map_or(self.most, |bucket| self.refilled(bucket, now))
    }

    fn refilled(&self, (left, since): (f64, Moment), now: Moment) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "minutes, not centuries")]
        let minutes = (now.millis() - since.millis()).max(0) as f64 / 60_000.0;
        (left + minutes * self.per_minute).min(self.most)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, (f64, Moment)>> {
        self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
