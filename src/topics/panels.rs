//! What is shown on the page of a resource: its topics, its translations, a doubt about its language.

use askama::Template;
use rusqlite::Connection;

use super::{language as guessed, store, translations as families};
use crate::{
    error::Result,
    ids::{Key, ResourceId, Thing},
    part::Looking,
    resources::{self, Resource, Row},
    web::{Drawn, Role, filters},
};

/// The resource, if the viewer may change it.
fn own(conn: &Connection, looking: &Looking<'_>, id: ResourceId) -> Result<Option<Resource>> {
    let Some(person) = looking.viewer.0.as_ref().filter(|one| one.role >= Role::Contributor) else {
        return Ok(None);
    };
    let resource = resources::find(conn, id)?;
    Ok(resource.may_edit(person).then_some(resource))
}

#[derive(Template)]
#[template(path = "topics/chips.html")]
struct Chips {
    /// Where those who may change it choose topics.
    key: Option<Key>,
    /// Ids and labels.
    topics: Vec<(String, String)>,
}

/// The topics of a resource.
pub fn topics(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let topics: Vec<_> = store::of_resource(conn, id)?
        .into_iter()
        .map(|topic| (topic.label(looking.language).to_owned(), topic.id))
        .map(|(label, id)| (id, label))
        .collect();
    let key = own(conn, looking, id)?.map(|resource| resource.key);
    Ok((key.is_some() || !topics.is_empty()).then(|| Box::new(Chips { key, topics }) as Drawn))
}

#[derive(Template)]
#[template(path = "topics/beside.html")]
struct Beside {
    key: Option<Key>,
    rows: Vec<Row>,
}

/// The translations of a resource.
pub fn translations(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let rows = families::of(conn, looking.viewer, id)?;
    let key = own(conn, looking, id)?.map(|resource| resource.key);
    Ok((key.is_some() || !rows.is_empty()).then(|| Box::new(Beside { key, rows }) as Drawn))
}

#[derive(Template)]
#[template(path = "topics/language.html")]
struct Doubt {
    key: Key,
    guess: String,
    said: String,
}

/// Asks those who may change a resource about its language, where its words speak another.
pub fn language(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let Some(resource) = own(conn, looking, id)? else { return Ok(None) };
    let Some(guess) = guessed::doubt(conn, &resource)? else { return Ok(None) };
    let said = resource.description.languages.first().cloned().unwrap_or_default();
    Ok(Some(Box::new(Doubt { key: resource.key, guess, said })))
}
