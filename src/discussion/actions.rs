//! What people do in discussions: begin, say, write anew, withdraw, close, move.

use std::{collections::HashMap, time::Duration};

use rusqlite::Connection;

use super::{
    about::{self, About, about},
    held,
    model::{
        Comment, MOST_NAMED, MOST_REASON, MOST_SAID, PACE_MINUTES, Thread, checked_text,
        checked_title,
    },
    store,
};
use crate::{
    accounts, communities,
    db::Tx,
    error::{Error, Optional, Problem, Result},
    events::Event,
    ids::{CommentId, Thing, ThreadId},
    text::markdown,
    web::{Person, Role, Viewer},
};

/// How long the same words by the same person are taken for a form that was sent twice.
const TWICE: Duration = Duration::from_mins(1);

/// What somebody begins a thread with.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// The title; may be empty where the thing has one plain thread.
    pub title: String,
    /// The first comment, in Markdown.
    pub text: String,
}

/// Whether this person looks after what is said about a thing: moderators of the site, and those
/// of the community that the thing is or belongs to.
pub fn may_moderate(conn: &Connection, person: &Person, about: &About) -> Result<bool> {
    if person.role >= Role::Moderator {
        return Ok(true);
    }
    match about.community {
        Some(community) => communities::moderates(conn, person, community),
        None => Ok(false),
    }
}

/// Whether this viewer may read a comment, as it stands now.
///
/// # Errors
/// `NotFound` if there is no such comment.
pub fn may_read_comment(conn: &Connection, viewer: &Viewer, id: CommentId) -> Result<bool> {
    let comment = store::find_comment(conn, id)?;
    may_read_thing(conn, viewer, comment.about)
}

/// These comments in this order, without those that were withdrawn and those that the viewer may
/// not read.
pub fn visible(conn: &Connection, viewer: &Viewer, ids: &[CommentId]) -> Result<Vec<Comment>> {
    let mut known: HashMap<Thing, bool> = HashMap::new();
    let mut seen = Vec::new();
    for id in ids {
        let Some(found) = store::find_comment(conn, *id).optional()? else { continue };
        if found.withdrawn.is_some() {
            continue;
        }
        let may = match known.get(&found.about) {
            Some(may) => *may,
            None => may_read_thing(conn, viewer, found.about)?,
        };
        known.insert(found.about, may);
        if may {
            seen.push(found);
        }
    }
    Ok(seen)
}

fn may_read_thing(conn: &Connection, viewer: &Viewer, thing: Thing) -> Result<bool> {
    match about(conn, viewer, thing) {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::Gone | Error::SignInFirst) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Passes those who may say something about a thing that they may read: in the talk of a community
/// that lets people in, its members.
pub fn may_write(conn: &Connection, person: &Person, about: &About) -> Result<()> {
    if about::is_kept_out(conn, person, about)? {
        return Err(Error::Forbidden("discussion-kept-out"));
    }
    if let Thing::Community(id) = about.thing
        && communities::find(conn, id)?.join != communities::Join::Open
        && !may_moderate(conn, person, about)?
        && !about::is_member(conn, person, id)?
    {
        return Err(Error::Forbidden("discussion-members-only"));
    }
    Ok(())
}

/// The thing, if this person may read it and write about it.
fn writable(conn: &Connection, person: &Person, thing: Thing) -> Result<About> {
    let about = about(conn, &Viewer(Some(person.clone())), thing)?;
    may_write(conn, person, &about)?;
    Ok(about)
}

/// Begins a thread. Without a title, the words join the plain thread of a collection or resource.
///
/// # Errors
/// `Invalid` if title or text do not hold or too much was said; `Forbidden` for those who are kept
/// out or if the plain thread is closed.
pub fn open(tx: &Tx<'_>, person: &Person, thing: Thing, new: &Beginning) -> Result<CommentId> {
    let about = writable(tx, person, thing)?;
    let (title, text) = (checked_title(&new.title), checked_text(&new.text));
    let (title, text) = both(title, text)?;
    if title.is_empty() {
        if about.is_community() {
            return Err(Error::invalid("title", "discussion-title-missing"));
        }
        return say_plainly(tx, person, &about, &text);
    }
    keep_pace(tx, person)?;
    begin(tx, person, &about, &title, &text, false)
}

fn both(title: Result<String>, text: Result<String>) -> Result<(String, String)> {
    match (title, text) {
        (Ok(title), Ok(text)) => Ok((title, text)),
        (Err(Error::Invalid(mut first)), Err(Error::Invalid(second))) => {
            first.extend(second);
            Err(Error::Invalid(first))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Says something about a collection or resource, in its plain thread.
pub fn say(tx: &Tx<'_>, person: &Person, thing: Thing, text: &str) -> Result<CommentId> {
    open(tx, person, thing, &Beginning { text: text.to_owned(), ..Beginning::default() })
}

fn say_plainly(tx: &Tx<'_>, person: &Person, about: &About, text: &str) -> Result<CommentId> {
    keep_pace(tx, person)?;
    match store::plain_thread(tx, about.thing)? {
        Some(thread) => write(tx, person, about, &thread, text, None),
        None => begin(tx, person, about, "", text, false),
    }
}

/// Begins a thread with which moderators of a community tell something; it stands at the top.
pub fn announce(tx: &Tx<'_>, person: &Person, thing: Thing, new: &Beginning) -> Result<CommentId> {
    let about = writable(tx, person, thing)?;
    if !about.is_community() || !may_moderate(tx, person, &about)? {
        return Err(Error::Forbidden("discussion-not-moderator"));
    }
    let (title, text) = both(checked_title(&new.title), checked_text(&new.text))?;
    if title.is_empty() {
        return Err(Error::invalid("title", "discussion-title-missing"));
    }
    keep_pace(tx, person)?;
    store::make_room_at_top(tx, thing)?;
    begin(tx, person, &about, &title, &text, true)
}

fn begin(
    tx: &Tx<'_>,
    person: &Person,
    about: &About,
    title: &str,
    text: &str,
    announcement: bool,
) -> Result<CommentId> {
    let thread = store::insert_thread(tx, about.thing, title, person.account, announcement)?;
    write(tx, person, about, &store::find_thread(tx, thread)?, text, None)
}

/// Tells of a comment that others see from now on, and of its thread if that begins with it.
pub(super) fn tell_of(tx: &Tx<'_>, person: &Person, comment: &Comment) -> Result<()> {
    let by = person.account;
    tx.announce(&Event::CommentWritten { comment: comment.id, by })?;
    let thread = store::find_thread(tx, comment.thread)?;
    if thread.comments == 1 && thread.starter == by && store::is_first(tx, comment)? {
        tx.announce(&Event::ThreadOpened { thread: comment.thread, by })?;
    }
    Ok(())
}

/// Says something in a thread, perhaps in answer to another comment of it.
///
/// # Errors
/// As [`open`].
pub fn comment(
    tx: &Tx<'_>,
    person: &Person,
    id: ThreadId,
    text: &str,
    answers: Option<CommentId>,
) -> Result<CommentId> {
    let thread = store::find_thread(tx, id)?;
    let about = writable(tx, person, thread.about)?;
    let text = checked_text(text)?;
    keep_pace(tx, person)?;
    write(tx, person, &about, &thread, &text, answers)
}

fn write(
    tx: &Tx<'_>,
    person: &Person,
    about: &About,
    thread: &Thread,
    text: &str,
    answers: Option<CommentId>,
) -> Result<CommentId> {
    if thread.closed.is_some() {
        return Err(Error::Forbidden("discussion-is-closed"));
    }
    let since = tx.now.minus(TWICE);
    if let Some(said) = store::said_since(tx, person.account, thread.id, text, since)? {
        return Ok(said);
    }
    let answers = match answers {
        Some(other) => store::find_comment(tx, other).optional()?,
        None => None,
    };
    let answers = answers.filter(|other| other.thread == thread.id).map(|other| other.id);
    let (html, named) = rendered(tx, text)?;
    let waits = held::must_wait(tx, person, about, &html)?;
    let words = (text, html.as_str());
    let id = store::insert_comment(tx, thread.id, person.account, answers, words, waits)?;
    if waits {
        tx.announce(&Event::CommentHeld { comment: id, by: person.account })?;
        return Ok(id);
    }
    tell_of(tx, person, &store::find_comment(tx, id)?)?;
    mention(tx, person, about, id, &named)?;
    Ok(id)
}

/// One person says at most so much in a few minutes: enough for a lively talk, too little for a
/// machine.
fn keep_pace(tx: &Tx<'_>, person: &Person) -> Result<()> {
    let since = tx.now.minus(Duration::from_mins(PACE_MINUTES));
    if store::count_since(tx, person.account, since)? >= MOST_SAID {
        let problem = Problem::new("text", "discussion-too-fast").with(PACE_MINUTES);
        return Err(Error::Invalid(vec![problem]));
    }
    Ok(())
}

/// The HTML of a comment, and the people whom it names.
pub(super) fn rendered(conn: &Connection, text: &str) -> Result<(String, Vec<accounts::Account>)> {
    let mut named = HashMap::new();
    let mut order = Vec::new();
    for handle in markdown::people(text).into_iter().take(MOST_NAMED) {
        let Some(found) = accounts::find_by_handle(conn, &handle).optional()? else { continue };
        if found.standing == accounts::Standing::Active {
            named.insert(handle, format!("/u/{}", found.handle));
            order.push(found);
        }
    }
    Ok((markdown::with_people(text, &|handle| named.get(handle).cloned()), order))
}

/// Tells those who were named for the first time and may read it.
pub(super) fn mention(
    tx: &Tx<'_>,
    by: &Person,
    about: &About,
    comment: CommentId,
    named: &[accounts::Account],
) -> Result<()> {
    for account in named.iter().filter(|account| account.id != by.account) {
        let reader = Viewer(Some(account.clone().into_person()));
        if may_read_thing(tx, &reader, about.thing)?
            && store::insert_mention(tx, comment, account.id)?
        {
            let account = account.id;
            tx.announce(&Event::PersonMentioned { account, comment, by: by.account })?;
        }
    }
    Ok(())
}

/// Writes a comment of one's own anew; what it said before is kept.
pub fn edit(tx: &Tx<'_>, person: &Person, id: CommentId, text: &str) -> Result<()> {
    let found = store::find_comment(tx, id)?;
    let about = writable(tx, person, found.about)?;
    if found.author != person.account {
        return Err(Error::Forbidden("discussion-not-yours"));
    }
    if found.withdrawn.is_some() {
        return Err(Error::Gone);
    }
    if store::find_thread(tx, found.thread)?.closed.is_some() {
        return Err(Error::Forbidden("discussion-is-closed"));
    }
    let text = checked_text(text)?;
    if text == found.text {
        return Ok(());
    }
    let (html, named) = rendered(tx, &text)?;
    store::rewrite_comment(tx, id, &text, &html)?;
    if held::must_wait(tx, person, &about, &html)? {
        store::hold(tx, &found)?;
        tx.announce(&Event::CommentWithdrawn { comment: id, by: person.account })?;
        return tx.announce(&Event::CommentHeld { comment: id, by: person.account });
    }
    tx.announce(&Event::CommentChanged { comment: id, by: person.account })?;
    mention(tx, person, &about, id, &named)
}

/// Withdraws a comment: its author, or those who look after the thing, who may say why. A tombstone
/// stays in the thread.
pub fn withdraw_comment(tx: &Tx<'_>, by: &Person, id: CommentId, reason: &str) -> Result<()> {
    let found = store::find_comment(tx, id)?;
    let about = looked_at(tx, by, found.about)?;
    if found.author != by.account && !may_moderate(tx, by, &about)? {
        return Err(Error::Forbidden("discussion-not-yours"));
    }
    if found.waits() && found.author == by.account {
        return store::turn_down(tx, id, Some(by.account), "");
    }
    if found.waits() {
        return held::turn_down(tx, by, id, reason);
    }
    if found.withdrawn.is_some() {
        return Ok(());
    }
    let reason: String = reason.trim().chars().take(MOST_REASON).collect();
    store::set_withdrawn(tx, &found, Some(by.account), &reason)?;
    tx.announce(&Event::CommentWithdrawn { comment: id, by: by.account })
}

/// Brings a comment back: its author if it was they who withdrew it, and those who look after the
/// thing.
pub fn restore_comment(tx: &Tx<'_>, by: &Person, id: CommentId) -> Result<()> {
    let found = store::find_comment(tx, id)?;
    let about = looked_at(tx, by, found.about)?;
    if found.withdrawn.is_none() {
        return Ok(());
    }
    let own = found.author == by.account && found.withdrawn_by == Some(by.account);
    if found.held.is_some() {
        // One's own waits again.
        let own_again = || store::turn_down(tx, id, None, "");
        return if own { own_again() } else { held::let_through(tx, by, id) };
    }
    if !own && !may_moderate(tx, by, &about)? {
        return Err(Error::Forbidden("discussion-not-yours"));
    }
    store::set_withdrawn(tx, &found, None, "")?;
    tx.announce(&Event::CommentRestored { comment: id, by: by.account })
}

/// The thing if this person may read it. Moderators of the site also tidy up what is said about
/// things that were taken away.
fn looked_at(conn: &Connection, person: &Person, thing: Thing) -> Result<About> {
    about(conn, &Viewer(Some(person.clone())), thing).or_else(|error| match error {
        Error::Gone | Error::NotFound if person.role >= Role::Moderator => Ok(About {
            thing,
            address: "/".into(),
            title: String::new(),
            community: None,
            owner: None,
            audience: about::Audience::Few,
        }),
        error => Err(error),
    })
}

/// What was said about something goes when the thing itself goes without a trace.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourceErased { resource } => store::remove_threads(tx, Thing::Resource(*resource)),
        Event::CollectionErased { collection } => {
            store::remove_threads(tx, Thing::Collection(*collection))
        }
        Event::AccountErased { account } => store::forget_mentions(tx, *account),
        _ => Ok(()),
    }
}
