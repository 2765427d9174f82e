//! Accounts that go: erased when somebody leaves, suspended when nobody came for long.

use super::{model::Standing, store};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::AccountId,
    web::Role,
};

/// Erases all that is personal of an account; a name stays for what they leave here. The handle is
/// forgotten, too, and yet never given to anybody else.
///
/// # Errors
/// `Conflict` for the last administrator.
pub fn erase(tx: &Tx<'_>, id: AccountId, name: &str) -> Result<()> {
    let account = store::find(tx, id)?;
    let looks_after_all =
        account.role == Role::Administrator && account.standing == Standing::Active;
    if looks_after_all && store::count_administrators(tx)? < 2 {
        return Err(Error::Conflict("account-last-administrator"));
    }
    store::erase(tx, &account, name)?;
    tx.announce(&Event::AccountErased { account: id })
}

/// Suspends somebody who has not been here for long.
pub fn suspend_idle(tx: &Tx<'_>, id: AccountId) -> Result<()> {
    let account = store::find(tx, id)?;
    if account.role == Role::Administrator || account.standing != Standing::Active {
        return Ok(());
    }
    store::remove_sessions(tx, id, None)?;
    store::mark_standing(tx, id, Standing::Suspended)?;
    tx.announce(&Event::AccountStanding { account: id, by: id })
}
