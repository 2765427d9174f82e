//! Signing in and out, joining by invitation, a new password, theme and language.

use std::net::IpAddr;

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    greet::{cookie, cookie_name},
    letters,
    model::{Account, Newcomer, Purpose, Standing, check},
    store,
};
use crate::{
    crypto,
    error::{Error, Optional, Problem, Result},
    ids::AccountId,
    site::{SignUp, Site},
    time::Moment,
    web::{
        Filled, Form, Page, Role, Theme, Throttle, Viewer, back_to, filters, flash, form, redirect,
    },
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/sign-in", web::get().to(sign_in_form))
        .route("/sign-in", web::post().to(sign_in))
        .route("/sign-in/{token}", web::get().to(link_form))
        .route("/sign-in/{token}", web::post().to(sign_in_by_link))
        .route("/sign-out", web::post().to(sign_out))
        .route("/password", web::get().to(forgotten_form))
        .route("/password", web::post().to(forgotten))
        .route("/password/{token}", web::get().to(new_password_form))
        .route("/password/{token}", web::post().to(new_password))
        .route("/join/{code}", web::get().to(join_form))
        .route("/join/{code}", web::post().to(join))
        .route("/theme", web::post().to(theme))
        .route("/language", web::post().to(language));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct SignIn {
    name: String,
    password: String,
    back: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    form: Filled<SignIn>,
    /// Whether there is a form for those who have no account.
    sign_up: bool,
}

async fn sign_in_form(request: HttpRequest, viewer: Viewer, site: ThinData<Site>) -> HttpResponse {
    let query = form::query(&request);
    let back = back_to(query.get("back").map(String::as_str)).to_owned();
    if viewer.0.is_some() {
        return redirect(&back);
    }
    let fields = SignIn { back, ..SignIn::default() };
    let sign_up = site.settings().sign_up.has_form();
    let page = SignInPage { form: Filled::new(fields), sign_up };
    Page(page).status(&request, StatusCode::OK)
}

/// Failures of one account are few; failures of one address, behind which a whole school may be, many.
async fn sign_in(
    request: HttpRequest,
    site: ThinData<Site>,
    throttle: ThinData<Guesses>,
    Form(fields): Form<SignIn>,
) -> Result<HttpResponse> {
    let now = site.db.clock().now();
    let address = client_address(&request, &site);
    throttle.addresses.check(&address, now)?;
    let name = fields.name.clone();
    let account = site.db.read(move |db| actions::candidate(db, &name)).await?;
    // One account has one counter, however its name was written.
    let name = match &account {
        Some(account) => format!("account {}", account.id),
        None => format!("name {}", fields.name.trim().to_lowercase()),
    };
    throttle.accounts.check(&name, now)?;
    let stored = account.as_ref().and_then(|account| account.password.as_deref());
    let right = site.passwords.verify(&fields.password, stored).await?;
    let Some(account) = account.filter(|_| right) else {
        throttle.accounts.count(&name, now);
        throttle.addresses.count(&address, now);
        let problems = vec![Problem::new("password", "sign-in-wrong")];
        let fields = SignIn { password: String::new(), ..fields };
        let sign_up = site.settings().sign_up.has_form();
        let page = SignInPage { form: Filled::wrong(fields, problems), sign_up };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    };
    if account.standing != Standing::Active {
        return Err(Error::Forbidden("account-suspended"));
    }
    throttle.accounts.forgive(&name);
    enter(&request, &site, account.id, back_to(Some(&fields.back))).await
}

/// Counters of wrong passwords and of letters wished for, shared by all workers.
#[derive(Clone)]
pub struct Guesses {
    accounts: Throttle,
    addresses: Throttle,
    /// Letters with a new password, by the account that gets them.
    letters: Throttle,
    /// The same by the address that asks for them.
    askers: Throttle,
}

impl Guesses {
    /// Whether this is the password of somebody who is signed in; it is asked for where a browser
    /// that was left open must not be enough. Wrong ones count as at signing in.
    pub async fn is_right(&self, site: &Site, account: &Account, typed: &str) -> Result<bool> {
        let (name, now) = (format!("account {}", account.id), site.db.clock().now());
        self.accounts.check(&name, now)?;
        let right = site.passwords.verify(typed, account.password.as_deref()).await?;
        if right {
            self.accounts.forgive(&name);
        } else {
            self.accounts.count(&name, now);
        }
        Ok(right)
    }

    /// Counts one wrong code of this address; `TooMany` once there were too many.
    pub fn count_code(&self, address: &str, now: Moment) -> Result<()> {
        self.addresses.check(address, now)?;
        self.addresses.count(address, now);
        Ok(())
    }
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            accounts: Throttle::new(10, 1),
            addresses: Throttle::new(200, 40),
            letters: Throttle::hourly(3, 3),
            askers: Throttle::new(60, 10),
        }
    }
}

/// The address a request came from: that of the connection, or what a trusted proxy says. Of IPv6
/// the first half, since whoever has one address there has all of its network.
pub fn client_address(request: &HttpRequest, site: &Site) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return String::new() };
    let mut from = peer;
    if site.config.trusted_proxies.contains(&peer)
        && let Some(told) = request.headers().get("x-forwarded-for")
        && let Some(last) = told.to_str().ok().and_then(|told| told.rsplit(',').next())
    {
        if let Ok(told) = last.trim().parse() {
            from = told;
        } else {
            tracing::warn!(%peer, "a proxy says no address");
        }
    }
    match from.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Opens a session and goes on.
pub async fn enter(
    request: &HttpRequest,
    site: &Site,
    account: AccountId,
    to: &str,
) -> Result<HttpResponse> {
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let secret = site.db.write(move |tx| actions::open_session(tx, account, &agent)).await?;
    let mut answer = redirect(to);
    answer
        .add_cookie(&cookie(site, secret))
        .map_err(|_| Error::internal("the session cookie could not be set"))?;
    Ok(answer)
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
struct LinkPage;

/// A page with one button: mail programs that look at links must not use them up.
async fn link_form(token: Path<String>, site: ThinData<Site>) -> Result<Page<LinkPage>> {
    let now = site.db.clock().now();
    let token = crypto::token_hash(&token);
    site.db.read(move |db| store::find_link(db, &token, Purpose::SignIn, now)).await?;
    Ok(Page(LinkPage))
}

async fn sign_in_by_link(
    request: HttpRequest,
    token: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let account = site.db.write(move |tx| actions::use_link(tx, &token, Purpose::SignIn)).await?;
    let to = if account.password.is_none() { "/settings/password" } else { "/" };
    enter(&request, &site, account.id, to).await
}

async fn sign_out(viewer: Viewer, site: ThinData<Site>) -> Result<HttpResponse> {
    if let Some(person) = viewer.0
        && let Some(session) = person.session
    {
        site.db.write(move |tx| actions::end_session(tx, &person, session)).await?;
    }
    let mut gone = Cookie::build(cookie_name(&site), "").path("/").secure(site.is_https()).finish();
    gone.make_removal();
    let mut answer = flash("/", "sign-out-done", "");
    answer.add_cookie(&gone).map_err(|_| Error::internal("the cookie could not be removed"))?;
    Ok(answer)
}

#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
struct ForgottenPage {
    mail: bool,
    sent: bool,
}

async fn forgotten_form(site: ThinData<Site>) -> Page<ForgottenPage> {
    Page(ForgottenPage { mail: site.mail.is_set_up(), sent: false })
}

#[derive(Deserialize)]
struct Forgotten {
    name: String,
}

/// Answers alike whether there is such an account or not.
async fn forgotten(
    request: HttpRequest,
    site: ThinData<Site>,
    throttle: ThinData<Guesses>,
    Form(fields): Form<Forgotten>,
) -> Result<HttpResponse> {
    let now = site.db.clock().now();
    let address = client_address(&request, &site);
    throttle.askers.check(&address, now)?;
    throttle.askers.count(&address, now);
    let letters = throttle.letters.clone();
    let found = site
        .db
        .write(move |tx| {
            let account = store::find_by_name(tx, &fields.name).optional()?;
            // Nobody's letter box is filled by others; the page says the same as ever.
            let account = account.filter(|account| {
                let id = account.id.to_string();
                let has_room = letters.check(&id, now).is_ok();
                letters.count(&id, now);
                has_room
            });
            match account.and_then(|a| a.email.map(|email| (a.id, email))) {
                Some((id, email)) => Ok(Some((email, actions::password_link(tx, id)?))),
                None => Ok(None),
            }
        })
        .await?;
    if let Some((email, path)) = found
        && site.mail.is_set_up()
    {
        let site = site.0.clone();
        // In the background, so that the time it takes tells nothing.
        actix_web::rt::spawn(async move {
            if let Err(error) = letters::send(&site, &email, letters::About::Password, &path).await
            {
                tracing::warn!(%error, "a letter could not be sent");
            }
        });
    }
    let page = ForgottenPage { mail: site.mail.is_set_up(), sent: true };
    Ok(Page(page).status(&request, StatusCode::OK))
}

#[derive(Template)]
#[template(path = "accounts/new_password.html")]
struct NewPasswordPage {
    handle: String,
    problems: Vec<Problem>,
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
}

async fn new_password_form(
    token: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<NewPasswordPage>> {
    let (now, token) = (site.db.clock().now(), crypto::token_hash(&token));
    let account = site
        .db
        .read(move |db| {
            let id = store::find_link(db, &token, Purpose::Password, now)?;
            store::find(db, id.ok_or(Error::NotFound)?)
        })
        .await?;
    Ok(Page(NewPasswordPage { handle: account.handle, problems: Vec::new() }))
}

async fn new_password(
    request: HttpRequest,
    token: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<NewPassword>,
) -> Result<HttpResponse> {
    let (now, secret) = (site.db.clock().now(), token.into_inner());
    let hash = crypto::token_hash(&secret);
    let account = site
        .db
        .read(move |db| {
            let id = store::find_link(db, &hash, Purpose::Password, now)?;
            store::find(db, id.ok_or(Error::NotFound)?)
        })
        .await?;
    let email = account.email.clone().unwrap_or_default();
    if let Err(Error::Invalid(problems)) = check(&fields.password, &account.handle, &email) {
        let page = NewPasswordPage { handle: account.handle, problems };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let hash = site.passwords.hash(&fields.password).await?;
    let id = site
        .db
        .write(move |tx| {
            let account = actions::use_link(tx, &secret, Purpose::Password)?;
            actions::set_password(tx, account.id, &hash, None)?;
            Ok(account.id)
        })
        .await?;
    enter(&request, &site, id, "/").await
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Join {
    handle: String,
    name: String,
    email: String,
    password: String,
}

#[derive(Template)]
#[template(path = "accounts/join.html")]
struct JoinPage {
    form: Filled<Join>,
    role: Role,
}

async fn join_form(code: Path<String>, site: ThinData<Site>) -> Result<Page<JoinPage>> {
    let now = site.db.clock().now();
    if site.settings().sign_up == SignUp::Closed {
        return Err(Error::Forbidden("sign-up-shut"));
    }
    let token = crypto::token_hash(&crypto::read_code(&code).ok_or(Error::NotFound)?);
    let invitation = site.db.read(move |db| store::find_invitation(db, &token, now)).await?;
    let email = invitation.email.unwrap_or_default();
    let form = Filled::new(Join { email, ..Join::default() });
    Ok(Page(JoinPage { form, role: invitation.role }))
}

async fn join(
    request: HttpRequest,
    code: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Join>,
) -> Result<HttpResponse> {
    let now = site.db.clock().now();
    let code = crypto::read_code(&code).ok_or(Error::NotFound)?;
    let token = crypto::token_hash(&code);
    let role = site.db.read(move |db| store::find_invitation(db, &token, now)).await?.role;
    let again = |fields: Join, problems: Vec<Problem>| {
        let fields = Join { password: String::new(), ..fields };
        let page = JoinPage { form: Filled::wrong(fields, problems), role };
        Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let newcomer =
        match newcomer(&site, &fields.handle, &fields.name, &fields.email, &fields.password, role)
            .await
        {
            Ok(newcomer) => newcomer,
            Err(Error::Invalid(problems)) => return Ok(again(fields, problems)),
            Err(error) => return Err(error),
        };
    let settings = site.settings();
    match site.db.write(move |tx| actions::join(tx, &settings, &code, &newcomer)).await {
        Ok(account) => enter(&request, &site, account, "/settings").await,
        Err(Error::Invalid(problems)) => Ok(again(fields, problems)),
        Err(error) => Err(error),
    }
}

/// Checks what was typed for a new account, all of it at once, and hashes the password.
pub async fn newcomer(
    site: &Site,
    handle: &str,
    name: &str,
    email: &str,
    password: &str,
    role: Role,
) -> Result<Newcomer> {
    let handle = handle.trim().trim_start_matches('@').to_lowercase();
    let email = Some(email.trim().to_lowercase()).filter(|email| !email.is_empty());
    let mut newcomer =
        Newcomer { handle, name: name.trim().to_owned(), email, password: None, role };
    let mut problems = match newcomer.check() {
        Err(Error::Invalid(problems)) => problems,
        other => other.map(|()| Vec::new())?,
    };
    let address = newcomer.email.clone().unwrap_or_default();
    match check(password, &newcomer.handle, &address) {
        Err(Error::Invalid(more)) => problems.extend(more),
        other => other?,
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    newcomer.password = Some(site.passwords.hash(password).await?);
    Ok(newcomer)
}

#[derive(Deserialize)]
struct Choice {
    value: String,
    #[serde(default)]
    back: String,
}

async fn theme(Form(choice): Form<Choice>) -> Result<HttpResponse> {
    let theme = Theme::parse(&choice.value);
    keep(&choice, crate::web::THEME_COOKIE, theme.name())
}

async fn language(site: ThinData<Site>, Form(choice): Form<Choice>) -> Result<HttpResponse> {
    if !site.words.languages().any(|tag| tag == choice.value)
        && choice.value != crate::words::PSEUDO
    {
        return Err(Error::invalid("value", "language-unknown"));
    }
    keep(&choice, crate::web::LANGUAGE_COOKIE, &choice.value)
}

fn keep(choice: &Choice, name: &'static str, value: &str) -> Result<HttpResponse> {
    let cookie = Cookie::build(name, value.to_owned())
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .max_age(Duration::days(365))
        .finish();
    let mut answer = redirect(back_to(Some(&choice.back)));
    answer.add_cookie(&cookie).map_err(|_| Error::internal("a cookie could not be set"))?;
    Ok(answer)
}
