//! How others take part in a collection: suggesting, adding, copying, and what a community shows
//! first.

use rusqlite::Connection;

use super::{
    actions::{self, Way, check_room, editable, noted, opening},
    model::{Collection, NewCollection, State, may_edit, may_read},
    store,
};
use crate::{
    communities,
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{AccountId, CollectionId, CommunityId, ItemId, ResourceId, SuggestionId},
    resources::{self, Visibility},
    time::Moment,
    web::{Person, Role, Viewer},
};

/// Most suggestions of one person that wait in one collection.
const MOST_WAITING: u32 = 20;
/// Most collections that a community shows first.
pub const MOST_FEATURED: usize = 12;

/// How others take part in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Together {
    /// Not at all.
    #[default]
    Closed,
    /// They suggest resources, and a curator decides.
    Curated,
    /// Members of its community add resources.
    Open,
}

impl Together {
    /// All of them, the closest first.
    pub const ALL: [Self; 3] = [Self::Closed, Self::Curated, Self::Open];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Curated => "curated",
            Self::Open => "open",
        }
    }

    /// The key of the word for it; its `.hint` explains it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Closed => "collection-closed",
            Self::Curated => "collection-curated",
            Self::Open => "collection-open",
        }
    }

    /// From the database or a form; what is not known is closed.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.name() == name).unwrap_or_default()
    }
}

/// What became of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for a curator.
    Waiting,
    /// The resource was added.
    Accepted,
    /// It was not.
    Declined,
}

impl Outcome {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    /// The key of the word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "suggestion-waiting",
            Self::Accepted => "suggestion-accepted",
            Self::Declined => "suggestion-declined",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "accepted" => Self::Accepted,
            "declined" => Self::Declined,
            _ => Self::Waiting,
        }
    }
}

/// A resource that somebody would like to see in a collection.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// Its number.
    pub id: SuggestionId,
    /// Where.
    pub collection: CollectionId,
    /// What.
    pub resource: ResourceId,
    /// Who.
    pub by: AccountId,
    /// Their handle.
    pub by_handle: String,
    /// The name they go by.
    pub by_name: String,
    /// Why, in their words.
    pub note: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What the curator says.
    pub answer: String,
    /// Since when.
    pub made: Moment,
}

/// Whether this person may suggest something for it: whoever may read it and may not add anything
/// by themselves, once it is published.
pub fn may_suggest(conn: &Connection, person: &Person, collection: &Collection) -> Result<bool> {
    if collection.together != Together::Curated || collection.state != State::Published {
        return Ok(false);
    }
    Ok(may_read(conn, &Viewer(Some(person.clone())), collection)?
        && !may_edit(conn, person, collection)?)
}

/// Whether this person may add resources without being its curator: members of the community of an
/// open one.
pub fn may_add(conn: &Connection, person: &Person, collection: &Collection) -> Result<bool> {
    if collection.together != Together::Open || collection.state != State::Published {
        return Ok(false);
    }
    let Some(community) = collection.community else { return Ok(false) };
    Ok(communities::memberships(conn, Some(person.account))?.contains(&community)
        && may_read(conn, &Viewer(Some(person.clone())), collection)?)
}

/// The collection, if this person may put resources into it.
pub fn addable(conn: &Connection, person: &Person, id: CollectionId) -> Result<Collection> {
    let collection = store::find(conn, id)?;
    if may_add(conn, person, &collection)? {
        return Ok(collection);
    }
    editable(conn, person, id)
}

/// Takes out an item that this person put into an open collection.
pub fn take_back(tx: &Tx<'_>, person: &Person, id: CollectionId, item: ItemId) -> Result<()> {
    let collection = store::find(tx, id)?;
    if !may_add(tx, person, &collection)? || store::added_by(tx, id, item)? != Some(person.account)
    {
        return actions::remove_item(tx, person, id, item);
    }
    actions::take_out(tx, person, id, item)
}

/// The open collections that somebody may add to as a member, besides their own.
pub fn open_to(conn: &Connection, person: &Person) -> Result<Vec<CollectionId>> {
    let mut found = Vec::new();
    for community in communities::memberships(conn, Some(person.account))? {
        found.extend(store::made_in(conn, community, Together::Open)?);
    }
    Ok(found)
}

/// The curated collections of somebody's communities that they may suggest something to.
pub fn curated_for(conn: &Connection, person: &Person) -> Result<Vec<CollectionId>> {
    let mut found = Vec::new();
    for community in communities::memberships(conn, Some(person.account))? {
        for id in store::made_in(conn, community, Together::Curated)? {
            if may_suggest(conn, person, &store::find(conn, id)?)? {
                found.push(id);
            }
        }
    }
    Ok(found)
}

/// Suggests a resource, with a word on why.
///
/// # Errors
/// `Invalid` if the collection has it, if it is suggested already, or if too much of this person
/// waits there.
pub fn suggest(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    resource: ResourceId,
    note: &str,
) -> Result<SuggestionId> {
    let collection = store::find(tx, id)?;
    if !may_read(tx, &Viewer(Some(person.clone())), &collection)? {
        return Err(Error::NotFound);
    }
    if !may_suggest(tx, person, &collection)? {
        return Err(Error::Forbidden("suggestion-not-here"));
    }
    let found = resources::find_brief(tx, resource)?;
    if !resources::may_read(tx, &Viewer(Some(person.clone())), &found)? {
        return Err(Error::NotFound);
    }
    if store::has_resource(tx, id, resource)? {
        return Err(Error::invalid("resource", "collection-has-it"));
    }
    let (same, waiting) = store::waits(tx, id, resource, person.account)?;
    if same {
        return Err(Error::invalid("resource", "suggestion-already"));
    }
    if waiting >= MOST_WAITING {
        return Err(Error::invalid("resource", "suggestion-enough"));
    }
    let suggestion = store::insert_suggestion(tx, id, resource, person.account, &noted(note)?)?;
    tx.announce(&Event::SuggestionMade { suggestion, collection: id, by: person.account })?;
    Ok(suggestion)
}

/// A curator takes a suggestion up, with the suggester's word as the note of the item, or declines
/// it; both with a word to the suggester.
pub fn answer(
    tx: &Tx<'_>,
    person: &Person,
    id: SuggestionId,
    accept: bool,
    word: &str,
) -> Result<()> {
    let found = store::find_suggestion(tx, id)?;
    let collection = editable(tx, person, found.collection)?.id;
    if found.outcome != Outcome::Waiting {
        return Err(Error::Conflict("suggestion-answered"));
    }
    let word = noted(word)?;
    if accept {
        let resource = resources::find_brief(tx, found.resource)?;
        if !resources::may_read(tx, &Viewer(Some(person.clone())), &resource)? {
            return Err(Error::NotFound);
        }
        if !store::has_resource(tx, collection, found.resource)? {
            check_room(tx, collection)?;
            // It stays the suggester's contribution.
            store::add_item(tx, collection, None, Some(found.resource), &found.note, found.by)?;
            store::mark_changed(tx, collection)?;
            let resource = found.resource;
            tx.announce(&Event::ItemAdded { collection, resource, by: person.account })?;
        }
    }
    let outcome = if accept { Outcome::Accepted } else { Outcome::Declined };
    store::answer_suggestion(tx, id, person.account, outcome, &word)?;
    let by = person.account;
    tx.announce(&Event::SuggestionAnswered { suggestion: id, collection, by, accepted: accept })
}

/// Takes back a suggestion of one's own that nobody has answered.
pub fn take_back_suggestion(tx: &Tx<'_>, person: &Person, id: SuggestionId) -> Result<()> {
    let found = store::find_suggestion(tx, id)?;
    if found.by != person.account || found.outcome != Outcome::Waiting {
        return Err(Error::NotFound);
    }
    store::remove_suggestion(tx, id)
}

/// Makes a collection one's own: a draft with the same sections, resources and notes. What this
/// person may not see is left out.
pub fn copy(tx: &Tx<'_>, person: &Person, id: CollectionId) -> Result<CollectionId> {
    let viewer = Viewer(Some(person.clone()));
    let original = store::find(tx, id)?;
    if !may_read(tx, &viewer, &original)? {
        return Err(Error::NotFound);
    }
    if person.role < Role::Contributor {
        return Err(Error::Forbidden("collection-forbidden-make"));
    }
    let community = match original.community {
        Some(one) if communities::may_post(tx, person, one)? => Some(one),
        _ => None,
    };
    let visibility = match (original.visibility, community) {
        (Visibility::Community, None) => Visibility::Private,
        (visibility, _) => visibility,
    };
    let new = NewCollection {
        title: original.title.clone(),
        summary: original.summary.clone(),
        community,
        visibility,
        subjects: original.subjects.clone(),
        languages: original.languages.clone(),
        levels: original.levels.clone(),
        ..NewCollection::default()
    };
    let copy = store::insert(tx, person.account, &new, &opening(&new.summary))?;
    store::set_based_on(tx, copy, id)?;
    let picture = original.picture.as_ref();
    store::set_picture(tx, copy, picture.map(|(small, large)| (small.as_str(), large.as_str())))?;
    let mut sections = std::collections::HashMap::new();
    for (section, title, summary) in store::sections(tx, id)? {
        sections.insert(section, store::add_section(tx, copy, &title, &summary)?);
    }
    let lines = store::items(tx, id)?;
    let wanted: Vec<ResourceId> = lines.iter().filter_map(|line| line.resource).collect();
    let seen: std::collections::HashSet<ResourceId> =
        resources::rows(tx, &viewer, &wanted)?.into_iter().map(|row| row.id).collect();
    for (place, line) in lines.iter().enumerate() {
        if line.resource.is_none_or(|resource| seen.contains(&resource)) {
            let section = line.section.and_then(|section| sections.get(&section).copied());
            let item = (line.resource, line.note.as_str());
            store::copy_item(tx, copy, section, place, item, person.account)?;
        }
    }
    tx.announce(&Event::CollectionMade { collection: copy, by: person.account })?;
    tx.announce(&Event::CollectionCopied { original: id, copy, by: person.account })?;
    Ok(copy)
}

/// Tells the owners of copies that the original was changed, each once until they have seen it.
/// What nobody else sees yet is no news.
pub fn tell_copies(tx: &Tx<'_>, original: CollectionId, by: AccountId) -> Result<()> {
    if store::find(tx, original)?.state != State::Published {
        return Ok(());
    }
    for copy in store::mark_newer(tx, original)? {
        tx.announce(&Event::CollectionOutdated { original, copy, by })?;
    }
    Ok(())
}

/// Notes that those who may change a copy have seen the changes of its original.
pub fn seen_newer(tx: &Tx<'_>, person: &Person, id: CollectionId) -> Result<()> {
    editable(tx, person, id)?;
    store::forget_newer(tx, id)
}

/// Changes what a community shows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Featuring {
    /// Shows one more, behind the others.
    Add,
    /// Moves it past its neighbour.
    Move(Way),
    /// Takes it from there.
    Remove,
}

/// Shows a collection at the top of a community's page, moves it there, or takes it away.
pub fn feature(
    tx: &Tx<'_>,
    person: &Person,
    community: CommunityId,
    id: CollectionId,
    deed: Featuring,
) -> Result<()> {
    if !communities::moderates(tx, person, community)? {
        return Err(Error::Forbidden("community-not-moderator"));
    }
    let mut order = store::featured(tx, community)?;
    let at = order.iter().position(|one| *one == id);
    match (deed, at) {
        (Featuring::Add, Some(_)) => return Ok(()),
        (Featuring::Add, None) => {
            let found = store::find(tx, id)?;
            if !may_read(tx, &Viewer(Some(person.clone())), &found)? {
                return Err(Error::invalid("collection", "featured-nothing"));
            }
            if found.state != State::Published {
                return Err(Error::invalid("collection", "featured-draft"));
            }
            if order.len() >= MOST_FEATURED {
                return Err(Error::invalid("collection", "featured-full"));
            }
            order.push(id);
        }
        (Featuring::Move(way), Some(at)) => {
            if let Some(next) = actions::neighbour(at, order.len(), way) {
                order.swap(at, next);
            }
        }
        (Featuring::Remove, Some(at)) => _ = order.remove(at),
        (_, None) => return Err(Error::NotFound),
    }
    store::set_featured(tx, community, &order)?;
    if deed == Featuring::Add {
        let by = person.account;
        tx.announce(&Event::CollectionFeatured { community, collection: id, by })?;
    }
    Ok(())
}
