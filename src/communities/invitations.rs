//! Inviting people, being seen among the members, and handing a community over.

use rusqlite::Connection;

use super::{
    actions::{active_role, answer, must_moderate, owns, somebody},
    model::{Community, MOST_NOTE, Member, MemberRole, MemberState},
    store,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Event,
    ids::{AccountId, CommunityId},
    web::Person,
};

/// Says whether one stands in the list of members for all who may read it. Those who look after
/// the community always do.
pub fn list_me(tx: &Tx<'_>, person: &Person, community: CommunityId, listed: bool) -> Result<()> {
    if active_role(tx, community, person.account)?.is_none() {
        return Err(Error::NotFound);
    }
    store::set_listed(tx, community, person.account, listed)
}

/// The same as said while joining or asking to.
pub fn choose_listed(
    tx: &Tx<'_>,
    person: &Person,
    community: CommunityId,
    listed: bool,
) -> Result<()> {
    store::set_listed(tx, community, person.account, listed)
}

/// Invites somebody by handle, also somebody who was sent away before. Whoever asked to join is
/// let in.
pub fn invite(
    tx: &Tx<'_>,
    by: &Person,
    community: CommunityId,
    handle: &str,
    note: &str,
) -> Result<MemberState> {
    must_moderate(tx, by, community)?;
    let account = somebody(tx, handle)?;
    match store::membership(tx, community, account)?.map(|member| member.state) {
        Some(MemberState::Active) => return Ok(MemberState::Active),
        Some(MemberState::Invited) => return Ok(MemberState::Invited),
        Some(MemberState::Pending) => {
            answer(tx, by, community, account, true)?;
            return Ok(MemberState::Active);
        }
        Some(MemberState::KeptOut) | None => {}
    }
    let note: String = note.trim().chars().take(MOST_NOTE).collect();
    store::invite(tx, community, account, by.account, &note)?;
    tx.announce(&Event::MemberInvited { community, account, by: by.account })?;
    Ok(MemberState::Invited)
}

/// Answers an invitation of one's own.
///
/// # Errors
/// `NotFound` for those who are not invited.
pub fn answer_invitation(
    tx: &Tx<'_>,
    person: &Person,
    community: CommunityId,
    accept: bool,
) -> Result<()> {
    let account = person.account;
    let by = store::membership(tx, community, account)?
        .filter(|member| member.state == MemberState::Invited)
        .ok_or(Error::NotFound)?
        .invited_by
        .unwrap_or(account);
    if accept {
        store::set_member(tx, community, account, MemberRole::Member, MemberState::Active, "")?;
        tx.announce(&Event::MemberJoined { community, account })?;
    } else {
        store::remove_member(tx, community, account)?;
    }
    tx.announce(&Event::InvitationAnswered { community, account, by, accepted: accept })
}

/// The community that somebody is invited to, with the invitation; also one that is a secret to
/// others.
pub fn invited(conn: &Connection, person: &Person, handle: &str) -> Result<(Community, Member)> {
    let community = store::find_by_handle(conn, handle)?;
    let member = store::membership(conn, community.id, person.account)?
        .filter(|member| member.state == MemberState::Invited && community.withdrawn.is_none())
        .ok_or(Error::NotFound)?;
    Ok((community, member))
}

/// Hands a community over: another member becomes owner, whoever hands it over stays moderator.
pub fn hand_over(tx: &Tx<'_>, by: &Person, community: CommunityId, to: AccountId) -> Result<()> {
    must_moderate(tx, by, community)?;
    if !owns(tx, by, community)? {
        return Err(Error::Forbidden("community-not-owner"));
    }
    if active_role(tx, community, to)?.is_none() {
        return Err(Error::NotFound);
    }
    if to == by.account {
        return Ok(());
    }
    store::set_member(tx, community, to, MemberRole::Owner, MemberState::Active, "")?;
    if active_role(tx, community, by.account)? == Some(MemberRole::Owner) {
        let (role, state) = (MemberRole::Moderator, MemberState::Active);
        store::set_member(tx, community, by.account, role, state, "")?;
    }
    tx.announce(&Event::OwnershipHanded { community, from: by.account, to })
}
