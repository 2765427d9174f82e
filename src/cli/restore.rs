//! `hornbook restore`: puts a backup in the place of a site.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use clap::{Args, FromArgMatches};
use futures_util::FutureExt;

use super::{
    backup::{self, DATABASE, Found, SETTINGS, about_file, outcome, stamp},
    say,
    serve::used_wrongly,
};
use crate::{
    app::{UNFINISHED_RESTORE, only_one},
    clock::Clock,
    error::{Error, Result},
    part::Command,
};

pub const COMMAND: Command = Command {
    define: || {
        Restore::augment_args(clap::Command::new("restore").about(
            "Put a backup into an empty data folder, or in the place of the site that is there",
        ))
    },
    run: |matches, shell| {
        async move {
            let flags = Restore::from_arg_matches(&matches).map_err(used_wrongly)?;
            tokio::task::spawn_blocking(move || restore(&flags, &shell.data)).await?
        }
        .boxed_local()
    },
};

#[derive(Args)]
struct Restore {
    /// The backup
    file: PathBuf,
    /// If there is a site, move it aside; nothing of it is deleted
    #[arg(long)]
    replace: bool,
}

/// All that a site keeps in its folder, besides its settings and its backups. The database is moved
/// last on the way out and on the way in.
const OF_A_SITE: [&str; 7] = [
    "files",
    "imports",
    "exports",
    "site.before-upgrade.db",
    "site.db-shm",
    "site.db-wal",
    DATABASE,
];

fn restore(flags: &Restore, data: &Path) -> Result<u8> {
    fs::create_dir_all(data)?;
    // Served by nobody from now until the end.
    let _lock = only_one(data)?;
    let there = OF_A_SITE.iter().any(|name| data.join(name).exists());
    if there && !flags.replace {
        return Err(Error::internal(format!(
            "there is a site in {}: with --replace it is moved aside, and the backup takes its place",
            data.display()
        )));
    }
    let place = tempfile::Builder::new().prefix(".restoring-").tempdir_in(data)?;
    let found = backup::read(&flags.file, place.path(), true).map_err(|error| {
        let words = about_file(&flags.file, &error);
        Error::internal(format!("{}. Nothing was changed", super::sentence(&words)))
    })?;
    let aside = there.then(|| data.join(format!("replaced-{}", stamp(Clock::system().now()))));
    put_in_place(data, place.path(), aside.as_deref())?;
    tell(flags, data, &found, aside.as_deref());
    Ok(0)
}

/// Moves the old site aside and the new one in. If that is cut off the mark stays, and nobody serves
/// what is half here and half there.
fn put_in_place(data: &Path, place: &Path, aside: Option<&Path>) -> Result<()> {
    let mark = data.join(UNFINISHED_RESTORE);
    File::create(&mark)?.sync_all()?;
    sync(data)?;
    if let Some(aside) = aside {
        fs::create_dir(aside)?;
        for name in OF_A_SITE.into_iter().filter(|name| data.join(name).exists()) {
            fs::rename(data.join(name), aside.join(name))?;
        }
        sync(aside)?;
    }
    fs::rename(place.join("files"), data.join("files"))?;
    // Where to listen and by whom to send letters is a matter of this machine, if it was told.
    if place.join(SETTINGS).exists() && !data.join(SETTINGS).exists() {
        fs::rename(place.join(SETTINGS), data.join(SETTINGS))?;
    }
    fs::rename(place.join(DATABASE), data.join(DATABASE))?;
    sync(data)?;
    fs::remove_file(mark)?;
    sync(data)
}

fn sync(folder: &Path) -> Result<()> {
    Ok(File::open(folder)?.sync_all()?)
}

fn tell(flags: &Restore, data: &Path, found: &Found, aside: Option<&Path>) {
    say(&outcome(&flags.file, found));
    say(&format!("The site is in {} now: hornbook serve.", data.display()));
    if let Some(aside) = aside {
        say(&format!("What was there before lies in {}.", aside.display()));
    }
}
