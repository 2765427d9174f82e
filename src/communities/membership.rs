//! Who belongs to a community: the list, joining and leaving, letting in and sending away.

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    model::{Community, Join, MOST_NOTE, Member, MemberRole, MemberState},
    store,
};
use crate::{
    accounts,
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, CommunityId},
    site::Site,
    web::{Form, Page, Person, Viewer, filters, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/c/{handle}/members", web::get().to(show))
        .route("/c/{handle}/members", web::post().to(add))
        .route("/c/{handle}/join", web::get().to(join_form))
        .route("/c/{handle}/join", web::post().to(join))
        .route("/c/{handle}/leave", web::post().to(leave))
        .route("/c/{handle}/members/{person}/answer", web::post().to(answer))
        .route("/c/{handle}/members/{person}/role", web::post().to(change_role))
        .route("/c/{handle}/members/{person}/remove", web::post().to(remove));
}

#[derive(Template)]
#[template(path = "communities/members.html")]
struct MembersPage {
    community: Community,
    members: Vec<Member>,
    /// Those who ask to join; only moderators see them.
    asking: Vec<Member>,
    /// Those who were sent away; only moderators see them.
    kept_out: Vec<Member>,
    moderates: bool,
    owns: bool,
}

async fn show(
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<MembersPage>> {
    site.db
        .read(move |db| {
            let community = actions::readable(db, &viewer, &handle)?;
            let (moderates, owns) = match &viewer.0 {
                Some(person) => (
                    actions::moderates(db, person, community.id)?,
                    actions::owns(db, person, community.id)?,
                ),
                None => (false, false),
            };
            let standing = |state| {
                if moderates { store::members(db, community.id, state) } else { Ok(Vec::new()) }
            };
            Ok(Page(MembersPage {
                members: store::members(db, community.id, MemberState::Active)?,
                asking: standing(MemberState::Pending)?,
                kept_out: standing(MemberState::KeptOut)?,
                community,
                moderates,
                owns,
            }))
        })
        .await
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

#[derive(Deserialize, Default)]
#[serde(default)]
struct Joining {
    note: String,
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

#[derive(Deserialize)]
struct Added {
    handle: String,
}

async fn add(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Added>,
) -> Result<HttpResponse> {
    let added = fields.handle.trim().trim_start_matches('@').to_owned();
    let name = added.clone();
    let to = members_of(&handle);
    site.db
        .write(move |tx| {
            let community = store::find_by_handle(tx, &handle)?;
            actions::add_member(tx, &person, community.id, &name)
        })
        .await?;
    Ok(flash(&to, "community-added", &added))
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
    let accept = match fields.answer.as_str() {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Error::invalid("answer", "form-unreadable")),
    };
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
