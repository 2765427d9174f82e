//! Another mail address for an account: asked for with the password, counted once it is proved.

use super::{
    model::{Account, Standing, is_address},
    store,
};
use crate::{
    crypto,
    db::Tx,
    error::{Error, Result},
    events::Event,
};

/// How long the link in the letter to a new address works.
const PROVE_DAYS: i64 = 3;

/// What became of the wish for another address.
#[derive(Debug, Clone)]
pub enum Wished {
    /// It is the address of this account by now.
    Done,
    /// A letter with a link of this secret has to be sent there.
    Prove(String),
    /// Somebody else has the mailbox, which nobody but they may learn.
    Known,
}

/// Asks for another address, or for none. `letters`: whether letters can be sent; without them
/// nothing can be proved, and the address counts at once. The password was asked for.
///
/// # Errors
/// `Invalid` if it is no address, or, where no letters can be sent, if somebody has it.
pub fn wish(tx: &Tx<'_>, account: &Account, email: Option<&str>, letters: bool) -> Result<Wished> {
    store::remove_address_wish(tx, account.id)?;
    let Some(email) = email else { return count(tx, account, None) };
    if !is_address(email) {
        return Err(Error::invalid("email", "account-email-form"));
    }
    if account.email.as_deref() == Some(email) {
        return Ok(Wished::Done);
    }
    let is_known = store::has_mailbox(tx, email, Some(account.id))?;
    if !letters {
        if is_known {
            return Err(Error::invalid("email", "account-email-taken"));
        }
        return count(tx, account, Some(email));
    }
    // Noted alike, so that the page says the same of an address that somebody has.
    let (secret, token) = crypto::token();
    let expires = tx.now.plus_days(PROVE_DAYS);
    store::note_address_wish(tx, account.id, &token, email, expires)?;
    Ok(if is_known { Wished::Known } else { Wished::Prove(secret) })
}

fn count(tx: &Tx<'_>, account: &Account, email: Option<&str>) -> Result<Wished> {
    store::set_email(tx, account.id, email)?;
    tx.announce(&Event::AccountChanged { account: account.id })?;
    Ok(Wished::Done)
}

/// Makes the address count whose letter somebody has. Links in letters to the former one end.
///
/// # Errors
/// `NotFound` if the link is used up, too old, or somebody has the mailbox meanwhile.
pub fn prove(tx: &Tx<'_>, secret: &str) -> Result<()> {
    let (id, email) = store::address_wish(tx, &crypto::token_hash(secret), tx.now)?;
    let account = store::find(tx, id)?;
    let is_known = store::has_mailbox(tx, &email, Some(id))?;
    if account.standing != Standing::Active || is_known {
        return Err(Error::NotFound);
    }
    store::remove_address_wish(tx, id)?;
    store::remove_links_of(tx, id, super::model::Purpose::Password)?;
    count(tx, &account, Some(&email)).map(drop)
}
