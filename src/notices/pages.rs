//! The page of notices, what people choose to be told, and the way to end the letters.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions, letters,
    model::{Kept, Letters},
    store,
};
use crate::{
    error::{Error, Result},
    ids::NoticeId,
    site::Site,
    web::{Cut, Filled, Form, Frame, PAGE, Page, Person, back_to, filters, flash, form, redirect},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/notices", web::get().to(list))
        .route("/notices/seen", web::post().to(see_all))
        .route("/notices/{notice}/open", web::get().to(open))
        .route("/notices/unsubscribe/{secret}", web::get().to(ask_unsubscribe))
        .route("/notices/unsubscribe/{secret}", web::post().to(unsubscribe))
        .route("/settings/notices", web::get().to(choices))
        .route("/settings/notices", web::post().to(choose));
}

#[derive(Template)]
#[template(path = "notices/list.html")]
struct ListPage {
    /// Each with what it says.
    cut: Cut<(Kept, String)>,
}

impl ListPage {
    /// The latest notice of this page, if any of the page was not seen.
    fn latest_unseen(&self) -> Option<NoticeId> {
        self.cut.rows.iter().find(|(kept, _)| !kept.seen).map(|(kept, _)| kept.id)
    }
}

async fn list(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let before = form::query(&request).get("before").and_then(|id| id.parse().ok());
    let rows = site.db.read(move |db| store::list(db, person.account, PAGE + 1, before)).await?;
    let frame = Frame::of(&request, &site);
    let rows = rows
        .into_iter()
        .map(|kept| {
            let says = letters::sentence(&site.words, frame.language(), &kept);
            (kept, says)
        })
        .collect();
    Ok(Page(ListPage { cut: Cut::new(rows, PAGE, |(kept, _)| kept.id.to_string()) }))
}

#[derive(Deserialize)]
struct Upto {
    upto: i64,
}

async fn see_all(
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Upto>,
) -> Result<HttpResponse> {
    site.db.write(move |tx| actions::see_all(tx, &person, NoticeId(fields.upto))).await?;
    Ok(flash("/notices", "notices-all-seen", ""))
}

async fn open(person: Person, id: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let id: NoticeId = id.parse().map_err(|_| Error::NotFound)?;
    let address = site.db.write(move |tx| actions::open(tx, &person, id)).await?;
    Ok(redirect(back_to(Some(&address))))
}

#[derive(Template)]
#[template(path = "notices/unsubscribe.html")]
struct UnsubscribePage {
    done: bool,
}

/// Programs that look at links in letters open this, so opening it changes nothing.
async fn ask_unsubscribe(
    secret: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<UnsubscribePage>> {
    if site.db.read(move |db| store::knows_secret(db, &secret)).await? {
        Ok(Page(UnsubscribePage { done: false }))
    } else {
        Err(Error::NotFound)
    }
}

/// RFC 8058 wants an answer here, not a way on.
async fn unsubscribe(secret: Path<String>, site: ThinData<Site>) -> Result<Page<UnsubscribePage>> {
    site.db.write(move |tx| actions::unsubscribe(tx, &secret)).await?;
    Ok(Page(UnsubscribePage { done: true }))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    letters: String,
    follows: String,
}

#[derive(Template)]
#[template(path = "notices/settings.html")]
struct ChoicesPage {
    form: Filled<Fields>,
    /// Whether this site sends letters at all.
    sends: bool,
}

async fn choices(person: Person, site: ThinData<Site>) -> Result<Page<ChoicesPage>> {
    let known = site.db.read(move |db| store::choices(db, person.account)).await?;
    let follows = known.as_ref().is_none_or(|choices| choices.follows);
    let fields = Fields {
        letters: known.map(|choices| choices.letters).unwrap_or_default().name().into(),
        follows: if follows { "yes" } else { "" }.into(),
    };
    Ok(Page(ChoicesPage { form: Filled::new(fields), sends: site.mail.is_set_up() }))
}

async fn choose(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let letters = Letters::parse(&fields.letters)
        .ok_or_else(|| Error::invalid("letters", "form-unreadable"))?;
    let follows = fields.follows == "yes";
    let language = Frame::of(&request, &site).language().to_owned();
    let chosen =
        site.db.write(move |tx| actions::choose(tx, &person, letters, follows, &language)).await;
    match chosen {
        Ok(()) => Ok(flash("/settings/notices", "notices-chosen", "")),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(fields, problems);
            let page = ChoicesPage { form, sends: site.mail.is_set_up() };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}
