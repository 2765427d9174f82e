//! The countries on a list and a map, who is in one, and saying where one is.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    country::{self, Country, LAND},
    store::{self, Place, There},
};
use crate::{
    communities,
    error::{Error, Problem, Result},
    site::Site,
    web::{Cut, Filled, Form, Frame, PAGE, Page, Person, Viewer, filters, flash, form},
};

/// Up to so many of a country are counted.
const COUNTED: usize = 100;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/places", web::get().to(list))
        .route("/places/{country}", web::get().to(show))
        .route("/settings/place", web::get().to(own_form))
        .route("/settings/place", web::post().to(save_own))
        .route("/c/{handle}/place", web::get().to(community_form))
        .route("/c/{handle}/place", web::post().to(save_community));
}

/// A country in which somebody is.
struct Here {
    country: &'static Country,
    name: &'static str,
    /// How many, or "100" for as many or more.
    count: usize,
}

#[derive(Template)]
#[template(path = "places/list.html")]
struct ListPage {
    here: Vec<Here>,
    land: &'static [&'static str],
    signed_in: bool,
}

async fn list(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let reader = Frame::of(&request, &site).language().to_owned();
    let signed_in = viewer.0.is_some();
    let here = site
        .db
        .read(move |db| {
            let (mut here, mut last) = (Vec::new(), String::new());
            while let Some(code) = store::next_country(db, &last)? {
                let count = store::there(db, &code, signed_in, COUNTED, None)?.len();
                if let Some(country) = country::find(&code).filter(|_| count > 0) {
                    here.push(Here { country, name: country.name(&reader), count });
                }
                last = code;
            }
            Ok(here)
        })
        .await?;
    Ok(Page(ListPage { here, land: LAND, signed_in }))
}

#[derive(Template)]
#[template(path = "places/show.html")]
struct ShowPage {
    name: &'static str,
    cut: Cut<There>,
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    code: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ShowPage>> {
    let reader = Frame::of(&request, &site).language().to_owned();
    let country = country::find(&code.to_uppercase()).ok_or(Error::NotFound)?;
    let after = form::query(&request).remove("after").and_then(|place| {
        let (kind, target) = place.split_once('-')?;
        Some((kind.to_owned(), target.parse().ok()?))
    });
    let signed_in = viewer.0.is_some();
    let rows =
        site.db.read(move |db| store::there(db, country.code, signed_in, PAGE + 1, after)).await?;
    let cut = Cut::new(rows, PAGE, |one| format!("{}-{}", one.kind, one.target));
    Ok(Page(ShowPage { name: country.name(&reader), cut }))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    country: String,
    area: String,
}

impl Fields {
    fn of(place: Option<Place>) -> Self {
        place.map_or_else(Self::default, |place| Self { country: place.country, area: place.area })
    }

    fn place(&self) -> Place {
        Place { country: self.country.clone(), area: self.area.clone() }
    }
}

#[derive(Template)]
#[template(path = "places/form.html")]
struct FormPage {
    /// Handle and name of a community; none for a person.
    community: Option<(String, String)>,
    form: Filled<Fields>,
    countries: Vec<(String, String)>,
}

fn form_page(
    request: &HttpRequest,
    site: &Site,
    community: Option<(String, String)>,
    fields: Fields,
    problems: Vec<Problem>,
) -> HttpResponse {
    let reader = Frame::of(request, site).language().to_owned();
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut countries = vec![(String::new(), String::new())];
    countries.extend(country::choices(&reader));
    let form = Filled::wrong(fields, problems);
    Page(FormPage { community, form, countries }).status(request, status)
}

async fn own_form(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let place = site.db.read(move |db| store::of_person(db, person.account)).await?;
    Ok(form_page(&request, &site, None, Fields::of(place), Vec::new()))
}

async fn save_own(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let place = fields.place();
    match site.db.write(move |tx| actions::set_own(tx, &person, place)).await {
        Ok(()) => Ok(flash("/settings/place", "place-saved", "")),
        Err(Error::Invalid(problems)) => Ok(form_page(&request, &site, None, fields, problems)),
        Err(error) => Err(error),
    }
}

async fn community_form(
    request: HttpRequest,
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (community, place) = site
        .db
        .read(move |db| {
            let viewer = Viewer(Some(person.clone()));
            let community = communities::readable(db, &viewer, &handle)?;
            if !communities::moderates(db, &person, community.id)? {
                return Err(Error::Forbidden("community-not-moderator"));
            }
            let place = store::of_community(db, community.id)?;
            Ok((community, place))
        })
        .await?;
    let community = Some((community.handle, community.name));
    Ok(form_page(&request, &site, community, Fields::of(place), Vec::new()))
}

async fn save_community(
    request: HttpRequest,
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (viewer, at) = (Viewer(Some(person.clone())), handle.clone());
    let community = site.db.read(move |db| communities::readable(db, &viewer, &at)).await?;
    let (id, place) = (community.id, fields.place());
    match site.db.write(move |tx| actions::set_community(tx, &person, id, place)).await {
        Ok(()) => Ok(flash(&format!("/c/{handle}"), "place-saved", "")),
        Err(Error::Invalid(problems)) => {
            let community = Some((community.handle, community.name));
            Ok(form_page(&request, &site, community, fields, problems))
        }
        Err(error) => Err(error),
    }
}
