//! The rows of mail addresses that somebody asked for and has not proved.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    accounts::model::mailbox,
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
    time::Moment,
};

/// Notes which address somebody would like, in place of what they wished before.
pub fn note_address_wish(
    tx: &Tx<'_>,
    account: AccountId,
    token: &[u8],
    email: &str,
    expires: Moment,
) -> Result<()> {
    tx.prepare_cached(
        "insert or replace into address_wishes(account, token, email, expires)
         values (?, ?, ?, ?)",
    )?
    .execute(params![account, token, email, expires])?;
    Ok(())
}

/// Whose wish has a secret with this hash, and for which address.
pub fn address_wish(conn: &Connection, token: &[u8], now: Moment) -> Result<(AccountId, String)> {
    conn.prepare_cached(
        "select account, email from address_wishes where token = ? and expires > ?",
    )?
    .query_row(params![token, now], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()?
    .ok_or(Error::NotFound)
}

/// Which address somebody wishes for and has not proved.
pub fn wished_address(
    conn: &Connection,
    account: AccountId,
    now: Moment,
) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("select email from address_wishes where account = ? and expires > ?")?
        .query_row(params![account, now], |row| row.get(0))
        .optional()?)
}

/// Forgets what address somebody wished for.
pub fn remove_address_wish(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from address_wishes where account = ?")?.execute([account])?;
    Ok(())
}

/// Forgets all that nobody proved in time.
pub fn forget_address_wishes(tx: &Tx<'_>) -> Result<()> {
    tx.prepare_cached("delete from address_wishes where expires <= ?")?.execute([tx.now])?;
    Ok(())
}

/// Gives an account this address, or none.
pub fn set_email(tx: &Tx<'_>, id: AccountId, email: Option<&str>) -> Result<()> {
    tx.prepare_cached("update accounts set email = ?, mailbox = ?, changed = ? where id = ?")?
        .execute(params![email, email.map(mailbox), tx.now, id])?;
    Ok(())
}
