//! `hornbook init`: makes the first administrator without a browser.

use std::io::{IsTerminal, Read};

use clap::{Args, FromArgMatches};
use futures_util::FutureExt;

use super::{print, say, serve::used_wrongly};
use crate::{
    accounts::{self, Newcomer},
    error::{Error, Result},
    part::{Command, Shell},
    web::Role,
};

pub const COMMAND: Command = Command {
    define: || {
        Init::augment_args(clap::Command::new("init").about(
            "Make the first administrator without a browser: the password comes on standard \
             input, or a sign-in link is printed",
        ))
    },
    run: |matches, shell| {
        async move { init(Init::from_arg_matches(&matches).map_err(used_wrongly)?, shell).await }
            .boxed_local()
    },
};

#[derive(Args)]
struct Init {
    /// The handle: a–z, 0–9 and _
    #[arg(long)]
    handle: String,
    /// The mail address
    #[arg(long)]
    email: Option<String>,
    /// The name to go by
    #[arg(long, default_value = "")]
    name: String,
}

async fn init(flags: Init, shell: Shell) -> Result<u8> {
    let site = shell.site().await?;
    if site.db.read(accounts::count_administrators).await? > 0 {
        return Err(Error::Conflict("setup-done-already"));
    }
    let mut newcomer = Newcomer {
        handle: flags.handle.to_lowercase(),
        name: flags.name,
        email: flags.email,
        password: None,
        role: Role::Administrator,
    };
    if let Some(password) = password_from_input()? {
        newcomer.password = Some(accounts::hash(&site, &password, &newcomer).await?);
    }
    let has_password = newcomer.password.is_some();
    let link = site
        .db
        .write(move |tx| {
            let account = accounts::add(tx, &newcomer)?;
            accounts::forget_setup_links(tx)?;
            if has_password { Ok(None) } else { accounts::sign_in_link(tx, account).map(Some) }
        })
        .await?;
    match link {
        None => say("The administrator can sign in now."),
        Some(path) => {
            say("Open this link to sign in. It works once, for two days:");
            print(&site.address(&path));
        }
    }
    Ok(0)
}

/// The password on standard input, when that is not a terminal and not empty.
pub fn password_from_input() -> Result<Option<String>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let mut text = String::new();
    input.take(4096).read_to_string(&mut text)?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Some(line.to_owned()).filter(|line| !line.is_empty()))
}
