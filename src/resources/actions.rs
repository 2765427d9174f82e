//! What people do with resources: begin, describe, publish, look over, take away and bring back.

use super::{
    content::{Content, FileRef, is_web_address},
    copies,
    description::Description,
    model::{New, Resource, State, Visibility},
    newcomers, store,
};
use crate::{
    accounts, communities,
    db::Tx,
    error::{Error, Problem, Result},
    events::Event,
    ids::{AccountId, ResourceId},
    site::{self, Settings},
    web::{Person, Role},
};

const MOST_NOTE: usize = 2000;

/// Begins a draft. Files must have been noted by `site::record_file` in the same transaction.
///
/// # Errors
/// `Forbidden` for readers; `Invalid` if description or content do not hold.
pub fn begin(
    tx: &Tx<'_>,
    person: &Person,
    new: New,
    description: &Description,
    content: &Content,
) -> Result<ResourceId> {
    may_share(person)?;
    let description = description.clone().tidied();
    description.check()?;
    content.check()?;
    check_community(tx, person, None, &description)?;
    let id = store::insert(tx, new, person.account)?;
    store::write_description(tx, id, &description)?;
    store::write_content(tx, id, content)?;
    tx.announce(&Event::ResourceDrafted { resource: id, by: person.account })?;
    Ok(id)
}

/// Passes those who may share.
pub fn may_share(person: &Person) -> Result<()> {
    if person.role >= Role::Contributor {
        return Ok(());
    }
    Err(Error::Forbidden("resource-forbidden-share"))
}

/// Only those who may post in a community can put something there; what is there already stays.
fn check_community(
    tx: &Tx<'_>,
    person: &Person,
    before: Option<&Description>,
    description: &Description,
) -> Result<()> {
    let Some(community) = description.community else { return Ok(()) };
    if before.is_some_and(|before| before.community == Some(community)) {
        return Ok(());
    }
    if communities::may_post(tx, person, community)? {
        return Ok(());
    }
    Err(Error::invalid("community", "resource-community-closed"))
}

/// The resource, if this person may change it.
pub fn editable(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<Resource> {
    let resource = store::find(tx, id)?;
    if resource.may_edit(person) {
        return Ok(resource);
    }
    Err(match resource.state {
        State::Withdrawn => Error::Gone,
        _ => Error::Forbidden("resource-forbidden-edit"),
    })
}

/// Changes a description. What was published before is kept as an earlier version. What is
/// published must stay complete.
pub fn describe(
    tx: &Tx<'_>,
    person: &Person,
    id: ResourceId,
    description: &Description,
) -> Result<()> {
    let resource = editable(tx, person, id)?;
    let description = description.clone().tidied();
    if description == resource.description {
        return Ok(());
    }
    description.check()?;
    check_community(tx, person, Some(&resource.description), &description)?;
    if matches!(resource.state, State::Published | State::InReview) {
        let missing = description.missing();
        if !missing.is_empty() {
            return Err(Error::Invalid(missing));
        }
    }
    if resource.published.is_some() {
        store::keep_version(tx, &resource, person.account, "", false)?;
        store::mark_version(tx, id)?;
    }
    store::write_description(tx, id, &description)?;
    tx.announce(&Event::ResourceChanged { resource: id, by: person.account })?;
    copies::tell_copies(tx, &resource, person.account)?;
    look_again(tx, person, id)
}

/// A newcomer's change that leads to new hosts takes what is published back until somebody has
/// looked.
fn look_again(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<()> {
    if person.role >= Role::Publisher {
        return Ok(());
    }
    let resource = store::find(tx, id)?;
    if resource.state != State::Published
        || !newcomers::change_needs_look(tx, &site::settings_now(tx)?, person, &resource)?
    {
        return Ok(());
    }
    tx.announce(&Event::ResourceUnpublished { resource: id, by: person.account })?;
    hand_in(tx, person, &resource).map(drop)
}

/// Changes what a resource is made of; its version goes up by one. What was published before is
/// kept. Files must have been noted by `site::record_file` in the same transaction.
pub fn replace_content(
    tx: &Tx<'_>,
    person: &Person,
    id: ResourceId,
    content: &Content,
    note: &str,
) -> Result<()> {
    let resource = editable(tx, person, id)?;
    if *content == resource.content {
        return Ok(());
    }
    content.check()?;
    if resource.state == State::Published
        && let Some(problem) = content.missing(resource.kind)
    {
        return Err(Error::Invalid(vec![problem]));
    }
    if resource.published.is_some() {
        store::keep_version(tx, &resource, person.account, &noted(note), true)?;
    }
    store::mark_version(tx, id)?;
    store::write_content(tx, id, content)?;
    tx.announce(&Event::ResourceChanged { resource: id, by: person.account })?;
    copies::tell_copies(tx, &resource, person.account)?;
    look_again(tx, person, id)
}

/// Gives it a picture or takes it away: small and large, as SHA-256. The picture is no version.
pub fn set_picture(
    tx: &Tx<'_>,
    person: &Person,
    id: ResourceId,
    picture: Option<(&str, &str)>,
) -> Result<()> {
    editable(tx, person, id)?;
    store::set_picture(tx, id, picture)?;
    tx.announce(&Event::ResourceChanged { resource: id, by: person.account })
}

/// Publishes it, or hands it to the curators where somebody must look first.
///
/// # Errors
/// `Invalid` with all that is missing.
pub fn publish(tx: &Tx<'_>, settings: &Settings, person: &Person, id: ResourceId) -> Result<State> {
    let resource = editable(tx, person, id)?;
    if resource.state == State::Published {
        return Ok(State::Published);
    }
    if resource.state == State::InReview && person.role >= Role::Curator {
        accept(tx, settings, person, id)?;
        return Ok(State::Published);
    }
    check_complete(&resource)?;
    // What was looked at once may come back without another look.
    let needs_look =
        settings.review && person.role < Role::Publisher && resource.published.is_none();
    if needs_look || newcomers::needs_look(tx, settings, person, &resource)? {
        return hand_in(tx, person, &resource);
    }
    store::mark_state(tx, id, State::Published, "")?;
    newcomers::note_hosts(tx, &resource)?;
    tx.announce(&Event::ResourcePublished { resource: id, by: person.account })?;
    Ok(State::Published)
}

/// Hands it to the curators, also where its owner could publish it alone.
pub fn submit(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<State> {
    let resource = editable(tx, person, id)?;
    if resource.state == State::Published {
        return Err(Error::Conflict("resource-published-already"));
    }
    check_complete(&resource)?;
    hand_in(tx, person, &resource)
}

fn hand_in(tx: &Tx<'_>, person: &Person, resource: &Resource) -> Result<State> {
    if resource.state != State::InReview {
        store::mark_state(tx, resource.id, State::InReview, "")?;
        tx.announce(&Event::ResourceSubmitted { resource: resource.id, by: person.account })?;
    }
    Ok(State::InReview)
}

fn check_complete(resource: &Resource) -> Result<()> {
    let mut missing: Vec<Problem> = resource.content.missing(resource.kind).into_iter().collect();
    missing.extend(resource.description.missing());
    if missing.is_empty() { Ok(()) } else { Err(Error::Invalid(missing)) }
}

/// A curator publishes what waits. After so many of these a contributor becomes a publisher.
pub fn accept(tx: &Tx<'_>, settings: &Settings, person: &Person, id: ResourceId) -> Result<()> {
    let resource = in_review(tx, person, id)?;
    check_complete(&resource)?;
    store::mark_state(tx, id, State::Published, "")?;
    newcomers::note_hosts(tx, &resource)?;
    let accepted = accounts::mark_accepted(tx, resource.owner)?;
    if settings.publisher_after > 0 && accepted >= settings.publisher_after {
        accounts::make_publisher(tx, resource.owner)?;
    }
    tx.announce(&Event::ResourcePublished { resource: id, by: person.account })
}

/// A curator sends back what waits, and says why.
pub fn reject(tx: &Tx<'_>, person: &Person, id: ResourceId, note: &str) -> Result<()> {
    in_review(tx, person, id)?;
    if note.trim().is_empty() {
        return Err(Error::invalid("note", "resource-reject-why"));
    }
    store::mark_state(tx, id, State::Rejected, &noted(note))?;
    tx.announce(&Event::ResourceSentBack { resource: id, by: person.account })?;
    tx.announce(&Event::ResourceChanged { resource: id, by: person.account })
}

fn in_review(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<Resource> {
    person.at_least(Role::Curator)?;
    let resource = store::find(tx, id)?;
    if resource.state != State::InReview {
        return Err(Error::Conflict("resource-not-in-review"));
    }
    Ok(resource)
}

/// Takes it back to the drafts; nothing is lost.
pub fn unpublish(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<()> {
    let resource = editable(tx, person, id)?;
    match resource.state {
        State::Published => {
            store::mark_state(tx, id, State::Unpublished, "")?;
            tx.announce(&Event::ResourceUnpublished { resource: id, by: person.account })
        }
        State::InReview => {
            store::mark_state(tx, id, State::Draft, "")?;
            tx.announce(&Event::ResourceChanged { resource: id, by: person.account })
        }
        _ => Ok(()),
    }
}

/// Takes it away; a tombstone stays, and it can be brought back.
pub fn withdraw(tx: &Tx<'_>, person: &Person, id: ResourceId, note: &str) -> Result<()> {
    let resource = store::find(tx, id)?;
    if resource.state == State::Withdrawn {
        return Ok(());
    }
    if !resource.may_withdraw(person) {
        return Err(Error::Forbidden("resource-forbidden-withdraw"));
    }
    store::mark_withdrawn(tx, id, person.account, &noted(note))?;
    tx.announce(&Event::ResourceWithdrawn { resource: id, by: person.account })
}

/// Brings back what was withdrawn, as it stood.
pub fn restore(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<State> {
    let resource = store::find(tx, id)?;
    if resource.state != State::Withdrawn {
        return Ok(resource.state);
    }
    if !resource.may_restore(person) {
        return Err(Error::Forbidden("resource-forbidden-restore"));
    }
    let state = store::withdrawn_from(tx, id)?;
    store::mark_state(tx, id, state, "")?;
    tx.announce(&Event::ResourceRestored { resource: id, by: person.account })?;
    Ok(state)
}

/// Forgets an earlier version and all before it, as when something in them should never have been
/// shown. For its owner and moderators.
pub fn forget_versions(tx: &Tx<'_>, person: &Person, id: ResourceId, up_to: u32) -> Result<()> {
    let resource = store::find(tx, id)?;
    if !resource.may_withdraw(person) {
        return Err(Error::Forbidden("resource-forbidden-withdraw"));
    }
    store::remove_versions(tx, id, up_to)
}

/// Gives it to somebody else, as when its owner leaves. Nobody is asked: whoever calls this has
/// settled that.
pub fn hand_over(tx: &Tx<'_>, id: ResourceId, to: AccountId) -> Result<()> {
    store::set_owner(tx, id, to)?;
    tx.announce(&Event::ResourceChanged { resource: id, by: to })
}

/// Removes it without a trace, as the undoing of an import does. Announced first, so that other
/// parts let go of it.
pub fn erase(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    tx.announce(&Event::ResourceErased { resource: id })?;
    store::remove(tx, id)
}

/// Whether there is room for so many more bytes, of this person and of all.
///
/// # Errors
/// `Invalid` of the field `file`, quoting how much is left in words of the key.
pub fn check_room(tx: &Tx<'_>, settings: &Settings, person: &Person, more: u64) -> Result<()> {
    if store::bytes_of(tx, person.account)?.saturating_add(more) > settings.quota_person {
        return Err(Error::invalid("file", "resource-quota-person"));
    }
    if site::file_bytes(tx)?.saturating_add(more) > settings.quota_site {
        return Err(Error::invalid("file", "resource-quota-site"));
    }
    Ok(())
}

/// How many bytes of these files somebody does not keep here yet.
pub fn new_bytes(tx: &Tx<'_>, person: &Person, files: &[FileRef]) -> Result<u64> {
    let mut seen = std::collections::HashSet::new();
    let mut bytes = 0;
    for file in files {
        if seen.insert(&file.sha256) && !store::has_content(tx, person.account, &file.sha256)? {
            bytes += file.size;
        }
    }
    Ok(bytes)
}

/// The address a link may have, as it is kept; without a scheme, `https` is meant.
pub fn link_address(typed: &str) -> Result<String> {
    let typed = typed.trim();
    let full = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    if typed.is_empty() {
        return Err(Error::invalid("url", "missing-url"));
    }
    match url::Url::parse(&full) {
        Ok(address) if is_web_address(&full) && address.host_str().is_some_and(names_a_host) => {
            Ok(address.into())
        }
        _ => Err(Error::invalid("url", "resource-url-form")),
    }
}

fn names_a_host(host: &str) -> bool {
    host.contains(['.', ':']) || host == "localhost"
}

/// Who sees new things of this site if nobody says otherwise.
pub fn first_visibility(settings: &Settings) -> Visibility {
    if settings.open_to_read { Visibility::Public } else { Visibility::Local }
}

fn noted(note: &str) -> String {
    note.trim().chars().take(MOST_NOTE).collect()
}
