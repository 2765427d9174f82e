//! `hornbook backup`: makes, verifies and lists copies of the whole site.

mod format;
mod read;
mod write;

use std::path::{Path, PathBuf};

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

pub use self::{
    format::{DATABASE, SETTINGS},
    read::{Found, read},
    write::stamp,
};
use super::{print, say, sentence, serve::used_wrongly};
use crate::{
    clock::Clock,
    error::{Error, Result},
    part::{Command, Shell},
};

pub const COMMAND: Command = Command {
    define: || {
        Backup::augment_subcommands(
            clap::Command::new("backup")
                .about("Copies of the whole site, made while it runs")
                .subcommand_required(true),
        )
    },
    run: |matches, shell| {
        async move {
            let command = Backup::from_arg_matches(&matches).map_err(used_wrongly)?;
            tokio::task::spawn_blocking(move || run(command, &shell)).await?
        }
        .boxed_local()
    },
};

#[derive(Subcommand)]
enum Backup {
    /// Make one archive of the database and all files, and print where it is
    Create {
        /// The folder or the file to write [default: DIR/backups]; FILE.tar is not packed
        #[arg(long, value_name = "DIR or FILE")]
        to: Option<PathBuf>,
        /// Then remove all but the last N from that folder
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        keep: Option<u32>,
    },
    /// Read a backup from beginning to end, and say whether a site can be restored from it
    Verify {
        /// The backup
        file: PathBuf,
    },
    /// List the backups in a folder, the latest first
    List {
        /// The folder [default: DIR/backups]
        #[arg(long = "in", value_name = "DIR")]
        folder: Option<PathBuf>,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

fn run(command: Backup, shell: &Shell) -> Result<u8> {
    match command {
        Backup::Create { to, keep } => create(shell, to.as_deref(), keep),
        Backup::Verify { file } => {
            let found = verified(&file)?;
            print(&outcome(&file, &found));
            Ok(u8::from(found.lost > 0))
        }
        Backup::List { folder, json } => {
            let folder = folder.unwrap_or_else(|| shell.data.join(write::FOLDER));
            list(&folder, json)?;
            Ok(0)
        }
    }
}

fn create(shell: &Shell, to: Option<&Path>, keep: Option<u32>) -> Result<u8> {
    let made = write::create(&shell.data, to, Clock::system().now())?;
    print(&made.path.display().to_string());
    say(&format!("{} files and the database, {} bytes.", made.files, made.bytes));
    if made.without_settings {
        say("hornbook.toml is not in it, for it holds the password of the mail server.");
    }
    if let (Some(keep), Some(folder)) = (keep, made.path.parent()) {
        thin_out(folder, keep as usize)?;
    }
    for fault in &made.faults {
        say(&format!("The backup is made, but {fault}."));
    }
    Ok(u8::from(!made.faults.is_empty()))
}

/// Removes the oldest of those that bear a name that we give.
fn thin_out(folder: &Path, keep: usize) -> Result<()> {
    let mut ours: Vec<String> = names(folder)?;
    ours.retain(|name| write::is_ours(name));
    ours.sort_unstable_by(|one, other| other.cmp(one));
    for name in ours.iter().skip(keep) {
        std::fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry?.file_name().into_string());
    }
    Ok(names)
}

/// What is in a backup, if a site can be restored from it.
fn verified(file: &Path) -> Result<Found> {
    let place = scratch(file)?;
    read(file, place.path(), false).map_err(|error| about_file(file, &error))
}

/// An error that says which file it is about.
pub fn about_file(file: &Path, error: &Error) -> Error {
    Error::internal(format!("{} {}", file.display(), sentence(error)))
}

/// Room for a copy of the database: beside the backup, or where other passing things are.
fn scratch(file: &Path) -> Result<tempfile::TempDir> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let here = tempfile::Builder::new()
        .prefix(".verifying-")
        .tempdir_in(folder.unwrap_or_else(|| Path::new(".")));
    Ok(here.or_else(|_| tempfile::tempdir())?)
}

/// One sentence on a backup that can be restored.
pub fn outcome(file: &Path, found: &Found) -> String {
    let Found { about, files, bytes, lost } = found;
    let (file, made, version) = (file.display(), &about.made, &about.hornbook);
    let whole = format!(
        "{file} is whole: made on {made} by Hornbook {version}, the database and {files} files, \
         {bytes} bytes"
    );
    match lost {
        0 => format!("{whole}."),
        lost => format!("{whole}; but {lost} files had been lost or damaged before."),
    }
}

fn list(folder: &Path, json: bool) -> Result<()> {
    let mut rows = Vec::new();
    for name in names(folder)? {
        let path = folder.join(&name);
        let Ok(size) = path.metadata().map(|known| known.len()) else { continue };
        // What is no backup may lie here, too.
        if let Ok(about) = read::about(&path) {
            rows.push((about, name, size));
        }
    }
    rows.sort_by(|one, other| (&other.0.made, &other.1).cmp(&(&one.0.made, &one.1)));
    if json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(about, name, size)| {
                serde_json::json!({
                    "file": folder.join(name), "name": name, "made": about.made, "bytes": size,
                    "hornbook": about.hornbook, "format": about.format,
                })
            })
            .collect();
        print(&serde_json::to_string(&rows)?);
    } else {
        for (about, name, size) in rows {
            print(&format!("{name}\t{}\t{size}\t{}", about.made, about.hornbook));
        }
    }
    Ok(())
}
