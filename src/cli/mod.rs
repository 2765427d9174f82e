//! The command line: data to standard output, words to standard error, exit codes 0, 1 and 2.

mod account;
mod backup;
mod bench;
mod doctor;
mod init;
mod jobs;
mod restore;
mod serve;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Arg, ArgAction, value_parser};
use futures_util::FutureExt;

use crate::{
    app::{self, Opening, parts},
    clock::Clock,
    config::Config,
    error::{Error, Problem, Result},
    part::{Command, Shell},
    site::Site,
    words::Value,
};

const COMMANDS: &[Command] = &[
    serve::COMMAND,
    init::COMMAND,
    account::COMMAND,
    backup::COMMAND,
    restore::COMMAND,
    jobs::COMMAND,
    doctor::COMMAND,
    bench::COMMAND,
];

fn commands() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().chain(parts::PARTS.iter().flat_map(|part| part.commands))
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let matches = define().get_matches();
    let data =
        matches.get_one::<PathBuf>("data").cloned().unwrap_or_else(|| "hornbook-data".into());
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(2) };
    let command = commands().find(|command| (command.define)().get_name() == name);
    let Some(command) = command else { return ExitCode::from(2) };
    let shell = Shell { data, open: |data| open(data).boxed_local() };
    let system = actix_web::rt::System::with_tokio_rt(runtime);
    match system.block_on((command.run)(matches.clone(), shell)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&sentence(&error));
            ExitCode::from(1)
        }
    }
}

fn define() -> clap::Command {
    let data = Arg::new("data")
        .long("data")
        .global(true)
        .env("HORNBOOK_DATA")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .action(ArgAction::Set)
        .help("Where the site keeps everything [default: ./hornbook-data]");
    clap::Command::new("hornbook")
        .version(env!("CARGO_PKG_VERSION"))
        .about("The home of a school's open teaching resources, and their door to other schools")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(data)
        .subcommands(commands().map(|command| (command.define)()))
}

#[expect(clippy::expect_used, reason = "nothing can be done without a runtime")]
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .enable_all()
        .build()
        .expect("the runtime starts")
}

/// Reads the configuration of a data folder.
pub fn config(data: &std::path::Path) -> Result<Config> {
    Config::read(data, std::env::vars())
}

async fn open(data: PathBuf) -> Result<Site> {
    let config = config(&data)?;
    let origin = match &config.origin {
        Some(origin) => origin.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{}", config.listen),
    };
    let opening = Opening { config, origin, clock: Clock::system(), mail: None };
    app::open(&data, opening).await
}

/// Words, to standard error.
pub fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Data, to standard output.
pub fn print(data: &str) {
    let _ = writeln!(std::io::stdout(), "{data}");
}

/// An error as one sentence for somebody at a terminal.
pub fn sentence(error: &Error) -> String {
    let words = parts::words();
    let say = |key: &str, value: Option<&str>| match &words {
        Ok(words) => {
            let args = [("value", Value::from(value.unwrap_or_default()))];
            words.say("en", key, &args).into_owned()
        }
        Err(_) => key.to_owned(),
    };
    match error {
        Error::Invalid(problems) => problems
            .iter()
            .map(|Problem { key, value, .. }| say(key, value.as_deref()))
            .collect::<Vec<_>>()
            .join(" "),
        Error::Forbidden(key) | Error::Conflict(key) => say(key, None),
        Error::NotFound => "There is no such thing here.".into(),
        Error::Internal { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
