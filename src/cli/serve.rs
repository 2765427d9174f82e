//! `hornbook serve`: runs the site.

use clap::{Args, FromArgMatches};
use futures_util::FutureExt;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use super::{print, say};
use crate::{
    accounts,
    app::{self, Opening},
    clock::Clock,
    error::{Error, Result},
    part::{Command, Shell},
};

pub const COMMAND: Command = Command {
    define: || {
        Serve::augment_args(clap::Command::new("serve").about(
            "Run the site; the first start makes the database and prints a one-time set-up link",
        ))
    },
    run: |matches, shell| {
        async move { serve(Serve::from_arg_matches(&matches).map_err(used_wrongly)?, shell).await }
            .boxed_local()
    },
};

#[derive(Args)]
struct Serve {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The address that others see, such as <https://school.example>
    #[arg(long, value_name = "URL")]
    origin: Option<url::Url>,
}

/// A faulty command line that clap let through.
pub fn used_wrongly(error: clap::Error) -> Error {
    error.exit()
}

async fn serve(flags: Serve, shell: Shell) -> Result<u8> {
    let mut config = super::config(&shell.data)?;
    if let Some(listen) = flags.listen {
        config.listen = listen;
    }
    if flags.origin.is_some() {
        config.origin = flags.origin;
    }
    let targets: Targets = config.log.parse().unwrap_or_default();
    let written = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let _ = tracing_subscriber::registry().with(targets).with(written).try_init();
    let listener = app::bind(&config.listen)?;
    let origin = config.origin_or(listener.local_addr()?);
    let opening = Opening { config, origin, clock: Clock::system(), mail: None };
    let site = app::open(&shell.data, opening).await?;
    let setup = accounts::setup_link(&site.db).await?;
    let origin = site.origin.to_string();
    let serving = app::serve(site, listener, true).await?;
    say(&format!("Hornbook is at {origin}"));
    if let Some(path) = setup {
        say("Open this link to set the site up. It works once, for seven days:");
        print(&format!("{origin}{path}"));
    }
    told_to_stop().await?;
    say("Stopping: what is under way is finished first.");
    serving.stop().await;
    Ok(0)
}

async fn told_to_stop() -> Result<()> {
    let mut end = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = end.recv() => {}
    }
    Ok(())
}
