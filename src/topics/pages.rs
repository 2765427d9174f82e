//! The topics that are used here, what has one, and choosing those of a resource.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;
use url::Url;

use super::{
    actions, lookup,
    model::{Topic, is_item},
    school, store,
};
use crate::{
    error::{Error, Problem, Result},
    ids::ResourceId,
    resources::{self, Resource, Row},
    site::Site,
    timeline::{self, Stream},
    vocabulary,
    web::{Cut, Filled, Form, Frame, PAGE, Page, Person, Viewer, filters, flash, form},
};

/// Most topics that are offered for a typed word, and most that are suggested.
const OFFERED: usize = 20;
const SUGGESTED: usize = 12;
/// Up to so many resources of a topic are counted in a list.
const MOST_COUNTED: usize = 20;
/// So many characters of a resource's text are read for suggestions.
const READ: usize = 4000;
/// What was looked up is looked up again after so many days.
const FRESH_DAYS: i64 = 90;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/topics", web::get().to(list))
        .route("/topics/{topic}", web::get().to(show))
        .route("/r/{key}/topics", web::get().to(choose))
        .route("/r/{key}/topics", web::post().to(add))
        .route("/r/{key}/topics/{topic}/remove", web::post().to(remove))
        .route("/admin/topics", web::get().to(settings))
        .route("/admin/topics", web::post().to(save_settings));
}

/// A topic as a list shows it.
pub struct Shown {
    id: String,
    label: String,
    /// Other names, or what it is.
    more: String,
    uses: u64,
    /// Whether there are more uses than were counted.
    is_more: bool,
}

impl Shown {
    fn of(topic: &Topic, reader: &str) -> Self {
        let label = topic.label(reader).to_owned();
        let primary = crate::text::language::primary(reader).unwrap_or_default();
        let own = topic.names.iter().find(|(tag, _)| *tag == primary).or(topic.names.first());
        let more = own.map(|(_, names)| names.iter().skip(1).take(4).cloned().collect::<Vec<_>>());
        let more = more.unwrap_or_default().join(", ");
        Self { id: topic.id.clone(), label, more, uses: 0, is_more: false }
    }
}

#[derive(Template)]
#[template(path = "topics/list.html")]
struct ListPage {
    typed: String,
    cut: Cut<Shown>,
}

/// The topics of a typed word, of the list and of what was looked up before.
fn known(conn: &rusqlite::Connection, typed: &str) -> Result<Vec<Topic>> {
    let mut found: Vec<Topic> = school::matching(typed, OFFERED).into_iter().cloned().collect();
    for id in store::beginning(conn, typed, OFFERED)? {
        if found.len() < OFFERED && !found.iter().any(|topic| topic.id == id) {
            found.extend(store::find(conn, &id)?);
        }
    }
    Ok(found)
}

async fn list(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let reader = Frame::of(&request, &site).language().to_owned();
    let mut query = form::query(&request);
    let typed = query.remove("q").unwrap_or_default();
    let before = query.remove("before").and_then(|place| {
        let (uses, topic) = place.split_once('-')?;
        Some((uses.parse().ok()?, topic.to_owned()))
    });
    let words = typed.clone();
    let cut = site
        .db
        .read(move |db| {
            if !words.trim().is_empty() {
                let found = known(db, &words)?;
                let rows = found.iter().map(|topic| Shown::of(topic, &reader)).collect();
                return Ok(Cut { rows, next: None });
            }
            let mut rows = Vec::new();
            for (id, uses) in store::used(db, PAGE + 1, before)? {
                if let Some(topic) = store::find(db, &id)? {
                    rows.push(Shown { uses, ..Shown::of(&topic, &reader) });
                }
            }
            let cut = Cut::new(rows, PAGE, |one: &Shown| format!("{}-{}", one.uses, one.id));
            let mut rows = Vec::new();
            for mut one in cut.rows {
                // Neither a topic nor a number tells of what this viewer may not read.
                let ids = store::resources_of(db, &one.id, MOST_COUNTED + 1, None)?;
                let seen = resources::rows(db, &viewer, &ids)?.len();
                if seen > 0 {
                    one.uses = seen.min(MOST_COUNTED) as u64;
                    one.is_more = seen > MOST_COUNTED;
                    rows.push(one);
                }
            }
            Ok(Cut { rows, next: cut.next })
        })
        .await?;
    Ok(Page(ListPage { typed, cut }))
}

#[derive(Template)]
#[template(path = "topics/show.html")]
struct ShowPage {
    label: String,
    /// Whether the viewer follows the keyword of this name.
    follows: bool,
    wikidata: Option<String>,
    /// For each language its label and its other names.
    names: Vec<(String, String, String)>,
    cut: Cut<Row>,
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    topic: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ShowPage>> {
    let reader = Frame::of(&request, &site).language().to_owned();
    let before = form::query(&request).remove("before").and_then(|id| id.parse().ok());
    let page = site
        .db
        .read(move |db| {
            let topic = store::find(db, &topic)?.ok_or(Error::NotFound)?;
            let ids = store::resources_of(db, &topic.id, PAGE + 1, before)?;
            let ids = Cut::new(ids, PAGE, ResourceId::to_string);
            let rows = resources::rows(db, &viewer, &ids.rows)?;
            let names = topic.names.iter().map(|(tag, names)| {
                let label = names.first().cloned().unwrap_or_default();
                (tag.clone(), label, names.get(1..).unwrap_or_default().join(", "))
            });
            let label = topic.label(&reader).to_owned();
            let stream = Stream::of("keyword", label.clone());
            let follows = match viewer.account().zip(stream) {
                Some((account, stream)) => timeline::follows(db, account, &stream)?,
                None => false,
            };
            Ok(ShowPage {
                label,
                follows,
                wikidata: topic.wikidata(),
                names: names.collect(),
                cut: Cut { rows, next: ids.next },
            })
        })
        .await?;
    Ok(Page(page))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wanted {
    q: String,
    topic: String,
}

#[derive(Template)]
#[template(path = "topics/choose.html")]
struct ChoosePage {
    resource: Resource,
    has: Vec<Shown>,
    form: Filled<Wanted>,
    /// What the typed word may mean.
    found: Vec<Shown>,
    /// What its title and keywords speak of.
    suggested: Vec<Shown>,
    /// Whether Wikidata is asked, too.
    looks_up: bool,
}

async fn choose_page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    key: &str,
    form: Filled<Wanted>,
) -> Result<HttpResponse> {
    let reader = Frame::of(request, site).language().to_owned();
    let (by, key, typed, tag) =
        (person.clone(), key.to_owned(), form.fields.q.clone(), reader.clone());
    let (resource, has, mut found, suggested) = site
        .db
        .read(move |db| {
            let resource = actions::editable(db, &by, &key)?;
            let has = store::of_resource(db, resource.id)?;
            let known = known(db, &typed)?;
            let free = |topic: &&Topic| !has.iter().any(|one| one.id == topic.id);
            let found: Vec<_> =
                known.iter().filter(free).map(|topic| Shown::of(topic, &tag)).collect();
            let suggested: Vec<_> = school::mentioned(&told(&resource), SUGGESTED + has.len())
                .into_iter()
                .filter(free)
                .take(SUGGESTED)
                .map(|topic| Shown::of(topic, &tag))
                .collect();
            let has: Vec<_> = has.iter().map(|topic| Shown::of(topic, &tag)).collect();
            Ok((resource, has, found, suggested))
        })
        .await?;
    let looks_up = site.settings().look_up_topics;
    if looks_up && !form.fields.q.trim().is_empty() {
        for one in lookup::search(site, &form.fields.q, &reader).await {
            let known = found.iter().chain(&has).any(|shown| shown.id == one.id);
            if !known && found.len() < OFFERED {
                let label = if one.label.is_empty() { one.id.clone() } else { one.label };
                found.push(Shown {
                    id: one.id,
                    label,
                    more: one.description,
                    uses: 0,
                    is_more: false,
                });
            }
        }
    }
    let status =
        if form.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ChoosePage { resource, has, form, found, suggested, looks_up };
    Ok(Page(page).status(request, status))
}

/// What a resource says of itself, for suggestions.
fn told(resource: &Resource) -> String {
    let it = &resource.description;
    let subjects = it.subjects.iter().map(|code| vocabulary::subject_name(code, "en"));
    let mut text = vec![it.title.clone(), it.keywords.join(" \n"), it.summary.clone()];
    text.extend(subjects);
    text.push(resource.content.text.chars().take(READ).collect());
    text.join(" \n")
}

async fn choose(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let q = form::query(&request).remove("q").unwrap_or_default();
    let form = Filled::new(Wanted { q, topic: String::new() });
    choose_page(&request, &site, &person, &key, form).await
}

async fn add(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(wanted): Form<Wanted>,
) -> Result<HttpResponse> {
    let topic = wanted.topic.trim().to_owned();
    if is_item(&topic) && site.settings().look_up_topics {
        let (id, now) = (topic.clone(), site.db.clock().now());
        let fresh = site
            .db
            .read(move |db| {
                let looked = store::looked_up(db, &id)?;
                Ok(looked.is_some_and(|looked| looked >= now.plus_days(-FRESH_DAYS)))
            })
            .await?;
        if !fresh && let Some(found) = lookup::fetch(&site, &topic).await {
            site.db.write(move |tx| store::keep(tx, &found)).await?;
        }
    }
    let (by, which) = (person.clone(), key.clone());
    match site.db.write(move |tx| actions::add(tx, &by, &which, &topic)).await {
        Ok(()) => Ok(flash(&format!("/r/{key}/topics"), "topic-added", "")),
        Err(Error::Invalid(problems)) => {
            let form = Filled::wrong(wanted, problems);
            choose_page(&request, &site, &person, &key, form).await
        }
        Err(error) => Err(error),
    }
}

async fn remove(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, topic) = path.into_inner();
    let to = format!("/r/{key}/topics");
    site.db.write(move |tx| actions::remove(tx, &person, &key, &topic)).await?;
    Ok(flash(&to, "topic-removed", ""))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Wishes {
    look_up_topics: bool,
    topics_source: String,
}

#[derive(Template)]
#[template(path = "topics/admin.html")]
struct SettingsPage {
    form: Filled<Wishes>,
    listed: usize,
}

async fn settings(site: ThinData<Site>) -> Page<SettingsPage> {
    let now = site.settings();
    let form = Filled::new(Wishes {
        look_up_topics: now.look_up_topics,
        topics_source: now.topics_source.clone(),
    });
    Page(SettingsPage { form, listed: school::all().len() })
}

async fn save_settings(
    request: HttpRequest,
    site: ThinData<Site>,
    Form(wishes): Form<Wishes>,
) -> Result<HttpResponse> {
    let source = wishes.topics_source.trim().to_owned();
    if !Url::parse(&source).is_ok_and(|url| site.net.check(&url).is_ok()) {
        let problems = vec![Problem::new("topics_source", "topic-source-wrong")];
        let page =
            SettingsPage { form: Filled::wrong(wishes, problems), listed: school::all().len() };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let house = site.0.clone();
    site.db
        .write(move |tx| {
            let mut settings = (*house.settings()).clone();
            settings.look_up_topics = wishes.look_up_topics;
            settings.topics_source = source;
            house.save_settings(tx, settings)
        })
        .await?;
    Ok(flash("/admin/topics", "settings-saved", ""))
}
