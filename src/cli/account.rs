//! `hornbook account`: people, for those who look after the box.

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

use super::{init::password_from_input, print, say, serve::used_wrongly};
use crate::{
    accounts::{self, Newcomer, Standing},
    error::Result,
    part::{Command, Shell},
    web::Role,
};

pub const COMMAND: Command = Command {
    define: || {
        Account::augment_subcommands(
            clap::Command::new("account").about("People").subcommand_required(true),
        )
    },
    run: |matches, shell| {
        async move {
            account(Account::from_arg_matches(&matches).map_err(used_wrongly)?, shell).await
        }
        .boxed_local()
    },
};

#[derive(Subcommand)]
enum Account {
    /// Make an account; the password comes on standard input, or a sign-in link is printed
    Add {
        /// The handle: a–z, 0–9 and _
        #[arg(long)]
        handle: String,
        /// The mail address
        #[arg(long)]
        email: Option<String>,
        /// The name to go by
        #[arg(long, default_value = "")]
        name: String,
        /// reader, contributor, publisher, curator, moderator or administrator
        #[arg(long, default_value = "contributor")]
        role: String,
    },
    /// List the accounts
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Set a password, from standard input
    Password {
        /// Whose
        handle: String,
    },
    /// Print a one-time link that signs somebody in
    Link {
        /// Whom
        handle: String,
    },
    /// Change what somebody may do
    Role {
        /// Who
        handle: String,
        /// reader, contributor, publisher, curator, moderator or administrator
        role: String,
    },
    /// Keep somebody out, or let them in again
    Suspend {
        /// Who
        handle: String,
        /// Let them in again
        #[arg(long)]
        lift: bool,
    },
}

async fn account(command: Account, shell: Shell) -> Result<u8> {
    let site = shell.site().await?;
    match command {
        Account::Add { handle, email, name, role } => {
            let role: Role = role.parse()?;
            let handle = handle.trim_start_matches('@').to_lowercase();
            let mut newcomer = Newcomer { handle, name, email, password: None, role };
            if let Some(password) = password_from_input()? {
                newcomer.password = Some(accounts::hash(&site, &password, &newcomer).await?);
            }
            let has_password = newcomer.password.is_some();
            let link = site
                .db
                .write(move |tx| {
                    let account = accounts::add(tx, &newcomer)?;
                    if has_password {
                        return Ok(None);
                    }
                    accounts::sign_in_link(tx, account).map(Some)
                })
                .await?;
            if let Some(path) = link {
                say("Open this link to sign in. It works once, for two days:");
                print(&site.address(&path));
            }
        }
        Account::List { json } => {
            let people = site.db.read(|db| accounts::list(db, "", u32::MAX)).await?;
            if json {
                let rows: Vec<_> = people
                    .iter()
                    .map(|a| {
                        serde_json::json!({
                            "handle": a.handle, "name": a.name, "email": a.email,
                            "role": a.role, "state": a.standing.name(), "joined": a.joined,
                        })
                    })
                    .collect();
                print(&serde_json::to_string(&rows)?);
            } else {
                for a in people {
                    print(&format!("{}\t{}\t{}\t{}", a.handle, a.role, a.standing.name(), a.name));
                }
            }
        }
        Account::Password { handle } => {
            let account = site.db.read(move |db| accounts::find_by_handle(db, &handle)).await?;
            let Some(password) = password_from_input()? else {
                say(
                    "The new password is read from standard input: echo … | hornbook account password HANDLE",
                );
                return Ok(2);
            };
            let newcomer = Newcomer {
                handle: account.handle,
                name: account.name,
                email: account.email,
                password: None,
                role: account.role,
            };
            let hash = accounts::hash(&site, &password, &newcomer).await?;
            site.db.write(move |tx| accounts::set_password(tx, account.id, &hash, None)).await?;
            say("The password is set; every browser was signed out.");
        }
        Account::Link { handle } => {
            let path = site
                .db
                .write(move |tx| {
                    let account = accounts::find_by_handle(tx, &handle)?;
                    accounts::sign_in_link(tx, account.id)
                })
                .await?;
            print(&site.address(&path));
        }
        Account::Role { handle, role } => {
            let role: Role = role.parse()?;
            site.db
                .write(move |tx| accounts::change_role(tx, &accounts::keeper(), &handle, role))
                .await?;
        }
        Account::Suspend { handle, lift } => {
            let standing = if lift { Standing::Active } else { Standing::Suspended };
            site.db
                .write(move |tx| {
                    accounts::change_standing(tx, &accounts::keeper(), &handle, standing)
                })
                .await?;
        }
    }
    Ok(0)
}
