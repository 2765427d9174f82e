//! What is done with whole threads: closing, putting at the top, moving.

use rusqlite::Connection;

use super::{
    about::{self, About, about},
    actions::may_moderate,
    model::{MOST_PINNED, Thread, checked_title},
    store,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::ThreadId,
    web::{Person, Viewer},
};

/// Whether this person may close and open a thread: who began it, whose the thing is, and those
/// who look after it.
pub fn may_close(
    conn: &Connection,
    person: &Person,
    about: &About,
    thread: &Thread,
) -> Result<bool> {
    // The plain thread of a thing is nobody's own: whoever happened to speak first began it.
    let began = person.account == thread.starter && !thread.title.is_empty();
    Ok(began || about.owner == Some(person.account) || may_moderate(conn, person, about)?)
}

/// Closes a thread for more words, or opens it again.
pub fn close(tx: &Tx<'_>, person: &Person, id: ThreadId, closed: bool) -> Result<()> {
    let thread = store::find_thread(tx, id)?;
    let about = about(tx, &Viewer(Some(person.clone())), thread.about)?;
    if !may_close(tx, person, &about, &thread)? {
        return Err(Error::Forbidden("discussion-not-yours-to-close"));
    }
    if thread.closed.is_some() == closed {
        return Ok(());
    }
    store::set_closed(tx, id, closed.then_some(person.account))?;
    tx.announce(&Event::ThreadClosed { thread: id, by: person.account, closed })
}

/// Puts a thread at the top of its thing, or takes it from there.
pub fn pin(tx: &Tx<'_>, person: &Person, id: ThreadId, pinned: bool) -> Result<()> {
    let thread = store::find_thread(tx, id)?;
    let about = about(tx, &Viewer(Some(person.clone())), thread.about)?;
    if !may_moderate(tx, person, &about)? {
        return Err(Error::Forbidden("discussion-not-moderator"));
    }
    if thread.pinned == pinned {
        return Ok(());
    }
    if pinned && store::count_pinned(tx, thread.about)? >= MOST_PINNED {
        return Err(Error::Conflict("discussion-pins-full"));
    }
    store::set_pinned(tx, id, pinned)?;
    tx.announce(&Event::ThreadChanged { thread: id, by: person.account })
}

/// Moves a thread to another thing that no more people may read than where it stands. Those who
/// look after both may.
///
/// # Errors
/// `Invalid` of `to` or `title` says why not.
pub fn move_to(
    tx: &Tx<'_>,
    person: &Person,
    id: ThreadId,
    to: &str,
    title: &str,
) -> Result<Thread> {
    let viewer = Viewer(Some(person.clone()));
    let thread = store::find_thread(tx, id)?;
    let from = about(tx, &viewer, thread.about)?;
    if !may_moderate(tx, person, &from)? {
        return Err(Error::Forbidden("discussion-not-moderator"));
    }
    let title = checked_title(title)?;
    if title.is_empty() {
        return Err(Error::invalid("title", "discussion-title-missing"));
    }
    let there = about::typed(tx, &viewer, to).map_err(|error| match error {
        Error::NotFound | Error::Gone | Error::SignInFirst => {
            Error::invalid("to", "discussion-move-nowhere")
        }
        error => error,
    })?;
    if !may_moderate(tx, person, &there)? {
        return Err(Error::invalid("to", "discussion-move-not-yours"));
    }
    if there.thing != from.thing && !from.audience.holds(there.audience) {
        return Err(Error::invalid("to", "discussion-move-wider"));
    }
    store::set_about(tx, id, there.thing, &title)?;
    tx.announce(&Event::ThreadMoved { thread: id, by: person.account })?;
    store::find_thread(tx, id)
}
