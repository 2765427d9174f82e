//! Somebody who does jobs: a file that the system keeps locked for as long as the process lives.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::{error::Result, ids::Key};

/// Whoever claims jobs. However a process ends, the system lets go of its lock: what it had claimed
/// is then nobody's. A clock could not tell a dead worker from one that was held up.
#[derive(Debug)]
pub struct Worker {
    /// What its claims bear.
    name: String,
    path: PathBuf,
    _lock: File,
}

impl Worker {
    /// Begins to work on the jobs of this data folder.
    pub fn begin(data: &Path) -> Result<Self> {
        let folder = folder(data);
        fs::create_dir_all(&folder)?;
        for mark in fs::read_dir(&folder)?.flatten() {
            if let Some(name) = mark.file_name().to_str().filter(|name| !name.starts_with(NEW)) {
                is_alive(data, name)?;
            }
        }
        let name = Key::random().to_string();
        // Nobody may find it under its name before it is locked, and take it for dead.
        let new = folder.join(format!("{NEW}{name}"));
        let lock = File::create_new(&new)?;
        lock.lock()?;
        let path = folder.join(&name);
        fs::rename(new, &path)?;
        Ok(Self { name, path, _lock: lock })
    }

    /// What its claims bear.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Whoever finds it left behind removes it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether the worker of this name lives. The mark of a dead one is removed.
pub fn is_alive(data: &Path, name: &str) -> Result<bool> {
    let path = folder(data).join(name);
    let mark = match File::open(&path) {
        Ok(mark) => mark,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    match mark.try_lock() {
        Ok(()) => {
            let _ = fs::remove_file(path);
            Ok(false)
        }
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// How the names of those begin that are not locked yet.
const NEW: &str = "new-";

fn folder(data: &Path) -> PathBuf {
    data.join("workers")
}
