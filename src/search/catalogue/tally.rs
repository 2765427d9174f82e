//! Filtering and counting: one walk over the cards answers both.

use super::{Cards, FIRST_COMMUNITY, Facet, LOCAL, NOBODY, PUBLIC, Reach};

/// The values that are filtered by: within a facet one of them is enough, every facet must agree.
pub type Chosen = [Vec<String>; Facet::COUNT];

/// What a walk over the cards found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The places of the resources that pass, in their order.
    pub resources: Vec<u32>,
    /// The places of collections and communities that pass.
    pub others: Vec<u32>,
    /// For each facet its values, each with how many resources would have it under the *other*
    /// facets' filters, the most frequent first.
    pub counts: [Vec<(String, u32)>; Facet::COUNT],
    /// For each facet how many more resources there would be without its filter.
    pub without: [u32; Facet::COUNT],
}

impl Cards {
    /// Walks over the cards at these places, or over all, and keeps what this viewer reaches.
    pub fn tally(&self, among: Option<&[u32]>, chosen: &Chosen, reach: &Reach) -> Tally {
        let open = self.open_scopes(reach);
        let mut filters = Vec::new();
        for facet in Facet::ALL {
            let drawer = &self.drawers[facet.at()];
            if let Some(with) = drawer.sets_with(&narrowest(facet, &chosen[facet.at()])) {
                filters.push((facet.at(), with));
            }
        }
        let mut walk = Walk {
            cards: self,
            open: &open,
            filters: &filters,
            counts: self.drawers.each_ref().map(|drawer| vec![0; drawer.set_count()]),
            tally: Tally::default(),
        };
        match among {
            Some(places) => places.iter().for_each(|place| walk.step(*place)),
            None => (0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX))
                .for_each(|place| walk.step(place)),
        }
        let Walk { counts, mut tally, .. } = walk;
        for (at, counts) in counts.iter().enumerate() {
            tally.counts[at] = self.drawers[at].by_value(counts);
        }
        tally
    }

    fn open_scopes(&self, reach: &Reach) -> Vec<bool> {
        let mut open = vec![false; usize::from(FIRST_COMMUNITY) + self.communities.len()];
        open[usize::from(NOBODY)] = false;
        open[usize::from(PUBLIC)] = true;
        open[usize::from(LOCAL)] = reach.local;
        for community in &reach.communities {
            if let Some(scope) = self.communities.get(community) {
                open[usize::from(*scope)] = true;
            }
        }
        open
    }

    /// Sorts the newest of these places to the front, and returns those from `skip` on.
    pub fn newest(&self, mut places: Vec<u32>, skip: usize, take: usize) -> Vec<u32> {
        let end = skip.saturating_add(take);
        let newer = |one: &u32, other: &u32| {
            let shown = |place: &u32| (self.slots[*place as usize].shown, *place);
            shown(other).cmp(&shown(one))
        };
        if end < places.len() {
            places.select_nth_unstable_by(end, newer);
            places.truncate(end);
        }
        places.sort_unstable_by(newer);
        places.into_iter().skip(skip).collect()
    }
}

struct Walk<'a> {
    cards: &'a Cards,
    open: &'a [bool],
    filters: &'a [(usize, Vec<bool>)],
    /// For each facet and set how many resources.
    counts: [Vec<u32>; Facet::COUNT],
    tally: Tally,
}

impl Walk<'_> {
    #[inline]
    fn step(&mut self, place: u32) {
        let at = place as usize;
        // The index may know a row that the cards do not know yet.
        let Some(slot) = self.cards.slots.get(at).filter(|slot| self.open[slot.scope()]) else {
            return;
        };
        let (mut failed, mut failed_at) = (0_u8, 0);
        for (facet, with) in self.filters {
            if !with[slot.sets[*facet] as usize] {
                failed += 1;
                failed_at = *facet;
            }
        }
        if !slot.is_resource() {
            if failed == 0 {
                self.tally.others.push(place);
            }
            return;
        }
        match failed {
            0 => {
                self.tally.resources.push(place);
                for (counts, set) in self.counts.iter_mut().zip(slot.sets) {
                    counts[set as usize] += 1;
                }
            }
            // Only this facet stands in the way: it would count if another value were chosen.
            1 => {
                self.tally.without[failed_at] += 1;
                self.counts[failed_at][slot.sets[failed_at] as usize] += 1;
            }
            _ => {}
        }
    }
}

/// A wider field says nothing where a narrower one within it is chosen, too.
fn narrowest(facet: Facet, values: &[String]) -> Vec<String> {
    let wider_than_another = |value: &String| {
        facet == Facet::Subject
            && values.iter().any(|other| other != value && other.starts_with(value.as_str()))
    };
    values.iter().filter(|value| !wider_than_another(value)).cloned().collect()
}
