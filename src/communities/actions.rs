//! What people do with communities: found, change, join, leave, look after.

use rusqlite::Connection;

use super::{
    invitations,
    model::{
        Community, Description, Join, MOST_NOTE, MemberRole, MemberState, Posting, Visibility,
    },
    store,
};
use crate::{
    accounts,
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{AccountId, CommunityId},
    site,
    text::slug,
    web::{Person, Role, Viewer, upload::KeptPicture},
};

/// Whether somebody may read what this community shares. The one place that decides it.
pub fn may_read(conn: &Connection, viewer: &Viewer, community: &Community) -> Result<bool> {
    if viewer.is(Role::Moderator) {
        return Ok(true);
    }
    if community.withdrawn.is_some() {
        return Ok(false);
    }
    match community.visibility {
        Visibility::Public | Visibility::Unlisted | Visibility::LocalPublic => Ok(true),
        Visibility::LocalPrivate => Ok(viewer.0.is_some()),
        Visibility::Private => match viewer.account() {
            Some(account) => Ok(active_role(conn, community.id, account)?.is_some()),
            None => Ok(false),
        },
    }
}

/// The community with this handle, if this viewer may read it: `Gone` if it was withdrawn and was
/// no secret, else `NotFound`.
pub fn readable(conn: &Connection, viewer: &Viewer, handle: &str) -> Result<Community> {
    let community = store::find_by_handle(conn, handle)?;
    if may_read(conn, viewer, &community)? {
        return Ok(community);
    }
    let open = matches!(
        community.visibility,
        Visibility::Public | Visibility::Unlisted | Visibility::LocalPublic
    );
    match community.visibility {
        _ if community.withdrawn.is_some() && open => Err(Error::Gone),
        Visibility::LocalPrivate if viewer.0.is_none() => Err(Error::SignInFirst),
        _ => Err(Error::NotFound),
    }
}

pub(super) fn active_role(
    conn: &Connection,
    community: CommunityId,
    account: AccountId,
) -> Result<Option<MemberRole>> {
    Ok(store::membership(conn, community, account)?
        .filter(|member| member.state == MemberState::Active)
        .map(|member| member.role))
}

/// Whether somebody may put resources and collections into it.
pub fn may_post(conn: &Connection, person: &Person, community: CommunityId) -> Result<bool> {
    let found = store::find(conn, community)?;
    if found.withdrawn.is_some() {
        return Ok(false);
    }
    let least = match found.posting {
        Posting::Members => MemberRole::Member,
        Posting::Moderators => MemberRole::Moderator,
    };
    let role = active_role(conn, community, person.account)?;
    Ok(person.role >= Role::Moderator || role.is_some_and(|role| role >= least))
}

/// Whether somebody looks after this community: its moderators and owners, and the site's.
pub fn moderates(conn: &Connection, person: &Person, community: CommunityId) -> Result<bool> {
    has_role(conn, person, community, MemberRole::Moderator)
}

/// Whether somebody may make moderators here, or withdraw it: its owners, and the site's moderators.
pub fn owns(conn: &Connection, person: &Person, community: CommunityId) -> Result<bool> {
    has_role(conn, person, community, MemberRole::Owner)
}

fn has_role(
    conn: &Connection,
    person: &Person,
    community: CommunityId,
    least: MemberRole,
) -> Result<bool> {
    let role = active_role(conn, community, person.account)?;
    Ok(person.role >= Role::Moderator || role.is_some_and(|role| role >= least))
}

/// Founds a community. Its owner is the person named, who becomes its first member; without one,
/// the site's moderators look after it.
pub fn found(
    tx: &Tx<'_>,
    by: &Person,
    owner: Option<AccountId>,
    handle: &str,
    description: Description,
) -> Result<CommunityId> {
    by.at_least(Role::Curator)?;
    if !slug::is_handle(handle) {
        return Err(Error::invalid("handle", "account-handle-form"));
    }
    let description = description.tidied();
    description.check()?;
    accounts::take_handle(tx, handle, "community")?;
    let community = store::insert(tx, handle, &description)?;
    let founder = owner.unwrap_or(by.account);
    tx.announce(&Event::CommunityFounded { community, by: founder })?;
    if let Some(account) = owner {
        let (role, state) = (MemberRole::Owner, MemberState::Active);
        store::set_member(tx, community, account, role, state, "")?;
        tx.announce(&Event::MemberJoined { community, account })?;
    }
    Ok(community)
}

/// Changes what a community says of itself.
pub fn change(
    tx: &Tx<'_>,
    by: &Person,
    community: CommunityId,
    description: Description,
) -> Result<()> {
    must_moderate(tx, by, community)?;
    let description = description.tidied();
    description.check()?;
    store::update(tx, community, &description)?;
    tx.announce(&Event::CommunityChanged { community, by: by.account })
}

/// Gives it another picture, or none.
pub fn change_picture(
    tx: &Tx<'_>,
    by: &Person,
    community: CommunityId,
    picture: Option<&KeptPicture>,
) -> Result<()> {
    must_moderate(tx, by, community)?;
    let names = picture.map(|kept| (kept.small.sha256.hex(), kept.large.sha256.hex()));
    if let Some(kept) = picture {
        site::record_file(tx, &kept.small)?;
        site::record_file(tx, &kept.large)?;
    }
    store::set_picture(tx, community, names.as_ref().map(|(s, l)| (s.as_str(), l.as_str())))?;
    tx.announce(&Event::CommunityChanged { community, by: by.account })
}

/// Joins, or asks to, as the community wants it. Tells how the person stands now.
pub fn join(tx: &Tx<'_>, person: &Person, id: CommunityId, note: &str) -> Result<MemberState> {
    let community = store::find(tx, id)?;
    if !may_read(tx, &Viewer(Some(person.clone())), &community)? || community.withdrawn.is_some() {
        return Err(Error::NotFound);
    }
    match store::membership(tx, id, person.account)?.map(|member| member.state) {
        Some(MemberState::Active) => return Ok(MemberState::Active),
        Some(MemberState::KeptOut) => return Err(Error::Forbidden("community-kept-out")),
        Some(MemberState::Invited) => {
            invitations::answer_invitation(tx, person, id, true)?;
            return Ok(MemberState::Active);
        }
        Some(MemberState::Pending) | None => {}
    }
    let state = match community.join {
        Join::Open => MemberState::Active,
        Join::Ask => MemberState::Pending,
        Join::Invite => return Err(Error::Forbidden("community-by-invitation")),
    };
    let note: String = note.trim().chars().take(MOST_NOTE).collect();
    store::set_member(tx, id, person.account, MemberRole::Member, state, &note)?;
    tx.announce(&if state == MemberState::Active {
        Event::MemberJoined { community: id, account: person.account }
    } else {
        Event::CommunityAsked { community: id, account: person.account }
    })?;
    Ok(state)
}

/// Leaves, or takes the asking back. The last owner stays.
pub fn leave(tx: &Tx<'_>, person: &Person, community: CommunityId) -> Result<()> {
    let Some(member) = store::membership(tx, community, person.account)? else { return Ok(()) };
    if member.state == MemberState::KeptOut {
        return Ok(());
    }
    keep_one_owner(tx, community, member.role, member.state)?;
    take_out(tx, community, person.account, member.state)
}

/// Answers somebody who asked to join.
pub fn answer(
    tx: &Tx<'_>,
    by: &Person,
    community: CommunityId,
    account: AccountId,
    accept: bool,
) -> Result<()> {
    must_moderate(tx, by, community)?;
    let member = store::membership(tx, community, account)?.ok_or(Error::NotFound)?;
    if member.state != MemberState::Pending {
        return Ok(());
    }
    if accept {
        store::set_member(tx, community, account, MemberRole::Member, MemberState::Active, "")?;
        tx.announce(&Event::MemberJoined { community, account })?;
    } else {
        store::remove_member(tx, community, account)?;
    }
    tx.announce(&Event::MemberAnswered { community, account, by: by.account, accepted: accept })
}

pub(super) fn somebody(conn: &Connection, handle: &str) -> Result<AccountId> {
    let unknown = || Error::invalid("handle", "community-nobody");
    let account = accounts::find_by_handle(conn, handle.trim()).map_err(|_| unknown())?;
    if account.standing == accounts::Standing::Active { Ok(account.id) } else { Err(unknown()) }
}

/// Adds somebody by handle without asking them, also somebody who was sent away before. They do
/// not stand in the list of members until they say so.
pub fn add_member(tx: &Tx<'_>, by: &Person, community: CommunityId, handle: &str) -> Result<()> {
    must_moderate(tx, by, community)?;
    let account = somebody(tx, handle)?;
    if active_role(tx, community, account)?.is_some() {
        return Ok(());
    }
    store::set_member(tx, community, account, MemberRole::Member, MemberState::Active, "")?;
    store::set_listed(tx, community, account, false)?;
    tx.announce(&Event::MemberJoined { community, account })?;
    tx.announce(&Event::MemberAnswered { community, account, by: by.account, accepted: true })
}

/// Gives a member another role. The last owner stays one.
pub fn change_member(
    tx: &Tx<'_>,
    by: &Person,
    community: CommunityId,
    account: AccountId,
    role: MemberRole,
) -> Result<()> {
    must_moderate(tx, by, community)?;
    if !owns(tx, by, community)? {
        return Err(Error::Forbidden("community-not-owner"));
    }
    let member = store::membership(tx, community, account)?
        .filter(|member| member.state == MemberState::Active)
        .ok_or(Error::NotFound)?;
    if role != MemberRole::Owner {
        keep_one_owner(tx, community, member.role, member.state)?;
    }
    store::set_member(tx, community, account, role, MemberState::Active, "")?;
    tx.announce(&Event::MemberRoleChanged { community, account, by: by.account })
}

/// Takes somebody out; with `keep_out` they cannot come back by themselves.
pub fn send_away(
    tx: &Tx<'_>,
    by: &Person,
    community: CommunityId,
    account: AccountId,
    keep_out: bool,
) -> Result<()> {
    must_moderate(tx, by, community)?;
    let member = store::membership(tx, community, account)?.ok_or(Error::NotFound)?;
    if member.role > MemberRole::Member && !owns(tx, by, community)? {
        return Err(Error::Forbidden("community-not-owner"));
    }
    keep_one_owner(tx, community, member.role, member.state)?;
    take_out(tx, community, account, member.state)?;
    if keep_out {
        let (role, state) = (MemberRole::Member, MemberState::KeptOut);
        store::set_member(tx, community, account, role, state, "")?;
    }
    if member.state == MemberState::Active && account != by.account {
        tx.announce(&Event::MemberSentAway { community, account, by: by.account })?;
    }
    Ok(())
}

/// Withdraws a community, or brings it back. Its handle stays taken.
pub fn withdraw(tx: &Tx<'_>, by: &Person, community: CommunityId, gone: bool) -> Result<()> {
    if !owns(tx, by, community)? {
        return Err(Error::Forbidden("community-not-owner"));
    }
    store::mark_withdrawn(tx, community, gone)?;
    tx.announce(&Event::CommunityChanged { community, by: by.account })
}

fn take_out(
    tx: &Tx<'_>,
    community: CommunityId,
    account: AccountId,
    state: MemberState,
) -> Result<()> {
    store::remove_member(tx, community, account)?;
    if state == MemberState::Active {
        tx.announce(&Event::MemberLeft { community, account })?;
    }
    Ok(())
}

pub(super) fn must_moderate(conn: &Connection, by: &Person, community: CommunityId) -> Result<()> {
    if moderates(conn, by, community)? {
        return Ok(());
    }
    let community = store::find(conn, community)?;
    if may_read(conn, &Viewer(Some(by.clone())), &community)? {
        Err(Error::Forbidden("community-not-moderator"))
    } else {
        Err(Error::NotFound)
    }
}

fn keep_one_owner(
    conn: &Connection,
    community: CommunityId,
    role: MemberRole,
    state: MemberState,
) -> Result<()> {
    let is_owner = role == MemberRole::Owner && state == MemberState::Active;
    if is_owner && store::count_owners(conn, community)? <= 1 {
        return Err(Error::Conflict("community-last-owner"));
    }
    Ok(())
}
