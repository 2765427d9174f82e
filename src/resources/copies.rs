//! Adapted copies: making somebody's resource one's own where its licence lets that happen.

use super::{
    actions::{begin, check_room, editable, new_bytes},
    content::Content,
    description::Description,
    model::{New, Resource, State, Visibility, may_read},
    store,
};
use crate::{
    communities,
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{AccountId, ResourceId},
    site::Settings,
    vocabulary::licences,
    web::{Person, Role, Viewer},
};

/// Whether this person may make an adapted copy of what they may read: those who share, if it is
/// their own or its licence lets others change it and pass it on.
pub fn may_copy(person: &Person, resource: &Resource) -> bool {
    person.role >= Role::Contributor && (person.account == resource.owner || is_adaptable(resource))
}

fn is_adaptable(resource: &Resource) -> bool {
    resource.state == State::Published
        && licences::licence(&resource.description.licence)
            .is_some_and(|licence| licence.may_be_adapted())
}

/// Makes a resource one's own: a draft with the same description, texts and files, which says what
/// it was made from. `origin` is the address of this site, without a trailing slash.
///
/// # Errors
/// `Forbidden` for readers, and where the licence does not let others change it; `Invalid` if there
/// is no room.
pub fn copy(
    tx: &Tx<'_>,
    settings: &Settings,
    person: &Person,
    id: ResourceId,
    origin: &str,
) -> Result<ResourceId> {
    let viewer = Viewer(Some(person.clone()));
    let original = store::find(tx, id)?;
    if !may_read(tx, &viewer, &original)? {
        return Err(Error::NotFound);
    }
    if person.role >= Role::Contributor && !may_copy(person, &original) {
        return Err(Error::Forbidden("resource-no-derivatives"));
    }
    let given = &original.description;
    let community = match given.community {
        Some(one) if communities::may_post(tx, person, one)? => Some(one),
        _ => None,
    };
    let visibility = match (given.visibility, community) {
        (Visibility::Community, None) => Visibility::Private,
        (visibility, _) => visibility,
    };
    let description = Description {
        source_title: given.title.clone(),
        source_url: format!("{origin}/r/{}", original.key),
        changes_note: String::new(),
        community,
        visibility,
        ..given.clone()
    };
    // Right answers, and remarks for those who may change it, stay with those who may see them.
    let content = Content {
        key: original.content.key.clone().filter(|_| viewer.sees_answers()),
        remarks: if original.may_edit(person) {
            original.content.remarks.clone()
        } else {
            String::new()
        },
        ..original.content.clone()
    };
    check_room(tx, settings, person, new_bytes(tx, person, &content.files)?)?;
    let copy = begin(tx, person, New::of(original.kind), &description, &content)?;
    store::set_based_on(tx, copy, id)?;
    tx.announce(&Event::ResourceCopied { original: id, copy, by: person.account })?;
    Ok(copy)
}

/// Tells those who made copies that there is a new version, each once until they have seen it.
/// What nobody else sees yet is no news.
pub fn tell_copies(tx: &Tx<'_>, original: &Resource, by: AccountId) -> Result<()> {
    if original.state != State::Published {
        return Ok(());
    }
    for copy in store::mark_newer(tx, original.id)? {
        tx.announce(&Event::ResourceOutdated { original: original.id, copy, by })?;
    }
    Ok(())
}

/// Notes that those who may change a copy have seen the newer version of its original.
pub fn seen_newer(tx: &Tx<'_>, person: &Person, id: ResourceId) -> Result<()> {
    editable(tx, person, id)?;
    store::forget_newer(tx, id)
}
