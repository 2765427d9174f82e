//! `hornbook course export`: a collection as a file, for those at a terminal.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::json;

use super::{
    build::{self, Exported},
    gather::{self, Choice, Remark},
    order::names,
    zips::{self, Shape},
};
use crate::{
    accounts, collections,
    error::{Error, Result},
    mbz::write::Written,
    part::Shell,
    web::{Person, Viewer},
};

/// What was asked for.
#[derive(clap::Args)]
pub struct Wanted {
    /// The key of the collection: what follows /k/ in its address
    #[arg(value_name = "COLLECTION_KEY")]
    collection: String,
    /// The file to write: a Moodle backup; pages that open without a server if it ends in .zip, a
    /// Common Cartridge if it ends in .imscc
    #[arg(long, value_name = "FILE.mbz")]
    to: PathBuf,
    /// Take only these resources, by their keys
    #[arg(long, value_name = "RESOURCE_KEY,…", value_delimiter = ',')]
    only: Option<Vec<String>>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Writes the archive beside its place and renames it, so that no half of one is ever there.
pub async fn run(shell: &Shell, wanted: Wanted) -> Result<u8> {
    let site = shell.site().await?;
    let key = wanted.collection.clone();
    let owner = site.db.read(move |db| owner_of(db, &key)).await;
    let owner = match owner {
        Err(Error::NotFound) => {
            let sentence = format!("There is no collection {} here.", wanted.collection);
            return Err(Error::internal(sentence));
        }
        other => other?,
    };
    let choice = match &wanted.only {
        None => Choice::All,
        Some(keys) => {
            Choice::Only(keys.iter().map(|key| key.trim().to_owned()).collect::<BTreeSet<_>>())
        }
    };
    let key = wanted.collection.clone();
    let (gathered, names, lacks) = site
        .db
        .read(move |db| {
            let (_, gathered) = gather::collection(db, &Viewer(Some(owner)), &key, &choice)?;
            let names = names(db, &gathered)?;
            let lacks = gathered.lacks(&choice);
            Ok((gathered, names, lacks))
        })
        .await?;
    if let Some(key) = lacks.first() {
        return Err(Error::internal(format!("There is no resource {key} in this collection.")));
    }
    let (handle, to) = (site.clone(), wanted.to.clone());
    let path = format!("/k/{}", wanted.collection);
    let language = site.settings().language.clone();
    let (done, bytes) = tokio::task::spawn_blocking(move || {
        let folder = match to.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let cannot = |error: std::io::Error| {
            Error::internal(format!("{} cannot be written: {error}", to.display()))
        };
        let file = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
        let out = std::io::BufWriter::with_capacity(1 << 16, file);
        let form = zips::form_of(&to);
        let Exported { out, name, written, remarks } = if form == Shape::Moodle {
            build::export(&handle, &gathered, &names, true, &language, out)?
        } else {
            let what = (&gathered, path);
            let done = zips::zip(&handle, what, &names, true, &language, form, out)?;
            let written = Written {
                activities: done.packed.things,
                files: done.packed.files,
                missing_files: done.packed.missing_files,
                missing_questions: 0,
            };
            Exported { out: done.out, name: done.name, written, remarks: Vec::new() }
        };
        let file = out.into_inner().map_err(|error| cannot(error.into_error()))?;
        file.as_file().sync_all().map_err(cannot)?;
        let bytes = file.as_file().metadata().map_err(cannot)?.len();
        readable(file.as_file()).map_err(cannot)?;
        file.persist(&to).map_err(|error| cannot(error.error))?;
        Ok::<_, Error>((Exported { out: (), name, written, remarks }, bytes))
    })
    .await??;
    tell(shell, &wanted, &done, bytes);
    Ok(0)
}

/// A temporary file is its owner's alone; what was asked for is for whoever may read there.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// A collection leaves as its owner sees it.
fn owner_of(db: &rusqlite::Connection, key: &str) -> Result<Person> {
    let found = collections::find_by_key(db, key)?;
    let account = accounts::find(db, found.owner)?;
    Ok(account.into_person())
}

fn tell(shell: &Shell, wanted: &Wanted, done: &Exported<()>, bytes: u64) {
    let written = &done.written;
    if wanted.json {
        let notes: Vec<_> = done.remarks.iter().map(note).collect();
        let document = json!({
            "file": wanted.to.display().to_string(),
            "name": done.name,
            "bytes": bytes,
            "activities": written.activities,
            "files": written.files,
            "missing_files": written.missing_files,
            "missing_questions": written.missing_questions,
            "notes": notes,
        });
        shell.print(&document.to_string());
        return;
    }
    shell.print(&wanted.to.display().to_string());
    shell.say(&format!(
        "{} activities and {} files, {bytes} bytes.",
        written.activities, written.files
    ));
    for remark in &done.remarks {
        shell.say(&format!("{}: {}", remark.title, remark.what.sentence()));
    }
    if written.missing_files > 0 {
        shell.say(&format!("{} files are not here and are left out.", written.missing_files));
    }
    if written.missing_questions > 0 {
        let n = written.missing_questions;
        shell.say(&format!("{n} questions were not in the backup and are left out."));
    }
}

fn note(remark: &Remark) -> serde_json::Value {
    json!({
        "resource": remark.key,
        "title": remark.title,
        "code": remark.what.name(),
        "text": remark.what.sentence(),
    })
}
