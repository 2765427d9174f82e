//! The rows of those who ask for an account.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::{gone::is_freed, role};
use crate::{
    accounts::model::{Application, ApplicationState, Newcomer, mailbox},
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, ApplicationId},
    time::Moment,
};

const ONE: &str = "select applications.*, 'reader' as role, exists(
    select 1 from accounts where accounts.mailbox = applications.mailbox
      and accounts.state <> 'deleted') as known from applications";

fn read(row: &Row<'_>) -> rusqlite::Result<Application> {
    Ok(Application {
        id: row.get("id")?,
        newcomer: Newcomer {
            handle: row.get("handle")?,
            name: row.get("name")?,
            email: row.get("email")?,
            password: row.get("password")?,
            role: role(row)?,
        },
        why: row.get("why")?,
        state: ApplicationState::parse(&row.get::<_, String>("state")?),
        note: row.get("note")?,
        known: row.get("known")?,
        made: row.get("made")?,
    })
}

/// The application with this number.
pub fn application(conn: &Connection, id: ApplicationId) -> Result<Application> {
    conn.prepare_cached(&format!("{ONE} where id = ?"))?
        .query_row([id], read)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The application whose secret has this hash.
pub fn application_by_token(conn: &Connection, token: &[u8]) -> Result<Application> {
    conn.prepare_cached(&format!("{ONE} where token = ?"))?
        .query_row([token], read)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Those that wait for an answer, the oldest first, after one.
pub fn applications(
    conn: &Connection,
    after: Option<ApplicationId>,
    limit: usize,
) -> Result<Vec<Application>> {
    Ok(conn
        .prepare_cached(&format!("{ONE} where state = 'waiting' and id > ? order by id limit ?"))?
        .query_map(params![after.map_or(0, |id| id.0), limit], read)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many wait for an answer.
pub fn count_applications(conn: &Connection) -> Result<u64> {
    Ok(conn
        .prepare_cached("select count(*) from applications where state = 'waiting'")?
        .query_row([], |row| row.get(0))?)
}

/// Whether somebody has or had this handle, or waits and wants it.
pub fn is_handle_wanted(conn: &Connection, handle: &str) -> Result<bool> {
    if is_freed(conn, handle)? {
        return Ok(true);
    }
    Ok(conn
        .prepare_cached(
            "select 1 from handles where handle = ?1
             union all select 1 from applications
               where handle = ?1 and state in ('confirming', 'waiting')",
        )?
        .exists([handle])?)
}

/// How many have asked since then: in all, and from this address.
pub fn sign_ups_since(conn: &Connection, then: Moment, address: &[u8]) -> Result<(u64, u64)> {
    let all = conn
        .prepare_cached("select count(*) from applications where made > ?")?
        .query_row([then], |row| row.get(0))?;
    let here = conn
        .prepare_cached("select count(*) from applications where address = ? and made > ?")?
        .query_row(params![address, then], |row| row.get(0))?;
    Ok((all, here))
}

/// Puts down that somebody asks.
pub fn insert_application(
    tx: &Tx<'_>,
    token: &[u8],
    newcomer: &Newcomer,
    why: &str,
    address: &[u8],
    state: ApplicationState,
) -> Result<ApplicationId> {
    Ok(tx
        .prepare_cached(
            "insert into applications(token, handle, name, email, mailbox, password, why, address,
               state, made)
             values (:token, :handle, :name, :email, :mailbox, :password, :why, :address, :state,
               :now) returning id",
        )?
        .query_row(
            named_params! {
                ":token": token, ":handle": newcomer.handle, ":name": newcomer.name,
                ":email": newcomer.email, ":mailbox": newcomer.email.as_deref().map(mailbox),
                ":password": newcomer.password.as_deref().unwrap_or_default(), ":why": why,
                ":address": address, ":state": state.name(), ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// Its address is confirmed, and a moderator has to answer.
pub fn mark_application_waiting(tx: &Tx<'_>, id: ApplicationId) -> Result<()> {
    tx.prepare_cached("update applications set state = 'waiting' where id = ?")?.execute([id])?;
    Ok(())
}

/// Puts down how it was answered. The password is kept by the account alone.
pub fn decide_application(
    tx: &Tx<'_>,
    id: ApplicationId,
    state: ApplicationState,
    note: &str,
    by: Option<AccountId>,
    account: Option<AccountId>,
) -> Result<()> {
    tx.prepare_cached(
        "update applications set state = :state, note = :note, decided_by = :by,
           account = :account, password = '', address = null, decided = :now where id = :id",
    )?
    .execute(named_params! {
        ":state": state.name(), ":note": note, ":by": by, ":account": account, ":now": tx.now,
        ":id": id,
    })?;
    Ok(())
}

/// Forgets what is over since before `then`, and where what is older than a day came from.
pub fn forget_applications(tx: &Tx<'_>, then: Moment, confirming: Moment) -> Result<()> {
    for (state, before) in
        [("accepted", then), ("declined", then), (ApplicationState::Confirming.name(), confirming)]
    {
        tx.prepare_cached("delete from applications where state = ? and made < ?")?
            .execute(params![state, before])?;
    }
    tx.prepare_cached(
        "update applications set address = null where address is not null and made < ?",
    )?
    .execute([tx.now.plus_days(-1)])?;
    Ok(())
}
