//! `hornbook course inspect` and `hornbook course import`: the wizard for those at a terminal.

use std::{collections::BTreeSet, path::PathBuf};

use clap::{FromArgMatches, Subcommand};
use futures_util::FutureExt;

use super::{
    bank, content_bank,
    look::{look, options},
    model::{Choices, Facts, Report, State},
    run::run,
    store,
};
use crate::{
    accounts, communities,
    error::{Error, Result},
    ids::ImportId,
    mbz::{Course, Go, Inventory, NoBlobs, export, unpack},
    part::{Command, Shell},
    resources,
    site::{self, Site},
    vocabulary,
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
    let account = site.db.read(move |db| accounts::find_by_handle(db, &handle)).await;
    let account = match account {
        Err(Error::NotFound) => {
            return Err(Error::internal(format!("There is nobody called {} here.", wanted.by)));
        }
        other => other?,
    };
    let person = Person {
        account: account.id,
        handle: account.handle,
        name: account.name,
        role: account.role,
        session: None,
    };
    resources::may_share(&person)?;
    let community = match wanted.community.clone() {
        None => None,
        Some(handle) => {
            let named = handle.clone();
            let found = site.db.read(move |db| communities::find_by_handle(db, &named)).await;
            match found {
                Err(Error::NotFound) => {
                    return Err(Error::internal(format!("There is no community called {handle}.")));
                }
                other => Some(other?.id),
            }
        }
    };
    let id = arrive(&site, &person, &wanted.file).await?;
    let outcome = take(&site, id, &wanted, community.map(|id| id.0)).await;
    if outcome.is_err() {
        let import = site.db.read(move |db| store::find_by_id(db, id)).await?;
        if matches!(import.state, State::Looking | State::Choosing | State::Unreadable) {
            super::look::let_go(&site, &import, None).await?;
        }
    }
    let report = outcome?;
    if wanted.json {
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

/// Brings the file into the store, so that an import that is cut off can go on.
async fn arrive(site: &Site, person: &Person, file: &std::path::Path) -> Result<ImportId> {
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
    let account = person.account;
    site.db
        .write(move |tx| {
            site::record_file(tx, &stored)?;
            Ok(store::insert(tx, account, &name, &stored.sha256.hex(), stored.size)?.id)
        })
        .await
}

async fn take(
    site: &Site,
    id: ImportId,
    wanted: &Wanted,
    community: Option<i64>,
) -> Result<Report> {
    look(site, id).await?;
    let import = site.db.read(move |db| store::find_by_id(db, id)).await?;
    if let Some(sentence) = import.problem {
        return Err(Error::internal(sentence));
    }
    let course = Course::open(&super::look::tree(site, &import))
        .map_err(|broken| Error::internal(broken.to_string()))?;
    if let Some(only) = &wanted.only
        && let Some(unknown) = only.iter().find(|cmid| course.stub(**cmid).is_none())
    {
        return Err(Error::internal(format!("There is no activity {unknown} in this backup.")));
    }
    let mut only: BTreeSet<i64> = match &wanted.only {
        Some(only) => only.iter().copied().collect(),
        None => course.activities.iter().map(|stub| stub.cmid).collect(),
    };
    if wanted.bank {
        let questions = course.questions().map_err(|broken| Error::internal(broken.to_string()))?;
        only.extend(bank::categories(&questions).iter().map(bank::number));
        only.extend(content_bank::contents(&course).iter().map(content_bank::number));
    }
    let settings = site.settings();
    let given = |kind: &str, value: &Option<String>, default: String| match value {
        None => Ok(if wanted.publish { default } else { String::new() }),
        Some(value) => vocabulary::known(kind, vec![value.clone()])
            .pop()
            .ok_or_else(|| Error::internal(format!("{value} is no known {kind}."))),
    };
    let all = Facts {
        licence: given("licence", &wanted.licence, settings.licence.clone())?,
        language: match &wanted.language {
            Some(_) => given("language", &wanted.language, String::new())?,
            None => settings.content_language.clone(),
        },
        subject: given("subject", &wanted.subject, "99".into())?,
        level: given("level", &wanted.level, "9".into())?,
        author: String::new(),
    };
    let choices = Choices {
        only: Some(only),
        entries: wanted.entries,
        community,
        visibility: "public".into(),
        publish: wanted.publish,
        copy: wanted.copy,
        all,
        ..import.choices
    };
    site.db
        .write(move |tx| {
            store::save_choices(tx, id, &choices)?;
            store::mark_state(tx, id, State::Running)
        })
        .await?;
    run(site, id).await?;
    let import = site.db.read(move |db| store::find_by_id(db, id)).await?;
    let problem = import.problem.unwrap_or_else(|| "The import did not end as it should.".into());
    import.report.ok_or_else(|| Error::internal(problem))
}
