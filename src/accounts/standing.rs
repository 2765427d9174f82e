//! What moderators do to somebody who does harm: silence, suspend, close; and taking it back.

use serde::{Deserialize, Serialize};

use super::{
    actions::keep_one_administrator,
    model::{Account, Standing},
    store,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::AccountId,
    jobs::Job,
    site::Site,
    web::{Person, Role},
};

/// So many days a closed account can be opened again; then it is emptied.
pub const UNDO_DAYS: i64 = 14;

/// Passes moderators, unless it is about somebody who may as much as they; nobody restrains
/// themselves.
pub fn may_restrain(by: &Person, account: &Account) -> Result<()> {
    by.at_least(Role::Moderator)?;
    if by.account == account.id {
        return Err(Error::Forbidden("account-not-oneself"));
    }
    if by.role < Role::Administrator && account.role >= by.role {
        return Err(Error::Forbidden("account-above-you"));
    }
    Ok(())
}

fn restrainable(tx: &Tx<'_>, by: &Person, id: AccountId) -> Result<Account> {
    let account = store::find(tx, id)?;
    may_restrain(by, &account)?;
    Ok(account)
}

/// Lets somebody read and not write, or write again.
pub fn silence(tx: &Tx<'_>, by: &Person, id: AccountId, silenced: bool) -> Result<()> {
    restrainable(tx, by, id)?;
    store::mark_silenced(tx, id, silenced)?;
    tx.announce(&Event::AccountStanding { account: id, by: by.account })
}

/// Suspends somebody by hand, or lets them in again; the moderation writes it down.
pub fn change_standing(tx: &Tx<'_>, by: &Person, handle: &str, standing: Standing) -> Result<()> {
    let account = store::find_by_handle(tx, handle)?.id;
    suspend(tx, by, account, standing == Standing::Suspended)?;
    tx.announce(&Event::AccountStandingByHand { account, by: by.account })
}

/// Suspends somebody, or lets them in again. Suspension ends their sessions.
pub fn suspend(tx: &Tx<'_>, by: &Person, id: AccountId, suspended: bool) -> Result<()> {
    by.at_least(Role::Moderator)?;
    let account = store::find(tx, id)?;
    let standing = if suspended { Standing::Suspended } else { Standing::Active };
    let is_administrator =
        account.role == Role::Administrator && account.standing == Standing::Active;
    if standing != Standing::Active && is_administrator && by.role == Role::Administrator {
        keep_one_administrator(tx)?;
    }
    may_restrain(by, &account)?;
    if standing != Standing::Active {
        store::remove_sessions(tx, account.id, None)?;
    }
    store::mark_standing(tx, account.id, standing)?;
    tx.announce(&Event::AccountStanding { account: account.id, by: by.account })
}

/// Closes somebody's account. For two weeks it can be opened again as it was; then what is
/// personal in it is erased.
pub fn close(tx: &Tx<'_>, by: &Person, id: AccountId) -> Result<()> {
    let account = restrainable(tx, by, id)?;
    if account.standing == Standing::Deleted {
        return Ok(());
    }
    if account.role == Role::Administrator && account.standing == Standing::Active {
        keep_one_administrator(tx)?;
    }
    close_now(tx, by, id)
}

/// The same by hand for whoever may, such as the maker of a class; the moderation writes it down.
pub(super) fn close_by_hand(tx: &Tx<'_>, by: &Person, account: AccountId) -> Result<()> {
    close_now(tx, by, account)?;
    tx.announce(&Event::AccountStandingByHand { account, by: by.account })
}

fn close_now(tx: &Tx<'_>, by: &Person, id: AccountId) -> Result<()> {
    store::remove_sessions(tx, id, None)?;
    store::mark_closed(tx, id, true)?;
    Empty { account: id }.enqueue_at(tx, tx.now.plus_days(UNDO_DAYS))?;
    tx.announce(&Event::AccountStanding { account: id, by: by.account })
}

/// Opens a closed account again.
///
/// # Errors
/// `Conflict` once it was emptied.
pub fn reopen(tx: &Tx<'_>, by: &Person, id: AccountId) -> Result<()> {
    restrainable(tx, by, id)?;
    if store::closed_since(tx, id)?.is_none() {
        return Err(Error::Conflict("account-emptied"));
    }
    store::mark_closed(tx, id, false)?;
    tx.announce(&Event::AccountStanding { account: id, by: by.account })
}

/// Ends the two weeks in which a closed account could be opened again; whoever hears of it takes
/// out what is personal.
#[derive(Serialize, Deserialize)]
pub struct Empty {
    account: AccountId,
}

impl Job for Empty {
    const KIND: &'static str = "accounts.empty";

    async fn run(self, site: Site) -> Result<()> {
        site.db
            .write(move |tx| {
                // It may have been opened again, and even closed again, meanwhile.
                let closed = store::closed_since(tx, self.account)?;
                if closed.is_some_and(|since| since.plus_days(UNDO_DAYS) <= tx.now) {
                    store::mark_closed_for_good(tx, self.account)?;
                    tx.announce(&Event::AccountClosedForGood { account: self.account })?;
                }
                Ok(())
            })
            .await
    }
}
