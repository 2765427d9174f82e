//! What people are told of talk and of work in company: comments, mentions, suggestions,
//! invitations, copies.

use super::{
    model::Notice,
    store::{self, tell},
};
use crate::{
    accounts, collections, communities,
    communities::{MemberRole, MemberState},
    db::Tx,
    discussion,
    error::{Optional, Result},
    events::Event,
    ids::{AccountId, CollectionId, CommentId, CommunityId, ResourceId, Thing},
    resources,
};

/// No more of those who said something in a thread hear of every answer.
const MOST_LISTENERS: usize = 100;

/// Tells people what others do with them.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AccountErased { account } => store::forget_person(tx, *account),
        Event::CommentWritten { comment, by } => said(tx, *comment, *by),
        Event::CommentHeld { comment, by } => waits(tx, *comment, *by),
        Event::CommentAnswered { comment, by, accepted } => {
            let key = if *accepted { "notice-comment-shown" } else { "notice-comment-declined" };
            let author = discussion::find_comment(tx, *comment)?.author;
            of_comment(tx, key, author, *by, *comment)
        }
        Event::PersonMentioned { account, comment, by } => {
            // Who takes part in the thread has just been told of the comment itself.
            store::forget(tx, *account, Thing::Comment(*comment))?;
            of_comment(tx, "notice-mentioned", *account, *by, *comment)
        }
        Event::SuggestionMade { collection, by, .. } => {
            let owner = collections::find(tx, *collection)?.owner;
            of_collection(tx, "notice-suggested", owner, *by, *collection, "/together")
        }
        Event::SuggestionAnswered { suggestion, collection, by, accepted } => {
            let to = collections::find_suggestion(tx, *suggestion)?.by;
            let key =
                if *accepted { "notice-suggestion-taken" } else { "notice-suggestion-declined" };
            of_collection(tx, key, to, *by, *collection, "/together")
        }
        Event::MemberInvited { community, account, by } => {
            of_community(tx, "notice-invited", *account, *by, *community, "/invitation")
        }
        Event::MemberRoleChanged { community, account, by } => {
            let role = communities::membership(tx, *community, *account)?.map(|it| it.role);
            if role.is_some_and(|role| role >= MemberRole::Moderator) {
                of_community(tx, "notice-moderates", *account, *by, *community, "")?;
            }
            Ok(())
        }
        Event::OwnershipHanded { community, from, to } => {
            of_community(tx, "notice-handed-over", *to, *from, *community, "")
        }
        Event::ResourceCopied { original, by, .. } => {
            let owner = resources::find(tx, *original)?.owner;
            of_resource(tx, "notice-copied", owner, *by, *original, *original)
        }
        Event::ResourceOutdated { original, copy, by } => {
            let (owner, of) = (resources::find(tx, *copy)?.owner, resources::find(tx, *original)?);
            if !resources::may_read(tx, &accounts::viewer(tx, owner)?, &of)? {
                return Ok(());
            }
            of_resource(tx, "notice-newer", owner, *by, *copy, *original)
        }
        Event::CollectionCopied { original, by, .. } => {
            let owner = collections::find(tx, *original)?.owner;
            of_collection(tx, "notice-copied", owner, *by, *original, "")
        }
        Event::CollectionOutdated { original, copy, by } => {
            let owner = collections::find(tx, *copy)?.owner;
            let of = collections::find(tx, *original)?;
            if !collections::may_read(tx, &accounts::viewer(tx, owner)?, &of)? {
                return Ok(());
            }
            let quote = of.title;
            let address = format!("/k/{}", collections::find(tx, *copy)?.key);
            let about = Thing::Collection(*copy);
            let by = Some(*by);
            tell(
                tx,
                &Notice {
                    to: owner,
                    by,
                    key: "notice-newer",
                    about,
                    address: &address,
                    quote: &quote,
                },
            )
        }
        _ => Ok(()),
    }
}

/// Tells those who take part in a thread, and whose the thing is that it is about, if they may
/// read it.
fn said(tx: &Tx<'_>, id: CommentId, by: AccountId) -> Result<()> {
    let comment = discussion::find_comment(tx, id)?;
    let mut listeners = discussion::participants(tx, comment.thread, MOST_LISTENERS)?;
    let owner = match comment.about {
        Thing::Resource(resource) => resources::find(tx, resource).optional()?.map(|it| it.owner),
        Thing::Collection(id) => collections::find(tx, id).optional()?.map(|it| it.owner),
        _ => None,
    };
    listeners.extend(owner.filter(|owner| !listeners.contains(owner)));
    for account in listeners.into_iter().filter(|account| *account != by) {
        if discussion::may_read_comment(tx, &accounts::viewer(tx, account)?, id)? {
            of_comment(tx, "notice-said", account, by, id)?;
        }
    }
    Ok(())
}

/// Tells those who look after a community; curators of the site have a page of what waits.
fn waits(tx: &Tx<'_>, id: CommentId, by: AccountId) -> Result<()> {
    let about = discussion::find_comment(tx, id)?.about;
    let Some(community) = discussion::about(tx, &accounts::viewer(tx, by)?, about)?.community
    else {
        return Ok(());
    };
    for member in communities::members(tx, community, MemberState::Active)? {
        if member.role >= MemberRole::Moderator {
            of_comment(tx, "notice-comment-waits", member.account, by, id)?;
        }
    }
    Ok(())
}

fn of_comment(
    tx: &Tx<'_>,
    key: &'static str,
    to: AccountId,
    by: AccountId,
    id: CommentId,
) -> Result<()> {
    let comment = discussion::find_comment(tx, id)?;
    let thread = discussion::find_thread(tx, comment.thread)?;
    let title = if thread.title.is_empty() {
        discussion::about(tx, &accounts::viewer(tx, to)?, comment.about)?.title
    } else {
        thread.title
    };
    let address = format!("/t/{}/{}", comment.thread_key, comment.key);
    let about = Thing::Comment(id);
    tell(tx, &Notice { to, by: Some(by), key, about, address: &address, quote: &title })
}

fn of_collection(
    tx: &Tx<'_>,
    key: &'static str,
    to: AccountId,
    by: AccountId,
    id: CollectionId,
    place: &str,
) -> Result<()> {
    let found = collections::find(tx, id)?;
    let address = format!("/k/{}{place}", found.key);
    let about = Thing::Collection(id);
    tell(tx, &Notice { to, by: Some(by), key, about, address: &address, quote: &found.title })
}

fn of_community(
    tx: &Tx<'_>,
    key: &'static str,
    to: AccountId,
    by: AccountId,
    id: CommunityId,
    place: &str,
) -> Result<()> {
    let found = communities::find(tx, id)?;
    let address = format!("/c/{}{place}", found.handle);
    let about = Thing::Community(id);
    tell(tx, &Notice { to, by: Some(by), key, about, address: &address, quote: &found.name })
}

/// Tells of one resource in the words of another.
fn of_resource(
    tx: &Tx<'_>,
    key: &'static str,
    to: AccountId,
    by: AccountId,
    at: ResourceId,
    named: ResourceId,
) -> Result<()> {
    let address = format!("/r/{}", resources::find(tx, at)?.key);
    let quote = resources::find(tx, named)?.description.title;
    let about = Thing::Resource(at);
    tell(tx, &Notice { to, by: Some(by), key, about, address: &address, quote: &quote })
}
