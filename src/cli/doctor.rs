//! `hornbook doctor`: looks whether all is well, in the database and on the disk.

use clap::{Args, FromArgMatches};
use futures_util::FutureExt;

use super::{print, serve::used_wrongly};
use crate::{
    crypto::Sha256,
    db,
    error::Result,
    jobs,
    part::{Command, Shell},
    site,
};

pub const COMMAND: Command = Command {
    define: || {
        Doctor::augment_args(
            clap::Command::new("doctor").about("Look whether all is well; exits with 1 if not"),
        )
    },
    run: |matches, shell| {
        async move { run(Doctor::from_arg_matches(&matches).map_err(used_wrongly)?, shell).await }
            .boxed_local()
    },
};

#[derive(Args)]
struct Doctor {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Read every file and compare it with its name
    #[arg(long)]
    thorough: bool,
}

async fn run(flags: Doctor, shell: Shell) -> Result<u8> {
    let site = shell.site().await?;
    let (mut faults, known, waiting) = site
        .db
        .read(|conn| {
            let known = site::files_before(conn, crate::time::Moment::from_millis(i64::MAX))?;
            Ok((db::faults(conn)?, known, jobs::waiting(conn)?))
        })
        .await?;
    let mut missing = 0_usize;
    for name in &known {
        let Some(sha256) = Sha256::parse(name) else { continue };
        let kept = {
            let (handle, name) = (site.clone(), name.clone());
            site.db.read(move |conn| handle.keeps_file(conn, &name)).await?
        };
        let sound = site.files.exists(&sha256)?
            && (!flags.thorough || site.files.is_sound(&sha256).unwrap_or(false));
        if kept && !sound {
            missing += 1;
            faults.push(format!("the file {name} is missing or damaged"));
        }
    }
    if waiting.1 > 0 {
        faults.push(format!("{} jobs were given up: hornbook jobs list", waiting.1));
    }
    if flags.json {
        print(
            &serde_json::json!({
                "ok": faults.is_empty(), "faults": faults, "files": known.len(),
                "files_missing": missing, "jobs_waiting": waiting.0, "jobs_given_up": waiting.1,
            })
            .to_string(),
        );
    } else if faults.is_empty() {
        print(&format!("All is well: {} files, {} jobs waiting.", known.len(), waiting.0));
    } else {
        for fault in &faults {
            print(fault);
        }
    }
    Ok(u8::from(!faults.is_empty()))
}
