//! One page of a timeline: which entries come, and what of them this viewer may see now.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{
    merge::Merge,
    model::{Entry, Stream, Timeline, Verb},
    store,
};
use crate::{
    collections::{self, Card},
    communities, discussion,
    error::{Optional, Result},
    ids::{CollectionId, CommunityId, ResourceId, Thing},
    resources::{self, Row, Scope, State},
    web::{Role, Viewer},
};

/// How many entries a page has.
pub const ENTRIES: usize = 20;
/// So many are looked at for one page at most: whoever may see few of them turns pages instead.
const MOST_LOOKED_AT: usize = 240;
/// So many resources of an entry are shown.
const ITEMS: usize = 3;
/// And so many counted.
const MOST_COUNTED: usize = 1000;

/// An entry with what of it this viewer may see.
pub struct Shown {
    /// The entry.
    pub entry: Entry,
    /// The first of its resources.
    pub rows: Vec<Row>,
    /// How many resources there are in all.
    pub count: usize,
    /// The collection that it is about.
    pub collection: Option<Card>,
    /// The community that it is about: handle and name.
    pub community: Option<(String, String)>,
    /// What the conversation is called that it tells of.
    pub thread: Option<String>,
    /// Whether it is new to this viewer.
    pub is_new: bool,
    /// Whether it is the first that is not.
    pub is_first_old: bool,
}

impl Shown {
    /// Whether there are more resources than are shown.
    pub fn has_more(&self) -> bool {
        self.count > self.rows.len()
    }

    /// Where the conversation is, if it tells of one.
    pub fn address(&self) -> Option<&str> {
        Some(self.entry.address.as_str()).filter(|address| !address.is_empty())
    }
}

/// A page of a timeline.
#[derive(Default)]
pub struct Reading {
    /// Its entries.
    pub shown: Vec<Shown>,
    /// Where the next page begins, if there may be one.
    pub next: Option<i64>,
}

impl Reading {
    /// The newest entry, or 0.
    pub fn newest(&self) -> i64 {
        self.shown.first().map_or(0, |first| first.entry.id)
    }

    /// Marks what is newer than an entry, and where that ends.
    pub fn mark(&mut self, line: i64) {
        let mut was_new = false;
        for shown in &mut self.shown {
            shown.is_new = shown.entry.id > line;
            shown.is_first_old = was_new && !shown.is_new;
            was_new = shown.is_new;
        }
    }
}

/// A page of a timeline, from before an entry on.
pub fn read(
    conn: &Connection,
    viewer: &Viewer,
    timeline: Timeline,
    before: Option<i64>,
) -> Result<Reading> {
    let eyes = Eyes::new(conn, viewer, timeline)?;
    let start = before.unwrap_or(i64::MAX);
    let mut at = start;
    let mut walk: Box<dyn FnMut(usize) -> Result<Vec<i64>> + '_> = match timeline {
        Timeline::Mine => {
            let account = viewer.person()?.account;
            let streams = store::streams_of(conn, account, &eyes.communities)?;
            let mut merge = Merge::new(&streams, start, store::before(conn)?)?;
            Box::new(move |count| {
                let mut some = Vec::with_capacity(count);
                while some.len() < count
                    && let Some(entry) = merge.next()?
                {
                    some.push(entry);
                }
                Ok(some)
            })
        }
        Timeline::Community(id) => {
            let stream = store::stream(conn, &Stream::Community(id))?;
            Box::new(move |count| {
                let Some(stream) = stream else { return Ok(Vec::new()) };
                let some = store::of_stream(conn, stream, at, count)?;
                at = some.last().copied().unwrap_or(at);
                Ok(some)
            })
        }
        Timeline::Site => Box::new(move |count| {
            let some = store::of_site(conn, at, count)?;
            at = some.last().copied().unwrap_or(at);
            Ok(some)
        }),
    };
    let (mut reading, mut looked_at) = (Reading::default(), 0);
    loop {
        // One more than fits tells that there is a next page.
        let some = walk((ENTRIES + 1).saturating_sub(reading.shown.len()))?;
        let Some(last) = some.last().copied() else { return Ok(reading) };
        looked_at += some.len();
        reading.shown.extend(eyes.see(&some)?);
        if reading.shown.len() > ENTRIES {
            reading.shown.truncate(ENTRIES);
            reading.next = reading.shown.last().map(|shown| shown.entry.id);
            return Ok(reading);
        }
        if looked_at >= MOST_LOOKED_AT {
            reading.next = Some(last);
            return Ok(reading);
        }
    }
}

/// An entry, if this viewer may see it, and a page of its resources.
pub fn read_entry(
    conn: &Connection,
    viewer: &Viewer,
    id: i64,
    limit: usize,
    before: Option<ResourceId>,
) -> Result<Option<(Shown, Vec<ResourceId>)>> {
    let eyes = Eyes::new(conn, viewer, Timeline::Site)?;
    let Some(shown) = eyes.see(&[id])?.pop() else { return Ok(None) };
    let items = store::items(conn, &shown.entry, limit, before)?;
    Ok(Some((shown, items)))
}

/// What a viewer may see.
struct Eyes<'a> {
    conn: &'a Connection,
    viewer: &'a Viewer,
    communities: Vec<CommunityId>,
    /// A community that the viewer looks at and may read, member or not.
    here: Option<CommunityId>,
    /// Their own doing is no news to them.
    skips_own: bool,
}

impl<'a> Eyes<'a> {
    fn new(conn: &'a Connection, viewer: &'a Viewer, timeline: Timeline) -> Result<Self> {
        let here = match timeline {
            Timeline::Community(id) if viewer.is(Role::Moderator) => Some(id),
            _ => None,
        };
        Ok(Self {
            conn,
            viewer,
            communities: communities::memberships(conn, viewer.account())?,
            here,
            skips_own: timeline == Timeline::Mine,
        })
    }

    fn reaches(&self, scope: Scope) -> bool {
        match scope {
            Scope::Public => true,
            Scope::Local => self.viewer.0.is_some(),
            Scope::Community(id) => self.communities.contains(&id) || self.here == Some(id),
            Scope::Nobody => false,
        }
    }

    /// Those of these entries that the viewer may see as things stand, in their order.
    fn see(&self, ids: &[i64]) -> Result<Vec<Shown>> {
        let mut entries = Vec::new();
        let (mut wanted, mut collections) = (Vec::new(), Vec::new());
        for id in ids {
            let Some(entry) = store::find(self.conn, *id)? else { continue };
            let own = self.skips_own && self.viewer.account() == Some(entry.by);
            if own || !self.reaches(entry.scope.0) {
                continue;
            }
            let mut items = store::items(self.conn, &entry, ITEMS, None)?;
            match entry.about {
                Some(Thing::Collection(id)) => collections.push(id),
                Some(Thing::Resource(id)) => items.push(id),
                _ => {}
            }
            wanted.extend(&items);
            entries.push((entry, items));
        }
        let rows = self.rows(&wanted)?;
        let cards = self.cards(&collections)?;
        let mut shown = Vec::new();
        for (entry, items) in entries {
            let rows: Vec<Row> = items.iter().filter_map(|id| rows.get(id).cloned()).collect();
            shown.extend(self.assemble(entry, rows, &cards)?);
        }
        Ok(shown)
    }

    fn rows(&self, wanted: &[ResourceId]) -> Result<HashMap<ResourceId, Row>> {
        let rows = resources::rows(self.conn, self.viewer, wanted)?;
        // Owners and moderators may see what is not published, but it has not happened.
        let shown = rows.into_iter().filter(|row| row.state == State::Published);
        Ok(shown.map(|row| (row.id, row)).collect())
    }

    fn cards(&self, wanted: &[CollectionId]) -> Result<HashMap<CollectionId, Card>> {
        let cards = collections::cards(self.conn, self.viewer, wanted)?;
        let shown = cards.into_iter().filter(|card| card.state == collections::State::Published);
        Ok(shown.map(|card| (card.id, card)).collect())
    }

    fn assemble(
        &self,
        entry: Entry,
        rows: Vec<Row>,
        cards: &HashMap<CollectionId, Card>,
    ) -> Result<Option<Shown>> {
        let (mut collection, mut community) = (None, None);
        let is_there = match (entry.verb, entry.about) {
            (Verb::Published | Verb::Used, _) | (_, Some(Thing::Resource(_))) => !rows.is_empty(),
            (verb, Some(Thing::Collection(id))) => {
                collection = cards.get(&id).cloned();
                collection.is_some() && (verb != Verb::Collected || !rows.is_empty())
            }
            (_, Some(Thing::Community(id))) => {
                community = self.community(id)?;
                community.is_some()
            }
            _ => false,
        };
        if !is_there {
            return Ok(None);
        }
        let count = match rows.len() {
            ITEMS => store::count_items(self.conn, &entry, MOST_COUNTED)?.max(ITEMS),
            few => few,
        };
        let thread = self.thread(&entry)?;
        let (is_new, is_first_old) = (false, false);
        Ok(Some(Shown { entry, rows, count, collection, community, thread, is_new, is_first_old }))
    }

    /// The title of the thread at the entry's address, if it has one and stands where it began.
    fn thread(&self, entry: &Entry) -> Result<Option<String>> {
        let key = entry.address.strip_prefix("/t/").and_then(|rest| rest.split('/').next());
        let Some(key) = key else { return Ok(None) };
        let found = discussion::find_thread_by_key(self.conn, key).optional()?;
        let found = found.filter(|thread| Some(thread.about) == entry.about);
        Ok(found.map(|thread| thread.title).filter(|title| !title.is_empty()))
    }

    fn community(&self, id: CommunityId) -> Result<Option<(String, String)>> {
        let Some(found) = communities::find(self.conn, id).optional()? else { return Ok(None) };
        let may = communities::may_read(self.conn, self.viewer, &found)?;
        Ok((may && found.withdrawn.is_none()).then_some((found.handle, found.name)))
    }
}
