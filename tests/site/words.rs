//! The words of the interface: none is missing, in no language.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    sources::{Source, arguments, calls, files, quoted},
    tidy::none,
};

/// Messages by key, attributes as `key.attribute`; each with the variables that it names.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(text: &str) -> Messages {
    let mut found = Messages::new();
    let (mut message, mut key) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split_once(" =").map_or("", |(name, _)| name);
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            (message, key) = (name.to_owned(), name.to_owned());
        } else if let Some(attribute) = name.trim_start().strip_prefix('.') {
            key = format!("{message}.{attribute}");
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
        });
        found.entry(key.clone()).or_default().extend(variables);
    }
    found.remove("");
    found
}

/// Which argument of a call is a message key. `.text` is what the sentence of a finding has.
const CALLS: &[(&str, usize)] = &[
    ("Problem::new(", 1),
    ("Error::invalid(", 1),
    ("Error::Forbidden(", 0),
    ("Error::Conflict(", 0),
    ("flash(", 1),
    ("say(", 0),
    ("say(", 1),
    ("finding(", 1),
];

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.contains('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c))
}

fn keys_in_code(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (name, place) in CALLS {
        for call in calls(&source.code, name) {
            let keys =
                quoted(call.get(*place).unwrap_or(&"")).into_iter().filter(|key| is_key(key));
            for key in keys {
                if *name == "finding(" {
                    found.push(format!("{key}.text"));
                }
                found.push(key.to_owned());
            }
        }
    }
    // `fn key(self) -> &'static str { match self { … } }` lists the words for the cases of a type.
    for (place, name) in source.code.match_indices("fn key(") {
        let body = source.code[place + name.len()..].split_once('{').map_or("", |(_, rest)| rest);
        let arms = arguments(body).join(",");
        found.extend(quoted(&arms).into_iter().filter(|key| is_key(key)).map(ToOwned::to_owned));
    }
    found
}

/// Macros with a parameter `key`, and which of their parameters it is.
fn macros(templates: &[Source]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for piece in templates.iter().flat_map(|file| file.text.split("macro ").skip(1)) {
        let (name, rest) = piece.split_once('(').unwrap_or_default();
        if let Some(place) = arguments(rest).iter().position(|parameter| *parameter == "key") {
            found.insert(name.to_owned(), place);
        }
    }
    found
}

fn keys_in_template(source: &Source, macros: &BTreeMap<String, usize>) -> Vec<String> {
    let mut found = Vec::new();
    for filter in ["\"|t ", "\"|t)", "\"|t}", "\"|tv(", "\"|tn(", "\"|tnv("] {
        for (place, _) in source.text.match_indices(filter) {
            let before = &source.text[..place];
            found.push(before[before.rfind('"').map_or(0, |start| start + 1)..].to_owned());
        }
    }
    for (name, place) in macros {
        for call in calls(&source.text, &format!("{name}(")) {
            let key = call.get(*place).copied().unwrap_or_default();
            found.extend(quoted(key).into_iter().map(ToOwned::to_owned));
        }
    }
    found
}

/// `de` of `mbz/de.ftl` and of `mbz/import.de.ftl`.
fn language_of(file: &Source) -> &str {
    file.path.trim_end_matches(".ftl").rsplit(['/', '.']).next().unwrap_or_default()
}

fn in_language(all: &[Source], tag: &str) -> Messages {
    let files = all.iter().filter(|file| language_of(file) == tag);
    files.flat_map(|file| messages(&file.text)).collect()
}

#[test]
fn every_word_that_is_used_is_defined() {
    let known = in_language(&files("templates", "ftl"), "en");
    let mut templates = files("templates", "html");
    templates.extend(files("templates", "txt"));
    let macros = macros(&templates);
    let in_templates = templates.iter().map(|file| (file, keys_in_template(file, &macros)));
    let sources = files("src", "rs");
    let sources = sources.iter().filter(|file| !file.is_tests());
    let in_code = sources.map(|file| (file, keys_in_code(file)));
    let mut missing = BTreeSet::new();
    for (file, keys) in in_templates.chain(in_code) {
        let unknown = keys.into_iter().filter(|key| !known.contains_key(key));
        missing.extend(unknown.map(|key| format!("{}: {key}", file.path)));
    }
    none(&missing.into_iter().collect::<Vec<_>>());
}

#[test]
fn every_language_has_the_words_and_variables_of_english() {
    let all = files("templates", "ftl");
    let mut faults = Vec::new();
    for file in &all {
        let (part, tag) = (&file.path, language_of(file));
        let english = part.replace(&format!("{tag}.ftl"), "en.ftl");
        let english = all.iter().find(|other| other.path == english).unwrap();
        let (wanted, there) = (messages(&english.text), messages(&file.text));
        for (key, variables) in &wanted {
            match there.get(key) {
                None => faults.push(format!("{part}: {key} is missing")),
                Some(other) if other != variables => {
                    faults.push(format!("{part}: {key} quotes {other:?}, not {variables:?}"));
                }
                Some(_) => {}
            }
        }
        let more = there.keys().filter(|key| !wanted.contains_key(*key));
        faults.extend(more.map(|key| format!("{part}: {key} is not in English")));
    }
    none(&faults);
}

#[test]
fn no_two_parts_define_the_same_word() {
    let mut seen = BTreeMap::new();
    let mut faults = Vec::new();
    for file in files("templates", "ftl").iter().filter(|file| language_of(file) == "en") {
        for key in messages(&file.text).into_keys() {
            if let Some(other) = seen.insert(key.clone(), file.path.clone()) {
                faults.push(format!("{key} is in {} and {other}", file.path));
            }
        }
    }
    none(&faults);
}
