//! Opens the data folder: migrates the database, starts the lanes, reads the settings.

use std::{path::Path, sync::Arc};

use super::parts;
use crate::{
    clock::Clock,
    config::{Config, Security, Smtp},
    db::{self, Db},
    error::{Error, Result},
    files::Files,
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

/// Opens the database alone.
pub fn database(data: &Path, clock: Clock) -> Result<Db> {
    std::fs::create_dir_all(data).map_err(|error| {
        Error::internal(format!("the data folder {} cannot be used: {error}", data.display()))
    })?;
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
