//! The steps of a resource on its way: publish, hand in, look over, take back, take away.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use serde::Deserialize;

use super::edit::{self, published_word};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::ResourceId,
    resources::{State, actions, model, store},
    site::Site,
    web::{Form, Person, Viewer, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/r/{key}/publish", web::post().to(publish))
        .route("/r/{key}/submit", web::post().to(submit))
        .route("/r/{key}/unpublish", web::post().to(unpublish))
        .route("/r/{key}/accept", web::post().to(accept))
        .route("/r/{key}/reject", web::post().to(reject))
        .route("/r/{key}/withdraw", web::post().to(withdraw))
        .route("/r/{key}/restore", web::post().to(restore))
        .route("/r/{key}/versions/{version}/forget", web::post().to(forget));
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Note {
    note: String,
}

/// The number of the resource of this key, if the person may know that it is there.
fn known(tx: &Tx<'_>, person: &Person, key: &str) -> Result<ResourceId> {
    Ok(model::readable_brief(tx, &Viewer(Some(person.clone())), key)?.id)
}

async fn publish(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (by, which, settings) = (person.clone(), key.clone(), site.settings());
    let done = site
        .db
        .write(move |tx| {
            let id = known(tx, &by, &which)?;
            actions::publish(tx, &settings, &by, id)
        })
        .await;
    finished(&request, &person, &key, &site, done).await
}

async fn submit(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (by, which) = (person.clone(), key.clone());
    let done = site
        .db
        .write(move |tx| {
            let id = known(tx, &by, &which)?;
            actions::submit(tx, &by, id)
        })
        .await;
    finished(&request, &person, &key, &site, done).await
}

/// What is missing is shown in the form where it can be filled in.
async fn finished(
    request: &HttpRequest,
    person: &Person,
    key: &str,
    site: &Site,
    done: Result<State>,
) -> Result<HttpResponse> {
    match done {
        Ok(state) => Ok(flash(&format!("/r/{key}"), published_word(state), "")),
        Err(Error::Invalid(problems)) => {
            edit::page(request, site, person, key, None, problems).await
        }
        Err(error) => Err(error),
    }
}

async fn unpublish(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let to = format!("/r/{key}");
    site.db
        .write(move |tx| {
            let id = known(tx, &person, &key)?;
            actions::unpublish(tx, &person, id)
        })
        .await?;
    Ok(flash(&to, "resource-taken-back", ""))
}

async fn accept(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (by, which, settings) = (person.clone(), key.clone(), site.settings());
    let done = site
        .db
        .write(move |tx| {
            let id = known(tx, &by, &which)?;
            actions::accept(tx, &settings, &by, id)
        })
        .await;
    match done {
        Ok(()) => Ok(flash("/review", "review-accepted", "")),
        Err(Error::Invalid(problems)) => {
            edit::page(&request, &site, &person, &key, None, problems).await
        }
        Err(error) => Err(error),
    }
}

async fn reject(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Note>,
) -> Result<HttpResponse> {
    site.db
        .write(move |tx| {
            let id = known(tx, &person, &key)?;
            actions::reject(tx, &person, id, &fields.note)
        })
        .await?;
    Ok(flash("/review", "review-rejected", ""))
}

async fn withdraw(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Note>,
) -> Result<HttpResponse> {
    let to = format!("/r/{key}");
    site.db
        .write(move |tx| {
            let id = known(tx, &person, &key)?;
            actions::withdraw(tx, &person, id, &fields.note)
        })
        .await?;
    Ok(flash(&to, "resource-now-withdrawn", ""))
}

async fn restore(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let to = format!("/r/{key}");
    site.db
        .write(move |tx| {
            let resource = store::find_brief(tx, &key)?;
            if !resource.may_restore(&person) {
                // Says what anybody is told: that it is there, gone, or not to be known of.
                known(tx, &person, &key)?;
            }
            actions::restore(tx, &person, resource.id)
        })
        .await?;
    Ok(flash(&to, "resource-restored", ""))
}

async fn forget(
    person: Person,
    path: Path<(String, u32)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (key, version) = path.into_inner();
    let to = format!("/r/{key}/versions");
    site.db
        .write(move |tx| {
            let id = known(tx, &person, &key)?;
            actions::forget_versions(tx, &person, id, version)
        })
        .await?;
    Ok(flash(&to, "resource-versions-forgotten", ""))
}
