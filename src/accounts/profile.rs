//! Settings of oneself: profile, picture, password, the browsers that are signed in.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    model::{Account, Session, Standing, check},
    pages::Guesses,
    store,
};
use crate::{
    error::{Error, Problem, Result},
    ids::SessionId,
    site::{self, Site},
    vocabulary,
    web::{
        Filled, Form, Page, Person, Role, Viewer, filters, flash,
        serve_file::{self, Caching},
        upload,
    },
};

const MOST_PICTURE: u64 = 10 << 20;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/settings", web::get().to(show))
        .route("/settings", web::post().to(save))
        .route("/settings/picture", web::post().to(save_picture))
        .route("/settings/password", web::get().to(password_form))
        .route("/settings/password", web::post().to(save_password))
        .route("/settings/sessions", web::get().to(sessions))
        .route("/settings/sessions/{session}/end", web::post().to(end_session))
        .route("/u/{handle}/picture/{size}", web::get().to(picture));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Profile {
    name: String,
    about: String,
    organisation: String,
    website: String,
    subjects: Vec<String>,
    levels: Vec<String>,
    languages: Vec<String>,
}

#[derive(Template)]
#[template(path = "accounts/settings.html")]
struct SettingsPage {
    form: Filled<Profile>,
    has_picture: bool,
    email: Option<String>,
    subjects: Vec<(String, String)>,
    levels: Vec<(String, String)>,
    languages: Vec<(String, String)>,
}

impl SettingsPage {
    fn new(request: &HttpRequest, site: &Site, form: Filled<Profile>, account: Account) -> Self {
        let language = crate::web::Frame::of(request, site).language().to_owned();
        Self {
            form,
            has_picture: account.picture.is_some(),
            email: account.email,
            subjects: vocabulary::broad_subjects(&language),
            levels: vocabulary::level_choices(&language),
            languages: vocabulary::language_choices(&language),
        }
    }
}

async fn show(request: HttpRequest, person: Person, site: ThinData<Site>) -> Result<HttpResponse> {
    let (account, fields) = site
        .db
        .read(move |db| {
            let account = store::find(db, person.account)?;
            let fields = Profile {
                name: account.name.clone(),
                about: account.about.clone(),
                organisation: account.organisation.clone(),
                website: account.website.clone(),
                subjects: store::interests(db, account.id, "subject")?,
                levels: store::interests(db, account.id, "level")?,
                languages: store::interests(db, account.id, "language")?,
            };
            Ok((account, fields))
        })
        .await?;
    let page = SettingsPage::new(&request, &site, Filled::new(fields), account);
    Ok(Page(page).status(&request, StatusCode::OK))
}

async fn save(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Profile>,
) -> Result<HttpResponse> {
    let (typed, id) = (fields.clone(), person.account);
    let saved = site
        .db
        .write(move |tx| {
            let account = Account {
                name: typed.name.trim().to_owned(),
                about: typed.about.trim().to_owned(),
                organisation: typed.organisation.trim().chars().take(120).collect(),
                website: typed.website.trim().to_owned(),
                ..store::find(tx, person.account)?
            };
            if account.name.is_empty() {
                return Err(Error::invalid("name", "account-name-missing"));
            }
            let known = |kind, values: Vec<String>| vocabulary::known(kind, values);
            let interests = [
                ("subject", known("subject", typed.subjects)),
                ("level", known("level", typed.levels)),
                ("language", known("language", typed.languages)),
            ];
            actions::change_profile(tx, &account, &interests)
        })
        .await;
    match saved {
        Ok(()) => Ok(flash("/settings", "settings-saved", "")),
        Err(Error::Invalid(problems)) => {
            let account = site.db.read(move |db| store::find(db, id)).await?;
            let page = SettingsPage::new(&request, &site, Filled::wrong(fields, problems), account);
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

async fn save_picture(
    person: Person,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    let received = upload::receive(payload, &site.files, MOST_PICTURE).await?;
    let Some(file) = received.files.into_iter().find(|file| file.stored.size > 0) else {
        site.db.write(move |tx| store::set_picture(tx, person.account, None)).await?;
        return Ok(flash("/settings", "settings-picture-removed", ""));
    };
    let kept = upload::picture(&site.files, &file.stored)
        .await?
        .ok_or_else(|| Error::invalid("picture", "picture-unreadable"))?;
    site.db
        .write(move |tx| {
            site::record_file(tx, &kept.small)?;
            site::record_file(tx, &kept.large)?;
            let (small, large) = (kept.small.sha256.hex(), kept.large.sha256.hex());
            store::set_picture(tx, person.account, Some((&small, &large)))
        })
        .await?;
    Ok(flash("/settings", "settings-picture-saved", ""))
}

async fn picture(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (handle, size) = path.into_inner();
    let account = site.db.read(move |db| store::find_by_handle(db, &handle)).await?;
    if account.standing != Standing::Active && !viewer.is(Role::Moderator) {
        return Err(Error::NotFound);
    }
    let (small, large) = account.picture.ok_or(Error::NotFound)?;
    let sha256 = if size == "small" { small } else { large };
    serve_file::picture(&request, &site.files, &sha256, Caching::Short).await
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    has_one: bool,
    problems: Vec<Problem>,
}

impl PasswordPage {
    fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Passwords {
    old: String,
    password: String,
}

async fn password_form(person: Person, site: ThinData<Site>) -> Result<Page<PasswordPage>> {
    let account = site.db.read(move |db| store::find(db, person.account)).await?;
    Ok(Page(PasswordPage { has_one: account.password.is_some(), problems: Vec::new() }))
}

async fn save_password(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    guesses: ThinData<Guesses>,
    Form(fields): Form<Passwords>,
) -> Result<HttpResponse> {
    let account = site.db.read(move |db| store::find(db, person.account)).await?;
    let has_one = account.password.is_some();
    let again = |problems| {
        let page = PasswordPage { has_one, problems };
        Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
    };
    if has_one && !guesses.is_right(&site, &account, &fields.old).await? {
        return again(vec![Problem::new("old", "password-old-wrong")]);
    }
    let email = account.email.clone().unwrap_or_default();
    if let Err(Error::Invalid(problems)) = check(&fields.password, &account.handle, &email) {
        return again(problems);
    }
    let hash = site.passwords.hash(&fields.password).await?;
    site.db
        .write(move |tx| actions::set_password(tx, person.account, &hash, person.session))
        .await?;
    Ok(flash("/settings", "settings-password-saved", ""))
}

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct SessionsPage {
    sessions: Vec<Session>,
    this: Option<SessionId>,
}

impl SessionsPage {
    fn is_this(&self, session: &Session) -> bool {
        self.this == Some(session.id)
    }
}

async fn sessions(person: Person, site: ThinData<Site>) -> Result<Page<SessionsPage>> {
    let now = site.db.clock().now();
    let sessions = site.db.read(move |db| store::sessions(db, person.account, now)).await?;
    Ok(Page(SessionsPage { sessions, this: person.session }))
}

async fn end_session(
    person: Person,
    session: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let which = session.into_inner();
    site.db
        .write(move |tx| {
            if which == "others" {
                return actions::sign_out_everywhere(tx, person.account, person.session);
            }
            let session = which.parse().map_err(|_| Error::NotFound)?;
            actions::end_session(tx, &person, session)
        })
        .await?;
    Ok(flash("/settings/sessions", "settings-session-ended", ""))
}
