//! The ears of the search: a change of a thing changes its card at once; its words follow.

use super::{document::Target, index::ReadWords, sources, store};
use crate::{db::Tx, error::Result, events::Event, ids::Thing, jobs::Job, uses};

/// Keeps the cards in step with what happens.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourcePublished { resource, .. }
        | Event::ResourceChanged { resource, .. }
        | Event::ResourceUnpublished { resource, .. }
        | Event::TopicsChanged { resource, .. }
        | Event::WordsRead { resource }
        | Event::ResourceRestored { resource, .. } => refresh(tx, Target::Resource(*resource)),
        Event::ResourceWithdrawn { resource, .. } | Event::ResourceErased { resource } => {
            store::take_out(tx, Target::Resource(*resource))
        }
        Event::CollectionMade { collection, .. } | Event::CollectionChanged { collection, .. } => {
            refresh(tx, Target::Collection(*collection))
        }
        Event::CollectionWithdrawn { collection, .. } | Event::CollectionErased { collection } => {
            store::take_out(tx, Target::Collection(*collection))
        }
        Event::CommunityFounded { community, .. } | Event::CommunityChanged { community, .. } => {
            refresh(tx, Target::Community(*community))
        }
        Event::UseReported { resource, .. }
        | Event::UseWithdrawn { resource, .. }
        | Event::Thanked { thing: Thing::Resource(resource), .. }
        | Event::ThanksTaken { thing: Thing::Resource(resource), .. } => {
            let weights = uses::weight(tx, &[*resource])?;
            let used = weights.get(resource).copied().unwrap_or(0);
            store::set_used(tx, Target::Resource(*resource), used)
        }
        _ => Ok(()),
    }
}

/// Puts down the card of a thing anew, or takes the thing out.
pub fn refresh(tx: &Tx<'_>, target: Target) -> Result<()> {
    match sources::card(tx, target)? {
        Some(card) => {
            store::put_card(tx, &card)?;
            ReadWords {}.enqueue(tx)
        }
        None => store::take_out(tx, target),
    }
}
