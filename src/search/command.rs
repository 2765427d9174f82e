//! `hornbook search`: the index from the command line.

use std::io::Write;

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

use super::{index, store};
use crate::{
    error::Result,
    part::{Command, Shell},
};

pub const COMMAND: Command = Command {
    define: || {
        Search::augment_subcommands(
            clap::Command::new("search").about("The index of the search").subcommand_required(true),
        )
    },
    run: |matches, shell| {
        async move {
            let command = Search::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
            run(command, shell).await
        }
        .boxed_local()
    },
};

#[derive(Subcommand)]
enum Search {
    /// Make the whole index anew; the site may go on meanwhile
    Reindex,
    /// Tell whether the index is up to date (exit code 1 if it is not)
    Check,
}

async fn run(command: Search, shell: Shell) -> Result<u8> {
    let site = shell.site().await?;
    if matches!(command, Search::Reindex) {
        index::rebuild(&site.db).await?;
        index::read_words(&site.db).await?;
    }
    let (known, stale) = site.db.read(store::count).await?;
    writeln!(std::io::stdout(), "{known} things can be found, {stale} of them wait")?;
    Ok(u8::from(stale > 0))
}
