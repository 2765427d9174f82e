//! `hornbook course inspect` and `hornbook course import`: the wizard for those at a terminal.

use std::path::{Path, PathBuf};

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

use super::{
    jobs::TakeIn,
    look::{let_go, options},
    model::{Report, State},
    store,
    take_in::{Wishes, take_in},
    undo,
};
use crate::{
    accounts, communities,
    error::{Error, Optional, Result},
    ids::{ImportId, JobId},
    jobs::{self, Job, Worker},
    mbz::{Course, Go, Inventory, NoBlobs, export, unpack},
    part::{Command, Shell},
    resources,
    site::{self, Site},
    web::Person,
};

pub const COMMAND: Command = Command {
    define: || {
        CourseCommand::augment_subcommands(
            clap::Command::new("course").about("Moodle course backups").subcommand_required(true),
        )
    },
    run: |matches, shell| {
        async move {
            let command =
                CourseCommand::from_arg_matches(&matches).map_err(clap::Error::exit_now)?;
            match command {
                CourseCommand::Inspect { file, json } => inspect(&shell, file, json).await,
                CourseCommand::Import(wanted) => import(&shell, wanted).await,
                CourseCommand::Export(wanted) => export::run_command(&shell, wanted).await,
            }
        }
        .boxed_local()
    },
};

/// Ends the program with clap's own sentence and exit code 2.
trait ExitNow {
    fn exit_now(self) -> Error;
}

impl ExitNow for clap::Error {
    fn exit_now(self) -> Error {
        self.exit()
    }
}

#[derive(Subcommand)]
enum CourseCommand {
    /// Say what is inside a backup, without taking anything
    Inspect {
        /// The .mbz or .zip file
        file: PathBuf,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Make a collection out of a backup, without personal data
    Import(Wanted),
    /// Write a collection as a backup that a Moodle restores
    Export(export::Wanted),
}

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
struct Wanted {
    /// The .mbz or .zip file
    file: PathBuf,
    /// Whose the resources will be
    #[arg(long, value_name = "HANDLE")]
    by: String,
    /// The community that gets them
    #[arg(long, value_name = "HANDLE")]
    community: Option<String>,
    /// Take only these activities, by course module number
    #[arg(long, value_name = "CMID,…", value_delimiter = ',')]
    only: Option<Vec<i64>>,
    /// Publish what was not hidden; what is left out below is filled in
    #[arg(long)]
    publish: bool,
    /// Also take glossary entries, wiki pages, records and opening posts, without authors
    #[arg(long)]
    entries: bool,
    /// Also take the question bank, a resource for each category, and the content bank
    #[arg(long)]
    bank: bool,
    /// Make new resources even of activities that were imported before
    #[arg(long)]
    copy: bool,
    /// Address of the licence [default with --publish: the one that the settings offer first]
    #[arg(long, value_name = "URI")]
    licence: Option<String>,
    /// Language tag [default: that of the course, else that of the settings]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// ISCED-F code [default with --publish: 99, not known]
    #[arg(long, value_name = "CODE")]
    subject: Option<String>,
    /// ISCED level [default with --publish: 9, not classified]
    #[arg(long, value_name = "0–9")]
    level: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

async fn inspect(shell: &Shell, file: PathBuf, json: bool) -> Result<u8> {
    let looked = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir()?;
        let found = unpack(&file, folder.path(), &mut NoBlobs, &options(false), &mut |_| Go::On)
            .and_then(|_| Course::open(folder.path()))
            .and_then(|course| course.inventory());
        found.map_err(|broken| Error::internal(broken.to_string()))
    });
    let inventory = looked.await??;
    if json {
        shell.print(&serde_json::to_string(&inventory)?);
    } else {
        shell.print(&told(&inventory));
    }
    Ok(0)
}

fn told(inventory: &Inventory) -> String {
    let mut lines = vec![
        format!("{} ({})", inventory.title, inventory.short_name),
        format!("Moodle {}", inventory.moodle_release),
    ];
    for section in &inventory.sections {
        let title = section.title.clone().unwrap_or_else(|| format!("Section {}", section.number));
        lines.push(format!("  {title}"));
        for activity in &section.activities {
            let hidden = if activity.visible { "" } else { "  (hidden)" };
            lines.push(format!(
                "    {:>6}  {:<12} {}{hidden}",
                activity.cmid, activity.module, activity.title
            ));
        }
    }
    for activity in &inventory.outside_sections {
        lines.push(format!("  {:>6}  {:<12} {}", activity.cmid, activity.module, activity.title));
    }
    let questions: u64 = inventory.questions.values().sum();
    lines.push(format!(
        "{} files ({} bytes), {questions} questions",
        inventory.files, inventory.file_bytes
    ));
    if inventory.personal_data.present {
        let what = inventory.personal_data.what.join(", ");
        lines.push(format!("Personal data, which an import leaves out: {what}"));
    }
    lines.extend(inventory.warnings.iter().map(|it| format!("Remark ({}): {}", it.place, it.text)));
    lines.join("\n")
}

async fn import(shell: &Shell, wanted: Wanted) -> Result<u8> {
    let site = shell.site().await?;
    let handle = wanted.by.clone();
    let account = site.db.read(move |db| accounts::find_by_handle(db, &handle)).await.optional()?;
    let Some(account) = account else {
        return Err(Error::internal(format!("There is nobody called {} here.", wanted.by)));
    };
    let person = account.into_person();
    resources::may_share(&person)?;
    let community = match wanted.community.clone() {
        None => None,
        Some(handle) => {
            let named = handle.clone();
            let found = site.db.read(move |db| communities::find_by_handle(db, &named)).await;
            let Some(found) = found.optional()? else {
                return Err(Error::internal(format!("There is no community called {handle}.")));
            };
            Some(found.id.0)
        }
    };
    let (file, json) = (wanted.file.clone(), wanted.json);
    let report = take(shell, &site, &person, &file, wanted.wishes(community)).await?;
    if json {
        shell.print(&serde_json::to_string(&report)?);
    } else {
        shell.print(&format!("{} {}", report.collection.key, report.collection.title));
        shell.say(&format!(
            "{} resources made, {} updated, {} as they were, {} published.",
            report.resources, report.updated, report.unchanged, report.published
        ));
        for remark in &report.warnings {
            shell.say(&format!("{}: {}", remark.place, remark.text));
        }
    }
    Ok(0)
}

impl Wanted {
    fn wishes(self, community: Option<i64>) -> Wishes {
        Wishes {
            only: self.only,
            community,
            publish: self.publish,
            entries: self.entries,
            bank: self.bank,
            copy: self.copy,
            licence: self.licence,
            language: self.language,
            subject: self.subject,
            level: self.level,
        }
    }
}

/// Takes the file in as a job of this process. A process that is killed leaves the job to others;
/// one that fails or is interrupted leaves nothing.
async fn take(
    shell: &Shell,
    site: &Site,
    person: &Person,
    file: &Path,
    wishes: Wishes,
) -> Result<Report> {
    let worker = Worker::begin(&site.data)?;
    let (id, job) = arrive(site, person, file, &wishes, &worker).await?;
    let work = take_in(site, id, &wishes);
    tokio::pin!(work);
    let outcome = tokio::select! {
        outcome = &mut work => outcome,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            shell.say("Called off: what was made is taken back.");
            site.db.write(move |tx| store::mark_stop(tx, id)).await?;
            work.await
        }
    };
    let import = site.db.read(move |db| store::find_by_id(db, id)).await.optional()?;
    let report = match &import {
        Some(import) if import.state == State::Done => {
            // Should anything be left to clear up, others do it.
            outcome?;
            import.report.clone().ok_or_else(|| Error::internal("The report is lost."))
        }
        Some(import) => {
            if import.state == State::Running {
                undo::take_back(site, import).await?;
            }
            let_go(site, import, None).await?;
            outcome?;
            let called_off = || "The import was called off.".to_owned();
            Err(Error::internal(import.problem.clone().unwrap_or_else(called_off)))
        }
        None => Err(Error::internal("The import was called off.")),
    };
    jobs::settle_own(site, job).await?;
    report
}

/// Brings the file into the store, and notes the work on it as that of this process.
async fn arrive(
    site: &Site,
    person: &Person,
    file: &Path,
    wishes: &Wishes,
    worker: &Worker,
) -> Result<(ImportId, JobId)> {
    let (files, path, most) = (site.files.clone(), file.to_owned(), site.settings().most_upload);
    let stored = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(&path).map_err(|error| {
            Error::internal(format!("{} cannot be read: {error}", path.display()))
        })?;
        let mut incoming = files.begin(most)?;
        let mut file = std::io::BufReader::with_capacity(1 << 16, file);
        let mut buffer = vec![0; 1 << 16];
        loop {
            match std::io::Read::read(&mut file, &mut buffer)? {
                0 => break,
                length => incoming.write(&buffer[..length])?,
            }
        }
        Ok::<_, Error>(incoming.finish()?)
    })
    .await??;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (account, wishes, worker) = (person.account, wishes.clone(), worker.name().to_owned());
    site.db
        .write(move |tx| {
            site::record_file(tx, &stored)?;
            let import = store::insert(tx, account, &name, &stored.sha256.hex(), stored.size)?.id;
            let job = TakeIn { import, wishes }.enqueue_own(tx, &worker)?;
            Ok((import, job))
        })
        .await
}
