//! `hornbook bench`: measures this machine against what Hornbook promises.
//!
//! A site with made-up resources in a temporary folder is served by a second process of this very
//! binary and asked over the network card that leads back. Absolute figures differ between
//! machines: compare the ratios of one run.

mod client;
mod course;
mod machine;
mod measures;
mod network;
mod report;
mod seed;

use std::path::PathBuf;

use clap::{Args, FromArgMatches, ValueEnum};
use futures_util::FutureExt;

use self::{machine::Server, report::Report};
use super::{print, say, serve::used_wrongly};
use crate::{
    error::Result,
    part::{Command, Shell},
};

pub const COMMAND: Command = Command {
    define: || {
        Bench::augment_args(clap::Command::new("bench").about(
            "Measure this machine against what Hornbook promises, with made-up resources in a \
             temporary folder",
        ))
    },
    run: |matches, _: Shell| {
        async move { run(Bench::from_arg_matches(&matches).map_err(used_wrongly)?).await }
            .boxed_local()
    },
};

#[derive(Args)]
struct Bench {
    /// How much there is to find: 1,000, 20,000 or 200,000 resources
    #[arg(long, value_enum, default_value = "small")]
    size: Size,
    /// A course backup whose import is measured too
    #[arg(long, value_name = "FILE")]
    course: Option<PathBuf>,
    /// Print one JSON document; the table goes to standard error
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Size {
    Small,
    Town,
    County,
}

impl Size {
    fn resources(self) -> usize {
        match self {
            Self::Small => 1_000,
            Self::Town => 20_000,
            Self::County => 200_000,
        }
    }
}

async fn run(flags: Bench) -> Result<u8> {
    let folder = tempfile::tempdir()?;
    let mut report = Report::new(flags.size.resources());
    say(&format!("Making {} resources …", flags.size.resources()));
    let seeded = seed::seed(folder.path(), flags.size.resources(), &mut report).await?;
    say("Measuring …");
    let server = Server::start(folder.path(), &mut report).await?;
    let measured = measures::all(&server, &seeded, &mut report).await;
    let outcome = match (measured, &flags.course) {
        (Ok(()), Some(file)) => course::measure(folder.path(), file, &mut report),
        (outcome, _) => outcome,
    };
    server.stop()?;
    outcome?;
    if flags.json {
        say(&report.table());
        print(&report.json().to_string());
    } else {
        print(&report.table());
    }
    Ok(0)
}
