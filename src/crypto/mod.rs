//! Passwords, tokens and digests (argon2 and aws-lc-rs, nothing else).

use std::{fmt, io};

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::ids::Key;

mod passwords;

pub use passwords::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS, PasswordHasher, PasswordProblem};
pub use passwords::{check_password, passwords_alike};

/// Makes digests that cannot be mistaken for each other, and the writers that compute them.
macro_rules! digests {
    ($($name:ident, $writer:ident, $length:literal, $algorithm:ident, $spoken:literal;)*) => {$(
        #[doc = concat!("A ", $spoken, " digest; shown as hexadecimal, kept in the database as bytes.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// The digest of `bytes`.
            pub fn of(bytes: &[u8]) -> Self {
                let mut writer = $writer::default();
                writer.update(bytes);
                writer.finish()
            }

            /// Reads hexadecimal of either case; `None` if it is anything else.
            pub fn parse(hex: &str) -> Option<Self> {
                let mut bytes = [0; $length];
                if hex.len() != 2 * $length {
                    return None;
                }
                for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
                    let high = char::from(pair[0]).to_digit(16)?;
                    let low = char::from(pair[1]).to_digit(16)?;
                    *byte = u8::try_from(high << 4 | low).ok()?;
                }
                Some(Self(bytes))
            }

            /// Lower-case hexadecimal.
            pub fn hex(&self) -> String {
                self.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                <[u8; $length]>::column_result(value).map(Self)
            }
        }

        #[doc = concat!("Computes ", $spoken, " of what is written to it, in flat memory.")]
        #[derive(Clone)]
        pub struct $writer(digest::Context);

        impl $writer {
            /// Takes in `bytes`.
            pub fn update(&mut self, bytes: &[u8]) {
                self.0.update(bytes);
            }

            /// The digest of all that was taken in.
            pub fn finish(self) -> $name {
                let mut bytes = [0; $length];
                bytes.copy_from_slice(self.0.finish().as_ref());
                $name(bytes)
            }
        }

        impl Default for $writer {
            fn default() -> Self {
                Self(digest::Context::new(&digest::$algorithm))
            }
        }

        impl io::Write for $writer {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.update(bytes);
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
    )*};
}

digests! {
    Sha256, Sha256Writer, 32, SHA256, "SHA-256";
    Sha1, Sha1Writer, 20, SHA1_FOR_LEGACY_USE_ONLY, "SHA-1 (as Moodle names its files; proves nothing)";
}

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256::of(bytes)
}

/// Random bytes fit for secrets.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// A new secret for a cookie or a link (43 characters of base64url), and its SHA-256 for the
/// database: who reads the database still cannot sign in.
pub fn token() -> (String, [u8; 32]) {
    let secret = URL_SAFE_NO_PAD.encode(random::<32>());
    let hash = token_hash(&secret);
    (secret, hash)
}

/// Under what the database knows `secret`.
pub fn token_hash(secret: &str) -> [u8; 32] {
    sha256(secret.as_bytes()).0
}

/// A new code short enough to be read out to a class, such as `k7fm-2xqe-9ptw` (60 bits).
pub fn code() -> String {
    grouped(Key::random())
}

/// A code as a person typed it, with or without hyphens and spaces, in the form of [`code`];
/// `None` if it cannot be one.
pub fn read_code(typed: &str) -> Option<String> {
    if typed.len() > 100 {
        return None;
    }
    let letters: String =
        typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    Key::parse(&letters).map(grouped)
}

fn grouped(key: Key) -> String {
    let letters = key.as_str();
    [&letters[..4], &letters[4..8], &letters[8..]].join("-")
}

/// Whether two secrets are the same, without telling by the time taken where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(one, other).is_ok()
}

#[cfg(test)]
mod tests;
