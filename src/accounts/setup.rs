//! The first start: a one-time link with which the first administrator is made.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    model::Purpose,
    pages::{enter, newcomer},
    store,
};
use crate::{
    crypto,
    db::Db,
    error::{Error, Result},
    site::Site,
    web::{Filled, Form, Page, Role, filters},
};

const LINK_DAYS: i64 = 7;

/// A fresh set-up link if there is no administrator yet; older ones stop working.
pub async fn setup_link(db: &Db) -> Result<Option<String>> {
    db.write(|tx| {
        if store::count_administrators(tx)? > 0 {
            return Ok(None);
        }
        store::remove_links(tx, Purpose::Setup)?;
        let (secret, token) = crypto::token();
        store::insert_link(tx, &token, Purpose::Setup, None, tx.now.plus_days(LINK_DAYS))?;
        Ok(Some(format!("/setup/{secret}")))
    })
    .await
}

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/setup/{token}", web::get().to(show))
        .route("/setup/{token}", web::post().to(finish));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Setup {
    site: String,
    language: String,
    handle: String,
    name: String,
    email: String,
    password: String,
}

#[derive(Template)]
#[template(path = "accounts/setup.html")]
struct SetupPage {
    form: Filled<Setup>,
    languages: Vec<&'static str>,
}

async fn show(token: Path<String>, site: ThinData<Site>) -> Result<Page<SetupPage>> {
    holds(&site, &token).await?;
    let fields = Setup { language: site.settings().language.clone(), ..Setup::default() };
    Ok(Page(SetupPage { form: Filled::new(fields), languages: site.words.languages().collect() }))
}

/// The set-up pages exist only while there is no administrator, and only with the token.
async fn holds(site: &Site, secret: &str) -> Result<()> {
    let (now, token) = (site.db.clock().now(), crypto::token_hash(secret));
    site.db
        .read(move |db| {
            if store::count_administrators(db)? > 0 {
                return Err(Error::NotFound);
            }
            store::find_link(db, &token, Purpose::Setup, now).map(drop)
        })
        .await
}

async fn finish(
    request: HttpRequest,
    token: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Setup>,
) -> Result<HttpResponse> {
    holds(&site, &token).await?;
    let languages: Vec<_> = site.words.languages().collect();
    let again = |fields: Setup, problems| {
        let fields = Setup { password: String::new(), ..fields };
        let page =
            SetupPage { form: Filled::wrong(fields, problems), languages: languages.clone() };
        Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let role = Role::Administrator;
    let newcomer =
        match newcomer(&site, &fields.handle, &fields.name, &fields.email, &fields.password, role)
            .await
        {
            Ok(newcomer) => newcomer,
            Err(Error::Invalid(problems)) => return Ok(again(fields, problems)),
            Err(error) => return Err(error),
        };
    let mut settings = (*site.settings()).clone();
    if !fields.site.trim().is_empty() {
        settings.name = fields.site.trim().chars().take(80).collect();
    }
    if languages.iter().any(|tag| *tag == fields.language) {
        settings.language.clone_from(&fields.language);
        settings.content_language.clone_from(&fields.language);
    }
    let (hash, handle) = (crypto::token_hash(&token), site.0.clone());
    let made = site
        .db
        .write(move |tx| {
            let account = actions::add_first(tx, &hash, &newcomer)?;
            handle.save_settings(tx, settings)?;
            Ok(account)
        })
        .await;
    match made {
        Ok(account) => enter(&request, &site, account, "/").await,
        Err(Error::Invalid(problems)) => Ok(again(fields, problems)),
        Err(error) => Err(error),
    }
}
