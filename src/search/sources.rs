//! Where cards and words come from: what each room says of its things.

use rusqlite::Connection;

use super::document::{Card, Facet, Scope, Target, Words};
use crate::{
    collections, communities,
    error::{Optional, Result},
    ids::{CollectionId, CommunityId, ResourceId},
    resources::{self, IndexEntry},
    text::{markdown, sanitise},
    topics,
};

/// Only so much of a text is read, in bytes: some 50 pages. Writing the words of more would keep
/// others from writing.
const MOST_TEXT: usize = 150_000;

/// What searching must know of a thing; `None` if nobody may find it.
pub fn card(conn: &Connection, target: Target) -> Result<Option<Card>> {
    Ok(read(conn, target)?.map(|(card, _)| card))
}

/// The words of a thing; `None` if nobody may find it.
pub fn words(conn: &Connection, target: Target) -> Result<Option<Words>> {
    Ok(read(conn, target)?.map(|(_, words)| words))
}

fn read(conn: &Connection, target: Target) -> Result<Option<(Card, Words)>> {
    match target {
        Target::Resource(id) => {
            let Some(entry) = resources::index_entry(conn, id).optional()?.flatten() else {
                return Ok(None);
            };
            let (card, words) = of_resource(entry);
            Ok(Some((card, Words { elsewhere: topics::names_of(conn, id)?, ..words })))
        }
        Target::Collection(id) => of_collection(conn, id),
        Target::Community(id) => of_community(conn, id),
    }
}

fn of_resource(entry: IndexEntry) -> (Card, Words) {
    let scope = match entry.scope {
        resources::Scope::Public => Scope::Public,
        resources::Scope::Local => Scope::Local,
        resources::Scope::Community(community) => Scope::Community(community),
        resources::Scope::Nobody => Scope::Nobody,
    };
    let community = entry.community.map(|id| id.to_string());
    let card = Card::new(Target::Resource(entry.id), scope, entry.published)
        .with(Facet::Subject, &entry.subjects)
        .with(Facet::Level, &entry.levels)
        .with(Facet::Type, &entry.types)
        .with(Facet::Language, &entry.languages)
        .with(Facet::Licence, [&entry.licence])
        .with(Facet::Community, community);
    let tags = [entry.keywords, entry.authors, entry.files].concat().join(" \n");
    let mut body = format!("{}\n\n{}", entry.summary, entry.text);
    body.truncate(body.floor_char_boundary(MOST_TEXT));
    let language = entry.languages.into_iter().next();
    (card, Words { title: entry.title, tags, body, language, ..Words::default() })
}

fn of_collection(conn: &Connection, id: CollectionId) -> Result<Option<(Card, Words)>> {
    let Some(collection) = collections::find(conn, id).optional()? else { return Ok(None) };
    let scope = match (collection.state, collection.visibility, collection.community) {
        (collections::State::Published, resources::Visibility::Public, _) => Scope::Public,
        (collections::State::Published, resources::Visibility::Local, _) => Scope::Local,
        (collections::State::Published, resources::Visibility::Community, Some(community)) => {
            Scope::Community(community)
        }
        _ => return Ok(None),
    };
    let shown = collection.published.unwrap_or(collection.changed);
    let community = collection.community.map(|id| id.to_string());
    let card = Card::new(Target::Collection(id), scope, shown)
        .with(Facet::Subject, &collection.subjects)
        .with(Facet::Level, &collection.levels)
        .with(Facet::Language, &collection.languages)
        .with(Facet::Community, community);
    let sections: Vec<String> =
        collections::sections(conn, id)?.into_iter().map(|(_, title, _)| title).collect();
    let words = Words {
        title: collection.title,
        tags: sections.join(" \n"),
        body: sanitise::text(&collections::prose(&collection.summary)),
        language: collection.languages.into_iter().next(),
        ..Words::default()
    };
    Ok(Some((card, words)))
}

fn of_community(conn: &Connection, id: CommunityId) -> Result<Option<(Card, Words)>> {
    let Some(community) = communities::find(conn, id).optional()? else { return Ok(None) };
    if community.withdrawn.is_some() {
        return Ok(None);
    }
    // As in the list of communities: what is unlisted is found by its members only.
    let scope = match community.visibility {
        communities::Visibility::Public | communities::Visibility::LocalPublic => Scope::Public,
        communities::Visibility::LocalPrivate => Scope::Local,
        communities::Visibility::Unlisted | communities::Visibility::Private => {
            Scope::Community(id)
        }
    };
    let card = Card::new(Target::Community(id), scope, community.made)
        .with(Facet::Subject, &community.subjects)
        .with(Facet::Language, &community.languages);
    let words = Words {
        title: community.name,
        tags: community.handle,
        body: markdown::to_text(&community.summary),
        language: community.languages.into_iter().next(),
        ..Words::default()
    };
    Ok(Some((card, words)))
}

/// The numbers of the things of one kind that somebody may find, after the one given.
pub fn all_after(conn: &Connection, target: Target, limit: usize) -> Result<Vec<Target>> {
    Ok(match target {
        Target::Resource(after) => {
            resources::indexable(conn, after, limit)?.into_iter().map(Target::Resource).collect()
        }
        // What is known of these is gone through when the index is made anew.
        Target::Collection(_) | Target::Community(_) => Vec::new(),
    })
}

/// Before the first of each kind, for [`all_after`].
pub const KINDS: [Target; 1] = [Target::Resource(ResourceId(0))];
