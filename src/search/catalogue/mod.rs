//! The cards of all that can be found, held in memory so that filters and counts cost a millisecond.
//!
//! A card is 32 bytes: each facet of a thing is the number of its *set* of values, and things that
//! agree share the set. Counting is then one addition for each thing and facet, and
//! the sets are taken apart into values once at the end.

mod drawer;
mod tally;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use rusqlite::Connection;

use self::drawer::Drawer;
pub use self::tally::{Chosen, Tally};
use super::{
    browse::Browse,
    document::{Card, Facet, Scope, Target},
    store::{self, Within},
};
use crate::{error::Result, ids::CommunityId};

/// The catalogue of a site. Cheap to clone; empty until the first search.
#[derive(Clone, Default)]
pub struct Catalogue(Arc<Shelves>);

#[derive(Default)]
struct Shelves {
    cards: RwLock<Cards>,
    broad: Mutex<VecDeque<Broad>>,
    fronts: Mutex<VecDeque<(View, Arc<Browse>)>>,
}

/// What was looked at without a question, and in which state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The highest stamp there was.
    pub stamp: i64,
    /// Who looked.
    pub reach: Reach,
    /// How many of the newest resources were wanted.
    pub resources: usize,
    /// How many of the newest collections.
    pub collections: usize,
}

/// So many of them are kept: people of the same communities share one.
const MOST_FRONTS: usize = 16;

/// The matches of a search that found a lot: turning its pages and choosing filters comes next.
struct Broad {
    stamp: i64,
    within: Within,
    expression: String,
    matching: Arc<[u32]>,
}

/// From so many matches on a search is kept for a while.
const BROAD: usize = 500;
/// So many such searches are kept, those asked for last.
const MOST_BROAD: usize = 256;
/// And no more than so many of their matches, four bytes each.
const MOST_KEPT: usize = 1_500_000;

impl Catalogue {
    /// The cards, after catching up with what this connection sees.
    ///
    /// Other processes write too, so the rows' stamps tell what is new, not this process' memory.
    pub fn cards(&self, conn: &Connection) -> Result<RwLockReadGuard<'_, Cards>> {
        let now = store::stamp(conn)?;
        let cards = self.0.cards.read().unwrap_or_else(PoisonError::into_inner);
        if cards.stamp >= now {
            return Ok(cards);
        }
        drop(cards);
        let mut cards = self.0.cards.write().unwrap_or_else(PoisonError::into_inner);
        cards.catch_up(conn, now)?;
        Ok(RwLockWriteGuard::downgrade(cards))
    }

    /// The places of all rows that match an expression, in their order.
    pub fn matching(
        &self,
        conn: &Connection,
        within: Within,
        expression: &str,
    ) -> Result<Arc<[u32]>> {
        let stamp = store::stamp(conn)?;
        {
            let mut broad = self.0.broad.lock().unwrap_or_else(PoisonError::into_inner);
            let is_it = |one: &Broad| {
                (one.stamp, one.within) == (stamp, within) && one.expression == expression
            };
            if let Some(known) = broad.iter().position(is_it).and_then(|at| broad.remove(at)) {
                let matching = Arc::clone(&known.matching);
                broad.push_front(known);
                return Ok(matching);
            }
        }
        let matching: Arc<[u32]> = store::matching(conn, within, expression)?.into();
        if matching.len() >= BROAD {
            let mut broad = self.0.broad.lock().unwrap_or_else(PoisonError::into_inner);
            let expression = expression.to_owned();
            broad.retain(|one| one.stamp >= stamp);
            broad.push_front(Broad { stamp, within, expression, matching: Arc::clone(&matching) });
            broad.truncate(MOST_BROAD);
            while broad.iter().map(|one| one.matching.len()).sum::<usize>() > MOST_KEPT {
                broad.pop_back();
            }
        }
        Ok(matching)
    }

    /// What there was to see, if somebody has looked since the last change.
    pub fn seen(&self, view: &View) -> Option<Arc<Browse>> {
        let fronts = self.0.fronts.lock().unwrap_or_else(PoisonError::into_inner);
        fronts.iter().find(|(known, _)| known == view).map(|(_, seen)| Arc::clone(seen))
    }

    /// Keeps what there was to see.
    pub fn remember(&self, view: View, seen: Arc<Browse>) {
        let mut fronts = self.0.fronts.lock().unwrap_or_else(PoisonError::into_inner);
        fronts.retain(|(known, _)| known.stamp >= view.stamp);
        fronts.push_front((view, seen));
        fronts.truncate(MOST_FRONTS);
    }
}

/// Which scopes a viewer reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether they have an account here.
    pub local: bool,
    /// The communities they are a member of.
    pub communities: Vec<CommunityId>,
}

const NOBODY: u16 = 0;
const PUBLIC: u16 = 1;
const LOCAL: u16 = 2;
const FIRST_COMMUNITY: u16 = 3;

/// What is known of the thing at one place, together: a walk over many places takes it from memory
/// in one go.
#[derive(Clone, Default)]
struct Slot {
    /// For each facet the number of its set of values.
    sets: [u32; Facet::COUNT],
    /// Seconds since 1970.
    shown: u32,
    /// Who may find it; with [`OTHER`] if it is no resource.
    scope: u16,
    /// How much it was used.
    used: u16,
}

/// Marks the scope of what is no resource.
const OTHER: u16 = 1 << 15;

impl Slot {
    fn scope(&self) -> usize {
        usize::from(self.scope & !OTHER)
    }

    fn is_resource(&self) -> bool {
        self.scope & OTHER == 0
    }
}

/// The cards themselves; the row's number is the place.
#[derive(Default)]
pub struct Cards {
    /// The highest stamp that was read.
    stamp: i64,
    slots: Vec<Slot>,
    drawers: [Drawer; Facet::COUNT],
    /// For each set of languages how many things have it.
    languages: Vec<u32>,
    communities: HashMap<CommunityId, u16>,
}

impl Cards {
    fn catch_up(&mut self, conn: &Connection, now: i64) -> Result<()> {
        if self.stamp >= now {
            return Ok(());
        }
        // Should reading break off, the next search begins again from the same stamp.
        store::cards_since(conn, self.stamp, |place, card| self.put(place, card))?;
        self.stamp = now;
        Ok(())
    }

    /// Puts a card in its place, where another may lie.
    pub fn put(&mut self, place: u32, card: &Card) {
        let at = place as usize;
        if at >= self.slots.len() {
            self.slots.resize(at + 1, Slot::default());
        }
        self.count_languages(at, |count| count.saturating_sub(1));
        let scope = match card.scope {
            Scope::Nobody => NOBODY,
            Scope::Public => PUBLIC,
            Scope::Local => LOCAL,
            Scope::Community(community) => self.scope_of(community),
        };
        let mut sets = [0; Facet::COUNT];
        for facet in Facet::ALL {
            let wider = facet == Facet::Subject;
            sets[facet.at()] = self.drawers[facet.at()].set(&card.values[facet.at()], wider);
        }
        let is_resource = matches!(card.target, Target::Resource(_));
        self.slots[at] = Slot {
            sets,
            shown: u32::try_from(card.shown.seconds().max(0)).unwrap_or(u32::MAX),
            scope: if is_resource { scope } else { scope | OTHER },
            used: u16::try_from(card.used).unwrap_or(u16::MAX),
        };
        self.count_languages(at, |count| count + 1);
    }

    fn count_languages(&mut self, at: usize, changed: impl Fn(u32) -> u32) {
        let slot = &self.slots[at];
        if slot.scope() == usize::from(NOBODY) {
            return;
        }
        self.languages.resize(self.drawers[Facet::Language.at()].set_count(), 0);
        let count = &mut self.languages[slot.sets[Facet::Language.at()] as usize];
        *count = changed(*count);
    }

    fn scope_of(&mut self, community: CommunityId) -> u16 {
        let next = self.communities.len() + usize::from(FIRST_COMMUNITY);
        match u16::try_from(next).ok().filter(|next| *next < OTHER) {
            Some(next) => *self.communities.entry(community).or_insert(next),
            // More communities than numbers: those that came too late are found by nobody.
            None => self.communities.get(&community).copied().unwrap_or(NOBODY),
        }
    }

    /// How many values of a facet there are, each with how many things have it, whoever may see
    /// them. For choosing the languages in which a query is read, not for showing.
    pub fn languages(&self) -> Vec<(String, u32)> {
        self.drawers[Facet::Language.at()].by_value(&self.languages)
    }

    /// How much the thing at a place was used.
    pub fn used(&self, place: u32) -> u16 {
        self.slots.get(place as usize).map_or(0, |slot| slot.used)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// About how many bytes the cards take.
    pub fn weight(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
            + self.drawers.iter().map(Drawer::weight).sum::<usize>()
    }
}
