//! Looking around without a question: what there is in each subject, level and language.

use std::sync::Arc;

use rusqlite::Connection;

use super::{
    catalogue::{Catalogue, Chosen, Reach, View},
    document::{Facet, Target},
    store,
};
use crate::{
    error::Result,
    ids::{CollectionId, ResourceId},
};

/// What there is for a viewer.
#[derive(Debug, Clone, Default)]
pub struct Browse {
    /// How many resources.
    pub total: usize,
    /// For each facet its values, each with how many resources have it, the most frequent first.
    pub counts: [Vec<(String, u32)>; Facet::COUNT],
    /// The newest resources.
    pub resources: Vec<ResourceId>,
    /// The newest collections.
    pub collections: Vec<CollectionId>,
}

impl Browse {
    /// The broad fields, each with how many resources it has.
    pub fn subjects(&self) -> Vec<(String, u32)> {
        let mut broad = self.counts[Facet::Subject.at()].clone();
        broad.retain(|(code, _)| code.len() == 2);
        broad.sort();
        broad
    }

    /// The levels in their order, each with how many resources it has.
    pub fn levels(&self) -> Vec<(String, u32)> {
        let mut levels = self.counts[Facet::Level.at()].clone();
        levels.sort();
        levels
    }

    /// The languages, the most frequent first.
    pub fn languages(&self) -> &[(String, u32)] {
        &self.counts[Facet::Language.at()]
    }
}

/// What there is for a viewer, with the newest of it.
///
/// It is the same for all who reach the same, until something changes: the front page asks for it
/// again and again, and walking over 200,000 cards costs four milliseconds.
pub fn browse(
    conn: &Connection,
    catalogue: &Catalogue,
    reach: &Reach,
    resources: usize,
    collections: usize,
) -> Result<Arc<Browse>> {
    let view = View { stamp: store::stamp(conn)?, reach: reach.clone(), resources, collections };
    if let Some(known) = catalogue.seen(&view) {
        return Ok(known);
    }
    let browse = Arc::new(look(conn, catalogue, reach, resources, collections)?);
    catalogue.remember(view, Arc::clone(&browse));
    Ok(browse)
}

fn look(
    conn: &Connection,
    catalogue: &Catalogue,
    reach: &Reach,
    resources: usize,
    collections: usize,
) -> Result<Browse> {
    let cards = catalogue.cards(conn)?;
    let tally = cards.tally(None, &Chosen::default(), reach);
    let mut browse =
        Browse { total: tally.resources.len(), counts: tally.counts, ..Browse::default() };
    for place in cards.newest(tally.resources, 0, resources) {
        if let Some(Target::Resource(id)) = store::target_at(conn, place)? {
            browse.resources.push(id);
        }
    }
    // Communities lie among the collections, and are few.
    for place in cards.newest(tally.others, 0, collections * 8) {
        if let Some(Target::Collection(id)) = store::target_at(conn, place)?
            && browse.collections.len() < collections
        {
            browse.collections.push(id);
        }
    }
    Ok(browse)
}

/// The newest resources that have one of these values of a facet.
pub fn newest(
    conn: &Connection,
    catalogue: &Catalogue,
    reach: &Reach,
    facet: Facet,
    values: Vec<String>,
    limit: usize,
) -> Result<Vec<ResourceId>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let cards = catalogue.cards(conn)?;
    let mut chosen = Chosen::default();
    chosen[facet.at()] = values;
    let mut found = Vec::new();
    for place in cards.newest(cards.tally(None, &chosen, reach).resources, 0, limit) {
        if let Some(Target::Resource(id)) = store::target_at(conn, place)? {
            found.push(id);
        }
    }
    Ok(found)
}
