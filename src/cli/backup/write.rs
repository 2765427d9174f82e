//! Makes a backup while the site goes on: a copy of the database first, then the files it names.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use rusqlite::Connection;
use tempfile::{Builder, NamedTempFile};

use super::format::{ABOUT, About, DATABASE, FORMAT, Line, MANIFEST, SETTINGS, file_name};
use crate::{
    app::parts,
    config::Config,
    crypto::{Sha256, Sha256Writer},
    db,
    error::{Error, Result},
    files::Files,
    site,
    time::Moment,
};

/// Where backups go unless told otherwise, in the data folder.
pub const FOLDER: &str = "backups";
/// With what the names of unfinished backups begin.
const UNFINISHED: &str = ".unfinished-";
/// Most stored files are packed already; more effort would only warm the room.
const EFFORT: Compression = Compression::fast();

/// A backup that was made.
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: u64,
    /// How many files are in it.
    pub files: u64,
    /// What was wrong in the data folder, one sentence each.
    pub faults: Vec<String>,
    /// Whether the settings were left out, for they hold a password.
    pub without_settings: bool,
}

/// Makes a backup of the site in a data folder, in a folder or under a name.
pub fn create(data: &Path, to: Option<&Path>, now: Moment) -> Result<Made> {
    let database = data.join(DATABASE);
    if !database.exists() {
        return Err(Error::internal(format!("there is no site in {}", data.display())));
    }
    let files = Files::open(data)?;
    // From before the database is copied until the end no file that it names may go.
    let _held = files.hold()?;
    let path = target(data, to, now)?;
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Err(Error::internal(format!("{} cannot be a backup", path.display()))),
    };
    let copy = Builder::new().prefix(UNFINISHED).tempdir_in(folder)?;
    let copied = copy.path().join(DATABASE);
    db::copy(&database, &copied)?;
    let unfinished = Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    let plain = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tar"));
    let mut archive = Archive::begin(&unfinished, copy.path(), plain, now)?;
    let about = About {
        format: FORMAT,
        hornbook: env!("CARGO_PKG_VERSION").to_owned(),
        made: now.rfc3339(),
    };
    archive.add_bytes(ABOUT, &serde_json::to_vec(&about)?)?;
    archive.add(DATABASE, File::open(&copied)?)?;
    let (count, faults) = archive.add_files(&copied, &files)?;
    let without_settings = holds_secret(data)?;
    if !without_settings && let Ok(settings) = File::open(Config::path(data)) {
        archive.add(SETTINGS, settings)?;
    }
    archive.finish()?;
    unfinished.as_file().sync_all()?;
    let bytes = unfinished.as_file().metadata()?.len();
    keep(unfinished, &path)?;
    File::open(folder)?.sync_all()?;
    Ok(Made { path, bytes, files: count, faults, without_settings })
}

fn keep(unfinished: NamedTempFile, path: &Path) -> Result<()> {
    unfinished.persist_noclobber(path).map(drop).map_err(|problem| {
        if problem.error.kind() == io::ErrorKind::AlreadyExists {
            Error::internal(format!("{} is there already", path.display()))
        } else {
            problem.error.into()
        }
    })
}

/// The file to be written; the folder of its own is made, and cleared of what was left unfinished.
fn target(data: &Path, to: Option<&Path>, now: Moment) -> Result<PathBuf> {
    let name = format!("hornbook-{}.tar.gz", stamp(now));
    match to {
        Some(to) if to.is_dir() => Ok(to.join(name)),
        Some(to) if to.exists() => {
            Err(Error::internal(format!("{} is there already", to.display())))
        }
        Some(to) => Ok(to.to_owned()),
        None => {
            let folder = data.join(FOLDER);
            fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
            // Whoever else makes one here waits for us.
            for entry in fs::read_dir(&folder)?.flatten() {
                if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                    let path = entry.path();
                    let gone = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
                    gone.unwrap_or_default();
                }
            }
            Ok(folder.join(name))
        }
    }
}

/// A moment as it stands in names: `2026-11-21-083000`.
pub fn stamp(now: Moment) -> String {
    let text = now.rfc3339();
    let digits = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("{}-{}{}{}", digits(0, 10), digits(11, 13), digits(14, 16), digits(17, 19))
}

/// Whether a file's name is one that [`create`] gives by itself.
pub fn is_ours(name: &str) -> bool {
    let middle = name.strip_prefix("hornbook-").and_then(|rest| rest.strip_suffix(".tar.gz"));
    let shape: Option<String> = middle.map(|middle| {
        middle.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect()
    });
    shape.as_deref() == Some("0000-00-00-000000")
}

/// Whether the settings hold a password: that of the mail server is the only one they can hold.
fn holds_secret(data: &Path) -> Result<bool> {
    let settings = Config::read(data, [])?;
    Ok(settings.smtp.is_some_and(|smtp| smtp.password.is_some()))
}

/// An archive on its way out, with the manifest of what is in it so far.
struct Archive {
    tar: tar::Builder<Out>,
    manifest: BufWriter<File>,
    now: Moment,
}

enum Out {
    Plain(BufWriter<File>),
    Packed(Box<GzEncoder<BufWriter<File>>>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Packed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Packed(out) => out.flush(),
        }
    }
}

impl Archive {
    fn begin(unfinished: &NamedTempFile, work: &Path, plain: bool, now: Moment) -> Result<Self> {
        // It was made for its owner alone, for hashed passwords and mail addresses are in it. Asking
        // for that once more fails on sticks, whose file systems know no owners.
        let file = unfinished.as_file().try_clone()?;
        let out = BufWriter::with_capacity(256 * 1024, file);
        let out = if plain {
            Out::Plain(out)
        } else {
            Out::Packed(Box::new(GzEncoder::new(out, EFFORT)))
        };
        let manifest = BufWriter::new(tempfile::tempfile_in(work)?);
        Ok(Self { tar: tar::Builder::new(out), manifest, now })
    }

    fn line(&mut self, line: &Line) -> Result<()> {
        serde_json::to_writer(&mut self.manifest, line)?;
        Ok(self.manifest.write_all(b"\n")?)
    }

    /// Adds what is in a file; returns the SHA-256 of what was read.
    fn add(&mut self, name: &str, file: File) -> Result<Sha256> {
        let size = file.metadata()?.len();
        let (sha256, written) = self.write(name, size, file)?;
        if written != size {
            return Err(Error::internal(format!("{name} changed while it was being read")));
        }
        self.line(&Line::Member { name: name.to_owned(), size, sha256: sha256.hex() })?;
        Ok(sha256)
    }

    fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let (sha256, size) = self.write(name, bytes.len() as u64, bytes)?;
        self.line(&Line::Member { name: name.to_owned(), size, sha256: sha256.hex() })
    }

    fn write(&mut self, name: &str, size: u64, content: impl Read) -> Result<(Sha256, u64)> {
        let mut header = tar::Header::new_ustar();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.now.seconds()).unwrap_or_default());
        let mut hashed =
            Hashed { inner: content.take(size), hash: Sha256Writer::default(), bytes: 0 };
        self.tar.append_data(&mut header, name, &mut hashed)?;
        Ok((hashed.hash.finish(), hashed.bytes))
    }

    /// Adds all files that the copy of the database names.
    fn add_files(&mut self, copied: &Path, files: &Files) -> Result<(u64, Vec<String>)> {
        let conn = db::connect(copied, false)?;
        let (mut count, mut faults) = (0, Vec::new());
        site::each_file(&conn, |hex| {
            let Some(sha256) = Sha256::parse(hex) else { return Ok(()) };
            match files.read(&sha256) {
                Ok(file) => {
                    count += 1;
                    if self.add(&file_name(&sha256), file)? != sha256 {
                        faults.push(format!("the file {hex} is damaged"));
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    let sha256 = hex.to_owned();
                    if is_needed(&conn, hex) {
                        faults.push(format!("the file {hex} is missing"));
                        self.line(&Line::Lost { sha256 })?;
                    } else {
                        self.line(&Line::Loose { sha256 })?;
                    }
                }
                Err(error) => return Err(error.into()),
            }
            Ok(())
        })?;
        Ok((count, faults))
    }

    fn finish(mut self) -> Result<()> {
        self.manifest.flush()?;
        let mut manifest = self.manifest.get_ref().try_clone()?;
        let size = manifest.seek(SeekFrom::End(0))?;
        manifest.rewind()?;
        self.write(MANIFEST, size, manifest)?;
        let mut out = match self.tar.into_inner()? {
            Out::Plain(out) => out,
            Out::Packed(out) => out.finish()?,
        };
        Ok(out.flush()?)
    }
}

/// Whether any part names this file. A part that cannot be asked, for its tables are of an earlier
/// version, may.
fn is_needed(conn: &Connection, sha256: &str) -> bool {
    parts::PARTS.iter().any(|part| (part.keeps_file)(conn, sha256).unwrap_or(true))
}

/// Computes the SHA-256 of what is read through it.
pub struct Hashed<R> {
    /// What is read.
    pub inner: R,
    /// The SHA-256 so far.
    pub hash: Sha256Writer,
    /// The bytes so far.
    pub bytes: u64,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_ours, stamp};
    use crate::time::Moment;

    #[test]
    fn names_that_are_given_are_known_again() {
        let stamp = stamp(Moment::parse("2026-11-21T08:30:05.25Z").unwrap());
        assert_eq!(stamp, "2026-11-21-083005");
        assert!(is_ours(&format!("hornbook-{stamp}.tar.gz")));
        for other in ["hornbook-2026.tar.gz", "hornbook-before-the-move.tar.gz", "site.db"] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
