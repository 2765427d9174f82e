//! The embedded list of topics that schools teach, with their names in ten languages.

use std::{collections::HashMap, sync::OnceLock};

use super::model::Topic;
use crate::text::analyse::fold;

/// One topic a line: its id, then its names in each of [`LANGUAGES`], the label first. Ids that
/// begin with `h-` are our own, for want of an item of Wikidata that is known for certain.
const LIST: &str = include_str!("data/school.txt");

/// The languages of the columns.
pub const LANGUAGES: [&str; 10] = ["en", "de", "fr", "es", "it", "nl", "pl", "tr", "uk", "ar"];

/// A name this short is only found as a whole word.
const SHORT: usize = 5;

struct School {
    topics: Vec<Topic>,
    /// For each topic its names as they are compared.
    folded: Vec<Vec<String>>,
    by_id: HashMap<String, usize>,
}

fn school() -> &'static School {
    static SCHOOL: OnceLock<School> = OnceLock::new();
    SCHOOL.get_or_init(|| {
        let topics: Vec<Topic> =
            LIST.lines().filter(|line| !line.starts_with('#')).filter_map(read).collect();
        let folded = topics
            .iter()
            .map(|topic| topic.all_names().map(|(_, name)| plain(name)).collect())
            .collect();
        let by_id =
            topics.iter().enumerate().map(|(place, topic)| (topic.id.clone(), place)).collect();
        School { topics, folded, by_id }
    })
}

fn read(line: &str) -> Option<Topic> {
    let mut columns = line.split('|');
    let id = columns.next()?.trim().to_owned();
    let names = LANGUAGES
        .iter()
        .zip(columns)
        .map(|(tag, column)| {
            let names = column.split(',').map(str::trim).filter(|name| !name.is_empty());
            ((*tag).to_owned(), names.map(ToOwned::to_owned).collect::<Vec<_>>())
        })
        .filter(|(_, names)| !names.is_empty())
        .collect::<Vec<_>>();
    (!id.is_empty() && !names.is_empty()).then_some(Topic { id, names })
}

/// All topics of the list.
pub fn all() -> &'static [Topic] {
    &school().topics
}

/// The topic of this id, if it is in the list.
pub fn find(id: &str) -> Option<&'static Topic> {
    let school = school();
    school.by_id.get(id).and_then(|place| school.topics.get(*place))
}

/// Words as they are compared: folded, one blank apart.
pub fn plain(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The topics that a typed word may mean: those of that name first, then those whose names begin
/// with it, then those that have a word that begins so.
pub fn matching(typed: &str, most: usize) -> Vec<&'static Topic> {
    let typed = plain(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let (school, later) = (school(), format!(" {typed}"));
    let mut found: Vec<(u8, usize)> = Vec::new();
    for (place, names) in school.folded.iter().enumerate() {
        let rank = names.iter().filter_map(|name| match name {
            name if *name == typed => Some(0),
            name if name.starts_with(&typed) => Some(1),
            name if name.contains(&later) => Some(2),
            _ => None,
        });
        if let Some(rank) = rank.min() {
            found.push((rank, place));
        }
    }
    found.sort_unstable();
    found.into_iter().take(most).map(|(_, place)| &school.topics[place]).collect()
}

/// The topics whose names occur in a text, those with the longest names first.
pub fn mentioned(text: &str, most: usize) -> Vec<&'static Topic> {
    let text = format!(" {} ", plain(text));
    let school = school();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (place, names) in school.folded.iter().enumerate() {
        let longest = names
            .iter()
            .filter(|name| {
                let long = name.chars().count() > SHORT;
                let end = if long { "" } else { " " };
                text.contains(&format!(" {name}{end}"))
            })
            .map(String::len)
            .max();
        if let Some(longest) = longest {
            found.push((longest, place));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.into_iter().take(most).map(|(_, place)| &school.topics[place]).collect()
}
