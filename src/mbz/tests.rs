//! Tests of the reader of backups.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;

/// The folder of sample backups, or `None` with a message.
fn samples() -> Option<PathBuf> {
    let root = std::env::var_os("HORNBOOK_FIXTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join("mbz");
    if folder.join("MANIFEST.json").exists() {
        return Some(folder);
    }
    println!("skipped: no sample backups at {}", folder.display());
    None
}

fn open(file: &Path, options: &Options) -> Result<(tempfile::TempDir, Course), Broken> {
    let tree = tempfile::tempdir()?;
    unpack(file, tree.path(), &mut NoBlobs, options, &mut |_| Go::On)?;
    let course = Course::open(tree.path())?;
    Ok((tree, course))
}

/// Every modern backup among the samples, with what an independent reader counted.
fn facts(folder: &Path) -> Vec<(PathBuf, serde_json::Value)> {
    let text = std::fs::read_to_string(folder.join("MANIFEST.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    list["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["facts"]["kind"] == "moodle2")
        .map(|file| (folder.join(file["file"].as_str().unwrap()), file["facts"].clone()))
        .collect()
}

#[test]
fn every_sample_has_what_an_independent_reader_counted() {
    let Some(folder) = samples() else { return };
    for (file, facts) in facts(&folder) {
        let name = file.display();
        let (_tree, course) = open(&file, &Options::default()).unwrap();
        let inventory = course.inventory().unwrap();
        let json = serde_json::to_value(&inventory).unwrap();
        let kind = if facts["type"].is_null() { "course" } else { facts["type"].as_str().unwrap() };
        assert_eq!(json["kind"], kind, "{name}");
        let container = if facts["container"] == "zip" { "zip" } else { "tar.gz" };
        assert_eq!(json["container"], container, "{name}");
        assert_eq!(json["title"], facts["title"], "{name}");
        assert_eq!(json["moodle_release"], facts["release"], "{name}");
        assert_eq!(json["activities"], facts["activities"], "{name}");
        assert_eq!(json["questions"], facts["qtypes"], "{name}");
        assert_eq!(json["files"], facts["files_named"], "{name}");
        assert_eq!(inventory.sections.len() as u64, facts["sections"].as_u64().unwrap(), "{name}");
        let users = facts["users"].as_u64().unwrap_or(0);
        assert_eq!(inventory.personal_data.users, users, "{name}");
        let listed: usize = inventory.sections.iter().map(|s| s.activities.len()).sum();
        let listed = listed + inventory.outside_sections.len();
        assert_eq!(listed as u64, facts["n_activities"].as_u64().unwrap(), "{name}");
        assert_eq!(course.unpacked.members, facts["members"].as_u64().unwrap(), "{name}");
        let missing = inventory.warnings.iter().any(|w| w.code == "missing_files");
        assert_eq!(missing, facts["missing_hashes"] != 0, "{name}");
    }
}

#[test]
#[ignore = "prints what is found, for looking at"]
fn show() {
    let file = PathBuf::from(std::env::var("MBZ_SHOW").unwrap());
    let (tree, course) = open(&file, &Options::default()).unwrap();
    println!("{}", serde_json::to_string_pretty(&course.inventory().unwrap()).unwrap());
    println!("{:?}", course.unpacked.personal);
    println!("{}", tree.keep().display());
}
