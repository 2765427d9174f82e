//! The ears of the uses: thanks go with what they were for.

use super::store;
use crate::{db::Tx, error::Result, events::Event, ids::Thing};

/// Forgets thanks for what was removed without a trace, and all that somebody said who was erased;
/// reports go with their resource.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourceErased { resource } => store::forget_thanks(tx, Thing::Resource(*resource)),
        Event::CollectionErased { collection } => {
            store::forget_thanks(tx, Thing::Collection(*collection))
        }
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}
