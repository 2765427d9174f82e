//! Saved searches that people follow: each new resource is held against them once its words are
//! read.

use super::{
    document::{Card, Facet, Target},
    store,
    wish::Wish,
};
use crate::{
    communities,
    db::Tx,
    error::{Optional, Result},
    text::analyse::Asked,
    timeline,
};

/// What was published longer ago is not new, however often its words are read.
const NEW_DAYS: i64 = 2;

/// Puts the entry of a new resource into the streams of the searches that find it.
pub fn tell(tx: &Tx<'_>, place: u32, target: Target) -> Result<()> {
    let Target::Resource(id) = target else { return Ok(()) };
    let since = tx.now.plus_days(-NEW_DAYS);
    let Some(entry) = timeline::published_since(tx, id, since)? else { return Ok(()) };
    let searches = timeline::followed_values(tx, "search")?;
    if searches.is_empty() {
        return Ok(());
    }
    let Some(card) = store::card_at(tx, place)? else { return Ok(()) };
    for (stream, query) in searches {
        if finds(tx, &query, place, &card)? {
            timeline::put_into(tx, stream, entry)?;
        }
    }
    Ok(())
}

fn finds(tx: &Tx<'_>, query: &str, place: u32, card: &Card) -> Result<bool> {
    let mut wish = Wish::parse(query);
    for value in &mut wish.chosen[Facet::Community.at()] {
        let found = communities::find_by_handle(tx, value).optional()?;
        *value = found.map_or_else(|| "0".to_owned(), |found| found.id.to_string());
    }
    if !wish.fits(card) {
        return Ok(false);
    }
    if wish.words.is_empty() {
        return Ok(true);
    }
    let languages = card.values[Facet::Language.at()].split(' ').filter(|tag| !tag.is_empty());
    let languages: Vec<&str> = languages.collect();
    match Asked::read(&wish.words, &languages) {
        Some(asked) => store::matches_at(tx, &asked.all(), place),
        None => Ok(false),
    }
}
