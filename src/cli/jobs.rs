//! `hornbook jobs`: work that waits.

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

use super::{print, say, serve::used_wrongly};
use crate::{
    app::parts,
    error::Result,
    ids::JobId,
    jobs,
    part::{Command, Shell},
};

pub const COMMAND: Command = Command {
    define: || {
        Jobs::augment_subcommands(
            clap::Command::new("jobs").about("Work that waits").subcommand_required(true),
        )
    },
    run: |matches, shell| {
        async move { run(Jobs::from_arg_matches(&matches).map_err(used_wrongly)?, shell).await }
            .boxed_local()
    },
};

#[derive(Subcommand)]
enum Jobs {
    /// List what waits, runs, or was given up
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Do all that is due now, then stop
    Run,
    /// Try a job again that failed
    Retry {
        /// Its number
        job: i64,
    },
}

async fn run(command: Jobs, shell: Shell) -> Result<u8> {
    let site = shell.site().await?;
    match command {
        Jobs::List { json } => {
            let rows = site.db.read(|db| jobs::list(db, 1000)).await?;
            if json {
                let rows: Vec<_> = rows
                    .iter()
                    .map(|job| {
                        serde_json::json!({
                            "id": job.id, "kind": job.kind, "lane": job.lane, "due": job.due,
                            "running": job.claimed.is_some(), "attempts": job.attempts,
                            "given_up": job.given_up(), "error": job.error,
                        })
                    })
                    .collect();
                print(&serde_json::to_string(&rows)?);
            } else {
                for job in rows {
                    let error = job.error.unwrap_or_default();
                    print(&format!("{}\t{}\t{}\t{error}", job.id, job.kind, job.attempts));
                }
            }
        }
        Jobs::Run => {
            let failed = jobs::run_due(&site, &parts::kinds()).await?;
            for problem in &failed {
                say(problem);
            }
            return Ok(u8::from(!failed.is_empty()));
        }
        Jobs::Retry { job } => site.db.write(move |tx| jobs::retry(tx, JobId(job))).await?,
    }
    Ok(0)
}
