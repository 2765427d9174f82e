//! What happens to resources when their owner goes: their name is taken off, or all that was in them.

use super::{
    content::Content,
    description::{Author, Description},
    model::State,
    store,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{AccountId, ResourceId},
};

/// Writes other authors over those of a resource, as when one of them leaves. It is no version, and
/// may lack what a new one may not. Nobody is asked: whoever calls this has settled that.
pub fn sign_anew(tx: &Tx<'_>, id: ResourceId, by: AccountId, authors: Vec<Author>) -> Result<()> {
    let resource = store::find(tx, id)?;
    store::write_description(tx, id, &Description { authors, ..resource.description })?;
    tx.announce(&Event::ResourceChanged { resource: id, by })
}

/// Takes out of a withdrawn resource all that was in it; only the tombstone stays. Nobody is asked:
/// whoever calls this has settled that.
pub fn hollow(tx: &Tx<'_>, id: ResourceId, by: AccountId) -> Result<()> {
    let resource = store::find(tx, id)?;
    if resource.state != State::Withdrawn {
        return Err(Error::internal("only what is withdrawn is hollowed out"));
    }
    store::remove_versions(tx, id, u32::MAX)?;
    store::write_content(tx, id, &Content::default())?;
    // Who is told that it is gone, and who never heard of it, depends on for whom it was.
    let Description { visibility, community, .. } = resource.description;
    let nothing = Description { visibility, community, ..Description::default() };
    store::write_description(tx, id, &nothing)?;
    store::mark_hollow(tx, id)?;
    tx.announce(&Event::ResourceChanged { resource: id, by })
}
