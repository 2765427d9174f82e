//! Where a person or community is, beside what they say of themselves.

use askama::Template;
use rusqlite::Connection;

use super::{country, store};
use crate::{
    communities,
    error::Result,
    ids::Thing,
    part::Looking,
    web::{Drawn, filters},
};

#[derive(Template)]
#[template(path = "places/beside.html")]
struct Beside {
    /// Code and name.
    country: Option<(String, String)>,
    area: String,
    /// Where those who may say it do so.
    edit: String,
}

/// Where they are, if they say so; those who may say it are led to where.
pub fn beside(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (place, edit) = match looking.thing {
        Thing::Person(id) => {
            let own = looking.viewer.account() == Some(id);
            let edit = if own { "/settings/place".to_owned() } else { String::new() };
            (store::of_person(conn, id)?, edit)
        }
        Thing::Community(id) => {
            let edit = match &looking.viewer.0 {
                Some(person) if communities::moderates(conn, person, id)? => {
                    format!("/c/{}/place", communities::find(conn, id)?.handle)
                }
                _ => String::new(),
            };
            (store::of_community(conn, id)?, edit)
        }
        _ => return Ok(None),
    };
    if place.is_none() && edit.is_empty() {
        return Ok(None);
    }
    let place = place.unwrap_or_default();
    let name = |code: &str| country::find(code).map(|found| found.name(looking.language));
    let country = name(&place.country).map(|name| (place.country.clone(), name.to_owned()));
    Ok(Some(Box::new(Beside { country, area: place.area, edit })))
}
