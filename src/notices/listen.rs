//! The ears of the notices: who is told what.
//!
//! To tell of something new, add its event to [`hear`] and its sentence to [`Told`].

use super::{
    company,
    model::Notice,
    store::{self, tell},
};
use crate::{
    accounts, collections, communities,
    communities::{MemberRole, MemberState},
    db::Tx,
    error::{Optional, Result},
    events::Event,
    ids::{AccountId, CollectionId, CommunityId, ResourceId, Thing},
    resources,
};

/// The sentences.
#[derive(Debug, Clone, Copy)]
enum Told {
    Asked,
    LetIn,
    Refused,
    Followed,
    Accepted,
    SentBack,
    Collected,
    Thanked,
    Used,
}

impl Told {
    fn key(self) -> &'static str {
        match self {
            Self::Asked => "notice-asked",
            Self::LetIn => "notice-let-in",
            Self::Refused => "notice-refused",
            Self::Followed => "notice-followed",
            Self::Accepted => "notice-accepted",
            Self::SentBack => "notice-sent-back",
            Self::Collected => "notice-collected",
            Self::Thanked => "notice-thanked",
            Self::Used => "notice-used",
        }
    }
}

/// Tells people what concerns them.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::CommunityAsked { community, account } => asked(tx, *community, *account),
        Event::MemberAnswered { community, account, by, accepted } => {
            let told = if *accepted { Told::LetIn } else { Told::Refused };
            let found = communities::find(tx, *community)?;
            let address = format!("/c/{}", found.handle);
            let about = Thing::Community(*community);
            say(tx, told, *account, *by, about, &address, &found.name)
        }
        Event::Followed { thing: Thing::Person(person), by } => followed(tx, *person, *by),
        Event::ResourcePublished { resource, by } => {
            of_resource(tx, Told::Accepted, *resource, *by, "")
        }
        Event::ResourceSentBack { resource, by } => {
            of_resource(tx, Told::SentBack, *resource, *by, "")
        }
        Event::UseReported { resource, by } => of_resource(tx, Told::Used, *resource, *by, "#used"),
        Event::Thanked { thing: Thing::Resource(resource), by } => {
            of_resource(tx, Told::Thanked, *resource, *by, "")
        }
        Event::Thanked { thing: Thing::Collection(collection), by } => {
            let found = collections::find(tx, *collection)?;
            let address = format!("/k/{}", found.key);
            let about = Thing::Collection(*collection);
            say(tx, Told::Thanked, found.owner, *by, about, &address, &found.title)
        }
        Event::ItemAdded { collection, resource, by } => collected(tx, *collection, *resource, *by),
        _ => company::hear(tx, event),
    }
}

fn say(
    tx: &Tx<'_>,
    told: Told,
    to: AccountId,
    by: AccountId,
    about: Thing,
    address: &str,
    quote: &str,
) -> Result<()> {
    tell(tx, &Notice { to, by: Some(by), key: told.key(), about, address, quote })
}

/// Tells the owner of a resource.
fn of_resource(tx: &Tx<'_>, told: Told, id: ResourceId, by: AccountId, place: &str) -> Result<()> {
    let found = resources::find(tx, id)?;
    let address = format!("/r/{}{place}", found.key);
    say(tx, told, found.owner, by, Thing::Resource(id), &address, &found.description.title)
}

/// Tells those who look after a community.
fn asked(tx: &Tx<'_>, id: CommunityId, account: AccountId) -> Result<()> {
    let found = communities::find(tx, id)?;
    let address = format!("/c/{}/members", found.handle);
    let active = communities::members(tx, id, MemberState::Active)?;
    for member in active.iter().filter(|member| member.role >= MemberRole::Moderator) {
        let about = Thing::Community(id);
        say(tx, Told::Asked, member.account, account, about, &address, &found.name)?;
    }
    Ok(())
}

fn followed(tx: &Tx<'_>, person: AccountId, by: AccountId) -> Result<()> {
    if store::choices(tx, person)?.is_some_and(|choices| !choices.follows) {
        return Ok(());
    }
    let follower = accounts::find(tx, by)?;
    let address = format!("/u/{}", follower.handle);
    say(tx, Told::Followed, person, by, Thing::Person(by), &address, "")
}

/// Tells the owner of a resource, if they may see the collection.
fn collected(tx: &Tx<'_>, id: CollectionId, resource: ResourceId, by: AccountId) -> Result<()> {
    let owner = resources::find(tx, resource)?.owner;
    if owner == by {
        return Ok(());
    }
    let Some(found) = collections::find(tx, id).optional()? else { return Ok(()) };
    let viewer = accounts::viewer(tx, owner)?;
    if found.state != collections::State::Published || !collections::may_read(tx, &viewer, &found)?
    {
        return Ok(());
    }
    let address = format!("/k/{}", found.key);
    say(tx, Told::Collected, owner, by, Thing::Collection(id), &address, &found.title)
}
