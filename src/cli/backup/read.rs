//! Reads a backup from beginning to end and believes nothing that is in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::bufread::GzDecoder;

use super::{
    format::{ABOUT, About, DATABASE, FORMAT, Line, MANIFEST, Member, SETTINGS, file_name},
    write::Hashed,
};
use crate::{
    app::parts,
    crypto::{Sha256, Sha256Writer},
    db,
    error::{Error, Result},
    files::{Batch, Files},
    site,
};

/// No description, settings or line of a manifest is longer, in bytes.
const MOST_SMALL: u64 = 1024 * 1024;
const MOST_LINE: u64 = 1024;

/// What was found in a sound backup.
pub struct Found {
    /// What it says of itself.
    pub about: About,
    /// How many files are in it.
    pub files: u64,
    /// The bytes of all members.
    pub bytes: u64,
    /// How many files had been lost or damaged before it was made.
    pub lost: u64,
}

/// What the archive says of itself, from its first bytes.
pub fn about(path: &Path) -> Result<About> {
    let mut archive = tar::Archive::new(unpacked(path)?);
    let first = archive.entries()?.raw(true).next();
    match first {
        Some(Ok(entry)) if &*entry.path_bytes() == ABOUT.as_bytes() => read_about(entry),
        _ => Err(Error::internal("is not a backup that Hornbook made")),
    }
}

/// Reads the whole archive and compares all that is in it with its manifest and its database. The
/// database is unpacked into `place`; with `all`, so are the files and the settings. The message of
/// an error is a sentence without its subject.
pub fn read(path: &Path, place: &Path, all: bool) -> Result<Found> {
    let batch = if all { Some(Files::open(place)?.batch()) } else { None };
    let mut reading = Reading { place, batch, members: BTreeMap::new(), ..Reading::new(place) };
    let mut archive = tar::Archive::new(unpacked(path)?);
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let entry = entry.map_err(broken)?;
        reading.member(entry)?;
    }
    // The checksum of gzip stands behind the end of the tar.
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(broken)?;
    if let Some(batch) = reading.batch.take() {
        batch.finish()?;
    }
    reading.settle()
}

fn unpacked(path: &Path) -> Result<Box<dyn Read>> {
    let file =
        File::open(path).map_err(|error| Error::internal(format!("cannot be opened: {error}")))?;
    let mut packed = BufReader::with_capacity(256 * 1024, file);
    if packed.fill_buf().map_err(broken)?.starts_with(b"\x1f\x8b") {
        Ok(Box::new(GzDecoder::new(packed)))
    } else {
        Ok(Box::new(packed))
    }
}

fn broken(error: io::Error) -> Error {
    Error::internal(format!("is damaged or was cut off ({error})"))
}

fn damaged(name: &str) -> Error {
    Error::internal(format!("is damaged: {name} is not what the manifest says"))
}

fn read_about(entry: impl Read) -> Result<About> {
    let mut text = Vec::new();
    entry.take(MOST_SMALL).read_to_end(&mut text).map_err(broken)?;
    let about: About = serde_json::from_slice(&text)
        .map_err(|_| Error::internal("is not a backup that Hornbook made"))?;
    if about.format > FORMAT {
        return Err(Error::internal(format!(
            "has the format {} of a newer Hornbook ({}); this program knows {FORMAT}",
            about.format, about.hornbook
        )));
    }
    Ok(about)
}

struct Reading<'a> {
    place: &'a Path,
    batch: Option<Batch>,
    about: Option<About>,
    /// Size and SHA-256 of each member that is no file.
    members: BTreeMap<String, (u64, Sha256)>,
    /// Files whose content is what their name says, with their sizes.
    sound: BTreeMap<Sha256, u64>,
    /// Other files: what their content is instead.
    other: BTreeMap<Sha256, (u64, Sha256)>,
    /// Files that the manifest knows to be absent.
    absent: BTreeSet<Sha256>,
    lost: u64,
    listed: u64,
    complete: bool,
}

impl<'a> Reading<'a> {
    fn new(place: &'a Path) -> Self {
        Self {
            place,
            batch: None,
            about: None,
            members: BTreeMap::new(),
            sound: BTreeMap::new(),
            other: BTreeMap::new(),
            absent: BTreeSet::new(),
            lost: 0,
            listed: 0,
            complete: false,
        }
    }

    fn member(&mut self, entry: tar::Entry<'_, impl Read>) -> Result<()> {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let member = Member::named(&name).filter(|_| entry.header().entry_type().is_file());
        let Some(member) = member else {
            return Err(Error::internal(format!(
                "holds {:?}, which is no part of a backup",
                name.chars().take(80).collect::<String>()
            )));
        };
        if self.complete || (self.about.is_none() != (member == Member::About)) {
            return Err(Error::internal(format!("holds {name} in the wrong place")));
        }
        let size = entry.size();
        let mut content =
            Hashed { inner: entry.take(size), hash: Sha256Writer::default(), bytes: 0 };
        match member {
            Member::About => self.about = Some(read_about(&mut content)?),
            Member::Database => {
                self.unpack(DATABASE, &mut content)?;
            }
            Member::Settings if size > MOST_SMALL => {
                return Err(Error::internal("holds settings that are too long"));
            }
            Member::Settings => self.unpack(SETTINGS, &mut content)?,
            Member::File(name) => return self.file(name, size, content),
            Member::Manifest => {
                self.compare(BufReader::new(content))?;
                self.complete = true;
                return Ok(());
            }
        }
        if content.bytes != size {
            return Err(broken(io::ErrorKind::UnexpectedEof.into()));
        }
        if self.members.insert(name.clone(), (size, content.hash.finish())).is_some() {
            return Err(Error::internal(format!("holds {name} twice")));
        }
        Ok(())
    }

    fn unpack(&self, name: &str, content: &mut impl Read) -> Result<()> {
        if name == SETTINGS && self.batch.is_none() {
            io::copy(content, &mut io::sink()).map_err(broken)?;
            return Ok(());
        }
        let mut file = File::create_new(self.place.join(name))?;
        io::copy(content, &mut file).map_err(broken)?;
        Ok(file.sync_all()?)
    }

    fn file(&mut self, name: Sha256, size: u64, mut content: Hashed<impl Read>) -> Result<()> {
        match &mut self.batch {
            Some(batch) => _ = batch.add(&mut content, None, size)?,
            None => _ = io::copy(&mut content, &mut io::sink()).map_err(broken)?,
        }
        if content.bytes != size {
            return Err(broken(io::ErrorKind::UnexpectedEof.into()));
        }
        let found = content.hash.finish();
        let again = if found == name {
            self.sound.insert(name, size).is_some()
        } else {
            self.other.insert(name, (size, found)).is_some()
        };
        if again {
            return Err(Error::internal(format!("holds {} twice", file_name(&name))));
        }
        Ok(())
    }

    fn compare(&mut self, mut manifest: impl BufRead) -> Result<()> {
        let mut text = Vec::new();
        loop {
            text.clear();
            if (&mut manifest).take(MOST_LINE).read_until(b'\n', &mut text).map_err(broken)? == 0 {
                return Ok(());
            }
            let line: Line = serde_json::from_slice(&text).map_err(|_| damaged(MANIFEST))?;
            match line {
                Line::Member { name, size, sha256 } => {
                    let said = (size, Sha256::parse(&sha256).ok_or_else(|| damaged(MANIFEST))?);
                    let found = match Member::named(&name) {
                        Some(Member::File(file)) => match self.sound.get(&file) {
                            Some(size) => Some((*size, file)),
                            None => self.other.get(&file).copied(),
                        },
                        _ => self.members.get(&name).copied(),
                    };
                    if found != Some(said) {
                        return Err(damaged(&name));
                    }
                    self.listed += 1;
                }
                Line::Lost { sha256 } => {
                    self.lost += 1;
                    self.absent.extend(Sha256::parse(&sha256));
                }
                Line::Loose { sha256 } => self.absent.extend(Sha256::parse(&sha256)),
            }
        }
    }

    fn settle(self) -> Result<Found> {
        let files = (self.sound.len() + self.other.len()) as u64;
        let Some(about) = self.about else {
            return Err(Error::internal("is not a backup that Hornbook made"));
        };
        if !self.complete || !self.members.contains_key(DATABASE) {
            return Err(Error::internal("is damaged or was cut off (its end is missing)"));
        }
        // Each line was found, and none can stand for two, so nothing else is in it.
        if self.listed != files + self.members.len() as u64 {
            return Err(damaged(MANIFEST));
        }
        let path = self.place.join(DATABASE);
        let conn = db::examine(&path, &parts::migrations())?;
        let mut named = 0_u64;
        site::each_file(&conn, |hex| {
            let there = Sha256::parse(hex).is_some_and(|file| {
                self.sound.contains_key(&file)
                    || self.other.contains_key(&file)
                    || self.absent.contains(&file)
            });
            named += 1;
            if there {
                Ok(())
            } else {
                Err(Error::internal(format!("lacks the file {hex}, which its database names")))
            }
        })?;
        let sizes = self.members.values().chain(self.other.values()).map(|(size, _)| size);
        let bytes = sizes.chain(self.sound.values()).sum();
        let lost = self.lost + self.other.len() as u64;
        // Leaves the database as one file.
        conn.close().map_err(|(_, error)| error)?;
        File::open(&path)?.sync_all()?;
        let _ = fs::remove_file(self.place.join(format!("{DATABASE}-shm")));
        Ok(Found { about, files, bytes, lost })
    }
}
