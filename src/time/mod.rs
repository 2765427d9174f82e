//! Moments: whole milliseconds, as the database keeps them.

use std::{fmt, str::FromStr, time::Duration};

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::Date,
    fmt::rfc2822::DateTimePrinter,
    tz::{Offset, TimeZone},
};
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The first millisecond of the year 0, before which RFC 3339 has no spelling.
const EARLIEST: i64 = -62_167_219_200_000;
/// The last whole millisecond jiff knows, at the end of the year 9999.
const LATEST: i64 = 253_402_207_200_999;

/// A point in time, in whole milliseconds since 1970-01-01 UTC, between the years 0 and 9999.
///
/// Kept as an integer in the database: text of varying width sorts wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// 1970-01-01, midnight in UTC.
    pub const EPOCH: Self = Self(0);

    /// The moment `millis` milliseconds after 1970; what lies outside the years 0 to 9999 becomes
    /// the nearest moment within.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < EARLIEST {
            Self(EARLIEST)
        } else if millis > LATEST {
            Self(LATEST)
        } else {
            Self(millis)
        }
    }

    /// The moment `seconds` seconds after 1970, as Moodle counts.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// The midnight in UTC with which `date` begins.
    pub fn from_date(date: Date) -> Self {
        TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_or(Self(LATEST), Self::from)
    }

    /// Reads RFC 3339, or a date alone (its midnight in UTC); `None` if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Some(Self::from(timestamp));
        }
        let date: Date = (text.len() == 10).then(|| text.parse().ok())??;
        Some(Self::from_date(date))
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment, `seconds` later, or earlier if negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// This moment, `days` times 24 hours later, or earlier if negative.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// This moment, `time` later.
    #[must_use]
    pub fn plus(self, time: Duration) -> Self {
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// This moment, `time` earlier.
    #[must_use]
    pub fn minus(self, time: Duration) -> Self {
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_sub(millis))
    }

    /// How long ago `earlier` was at this moment; nothing if it is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// RFC 3339 in UTC, such as `2026-11-21T08:30:00Z`, with milliseconds only if there are any.
    pub fn rfc3339(self) -> String {
        self.timestamp().to_string()
    }

    /// The day in UTC, as `2026-11-21`.
    pub fn date(self) -> String {
        self.day().to_string()
    }

    /// The day in UTC.
    pub fn day(self) -> Date {
        Offset::UTC.to_datetime(self.timestamp()).date()
    }

    /// The form of HTTP headers (RFC 9110, 5.6.7), such as `Sat, 21 Nov 2026 08:30:00 GMT`.
    pub fn http_date(self) -> String {
        DateTimePrinter::new().timestamp_to_rfc9110_string(&self.timestamp()).unwrap_or_default()
    }

    /// For calendar work in UTC.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::UNIX_EPOCH
            .saturating_add(SignedDuration::from_millis(self.0))
            .unwrap_or_default()
    }

    /// For calendar work where people live.
    pub fn at(self, zone: TimeZone) -> Zoned {
        self.timestamp().to_zoned(zone)
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self::from_millis(timestamp.as_millisecond())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// What a text is that should have been RFC 3339.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date or time such as 2026-11-21T08:30:00Z")]
pub struct NotAMoment;

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        Self::parse(text).ok_or(NotAMoment)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self::from_millis)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
