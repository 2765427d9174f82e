//! The rules of the house, as ARCHITECTURE.md gives them.

use std::{collections::BTreeSet, fs};

use hornbook::{app::parts::PARTS, config::Config};

use super::sources::{Source, arguments, calls, files, folders, quoted, root};

/// The floors, lowest first, as the comments of `lib.rs` name them.
const FLOORS: &[&str] = &["Ground", "Equipment", "The hall", "Rooms", "Wings", "The roof"];
const ROOMS: usize = 3;
const WINGS: usize = 4;

/// The modules of `lib.rs` with their floors, in its order.
fn plan() -> Vec<(usize, String)> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let (mut floor, mut found) = (usize::MAX, Vec::new());
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("// ") {
            floor = FLOORS.iter().position(|name| comment.starts_with(name)).unwrap_or(floor);
        }
        if let Some(name) = line.strip_prefix("pub mod ") {
            found.push((floor, name.trim_end_matches(';').to_owned()));
        }
    }
    found
}

/// The rows of the drawing in ARCHITECTURE.md, lowest first, without the names of the floors.
fn drawing() -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.split("```").nth(1).unwrap().lines().rev().filter(|row| !row.is_empty());
    rows.map(|row| row.split_whitespace().skip(1).map(ToOwned::to_owned).collect()).collect()
}

/// The modules of this crate that a file uses by `crate::…`.
fn used(code: &str) -> BTreeSet<String> {
    let first = |path: &str| {
        path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut found = BTreeSet::new();
    for (place, name) in code.match_indices("crate::") {
        match code[place + name.len()..].strip_prefix('{') {
            Some(group) => found.extend(arguments(group).into_iter().map(first)),
            None => _ = found.insert(first(&code[place + name.len()..])),
        }
    }
    found
}

#[test]
fn every_module_uses_its_own_floor_and_those_below() {
    let plan = plan();
    let floor = |name: &str| plan.iter().find(|(_, known)| known == name).map(|(floor, _)| *floor);
    let rooms = drawing().swap_remove(ROOMS);
    let place = |name: &str| rooms.iter().position(|room| room == name);
    let mut faults = Vec::new();
    for source in files("src", "rs") {
        let here = source.module();
        let Some(own) = floor(here) else { continue };
        for there in used(&source.code).iter().filter(|there| *there != here) {
            let Some(other) = floor(there) else { continue };
            let left = own == ROOMS && other == ROOMS && place(there) < place(here);
            if other > own || left || own == WINGS && other == WINGS {
                faults.push(format!("{} uses {there}", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_module_stands_on_a_floor() {
    let on_disk: BTreeSet<String> = files("src", "rs")
        .iter()
        .map(|source| source.module().to_owned())
        .filter(|name| name != "lib" && name != "main")
        .collect();
    let planned = plan().into_iter().inspect(|(floor, name)| assert!(*floor < 9, "{name}"));
    assert_eq!(on_disk, planned.map(|(_, name)| name).collect());
}

/// Files where something may be named, by the beginning or a part of their path.
struct Only {
    what: &'static [&'static str],
    may: fn(&Source) -> bool,
}

const ONLY: &[Only] = &[
    Only {
        what: &[".prepare(\"", "prepare_cached(", "query_row(", "query_map(", "execute_batch("],
        may: |file| {
            file.path.ends_with("store.rs")
                || file.path.contains("/store/")
                || matches!(file.module(), "db" | "jobs")
        },
    },
    Only {
        what: &["feature = \""],
        may: |file| matches!(file.path.as_str(), "lib.rs" | "app/parts.rs"),
    },
    Only {
        // A page is a file that adds addresses, or lies in a folder of pages.
        what: &["actix_web", "actix_multipart"],
        may: |file| {
            matches!(file.module(), "web" | "app" | "part")
                || ["/pages", "/api"].iter().any(|part| file.path.contains(part))
                || file.code.contains("fn routes(")
                || matches!(file.path.as_str(), "accounts/greet.rs" | "cli/mod.rs")
        },
    },
    Only { what: &["reqwest::"], may: |file| file.module() == "net" },
    Only { what: &["lettre::"], may: |file| file.module() == "mail" },
    Only {
        // `Instant` measures how long something takes and is no clock.
        what: &["Timestamp::now", "Zoned::now", "SystemTime::now"],
        may: |file| file.module() == "clock",
    },
];

#[test]
fn sql_http_mail_time_and_features_keep_to_their_places() {
    let mut faults = Vec::new();
    for source in files("src", "rs").iter().filter(|source| !source.is_tests()) {
        for only in ONLY.iter().filter(|only| !(only.may)(source)) {
            for what in only.what.iter().filter(|what| source.code.contains(**what)) {
                faults.push(format!("{} names {what}", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_file_opens_with_a_sentence_on_what_it_is() {
    let all = files("src", "rs").into_iter().chain(files("tests", "rs"));
    let silent = all.filter(|file| !file.text.starts_with("//! ")).map(|file| file.path);
    none(&silent.collect::<Vec<_>>());
}

#[test]
fn folders_of_templates_and_migrations_bear_the_names_of_modules() {
    let modules: BTreeSet<String> = plan().into_iter().map(|(_, name)| name).collect();
    for folder in ["templates", "migrations"] {
        none(&folders(folder).difference(&modules).collect::<Vec<_>>());
    }
}

#[test]
fn architecture_names_every_module_and_no_others() {
    let (plan, rows) = (plan(), drawing());
    for (floor, row) in rows.iter().enumerate() {
        let named: BTreeSet<&str> = row.iter().map(String::as_str).collect();
        let known = plan.iter().filter(|(on, _)| *on == floor).map(|(_, name)| name.as_str());
        assert_eq!(named, known.collect());
    }
    assert_eq!(rows.len(), FLOORS.len());
}

#[test]
fn every_address_has_an_entry_at_the_gate_and_every_entry_an_address() {
    let sources = files("src", "rs");
    let code = |source: &Source| source.code.clone();
    let code: String = sources.iter().filter(|source| !source.is_tests()).map(code).collect();
    let routes: BTreeSet<&str> = [".route(", "web::resource("]
        .iter()
        .flat_map(|name| calls(&code, name))
        .filter_map(|call| quoted(call.first()?).first().copied())
        .filter(|path| path.starts_with('/'))
        .collect();
    let own = ["/static/{name:.*}", "/healthz"];
    let gate: BTreeSet<&str> = own
        .into_iter()
        .chain(PARTS.iter().flat_map(|part| part.gate).map(|(path, _)| *path))
        .collect();
    if cfg!(all(feature = "federation", feature = "mbz", feature = "badges", feature = "enrolment"))
    {
        assert_eq!(routes, gate);
    } else {
        none(&gate.difference(&routes).collect::<Vec<_>>());
    }
}

#[test]
fn the_sample_configuration_is_what_holds_without_it() {
    let sample = fs::read_to_string(root().join("packaging/hornbook.toml")).unwrap();
    let read = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(Config::path(folder.path()), text).unwrap();
        Config::read(folder.path(), []).unwrap()
    };
    assert_eq!(read(&sample), Config::default());
    // A line `#name = value` is a setting, `# …` a sentence about it.
    let lines = sample.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    let spelt = read(&lines.collect::<Vec<_>>().join("\n"));
    assert!(spelt.origin.is_some() && spelt.smtp.is_some());
    assert_eq!(Config { origin: None, smtp: None, ..spelt }, Config::default());
    let code = fs::read_to_string(root().join("src/config.rs")).unwrap();
    let structs = code.split("impl Default").next().unwrap();
    let fields =
        structs.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
    let unnamed =
        fields.map(|(name, _)| name).filter(|name| !sample.contains(&format!("#{name} =")));
    none(&unnamed.filter(|name| *name != "smtp").collect::<Vec<_>>());
}

#[track_caller]
pub fn none<T: std::fmt::Debug>(faults: &[T]) {
    assert!(faults.is_empty(), "{faults:#?}");
}
