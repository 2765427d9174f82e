//! The pages of another mail address.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    address::{self, Wished},
    letters::About,
    pages::Guesses,
    sign_up::post,
    store,
};
use crate::{
    crypto,
    error::{Error, Problem, Result},
    site::Site,
    web::{Filled, Form, Page, Person, filters, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/settings/address", web::get().to(show))
        .route("/settings/address", web::post().to(change))
        .route("/address/{secret}", web::get().to(prove_form))
        .route("/address/{secret}", web::post().to(prove));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wish {
    email: String,
    password: String,
}

#[derive(Template)]
#[template(path = "accounts/address.html")]
struct AddressPage {
    form: Filled<Wish>,
    has_password: bool,
    /// What counts until the new one is proved.
    now: Option<String>,
    wished: Option<String>,
}

/// What was typed with its problems; `None` shows what counts.
async fn page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    wrong: Option<(Wish, Problem)>,
) -> Result<HttpResponse> {
    let (id, now) = (person.account, site.db.clock().now());
    let (account, wished) = site
        .db
        .read(move |db| Ok((store::find(db, id)?, store::wished_address(db, id, now)?)))
        .await?;
    let has_password = account.password.is_some();
    let (form, status) = if let Some((wish, problem)) = wrong {
        let wish = Wish { password: String::new(), ..wish };
        (Filled::wrong(wish, vec![problem]), StatusCode::UNPROCESSABLE_ENTITY)
    } else {
        let email = account.email.clone().unwrap_or_default();
        (Filled::new(Wish { email, ..Wish::default() }), StatusCode::OK)
    };
    let page = AddressPage { form, has_password, now: account.email, wished };
    Ok(Page(page).status(request, status))
}

async fn show(request: HttpRequest, person: Person, site: ThinData<Site>) -> Result<HttpResponse> {
    page(&request, &site, &person, None).await
}

/// Whoever has the address can set a new password, so that the old one is asked for: nobody takes
/// an account over at a browser that was left open.
async fn change(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    guesses: ThinData<Guesses>,
    Form(fields): Form<Wish>,
) -> Result<HttpResponse> {
    let id = person.account;
    let account = site.db.read(move |db| store::find(db, id)).await?;
    if !guesses.is_right(&site, &account, &fields.password).await? {
        let problem = Problem::new("password", "password-old-wrong");
        return page(&request, &site, &person, Some((fields, problem))).await;
    }
    let email = Some(fields.email.trim().to_lowercase()).filter(|email| !email.is_empty());
    let (former, letters) = (account.email.clone(), site.mail.is_set_up());
    if former == email {
        return Ok(flash("/settings/address", "settings-saved", ""));
    }
    let wanted = email.clone();
    let wished =
        site.db.write(move |tx| address::wish(tx, &account, wanted.as_deref(), letters)).await;
    let key = match wished {
        Ok(Wished::Done) => "address-changed",
        Ok(Wished::Prove(secret)) => {
            post(&site, email, About::NewAddress, format!("/address/{secret}"));
            "address-sent"
        }
        Ok(Wished::Known) => {
            post(&site, email, About::AddressKnown, "/sign-in".to_owned());
            "address-sent"
        }
        Err(Error::Invalid(mut problems)) => {
            let problem = problems.pop().ok_or_else(|| Error::internal("no problem is told"))?;
            return page(&request, &site, &person, Some((fields, problem))).await;
        }
        Err(error) => return Err(error),
    };
    if letters {
        post(&site, former, About::AddressChanges, "/password".to_owned());
    }
    Ok(flash("/settings/address", key, ""))
}

#[derive(Template)]
#[template(path = "accounts/address_prove.html")]
struct ProvePage {
    email: String,
}

/// A page with one button: mail programs that look at links must not use them up.
async fn prove_form(secret: Path<String>, site: ThinData<Site>) -> Result<Page<ProvePage>> {
    let (token, now) = (crypto::token_hash(&secret), site.db.clock().now());
    let (_, email) = site.db.read(move |db| store::address_wish(db, &token, now)).await?;
    Ok(Page(ProvePage { email }))
}

async fn prove(secret: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    site.db.write(move |tx| address::prove(tx, &secret)).await?;
    Ok(flash("/settings/address", "address-changed", ""))
}
