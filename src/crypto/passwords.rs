//! What a password must be, and its argon2id hash, a few at a time.

use std::{io, sync::Arc};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as PHC};
use tokio::{sync::Semaphore, task::spawn_blocking};
use unicode_normalization::UnicodeNormalization;

use super::{random, same};

/// The fewest characters a password may have.
pub const MIN_PASSWORD_CHARS: usize = 10;
/// The most bytes a password may have, so that nobody sends a book.
pub const MAX_PASSWORD_BYTES: usize = 1000;

/// Memory of one hash in KiB (OWASP's first recommendation for argon2id: 19 MiB, t=2, p=1).
const MEMORY: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
/// Hashes computed at once: with more, a class of 35 signing in would take 665 MiB.
const AT_ONCE: usize = 2;
/// A hash no password has, checked in place of an unknown account's, so that the answer takes as
/// long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than [`MIN_PASSWORD_CHARS`] characters.
    #[error("a password needs at least 10 characters")]
    TooShort,
    /// More than [`MAX_PASSWORD_BYTES`] bytes.
    #[error("a password may have at most 1000 bytes")]
    TooLong,
    /// Among the first that anyone would try.
    #[error("this password is among the first that anyone would try")]
    TooCommon,
    /// The person's handle or e-mail address.
    #[error("a password must not be your name or e-mail address")]
    IsTheName,
}

/// What is wrong with `password` for the person of this handle and e-mail address, if anything.
pub fn check_password(password: &str, handle: &str, email: &str) -> Option<PasswordProblem> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Some(PasswordProblem::TooLong);
    }
    let password = password.nfc().collect::<String>();
    if password.chars().count() < MIN_PASSWORD_CHARS {
        return Some(PasswordProblem::TooShort);
    }
    let lower = password.to_lowercase();
    let handle = handle.trim().trim_start_matches('@').to_lowercase();
    let email = email.trim().to_lowercase();
    let mailbox = email.split('@').next().unwrap_or_default();
    if [handle.as_str(), &email, mailbox].contains(&lower.trim().trim_start_matches('@')) {
        return Some(PasswordProblem::IsTheName);
    }
    (is_common(&lower)).then_some(PasswordProblem::TooCommon)
}

/// Whether two entries of a password, as on a form that asks twice, are the same.
pub fn passwords_alike(one: &str, other: &str) -> bool {
    one.nfc().eq(other.nfc())
}

/// Listed, or little else than one character, or one step up or down the digits or alphabet.
fn is_common(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let same_step = |step: i64| {
        chars
            .windows(2)
            .filter(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step)
            .count()
            + 2
            >= chars.len()
    };
    same_step(0)
        || same_step(1)
        || same_step(-1)
        || include_str!("common.txt").lines().any(|listed| listed == lower)
}

/// Hashes and checks passwords, two at a time however many wait; clones share the queue.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    turns: Arc<Semaphore>,
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl PasswordHasher {
    /// A queue of its own.
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The PHC string to keep of `password`, with a salt of its own.
    pub async fn hash(&self, password: &str) -> io::Result<String> {
        let password: String = password.nfc().collect();
        self.in_turn(move || {
            let salt = random::<16>();
            let hash = derive(password.as_bytes(), &salt, MEMORY, ROUNDS, 1)?;
            let (salt, hash) = (PHC.encode(salt), PHC.encode(hash));
            Ok(format!("$argon2id$v=19$m={MEMORY},t={ROUNDS},p=1${salt}${hash}"))
        })
        .await
    }

    /// Whether `password` is the one of which `stored` was kept; never if there is none, after as
    /// long a time.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> io::Result<bool> {
        let password: String = password.nfc().collect();
        let known = stored.is_some();
        let stored = stored.unwrap_or(NOBODYS).to_owned();
        self.in_turn(move || {
            let stored = Stored::read(&stored).ok_or_else(|| io::Error::other("no PHC string"))?;
            let (memory, rounds, lanes) = stored.cost;
            let hash = derive(password.as_bytes(), &stored.salt, memory, rounds, lanes)?;
            Ok(known && same(&hash, &stored.hash))
        })
        .await
    }

    /// The turn ends with the work, not with the one who waits for it: a person who goes away does
    /// not let a third hash begin.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(io::Error::other)?;
        spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(io::Error::other)?
    }
}

/// What a PHC string of Argon2id says: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
struct Stored {
    cost: (u32, u32, u32),
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut costs = parts.next()?.split(',');
        let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let cost = (cost("m=")?, cost("t=")?, cost("p=")?);
        let salt = PHC.decode(parts.next()?).ok()?;
        let hash = PHC.decode(parts.next()?).ok()?;
        Some(Self { cost, salt, hash })
    }
}

/// More room than is used: glibc gives what is larger than 32 MiB back to the system at once, and
/// would keep smaller buffers in the heap of every thread that ever hashed.
const ROOM: usize = 33 << 20;

fn derive(
    password: &[u8],
    salt: &[u8],
    memory: u32,
    rounds: u32,
    lanes: u32,
) -> io::Result<[u8; 32]> {
    let params = Params::new(memory, rounds, lanes, None).map_err(io::Error::other)?;
    let blocks = params.block_count();
    let mut room: Vec<Block> = Vec::with_capacity(blocks.max(ROOM / Block::SIZE));
    room.resize(blocks, Block::default());
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password, salt, &mut hash, &mut room)
        .map_err(io::Error::other)?;
    Ok(hash)
}
