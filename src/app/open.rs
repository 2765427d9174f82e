//! Opens the data folder: migrates the database, starts the lanes, reads the settings.

use std::{
    fs::{File, TryLockError},
    path::Path,
    sync::Arc,
};

use super::parts;
use crate::{
    clock::Clock,
    config::{Config, Security, Smtp},
    db::{self, Db},
    error::{Error, Result},
    files::{Files, lock_file},
    mail::{Mail, Secrecy, SmtpSettings},
    net::Net,
    site::{Handles, Site},
};

/// What opening needs to know.
pub struct Opening {
    /// What was read from `hornbook.toml`, the environment and the flags.
    pub config: Config,
    /// The address that others see, without a trailing slash.
    pub origin: String,
    /// The clock.
    pub clock: Clock,
    /// Letters: by the mail server of the configuration unless told otherwise.
    pub mail: Option<Mail>,
}

/// The name of the database file in the data folder.
pub const DATABASE: &str = "site.db";

/// Opens the site that lives in this folder, which is made if there is none.
pub async fn open(data: &Path, opening: Opening) -> Result<Site> {
    let Opening { config, origin, clock, mail } = opening;
    let db = database(data, clock)?;
    let files = Files::open(data)?;
    files.sweep_unfinished()?;
    let words = parts::words().map_err(Error::internal)?;
    let mail = match mail {
        Some(mail) => mail,
        None => match &config.smtp {
            Some(smtp) => by_smtp(smtp, db.clock().clone())?,
            None => Mail::none(),
        },
    };
    let net = Net::new(&origin, config.allow_private_networks);
    let data = data.to_owned();
    let keepers = parts::PARTS.iter().map(|part| part.keeps_file).collect();
    let offers = parts::PARTS.iter().flat_map(|part| part.offers.iter().copied()).collect();
    let panels = parts::PARTS.iter().flat_map(|part| part.panels.iter().copied()).collect();
    Site::new(Handles {
        db,
        files,
        mail,
        net,
        words: Arc::new(words),
        config,
        data,
        origin,
        keepers,
        offers,
        panels,
    })
    .await
}

/// Lies in a data folder while a restored site is put into its place. A folder where that was cut
/// off holds half of one site or of two.
pub const UNFINISHED_RESTORE: &str = "restore-unfinished";

/// Takes the lock that whoever serves the site of this folder holds, or replaces that site: one at a
/// time. Other commands work without it.
pub fn only_one(data: &Path) -> Result<File> {
    let lock = lock_file(&data.join("serving.lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::internal(format!(
            "the site in {} is being served, or restored, by another hornbook: stop that first",
            data.display()
        ))),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Opens the database alone.
pub fn database(data: &Path, clock: Clock) -> Result<Db> {
    std::fs::create_dir_all(data).map_err(|error| {
        Error::internal(format!("the data folder {} cannot be used: {error}", data.display()))
    })?;
    if data.join(UNFINISHED_RESTORE).exists() {
        return Err(Error::internal(format!(
            "a restore into {} was cut off: run hornbook restore again, with --replace",
            data.display()
        )));
    }
    let path = data.join(DATABASE);
    db::migrate(&path, &parts::migrations())?;
    let listeners = parts::PARTS.iter().flat_map(|part| part.listeners.iter().copied()).collect();
    Db::open(&path, clock, listeners)
}

fn by_smtp(smtp: &Smtp, clock: Clock) -> Result<Mail> {
    let secrecy = match smtp.security {
        Security::Starttls => Secrecy::StartTls,
        Security::Tls => Secrecy::Tls,
        Security::None => Secrecy::None,
    };
    let settings = SmtpSettings {
        host: smtp.host.clone(),
        port: Some(smtp.port),
        secrecy,
        sign_in: smtp.user.clone().zip(smtp.password.clone()),
    };
    Ok(Mail::smtp(settings, &smtp.from, clock)?)
}
