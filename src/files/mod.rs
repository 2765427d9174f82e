//! Files by their SHA-256, on disk.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use tempfile::{Builder, TempDir, TempPath};

use crate::{
    crypto::{Sha1, Sha256, Sha256Writer},
    time::Moment,
};

mod batch;
mod incoming;
mod kind;
mod names;
mod range;

pub use batch::Batch;
pub use incoming::{HEAD_BYTES, Incoming};
pub use kind::{Kind, kind};
pub use names::{clean_file_name, disposition};
pub use range::{Asked, asked_range};

/// Why a file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    /// It has more bytes than it may have.
    #[error("the file is larger than {limit} bytes")]
    TooBig {
        /// The most bytes it may have.
        limit: u64,
    },
    /// Its content is not what its SHA-1 says.
    #[error("the file is damaged: its content does not have the SHA-1 {expected}")]
    Damaged {
        /// What it should have been.
        expected: Sha1,
    },
    /// The sender stopped half-way.
    #[error("the file did not arrive whole: {0}")]
    BrokenOff(String),
    /// The disk would not have it.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// What is known of a file once it is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name on disk.
    pub sha256: Sha256,
    /// Its SHA-1, if that was asked for.
    pub sha1: Option<Sha1>,
    /// Its length in bytes.
    pub size: u64,
    /// Its first bytes, at most [`HEAD_BYTES`], from which [`kind`] tells what it is.
    pub head: Vec<u8>,
}

/// The folder of files; clones share it.
///
/// A file bears its content's SHA-256 as its name (`files/ab/cdef…`), so the same content is kept
/// once, and never changes. A name appears only after its content is on the disk for good: a power
/// cut leaves either nothing or the whole file. Unfinished files lie in a folder of this process
/// under `files/unfinished`, which goes with it, or at the next start.
#[derive(Clone, Debug)]
pub struct Files {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    unfinished: TempDir,
    /// Held while this process lives, so that no other sweeps `unfinished` away.
    _alive: File,
}

impl Files {
    /// The files under `data_dir`, whose folder is made if there is none.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        let root = data_dir.join("files");
        fs::create_dir_all(root.join(UNFINISHED))?;
        let _sweeping = sweeping_lock(&root)?;
        // Made now, so that it belongs to whoever serves the site.
        lock_file(&root.join(UNFINISHED).join(HOLD))?;
        let unfinished = Builder::new().prefix("of-").tempdir_in(root.join(UNFINISHED))?;
        let alive = File::create(unfinished.path().join(ALIVE))?;
        alive.lock()?;
        sync_dir(data_dir)?;
        Ok(Self { inner: Arc::new(Inner { root, unfinished, _alive: alive }) })
    }

    /// Begins to take in a file of at most `limit` bytes, piece by piece.
    pub fn begin(&self, limit: u64) -> io::Result<Incoming> {
        Incoming::new(self.clone(), limit, false)
    }

    /// Begins to take in many files for the price of few.
    pub fn batch(&self) -> Batch {
        Batch::new(self.clone())
    }

    /// Takes in all of `content`, at most `limit` bytes, and computes its SHA-1 in the same pass;
    /// refuses it if that is not `expected`. For worker threads: blocks until it is on the disk.
    pub fn import_blob(
        &self,
        content: impl Read,
        expected: Option<Sha1>,
        limit: u64,
    ) -> Result<Stored, FileProblem> {
        let mut incoming = Incoming::new(self.clone(), limit, true)?;
        incoming.read_all(content, &mut vec![0; PIECE])?;
        incoming.expect(expected)?;
        incoming.finish()
    }

    /// Where the content of this name lies, if there is any.
    pub fn path(&self, sha256: &Sha256) -> PathBuf {
        let hex = sha256.hex();
        self.inner.root.join(&hex[..2]).join(&hex[2..])
    }

    /// Opens a file to read; [`io::ErrorKind::NotFound`] if there is none.
    pub fn read(&self, sha256: &Sha256) -> io::Result<File> {
        File::open(self.path(sha256))
    }

    /// Whether there is such a file.
    pub fn exists(&self, sha256: &Sha256) -> io::Result<bool> {
        self.path(sha256).try_exists()
    }

    /// Whether the content of a file still is what its name says; reads all of it.
    pub fn is_sound(&self, sha256: &Sha256) -> io::Result<bool> {
        let mut writer = Sha256Writer::default();
        io::copy(&mut self.read(sha256)?, &mut writer)?;
        Ok(writer.finish() == *sha256)
    }

    /// Erases a file; whether there was one.
    ///
    /// The same content may just be arriving again, to be named in the database a moment later:
    /// erase only what [`Files::each`] shows to have been stored a day ago or longer. Taking in
    /// content that is already here makes it new again. While somebody [`Files::hold`]s all files it
    /// stays, and is erased by the next sweep.
    pub fn remove(&self, sha256: &Sha256) -> io::Result<bool> {
        let held = lock_file(&self.hold_path())?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        match fs::remove_file(self.path(sha256)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Keeps every file that is here from being erased, by any process, for as long as what is
    /// returned lives. Waits for whoever holds them already.
    pub fn hold(&self) -> io::Result<File> {
        let held = lock_file(&self.hold_path())?;
        held.lock()?;
        Ok(held)
    }

    fn hold_path(&self) -> PathBuf {
        self.inner.root.join(UNFINISHED).join(HOLD)
    }

    /// Tells `visit` of every file: its name, its length in bytes and when it was last taken in.
    pub fn each(&self, mut visit: impl FnMut(Sha256, u64, Moment)) -> io::Result<()> {
        for folder in fs::read_dir(&self.inner.root)? {
            let folder = folder?;
            if folder.file_name().len() != 2 {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                let (start, rest) = (folder.file_name(), file.file_name());
                let hex = format!("{}{}", start.to_string_lossy(), rest.to_string_lossy());
                let (Some(sha256), about) = (Sha256::parse(&hex), file.metadata()?) else {
                    continue;
                };
                let age = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
                visit(sha256, about.len(), Moment::EPOCH.plus(age));
            }
        }
        Ok(())
    }

    /// Removes what processes that no longer live left unfinished.
    pub fn sweep_unfinished(&self) -> io::Result<()> {
        let _sweeping = sweeping_lock(&self.inner.root)?;
        for folder in fs::read_dir(self.inner.root.join(UNFINISHED))? {
            let path = folder?.path();
            if !path.is_dir() || path == self.inner.unfinished.path() {
                continue;
            }
            match File::open(path.join(ALIVE)).map(|alive| alive.try_lock()) {
                Ok(Err(TryLockError::WouldBlock)) => {}
                Ok(Err(TryLockError::Error(error))) => return Err(error),
                Ok(Ok(())) | Err(_) => fs::remove_dir_all(&path)?,
            }
        }
        Ok(())
    }

    /// Gives finished content its name; whether it is new here. What is at `temp` is on the disk.
    fn place(&self, temp: TempPath, sha256: &Sha256) -> io::Result<()> {
        let path = self.path(sha256);
        let folder = self.folder(sha256);
        match fs::create_dir(&folder) {
            Ok(()) => sync_dir(&self.inner.root)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        temp.persist(path).map_err(|problem| problem.error)
    }

    /// Whether content is here already; if so it counts as taken in when `temp` was written.
    /// A length that differs is no content of this name: then it is replaced.
    fn renew(&self, sha256: &Sha256, size: u64, temp: &File) -> io::Result<bool> {
        let there = match File::options().write(true).open(self.path(sha256)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        if there.metadata()?.len() != size {
            return Ok(false);
        }
        there.set_modified(temp.metadata()?.modified()?)?;
        Ok(true)
    }

    fn folder(&self, sha256: &Sha256) -> PathBuf {
        self.inner.root.join(format!("{:02x}", sha256.0[0]))
    }
}

/// Bytes read at once.
const PIECE: usize = 64 * 1024;
const UNFINISHED: &str = "unfinished";
const ALIVE: &str = "alive";
const HOLD: &str = "hold";

/// Opens a file that is there to be locked. To read it is enough, so that one which root has made
/// serves everybody.
pub fn lock_file(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            File::options().read(true).append(true).create(true).open(path)
        }
        opened => opened,
    }
}

/// Lets one process at a time begin or sweep, so that none is swept as it begins.
fn sweeping_lock(root: &Path) -> io::Result<File> {
    let lock = File::create(root.join(UNFINISHED).join("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// Makes names given in a folder last.
fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests;
