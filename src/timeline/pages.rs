//! The timelines: mine, that of the site, that of a community, and one entry with all it holds.

use actix_web::{
    HttpRequest,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::{
    actions,
    model::{Timeline, Visit},
    reading::{self, Reading, Shown},
    store,
};
use crate::{
    communities,
    error::{Error, Result},
    ids::ResourceId,
    resources::{self, Row},
    site::Site,
    time::Moment,
    web::{Cut, PAGE, Page, Person, Viewer, filters, form},
};

/// A visit is not written down again for so many seconds unless there is something new.
const NOTED_EVERY_SECONDS: i64 = 300;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/timeline", web::get().to(mine))
        .route("/timeline/site", web::get().to(of_site))
        .route("/timeline/entry/{entry}", web::get().to(entry))
        .route("/c/{handle}/timeline", web::get().to(of_community));
}

#[derive(Template)]
#[template(path = "timeline/timeline.html")]
struct TimelinePage {
    reading: Reading,
    /// Handle and name, for that of a community.
    community: Option<(String, String)>,
    is_mine: bool,
    /// Whether this is the first page.
    is_first: bool,
    /// Where this timeline is.
    address: String,
}

fn place(request: &HttpRequest) -> Option<i64> {
    form::query(request).get("before").and_then(|text| text.parse().ok())
}

async fn mine(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<TimelinePage>> {
    show(&request, Viewer(Some(person)), &site, None, Timeline::Mine).await
}

async fn of_site(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<TimelinePage>> {
    show(&request, viewer, &site, None, Timeline::Site).await
}

async fn of_community(
    request: HttpRequest,
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<TimelinePage>> {
    let who = viewer.clone();
    let found = site.db.read(move |db| communities::readable(db, &who, &handle)).await?;
    let timeline = Timeline::Community(found.id);
    show(&request, viewer, &site, Some((found.handle, found.name)), timeline).await
}

async fn show(
    request: &HttpRequest,
    viewer: Viewer,
    site: &Site,
    community: Option<(String, String)>,
    timeline: Timeline,
) -> Result<Page<TimelinePage>> {
    let before = place(request);
    let person = viewer.0.clone();
    let now = site.db.clock().now();
    let (mut reading, visit) = site
        .db
        .read(move |db| {
            let visit = match viewer.account() {
                Some(account) => store::visit(db, account, timeline.number())?,
                None => None,
            };
            Ok((reading::read(db, &viewer, timeline, before)?, visit))
        })
        .await?;
    if let Some(person) = person {
        let newest = reading.newest();
        if let Some(visit) = visit {
            let line = visit.again(newest, now).line;
            reading.mark(line);
        }
        if before.is_none() && is_worth_noting(visit, newest, now) {
            site.db.write(move |tx| actions::look(tx, &person, timeline, newest)).await?;
        }
    }
    let address = match (&community, timeline) {
        (Some((handle, _)), _) => format!("/c/{handle}/timeline"),
        (None, Timeline::Mine) => "/timeline".to_owned(),
        (None, _) => "/timeline/site".to_owned(),
    };
    Ok(Page(TimelinePage {
        reading,
        community,
        is_mine: timeline == Timeline::Mine,
        is_first: before.is_none(),
        address,
    }))
}

fn is_worth_noting(visit: Option<Visit>, newest: i64, now: Moment) -> bool {
    visit.is_none_or(|visit| {
        newest > visit.newest || now.seconds() - visit.visited.seconds() > NOTED_EVERY_SECONDS
    })
}

#[derive(Template)]
#[template(path = "timeline/entry_page.html")]
struct EntryPage {
    shown: Shown,
    cut: Cut<Row>,
}

async fn entry(
    request: HttpRequest,
    viewer: Viewer,
    id: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<EntryPage>> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let before = place(&request).map(ResourceId);
    site.db
        .read(move |db| {
            let found = reading::read_entry(db, &viewer, id, PAGE + 1, before)?;
            let (shown, items) = found.ok_or(Error::NotFound)?;
            let places = Cut::new(items, PAGE, ToString::to_string);
            let rows = resources::rows(db, &viewer, &places.rows)?;
            Ok(Page(EntryPage { shown, cut: Cut { rows, next: places.next } }))
        })
        .await
}
