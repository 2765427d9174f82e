//! Who may ask for a large download, and how many are kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    build::room,
    making::Write,
    order::Wish,
    store::{self, State, Ticket},
};
use crate::{
    db::Tx,
    error::Result,
    ids::{AccountId, Key},
    jobs::Job,
    site::Site,
};

/// More files than this do not wait at the same time.
const MOST_OPEN: usize = 30;
/// So many wait for one person, and so many for all strangers together.
const MOST_OPEN_EACH: usize = 3;
/// So many ready files are kept for one person, and so many for all strangers together.
const MOST_READY: usize = 3;
/// Ready files for strangers have so many bytes together, if they are more than one.
const MOST_BYTES: u64 = 8 << 30;
/// So many strangers have a ticket of their own for the same file; later ones share one.
const MOST_ALIKE: usize = 20;
/// What is asked for is forgotten after so many days, even if it never becomes ready.
const WAITING_DAYS: i64 = 2;

/// What asking came to.
pub enum Asked {
    /// The ticket's key.
    Ticket(String),
    /// This person, or strangers all together, wait for too many already.
    TooMany,
    /// Everybody together waits for too many.
    Full,
}

/// Notes that somebody asked for a large file, and leaves the work on it. Whoever asks for the same
/// again has the same file, and needs no new work.
pub fn ask(
    tx: &Tx<'_>,
    account: Option<AccountId>,
    wish: Wish,
    (print, title, total): (String, String, u64),
) -> Result<Asked> {
    store::erase_expired(tx)?;
    let own = store::list(tx, account)?;
    let known = store::with_print(tx, &print)?;
    if known.as_ref().is_some_and(|known| known.state == State::Failed) {
        // Whoever asks again need not wait for the next try.
        Write { print: print.clone() }.enqueue(tx)?;
    }
    let alike = own.iter().filter(|ticket| ticket.print == print);
    let most_alike = if account.is_some() { 1 } else { MOST_ALIKE };
    if let Some(first) = alike.clone().next()
        && alike.count() >= most_alike
    {
        return Ok(Asked::Ticket(first.key.clone()));
    }
    let waiting = known.as_ref().is_none_or(|known| known.state != State::Ready);
    if !own.iter().any(|ticket| ticket.print == print) {
        if waiting && files(&own, false).len() >= MOST_OPEN_EACH {
            return Ok(Asked::TooMany);
        }
        if known.is_none() && store::count_open(tx, tx.now.plus_days(1))? >= MOST_OPEN {
            return Ok(Asked::Full);
        }
        make_room(tx, &own, account, total)?;
    }
    let ticket = Ticket {
        // Two keys, since whoever knows a stranger's may fetch the file.
        key: format!("{}{}", Key::random(), Key::random()),
        account,
        wish,
        print: print.clone(),
        title,
        state: known.as_ref().map_or(State::Waiting, |known| known.state),
        done: known.as_ref().map_or(0, |known| known.done),
        total,
        name: known.as_ref().map_or_else(String::new, |known| known.name.clone()),
        size: known.as_ref().map_or(0, |known| known.size),
        asked: tx.now,
        expires: match &known {
            Some(known) if known.state == State::Ready => known.expires,
            _ => tx.now.plus_days(WAITING_DAYS),
        },
    };
    store::insert(tx, &ticket)?;
    if known.is_none() {
        Write { print }.enqueue(tx)?;
    }
    Clear {}.enqueue_at(tx, ticket.expires)?;
    Ok(Asked::Ticket(ticket.key))
}

/// The files among these that are ready, or those that are not.
fn files(own: &[Ticket], ready: bool) -> BTreeSet<&str> {
    let those = own.iter().filter(|ticket| (ticket.state == State::Ready) == ready);
    those.map(|ticket| ticket.print.as_str()).collect()
}

/// Lets the oldest ready files go, until there is room for one more.
fn make_room(tx: &Tx<'_>, own: &[Ticket], account: Option<AccountId>, more: u64) -> Result<()> {
    let mut kept: Vec<(&str, u64)> = Vec::new();
    for ticket in own.iter().filter(|ticket| ticket.state == State::Ready) {
        if !kept.iter().any(|(print, _)| *print == ticket.print) {
            kept.push((&ticket.print, ticket.size));
        }
    }
    let mut gone = BTreeSet::new();
    let bytes = |kept: &[(&str, u64)]| kept.iter().map(|(_, size)| size).sum::<u64>() + more;
    while kept.len() >= MOST_READY
        || (account.is_none() && !kept.is_empty() && bytes(&kept) > MOST_BYTES)
    {
        gone.insert(kept.remove(0).0);
    }
    if gone.is_empty() {
        return Ok(());
    }
    for ticket in own.iter().filter(|ticket| gone.contains(ticket.print.as_str())) {
        store::erase(tx, &ticket.key)?;
    }
    Clear {}.enqueue(tx)
}

/// Somebody does not want it any more.
pub fn call_off(tx: &Tx<'_>, key: &str) -> Result<()> {
    store::erase(tx, key)?;
    Clear {}.enqueue(tx)
}

/// Removes the files whose time is over, and those that nobody wants any more.
#[derive(Serialize, Deserialize)]
pub struct Clear {}

impl Job for Clear {
    const KIND: &'static str = "mbz.clear_exports";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        let next = site.db.write(store::erase_expired).await?;
        let folder = room(&site)?;
        for entry in std::fs::read_dir(&folder)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // Only finished files bear the name of their print alone.
            if name.len() != PRINT || name.contains('.') {
                continue;
            }
            let print = name.clone();
            if site.db.read(move |db| store::with_print(db, &print)).await?.is_none() {
                std::fs::remove_file(folder.join(name))?;
            }
        }
        match next {
            Some(due) => site.db.write(move |tx| Self {}.enqueue_at(tx, due)).await,
            None => Ok(()),
        }
    }
}

/// The length of a print.
const PRINT: usize = 64;
