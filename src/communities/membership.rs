//! Who belongs to a community: the list, joining and leaving, letting in and sending away.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    actions, invitations,
    model::{Community, Join, MOST_NOTE, Member, MemberRole, MemberState, Roll},
    store,
};
use crate::{
    accounts,
    db::Tx,
    error::{Error, Optional, Result},
    ids::{AccountId, CommunityId},
    site::Site,
    time::Moment,
    web::{Cut, Filled, Form, PAGE, Page, Person, Viewer, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/c/{handle}/members", web::get().to(show))
        .route("/c/{handle}/members", web::post().to(add))
        .route("/c/{handle}/join", web::get().to(join_form))
        .route("/c/{handle}/join", web::post().to(join))
        .route("/c/{handle}/leave", web::post().to(leave))
        .route("/c/{handle}/invitation", web::get().to(invitation))
        .route("/c/{handle}/invitation", web::post().to(answer_invitation))
        .route("/c/{handle}/listed", web::post().to(list_me))
        .route("/c/{handle}/members/{person}/answer", web::post().to(answer))
        .route("/c/{handle}/members/{person}/role", web::post().to(change_role))
        .route("/c/{handle}/members/{person}/remove", web::post().to(remove))
        .route("/c/{handle}/members/{person}/hand-over", web::post().to(hand_over));
}

#[derive(Template)]
#[template(path = "communities/members.html")]
struct MembersPage {
    community: Community,
    roll: Roll,
    members: Cut<Member>,
    /// Those who ask to join; only moderators see them.
    asking: Vec<Member>,
    /// Those who have not answered an invitation; only moderators see them.
    invited: Vec<Member>,
    /// Those who were sent away; only moderators see them.
    kept_out: Vec<Member>,
    /// How the viewer stands to it.
    mine: Option<Member>,
    moderates: bool,
    owns: bool,
    /// What was typed to invite somebody.
    form: Filled<Added>,
}

impl MembersPage {
    /// Whether others see the viewer in the list.
    fn is_listed(&self) -> bool {
        self.mine.as_ref().is_some_and(|one| one.listed)
    }

    /// Whether the viewer is a member who can choose not to be seen.
    fn may_hide(&self) -> bool {
        self.mine
            .as_ref()
            .is_some_and(|one| one.state == MemberState::Active && one.role == MemberRole::Member)
    }
}

/// The place in the list of members that an address carries as `before`.
fn before(request: &HttpRequest) -> Option<(Moment, AccountId)> {
    let query = form::query(request);
    let (moment, id) = query.get("before")?.split_once('-')?;
    Some((Moment::from_millis(moment.parse().ok()?), id.parse().ok()?))
}

fn page(
    db: &Connection,
    viewer: &Viewer,
    handle: &str,
    before: Option<(Moment, AccountId)>,
    form: Filled<Added>,
) -> Result<MembersPage> {
    let community = actions::readable(db, viewer, handle)?;
    let id = community.id;
    let (mut mine, mut moderates, mut owns) = (None, false, false);
    if let Some(person) = &viewer.0 {
        mine = store::membership(db, id, person.account)?;
        moderates = actions::moderates(db, person, id)?;
        owns = actions::owns(db, person, id)?;
    }
    let first = before.is_none();
    let standing = |state| {
        if moderates && first { store::members(db, id, state) } else { Ok(Vec::new()) }
    };
    let roll = Roll {
        keepers: if first { store::keepers(db, id)? } else { Vec::new() },
        unseen: if moderates { 0 } else { store::count_unlisted(db, id)? },
    };
    let members = store::plain_members(db, id, moderates, PAGE + 1, before)?;
    Ok(MembersPage {
        roll,
        members: Cut::new(members, PAGE, Member::place),
        asking: standing(MemberState::Pending)?,
        invited: standing(MemberState::Invited)?,
        kept_out: standing(MemberState::KeptOut)?,
        community,
        mine,
        moderates,
        owns,
        form,
    })
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<MembersPage>> {
    let before = before(&request);
    let read = site.db.read(move |db| page(db, &viewer, &handle, before, Filled::default()));
    Ok(Page(read.await?))
}

#[derive(Template)]
#[template(path = "communities/join.html")]
struct JoinPage {
    community: Community,
    rules: String,
}

/// Shows the rules before somebody joins.
async fn join_form(
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<JoinPage>> {
    let community = site.db.read(move |db| actions::readable(db, &viewer, &handle)).await?;
    if community.join == Join::Invite {
        return Err(Error::Forbidden("community-by-invitation"));
    }
    let rules = crate::text::markdown::to_html(&community.rules);
    Ok(Page(JoinPage { community, rules }))
}

#[derive(Template)]
#[template(path = "communities/invitation.html")]
struct InvitationPage {
    community: Community,
    summary: String,
    rules: String,
    note: String,
    /// Handle and name of whoever invites.
    by: Option<(String, String)>,
}

/// Shows somebody what they are invited to, and its rules.
async fn invitation(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<InvitationPage>> {
    site.db
        .read(move |db| {
            let (community, member) = invitations::invited(db, &person, &handle)?;
            let by = match member.invited_by {
                Some(by) => accounts::find(db, by).optional()?,
                None => None,
            };
            Ok(Page(InvitationPage {
                summary: crate::text::markdown::to_html(&community.summary),
                rules: crate::text::markdown::to_html(&community.rules),
                note: member.note,
                by: by.map(|account| (account.handle, account.name)),
                community,
            }))
        })
        .await
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct InvitationAnswer {
    answer: String,
    listed: String,
}

async fn answer_invitation(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<InvitationAnswer>,
) -> Result<HttpResponse> {
    let accept = accepted(&fields.answer)?;
    let community = site
        .db
        .write(move |tx| {
            let (community, _) = invitations::invited(tx, &person, &handle)?;
            invitations::answer_invitation(tx, &person, community.id, accept)?;
            if accept {
                invitations::list_me(tx, &person, community.id, fields.listed == "yes")?;
            }
            Ok(community)
        })
        .await?;
    if accept {
        return Ok(flash(&format!("/c/{}", community.handle), "community-joined", &community.name));
    }
    Ok(flash("/communities", "community-declined", &community.name))
}

/// Whether the answer of a form is yes.
fn accepted(answer: &str) -> Result<bool> {
    match answer {
        "accept" => Ok(true),
        "refuse" => Ok(false),
        _ => Err(Error::invalid("answer", "form-unreadable")),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Listed {
    listed: String,
}

async fn list_me(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Listed>,
) -> Result<HttpResponse> {
    let to = members_of(&handle);
    let listed = fields.listed == "yes";
    site.db
        .write(move |tx| {
            let community = store::find_by_handle(tx, &handle)?;
            invitations::list_me(tx, &person, community.id, listed)
        })
        .await?;
    Ok(flash(&to, if listed { "community-is-listed" } else { "community-is-unlisted" }, ""))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Joining {
    note: String,
    /// `no` from the form with rules unless they wish to be listed; left out by the button alone.
    seen: String,
    listed: String,
}

async fn join(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Joining>,
) -> Result<HttpResponse> {
    let (community, state) = site
        .db
        .write(move |tx| {
            let viewer = Viewer(Some(person.clone()));
            let community = actions::readable(tx, &viewer, &handle)?;
            let state = actions::join(tx, &person, community.id, &fields.note)?;
            if fields.seen == "choose" {
                invitations::choose_listed(tx, &person, community.id, fields.listed == "yes")?;
            }
            Ok((community, state))
        })
        .await?;
    let key = match state {
        MemberState::Active => "community-joined",
        _ => "community-asked",
    };
    Ok(flash(&format!("/c/{}", community.handle), key, &community.name))
}

async fn leave(person: Person, handle: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let community = site
        .db
        .write(move |tx| {
            let community = store::find_by_handle(tx, &handle)?;
            // Who belongs to it may know that it exists.
            if store::membership(tx, community.id, person.account)?.is_none() {
                return Err(Error::NotFound);
            }
            actions::leave(tx, &person, community.id)?;
            Ok(community)
        })
        .await?;
    Ok(flash("/communities", "community-left", &community.name))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Added {
    handle: String,
    note: String,
    /// `invite`; anything else adds at once.
    how: String,
}

async fn add(
    request: HttpRequest,
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Added>,
) -> Result<HttpResponse> {
    let person = viewer.person()?.clone();
    let added = fields.handle.trim().trim_start_matches('@').to_owned();
    let (typed, which, name) = (fields.clone(), handle.clone(), added.clone());
    let done = site
        .db
        .write(move |tx| {
            let id = store::find_by_handle(tx, &which)?.id;
            if typed.how == "invite" {
                return invitations::invite(tx, &person, id, &name, &typed.note);
            }
            actions::add_member(tx, &person, id, &name)?;
            Ok(MemberState::Active)
        })
        .await;
    let to = members_of(&handle);
    match done {
        Ok(MemberState::Invited) => Ok(flash(&to, "community-invited", &added)),
        Ok(_) => Ok(flash(&to, "community-added", &added)),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let read = site.db.read(move |db| page(db, &viewer, &handle, None, form));
            Ok(Page(read.await?).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

async fn hand_over(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (handle, member) = path.into_inner();
    let (to, name) = (members_of(&handle), member.clone());
    site.db
        .write(move |tx| {
            let (community, account) = named(tx, &handle, &member)?;
            invitations::hand_over(tx, &person, community, account)
        })
        .await?;
    Ok(flash(&to, "community-handed-over", &name))
}

fn members_of(handle: &str) -> String {
    format!("/c/{handle}/members")
}

/// The community and the member of an address.
fn named(tx: &Tx<'_>, community: &str, member: &str) -> Result<(CommunityId, AccountId)> {
    let community = store::find_by_handle(tx, community)?.id;
    Ok((community, accounts::find_by_handle(tx, member)?.id))
}

#[derive(Deserialize)]
struct Answer {
    answer: String,
}

async fn answer(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
    Form(fields): Form<Answer>,
) -> Result<HttpResponse> {
    let (handle, member) = path.into_inner();
    let (to, name) = (members_of(&handle), member.clone());
    let accept = accepted(&fields.answer)?;
    site.db
        .write(move |tx| {
            let (community, account) = named(tx, &handle, &member)?;
            actions::answer(tx, &person, community, account, accept)
        })
        .await?;
    Ok(flash(&to, if accept { "community-added" } else { "community-refused" }, &name))
}

#[derive(Deserialize)]
struct NewRole {
    role: String,
}

async fn change_role(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
    Form(fields): Form<NewRole>,
) -> Result<HttpResponse> {
    let (handle, member) = path.into_inner();
    let (to, name) = (members_of(&handle), member.clone());
    let role =
        MemberRole::parse(&fields.role).ok_or_else(|| Error::invalid("role", "form-unreadable"))?;
    site.db
        .write(move |tx| {
            let (community, account) = named(tx, &handle, &member)?;
            actions::change_member(tx, &person, community, account, role)
        })
        .await?;
    Ok(flash(&to, "community-role-changed", &name))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Removal {
    keep_out: String,
}

async fn remove(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
    Form(fields): Form<Removal>,
) -> Result<HttpResponse> {
    let (handle, member) = path.into_inner();
    let (to, name) = (members_of(&handle), member.clone());
    let keep_out = fields.keep_out == "yes";
    site.db
        .write(move |tx| {
            let (community, account) = named(tx, &handle, &member)?;
            actions::send_away(tx, &person, community, account, keep_out)
        })
        .await?;
    Ok(flash(&to, "community-sent-away", &name))
}
