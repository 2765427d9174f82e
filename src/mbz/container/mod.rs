//! The two containers of a backup, told apart by their first bytes, read member by member.

mod tar;
mod zip;

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

pub(super) use self::zip::{MEMBER, Zip};
use super::{Broken, Go, Limits, Progress};

/// How a backup is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Container {
    /// A gzip-compressed tar, Moodle's own choice since 2.6.
    #[serde(rename = "tar.gz")]
    TarGz,
    /// A zip file.
    #[serde(rename = "zip")]
    Zip,
}

/// One member as its container tells of it.
pub(super) struct Head<'a> {
    /// Untrusted.
    pub(super) name: &'a [u8],
    /// Untrusted until read. Bytes.
    pub(super) size: u64,
    /// A plain file; not a folder, link or device.
    pub(super) is_file: bool,
}

/// Is called for each member in order.
pub(super) type Visit<'v> = dyn FnMut(Head<'_>, &mut dyn Read) -> Result<(), Broken> + 'v;

/// Counts the bytes on both sides of decompression, tells the caller, and stops when told to.
pub(super) struct Meter<'p> {
    size: u64,
    read: Cell<u64>,
    unpacked: Cell<u64>,
    told: Cell<u64>,
    members: Cell<u64>,
    limit: u64,
    stopped: Cell<bool>,
    over: Cell<bool>,
    tell: RefCell<&'p mut dyn FnMut(Progress) -> Go>,
}

/// How many unpacked bytes lie between two calls of the progress function.
const TELL_EVERY: u64 = 1 << 20;

impl<'p> Meter<'p> {
    pub(super) fn new(size: u64, limit: u64, tell: &'p mut dyn FnMut(Progress) -> Go) -> Self {
        Self {
            size,
            read: Cell::new(0),
            unpacked: Cell::new(0),
            told: Cell::new(0),
            members: Cell::new(0),
            limit,
            stopped: Cell::new(false),
            over: Cell::new(false),
            tell: RefCell::new(tell),
        }
    }

    fn count(&self, unpacked: usize) -> io::Result<()> {
        let total = self.unpacked.get() + unpacked as u64;
        self.unpacked.set(total);
        if total > self.limit {
            self.over.set(true);
            return Err(io::Error::other("unpacked size limit"));
        }
        if total >= self.told.get() + TELL_EVERY {
            self.told.set(total);
            self.tell()?;
        }
        Ok(())
    }

    fn tell(&self) -> io::Result<()> {
        let progress =
            Progress { read: self.read.get(), size: self.size, members: self.members.get() };
        let go = self.tell.try_borrow_mut().map_or(Go::On, |mut tell| tell(progress));
        if go == Go::Stop || self.stopped.get() {
            self.stopped.set(true);
            return Err(io::Error::other("stopped"));
        }
        Ok(())
    }

    pub(super) fn next_member(&self, limits: &Limits) -> Result<(), Broken> {
        self.members.set(self.members.get() + 1);
        if self.members.get() > limits.members_seen {
            return Err(Broken::TooBig { what: "members", limit: limits.members_seen });
        }
        if self.members.get().is_multiple_of(256) {
            self.tell().map_err(|error| self.why(error))?;
        }
        Ok(())
    }

    pub(super) fn members(&self) -> u64 {
        self.members.get()
    }

    /// Turns an error of the stream into what really happened.
    pub(super) fn why(&self, error: io::Error) -> Broken {
        if self.stopped.get() {
            return Broken::Cancelled;
        }
        if self.over.get() {
            return Broken::TooBig { what: "unpacked bytes", limit: self.limit };
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Broken::Truncated,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                Broken::ContainerDamaged
            }
            _ => Broken::Io(error),
        }
    }
}

/// The packed side of the meter.
struct Packed<'m, 'p, R> {
    inner: R,
    meter: &'m Meter<'p>,
}

impl<R: Read> Read for Packed<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.meter.read.set(self.meter.read.get() + length as u64);
        Ok(length)
    }
}

/// The unpacked side of the meter.
struct Metered<'m, 'p, R> {
    inner: R,
    meter: &'m Meter<'p>,
}

impl<R: Read> Read for Metered<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.meter.count(length)?;
        Ok(length)
    }
}

/// Tells the container by its first bytes, never by a file name.
pub(super) fn detect(file: &mut File) -> Result<Container, Broken> {
    let mut head = Vec::with_capacity(512);
    file.seek(SeekFrom::Start(0))?;
    file.take(512).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Container::TarGz);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Container::Zip);
    }
    if head.is_empty() {
        return Err(Broken::Empty);
    }
    if head.starts_with(b"version https://git-lfs") {
        return Err(Broken::LfsPointer);
    }
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<!doctype html") || text.starts_with("<html") || text.contains("<head") {
        return Err(Broken::WebPage);
    }
    if head.starts_with(b"PK") {
        return Err(Broken::ZipDirectory);
    }
    Err(Broken::NotAnArchive)
}

/// Tells every name in the list of contents of a zip file.
pub(super) fn names(
    file: &File,
    limits: &Limits,
    tell: &mut dyn FnMut(&[u8]),
) -> Result<(), Broken> {
    zip::names(file, limits, tell)
}

/// Calls `visit` for every member in order.
pub(super) fn read(
    file: File,
    container: Container,
    limits: &Limits,
    meter: &Meter<'_>,
    visit: &mut Visit<'_>,
) -> Result<(), Broken> {
    match container {
        Container::TarGz => {
            let packed = BufReader::with_capacity(64 * 1024, Packed { inner: file, meter });
            tar::read(packed, limits, meter, visit)
        }
        Container::Zip => zip::read(&file, limits, meter, visit),
    }
}
