//! The rows of those who are gone: what is erased of an account, and what stays of its handle.

use rusqlite::{Connection, named_params, params};

use crate::{
    accounts::model::{Account, mailbox},
    crypto,
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// Under what the handle of somebody who is gone stays taken. No living handle looks so.
fn shadow(handle: &str) -> String {
    format!("#{}", crypto::sha256(handle.as_bytes()).hex())
}

/// Whether this was the handle of somebody whose account is erased.
pub fn is_freed(conn: &Connection, handle: &str) -> Result<bool> {
    let handle = handle.trim_start_matches('@').to_lowercase();
    Ok(conn.prepare_cached("select 1 from handles where handle = ?")?.exists([shadow(&handle)])?)
}

/// From now on a closed account cannot be opened again.
pub fn mark_closed_for_good(tx: &Tx<'_>, id: AccountId) -> Result<()> {
    tx.prepare_cached("update accounts set closed = null, changed = ? where id = ?")?
        .execute(params![tx.now, id])?;
    Ok(())
}

/// Erases all that is personal of an account but a name. Handles are often made from names, so that
/// only a digest of this one stays taken; the account gets one that nobody can choose.
pub fn erase(tx: &Tx<'_>, account: &Account, name: &str) -> Result<()> {
    let id = account.id;
    let handle = format!("former-{id}");
    tx.prepare_cached(
        "insert or ignore into handles(handle, kind, taken) values (?, 'person', ?)",
    )?
    .execute(params![handle, tx.now])?;
    tx.prepare_cached(
        "update accounts set handle = :handle, name = :name, email = null, mailbox = null,
           password = null, role = 'reader', state = 'deleted', closed = null, class = null,
           about = '', organisation = '', website = '', picture_small = null,
           picture_large = null, seen = null, silenced = null, changed = :now where id = :id",
    )?
    .execute(named_params! { ":handle": handle, ":name": name, ":now": tx.now, ":id": id })?;
    if account.handle != handle {
        tx.prepare_cached("update handles set handle = ? where handle = ?")?
            .execute(params![shadow(&account.handle), account.handle])?;
    }
    for table in [
        "delete from interests where account = ?",
        "delete from sessions where account = ?",
        "delete from links where account = ?",
        "delete from address_wishes where account = ?",
        "delete from invitations where made_by = ?",
        "delete from applications where account = ?",
        "update applications set decided_by = null where decided_by = ?",
        "update classes set made_by = null where made_by = ?",
    ] {
        tx.prepare_cached(table)?.execute([id])?;
    }
    if let Some(email) = &account.email {
        let mailbox = mailbox(email);
        tx.prepare_cached("delete from applications where mailbox = ?")?.execute([&mailbox])?;
        // Few are open at a time, and nobody else was asked under this address.
        let sent = super::sent_invitations(tx)?;
        for (invitation, to) in sent {
            if super::mailbox(&to) == mailbox {
                super::remove_invitation(tx, invitation)?;
            }
        }
    }
    Ok(())
}
