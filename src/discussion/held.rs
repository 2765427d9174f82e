//! What newcomers say waits if it leads to where nobody here has linked before.

use rusqlite::Connection;

use super::{
    about::{About, about},
    actions::{self, may_moderate},
    model::{Comment, Held, MOST_REASON},
    said::{Reader, Said},
    store,
};
use crate::{
    accounts,
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{CommentId, Thing},
    part::Looking,
    resources,
    web::{Drawn, Person, Role, Viewer, filters},
};

/// No more stand in the queue at once.
const MOST_SHOWN: usize = 50;

/// Whether what this person says about a thing has to wait. Where it leads is known from now on if
/// they are trusted.
pub fn must_wait(tx: &Tx<'_>, person: &Person, about: &About, html: &str) -> Result<bool> {
    if !may_moderate(tx, person, about)? && resources::words_need_look(tx, person, html)? {
        return Ok(true);
    }
    resources::note_words(tx, html)?;
    Ok(false)
}

/// Whether this person may let through what waits about a thing that they may read.
pub fn may_let_through(conn: &Connection, person: &Person, about: &About) -> Result<bool> {
    Ok(person.role >= Role::Curator || may_moderate(conn, person, about)?)
}

fn waiting(conn: &Connection, person: &Person, id: CommentId) -> Result<(Comment, About)> {
    let found = store::find_comment(conn, id)?;
    let about = about(conn, &Viewer(Some(person.clone())), found.about)?;
    if !may_let_through(conn, person, &about)? {
        return Err(Error::Forbidden("discussion-not-moderator"));
    }
    if found.held.is_none() {
        return Err(Error::Conflict("discussion-not-held"));
    }
    Ok((found, about))
}

/// Shows what waited. Only now others hear of it.
pub fn let_through(tx: &Tx<'_>, by: &Person, id: CommentId) -> Result<()> {
    let (found, about) = waiting(tx, by, id)?;
    store::release(tx, &found)?;
    resources::note_words(tx, &found.html)?;
    let author = accounts::find(tx, found.author)?.into_person();
    match found.held {
        Some(Held::Before) => {
            tx.announce(&Event::CommentRestored { comment: id, by: by.account })?;
        }
        _ => actions::tell_of(tx, &author, &found)?,
    }
    actions::mention(tx, &author, &about, id, &actions::rendered(tx, &found.text)?.1)?;
    tx.announce(&Event::CommentAnswered { comment: id, by: by.account, accepted: true })
}

/// Turns down what waited; its author learns why.
pub fn turn_down(tx: &Tx<'_>, by: &Person, id: CommentId, reason: &str) -> Result<()> {
    if !waiting(tx, by, id)?.0.waits() {
        return Err(Error::Conflict("discussion-not-held"));
    }
    let reason: String = reason.trim().chars().take(MOST_REASON).collect();
    store::turn_down(tx, id, Some(by.account), &reason)?;
    tx.announce(&Event::CommentAnswered { comment: id, by: by.account, accepted: false })
}

#[derive(askama::Template)]
#[template(path = "discussion/queue.html")]
struct Queue {
    said: Vec<Said>,
}

/// What waits about things that this viewer may read.
fn seen(conn: &Connection, viewer: &Viewer) -> Result<Vec<(Comment, About)>> {
    let mut seen = Vec::new();
    for comment in store::held(conn, MOST_SHOWN)? {
        match about(conn, viewer, comment.about) {
            Ok(about) => seen.push((comment, about)),
            Err(Error::NotFound | Error::Gone | Error::SignInFirst) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

/// How much waits that a curator sees in their queue, counted as far as that shows it.
pub fn count_held(conn: &Connection, viewer: &Viewer) -> Result<usize> {
    Ok(seen(conn, viewer)?.len())
}

/// What waits, on the page of all that waits for curators.
pub fn queue(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Site, Some(person)) = (looking.thing, &looking.viewer.0) else { return Ok(None) };
    if person.role < Role::Curator {
        return Ok(None);
    }
    let mut said = Vec::new();
    for (comment, about) in seen(conn, looking.viewer)? {
        let reader = Reader { writes: false, ..Reader::of(conn, looking.viewer, &about)? };
        said.extend(Said::all(vec![comment], reader));
    }
    Ok(if said.is_empty() { None } else { Some(Box::new(Queue { said })) })
}
