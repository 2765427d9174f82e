//! A large download that is being made: it can be left, returned to, fetched and called off.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use crate::{
    error::{Error, Result},
    jobs::Job,
    mbz::export::{
        making::{self, Write},
        order::Order,
        queue::{self, Asked},
        store::{self, State, Ticket},
    },
    site::Site,
    web::{Page, Viewer, filters, flash, redirect, serve_file},
};

/// After so many seconds there may be room for more.
const RETRY_SECONDS: &str = "300";

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/moodle/{key}", web::get().to(show))
        .route("/moodle/{key}/progress", web::get().to(progress))
        .route("/moodle/{key}/file", web::get().to(fetch))
        .route("/moodle/{key}/cancel", web::post().to(cancel));
}

#[derive(Template)]
#[template(path = "mbz/export_full.html")]
struct FullPage {
    /// It is not this person who waits for too much, but all together.
    everybody: bool,
    signed_in: bool,
}

/// Asks for a large download, and leads to the page that shows how far it is.
pub async fn ask(
    request: &HttpRequest,
    site: &Site,
    viewer: &Viewer,
    order: Order,
) -> Result<HttpResponse> {
    let account = viewer.account();
    let (wish, what) =
        (order.wish().clone(), (order.print(), order.title().to_owned(), order.bytes()));
    let (everybody, status) =
        match site.db.write(move |tx| queue::ask(tx, account, wish, what)).await? {
            Asked::Ticket(key) => return Ok(redirect(&format!("/moodle/{key}"))),
            Asked::TooMany => (false, StatusCode::TOO_MANY_REQUESTS),
            Asked::Full => (true, StatusCode::SERVICE_UNAVAILABLE),
        };
    let page = FullPage { everybody, signed_in: account.is_some() };
    let mut answer = Page(page).status(request, status);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    Ok(answer)
}

/// The ticket with this key, for whoever may have it: the person who asked; for what a stranger
/// asked for, whoever knows the key.
async fn own(site: &Site, viewer: &Viewer, key: &str) -> Result<Ticket> {
    let (key, now) = (key.to_owned(), site.db.clock().now());
    let ticket = site.db.read(move |db| store::find(db, &key)).await?;
    let theirs = ticket.account.is_none() || ticket.account == viewer.account();
    if theirs && ticket.expires > now { Ok(ticket) } else { Err(Error::NotFound) }
}

#[derive(Template)]
#[template(path = "mbz/making.html")]
struct MakingPage {
    ticket: Ticket,
    before: usize,
}

#[derive(Template)]
#[template(path = "mbz/making_part.html")]
struct MakingPart {
    ticket: Ticket,
    before: usize,
}

impl Ticket {
    pub(super) fn is_ready(&self) -> bool {
        self.state == State::Ready
    }

    fn is_writing(&self) -> bool {
        self.state == State::Writing
    }

    fn is_failed(&self) -> bool {
        self.state == State::Failed
    }

    /// How much of it is written, in percent. What is packed may become smaller or larger.
    fn percent(&self) -> u64 {
        (self.done.saturating_mul(100)).checked_div(self.total).unwrap_or(0).min(99)
    }

    /// Where it was asked for.
    fn from(&self) -> String {
        match self.wish.only {
            Some(_) => format!("/k/{}/moodle", self.wish.key),
            None => format!("/r/{}", self.wish.key),
        }
    }
}

/// The ticket, and how many files come before its own.
async fn look(site: &Site, viewer: &Viewer, key: &str) -> Result<(Ticket, usize)> {
    let ticket = own(site, viewer, key).await?;
    let (waits, asked) = (ticket.state == State::Waiting, ticket.asked);
    let before =
        if waits { site.db.read(move |db| store::count_open(db, asked)).await? } else { 0 };
    Ok((ticket, before))
}

async fn show(viewer: Viewer, key: Path<String>, site: ThinData<Site>) -> Result<Page<MakingPage>> {
    let (ticket, before) = look(&site, &viewer, &key).await?;
    Ok(Page(MakingPage { ticket, before }))
}

async fn progress(
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<MakingPart>> {
    let (ticket, before) = look(&site, &viewer, &key).await?;
    Ok(Page(MakingPart { ticket, before }))
}

/// Sends the file, if all of it may still be seen and is still as it was.
async fn fetch(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let ticket = own(&site, &viewer, &key).await?;
    let page = format!("/moodle/{}", ticket.key);
    if !ticket.is_ready() {
        return Ok(redirect(&page));
    }
    let asked = ticket.clone();
    let (print, total) = site
        .db
        .read(move |db| {
            let order = making::order(db, &asked)?;
            Ok((order.print(), order.bytes()))
        })
        .await?;
    if print != ticket.print {
        site.db
            .write(move |tx| {
                store::mark_changed(tx, &ticket.key, &print, total)?;
                Write { print }.enqueue(tx)
            })
            .await?;
        return Ok(flash(&page, "export-changed", ""));
    }
    let place = making::place(&site, &print)?;
    let media_type = ticket.wish.shape.media_type();
    match serve_file::kept(&request, place, &print, &ticket.name, media_type).await {
        Err(Error::NotFound) => {
            tracing::warn!(print, "a download that was ready is gone; it is made again");
            site.db
                .write(move |tx| {
                    store::mark_lost(tx, &print)?;
                    Write { print }.enqueue(tx)
                })
                .await?;
            Ok(redirect(&page))
        }
        answer => answer,
    }
}

/// Calls it off, or lets the file go. Work that others have asked for too goes on.
async fn cancel(viewer: Viewer, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let ticket = own(&site, &viewer, &key).await?;
    let from = ticket.from();
    site.db.write(move |tx| queue::call_off(tx, &ticket.key)).await?;
    Ok(flash(&from, "export-called-off", ""))
}
