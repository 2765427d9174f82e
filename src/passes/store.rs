//! The rows of passes.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::Pass;
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, PassId, Thing},
    time::Moment,
};

/// A pass ends with the account that made it.
const PASS: &str = "select passes.*, accounts.handle as maker from passes
    join accounts on accounts.id = passes.made_by and accounts.state = 'active'";

fn pass(row: &Row<'_>) -> rusqlite::Result<Pass> {
    let kind: String = row.get("kind")?;
    Ok(Pass {
        id: row.get("id")?,
        thing: Thing::of(&kind, row.get("target")?).unwrap_or(Thing::Site),
        made_by: row.get("made_by")?,
        maker: row.get("maker")?,
        note: row.get("note")?,
        made: row.get("made")?,
        expires: row.get("expires")?,
    })
}

/// The pass whose secret has this hash.
pub fn find_by_token(conn: &Connection, token: &[u8]) -> Result<Pass> {
    conn.prepare_cached(&format!("{PASS} where passes.token = ?"))?
        .query_row([token], pass)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The pass with this number.
pub fn find(conn: &Connection, id: PassId) -> Result<Pass> {
    conn.prepare_cached(&format!("{PASS} where passes.id = ?"))?
        .query_row([id], pass)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The passes for a thing, the newest first.
pub fn passes(conn: &Connection, thing: Thing, limit: usize) -> Result<Vec<Pass>> {
    Ok(conn
        .prepare_cached(&format!(
            "{PASS} where passes.kind = ? and passes.target = ? order by passes.id desc limit ?"
        ))?
        .query_map(params![thing.kind(), thing.id(), limit], pass)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Makes a pass, and forgets those that have ended.
pub fn insert(
    tx: &Tx<'_>,
    token: &[u8],
    thing: Thing,
    by: AccountId,
    note: &str,
    expires: Option<Moment>,
) -> Result<()> {
    tx.prepare_cached("delete from passes where kind = ? and target = ? and expires <= ?")?
        .execute(params![thing.kind(), thing.id(), tx.now])?;
    tx.prepare_cached(
        "insert into passes(token, kind, target, made_by, note, made, expires)
         values (:token, :kind, :target, :by, :note, :now, :expires)",
    )?
    .execute(named_params! {
        ":token": token, ":kind": thing.kind(), ":target": thing.id(), ":by": by, ":note": note,
        ":now": tx.now, ":expires": expires,
    })?;
    Ok(())
}

pub fn remove(tx: &Tx<'_>, id: PassId) -> Result<()> {
    tx.prepare_cached("delete from passes where id = ?")?.execute([id])?;
    Ok(())
}

/// Removes all passes that somebody made.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from passes where made_by = ?")?.execute([account])?;
    Ok(())
}
