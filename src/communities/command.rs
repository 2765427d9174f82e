//! `hornbook community`: communities, for those who look after the box.

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

use super::{
    actions,
    model::{Description, Visibility},
    store,
};
use crate::{
    accounts,
    error::{Error, Result},
    part::{Command, Shell},
};

pub const COMMAND: Command = Command {
    define: || {
        Community::augment_subcommands(
            clap::Command::new("community").about("Communities").subcommand_required(true),
        )
    },
    run: |matches, shell| {
        async move {
            let command =
                Community::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
            run(command, shell).await
        }
        .boxed_local()
    },
};

const NAMES: [&str; 5] = ["public", "unlisted", "local_public", "local_private", "private"];

#[derive(Subcommand)]
enum Community {
    /// Found a community and print its address
    Add {
        /// The handle: a–z, 0–9 and _
        #[arg(long)]
        handle: String,
        /// Its name
        #[arg(long)]
        name: String,
        /// Who may read
        #[arg(long, default_value = "public", value_parser = NAMES)]
        visibility: String,
        /// The handle of its first member, who looks after it
        #[arg(long)]
        owner: Option<String>,
    },
    /// List the communities
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

async fn run(command: Community, shell: Shell) -> Result<u8> {
    let site = shell.site().await?;
    match command {
        Community::Add { handle, name, visibility, owner } => {
            let visibility = Visibility::parse(&visibility)
                .ok_or_else(|| Error::invalid("visibility", "community-visibility-unknown"))?;
            let handle = handle.trim_start_matches(['@', '!']).to_lowercase();
            let path = format!("/c/{handle}");
            let description = Description { name, visibility, ..Description::default() };
            site.db
                .write(move |tx| {
                    let owner = owner.map(|handle| accounts::find_by_handle(tx, &handle));
                    let owner = owner.transpose()?.map(|account| account.id);
                    actions::found(tx, &accounts::keeper(), owner, &handle, description)
                })
                .await?;
            shell.print(&site.address(&path));
        }
        Community::List { json } => {
            let all = site.db.read(store::all).await?;
            if json {
                let rows: Vec<_> = all
                    .iter()
                    .map(|one| {
                        serde_json::json!({
                            "handle": one.handle, "name": one.name,
                            "visibility": one.visibility.name(), "members": one.members,
                            "withdrawn": one.withdrawn,
                        })
                    })
                    .collect();
                shell.print(&serde_json::to_string(&rows)?);
            } else {
                for one in all {
                    let (visibility, members) = (one.visibility.name(), one.members);
                    shell.print(&format!("{}\t{visibility}\t{members}\t{}", one.handle, one.name));
                }
            }
        }
    }
    Ok(0)
}
