//! Whom and what to look at: by one's interests and by what one follows.

use std::{cmp::Reverse, collections::HashMap};

use rusqlite::Connection;

use super::{
    model::Reason,
    store::{self, Among},
};
use crate::{
    accounts::{self, Standing},
    collections, communities,
    communities::Visibility,
    error::{Optional, Result},
    ids::{AccountId, CollectionId, CommunityId, Thing},
    timeline::{self, Stream},
    web::{Person, Viewer},
};

/// So many of each kind are suggested.
const MOST: usize = 3;
/// So many of the newest are looked at for each reason.
const LOOKED_AT: usize = 40;
/// So many of the best are asked whether they may be shown.
const CLOSELY: usize = 15;
/// So many reasons are looked into; and so many people that somebody follows.
const MOST_REASONS: usize = 12;
const MOST_PEOPLE: usize = 8;
/// So much of what somebody follows is looked at, the latest first.
const FOLLOWED: usize = 60;

/// Something that is suggested.
pub struct Suggestion {
    /// What.
    pub thing: Thing,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Why it is suggested.
    pub reason: Reason,
}

/// What to suggest to somebody: communities, then collections, then people.
pub fn suggest(conn: &Connection, person: &Person) -> Result<Vec<Suggestion>> {
    let followed = timeline::followed(conn, person.account, FOLLOWED, None)?;
    let streams: Vec<Stream> = followed.into_iter().map(|one| one.stream).collect();
    let reasons = reasons(conn, person.account, &streams)?;
    let asker = Asker { conn, person, viewer: Viewer(Some(person.clone())), streams: &streams };
    let mut all = Vec::new();
    for (id, reason) in asker.best(Among::Communities, &reasons, HashMap::new())? {
        asker.keep(&mut all, "community", |asker| asker.community(CommunityId(id), reason))?;
    }
    let by_people = asker.collections_of_people()?;
    for (id, reason) in asker.best(Among::Collections, &reasons, by_people)? {
        asker.keep(&mut all, "collection", |asker| asker.collection(CollectionId(id), reason))?;
    }
    let subjects: Vec<Reason> = reasons
        .into_iter()
        .filter(|reason| matches!(reason, Reason::FollowsSubject(_) | Reason::Subject(_)))
        .collect();
    for (id, reason) in asker.best(Among::People, &subjects, HashMap::new())? {
        asker.keep(&mut all, "person", |asker| asker.somebody(AccountId(id), reason))?;
    }
    Ok(all)
}

/// What may be a reason for somebody, the strongest first.
fn reasons(conn: &Connection, me: AccountId, streams: &[Stream]) -> Result<Vec<Reason>> {
    let followed = streams.iter().filter_map(|stream| match stream {
        Stream::Subject(code) => Some(Reason::FollowsSubject(code.clone())),
        _ => None,
    });
    let mut reasons: Vec<Reason> = followed.collect();
    let interests = |kind| accounts::interests(conn, me, kind);
    reasons.extend(interests("subject")?.into_iter().map(Reason::Subject));
    reasons.extend(interests("level")?.into_iter().map(Reason::Level));
    reasons.extend(interests("language")?.into_iter().map(Reason::Language));
    reasons.truncate(MOST_REASONS);
    Ok(reasons)
}

/// Somebody who looks for something.
struct Asker<'a> {
    conn: &'a Connection,
    person: &'a Person,
    viewer: Viewer,
    streams: &'a [Stream],
}

impl Asker<'_> {
    /// The things for which there are the most and strongest reasons, each with the strongest.
    fn best(
        &self,
        which: Among,
        reasons: &[Reason],
        mut found: HashMap<i64, (u32, Reason)>,
    ) -> Result<Vec<(i64, Reason)>> {
        for reason in reasons {
            let Some((kind, value)) = reason.term() else { continue };
            let mut some = store::among(self.conn, which, kind, value, LOOKED_AT)?;
            some.sort_unstable();
            some.dedup();
            for id in some {
                let entry = found.entry(id).or_insert_with(|| (0, reason.clone()));
                entry.0 += reason.weight();
                if reason.weight() > entry.1.weight() {
                    entry.1 = reason.clone();
                }
            }
        }
        let mut all: Vec<(i64, (u32, Reason))> = found.into_iter().collect();
        all.sort_unstable_by_key(|(id, (score, _))| Reverse((*score, *id)));
        all.truncate(CLOSELY);
        Ok(all.into_iter().map(|(id, (_, reason))| (id, reason)).collect())
    }

    /// Adds one more of its kind if there is room and it may be shown.
    fn keep(
        &self,
        all: &mut Vec<Suggestion>,
        kind: &str,
        look: impl FnOnce(&Self) -> Result<Option<Suggestion>>,
    ) -> Result<()> {
        if all.iter().filter(|known| known.thing.kind() == kind).count() < MOST
            && let Some(suggestion) = look(self)?
            && !store::is_hidden(self.conn, self.person.account, suggestion.thing)?
        {
            all.push(suggestion);
        }
        Ok(())
    }

    /// The latest collections of people whom somebody follows.
    fn collections_of_people(&self) -> Result<HashMap<i64, (u32, Reason)>> {
        let mut found = HashMap::new();
        let people = self.streams.iter().filter_map(|stream| match stream {
            Stream::Person(id) => Some(*id),
            _ => None,
        });
        for owner in people.take(MOST_PEOPLE) {
            for card in collections::by_owner(self.conn, &self.viewer, owner, MOST, None)? {
                let reason = Reason::FollowsPerson(card.owner_name);
                found.insert(card.id.0, (reason.weight(), reason));
            }
        }
        Ok(found)
    }

    fn community(&self, id: CommunityId, reason: Reason) -> Result<Option<Suggestion>> {
        if self.streams.contains(&Stream::Community(id))
            || communities::membership(self.conn, id, self.person.account)?.is_some()
        {
            return Ok(None);
        }
        let Some(found) = communities::find(self.conn, id).optional()? else { return Ok(None) };
        let is_listed = !matches!(found.visibility, Visibility::Unlisted | Visibility::Private);
        if found.withdrawn.is_some()
            || !is_listed
            || !communities::may_read(self.conn, &self.viewer, &found)?
        {
            return Ok(None);
        }
        let (thing, address) = (Thing::Community(id), format!("/c/{}", found.handle));
        Ok(Some(Suggestion { thing, name: found.name, address, reason }))
    }

    fn collection(&self, id: CollectionId, reason: Reason) -> Result<Option<Suggestion>> {
        if self.streams.contains(&Stream::Collection(id)) {
            return Ok(None);
        }
        let found = collections::cards(self.conn, &self.viewer, &[id])?.pop();
        let Some(card) = found.filter(|card| {
            card.state == collections::State::Published && card.owner_handle != self.person.handle
        }) else {
            return Ok(None);
        };
        let (thing, address) = (Thing::Collection(id), format!("/k/{}", card.key));
        Ok(Some(Suggestion { thing, name: card.title, address, reason }))
    }

    fn somebody(&self, id: AccountId, reason: Reason) -> Result<Option<Suggestion>> {
        if id == self.person.account || self.streams.contains(&Stream::Person(id)) {
            return Ok(None);
        }
        let account = accounts::find(self.conn, id)?;
        if account.standing != Standing::Active {
            return Ok(None);
        }
        let (thing, address) = (Thing::Person(id), format!("/u/{}", account.handle));
        Ok(Some(Suggestion { thing, name: account.name, address, reason }))
    }
}
