//! A zip file, read by its central directory with limits of our own (PKWARE APPNOTE 6.3).

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

use super::super::{Broken, Limits};
use super::{Head, Meter, Metered, Packed, Visit};

const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const END_64_PLACE: u32 = 0x0706_4b50;
const ENTRY: u32 = 0x0201_4b50;
const LOCAL: u32 = 0x0403_4b50;

/// One entry of the central directory.
struct Entry {
    name: Vec<u8>,
    method: u16,
    encrypted: bool,
    is_file: bool,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
}

struct Directory {
    offset: u64,
    size: u64,
    entries: u64,
    /// How many bytes were put before the archive (a self-extractor, a mail header).
    shift: u64,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// Tells every name, so that the folder around everything is known beforehand.
pub(super) fn names(
    file: &File,
    limits: &Limits,
    tell: &mut dyn FnMut(&[u8]),
) -> Result<(), Broken> {
    let (directory, list) = list(file, limits)?;
    let mut rest = list.as_slice();
    let mut count = 0;
    while let Some((entry, tail)) = entry(rest) {
        tell(&entry.name);
        rest = tail;
        count += 1;
    }
    if count < directory.entries || count == 0 && !list.is_empty() {
        return Err(Broken::ZipDirectory);
    }
    Ok(())
}

pub(super) fn read(
    file: &File,
    limits: &Limits,
    meter: &Meter<'_>,
    visit: &mut Visit<'_>,
) -> Result<(), Broken> {
    let (directory, list) = list(file, limits)?;
    let mut rest = list.as_slice();
    while let Some((entry, tail)) = entry(rest) {
        rest = tail;
        meter.next_member(limits)?;
        one(file, &directory, &entry, meter, visit)?;
    }
    Ok(())
}

/// A zip file whose members are read in any order.
pub(in super::super) struct Zip<'f> {
    file: &'f File,
    directory: Directory,
    entries: Vec<Entry>,
}

impl<'f> Zip<'f> {
    /// Reads the list of contents.
    pub(in super::super) fn open(file: &'f File, limits: &Limits) -> Result<Self, Broken> {
        let (directory, list) = list(file, limits)?;
        let mut entries = Vec::new();
        let mut rest = list.as_slice();
        while let Some((entry, tail)) = entry(rest) {
            entries.push(entry);
            rest = tail;
        }
        Ok(Self { file, directory, entries })
    }

    /// What the list says of each member, in its order.
    pub(in super::super) fn heads(&self) -> impl Iterator<Item = Head<'_>> {
        self.entries.iter().map(|entry| Head {
            name: &entry.name,
            size: entry.size,
            is_file: entry.is_file,
        })
    }

    /// Reads the member at that place of the list.
    pub(in super::super) fn read(
        &self,
        at: usize,
        meter: &Meter<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Broken> {
        let entry = self.entries.get(at).ok_or(Broken::ZipDirectory)?;
        one(self.file, &self.directory, entry, meter, visit)
    }
}

/// Reads the central directory.
fn list(mut file: &File, limits: &Limits) -> Result<(Directory, Vec<u8>), Broken> {
    let directory = find(file)?;
    if directory.size > limits.zip_directory_bytes {
        let limit = limits.zip_directory_bytes;
        return Err(Broken::TooBig { what: "bytes of zip directory", limit });
    }
    if directory.entries > limits.members_seen {
        return Err(Broken::TooBig { what: "members", limit: limits.members_seen });
    }
    let mut list = Vec::new();
    file.seek(SeekFrom::Start(directory.offset))?;
    file.take(directory.size).read_to_end(&mut list)?;
    Ok((directory, list))
}

/// Finds the end record in the last 64 KiB, and its 64-bit form where it points to one.
fn find(mut file: &File) -> Result<Directory, Broken> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail_length = length.min(22 + 65_535);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(length - tail_length))?;
    file.take(tail_length).read_to_end(&mut tail)?;
    let at = (0..tail.len().saturating_sub(21))
        .rev()
        .find(|at| {
            u32_at(&tail, *at) == Some(END)
                && u16_at(&tail, at + 20)
                    .is_some_and(|comment| at + 22 + usize::from(comment) <= tail.len())
        })
        .ok_or(Broken::Truncated)?;
    let end = length - tail_length + at as u64;
    let short = || {
        Some(Directory {
            entries: u64::from(u16_at(&tail, at + 10)?),
            size: u64::from(u32_at(&tail, at + 12)?),
            offset: u64::from(u32_at(&tail, at + 16)?),
            shift: 0,
        })
    };
    let mut directory = short().ok_or(Broken::ZipDirectory)?;
    let mut ends_at = end;
    if at >= 20 && u32_at(&tail, at - 20) == Some(END_64_PLACE) {
        let place = u64_at(&tail, at - 12).ok_or(Broken::ZipDirectory)?;
        let mut record = [0; 56];
        file.seek(SeekFrom::Start(place))?;
        file.read_exact(&mut record).map_err(|_| Broken::ZipDirectory)?;
        let long = || {
            (u32_at(&record, 0)? == END_64).then_some(())?;
            Some(Directory {
                entries: u64_at(&record, 32)?,
                size: u64_at(&record, 40)?,
                offset: u64_at(&record, 48)?,
                shift: 0,
            })
        };
        directory = long().ok_or(Broken::ZipDirectory)?;
        ends_at = place;
    }
    let starts_at = ends_at.checked_sub(directory.size).ok_or(Broken::ZipDirectory)?;
    directory.shift = starts_at.checked_sub(directory.offset).ok_or(Broken::ZipDirectory)?;
    directory.offset = starts_at;
    Ok(directory)
}

/// One central directory entry and what follows it; `None` at the end or where it makes no sense.
fn entry(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    (u32_at(bytes, 0)? == ENTRY).then_some(())?;
    let made_by = u16_at(bytes, 4)?;
    let flags = u16_at(bytes, 8)?;
    let name_length = usize::from(u16_at(bytes, 28)?);
    let extra_length = usize::from(u16_at(bytes, 30)?);
    let comment_length = usize::from(u16_at(bytes, 32)?);
    let name = bytes.get(46..46 + name_length)?.to_vec();
    let extra = bytes.get(46 + name_length..46 + name_length + extra_length)?;
    let tail = bytes.get(46 + name_length + extra_length + comment_length..)?;
    // Upper half of the external attributes: the Unix mode, if a Unix tool made the file.
    let mode = u32_at(bytes, 38)? >> 16 & 0o170_000;
    let unix = made_by >> 8 == 3;
    let mut entry = Entry {
        is_file: !name.ends_with(b"/") && (!unix || mode == 0 || mode == 0o100_000),
        name,
        method: u16_at(bytes, 10)?,
        encrypted: flags & 1 != 0,
        crc: u32_at(bytes, 16)?,
        packed: u64::from(u32_at(bytes, 20)?),
        size: u64::from(u32_at(bytes, 24)?),
        offset: u64::from(u32_at(bytes, 42)?),
    };
    wide(&mut entry, extra);
    Some((entry, tail))
}

/// Takes 64-bit sizes from the extra field with tag 1, in the order the standard gives.
fn wide(entry: &mut Entry, mut extra: &[u8]) {
    while let (Some(tag), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(mut field) = extra.get(4..4 + usize::from(length)) else { return };
        if tag == 1 {
            for value in [&mut entry.size, &mut entry.packed, &mut entry.offset] {
                if *value == u64::from(u32::MAX)
                    && let Some(long) = u64_at(field, 0)
                {
                    *value = long;
                    field = &field[8..];
                }
            }
        }
        extra = &extra[4 + usize::from(length)..];
    }
}

fn one(
    file: &File,
    directory: &Directory,
    entry: &Entry,
    meter: &Meter<'_>,
    visit: &mut Visit<'_>,
) -> Result<(), Broken> {
    let head = Head { name: &entry.name, size: entry.size, is_file: entry.is_file };
    if !entry.is_file {
        return visit(head, &mut io::empty());
    }
    let mut file = file;
    let start = entry.offset.checked_add(directory.shift).ok_or(Broken::ZipDirectory)?;
    let mut local = [0; 30];
    file.seek(SeekFrom::Start(start))?;
    let sound = file.read_exact(&mut local).is_ok()
        && u32_at(&local, 0) == Some(LOCAL)
        && !entry.encrypted
        && matches!(entry.method, 0 | 8);
    if !sound {
        return visit(head, &mut Broke);
    }
    let skip =
        u64::from(u16_at(&local, 26).unwrap_or(0)) + u64::from(u16_at(&local, 28).unwrap_or(0));
    file.seek(SeekFrom::Start(start + 30 + skip))?;
    let packed = Packed { inner: file, meter }.take(entry.packed);
    let inner: Box<dyn Read + '_> = match entry.method {
        0 => Box::new(packed),
        _ => Box::new(DeflateDecoder::new(BufReader::with_capacity(32 * 1024, packed))),
    };
    let inner = Metered { inner, meter };
    let crc = flate2::Crc::new();
    visit(head, &mut Checked { inner, crc, want: entry.crc, meter })
}

/// A member that cannot be read at all: its error belongs to it alone.
struct Broke;

impl Read for Broke {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::InvalidData, MEMBER))
    }
}

/// Marks errors that concern one member of a zip file only: the others can still be read.
pub(in super::super) const MEMBER: &str = "this member of the zip file is damaged";

/// Compares the checksum when a member ends.
struct Checked<'m, 'p, R> {
    inner: R,
    crc: flate2::Crc,
    want: u32,
    meter: &'m Meter<'p>,
}

impl<R: Read> Read for Checked<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = match self.inner.read(buffer) {
            Ok(length) => length,
            Err(error) if self.meter.stopped.get() || self.meter.over.get() => return Err(error),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, MEMBER)),
        };
        self.crc.update(&buffer[..length]);
        if length == 0 && !buffer.is_empty() && self.crc.sum() != self.want {
            return Err(io::Error::new(io::ErrorKind::InvalidData, MEMBER));
        }
        Ok(length)
    }
}
