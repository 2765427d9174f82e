//! What people do with notices: see them, and choose what they want to be told.

use super::{
    letters::PostDue,
    model::{Choices, Letters},
    store,
};
use crate::{
    accounts, crypto,
    db::Tx,
    error::{Error, Result},
    ids::NoticeId,
    jobs::Job,
    web::Person,
};

/// Opens a notice: it counts as seen. Tells where it leads.
pub fn open(tx: &Tx<'_>, person: &Person, id: NoticeId) -> Result<String> {
    store::mark_seen(tx, person.account, id)
}

/// Marks all notices up to this one as seen.
pub fn see_all(tx: &Tx<'_>, person: &Person, upto: NoticeId) -> Result<()> {
    store::mark_all_seen(tx, person.account, upto)
}

/// Chooses what to be told, and by which letters.
///
/// # Errors
/// `Invalid` if there is no address to which letters could go.
pub fn choose(
    tx: &Tx<'_>,
    person: &Person,
    letters: Letters,
    follows: bool,
    language: &str,
) -> Result<()> {
    if letters != Letters::Never && accounts::find(tx, person.account)?.email.is_none() {
        return Err(Error::invalid("letters", "notices-no-address"));
    }
    let secret = match store::choices(tx, person.account)? {
        Some(known) => known.secret,
        None => crypto::token().0,
    };
    let choices = Choices { letters, language: language.to_owned(), follows, secret };
    let due = letters.next(tx.now);
    store::choose(tx, person.account, &choices, due)?;
    match due {
        Some(due) => PostDue {}.enqueue_at(tx, due),
        None => store::forget_letter(tx, person.account),
    }
}

/// Ends the letters of whoever has this secret; nobody needs to sign in for it.
pub fn unsubscribe(tx: &Tx<'_>, secret: &str) -> Result<()> {
    if store::end_letters(tx, secret)? { Ok(()) } else { Err(Error::NotFound) }
}
