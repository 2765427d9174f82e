//! More like this: what shares the most with a resource.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use rusqlite::Connection;

use super::store;
use crate::{
    error::Result,
    ids::ResourceId,
    resources::{self, Row, State},
    web::Viewer,
};

/// So many are shown at most.
const MOST: usize = 6;
/// So many of the newest are looked at for each subject, keyword, collection and community.
const OF_SUBJECT: usize = 120;
const OF_KEYWORD: usize = 40;
const TOGETHER: usize = 100;
const OF_COMMUNITY: usize = 40;
/// Of these so many are looked at closely, in parts, until enough may be seen.
const CLOSELY: usize = 60;
const AT_ONCE: usize = 12;
/// A resource with hundreds of keywords is found by its first ones.
const MOST_KEYWORDS: usize = 8;
const MOST_SUBJECTS: usize = 3;

/// What shares the most with a resource and may be seen by this viewer, the closest first.
pub fn alike(conn: &Connection, viewer: &Viewer, id: ResourceId) -> Result<Vec<Row>> {
    let own =
        Terms::of(store::terms(conn, &[id.0])?.into_iter().map(|(_, kind, value)| (kind, value)));
    let mut scores: HashMap<i64, u32> = HashMap::new();
    let mut add = |found: Vec<i64>, weight: u32| {
        for other in found.into_iter().collect::<HashSet<_>>() {
            if other != id.0 {
                *scores.entry(other).or_default() += weight;
            }
        }
    };
    for word in own.keywords.iter().take(MOST_KEYWORDS) {
        add(store::with_term(conn, "keyword", word, OF_KEYWORD)?, 3);
    }
    for code in own.subjects.iter().take(MOST_SUBJECTS) {
        add(store::with_term(conn, "subject", code, OF_SUBJECT)?, 4);
    }
    add(store::together(conn, id, TOGETHER)?, 4);
    if let Some(community) = store::community_of(conn, id)? {
        add(store::in_community(conn, community, OF_COMMUNITY)?, 2);
    }
    let closest = refine(conn, &own, best(scores, CLOSELY))?;
    let mut rows = Vec::new();
    for some in closest.chunks(AT_ONCE) {
        let some: Vec<ResourceId> = some.iter().map(|id| ResourceId(*id)).collect();
        let found = resources::rows(conn, viewer, &some)?;
        rows.extend(found.into_iter().filter(|row| row.state == State::Published));
        if rows.len() >= MOST {
            break;
        }
    }
    rows.truncate(MOST);
    Ok(rows)
}

/// The best of all, and of equal ones the newest, at most so many.
fn best(scores: HashMap<i64, u32>, most: usize) -> Vec<(i64, u32)> {
    let mut all: Vec<(i64, u32)> = scores.into_iter().collect();
    all.sort_unstable_by_key(|(id, score)| Reverse((*score, *id)));
    all.truncate(most);
    all
}

/// What is said of a resource.
#[derive(Default)]
pub struct Terms {
    subjects: Vec<String>,
    levels: Vec<String>,
    types: Vec<String>,
    languages: Vec<String>,
    keywords: Vec<String>,
}

impl Terms {
    /// From kinds and values.
    pub fn of(terms: impl Iterator<Item = (String, String)>) -> Self {
        let mut own = Self::default();
        for (kind, value) in terms {
            own.put(&kind, value);
        }
        own
    }

    fn put(&mut self, kind: &str, value: String) {
        match kind {
            "subject" => &mut self.subjects,
            "level" => &mut self.levels,
            "type" => &mut self.types,
            "language" => &mut self.languages,
            _ => &mut self.keywords,
        }
        .push(value);
    }

    /// How much another has in common with this in level, type and language, for whoever teaches
    /// with it: another language helps nobody, however much it is the same subject.
    pub fn common(&self, other: &Self) -> u32 {
        let share = |one: &[String], two: &[String]| one.iter().any(|value| two.contains(value));
        let tags = |list: &[String]| -> Vec<String> {
            list.iter().map(|tag| tag.split('-').next().unwrap_or_default().to_owned()).collect()
        };
        let language = share(&tags(&self.languages), &tags(&other.languages));
        u32::from(share(&self.levels, &other.levels)) * 3
            + u32::from(share(&self.types, &other.types))
            + u32::from(language) * 3
    }
}

fn refine(conn: &Connection, own: &Terms, best: Vec<(i64, u32)>) -> Result<Vec<i64>> {
    let ids: Vec<i64> = best.iter().map(|(id, _)| *id).collect();
    let mut terms: HashMap<i64, Terms> = HashMap::new();
    for (id, kind, value) in store::terms(conn, &ids)? {
        terms.entry(id).or_default().put(&kind, value);
    }
    let mut scored: Vec<(u32, i64)> = best
        .into_iter()
        .map(|(id, score)| (score + terms.get(&id).map_or(0, |other| own.common(other)), id))
        .collect();
    scored.sort_unstable_by(|one, other| other.cmp(one));
    Ok(scored.into_iter().map(|(_, id)| id).collect())
}
