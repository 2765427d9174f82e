//! What people do with collections: begin, describe, fill, put in order, publish, take away.

use rusqlite::Connection;

use super::{
    model::{
        Collection, Kept, MOST_ITEMS, MOST_NOTE, MOST_SECTION, MOST_SECTIONS, MOST_TITLE,
        NewCollection, State, may_edit, may_read, may_restore,
    },
    prose, store, together,
};
use crate::{
    communities,
    db::Tx,
    error::{Error, Problem, Result},
    events::Event,
    ids::{CollectionId, CommunityId, ItemId, ResourceId, SectionId},
    resources, site,
    text::{excerpt, sanitise},
    web::{Person, Role, Viewer, upload::KeptPicture},
};

/// Most characters of a card's text.
const OPENING: usize = 200;

/// Begins a collection; it is a draft.
///
/// # Errors
/// `Forbidden` for readers; `Invalid` if the description does not hold.
pub fn begin(tx: &Tx<'_>, person: &Person, new: NewCollection) -> Result<CollectionId> {
    if person.role < Role::Contributor {
        return Err(Error::Forbidden("collection-forbidden-make"));
    }
    let new = new.tidied();
    new.check()?;
    check_community(tx, person, None, new.community)?;
    let collection = store::insert(tx, person.account, &new, &opening(&new.summary))?;
    tx.announce(&Event::CollectionMade { collection, by: person.account })?;
    Ok(collection)
}

/// The beginning of a summary for cards, without its markup.
pub fn opening(summary: &str) -> String {
    excerpt::excerpt(&sanitise::text(&prose(summary)), OPENING)
}

/// Only those who may post in a community can put something there; what is there already stays.
fn check_community(
    conn: &Connection,
    person: &Person,
    before: Option<CommunityId>,
    community: Option<CommunityId>,
) -> Result<()> {
    match community {
        Some(id) if before != community && !communities::may_post(conn, person, id)? => {
            Err(Error::invalid("community", "collection-community-closed"))
        }
        _ => Ok(()),
    }
}

/// The collection, if this person may change it.
pub fn editable(conn: &Connection, person: &Person, id: CollectionId) -> Result<Collection> {
    let collection = store::find(conn, id)?;
    if may_edit(conn, person, &collection)? {
        return Ok(collection);
    }
    let viewer = Viewer(Some(person.clone()));
    Err(match collection.state {
        State::Withdrawn => Error::Gone,
        _ if may_read(conn, &viewer, &collection)? => Error::Forbidden("collection-forbidden-edit"),
        _ => Error::NotFound,
    })
}

/// Notes a change and tells everybody.
fn changed(tx: &Tx<'_>, person: &Person, collection: CollectionId) -> Result<()> {
    store::mark_changed(tx, collection)?;
    tx.announce(&Event::CollectionChanged { collection, by: person.account })?;
    together::tell_copies(tx, collection, person.account)
}

/// Passes unless words of a published collection lead from a newcomer to where nobody here has
/// linked before: the link can be shared as a resource, which somebody looks at.
fn check_links(
    tx: &Tx<'_>,
    person: &Person,
    collection: &Collection,
    (field, words): (&'static str, &str),
) -> Result<()> {
    if collection.state != State::Published || collection.import.is_some() {
        return Ok(());
    }
    let html = prose(words);
    if resources::words_need_look(tx, person, &html)? {
        return Err(Error::invalid(field, "collection-new-host"));
    }
    resources::note_words(tx, &html)
}

/// Changes what a collection says of itself; key and import stay.
pub fn describe(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    description: NewCollection,
) -> Result<()> {
    let before = editable(tx, person, id)?;
    let description = description.tidied();
    description.check()?;
    check_community(tx, person, before.community, description.community)?;
    check_links(tx, person, &before, ("summary", &description.summary))?;
    store::update(tx, id, &description, &opening(&description.summary))?;
    changed(tx, person, id)
}

/// Gives it another picture, or none.
pub fn change_picture(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    picture: Option<&KeptPicture>,
) -> Result<()> {
    editable(tx, person, id)?;
    let names = picture.map(|kept| (kept.small.sha256.hex(), kept.large.sha256.hex()));
    if let Some(kept) = picture {
        site::record_file(tx, &kept.small)?;
        site::record_file(tx, &kept.large)?;
    }
    store::set_picture(tx, id, names.as_ref().map(|(s, l)| (s.as_str(), l.as_str())))?;
    changed(tx, person, id)
}

/// Adds a section behind all others. Its summary is Markdown, or the HTML that an import brings.
pub fn add_section(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    title: &str,
    summary: &str,
) -> Result<SectionId> {
    let collection = editable(tx, person, id)?;
    if store::count_sections(tx, id)? >= MOST_SECTIONS {
        return Err(Error::Conflict("collection-full"));
    }
    let (title, summary) = section_fields(title, summary)?;
    check_links(tx, person, &collection, ("section-summary", &summary))?;
    let section = store::add_section(tx, id, &title, &summary)?;
    changed(tx, person, id)?;
    Ok(section)
}

fn section_fields(title: &str, summary: &str) -> Result<(String, String)> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let summary = summary.trim().to_owned();
    let mut problems = Vec::new();
    if title.is_empty() {
        problems.push(Problem::new("section", "collection-section-missing"));
    }
    if title.chars().count() > MOST_TITLE {
        problems.push(Problem::new("section", "collection-long").with(MOST_TITLE));
    }
    if summary.chars().count() > MOST_SECTION {
        problems.push(Problem::new("section-summary", "collection-long").with(MOST_SECTION));
    }
    if problems.is_empty() { Ok((title, summary)) } else { Err(Error::Invalid(problems)) }
}

/// Renames a section and changes what it says it is for.
pub fn change_section(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    section: SectionId,
    title: &str,
    summary: &str,
) -> Result<()> {
    let collection = editable(tx, person, id)?;
    has_section(tx, id, Some(section))?;
    let (title, summary) = section_fields(title, summary)?;
    check_links(tx, person, &collection, ("section-summary", &summary))?;
    store::update_section(tx, section, &title, &summary)?;
    changed(tx, person, id)
}

fn has_section(conn: &Connection, id: CollectionId, section: Option<SectionId>) -> Result<()> {
    match section {
        Some(section) if !store::section_ids(conn, id)?.contains(&section) => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Which way something moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

/// Moves a section with all that is in it past its neighbour.
pub fn move_section(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    section: SectionId,
    way: Way,
) -> Result<()> {
    editable(tx, person, id)?;
    let mut order = store::section_ids(tx, id)?;
    let at = order.iter().position(|one| *one == section).ok_or(Error::NotFound)?;
    if let Some(neighbour) = neighbour(at, order.len(), way) {
        order.swap(at, neighbour);
        store::place_sections(tx, &order)?;
        changed(tx, person, id)?;
    }
    Ok(())
}

/// The place beside this one, if there is one.
pub fn neighbour(at: usize, count: usize, way: Way) -> Option<usize> {
    match way {
        Way::Up => at.checked_sub(1),
        Way::Down => Some(at + 1).filter(|next| *next < count),
    }
}

/// Removes a section. What is in it goes to the end of the section before.
pub fn remove_section(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    section: SectionId,
) -> Result<()> {
    editable(tx, person, id)?;
    let order = store::section_ids(tx, id)?;
    let at = order.iter().position(|one| *one == section).ok_or(Error::NotFound)?;
    let before = at.checked_sub(1).and_then(|at| order.get(at).copied());
    let mut joined = store::items_of(tx, id, before)?;
    joined.extend(store::items_of(tx, id, Some(section))?);
    store::mark_places(tx, before, &joined)?;
    store::remove_section(tx, section)?;
    changed(tx, person, id)
}

/// Adds a resource that this person may see behind all others of a section, with the curator's
/// word on it. Curators may, and members of the community of an open collection.
///
/// # Errors
/// `Conflict` if the collection holds it already or is full.
pub fn add_item(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    section: Option<SectionId>,
    resource: ResourceId,
    note: &str,
) -> Result<()> {
    let collection = together::addable(tx, person, id)?;
    has_section(tx, id, section)?;
    let found = resources::find_brief(tx, resource)?;
    if !resources::may_read(tx, &Viewer(Some(person.clone())), &found)? {
        return Err(Error::NotFound);
    }
    if store::has_resource(tx, id, resource)? {
        return Err(Error::Conflict("collection-has-it"));
    }
    check_room(tx, id)?;
    let note = noted(note)?;
    check_links(tx, person, &collection, ("note", &note))?;
    store::add_item(tx, id, section, Some(resource), &note, person.account)?;
    store::mark_changed(tx, id)?;
    tx.announce(&Event::ItemAdded { collection: id, resource, by: person.account })?;
    together::tell_copies(tx, id, person.account)
}

/// Adds a note of its own behind all items of a section.
pub fn add_note(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    section: Option<SectionId>,
    note: &str,
) -> Result<()> {
    let collection = editable(tx, person, id)?;
    has_section(tx, id, section)?;
    let note = noted(note)?;
    if note.is_empty() {
        return Err(Error::invalid("note", "collection-note-missing"));
    }
    check_links(tx, person, &collection, ("note", &note))?;
    check_room(tx, id)?;
    store::add_item(tx, id, section, None, &note, person.account)?;
    changed(tx, person, id)
}

/// Passes while a collection is not full.
pub fn check_room(conn: &Connection, id: CollectionId) -> Result<()> {
    if store::count_items(conn, id)? < MOST_ITEMS {
        return Ok(());
    }
    Err(Error::Conflict("collection-full"))
}

/// A note without stray spaces, if it is not too long.
pub fn noted(note: &str) -> Result<String> {
    let note = note.trim();
    if note.chars().count() <= MOST_NOTE {
        return Ok(note.to_owned());
    }
    Err(Error::Invalid(vec![Problem::new("note", "collection-long").with(MOST_NOTE)]))
}

/// Changes the word on an item. A note that says nothing more is removed.
pub fn change_note(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    item: ItemId,
    note: &str,
) -> Result<()> {
    let collection = editable(tx, person, id)?;
    let (_, resource) = store::item(tx, id, item)?.ok_or(Error::NotFound)?;
    let note = noted(note)?;
    check_links(tx, person, &collection, ("note", &note))?;
    if note.is_empty() && resource.is_none() {
        store::remove_item(tx, item)?;
    } else {
        store::set_note(tx, item, &note)?;
    }
    changed(tx, person, id)
}

/// Takes an item out; the resource itself stays.
pub fn remove_item(tx: &Tx<'_>, person: &Person, id: CollectionId, item: ItemId) -> Result<()> {
    editable(tx, person, id)?;
    take_out(tx, person, id, item)
}

/// The same, once it is settled that this person may.
pub fn take_out(tx: &Tx<'_>, person: &Person, id: CollectionId, item: ItemId) -> Result<()> {
    let (_, resource) = store::item(tx, id, item)?.ok_or(Error::NotFound)?;
    store::remove_item(tx, item)?;
    match resource {
        Some(resource) => {
            store::mark_changed(tx, id)?;
            tx.announce(&Event::ItemRemoved { collection: id, resource, by: person.account })?;
            together::tell_copies(tx, id, person.account)
        }
        None => changed(tx, person, id),
    }
}

/// Moves an item past its neighbour; the first goes up to the end of the section before, the last
/// goes down to the beginning of the section after.
pub fn move_item(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    item: ItemId,
    way: Way,
) -> Result<()> {
    editable(tx, person, id)?;
    let (section, _) = store::item(tx, id, item)?.ok_or(Error::NotFound)?;
    let mut order = store::items_of(tx, id, section)?;
    let at = order.iter().position(|one| *one == item).ok_or(Error::NotFound)?;
    if let Some(neighbour) = neighbour(at, order.len(), way) {
        order.swap(at, neighbour);
        store::mark_places(tx, section, &order)?;
        return changed(tx, person, id);
    }
    // What stands before all sections counts as one.
    let mut parts: Vec<Option<SectionId>> = vec![None];
    parts.extend(store::section_ids(tx, id)?.into_iter().map(Some));
    let part = parts.iter().position(|one| *one == section).ok_or(Error::NotFound)?;
    let Some(next) = neighbour(part, parts.len(), way) else { return Ok(()) };
    let mut order = store::items_of(tx, id, parts[next])?;
    match way {
        Way::Up => order.push(item),
        Way::Down => order.insert(0, item),
    }
    store::mark_places(tx, parts[next], &order)?;
    changed(tx, person, id)
}

/// Moves an item to a place in a section, counted from 1; what is too far goes to the end.
pub fn place_item(
    tx: &Tx<'_>,
    person: &Person,
    id: CollectionId,
    item: ItemId,
    section: Option<SectionId>,
    position: usize,
) -> Result<()> {
    editable(tx, person, id)?;
    has_section(tx, id, section)?;
    store::item(tx, id, item)?.ok_or(Error::NotFound)?;
    let mut order = store::items_of(tx, id, section)?;
    order.retain(|one| *one != item);
    order.insert(position.saturating_sub(1).min(order.len()), item);
    store::mark_places(tx, section, &order)?;
    changed(tx, person, id)
}

/// Lets those see it whom its visibility names.
pub fn publish(tx: &Tx<'_>, person: &Person, id: CollectionId) -> Result<()> {
    let collection = editable(tx, person, id)?;
    if collection.state == State::Published {
        return Ok(());
    }
    store::mark_state(tx, id, State::Published)?;
    let collection = store::find(tx, id)?;
    check_links(tx, person, &collection, ("", &collection.summary))?;
    for (_, _, summary) in store::sections(tx, id)? {
        check_links(tx, person, &collection, ("", &summary))?;
    }
    for line in store::items(tx, id)? {
        check_links(tx, person, &collection, ("", &line.note))?;
    }
    tx.announce(&Event::CollectionChanged { collection: id, by: person.account })
}

/// Takes it back to the drafts; nothing is lost.
pub fn unpublish(tx: &Tx<'_>, person: &Person, id: CollectionId) -> Result<()> {
    let collection = editable(tx, person, id)?;
    if collection.state == State::Draft {
        return Ok(());
    }
    store::mark_state(tx, id, State::Draft)?;
    tx.announce(&Event::CollectionChanged { collection: id, by: person.account })
}

/// Takes it away; a tombstone stays, its resources too, and it can be brought back.
pub fn withdraw(tx: &Tx<'_>, person: &Person, id: CollectionId) -> Result<()> {
    let collection = editable(tx, person, id)?;
    if person.account != collection.owner && person.role < Role::Moderator {
        return Err(Error::Forbidden("collection-forbidden-withdraw"));
    }
    store::mark_withdrawn(tx, id, person.account)?;
    tx.announce(&Event::CollectionWithdrawn { collection: id, by: person.account })
}

/// Brings back what was withdrawn, as it stood.
pub fn restore(tx: &Tx<'_>, person: &Person, id: CollectionId) -> Result<()> {
    let collection = store::find(tx, id)?;
    if collection.state != State::Withdrawn {
        return Ok(());
    }
    if !may_restore(person, &collection) {
        return Err(Error::Forbidden("collection-forbidden-restore"));
    }
    let state = store::withdrawn_from(tx, id)?;
    store::mark_state(tx, id, state)?;
    tx.announce(&Event::CollectionChanged { collection: id, by: person.account })
}

/// Removes it without a trace, as the undoing of an import does. Its resources stay.
pub fn erase(tx: &Tx<'_>, id: CollectionId) -> Result<()> {
    tx.announce(&Event::CollectionErased { collection: id })?;
    store::remove(tx, id)
}

/// Takes out of a withdrawn collection all that was in it; only the tombstone stays. Nobody is
/// asked: whoever calls this has settled that.
pub fn hollow(tx: &Tx<'_>, id: CollectionId) -> Result<()> {
    if store::find(tx, id)?.state != State::Withdrawn {
        return Err(Error::internal("only what is withdrawn is hollowed out"));
    }
    store::hollow(tx, id)
}

/// Puts something that this person may see on their shelf.
pub fn put(tx: &Tx<'_>, person: &Person, kept: Kept) -> Result<()> {
    let viewer = Viewer(Some(person.clone()));
    let seen = match kept {
        Kept::Resource(id) => resources::may_read(tx, &viewer, &resources::find(tx, id)?)?,
        Kept::Collection(id) => may_read(tx, &viewer, &store::find(tx, id)?)?,
    };
    if !seen {
        return Err(Error::NotFound);
    }
    store::put(tx, person.account, kept)
}

/// Takes something off this person's shelf.
pub fn take(tx: &Tx<'_>, person: &Person, kept: Kept) -> Result<()> {
    store::take(tx, person.account, kept)
}

/// Lets go of resources that are removed without a trace. What is only withdrawn keeps its place.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourceErased { resource } => store::forget_resource(tx, *resource),
        Event::AccountErased { account } => store::forget_person(tx, *account),
        _ => Ok(()),
    }
}
