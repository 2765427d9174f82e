//! The first look into a backup: cleaned XML stays, nothing personal is kept.

use std::path::PathBuf;

use tokio::runtime::Handle;

use super::{
    model::{Choices, Import, State},
    store,
};
use crate::{
    crypto::Sha256,
    error::{Error, Result},
    ids::ImportId,
    mbz::{Broken, Course, Go, Limits, NoBlobs, Options, Progress, unpack},
    site::Site,
};

/// Looks into an archive. What cannot be read is let go at once, with a sentence.
pub async fn look(site: &Site, id: ImportId) -> Result<()> {
    let import = site.db.read(move |db| store::find_by_id(db, id)).await?;
    if import.state != State::Looking {
        return Ok(());
    }
    let (handle, runtime) = (site.clone(), Handle::current());
    let looked = tokio::task::spawn_blocking(move || {
        let folder = tree(&handle, &import);
        fresh(&folder)?;
        let archive = archive(&handle, &import)?;
        let mut watch = Watch::new(&handle, &runtime, id, "import-step-look");
        let found =
            unpack(&archive, &folder, &mut NoBlobs, &options(false), &mut |p| watch.look(p))
                .and_then(|_| Course::open(&folder));
        Ok::<_, Error>((import, found))
    })
    .await?;
    let (import, found) = looked?;
    match found {
        Ok(course) => {
            let title = match course.title.trim() {
                "" => import.file_name.clone(),
                title => title.to_owned(),
            };
            let choices = Choices { title, ..import.choices.clone() };
            let name = course_name(&course);
            let stop = site
                .db
                .write(move |tx| {
                    let stop = store::find_by_id(tx, id)?.stop;
                    if !stop {
                        store::save_choices(tx, id, &choices)?;
                        store::mark_course(tx, id, &name)?;
                        store::mark_state(tx, id, State::Choosing)?;
                    }
                    Ok(stop)
                })
                .await?;
            if stop { let_go(site, &import, None).await } else { Ok(()) }
        }
        // Somebody called it off while it was being read.
        Err(Broken::Cancelled) => let_go(site, &import, None).await,
        Err(Broken::Io(error)) => Err(error.into()),
        Err(broken) => let_go(site, &import, Some(broken.to_string())).await,
    }
}

/// Lets an archive go: with a sentence the import stays to say why, without it goes too.
pub async fn let_go(site: &Site, import: &Import, problem: Option<String>) -> Result<()> {
    let id = import.id;
    site.db
        .write(move |tx| match problem {
            Some(sentence) => store::mark_unreadable(tx, id, &sentence),
            None => store::erase(tx, id),
        })
        .await?;
    release(site, import).await
}

/// Removes the archive and the folder of an import from the disk. An archive is full of personal
/// data, so it does not wait for the nightly sweep.
pub async fn release(site: &Site, import: &Import) -> Result<()> {
    let folder = folder(site, import);
    if let Err(error) = std::fs::remove_dir_all(&folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error.into());
    }
    let Some(upload) = import.upload.clone() else { return Ok(()) };
    let (handle, name) = (site.clone(), upload.clone());
    let loose = site
        .db
        .write(move |tx| {
            if handle.keeps_file(tx, &name)? {
                return Ok(false);
            }
            crate::site::forget_file(tx, &name)?;
            Ok(true)
        })
        .await?;
    if loose && let Some(sha256) = Sha256::parse(&upload) {
        site.files.remove(&sha256)?;
    }
    Ok(())
}

/// Where the archive lies.
pub fn archive(site: &Site, import: &Import) -> Result<PathBuf> {
    let upload = import.upload.as_deref().and_then(Sha256::parse).ok_or(Error::NotFound)?;
    Ok(site.files.path(&upload))
}

/// The folder of an import, while it is being worked on.
pub fn folder(site: &Site, import: &Import) -> PathBuf {
    site.data.join("imports").join(import.key.as_str())
}

/// Where the cleaned XML lies.
pub fn tree(site: &Site, import: &Import) -> PathBuf {
    folder(site, import).join("tree")
}

/// An empty folder in this place.
pub fn fresh(folder: &std::path::Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(std::fs::create_dir_all(folder)?)
}

/// What is taken of a backup.
pub fn options(entries: bool) -> Options {
    Options { entries, limits: Limits::default() }
}

/// Which course a backup is of: its site and its number there.
pub fn course_name(course: &Course) -> String {
    let site = course.site.identifier.as_ref().unwrap_or(&course.site.wwwroot);
    format!("{site} {}", course.site.course_id)
}

/// Writes down how far the reading is, not too often, and hears when somebody wants to stop.
pub struct Watch<'a> {
    site: &'a Site,
    runtime: &'a Handle,
    id: ImportId,
    step: &'static str,
    told: Option<std::time::Instant>,
}

const EVERY: std::time::Duration = std::time::Duration::from_millis(400);

impl<'a> Watch<'a> {
    /// Watches one step.
    pub fn new(site: &'a Site, runtime: &'a Handle, id: ImportId, step: &'static str) -> Self {
        Self { site, runtime, id, step, told: None }
    }

    /// Called by the reader now and then.
    pub fn look(&mut self, progress: Progress) -> Go {
        self.tell(progress.read, progress.size)
    }

    /// Says how much is done, and hears whether to go on.
    pub fn tell(&mut self, done: u64, total: u64) -> Go {
        if self.told.is_some_and(|told| told.elapsed() < EVERY) {
            return Go::On;
        }
        self.told = Some(std::time::Instant::now());
        let (id, step) = (self.id, self.step);
        let write = self.site.db.write(move |tx| store::mark_progress(tx, id, step, done, total));
        match self.runtime.block_on(write) {
            Ok(true) => Go::Stop,
            Ok(false) => Go::On,
            Err(error) => {
                tracing::warn!(%error, "the progress of an import could not be written down");
                Go::On
            }
        }
    }
}
