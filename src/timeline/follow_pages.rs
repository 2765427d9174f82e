//! Following and no longer following, and the list of what somebody follows.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;
use url::form_urlencoded;

use super::{
    actions,
    model::{Followed, Stream},
    store,
};
use crate::{
    collections, communities,
    error::{Error, Optional, Result},
    site::Site,
    vocabulary,
    web::{Cut, Form, Frame, PAGE, Page, Person, Viewer, back_to, filters, flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/follow", web::post().to(follow))
        .route("/unfollow", web::post().to(unfollow))
        .route("/follows", web::get().to(list))
        .route("/follows/joining", web::post().to(choose_joining));
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    kind: String,
    value: String,
    /// The place among what somebody follows, instead of kind and value.
    follow: Option<i64>,
    back: String,
}

impl Named {
    fn back(&self) -> &str {
        if self.back.is_empty() { "/follows" } else { back_to(Some(&self.back)) }
    }
}

async fn follow(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Named>,
) -> Result<HttpResponse> {
    let back = fields.back().to_owned();
    let language = Frame::of(&request, &site).language().to_owned();
    let name = site
        .db
        .write(move |tx| {
            let stream = actions::named(tx, &person, &fields.kind, &fields.value)?;
            actions::follow(tx, &person, &stream)?;
            Ok(name_of(tx, &Viewer(Some(person)), &stream, &language)?.map(|name| name.label))
        })
        .await?;
    Ok(flash(&back, "follow-done", &name.unwrap_or_default()))
}

async fn unfollow(
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Named>,
) -> Result<HttpResponse> {
    let back = fields.back().to_owned();
    site.db
        .write(move |tx| {
            let stream = match fields.follow {
                Some(id) => store::followed_at(tx, person.account, id)?,
                None => Stream::of(&fields.kind, fields.value),
            };
            actions::unfollow(tx, &person, &stream.ok_or(Error::NotFound)?)
        })
        .await?;
    Ok(flash(&back, "unfollow-done", ""))
}

/// What something that is followed is called, and where it is.
pub struct Name {
    pub label: String,
    pub address: String,
    pub drawing: &'static str,
    /// The key of the word for what it is.
    pub key: &'static str,
}

/// `None` if the viewer may not see it any more.
fn name_of(
    conn: &Connection,
    viewer: &Viewer,
    stream: &Stream,
    language: &str,
) -> Result<Option<Name>> {
    let name = |label, address, drawing, key| Some(Name { label, address, drawing, key });
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    Ok(match stream {
        Stream::Person(id) => store::person(conn, *id)?.and_then(|(handle, label)| {
            name(label, format!("/u/{handle}"), "person", "follow-person")
        }),
        Stream::Community(id) => match communities::find(conn, *id).optional()? {
            Some(found) if communities::may_read(conn, viewer, &found)? => {
                name(found.name, format!("/c/{}", found.handle), "people", "follow-community")
            }
            _ => None,
        },
        Stream::Collection(id) => match collections::find(conn, *id).optional()? {
            Some(found) if collections::may_read(conn, viewer, &found)? => {
                let address = format!("/k/{}", found.key);
                name(found.title, address, "collection", "follow-collection")
            }
            _ => None,
        },
        Stream::Subject(code) => {
            let label = vocabulary::subject_name(code, language);
            name(label, format!("/search?subject={}", encoded(code)), "label", "follow-subject")
        }
        Stream::Keyword(word) => {
            let address = format!("/search?q={}", encoded(word));
            name(word.clone(), address, "label", "follow-keyword")
        }
        Stream::Search(query) => {
            name(search_label(query), format!("/search?{query}"), "search", "follow-search")
        }
    })
}

/// What a saved search looks for, from the query of its address.
fn search_label(query: &str) -> String {
    let values: Vec<String> = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| !matches!(name.as_ref(), "page" | "sort"))
        .map(|(_, value)| value.into_owned())
        .collect();
    values.join(" · ")
}

#[derive(Template)]
#[template(path = "timeline/follows.html")]
struct FollowsPage {
    cut: Cut<(Followed, Option<Name>)>,
    subjects: Vec<(String, String)>,
    shows_joining: bool,
}

async fn list(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<FollowsPage>> {
    let before = form::query(&request).get("before").and_then(|text| text.parse().ok());
    let language = Frame::of(&request, &site).language().to_owned();
    site.db
        .read(move |db| {
            let rows = store::followed(db, person.account, PAGE + 1, before)?;
            let shows_joining = store::shows_joining(db, person.account)?;
            let viewer = Viewer(Some(person));
            let rows = rows
                .into_iter()
                .map(|followed| {
                    let name = name_of(db, &viewer, &followed.stream, &language)?;
                    Ok((followed, name))
                })
                .collect::<Result<Vec<_>>>()?;
            let cut = Cut::new(rows, PAGE, |(followed, _)| followed.id.to_string());
            let subjects = vocabulary::subject_choices(&language);
            Ok(Page(FollowsPage { cut, subjects, shows_joining }))
        })
        .await
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Joining {
    shows: String,
}

async fn choose_joining(
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Joining>,
) -> Result<HttpResponse> {
    let shows = fields.shows == "yes";
    site.db.write(move |tx| actions::choose_joining(tx, &person, shows)).await?;
    Ok(flash("/follows", "follow-joining-saved", ""))
}
