//! The handles that every room needs.

mod settings;
mod store;

use std::{
    path::PathBuf,
    sync::{Arc, RwLock},
};

pub use self::{
    settings::{Settings, SignUp},
    store::{
        each_file, file_bytes, files_before, forget_file, record_file, settings as settings_now,
    },
};
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    config::Config,
    crypto::PasswordHasher,
    db::{Db, Tx},
    error::{Error, Result},
    files::Files,
    mail::Mail,
    net::Net,
    part::{Looking, Offer, Panel},
    web::Panels,
    words::Words,
};

/// This floor's own step of the database.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/site/0001_settings.sql"),
    include_str!("../../migrations/site/0002_blobs.sql"),
];

/// The handles that every room needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The database.
    pub db: Db,
    /// The files that people shared.
    pub files: Files,
    /// Letters.
    pub mail: Mail,
    /// The outside world.
    pub net: Net,
    /// The words of the interface.
    pub words: Arc<Words>,
    /// Argon2id, a few at a time.
    pub passwords: PasswordHasher,
    /// What was read before the database opened.
    pub config: Arc<Config>,
    /// The data folder.
    pub data: Arc<PathBuf>,
    /// The address that others see, without a trailing slash.
    pub origin: Arc<str>,
    keepers: Arc<[Keeper]>,
    offers: Arc<[Offer]>,
    panels: Arc<[Panel]>,
    settings: Arc<RwLock<Arc<Settings>>>,
    turns: Arc<Semaphore>,
}

/// So many may keep the disk and the processor busy for long at a time.
const TURNS: usize = 2;

/// Whether something of one part still names the file with this SHA-256.
pub type Keeper = fn(&Connection, &str) -> Result<bool>;

/// Everything of which a `Site` is made.
pub struct Handles {
    /// The database.
    pub db: Db,
    /// The files that people shared.
    pub files: Files,
    /// Letters.
    pub mail: Mail,
    /// The outside world.
    pub net: Net,
    /// The words of the interface.
    pub words: Arc<Words>,
    /// What was read before the database opened.
    pub config: Config,
    /// The data folder.
    pub data: PathBuf,
    /// The address that others see, without a trailing slash.
    pub origin: String,
    /// What each part says of the files that it still names.
    pub keepers: Vec<Keeper>,
    /// What parts let people do with what rooms show.
    pub offers: Vec<Offer>,
    /// What parts show on the pages of rooms.
    pub panels: Vec<Panel>,
}

impl Site {
    /// Puts the handles together and reads the settings.
    pub async fn new(handles: Handles) -> Result<Self> {
        let settings = handles.db.read(store::settings).await?;
        Ok(Self {
            db: handles.db,
            files: handles.files,
            mail: handles.mail,
            net: handles.net,
            words: handles.words,
            passwords: PasswordHasher::new(),
            config: Arc::new(handles.config),
            data: Arc::new(handles.data),
            origin: handles.origin.into(),
            keepers: handles.keepers.into(),
            offers: handles.offers.into(),
            panels: handles.panels.into(),
            settings: Arc::new(RwLock::new(Arc::new(settings))),
            turns: Arc::new(Semaphore::new(TURNS)),
        })
    }

    /// The settings as they stand.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Changes the settings; everybody sees the new ones once they are on the disk.
    pub fn save_settings(&self, tx: &Tx<'_>, settings: Settings) -> Result<()> {
        store::save(tx, &settings)?;
        let shared = Arc::clone(&self.settings);
        tx.after_commit(move || {
            *shared.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(settings);
        });
        Ok(())
    }

    /// What parts let people do with what rooms show.
    pub fn offers(&self) -> Arc<[Offer]> {
        Arc::clone(&self.offers)
    }

    /// What the parts show with a thing on its page.
    pub fn panels(&self, conn: &Connection, looking: &Looking<'_>) -> Result<Panels> {
        Panels::of(&self.panels, conn, looking)
    }

    /// Whether any part still names this file.
    pub fn keeps_file(&self, conn: &Connection, sha256: &str) -> Result<bool> {
        for keeps in self.keepers.iter() {
            if keeps(conn, sha256)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Waits for one's turn to keep the disk and the processor busy for long. It ends with the permit.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        turn.map_err(|_| Error::internal("there are no turns any more"))
    }

    /// The full address of a path of this site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Whether others reach us by https, so that cookies can be bound to it.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}
