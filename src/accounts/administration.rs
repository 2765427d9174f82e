//! Administration of people: invitations, roles, standing, links for those who cannot sign in.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions, letters,
    model::{Account, Invitation, Standing},
    standing, store,
};
use crate::{
    error::{Error, Problem, Result},
    ids::InvitationId,
    site::Site,
    web::{Form, Page, Person, Role, filters, flash, form},
};

const MOST_SHOWN: u32 = 200;
const INVITATION_DAYS: i64 = 30;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/admin/people", web::get().to(show))
        .route("/admin/people/invite", web::post().to(invite))
        .route("/admin/people/invitations/{invitation}/end", web::post().to(end_invitation))
        .route("/admin/people/{handle}/role", web::post().to(change_role))
        .route("/admin/people/{handle}/standing", web::post().to(change_standing))
        .route("/admin/people/{handle}/link", web::post().to(make_link));
}

#[derive(Template)]
#[template(path = "accounts/people.html")]
struct PeoplePage {
    people: Vec<Account>,
    invitations: Vec<Invitation>,
    containing: String,
    mail: bool,
    link: Option<(String, String)>,
    problems: Vec<Problem>,
}

async fn page(
    site: &Site,
    containing: String,
    link: Option<(String, String)>,
    problems: Vec<Problem>,
) -> Result<PeoplePage> {
    let (now, wanted) = (site.db.clock().now(), containing.clone());
    let (people, invitations) = site
        .db
        .read(move |db| Ok((store::list(db, &wanted, MOST_SHOWN)?, store::invitations(db, now)?)))
        .await?;
    let mail = site.mail.is_set_up();
    Ok(PeoplePage { people, invitations, containing, mail, link, problems })
}

async fn show(request: HttpRequest, site: ThinData<Site>) -> Result<Page<PeoplePage>> {
    let containing = form::query(&request).remove("q").unwrap_or_default();
    Ok(Page(page(&site, containing, None, Vec::new()).await?))
}

#[derive(Deserialize)]
struct Invite {
    role: String,
    #[serde(default)]
    uses: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    note: String,
}

async fn invite(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Invite>,
) -> Result<HttpResponse> {
    let role: Role = fields.role.parse()?;
    let email = Some(fields.email.trim().to_lowercase()).filter(|email| !email.is_empty());
    let uses = if email.is_some() { 1 } else { fields.uses.trim().parse().unwrap_or(1) };
    if email.as_deref().is_some_and(|email| !super::model::is_address(email)) {
        let problems = vec![Problem::new("email", "account-email-form")];
        let page = page(&site, String::new(), None, problems).await?;
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (to, note) = (email.clone(), fields.note);
    let made = site
        .db
        .write(move |tx| {
            let expires = tx.now.plus_days(INVITATION_DAYS);
            actions::invite(tx, &person, role, uses, email, &note, expires)
        })
        .await;
    let code = match made {
        Ok(code) => code,
        Err(Error::Invalid(problems)) => {
            let page = page(&site, String::new(), None, problems).await?;
            return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
        }
        Err(error) => return Err(error),
    };
    let path = format!("/join/{code}");
    if let Some(to) = to
        && site.mail.is_set_up()
    {
        if let Err(error) = letters::send(&site, &to, letters::About::Invitation, &path).await {
            tracing::warn!(%error, "an invitation could not be sent");
            let link = Some(("people-invite-unsent".into(), site.address(&path)));
            return Ok(Page(page(&site, String::new(), link, Vec::new()).await?)
                .status(&request, StatusCode::OK));
        }
        return Ok(flash("/admin/people", "people-invite-sent", &to));
    }
    let link = Some(("people-invite-made".into(), site.address(&path)));
    let page = page(&site, String::new(), link, Vec::new()).await?;
    Ok(Page(page).status(&request, StatusCode::OK))
}

async fn end_invitation(
    invitation: Path<InvitationId>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let id = invitation.into_inner();
    site.db.write(move |tx| store::remove_invitation(tx, id)).await?;
    Ok(flash("/admin/people", "people-invitation-ended", ""))
}

#[derive(Deserialize)]
struct NewRole {
    role: String,
}

async fn change_role(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<NewRole>,
) -> Result<HttpResponse> {
    let role: Role = fields.role.parse()?;
    let name = handle.clone();
    site.db.write(move |tx| actions::change_role(tx, &person, &handle, role)).await?;
    Ok(flash("/admin/people", "people-role-changed", &name))
}

#[derive(Deserialize)]
struct NewStanding {
    standing: String,
}

async fn change_standing(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<NewStanding>,
) -> Result<HttpResponse> {
    let standing = match fields.standing.as_str() {
        "active" => Standing::Active,
        "suspended" => Standing::Suspended,
        _ => return Err(Error::invalid("standing", "form-unreadable")),
    };
    let name = handle.clone();
    site.db.write(move |tx| standing::change_standing(tx, &person, &handle, standing)).await?;
    Ok(flash("/admin/people", "people-standing-changed", &name))
}

/// Shown once, on the answer itself, so that it stands in no address and no log.
async fn make_link(
    request: HttpRequest,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let path = site
        .db
        .write(move |tx| {
            let account = store::find_by_handle(tx, &handle)?;
            actions::password_link(tx, account.id)
        })
        .await?;
    let link = Some(("people-link-made".into(), site.address(&path)));
    let page = page(&site, String::new(), link, Vec::new()).await?;
    Ok(Page(page).status(&request, StatusCode::OK))
}
