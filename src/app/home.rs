//! The front page: for strangers what there is, for people what is new and what waits for them.

use std::collections::HashSet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;

use crate::{
    accounts, collections, communities, discussion,
    error::Result,
    ids::{ResourceId, Thing},
    moderation,
    part::Looking,
    resources::{self, Row},
    search::{self, Catalogue, Choice, Facet, Reach},
    site::Site,
    time::Moment,
    web::{
        Frame, Page, Panels, Person, Role, Viewer,
        cover::{Shape, cover},
        filters,
    },
};

/// How many things a list of the front page shows.
const ROWS: usize = 8;
const CARDS: usize = 3;
const MOST_LANGUAGES: usize = 8;
const MOST_DOING: usize = 4;
/// A drawn cover changes with the program only.
const COVER_CACHE: &str = "public, max-age=604800";

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/", web::get().to(home)).route("/cover/{name}", web::get().to(subject_cover));
}

#[derive(Template)]
#[template(path = "app/home.html")]
struct HomePage {
    total: usize,
    subjects: Vec<Choice>,
    levels: Vec<Choice>,
    languages: Vec<Choice>,
    collections: Vec<collections::Card>,
    rows: Vec<Row>,
    /// For people: whether the rows are from their communities and interests.
    is_mine: bool,
    doing: Vec<Doing>,
    waiting: Vec<Waiting>,
    communities: Vec<communities::Card>,
    /// What other parts show there.
    panels: Panels,
}

/// Something that somebody began and has not finished.
struct Doing {
    address: String,
    drawing: &'static str,
    /// What it is, such as a draft.
    key: &'static str,
    title: String,
}

/// Something that waits for somebody: the key has a number.
struct Waiting {
    address: &'static str,
    drawing: &'static str,
    key: &'static str,
    count: usize,
}

async fn home(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
    catalogue: ThinData<Catalogue>,
) -> Result<Page<HomePage>> {
    let language = Frame::of(&request, &site).language().to_owned();
    let catalogue = catalogue.0.clone();
    let (house, now) = (site.0.clone(), site.db.clock().now());
    let page = site
        .db
        .read(move |conn| {
            let looking = Looking { viewer: &viewer, thing: Thing::Site, language: &language };
            let panels = house.panels(conn, &looking)?;
            Ok(HomePage { panels, ..look(conn, &catalogue, &viewer, &language, now)? })
        })
        .await?;
    Ok(Page(page))
}

fn look(
    conn: &Connection,
    catalogue: &Catalogue,
    viewer: &Viewer,
    language: &str,
    now: Moment,
) -> Result<HomePage> {
    let reach = search::reach(conn, viewer)?;
    let browse = search::browse(conn, catalogue, &reach, ROWS, CARDS)?;
    let mut page = HomePage {
        total: browse.total,
        subjects: search::facet_choices(Facet::Subject, &browse.subjects(), language),
        levels: search::facet_choices(Facet::Level, &browse.levels(), language),
        languages: search::facet_choices(
            Facet::Language,
            &browse.languages()[..browse.languages().len().min(MOST_LANGUAGES)],
            language,
        ),
        collections: collections::cards(conn, viewer, &browse.collections)?,
        rows: Vec::new(),
        is_mine: false,
        doing: Vec::new(),
        waiting: Vec::new(),
        communities: Vec::new(),
        panels: Panels::default(),
    };
    let mut newest = browse.resources.clone();
    if let Some(person) = &viewer.0 {
        let mine = for_me(conn, catalogue, &reach, person)?;
        if !mine.is_empty() {
            (newest, page.is_mine) = (mine, true);
        }
        page.doing = doing(conn, person)?;
        page.waiting = waiting(conn, person, now)?;
        page.communities = communities::belonged(conn, person.account)?;
    }
    page.rows = resources::rows(conn, viewer, &newest)?;
    Ok(page)
}

/// The newest in somebody's communities and subjects, in turns.
fn for_me(
    conn: &Connection,
    catalogue: &Catalogue,
    reach: &Reach,
    person: &Person,
) -> Result<Vec<ResourceId>> {
    let communities = reach.communities.iter().map(ToString::to_string).collect();
    let subjects = accounts::interests(conn, person.account, "subject")?;
    let mut lists = [(Facet::Community, communities), (Facet::Subject, subjects)]
        .into_iter()
        .map(|(facet, values)| search::newest(conn, catalogue, reach, facet, values, ROWS))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .map(Vec::into_iter)
        .collect::<Vec<_>>();
    let (mut seen, mut mine) = (HashSet::new(), Vec::new());
    while mine.len() < ROWS {
        let before = seen.len();
        let mut any = false;
        for list in &mut lists {
            if let Some(id) = list.next() {
                any = true;
                if seen.insert(id) {
                    mine.push(id);
                }
            }
        }
        if !any && seen.len() == before {
            break;
        }
    }
    mine.truncate(ROWS);
    Ok(mine)
}

/// What somebody began and has not finished. Imports under way belong here, too, once their wing
/// tells of them.
fn doing(conn: &Connection, person: &Person) -> Result<Vec<Doing>> {
    let drafts = resources::drafts(conn, person.account)?;
    Ok(drafts
        .into_iter()
        .filter(|row| row.state != resources::State::InReview)
        .take(MOST_DOING)
        .map(|row| Doing {
            address: format!("/r/{}", row.key),
            drawing: "edit",
            key: match row.state {
                resources::State::Rejected => "home-sent-back",
                _ => "home-draft",
            },
            title: row.title,
        })
        .collect())
}

/// What waits for somebody to look at it.
fn waiting(conn: &Connection, person: &Person, now: Moment) -> Result<Vec<Waiting>> {
    let mut waiting = Vec::new();
    if person.role >= Role::Curator {
        let handed_in = usize::try_from(resources::count_waiting(conn)?).unwrap_or(usize::MAX);
        let viewer = Viewer(Some(person.clone()));
        let count = handed_in.saturating_add(discussion::count_held(conn, &viewer)?);
        if count > 0 {
            let (address, drawing, key) = ("/review", "check", "home-review");
            waiting.push(Waiting { address, drawing, key, count });
        }
    }
    let (open, appeals) =
        (moderation::count_for(conn, person, now)?, moderation::count_appeals_for(conn, person)?);
    let mut more = vec![
        ("/moderation", "flag", "reports-waiting", open),
        ("/moderation?state=appealed", "flag", "appeals-waiting", appeals),
    ];
    if person.role >= Role::Moderator {
        let count = accounts::count_applications(conn)?;
        more.push(("/admin/applications", "person", "home-applications", count));
    }
    for (address, drawing, key, count) in more.into_iter().filter(|one| one.3 > 0) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        waiting.push(Waiting { address, drawing, key, count });
    }
    Ok(waiting)
}

/// `/cover/05.svg`: the cover that stands for a broad field.
async fn subject_cover(name: Path<String>) -> Result<HttpResponse> {
    let code = name.strip_suffix(".svg").filter(|code| code.len() == 2);
    let code = code.ok_or(crate::error::Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, COVER_CACHE))
        .body(cover(code, Some(code), Shape::Square)))
}
