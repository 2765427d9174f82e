//! What a report is about: its name, its place, whose it is, and who looks after it first.

use rusqlite::Connection;

use crate::{
    accounts::{self, Standing},
    collections, communities,
    communities::{MemberRole, MemberState},
    discussion,
    error::{Error, Optional, Result},
    ids::{AccountId, CommunityId, Thing},
    resources,
    text::{excerpt::excerpt, markdown},
    web::{Role, Viewer},
};

/// Most characters of what was said that stand for it in lists.
const OPENING: usize = 80;

/// What a report is about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What.
    pub thing: Thing,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// The one concerned: whose it is, or who it is.
    pub owner: Option<AccountId>,
    /// The community in which it stands.
    pub community: Option<CommunityId>,
}

/// What this thing is, if the viewer may see it.
pub fn subject(conn: &Connection, viewer: &Viewer, thing: Thing) -> Result<Subject> {
    let (title, address, owner, community) = match thing {
        Thing::Resource(id) => {
            let found = resources::find(conn, id)?;
            let seen = resources::may_read(conn, viewer, &found)?;
            let address = format!("/r/{}", found.key);
            seen.then_some((
                found.description.title,
                address,
                Some(found.owner),
                found.description.community,
            ))
        }
        Thing::Collection(id) => {
            let found = collections::find(conn, id)?;
            let seen = collections::may_read(conn, viewer, &found)?;
            let address = format!("/k/{}", found.key);
            seen.then_some((found.title, address, Some(found.owner), found.community))
        }
        Thing::Community(id) => {
            let found = communities::find(conn, id)?;
            let seen = communities::may_read(conn, viewer, &found)?;
            let owner = communities::members(conn, id, MemberState::Active)?
                .into_iter()
                .find(|member| member.role == MemberRole::Owner)
                .map(|member| member.account);
            // Its own moderators would judge themselves.
            seen.then_some((found.name, format!("/c/{}", found.handle), owner, None))
        }
        Thing::Person(id) => {
            let found = accounts::find(conn, id)?;
            let seen = found.standing == Standing::Active;
            let address = format!("/u/{}", found.handle);
            seen.then_some((found.name, address, Some(found.id), None))
        }
        Thing::Comment(id) => {
            let found = discussion::find_comment(conn, id)?;
            let about = discussion::about(conn, viewer, found.about)?;
            let title = excerpt(&markdown::to_text(&found.text), OPENING);
            let address = format!("/t/{}/{}", found.thread_key, found.key);
            let seen = found.withdrawn.is_none() || viewer.is(Role::Moderator);
            seen.then_some((title, address, Some(found.author), about.community))
        }
        Thing::Site => None,
    }
    .ok_or(Error::NotFound)?;
    Ok(Subject { thing, title, address, owner, community })
}

/// The thing at an address of this site, as [`spelt`] writes it.
pub fn parse(conn: &Connection, text: &str) -> Result<Thing> {
    Ok(match text.split('/').collect::<Vec<_>>().as_slice() {
        ["", "r", key] => Thing::Resource(resources::find_by_key(conn, key)?.id),
        ["", "k", key] => Thing::Collection(collections::find_by_key(conn, key)?.id),
        ["", "c", handle] => Thing::Community(communities::find_by_handle(conn, handle)?.id),
        ["", "u", handle] => Thing::Person(accounts::find_by_handle(conn, handle)?.id),
        ["", "t", _, key] => Thing::Comment(discussion::find_comment_by_key(conn, key)?.id),
        _ => return Err(Error::NotFound),
    })
}

/// A thing by its address. Its number would let anybody go through all there are, one by one.
pub fn spelt(conn: &Connection, thing: Thing) -> Result<String> {
    Ok(match thing {
        Thing::Resource(id) => format!("/r/{}", resources::find(conn, id)?.key),
        Thing::Collection(id) => format!("/k/{}", collections::find(conn, id)?.key),
        Thing::Community(id) => format!("/c/{}", communities::find(conn, id)?.handle),
        Thing::Person(id) => format!("/u/{}", accounts::find(conn, id)?.handle),
        Thing::Comment(id) => {
            let comment = discussion::find_comment(conn, id)?;
            format!("/t/{}/{}", comment.thread_key, comment.key)
        }
        Thing::Site => "/".to_owned(),
    })
}

/// The one concerned by what is done to a thing, whether or not anybody may see it now.
pub fn owner(conn: &Connection, thing: Thing) -> Result<Option<AccountId>> {
    Ok(match thing {
        Thing::Resource(id) => resources::find(conn, id).optional()?.map(|found| found.owner),
        Thing::Collection(id) => collections::find(conn, id).optional()?.map(|found| found.owner),
        Thing::Comment(id) => {
            discussion::find_comment(conn, id).optional()?.map(|found| found.author)
        }
        Thing::Person(id) => Some(id),
        _ => None,
    })
}
