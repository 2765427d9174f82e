//! What a page says of itself in schema.org's words, as JSON-LD.

use serde_json::{Map, Value};

/// How many scripts of JSON-LD are read.
const MAX_SCRIPTS: usize = 20;
/// The longest script that is read, in bytes.
const MAX_SCRIPT: usize = 256 * 1024;
/// How many things are looked at.
const MAX_THINGS: usize = 500;

/// Types that a preview may be about, the likeliest first.
const TYPES: [&str; 22] = [
    "LearningResource",
    "Course",
    "Quiz",
    "Book",
    "ScholarlyArticle",
    "TechArticle",
    "NewsArticle",
    "BlogPosting",
    "Article",
    "Report",
    "HowTo",
    "Recipe",
    "VideoObject",
    "AudioObject",
    "PodcastEpisode",
    "Dataset",
    "SoftwareApplication",
    "SoftwareSourceCode",
    "MediaObject",
    "CreativeWork",
    "ItemPage",
    "WebPage",
];

/// The things described, those the page is likeliest about first.
pub(super) struct LinkedData {
    works: Vec<Map<String, Value>>,
    others: Vec<Map<String, Value>>,
}

impl LinkedData {
    /// Reads scripts; what is no JSON is passed over.
    pub(super) fn read(scripts: &[&str]) -> Self {
        let mut things = Vec::new();
        for script in scripts.iter().take(MAX_SCRIPTS).filter(|script| script.len() <= MAX_SCRIPT) {
            if let Ok(value) = serde_json::from_str(script.trim()) {
                gather(value, &mut things);
            }
        }
        let (mut works, others): (Vec<_>, Vec<_>) =
            things.into_iter().partition(|thing| rank(thing).is_some());
        works.sort_by_key(rank);
        Self { works, others }
    }

    /// The first text under any of these names.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        self.first(names, |value| match one(value) {
            Value::String(text) => Some(text.clone()),
            Value::Object(thing) => string(thing, &["@value", "name", "alternateName"]),
            _ => None,
        })
    }

    /// The first address (or, if it has none, name) under any of these names.
    pub(super) fn address(&self, names: &[&str]) -> Option<String> {
        self.first(names, |value| match one(value) {
            Value::String(text) => Some(text.clone()),
            Value::Object(thing) => {
                string(self.known(thing), &["url", "contentUrl", "@id", "name"])
            }
            _ => None,
        })
    }

    /// The names of who is listed under any of these names, with commas between.
    pub(super) fn names(&self, names: &[&str]) -> Option<String> {
        self.first(names, |value| {
            let people = match value {
                Value::Array(people) => &people[..],
                one => std::slice::from_ref(one),
            };
            let people: Vec<String> = people
                .iter()
                .take(10)
                .filter_map(|person| match person {
                    Value::String(name) => Some(name.clone()),
                    Value::Object(thing) => string(self.known(thing), &["name"]),
                    _ => None,
                })
                .filter(|name| !name.contains("://"))
                .collect();
            (!people.is_empty()).then(|| people.join(", "))
        })
    }

    fn first<T>(&self, names: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        self.works
            .iter()
            .flat_map(|work| names.iter().filter_map(|name| work.get(*name)))
            .find_map(read)
    }

    /// What a mere reference (`{"@id": …}`) stands for, if it is described here.
    fn known<'a>(&'a self, thing: &'a Map<String, Value>) -> &'a Map<String, Value> {
        let Some(id) = thing.get("@id").filter(|_| thing.len() == 1) else { return thing };
        let mut all = self.works.iter().chain(&self.others);
        all.find(|known| known.get("@id") == Some(id)).unwrap_or(thing)
    }
}

/// Unpacks lists and graphs.
fn gather(value: Value, things: &mut Vec<Map<String, Value>>) {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        if things.len() >= MAX_THINGS {
            return;
        }
        match value {
            Value::Array(values) => waiting.extend(values.into_iter().rev()),
            Value::Object(mut thing) => {
                for name in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    if thing.get(name).is_some_and(|value| value.is_object() || value.is_array()) {
                        waiting.extend(thing.remove(name));
                    }
                }
                things.push(thing);
            }
            _ => {}
        }
    }
}

fn rank(thing: &Map<String, Value>) -> Option<usize> {
    let rank = |name: &Value| {
        let name = name.as_str()?;
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        TYPES.iter().position(|known| *known == name)
    };
    match thing.get("@type")? {
        Value::Array(names) => names.iter().filter_map(rank).min(),
        name => rank(name),
    }
}

/// The value, or the first of several.
fn one(value: &Value) -> &Value {
    match value {
        Value::Array(values) => values.first().unwrap_or(&Value::Null),
        value => value,
    }
}

fn string(thing: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| one(thing.get(*name)?).as_str()).map(str::to_owned)
}
