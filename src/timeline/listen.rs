//! The ears of the timelines: what becomes an entry, and in which streams it stands.
//!
//! To tell of something new, add its event to [`hear`] and call [`happened`].

use std::collections::HashSet;

use super::{
    actions::happened,
    model::{Happening, Reach, Stream, Verb, plain_keyword},
    store,
};
use crate::{
    collections::{self, Collection},
    communities::{self, Community, MemberState},
    db::Tx,
    discussion,
    error::{Optional, Result},
    events::Event,
    ids::{AccountId, CollectionId, CommunityId, ResourceId, Thing},
    notices::{self, Notice},
    resources::{self, Resource, Scope, Visibility},
};

/// Writes down what happens.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourcePublished { resource, .. }
        | Event::ResourceChanged { resource, .. }
        | Event::ResourceRestored { resource, .. } => shown(tx, *resource),
        Event::ItemAdded { collection, resource, by } => collected(tx, *collection, *resource, *by),
        Event::CollectionChanged { collection, by } => opened(tx, *collection, *by),
        Event::ResourceErased { resource } => store::remove_resource(tx, *resource),
        Event::CollectionErased { collection } => {
            store::remove_about(tx, Thing::Collection(*collection), None)
        }
        Event::CommunityFounded { community, by } => {
            in_community(tx, *community, Verb::Founded, *by)
        }
        Event::CommunityChanged { community, .. } => {
            let found = communities::find(tx, *community)?;
            store::set_scope(tx, Thing::Community(*community), scope_of(&found))
        }
        Event::MemberJoined { community, account } => {
            if store::shows_joining(tx, *account)? {
                in_community(tx, *community, Verb::Joined, *account)?;
            }
            Ok(())
        }
        Event::MemberLeft { community, account } => {
            let only = Some((Verb::Joined, *account));
            store::remove_about(tx, Thing::Community(*community), only)
        }
        Event::UseReported { resource, by } => used(tx, *resource, *by),
        Event::UseWithdrawn { resource, by } => match store::used_entry(tx, *resource, *by)? {
            Some(entry) => store::remove_item(tx, entry, *resource),
            None => Ok(()),
        },
        Event::AccountErased { account } => store::forget_person(tx, *account),
        Event::ThreadOpened { thread, by } => {
            let found = discussion::find_thread(tx, *thread)?;
            if found.announcement {
                announced(tx, &found, *by)?;
            }
            talked(tx, Verb::Asked, found.about, &found.address(), *by)
        }
        Event::CommentWritten { comment, by } => {
            let found = discussion::find_comment(tx, *comment)?;
            // The first words of a thread come with the thread.
            if discussion::find_thread(tx, found.thread)?.comments < 2 {
                return Ok(());
            }
            let address = format!("/t/{}/{}", found.thread_key, found.key);
            talked(tx, Verb::Said, found.about, &address, *by)
        }
        _ => Ok(()),
    }
}

/// Tells the members of a community of what is announced there, but those who follow it: they have
/// it before them anyway.
fn announced(tx: &Tx<'_>, thread: &discussion::Thread, by: AccountId) -> Result<()> {
    let Thing::Community(community) = thread.about else { return Ok(()) };
    let follow: HashSet<AccountId> =
        store::followers(tx, &Stream::Community(community))?.into_iter().collect();
    for member in communities::members(tx, community, MemberState::Active)? {
        if !follow.contains(&member.account) {
            let notice = Notice {
                to: member.account,
                by: Some(by),
                key: "notice-announced",
                about: thread.about,
                address: &thread.address(),
                quote: &thread.title,
            };
            notices::tell(tx, &notice)?;
        }
    }
    Ok(())
}

/// Streams of what a resource is about: its community, subjects with those that contain them, and
/// keywords.
fn streams_of(resource: &Resource) -> Vec<Stream> {
    let it = &resource.description;
    let mut streams: Vec<Stream> = it.community.map(Stream::Community).into_iter().collect();
    streams.extend(subjects(&it.subjects));
    streams.extend(it.keywords.iter().map(|word| Stream::Keyword(plain_keyword(word))));
    streams
}

/// The streams of subjects, and of those that contain them.
fn subjects(codes: &[String]) -> impl Iterator<Item = Stream> {
    codes.iter().flat_map(|code| {
        (2..=code.len()).filter_map(|length| Some(Stream::Subject(code.get(..length)?.to_owned())))
    })
}

/// A resource is there for others, or for others than before.
fn shown(tx: &Tx<'_>, id: ResourceId) -> Result<()> {
    let resource = resources::find(tx, id)?;
    let scope = resource.scope();
    let known = store::published_entry(tx, id)?;
    if scope == Scope::Nobody {
        // The entry stays: readers are checked, and what comes back is not new.
        return Ok(());
    }
    if let Some((entry, was)) = known {
        if was.parse() == Ok(Reach(scope)) {
            return Ok(());
        }
        store::remove_item(tx, entry, id)?;
    }
    let it = &resource.description;
    let community = it.community.map(|id| id.to_string()).unwrap_or_default();
    let import = resource.import.map(|id| id.to_string()).unwrap_or_default();
    let reach = Reach(scope);
    let burst = format!("{reach} {import} {community} {}", it.subjects.join(","));
    happened(
        tx,
        &Happening {
            verb: Verb::Published,
            by: resource.owner,
            about: None,
            resource: Some(id),
            address: "",
            scope,
            burst: Some(burst),
            streams: streams_of(&resource),
        },
    )
}

/// Who may know of a collection.
fn reach_of(collection: &Collection) -> Scope {
    match (collection.state, collection.visibility, collection.community) {
        (collections::State::Published, Visibility::Public, _) => Scope::Public,
        (collections::State::Published, Visibility::Local, _) => Scope::Local,
        (collections::State::Published, Visibility::Community, Some(id)) => Scope::Community(id),
        _ => Scope::Nobody,
    }
}

fn opened(tx: &Tx<'_>, id: CollectionId, by: AccountId) -> Result<()> {
    let Some(collection) = collections::find(tx, id).optional()? else { return Ok(()) };
    let (scope, about) = (reach_of(&collection), Thing::Collection(id));
    store::set_scope(tx, about, scope)?;
    if scope == Scope::Nobody || store::has_entry(tx, about, Verb::Opened)? {
        return Ok(());
    }
    let mut streams = vec![Stream::Collection(id)];
    streams.extend(collection.community.map(Stream::Community));
    streams.extend(subjects(&collection.subjects));
    let verb = Verb::Opened;
    let about = Some(about);
    happened(
        tx,
        &Happening { verb, by, about, resource: None, address: "", scope, burst: None, streams },
    )
}

fn collected(tx: &Tx<'_>, id: CollectionId, resource: ResourceId, by: AccountId) -> Result<()> {
    let Some(collection) = collections::find(tx, id).optional()? else { return Ok(()) };
    let scope = reach_of(&collection);
    if scope == Scope::Nobody {
        return Ok(());
    }
    let mut streams = vec![Stream::Collection(id)];
    streams.extend(collection.community.map(Stream::Community));
    happened(
        tx,
        &Happening {
            verb: Verb::Collected,
            by,
            about: Some(Thing::Collection(id)),
            resource: Some(resource),
            address: "",
            scope,
            burst: Some(id.to_string()),
            streams,
        },
    )
}

/// Who may know of a community.
fn scope_of(community: &Community) -> Scope {
    match community.visibility {
        _ if community.withdrawn.is_some() => Scope::Nobody,
        communities::Visibility::Public | communities::Visibility::LocalPublic => Scope::Public,
        communities::Visibility::LocalPrivate => Scope::Local,
        communities::Visibility::Unlisted | communities::Visibility::Private => {
            Scope::Community(community.id)
        }
    }
}

fn in_community(tx: &Tx<'_>, id: CommunityId, verb: Verb, by: AccountId) -> Result<()> {
    let community = communities::find(tx, id)?;
    let mut streams = vec![Stream::Community(id)];
    if verb == Verb::Founded {
        streams.extend(subjects(&community.subjects));
    }
    happened(
        tx,
        &Happening {
            verb,
            by,
            about: Some(Thing::Community(id)),
            resource: None,
            address: "",
            scope: scope_of(&community),
            burst: None,
            streams,
        },
    )
}

fn used(tx: &Tx<'_>, id: ResourceId, by: AccountId) -> Result<()> {
    let resource = resources::find(tx, id)?;
    let scope = resource.scope();
    if scope == Scope::Nobody || store::used_entry(tx, id, by)?.is_some() {
        return Ok(());
    }
    happened(
        tx,
        &Happening {
            verb: Verb::Used,
            by,
            about: None,
            resource: Some(id),
            address: "",
            scope,
            burst: None,
            streams: resource.description.community.map(Stream::Community).into_iter().collect(),
        },
    )
}

/// Somebody says something about a thing.
fn talked(tx: &Tx<'_>, verb: Verb, thing: Thing, address: &str, by: AccountId) -> Result<()> {
    let (scope, resource, streams) = match thing {
        Thing::Resource(id) => {
            let found = resources::find(tx, id)?;
            let streams = found.description.community.map(Stream::Community);
            (found.scope(), Some(id), streams.into_iter().collect())
        }
        Thing::Collection(id) => {
            let found = collections::find(tx, id)?;
            let community = found.community.map(Stream::Community);
            let streams = [Stream::Collection(id)].into_iter().chain(community).collect();
            (reach_of(&found), None, streams)
        }
        Thing::Community(id) => {
            (scope_of(&communities::find(tx, id)?), None, vec![Stream::Community(id)])
        }
        Thing::Site | Thing::Person(_) | Thing::Comment(_) => return Ok(()),
    };
    if scope == Scope::Nobody {
        return Ok(());
    }
    let about = resource.is_none().then_some(thing);
    let burst = Some(format!("{} {}", thing.kind(), thing.id()));
    happened(tx, &Happening { verb, by, about, resource, address, scope, burst, streams })
}
