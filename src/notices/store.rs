//! The rows of notices, of what people chose, and of letters on their way.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{Choices, Kept, Letters, Notice};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, NoticeId, Thing},
    time::Moment,
};

/// Forgets what somebody was told and chose, and who it was that caused what others were told.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    for table in ["notices", "notice_choices", "notice_letters"] {
        tx.prepare_cached(&format!("delete from {table} where account = ?"))?.execute([account])?;
    }
    tx.prepare_cached("update notices set by_account = null where by_account = ?")?
        .execute([account])?;
    tx.prepare_cached(
        "update notices set quote = '', address = '' where kind = 'person' and target = ?",
    )?
    .execute([account])?;
    Ok(())
}

/// Takes back what a person was told about a thing and has not seen.
pub fn forget(tx: &Tx<'_>, account: AccountId, about: Thing) -> Result<()> {
    tx.prepare_cached(
        "delete from notices where account = ? and seen is null and kind = ? and target = ?",
    )?
    .execute(params![account, about.kind(), about.id()])?;
    Ok(())
}

/// Tells a person something, unless they did it themselves or have the very same before them: who
/// follows, unfollows and follows again is told of once.
pub fn tell(tx: &Tx<'_>, notice: &Notice<'_>) -> Result<()> {
    if notice.by == Some(notice.to) {
        return Ok(());
    }
    tx.prepare_cached(
        "insert into notices(account, by_account, key, kind, target, address, quote, made)
         select :to, :by, :key, :kind, :target, :address, :quote, :now
         where not exists(select 1 from notices
           where account = :to and seen is null and by_account is :by and key = :key
             and kind = :kind and target = :target and address = :address)",
    )?
    .execute(named_params! {
        ":to": notice.to, ":by": notice.by, ":key": notice.key, ":kind": notice.about.kind(),
        ":target": notice.about.id(), ":address": notice.address, ":quote": notice.quote,
        ":now": tx.now,
    })?;
    Ok(())
}

const KEPT: &str = "select n.id, n.key, n.quote, n.made, n.seen is not null as is_seen,
     a.name, a.handle
   from notices n left join accounts a on a.id = n.by_account";

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let name: Option<String> = row.get("name")?;
    let handle: Option<String> = row.get("handle")?;
    Ok(Kept {
        id: row.get("id")?,
        by: name.zip(handle),
        key: row.get("key")?,
        quote: row.get("quote")?,
        made: row.get("made")?,
        seen: row.get("is_seen")?,
    })
}

/// What somebody was told, the latest first, each before the one given.
pub fn list(
    conn: &Connection,
    account: AccountId,
    limit: usize,
    before: Option<NoticeId>,
) -> Result<Vec<Kept>> {
    Ok(conn
        .prepare_cached(&format!(
            "{KEPT} where n.account = :account and n.id < :before order by n.id desc limit :limit"
        ))?
        .query_map(
            named_params! {
                ":account": account, ":before": before.unwrap_or(NoticeId(i64::MAX)),
                ":limit": limit,
            },
            kept,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// What somebody has not seen of the notices after one and up to another, the latest first.
pub fn unseen(
    conn: &Connection,
    account: AccountId,
    after: i64,
    upto: i64,
    limit: usize,
) -> Result<Vec<Kept>> {
    Ok(conn
        .prepare_cached(&format!(
            "{KEPT} where n.account = :account and n.id > :after and n.id <= :upto
               and n.seen is null order by n.id desc limit :limit"
        ))?
        .query_map(
            named_params! {
                ":account": account, ":after": after, ":upto": upto, ":limit": limit,
            },
            kept,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// Notes that somebody has seen a notice of theirs, and tells where it leads.
pub fn mark_seen(tx: &Tx<'_>, account: AccountId, id: NoticeId) -> Result<String> {
    tx.prepare_cached(
        "update notices set seen = ifnull(seen, ?) where id = ? and account = ? returning address",
    )?
    .query_row(params![tx.now, id, account], |row| row.get(0))
    .optional()?
    .ok_or(Error::NotFound)
}

/// Notes that somebody has seen all notices up to this one.
pub fn mark_all_seen(tx: &Tx<'_>, account: AccountId, upto: NoticeId) -> Result<()> {
    tx.prepare_cached(
        "update notices set seen = ? where account = ? and seen is null and id <= ?",
    )?
    .execute(params![tx.now, account, upto])?;
    Ok(())
}

fn choices_of(row: &Row<'_>) -> rusqlite::Result<Choices> {
    Ok(Choices {
        letters: Letters::parse(&row.get::<_, String>("letters")?).unwrap_or_default(),
        language: row.get("language")?,
        follows: row.get("follows")?,
        secret: row.get("secret")?,
    })
}

/// What somebody chose, if they ever did.
pub fn choices(conn: &Connection, account: AccountId) -> Result<Option<Choices>> {
    Ok(conn
        .prepare_cached("select * from notice_choices where account = ?")?
        .query_row([account], choices_of)
        .optional()?)
}

/// Keeps what somebody chose. What they were told before needs no letter.
pub fn choose(
    tx: &Tx<'_>,
    account: AccountId,
    choices: &Choices,
    due: Option<Moment>,
) -> Result<()> {
    tx.prepare_cached(
        "insert into notice_choices(account, letters, language, follows, secret, told, due)
         values (:account, :letters, :language, :follows, :secret,
           (select ifnull(max(id), 0) from notices where account = :account), :due)
         on conflict(account) do update set letters = excluded.letters,
           language = excluded.language, follows = excluded.follows, due = excluded.due,
           told = iif(letters = 'none', excluded.told, told)",
    )?
    .execute(named_params! {
        ":account": account, ":letters": choices.letters.name(), ":language": choices.language,
        ":follows": choices.follows, ":secret": choices.secret, ":due": due,
    })?;
    Ok(())
}

/// Ends the letters of whoever has this secret. `false` if nobody has it.
pub fn end_letters(tx: &Tx<'_>, secret: &str) -> Result<bool> {
    let account: Option<AccountId> = tx
        .prepare_cached(
            "update notice_choices set letters = 'none', due = null where secret = ?
             returning account",
        )?
        .query_row([secret], |row| row.get(0))
        .optional()?;
    if let Some(account) = account {
        forget_letter(tx, account)?;
    }
    Ok(account.is_some())
}

/// Whether somebody has this secret.
pub fn knows_secret(conn: &Connection, secret: &str) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from notice_choices where secret = ?")?.exists([secret])?)
}

/// Whose letters fall due, and how often each wants one.
pub fn due(conn: &Connection, now: Moment, limit: usize) -> Result<Vec<(AccountId, Letters)>> {
    Ok(conn
        .prepare_cached(
            "select account, letters from notice_choices
             where due is not null and due <= ? order by due limit ?",
        )?
        .query_map(params![now, limit], |row| {
            let letters = Letters::parse(&row.get::<_, String>("letters")?).unwrap_or_default();
            Ok((row.get("account")?, letters))
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// When the next letter of anybody falls due.
pub fn next_due(conn: &Connection) -> Result<Option<Moment>> {
    Ok(conn
        .prepare_cached("select min(due) from notice_choices where due is not null")?
        .query_row([], |row| row.get(0))?)
}

/// Leaves a letter for what somebody has not seen and no letter told of; one that still waits is
/// part of it. `false` if there is nothing to tell, or a letter is with the mail server just now.
pub fn begin_letter(tx: &Tx<'_>, account: AccountId, next: Option<Moment>) -> Result<bool> {
    let waiting: Option<(i64, Option<Moment>)> = tx
        .prepare_cached("select after, begun from notice_letters where account = ?")?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    tx.prepare_cached("update notice_choices set due = ? where account = ?")?
        .execute(params![next, account])?;
    let after: i64 = match waiting {
        Some((_, Some(_))) => return Ok(false),
        Some((after, None)) => after,
        None => tx
            .prepare_cached("select told from notice_choices where account = ?")?
            .query_row([account], |row| row.get(0))?,
    };
    let upto: Option<i64> = tx
        .prepare_cached(
            "select max(id) from notices where account = ? and id > ? and seen is null",
        )?
        .query_row(params![account, after], |row| row.get(0))?;
    let Some(upto) = upto else { return Ok(false) };
    tx.prepare_cached(
        "insert into notice_letters(account, after, upto) values (?, ?, ?)
         on conflict(account) do update set upto = excluded.upto",
    )?
    .execute(params![account, after, upto])?;
    tx.prepare_cached("update notice_choices set told = ? where account = ?")?
        .execute(params![upto, account])?;
    Ok(true)
}

/// Notes that a letter goes to the mail server now, and tells what it is about. A letter that
/// went there before and was never settled is not sent again: what it told of comes into the next.
pub fn hand_over(tx: &Tx<'_>, account: AccountId) -> Result<Option<(i64, i64)>> {
    let row: Option<(i64, i64, Option<Moment>)> = tx
        .prepare_cached("select after, upto, begun from notice_letters where account = ?")?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    match row {
        None => Ok(None),
        Some((after, _, Some(_))) => {
            tx.prepare_cached("update notice_choices set told = min(told, ?) where account = ?")?
                .execute(params![after, account])?;
            forget_letter(tx, account)?;
            Ok(None)
        }
        Some((after, upto, None)) => {
            tx.prepare_cached("update notice_letters set begun = ? where account = ?")?
                .execute(params![tx.now, account])?;
            Ok(Some((after, upto)))
        }
    }
}

/// Notes that a letter was not taken, so that it may be tried again.
pub fn take_back(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("update notice_letters set begun = null where account = ?")?
        .execute([account])?;
    Ok(())
}

/// Forgets a letter: it was sent, or there is nothing to tell.
pub fn forget_letter(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from notice_letters where account = ?")?.execute([account])?;
    Ok(())
}
