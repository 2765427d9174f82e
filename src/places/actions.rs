//! What people do with places: say where they are, and take it back.

use super::{
    country,
    store::{self, Place},
};
use crate::{
    communities,
    db::Tx,
    error::{Error, Result},
    ids::CommunityId,
    web::Person,
};

/// Most characters of an area: a region, not a street.
const MOST_AREA: usize = 60;

fn checked(place: Place) -> Result<Option<Place>> {
    let area = place.area.split_whitespace().collect::<Vec<_>>().join(" ");
    if place.country.is_empty() {
        return Ok(None);
    }
    if country::find(&place.country).is_none() {
        return Err(Error::invalid("country", "place-country-unknown"));
    }
    // A house number or a postal code would be an address; codes of ISO 3166-2 have a hyphen.
    let code = area.len() <= 6 && area.starts_with(&format!("{}-", place.country));
    if !code && area.chars().any(|c| c.is_ascii_digit()) {
        return Err(Error::invalid("area", "place-area-address"));
    }
    if area.chars().count() > MOST_AREA {
        return Err(Error::invalid("area", "place-area-long"));
    }
    Ok(Some(Place { country: place.country, area }))
}

/// Says where this person is; without a country it is forgotten.
pub fn set_own(tx: &Tx<'_>, person: &Person, place: Place) -> Result<()> {
    match checked(place)? {
        Some(place) => store::set(tx, "person", person.account.0, &place),
        None => store::remove(tx, "person", person.account.0),
    }
}

/// Says where a community is, for those who look after it.
pub fn set_community(tx: &Tx<'_>, person: &Person, id: CommunityId, place: Place) -> Result<()> {
    if !communities::moderates(tx, person, id)? {
        return Err(Error::Forbidden("community-not-moderator"));
    }
    match checked(place)? {
        Some(place) => store::set(tx, "community", id.0, &place),
        None => store::remove(tx, "community", id.0),
    }
}
