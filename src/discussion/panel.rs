//! What is said about a thing, on the thing's own page.

use askama::Template;
use rusqlite::Connection;

use super::{
    about::{About, Audience, about},
    model::{MOST_TEXT, MOST_TITLE, Thread},
    said::{Reader, Said},
    store,
};
use crate::{
    error::Result,
    ids::Thing,
    part::Looking,
    web::{Drawn, filters},
};

/// How many of the latest comments stand on the page of a thing.
const SAID: usize = 5;
/// How many of the latest threads.
const THREADS: usize = 5;

#[derive(Template)]
#[template(path = "discussion/panel.html")]
struct TalkPanel {
    about: About,
    reader: Reader,
    /// The thread without a title, if there is one with something in it.
    plain: Option<Thread>,
    said: Vec<Said>,
    pinned: Vec<Thread>,
    threads: Vec<Thread>,
}

impl TalkPanel {
    /// How many comments there are besides those shown.
    fn more(&self) -> usize {
        let all = self.plain.as_ref().map_or(0, |thread| thread.comments as usize);
        all.saturating_sub(self.said.len())
    }

    /// Whether the thread that needs no title takes no more words.
    fn is_closed(&self) -> bool {
        self.plain.as_ref().is_some_and(|thread| thread.closed.is_some())
    }
}

/// The latest threads and comments about a community, a collection or a resource.
pub fn show(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    if !matches!(looking.thing, Thing::Community(_) | Thing::Collection(_) | Thing::Resource(_)) {
        return Ok(None);
    }
    let about = about(conn, looking.viewer, looking.thing)?;
    let reader = Reader::of(conn, looking.viewer, &about)?;
    let plain = if about.is_community() { None } else { store::plain_thread(conn, about.thing)? };
    let said = match &plain {
        Some(thread) => {
            let latest = store::latest_comments(conn, thread.id, SAID)?;
            Said::all(latest, reader.within(thread))
        }
        None => Vec::new(),
    };
    let titled = |thread: &Thread| !thread.title.is_empty();
    let mut threads = store::threads(conn, about.thing, false, THREADS + 1, None)?;
    threads.retain(titled);
    threads.truncate(THREADS);
    let pinned = store::threads(conn, about.thing, true, THREADS, None)?;
    // A draft nobody talks about needs no room for talk.
    if about.audience == Audience::Few && plain.is_none() && threads.is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(TalkPanel { about, reader, plain, said, pinned, threads })))
}
