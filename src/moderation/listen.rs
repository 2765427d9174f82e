//! The ears of moderation: what is done to an account by hand stands in the log, too; whoever is
//! erased is named nowhere any more.

use super::store::{self, NewLine};
use crate::{
    accounts::{self, Standing},
    db::Tx,
    error::{Optional, Result},
    events::Event,
    ids::{AccountId, Thing},
    web::{Person, Role},
};

/// Who acts where no person does.
const COMMAND_LINE: &str = "hornbook";

/// Writes down what somebody did to an account by hand, and forgets who was erased.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountStandingByHand { account, by } => stands(tx, *account, *by),
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}

fn stands(tx: &Tx<'_>, id: AccountId, by: AccountId) -> Result<()> {
    let account = accounts::find(tx, id)?;
    let handle = accounts::find(tx, by).optional()?.map(|found| found.handle);
    let by = Person {
        account: by,
        handle: handle.unwrap_or_else(|| COMMAND_LINE.to_owned()),
        name: String::new(),
        role: Role::Moderator,
        session: None,
    };
    let thing = Thing::Person(id);
    let (deed, undoes) = match account.standing {
        Standing::Suspended => ("suspended", None),
        Standing::Deleted => ("deleted", None),
        Standing::Active => ("undone", store::last_of(tx, thing, "suspended")?),
    };
    let address = format!("/u/{}", account.handle);
    let (title, address) = (account.name.as_str(), address.as_str());
    let line = NewLine { by: &by, deed, thing, title, address, reason: "", case: None, undoes };
    store::write_line(tx, &line).map(drop)
}
