//! Which part of a file a browser asks for (RFC 9110, section 14).

/// What a `Range` header asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it (200): nothing was asked, or nothing we understand, or several parts at once.
    Whole,
    /// The bytes from `first` to `last`, both counted from 0 and both included (206).
    Part {
        /// The first byte.
        first: u64,
        /// The last byte.
        last: u64,
    },
    /// Only bytes beyond the end (416, with `Content-Range: bytes */SIZE`).
    BeyondEnd,
}

impl Asked {
    /// How many bytes are to be sent of a file of `size` bytes.
    pub fn length(self, size: u64) -> u64 {
        match self {
            Self::Whole => size,
            Self::Part { first, last } => last - first + 1,
            Self::BeyondEnd => 0,
        }
    }

    /// The value of `Content-Range`; none for the whole.
    pub fn content_range(self, size: u64) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Part { first, last } => Some(format!("bytes {first}-{last}/{size}")),
            Self::BeyondEnd => Some(format!("bytes */{size}")),
        }
    }
}

/// What the value of a `Range` header asks for of a file of `size` bytes.
pub fn asked_range(header: Option<&str>, size: u64) -> Asked {
    header.and_then(|value| read(value, size)).unwrap_or(Asked::Whole)
}

fn read(value: &str, size: u64) -> Option<Asked> {
    let (unit, parts) = value.trim().split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") || parts.contains(',') {
        return None;
    }
    let (first, last) = parts.trim_matches([' ', '\t']).split_once('-')?;
    if first.is_empty() {
        let length = number(last)?;
        return match (length, size) {
            (0, _) => Some(Asked::BeyondEnd),
            // An empty file has no last bytes; all of it is the honest answer.
            (_, 0) => None,
            _ => Some(Asked::Part { first: size.saturating_sub(length), last: size - 1 }),
        };
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    if last < first {
        return None;
    }
    if first >= size {
        return Some(Asked::BeyondEnd);
    }
    Some(Asked::Part { first, last: last.min(size - 1) })
}

/// Digits only; what is too large to count is as good as the largest number.
fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Asked, asked_range};

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        let part = |first, last| Asked::Part { first, last };
        let (whole, beyond) = (Asked::Whole, Asked::BeyondEnd);
        for (header, size, asked) in [
            ("bytes=0-499", 10_000, part(0, 499)),
            ("bytes=500-999", 10_000, part(500, 999)),
            ("bytes=9500-", 10_000, part(9500, 9999)),
            ("bytes=-500", 10_000, part(9500, 9999)),
            ("bytes=0-0", 10_000, part(0, 0)),
            ("bytes=-1", 10_000, part(9999, 9999)),
            ("Bytes= 0-1 ", 10_000, part(0, 1)),
            ("bytes=0-99999", 10_000, part(0, 9999)),
            ("bytes=-99999", 10_000, part(0, 9999)),
            ("bytes=0-99999999999999999999999", 10, part(0, 9)),
            ("bytes=9999-", 10_000, part(9999, 9999)),
            ("bytes=10000-", 10_000, beyond),
            ("bytes=10000-10001", 10_000, beyond),
            ("bytes=99999999999999999999999-", 10, beyond),
            ("bytes=-0", 10_000, beyond),
            ("bytes=0-", 0, beyond),
            ("bytes=-5", 0, whole),
            ("bytes=0-1,3-4", 10_000, whole),
            ("bytes=5-4", 10_000, whole),
            ("bytes=", 10_000, whole),
            ("bytes=-", 10_000, whole),
            ("bytes=a-b", 10_000, whole),
            ("bytes=+1-2", 10_000, whole),
            ("bytes=--1", 10_000, whole),
            ("bytes 0-1", 10_000, whole),
            ("pages=1-2", 10_000, whole),
            ("", 10_000, whole),
        ] {
            assert_eq!(asked_range(Some(header), size), asked, "{header} of {size}");
        }
        assert_eq!(asked_range(None, 10), whole);
    }

    #[test]
    fn the_answer_names_the_part() {
        assert_eq!(asked_range(Some("bytes=2-4"), 10).content_range(10).unwrap(), "bytes 2-4/10");
        assert_eq!(asked_range(Some("bytes=2-4"), 10).length(10), 3);
        assert_eq!(Asked::BeyondEnd.content_range(10).unwrap(), "bytes */10");
        assert_eq!(Asked::Whole.content_range(10), None);
    }
}
