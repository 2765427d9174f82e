//! Looking topics up at Wikidata, where the administrator allows it.
//!
//! `wbsearchentities` finds items by a word, `wbgetentities` tells the names of one
//! (<https://www.wikidata.org/w/api.php>). Names there are in the public domain (CC0).

use std::{collections::HashMap, time::Duration};

use serde::Deserialize;
use url::Url;

use super::{
    model::{Topic, is_item},
    school::LANGUAGES,
};
use crate::{net::Ask, site::Site, text::language};

const PATIENCE: Duration = Duration::from_secs(6);
const MOST_BYTES: u64 = 256 << 10;
/// Most items of one search.
const MOST_FOUND: &str = "10";
/// Most names of one language that are kept, and most characters of one.
const MOST_NAMES: usize = 12;
const MOST_NAME: usize = 120;

/// An item that a search has found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Found {
    /// Its number, such as `Q66055`.
    pub id: String,
    /// Its name in the language of the search.
    #[serde(default)]
    pub label: String,
    /// What it is, in a few words.
    #[serde(default)]
    pub description: String,
}

#[derive(Deserialize)]
struct Search {
    search: Vec<Found>,
}

#[derive(Deserialize)]
struct Entities {
    entities: HashMap<String, Entity>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entity {
    labels: HashMap<String, Named>,
    aliases: HashMap<String, Vec<Named>>,
}

#[derive(Deserialize)]
struct Named {
    value: String,
}

/// The items that a typed word may mean; nothing if it is not allowed to ask, or nobody answers.
pub async fn search(site: &Site, typed: &str, reader: &str) -> Vec<Found> {
    let tag = language::primary(reader).unwrap_or_else(|| "en".to_owned());
    let typed: String = typed.chars().take(MOST_NAME).collect();
    let answer = ask(
        site,
        &[
            ("action", "wbsearchentities"),
            ("search", &typed),
            ("language", &tag),
            ("uselang", &tag),
            ("type", "item"),
            ("limit", MOST_FOUND),
        ],
    )
    .await;
    let Some(text) = answer else { return Vec::new() };
    let found = serde_json::from_str::<Search>(&text).map(|answer| answer.search);
    found.unwrap_or_default().into_iter().filter(|one| is_item(&one.id)).collect()
}

/// The names of an item in the languages of this site; `None` as with [`search`].
pub async fn fetch(site: &Site, id: &str) -> Option<Topic> {
    if !is_item(id) {
        return None;
    }
    let mut tags: Vec<String> = LANGUAGES.iter().map(|tag| (*tag).to_owned()).collect();
    let own = site.words.languages().map(ToOwned::to_owned);
    for tag in own.chain([site.settings().content_language.clone()]) {
        if let Some(tag) = language::primary(&tag)
            && !tags.contains(&tag)
        {
            tags.push(tag);
        }
    }
    let wanted = tags.join("|");
    let answer = ask(
        site,
        &[
            ("action", "wbgetentities"),
            ("ids", id),
            ("props", "labels|aliases"),
            ("languages", &wanted),
        ],
    )
    .await;
    let mut entities = serde_json::from_str::<Entities>(&answer?).ok()?.entities;
    let mut entity = entities.remove(id)?;
    let mut names = Vec::new();
    for tag in tags {
        let label = entity.labels.remove(&tag).into_iter();
        let aliases = entity.aliases.remove(&tag).into_iter().flatten();
        let all: Vec<String> = label
            .chain(aliases)
            .map(|name| name.value.trim().to_owned())
            .filter(|name| !name.is_empty() && name.chars().count() <= MOST_NAME)
            .take(MOST_NAMES)
            .collect();
        if !all.is_empty() {
            names.push((tag, all));
        }
    }
    (!names.is_empty()).then(|| Topic { id: id.to_owned(), names })
}

async fn ask(site: &Site, query: &[(&str, &str)]) -> Option<String> {
    let settings = site.settings();
    if !settings.look_up_topics {
        return None;
    }
    let mut url = Url::parse(&settings.topics_source).ok()?;
    url.query_pairs_mut().extend_pairs(query).append_pair("format", "json");
    let ask = Ask::get(url).at_most(MOST_BYTES).within(PATIENCE);
    match site.net.send(ask).await {
        Ok(answer) if answer.status == 200 => Some(answer.text()),
        Ok(answer) => {
            tracing::debug!(status = answer.status, "topics could not be looked up");
            None
        }
        Err(error) => {
            tracing::debug!(%error, "topics could not be looked up");
            None
        }
    }
}
