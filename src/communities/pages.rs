//! The list of communities, founding one, changing what it says of itself.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    actions,
    model::{Card, Community, Description, Join, Posting, Visibility},
    store,
};
use crate::{
    error::{Error, Problem, Result},
    ids::CommunityId,
    site::Site,
    vocabulary,
    web::{
        Cut, Filled, Form, Frame, PAGE, Page, Person, Role, Viewer, back_to,
        cover::{Shape, cover},
        filters, flash, form,
        serve_file::{self, Caching},
        upload,
    },
};

const MOST_PICTURE: u64 = 10 << 20;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/communities", web::get().to(list))
        .route("/communities/new", web::get().to(new_form))
        .route("/communities/new", web::post().to(found))
        .route("/c/{handle}/edit", web::get().to(edit_form))
        .route("/c/{handle}/edit", web::post().to(edit))
        .route("/c/{handle}/picture", web::post().to(save_picture))
        .route("/c/{handle}/picture/{size}", web::get().to(picture))
        .route("/c/{handle}/cover.svg", web::get().to(drawn))
        .route("/c/{handle}/withdraw", web::post().to(withdraw));
}

#[derive(Template)]
#[template(path = "communities/list.html")]
struct ListPage {
    cut: Cut<Card>,
    may_found: bool,
    /// Handles and names of the communities that the viewer is invited to.
    invitations: Vec<(String, String)>,
}

async fn list(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<ListPage>> {
    let after = form::query(&request).remove("after");
    let (account, may_found) = (viewer.account(), viewer.is(Role::Curator));
    let (rows, invitations) = site
        .db
        .read(move |db| {
            // The place is "number name": the number has no spaces, the name may.
            let after = after.as_deref().and_then(|place| place.split_once(' '));
            let after = after.and_then(|(id, name)| Some((name, id.parse::<CommunityId>().ok()?)));
            let invitations = match (account, after) {
                (Some(account), None) => store::invitations(db, account)?,
                _ => Vec::new(),
            };
            Ok((store::listed(db, account, PAGE + 1, after)?, invitations))
        })
        .await?;
    let cut = Cut::new(rows, PAGE, |card| {
        let place = format!("{} {}", card.id, card.name);
        url::form_urlencoded::byte_serialize(place.as_bytes()).collect()
    });
    Ok(Page(ListPage { cut, may_found, invitations }))
}

/// The form as typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    handle: String,
    name: String,
    summary: String,
    rules: String,
    visibility: String,
    join: String,
    posting: String,
    subjects: Vec<String>,
    languages: Vec<String>,
}

impl Fields {
    fn of(community: &Community) -> Self {
        Self {
            handle: community.handle.clone(),
            name: community.name.clone(),
            summary: community.summary.clone(),
            rules: community.rules.clone(),
            visibility: community.visibility.name().into(),
            join: community.join.name().into(),
            posting: community.posting.name().into(),
            subjects: community.subjects.clone(),
            languages: community.languages.clone(),
        }
    }

    fn empty() -> Self {
        Self {
            visibility: Visibility::default().name().into(),
            join: Join::default().name().into(),
            posting: Posting::default().name().into(),
            ..Self::default()
        }
    }

    fn description(&self) -> Result<Description> {
        let unread = |field| Error::invalid(field, "form-unreadable");
        Ok(Description {
            name: self.name.clone(),
            summary: self.summary.clone(),
            rules: self.rules.clone(),
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| unread("visibility"))?,
            join: Join::parse(&self.join).ok_or_else(|| unread("join"))?,
            posting: Posting::parse(&self.posting).ok_or_else(|| unread("posting"))?,
            subjects: self.subjects.clone(),
            languages: self.languages.clone(),
        })
    }
}

#[derive(Template)]
#[template(path = "communities/form.html")]
struct FormPage {
    /// None when a new one is founded.
    community: Option<Community>,
    owns: bool,
    form: Filled<Fields>,
    subjects: Vec<(String, String)>,
    languages: Vec<(String, String)>,
}

impl FormPage {
    fn new(
        request: &HttpRequest,
        site: &Site,
        community: Option<Community>,
        owns: bool,
        form: Filled<Fields>,
    ) -> Self {
        let language = Frame::of(request, site).language().to_owned();
        Self {
            community,
            owns,
            form,
            subjects: vocabulary::broad_subjects(&language),
            languages: vocabulary::language_choices(&language),
        }
    }

    /// The address of the community, or nothing for a new one.
    fn at(&self) -> String {
        self.community.as_ref().map(|found| format!("/c/{}", found.handle)).unwrap_or_default()
    }
}

async fn new_form(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<FormPage>> {
    person.at_least(Role::Curator)?;
    let form = Filled::new(Fields::empty());
    Ok(Page(FormPage::new(&request, &site, None, false, form)))
}

async fn found(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let typed = fields.clone();
    let handle = fields.handle.trim().trim_start_matches('@').to_lowercase();
    let to = format!("/c/{handle}");
    let made = site
        .db
        .write(move |tx| {
            let owner = Some(person.account);
            actions::found(tx, &person, owner, &handle, typed.description()?)
        })
        .await;
    match made {
        Ok(_) => Ok(flash(&to, "community-founded", &fields.name)),
        Err(Error::Invalid(problems)) => Ok(again(&request, &site, None, false, fields, problems)),
        Err(error) => Err(error),
    }
}

fn again(
    request: &HttpRequest,
    site: &Site,
    community: Option<Community>,
    owns: bool,
    fields: Fields,
    problems: Vec<Problem>,
) -> HttpResponse {
    let form = Filled::wrong(fields, problems);
    let page = FormPage::new(request, site, community, owns, form);
    Page(page).status(request, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The community that this person looks after, and whether they own it.
async fn looked_after(site: &Site, person: &Person, handle: &str) -> Result<(Community, bool)> {
    let (person, handle) = (person.clone(), handle.to_owned());
    site.db
        .read(move |db| {
            let viewer = Viewer(Some(person.clone()));
            let community = actions::readable(db, &viewer, &handle)?;
            if !actions::moderates(db, &person, community.id)? {
                return Err(Error::Forbidden("community-not-moderator"));
            }
            let owns = actions::owns(db, &person, community.id)?;
            Ok((community, owns))
        })
        .await
}

async fn edit_form(
    request: HttpRequest,
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<FormPage>> {
    let (community, owns) = looked_after(&site, &person, &handle).await?;
    let form = Filled::new(Fields::of(&community));
    Ok(Page(FormPage::new(&request, &site, Some(community), owns, form)))
}

async fn edit(
    request: HttpRequest,
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (community, owns) = looked_after(&site, &person, &handle).await?;
    let (id, typed) = (community.id, fields.clone());
    let saved =
        site.db.write(move |tx| actions::change(tx, &person, id, typed.description()?)).await;
    match saved {
        Ok(()) => Ok(flash(&format!("/c/{}", community.handle), "community-saved", "")),
        Err(Error::Invalid(problems)) => {
            Ok(again(&request, &site, Some(community), owns, fields, problems))
        }
        Err(error) => Err(error),
    }
}

async fn save_picture(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    let (community, _) = looked_after(&site, &person, &handle).await?;
    let to = format!("/c/{}/edit", community.handle);
    let received = upload::receive(payload, &site.files, MOST_PICTURE).await?;
    let kept = match received.files.into_iter().find(|file| file.stored.size > 0) {
        None => None,
        Some(file) => Some(
            upload::picture(&site.files, &file.stored)
                .await?
                .ok_or_else(|| Error::invalid("picture", "picture-unreadable"))?,
        ),
    };
    let key = if kept.is_some() { "community-picture-saved" } else { "community-picture-removed" };
    site.db
        .write(move |tx| actions::change_picture(tx, &person, community.id, kept.as_ref()))
        .await?;
    Ok(flash(&to, key, ""))
}

async fn picture(
    request: HttpRequest,
    viewer: Viewer,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (handle, which) = path.into_inner();
    let community = site.db.read(move |db| actions::readable(db, &viewer, &handle)).await?;
    let (small, large) = community.picture.ok_or(Error::NotFound)?;
    let sha256 = if which == "small" { small } else { large };
    serve_file::picture(&request, &site.files, &sha256, Caching::Short).await
}

async fn drawn(viewer: Viewer, handle: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let community = site.db.read(move |db| actions::readable(db, &viewer, &handle)).await?;
    let drawing = cover(community.key.as_str(), Some(community.field()), Shape::Wide);
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "private, max-age=86400"))
        .body(drawing))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Withdrawal {
    gone: String,
    back: String,
}

async fn withdraw(
    person: Person,
    handle: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Withdrawal>,
) -> Result<HttpResponse> {
    let gone = fields.gone == "yes";
    let name = site
        .db
        .write(move |tx| {
            let viewer = Viewer(Some(person.clone()));
            let community = match actions::readable(tx, &viewer, &handle) {
                // An owner may bring back what they withdrew.
                Err(Error::Gone) => store::find_by_handle(tx, &handle)?,
                found => found?,
            };
            actions::withdraw(tx, &person, community.id, gone)?;
            Ok(community.name)
        })
        .await?;
    let key = if gone { "community-withdrawn" } else { "community-restored" };
    let to = if fields.back.is_empty() { "/communities" } else { back_to(Some(&fields.back)) };
    Ok(flash(to, key, &name))
}
