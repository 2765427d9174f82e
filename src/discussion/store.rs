//! The rows of threads and comments.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{Comment, Earlier, Held, MOST_PINNED, Thread};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, CommentId, Key, Thing, ThreadId},
    time::Moment,
};

const THREAD: &str = "select t.*, a.handle, a.name
   from threads t join accounts a on a.id = t.starter";

fn about(row: &Row<'_>) -> rusqlite::Result<Thing> {
    let (kind, id) = (row.get_ref("kind")?.as_str()?, row.get("target")?);
    // The table takes no other kinds.
    Ok(Thing::of(kind, id).unwrap_or(Thing::Site))
}

fn thread(row: &Row<'_>) -> rusqlite::Result<Thread> {
    Ok(Thread {
        id: row.get("id")?,
        key: row.get("key")?,
        about: about(row)?,
        title: row.get("title")?,
        starter: row.get("starter")?,
        starter_handle: row.get("handle")?,
        starter_name: row.get("name")?,
        announcement: row.get("announcement")?,
        pinned: row.get("pinned")?,
        comments: row.get("comments")?,
        latest: row.get("latest")?,
        made: row.get("made")?,
        closed: row.get("closed")?,
    })
}

/// The thread with this number.
pub fn find_thread(conn: &Connection, id: ThreadId) -> Result<Thread> {
    conn.prepare_cached(&format!("{THREAD} where t.id = ?"))?
        .query_row([id], thread)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The thread of this key, as a person may have typed it.
pub fn find_thread_by_key(conn: &Connection, key: &str) -> Result<Thread> {
    let key = Key::parse(key).ok_or(Error::NotFound)?;
    conn.prepare_cached(&format!("{THREAD} where t.key = ?"))?
        .query_row([key], thread)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The thread without a title of a collection or resource, if it has one.
pub fn plain_thread(conn: &Connection, thing: Thing) -> Result<Option<Thread>> {
    Ok(conn
        .prepare_cached(&format!("{THREAD} where t.kind = ? and t.target = ? and t.title = ''"))?
        .query_row(params![thing.kind(), thing.id()], thread)
        .optional()?)
}

/// The threads of a thing with something to read, the latest first, each before the place given:
/// those at the top, or all others.
pub fn threads(
    conn: &Connection,
    thing: Thing,
    pinned: bool,
    limit: usize,
    before: Option<(Moment, ThreadId)>,
) -> Result<Vec<Thread>> {
    let (moment, id) = before.unwrap_or((Moment::from_millis(i64::MAX), ThreadId(i64::MAX)));
    Ok(conn
        .prepare_cached(&format!(
            "{THREAD} where t.kind = :kind and t.target = :target and t.pinned = :pinned
               and (t.latest, t.id) < (:moment, :id) and t.comments > 0
             order by t.latest desc, t.id desc limit :limit"
        ))?
        .query_map(
            named_params! {
                ":kind": thing.kind(), ":target": thing.id(), ":pinned": pinned,
                ":moment": moment, ":id": id, ":limit": limit,
            },
            thread,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// How much is said about a thing, without what was withdrawn.
pub fn count(conn: &Connection, thing: Thing) -> Result<u64> {
    Ok(conn
        .prepare_cached(
            "select ifnull(sum(comments), 0) from threads where kind = ? and target = ?",
        )?
        .query_row(params![thing.kind(), thing.id()], |row| row.get(0))?)
}

pub fn insert_thread(
    tx: &Tx<'_>,
    thing: Thing,
    title: &str,
    starter: AccountId,
    announcement: bool,
) -> Result<ThreadId> {
    Ok(tx
        .prepare_cached(
            "insert into threads(key, kind, target, title, starter, announcement, pinned, latest,
               made)
             values (:key, :kind, :target, :title, :starter, :announcement, :announcement, :now,
               :now) returning id",
        )?
        .query_row(
            named_params! {
                ":key": Key::random(), ":kind": thing.kind(), ":target": thing.id(),
                ":title": title, ":starter": starter, ":announcement": announcement,
                ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// How many threads stand at the top of a thing.
pub fn count_pinned(conn: &Connection, thing: Thing) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "select count(*) from threads where kind = ? and target = ? and pinned = 1",
        )?
        .query_row(params![thing.kind(), thing.id()], |row| row.get(0))?)
}

/// Takes the oldest announcements from the top until there is room for one more.
pub fn make_room_at_top(tx: &Tx<'_>, thing: Thing) -> Result<()> {
    tx.prepare_cached(
        "update threads set pinned = 0 where id in (
           select id from threads where kind = ? and target = ? and pinned = 1 and announcement = 1
           order by made desc limit -1 offset ?)",
    )?
    .execute(params![thing.kind(), thing.id(), MOST_PINNED - 1])?;
    Ok(())
}

pub fn set_pinned(tx: &Tx<'_>, id: ThreadId, pinned: bool) -> Result<()> {
    tx.prepare_cached("update threads set pinned = ? where id = ?")?
        .execute(params![pinned, id])?;
    Ok(())
}

pub fn set_closed(tx: &Tx<'_>, id: ThreadId, by: Option<AccountId>) -> Result<()> {
    tx.prepare_cached("update threads set closed = ?, closed_by = ? where id = ?")?
        .execute(params![by.map(|_| tx.now), by, id])?;
    Ok(())
}

/// Gives a thread to another thing, under a title; it comes down from the top.
pub fn set_about(tx: &Tx<'_>, id: ThreadId, thing: Thing, title: &str) -> Result<()> {
    tx.prepare_cached(
        "update threads set kind = ?, target = ?, title = ?, pinned = 0, announcement = 0
         where id = ?",
    )?
    .execute(params![thing.kind(), thing.id(), title, id])?;
    Ok(())
}

/// Removes all threads about a thing that is gone without a trace.
pub fn remove_threads(tx: &Tx<'_>, thing: Thing) -> Result<()> {
    tx.prepare_cached("delete from threads where kind = ? and target = ?")?
        .execute(params![thing.kind(), thing.id()])?;
    Ok(())
}

const COMMENT: &str = "select c.*, a.handle, a.name, a.picture_small is not null as has_picture,
     t.key as thread_key, t.kind, t.target, o.key as other_key, p.name as other_name
   from comments c join accounts a on a.id = c.author join threads t on t.id = c.thread
   left join comments o on o.id = c.answers left join accounts p on p.id = o.author";

fn comment(row: &Row<'_>) -> rusqlite::Result<Comment> {
    let other: Option<Key> = row.get("other_key")?;
    let name: Option<String> = row.get("other_name")?;
    Ok(Comment {
        id: row.get("id")?,
        key: row.get("key")?,
        thread: row.get("thread")?,
        thread_key: row.get("thread_key")?,
        about: about(row)?,
        author: row.get("author")?,
        author_handle: row.get("handle")?,
        author_name: row.get("name")?,
        author_has_picture: row.get("has_picture")?,
        answers: other.zip(name),
        text: row.get("text")?,
        html: row.get("html")?,
        made: row.get("made")?,
        edited: row.get("edited")?,
        withdrawn: row.get("withdrawn")?,
        withdrawn_by: row.get("withdrawn_by")?,
        reason: row.get("reason")?,
        held: row.get::<_, Option<u8>>("held")?.map(|held| match held {
            1 => Held::Unseen,
            _ => Held::Before,
        }),
    })
}

/// The comment with this number.
pub fn find_comment(conn: &Connection, id: CommentId) -> Result<Comment> {
    conn.prepare_cached(&format!("{COMMENT} where c.id = ?"))?
        .query_row([id], comment)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The comment of this key.
pub fn find_comment_by_key(conn: &Connection, key: &str) -> Result<Comment> {
    let key = Key::parse(key).ok_or(Error::NotFound)?;
    conn.prepare_cached(&format!("{COMMENT} where c.key = ?"))?
        .query_row([key], comment)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The comments of a thread from this one on, the oldest first.
pub fn comments(
    conn: &Connection,
    thread: ThreadId,
    from: CommentId,
    limit: usize,
) -> Result<Vec<Comment>> {
    Ok(conn
        .prepare_cached(&format!(
            "{COMMENT} where c.thread = ? and c.id >= ? order by c.id limit ?"
        ))?
        .query_map(params![thread, from, limit], comment)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Where the page before the one that begins with this comment begins.
pub fn page_before(
    conn: &Connection,
    thread: ThreadId,
    first: CommentId,
    fits: usize,
) -> Result<Option<Key>> {
    Ok(conn
        .prepare_cached(
            "select key from (select id, key from comments where thread = ? and id < ?
             order by id desc limit ?) order by id limit 1",
        )?
        .query_row(params![thread, first, fits], |row| row.get(0))
        .optional()?)
}

/// The latest comments of a thread that were not withdrawn, the oldest of them first.
pub fn latest_comments(conn: &Connection, thread: ThreadId, limit: usize) -> Result<Vec<Comment>> {
    let mut found: Vec<Comment> = conn
        .prepare_cached(&format!(
            "{COMMENT} where c.thread = ? and c.withdrawn is null order by c.id desc limit ?"
        ))?
        .query_map(params![thread, limit], comment)?
        .collect::<rusqlite::Result<_>>()?;
    found.reverse();
    Ok(found)
}

/// All that somebody said and did not withdraw, whether it is shown or waits.
pub fn said_by(conn: &Connection, author: AccountId) -> Result<Vec<CommentId>> {
    Ok(conn
        .prepare_cached(
            "select id from comments where author = ? and withdrawn is null order by id",
        )?
        .query_map([author], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// What somebody said, the latest first, each before the one given; withdrawn or not.
pub fn by_author(
    conn: &Connection,
    author: AccountId,
    limit: usize,
    before: Option<CommentId>,
) -> Result<Vec<Comment>> {
    let before = match before {
        Some(id) => (find_comment(conn, id)?.made, id),
        None => (Moment::from_millis(i64::MAX), CommentId(i64::MAX)),
    };
    Ok(conn
        .prepare_cached(&format!(
            "{COMMENT} where c.author = ? and (c.made, c.id) < (?, ?)
             order by c.made desc, c.id desc limit ?"
        ))?
        .query_map(params![author, before.0, before.1, limit], comment)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Those who said something in a thread that was not withdrawn, the first first.
pub fn participants(conn: &Connection, thread: ThreadId, limit: usize) -> Result<Vec<AccountId>> {
    Ok(conn
        .prepare_cached(
            "select author from comments where thread = ? and withdrawn is null
             group by author order by min(id) limit ?",
        )?
        .query_map(params![thread, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Whether somebody said something in a thread.
pub fn has_written(conn: &Connection, thread: ThreadId, author: AccountId) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from comments where thread = ? and +author = ?")?
        .exists(params![thread, author])?)
}

/// Whether nothing was said in the thread before.
pub fn is_first(conn: &Connection, found: &Comment) -> Result<bool> {
    Ok(!conn
        .prepare_cached("select 1 from comments where thread = ? and id < ?")?
        .exists(params![found.thread, found.id])?)
}

/// How much somebody has said since then.
pub fn count_since(conn: &Connection, author: AccountId, since: Moment) -> Result<u32> {
    Ok(conn
        .prepare_cached("select count(*) from comments where author = ? and made > ?")?
        .query_row(params![author, since], |row| row.get(0))?)
}

/// Whether the very same was said there just now: a form that was sent twice.
pub fn said_since(
    conn: &Connection,
    author: AccountId,
    thread: ThreadId,
    text: &str,
    since: Moment,
) -> Result<Option<CommentId>> {
    Ok(conn
        .prepare_cached(
            "select id from comments where author = ? and made > ? and thread = ? and text = ?
               and (withdrawn is null or held is not null)",
        )?
        .query_row(params![author, since, thread, text], |row| row.get(0))
        .optional()?)
}

/// Writes a comment down, shown to others or waiting.
pub fn insert_comment(
    tx: &Tx<'_>,
    thread: ThreadId,
    author: AccountId,
    answers: Option<CommentId>,
    (text, html): (&str, &str),
    waits: bool,
) -> Result<CommentId> {
    let id = tx
        .prepare_cached(
            "insert into comments(key, thread, author, answers, text, html, made, withdrawn, held)
             values (:key, :thread, :author, :answers, :text, :html, :now,
               iif(:waits, :now, null), iif(:waits, 1, null)) returning id",
        )?
        .query_row(
            named_params! {
                ":key": Key::random(), ":thread": thread, ":author": author,
                ":answers": answers, ":text": text, ":html": html, ":now": tx.now,
                ":waits": waits,
            },
            |row| row.get(0),
        )?;
    if !waits {
        count_in(tx, thread)?;
    }
    Ok(id)
}

fn count_in(tx: &Tx<'_>, thread: ThreadId) -> Result<()> {
    tx.prepare_cached("update threads set comments = comments + 1, latest = ? where id = ?")?
        .execute(params![tx.now, thread])?;
    Ok(())
}

/// Has a comment wait that others have seen.
pub fn hold(tx: &Tx<'_>, found: &Comment) -> Result<()> {
    tx.prepare_cached("update comments set withdrawn = ?, held = 2 where id = ?")?
        .execute(params![tx.now, found.id])?;
    tx.prepare_cached("update threads set comments = comments - 1 where id = ?")?
        .execute([found.thread])?;
    Ok(())
}

/// Shows a comment that waited.
pub fn release(tx: &Tx<'_>, found: &Comment) -> Result<()> {
    tx.prepare_cached(
        "update comments set withdrawn = null, withdrawn_by = null, reason = '', held = null
         where id = ?",
    )?
    .execute([found.id])?;
    count_in(tx, found.thread)
}

/// Leaves a comment that waited withdrawn, or has it wait again if nobody turns it down.
pub fn turn_down(tx: &Tx<'_>, id: CommentId, by: Option<AccountId>, reason: &str) -> Result<()> {
    tx.prepare_cached("update comments set withdrawn_by = ?, reason = ? where id = ?")?
        .execute(params![by, reason, id])?;
    Ok(())
}

/// What waits, the oldest first.
pub fn held(conn: &Connection, limit: usize) -> Result<Vec<Comment>> {
    Ok(conn
        .prepare_cached(&format!(
            "{COMMENT} where c.held is not null and c.withdrawn_by is null
             order by c.id limit ?"
        ))?
        .query_map([limit], comment)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Writes a comment anew and keeps what it said before.
pub fn rewrite_comment(tx: &Tx<'_>, id: CommentId, text: &str, html: &str) -> Result<()> {
    tx.prepare_cached(
        "insert into comment_texts(comment, text, until) select id, text, ? from comments
         where id = ?",
    )?
    .execute(params![tx.now, id])?;
    tx.prepare_cached("update comments set text = ?, html = ?, edited = ? where id = ?")?
        .execute(params![text, html, tx.now, id])?;
    Ok(())
}

/// What a comment said before, the latest first.
pub fn history(conn: &Connection, id: CommentId) -> Result<Vec<Earlier>> {
    Ok(conn
        .prepare_cached("select text, until from comment_texts where comment = ? order by id desc")?
        .query_map([id], |row| Ok(Earlier { text: row.get("text")?, until: row.get("until")? }))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Withdraws a comment, or brings it back if nobody withdraws it.
pub fn set_withdrawn(
    tx: &Tx<'_>,
    found: &Comment,
    by: Option<AccountId>,
    reason: &str,
) -> Result<()> {
    tx.prepare_cached(
        "update comments set withdrawn = ?, withdrawn_by = ?, reason = ? where id = ?",
    )?
    .execute(params![by.map(|_| tx.now), by, reason, found.id])?;
    let change = if by.is_some() { -1 } else { 1 };
    tx.prepare_cached("update threads set comments = comments + ? where id = ?")?
        .execute(params![change, found.thread])?;
    Ok(())
}

/// Notes that somebody was named in a comment; whether that is new.
pub fn insert_mention(tx: &Tx<'_>, comment: CommentId, account: AccountId) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "insert into mentions(comment, account) values (?, ?) on conflict do nothing",
        )?
        .execute(params![comment, account])?
        == 1)
}

/// Forgets where somebody was named. What others wrote stays theirs.
pub fn forget_mentions(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from mentions where account = ?")?.execute([account])?;
    Ok(())
}
