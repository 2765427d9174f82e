//! The rows of invitations. Of a code only the hash is kept.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::role;
use crate::{
    accounts::model::Invitation,
    crypto,
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, InvitationId},
    time::Moment,
};

fn invitation(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    Ok(Invitation {
        id: row.get("id")?,
        role: role(row)?,
        email: row.get("email")?,
        note: row.get("note")?,
        uses_left: row.get("uses_left")?,
        expires: row.get("expires")?,
    })
}

/// Writes an invitation down, known by the hash of its code.
pub fn insert_invitation(
    tx: &Tx<'_>,
    token: &[u8],
    invitation: &Invitation,
    by: AccountId,
) -> Result<()> {
    tx.prepare_cached(
        "insert into invitations(token, role, email, note, uses_left, made_by, made, expires)
         values (:token, :role, :email, :note, :uses, :by, :now, :expires)",
    )?
    .execute(named_params! {
        ":token": token, ":role": invitation.role.name(), ":email": invitation.email,
        ":note": invitation.note, ":uses": invitation.uses_left, ":by": by, ":now": tx.now,
        ":expires": invitation.expires,
    })?;
    Ok(())
}

/// The invitation whose code has this hash, if it can still be used.
pub fn find_invitation(conn: &Connection, token: &[u8], now: Moment) -> Result<Invitation> {
    conn.prepare_cached(
        "select * from invitations where token = ? and uses_left > 0 and expires > ?",
    )?
    .query_row(params![token, now], invitation)
    .optional()?
    .ok_or(Error::NotFound)
}

/// Those that can still be used, the newest first.
pub fn invitations(conn: &Connection, now: Moment) -> Result<Vec<Invitation>> {
    Ok(conn
        .prepare_cached(
            "select * from invitations where uses_left > 0 and expires > ? order by id desc",
        )?
        .query_map([now], invitation)?
        .collect::<rusqlite::Result<_>>()?)
}

/// To which addresses invitations were sent.
pub fn sent_invitations(conn: &Connection) -> Result<Vec<(InvitationId, String)>> {
    Ok(conn
        .prepare_cached("select id, email from invitations where email is not null")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Notes that somebody came in by it.
pub fn use_invitation(tx: &Tx<'_>, id: InvitationId) -> Result<()> {
    tx.prepare_cached("update invitations set uses_left = uses_left - 1, used = ? where id = ?")?
        .execute(params![tx.now, id])?;
    Ok(())
}

/// Takes an invitation back.
pub fn remove_invitation(tx: &Tx<'_>, id: InvitationId) -> Result<()> {
    tx.prepare_cached("delete from invitations where id = ?")?.execute([id])?;
    Ok(())
}

/// Removes what has been used up or over since before `then`.
pub fn forget_invitations(tx: &Tx<'_>, then: Moment) -> Result<()> {
    tx.prepare_cached(
        "delete from invitations where expires < ?1
           or (uses_left = 0 and ifnull(used, made) < ?1)",
    )?
    .execute([then])?;
    Ok(())
}

/// Hashes the codes that earlier versions of the program kept as they are: SQL alone, and so a
/// migration, cannot. It is done at every start and finds nothing after the first.
pub fn hash_codes(tx: &Tx<'_>) -> Result<()> {
    let plain: Vec<(InvitationId, String)> = tx
        .prepare_cached("select id, code from invitations where code is not null")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, code) in plain {
        tx.prepare_cached("update invitations set token = ?, code = null where id = ?")?
            .execute(params![crypto::token_hash(&code), id])?;
    }
    Ok(())
}
