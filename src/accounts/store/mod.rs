//! The rows of people, sessions, links and invitations.

mod addresses;
mod applications;
mod classes;
mod gone;
mod invitations;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

pub use self::{
    addresses::{
        address_wish, forget_address_wishes, note_address_wish, remove_address_wish, set_email,
        wished_address,
    },
    applications::{
        application, application_by_token, applications, count_applications, decide_application,
        forget_applications, insert_application, is_handle_wanted, mark_application_waiting,
        sign_ups_since,
    },
    classes::{class, classes, insert_class, leave_class, mark_class, pupils, remove_class},
    gone::{erase, is_freed, mark_closed_for_good},
    invitations::{
        find_invitation, forget_invitations, hash_codes, insert_invitation, invitations,
        remove_invitation, sent_invitations, use_invitation,
    },
};
use super::model::{Account, Newcomer, Purpose, Session, Standing, mailbox};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, SessionId},
    time::Moment,
    web::{Person, Restraint, Role, Unseen, Viewer},
};

fn role(row: &Row<'_>) -> rusqlite::Result<Role> {
    let name: String = row.get("role")?;
    Ok(name.parse().unwrap_or(Role::Reader))
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let small: Option<String> = row.get("picture_small")?;
    let large: Option<String> = row.get("picture_large")?;
    Ok(Account {
        id: row.get("id")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        email: row.get("email")?,
        password: row.get("password")?,
        role: role(row)?,
        standing: Standing::parse(&row.get::<_, String>("state")?),
        about: row.get("about")?,
        organisation: row.get("organisation")?,
        website: row.get("website")?,
        picture: small.zip(large),
        accepted: row.get("accepted")?,
        joined: row.get("joined")?,
        seen: row.get("seen")?,
        silenced: row.get("silenced")?,
        vouched: row.get("vouched")?,
        class: row.get("class")?,
    })
}

/// The account with this number.
pub fn find(conn: &Connection, id: AccountId) -> Result<Account> {
    conn.prepare_cached("select * from accounts where id = ?")?
        .query_row([id], account)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Somebody as the rooms ask who may read.
pub fn viewer(conn: &Connection, id: AccountId) -> Result<Viewer> {
    Ok(Viewer(Some(find(conn, id)?.into_person())))
}

/// The account with this handle.
pub fn find_by_handle(conn: &Connection, handle: &str) -> Result<Account> {
    conn.prepare_cached("select * from accounts where handle = ?")?
        .query_row([handle.trim_start_matches('@').to_lowercase()], account)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The account that signs in with this handle or mail address.
pub fn find_by_name(conn: &Connection, name: &str) -> Result<Account> {
    let name = name.trim().to_lowercase();
    if name.contains('@') && !name.starts_with('@') {
        return conn
            .prepare_cached("select * from accounts where email = ? and state <> 'deleted'")?
            .query_row([name], account)
            .optional()?
            .ok_or(Error::NotFound);
    }
    find_by_handle(conn, &name)
}

/// All accounts, the newest first, whose handle, name or address contains the text.
pub fn list(conn: &Connection, containing: &str, limit: u32) -> Result<Vec<Account>> {
    Ok(conn
        .prepare_cached(
            "select * from accounts where state <> 'deleted'
               and (?1 = '' or instr(handle || ' ' || lower(name) || ' ' || ifnull(email, ''), ?1) > 0)
             order by id desc limit ?2",
        )?
        .query_map(params![containing.to_lowercase(), limit], account)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many administrators can come in.
pub fn count_administrators(conn: &Connection) -> Result<u64> {
    Ok(conn
        .prepare_cached(
            "select count(*) from accounts where role = 'administrator' and state = 'active'",
        )?
        .query_row([], |row| row.get(0))?)
}

/// Takes a handle for ever. `Invalid` if somebody has or had it.
pub fn take_handle(tx: &Tx<'_>, handle: &str, kind: &str) -> Result<()> {
    if is_freed(tx, handle)? {
        return Err(Error::invalid("handle", "account-handle-taken"));
    }
    let taken = tx
        .prepare_cached(
            "insert into handles(handle, kind, taken) values (?, ?, ?) on conflict do nothing",
        )?
        .execute(params![handle, kind, tx.now])?;
    if taken == 1 { Ok(()) } else { Err(Error::invalid("handle", "account-handle-taken")) }
}

pub fn insert(tx: &Tx<'_>, newcomer: &Newcomer) -> Result<AccountId> {
    take_handle(tx, &newcomer.handle, "person")?;
    let email = newcomer.email.as_deref().map(str::to_lowercase);
    if let Some(email) = &email
        && has_mailbox(tx, email, None)?
    {
        return Err(Error::invalid("email", "account-email-taken"));
    }
    let name =
        if newcomer.name.trim().is_empty() { &newcomer.handle } else { newcomer.name.trim() };
    Ok(tx
        .prepare_cached(
            "insert into accounts(handle, name, email, mailbox, password, role, joined, changed)
             values (:handle, :name, :email, :mailbox, :password, :role, :now, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":handle": newcomer.handle, ":name": name, ":email": email,
                ":mailbox": email.as_deref().map(mailbox), ":password": newcomer.password, ":role": newcomer.role.name(), ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// Whether an account has the mailbox behind this address; `but` is not counted.
pub fn has_mailbox(conn: &Connection, email: &str, but: Option<AccountId>) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from accounts where mailbox = ? and state <> 'deleted' and id is not ?",
        )?
        .exists(params![mailbox(email), but])?)
}

pub fn update_profile(tx: &Tx<'_>, account: &Account) -> Result<()> {
    tx.prepare_cached(
        "update accounts set name = :name, about = :about, organisation = :organisation,
           website = :website, changed = :now where id = :id",
    )?
    .execute(named_params! {
        ":name": account.name, ":about": account.about, ":organisation": account.organisation,
        ":website": account.website, ":now": tx.now, ":id": account.id,
    })?;
    Ok(())
}

pub fn set_picture(tx: &Tx<'_>, id: AccountId, picture: Option<(&str, &str)>) -> Result<()> {
    tx.prepare_cached("update accounts set picture_small = ?, picture_large = ? where id = ?")?
        .execute(params![picture.map(|p| p.0), picture.map(|p| p.1), id])?;
    Ok(())
}

/// Whether somebody's picture is this file.
pub fn keeps_file(conn: &Connection, sha256: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from accounts where picture_small = ?1 or picture_large = ?1")?
        .exists([sha256])?)
}

/// What somebody is interested in: codes of `subject`, `level` or `language`.
pub fn interests(conn: &Connection, id: AccountId, kind: &str) -> Result<Vec<String>> {
    Ok(conn
        .prepare_cached(
            "select value from interests where account = ? and kind = ? order by value",
        )?
        .query_map(params![id, kind], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn set_interests(tx: &Tx<'_>, id: AccountId, kind: &str, values: &[String]) -> Result<()> {
    tx.prepare_cached("delete from interests where account = ? and kind = ?")?
        .execute(params![id, kind])?;
    for value in values {
        tx.prepare_cached(
            "insert or ignore into interests(account, kind, value) values (?, ?, ?)",
        )?
        .execute(params![id, kind, value])?;
    }
    Ok(())
}

pub fn mark_password(tx: &Tx<'_>, id: AccountId, hash: &str) -> Result<()> {
    tx.prepare_cached("update accounts set password = ?, changed = ? where id = ?")?
        .execute(params![hash, tx.now, id])?;
    tx.prepare_cached("delete from links where account = ?")?.execute([id])?;
    // Whoever set the new password may be taking the account back.
    remove_address_wish(tx, id)
}

pub fn mark_role(tx: &Tx<'_>, id: AccountId, role: Role) -> Result<()> {
    tx.prepare_cached("update accounts set role = ?, changed = ? where id = ?")?
        .execute(params![role.name(), tx.now, id])?;
    Ok(())
}

pub fn mark_standing(tx: &Tx<'_>, id: AccountId, standing: Standing) -> Result<()> {
    tx.prepare_cached("update accounts set state = ?, changed = ? where id = ?")?
        .execute(params![standing.name(), tx.now, id])?;
    Ok(())
}

/// Lets somebody read and not write, or write again.
pub fn mark_silenced(tx: &Tx<'_>, id: AccountId, silenced: bool) -> Result<()> {
    tx.prepare_cached("update accounts set silenced = ?, changed = ? where id = ?")?
        .execute(params![silenced.then_some(tx.now), tx.now, id])?;
    Ok(())
}

/// Closes an account, or opens it again.
pub fn mark_closed(tx: &Tx<'_>, id: AccountId, closed: bool) -> Result<()> {
    let standing = if closed { Standing::Deleted } else { Standing::Active };
    tx.prepare_cached("update accounts set state = ?, closed = ?, changed = ? where id = ?")?
        .execute(params![standing.name(), closed.then_some(tx.now), tx.now, id])?;
    Ok(())
}

/// Since when an account is closed and not emptied yet.
pub fn closed_since(conn: &Connection, id: AccountId) -> Result<Option<Moment>> {
    Ok(conn
        .prepare_cached("select closed from accounts where id = ? and state = 'deleted'")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Whether another person than this one could decide as a moderator of the site.
pub fn has_moderator_but(conn: &Connection, id: AccountId) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select 1 from accounts where role in ('moderator', 'administrator')
               and state = 'active' and id <> ?",
        )?
        .exists([id])?)
}

/// Those who moderate the whole site.
pub fn moderators(conn: &Connection) -> Result<Vec<AccountId>> {
    Ok(conn
        .prepare_cached(
            "select id from accounts where role in ('moderator', 'administrator')
               and state = 'active' order by id",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Whether somebody here has vouched for them.
pub fn mark_vouched(tx: &Tx<'_>, id: AccountId, vouched: bool) -> Result<()> {
    tx.prepare_cached("update accounts set vouched = ? where id = ?")?
        .execute(params![vouched, id])?;
    Ok(())
}

/// Counts one accepted resource and returns how many there are now.
pub fn mark_accepted(tx: &Tx<'_>, id: AccountId) -> Result<u32> {
    Ok(tx
        .prepare_cached(
            "update accounts set accepted = accepted + 1, vouched = 1 where id = ?
             returning accepted",
        )?
        .query_row([id], |row| row.get(0))?)
}

/// The person behind a session's token, unless it has expired or they may not come in.
pub fn greet(
    conn: &Connection,
    token: &[u8],
    now: Moment,
) -> Result<Option<(Person, Moment, Restraint, Unseen)>> {
    Ok(conn
        .prepare_cached(
            "select sessions.id as session, sessions.seen, accounts.id, handle, name, role,
               silenced is not null as silenced, vouched,
               (select count(*) from (select 1 from notices
                  where account = accounts.id and notices.seen is null limit ?)) as unseen
             from sessions join accounts on accounts.id = sessions.account
             where token = ? and expires > ? and state = 'active'",
        )?
        .query_row(params![Unseen::MOST, token, now], |row| {
            let person = Person {
                account: row.get("id")?,
                handle: row.get("handle")?,
                name: row.get("name")?,
                role: role(row)?,
                session: row.get("session")?,
            };
            let restraint = Restraint {
                silenced: row.get("silenced")?,
                unknown: !row.get::<_, bool>("vouched")?,
            };
            Ok((person, row.get("seen")?, restraint, Unseen(row.get("unseen")?)))
        })
        .optional()?)
}

pub fn insert_session(
    tx: &Tx<'_>,
    id: AccountId,
    token: &[u8],
    agent: &str,
    expires: Moment,
) -> Result<()> {
    tx.prepare_cached("delete from sessions where expires <= ?")?.execute([tx.now])?;
    tx.prepare_cached(
        "insert into sessions(account, token, agent, made, seen, expires)
         values (:account, :token, :agent, :now, :now, :expires)",
    )?
    .execute(named_params! {
        ":account": id, ":token": token, ":agent": agent, ":now": tx.now, ":expires": expires,
    })?;
    tx.prepare_cached("update accounts set seen = ? where id = ?")?.execute(params![tx.now, id])?;
    Ok(())
}

pub fn mark_seen(tx: &Tx<'_>, session: SessionId, expires: Moment) -> Result<()> {
    tx.prepare_cached("update sessions set seen = ?, expires = ? where id = ?")?
        .execute(params![tx.now, expires, session])?;
    tx.prepare_cached(
        "update accounts set seen = ? where id = (select account from sessions where id = ?)",
    )?
    .execute(params![tx.now, session])?;
    Ok(())
}

pub fn sessions(conn: &Connection, id: AccountId, now: Moment) -> Result<Vec<Session>> {
    Ok(conn
        .prepare_cached(
            "select id, agent, made, seen from sessions where account = ? and expires > ?
             order by seen desc",
        )?
        .query_map(params![id, now], |row| {
            Ok(Session {
                id: row.get("id")?,
                agent: row.get("agent")?,
                made: row.get("made")?,
                seen: row.get("seen")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn remove_session(tx: &Tx<'_>, id: AccountId, session: SessionId) -> Result<()> {
    tx.prepare_cached("delete from sessions where account = ? and id = ?")?
        .execute(params![id, session])?;
    Ok(())
}

pub fn remove_sessions(tx: &Tx<'_>, id: AccountId, but: Option<SessionId>) -> Result<()> {
    tx.prepare_cached("delete from sessions where account = ? and id is not ?")?
        .execute(params![id, but])?;
    Ok(())
}

pub fn insert_link(
    tx: &Tx<'_>,
    token: &[u8],
    purpose: Purpose,
    account: Option<AccountId>,
    expires: Moment,
) -> Result<()> {
    tx.prepare_cached("delete from links where expires <= ?")?.execute([tx.now])?;
    tx.prepare_cached(
        "insert into links(token, purpose, account, made, expires) values (?, ?, ?, ?, ?)",
    )?
    .execute(params![token, purpose.name(), account, tx.now, expires])?;
    Ok(())
}

/// Whether the link still opens something, and for whom.
pub fn find_link(
    conn: &Connection,
    token: &[u8],
    purpose: Purpose,
    now: Moment,
) -> Result<Option<AccountId>> {
    conn.prepare_cached(
        "select account from links where token = ? and purpose = ? and expires > ?",
    )?
    .query_row(params![token, purpose.name(), now], |row| row.get(0))
    .optional()?
    .ok_or(Error::NotFound)
}

/// Makes somebody's links of one purpose useless.
pub fn remove_links_of(tx: &Tx<'_>, id: AccountId, purpose: Purpose) -> Result<()> {
    tx.prepare_cached("delete from links where account = ? and purpose = ?")?
        .execute(params![id, purpose.name()])?;
    Ok(())
}

/// Uses a link up.
pub fn remove_link(tx: &Tx<'_>, token: &[u8]) -> Result<()> {
    tx.prepare_cached("delete from links where token = ?")?.execute([token])?;
    Ok(())
}

/// Makes all links of one purpose useless.
pub fn remove_links(tx: &Tx<'_>, purpose: Purpose) -> Result<()> {
    tx.prepare_cached("delete from links where purpose = ?")?.execute([purpose.name()])?;
    Ok(())
}
