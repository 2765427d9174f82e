//! What people do with timelines: follow, stop following; and what is written down of what happens.

use rusqlite::Connection;

use super::{
    model::{
        BURST_SECONDS, Happening, MOST_FOLLOWS, MOST_SEARCHES, Stream, Timeline, Visit,
        plain_keyword,
    },
    store,
};
use crate::{
    accounts, collections, communities,
    db::Tx,
    error::{Error, Result},
    events::Event,
    vocabulary,
    web::{Person, Viewer},
};

/// Most characters of a keyword or a search.
const MOST_TEXT: usize = 600;

/// The stream that a form names, if this person may follow it.
///
/// # Errors
/// `NotFound` if there is no such thing, or this person may not know of it.
pub fn named(conn: &Connection, person: &Person, kind: &str, value: &str) -> Result<Stream> {
    let viewer = Viewer(Some(person.clone()));
    let value = value.trim();
    if value.is_empty() || value.len() > MOST_TEXT {
        return Err(Error::Conflict("follow-nothing"));
    }
    let stream = Stream::of(kind, value.to_owned()).ok_or(Error::NotFound)?;
    let may = match &stream {
        Stream::Person(id) => {
            let account = accounts::find(conn, *id)?;
            account.standing == accounts::Standing::Active && *id != person.account
        }
        Stream::Community(id) => {
            communities::may_read(conn, &viewer, &communities::find(conn, *id)?)?
        }
        Stream::Collection(id) => {
            collections::may_read(conn, &viewer, &collections::find(conn, *id)?)?
        }
        Stream::Subject(code) => vocabulary::subject(code).is_some(),
        Stream::Keyword(word) => return Ok(Stream::Keyword(plain_keyword(word))),
        Stream::Search(query) => {
            let query = query.trim_start_matches("/search").trim_start_matches('?');
            return Ok(Stream::Search(query.to_owned()));
        }
    };
    if may { Ok(stream) } else { Err(Error::NotFound) }
}

/// Follows something, without joining anything.
pub fn follow(tx: &Tx<'_>, person: &Person, stream: &Stream) -> Result<()> {
    let searches = matches!(stream, Stream::Search(_));
    if store::count_follows(tx, person.account, "")? >= MOST_FOLLOWS
        || searches && store::count_follows(tx, person.account, "search")? >= MOST_SEARCHES
    {
        return Err(Error::Conflict("follow-too-many"));
    }
    let number = store::stream_made(tx, stream)?;
    let is_new = store::insert_follow(tx, person.account, number)?;
    match stream.thing() {
        Some(thing) if is_new => tx.announce(&Event::Followed { thing, by: person.account }),
        _ => Ok(()),
    }
}

/// Stops following something, also what cannot be seen any more.
pub fn unfollow(tx: &Tx<'_>, person: &Person, stream: &Stream) -> Result<()> {
    let Some(number) = store::stream(tx, stream)? else { return Ok(()) };
    let was_there = store::remove_follow(tx, person.account, number)?;
    match stream.thing() {
        Some(thing) if was_there => tx.announce(&Event::Unfollowed { thing, by: person.account }),
        _ => Ok(()),
    }
}

/// Writes down what happened; what happens in a burst joins the entry that is there.
pub fn happened(tx: &Tx<'_>, happening: &Happening<'_>) -> Result<()> {
    if store::person(tx, happening.by)?.is_none() {
        // The command line and the site itself are nobody's stream.
        return Ok(());
    }
    let burst = match &happening.burst {
        Some(same) => format!("{} {same}", happening.verb.name()),
        None => String::new(),
    };
    let since = tx.now.plus_seconds(-BURST_SECONDS);
    let open = match burst.as_str() {
        "" => None,
        burst => store::open_burst(tx, happening.by, burst, since)?,
    };
    let entry = match open {
        Some(entry) => entry,
        None => store::insert(tx, happening, &burst)?,
    };
    if let Some(resource) = happening.resource {
        store::add_item(tx, entry, resource)?;
    }
    let own = Stream::Person(happening.by);
    for stream in happening.streams.iter().chain([&own]) {
        store::put_into(tx, store::stream_made(tx, stream)?, entry)?;
    }
    Ok(())
}

/// Chooses whether others see which communities somebody joins.
pub fn choose_joining(tx: &Tx<'_>, person: &Person, shows: bool) -> Result<()> {
    store::choose_joining(tx, person.account, shows)
}

/// Notes that somebody is looking at a timeline whose newest entry is this one.
pub fn look(tx: &Tx<'_>, person: &Person, timeline: Timeline, newest: i64) -> Result<()> {
    let before = store::visit(tx, person.account, timeline.number())?;
    let visit = match before {
        Some(before) => before.again(newest, tx.now),
        None => Visit { line: newest, newest, visited: tx.now },
    };
    store::keep_visit(tx, person.account, timeline.number(), visit)
}
