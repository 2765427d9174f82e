//! The rows of notices.

use rusqlite::named_params;

use super::Notice;
use crate::{db::Tx, error::Result};

/// Tells a person something, unless they did it themselves.
pub fn tell(tx: &Tx<'_>, notice: &Notice<'_>) -> Result<()> {
    if notice.by == Some(notice.to) {
        return Ok(());
    }
    tx.prepare_cached(
        "insert into notices(account, by_account, key, kind, target, address, quote, made)
         values (:to, :by, :key, :kind, :target, :address, :quote, :now)",
    )?
    .execute(named_params! {
        ":to": notice.to, ":by": notice.by, ":key": notice.key, ":kind": notice.about.kind(),
        ":target": notice.about.id(), ":address": notice.address, ":quote": notice.quote,
        ":now": tx.now,
    })?;
    Ok(())
}
