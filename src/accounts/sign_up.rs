//! The pages of signing up without an invitation, and of how it stands.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    Guesses, actions,
    apply::{self, Asked, FIRST_ROLE},
    letters,
    model::{Application, ApplicationState, Purpose},
    pages::{client_address, enter, newcomer},
    store,
};
use crate::{
    crypto,
    error::{Error, Problem, Result},
    site::{SignUp, Site},
    web::{Filled, Form, Page, Viewer, filters, redirect},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/sign-up", web::get().to(form))
        .route("/sign-up", web::post().to(sign_up))
        .route("/sign-up/{secret}", web::get().to(stands))
        .route("/sign-up/{secret}", web::post().to(confirm))
        .route("/code", web::get().to(code_form))
        .route("/code", web::post().to(enter_by_code));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wish {
    handle: String,
    name: String,
    email: String,
    password: String,
    why: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_up.html")]
struct SignUpPage {
    form: Filled<Wish>,
    way: SignUp,
    /// Whether a letter will confirm the address.
    by_letter: bool,
}

fn page(site: &Site, form: Filled<Wish>) -> SignUpPage {
    let way = site.settings().sign_up;
    SignUpPage { form, way, by_letter: way == SignUp::Open && site.mail.is_set_up() }
}

async fn form(request: HttpRequest, viewer: Viewer, site: ThinData<Site>) -> HttpResponse {
    if viewer.0.is_some() {
        return redirect("/");
    }
    Page(page(&site, Filled::default())).status(&request, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "accounts/sign_up_stands.html")]
struct StandsPage {
    /// None after a letter was sent.
    application: Option<Application>,
    /// Whether this site can write letters.
    letters: bool,
}

async fn sign_up(
    request: HttpRequest,
    site: ThinData<Site>,
    Form(fields): Form<Wish>,
) -> Result<HttpResponse> {
    if !site.settings().sign_up.has_form() {
        return Err(Error::Forbidden("sign-up-shut"));
    }
    let again = |problems: Vec<Problem>| {
        let fields = Wish { password: String::new(), ..fields.clone() };
        let page = page(&site, Filled::wrong(fields, problems));
        Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
    };
    let Wish { handle, name, email, password, .. } = &fields;
    let newcomer = match newcomer(&site, handle, name, email, password, FIRST_ROLE).await {
        Ok(newcomer) => newcomer,
        Err(Error::Invalid(problems)) => return again(problems),
        Err(error) => return Err(error),
    };
    let address = crypto::token_hash(&client_address(&request, &site));
    let (settings, letters) = (site.settings(), site.mail.is_set_up());
    let (to, why) = (newcomer.email.clone(), fields.why.clone());
    let asked = site
        .db
        .write(move |tx| apply::sign_up(tx, &settings, letters, &newcomer, &why, &address))
        .await;
    match asked {
        Ok(Asked::Waits(secret)) => Ok(redirect(&format!("/sign-up/{secret}"))),
        Ok(Asked::Confirm(secret)) => {
            post(&site, to, letters::About::Confirmation, format!("/sign-up/{secret}"));
            Ok(Page(StandsPage { application: None, letters: true })
                .status(&request, StatusCode::OK))
        }
        // Answered alike, so that nobody learns who has an account.
        Ok(Asked::Known) => {
            post(&site, to, letters::About::KnownAlready, "/sign-in".to_owned());
            Ok(Page(StandsPage { application: None, letters: true })
                .status(&request, StatusCode::OK))
        }
        Err(Error::Invalid(problems)) => again(problems),
        Err(error) => Err(error),
    }
}

/// Sends a letter in the background, so that the time it takes tells nothing.
pub(super) fn post(site: &Site, to: Option<String>, about: letters::About, path: String) {
    let (site, Some(to)) = (site.clone(), to) else { return };
    actix_web::rt::spawn(async move {
        if let Err(error) = letters::send(&site, &to, about, &path).await {
            tracing::warn!(%error, "a letter could not be sent");
        }
    });
}

async fn stands(secret: Path<String>, site: ThinData<Site>) -> Result<Page<StandsPage>> {
    let token = crypto::token_hash(&secret);
    let found = site.db.read(move |db| store::application_by_token(db, &token)).await?;
    Ok(Page(StandsPage { application: Some(found), letters: site.mail.is_set_up() }))
}

async fn confirm(
    request: HttpRequest,
    secret: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (settings, typed) = (site.settings(), secret.clone());
    match site.db.write(move |tx| apply::confirm(tx, &settings, &typed)).await? {
        Some(account) => enter(&request, &site, account, "/settings").await,
        None => Ok(redirect(&format!("/sign-up/{secret}"))),
    }
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Code {
    code: String,
}

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct CodePage {
    form: Filled<Code>,
}

async fn code_form() -> Page<CodePage> {
    Page(CodePage { form: Filled::default() })
}

/// Lets somebody in with the code from a printed page.
async fn enter_by_code(
    request: HttpRequest,
    site: ThinData<Site>,
    guesses: ThinData<Guesses>,
    Form(fields): Form<Code>,
) -> Result<HttpResponse> {
    let address = client_address(&request, &site);
    let used = match crypto::read_code(&fields.code) {
        Some(code) => site.db.write(move |tx| actions::use_link(tx, &code, Purpose::SignIn)).await,
        None => Err(Error::NotFound),
    };
    match used {
        Ok(account) => {
            let to = if account.password.is_none() { "/settings/password" } else { "/" };
            enter(&request, &site, account.id, to).await
        }
        Err(Error::NotFound) => {
            guesses.count_code(&address, site.db.clock().now())?;
            let problems = vec![Problem::new("code", "code-wrong")];
            let page = CodePage { form: Filled::wrong(fields, problems) };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
