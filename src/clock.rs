//! What time it is, unless a test says otherwise.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;

use crate::time::Moment;

/// The only thing that reads the time; clones of a movable clock move together.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Milliseconds since 1970 of a clock that stands still; `None` follows the system.
    stands_at: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock for tests: it stands at the present whole second until it is moved.
    pub fn movable() -> Self {
        Self::standing_at(Moment::from_seconds(Self::system().now().seconds()))
    }

    /// A clock for tests that stands at `moment` until it is moved.
    pub fn standing_at(moment: Moment) -> Self {
        Self { stands_at: Some(Arc::new(AtomicI64::new(moment.millis()))) }
    }

    /// The time.
    pub fn now(&self) -> Moment {
        match &self.stands_at {
            Some(millis) => Moment::from_millis(millis.load(Ordering::Acquire)),
            None => Timestamp::now().into(),
        }
    }

    /// Moves a movable clock and all its clones forward; the system's clock takes no notice.
    pub fn advance(&self, time: Duration) {
        if let Some(millis) = &self.stands_at {
            let by = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
            millis.fetch_add(by, Ordering::AcqRel);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Clock;

    #[test]
    fn a_movable_clock_stands_until_moved_and_takes_its_clones_along() {
        let clock = Clock::movable();
        let other = clock.clone();
        let before = clock.now();
        other.advance(Duration::from_hours(24));
        assert_eq!(clock.now(), before.plus_days(1));
        assert_eq!(clock.now(), other.now());
    }

    #[test]
    fn the_systems_clock_cannot_be_moved() {
        let clock = Clock::system();
        let before = clock.now();
        clock.advance(Duration::from_hours(24));
        assert!(clock.now() < before.plus_seconds(60));
    }
}
