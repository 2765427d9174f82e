//! What a thread is about: its name, its address, and who may read it.

use rusqlite::Connection;

use crate::{
    collections, communities,
    error::{Error, Result},
    ids::{AccountId, CommunityId, Thing},
    resources,
    web::{Person, Viewer},
};

/// A thing that is discussed, as far as a discussion must know it.
#[derive(Debug, Clone)]
pub struct About {
    /// Which one.
    pub thing: Thing,
    /// Where it stands.
    pub address: String,
    /// Its title or name.
    pub title: String,
    /// The community that it is or belongs to.
    pub community: Option<CommunityId>,
    /// Whose it is; nobody owns a community so.
    pub owner: Option<AccountId>,
    /// Who may read it.
    pub audience: Audience,
}

/// Who may read a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may read the site.
    Everybody,
    /// People with an account here.
    People,
    /// The members of a community.
    Members(CommunityId),
    /// Nobody else than its owner, for now.
    Few,
}

impl Audience {
    /// Whether all who may read there could read here already.
    pub fn holds(self, there: Self) -> bool {
        match self {
            Self::Everybody => true,
            Self::People => there != Self::Everybody,
            Self::Members(_) => there == self || there == Self::Few,
            Self::Few => there == Self::Few,
        }
    }
}

impl About {
    /// Whether it is a community, where threads need titles.
    pub fn is_community(&self) -> bool {
        matches!(self.thing, Thing::Community(_))
    }

    /// Where all its threads stand.
    pub fn talk(&self) -> String {
        format!("{}/talk", self.address)
    }
}

/// What may be discussed, if this viewer may read it.
///
/// # Errors
/// `NotFound`, `Gone` or `SignInFirst`, as the page of the thing itself would answer.
pub fn about(conn: &Connection, viewer: &Viewer, thing: Thing) -> Result<About> {
    match thing {
        Thing::Community(id) => {
            let found = communities::find(conn, id)?;
            if !communities::may_read(conn, viewer, &found)? {
                communities::readable(conn, viewer, &found.handle)?;
            }
            Ok(of_community(found))
        }
        Thing::Collection(id) => {
            let found = collections::find(conn, id)?;
            if !collections::may_read(conn, viewer, &found)? {
                collections::readable(conn, viewer, found.key.as_str())?;
            }
            Ok(of_collection(found))
        }
        Thing::Resource(id) => {
            let found = resources::find_brief(conn, id)?;
            if !resources::may_read(conn, viewer, &found)? {
                resources::readable(conn, viewer, found.key.as_str())?;
            }
            Ok(of_resource(found))
        }
        Thing::Site | Thing::Person(_) | Thing::Comment(_) => Err(Error::NotFound),
    }
}

/// The thing behind an address that somebody typed or pasted: `/c/…`, `/k/…` or `/r/…`.
pub fn typed(conn: &Connection, viewer: &Viewer, address: &str) -> Result<About> {
    let name_after = |mark: &str| {
        let (_, rest) = address.split_once(mark)?;
        rest.split(['/', '?', '#']).next().map(str::trim).filter(|name| !name.is_empty())
    };
    let thing = if let Some(handle) = name_after("/c/") {
        Thing::Community(communities::readable(conn, viewer, handle)?.id)
    } else if let Some(key) = name_after("/k/") {
        Thing::Collection(collections::readable(conn, viewer, key)?.id)
    } else if let Some(key) = name_after("/r/") {
        Thing::Resource(resources::readable(conn, viewer, key)?.id)
    } else {
        return Err(Error::NotFound);
    };
    about(conn, viewer, thing)
}

fn of_community(found: communities::Community) -> About {
    let audience = audience_of(&found);
    About {
        thing: Thing::Community(found.id),
        address: format!("/c/{}", found.handle),
        title: found.name,
        community: Some(found.id),
        owner: None,
        audience,
    }
}

fn audience_of(community: &communities::Community) -> Audience {
    use communities::Visibility;
    match community.visibility {
        Visibility::Public | Visibility::Unlisted | Visibility::LocalPublic => Audience::Everybody,
        Visibility::LocalPrivate => Audience::People,
        Visibility::Private => Audience::Members(community.id),
    }
}

fn of_collection(found: collections::Collection) -> About {
    let shown = found.state == collections::State::Published;
    About {
        thing: Thing::Collection(found.id),
        address: format!("/k/{}", found.key),
        audience: audience(shown, found.visibility, found.community),
        title: found.title,
        community: found.community,
        owner: Some(found.owner),
    }
}

fn of_resource(found: resources::Resource) -> About {
    let shown = found.state == resources::State::Published;
    let description = found.description;
    About {
        thing: Thing::Resource(found.id),
        address: format!("/r/{}", found.key),
        audience: audience(shown, description.visibility, description.community),
        title: description.title,
        community: description.community,
        owner: Some(found.owner),
    }
}

fn audience(
    shown: bool,
    visibility: resources::Visibility,
    community: Option<CommunityId>,
) -> Audience {
    use resources::Visibility;
    match (shown, visibility, community) {
        (true, Visibility::Public, _) => Audience::Everybody,
        (true, Visibility::Local, _) => Audience::People,
        (true, Visibility::Community, Some(community)) => Audience::Members(community),
        _ => Audience::Few,
    }
}

/// Whether somebody was sent away from the community that a thing belongs to.
pub fn is_kept_out(conn: &Connection, person: &Person, about: &About) -> Result<bool> {
    let Some(community) = about.community else { return Ok(false) };
    let member = communities::membership(conn, community, person.account)?;
    Ok(member.is_some_and(|member| member.state == communities::MemberState::KeptOut))
}

/// Whether somebody belongs to a community.
pub fn is_member(conn: &Connection, person: &Person, community: CommunityId) -> Result<bool> {
    let member = communities::membership(conn, community, person.account)?;
    Ok(member.is_some_and(|member| member.state == communities::MemberState::Active))
}
