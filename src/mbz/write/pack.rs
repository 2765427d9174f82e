//! The archive itself: plain ustar in gzip, the same bytes for the same input.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Writes members one after another. Moodle's reader knows plain ustar only and would write any
/// extension header out as a file, so a name or a size that does not fit is an error.
pub(super) struct Pack<W: Write> {
    tar: tar::Builder<GzEncoder<W>>,
    folders: BTreeSet<String>,
    staging: PathBuf,
    time: u64,
}

impl<W: Write> Pack<W> {
    /// An archive into `out`; members whose size is not known beforehand wait in the folder `work`.
    pub(super) fn new(out: W, work: &Path, time: i64) -> Self {
        let packed = GzEncoder::new(out, Compression::new(5));
        Self {
            tar: tar::Builder::new(packed),
            folders: BTreeSet::new(),
            staging: work.join("part"),
            time: u64::try_from(time).unwrap_or(0),
        }
    }

    fn header(&self, name: &str, kind: tar::EntryType, size: u64) -> io::Result<tar::Header> {
        if size >= 1 << 33 {
            return Err(io::Error::other("a file is too large for this kind of archive"));
        }
        let mut header = tar::Header::new_ustar();
        header.set_path(name)?;
        header.set_entry_type(kind);
        header.set_mode(if kind.is_dir() { 0o755 } else { 0o644 });
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(self.time);
        header.set_size(size);
        header.set_cksum();
        Ok(header)
    }

    fn folders_of(&mut self, name: &str) -> io::Result<()> {
        for (at, _) in name.match_indices('/') {
            let folder = &name[..=at];
            if self.folders.insert(folder.to_owned()) {
                let header = self.header(folder, tar::EntryType::Directory, 0)?;
                self.tar.append(&header, io::empty())?;
            }
        }
        Ok(())
    }

    /// A member of so many bytes. The bytes must be as many as was said.
    pub(super) fn stream(&mut self, name: &str, size: u64, from: impl Read) -> io::Result<()> {
        self.folders_of(name)?;
        let header = self.header(name, tar::EntryType::Regular, size)?;
        let mut counted = Counted { inner: from.take(size), length: 0 };
        self.tar.append(&header, &mut counted)?;
        let more = counted.inner.into_inner().read(&mut [0])?;
        if counted.length != size || more != 0 {
            return Err(io::Error::other("a file has another length than its record says"));
        }
        Ok(())
    }

    /// A small member.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.stream(name, text.len() as u64, text.as_bytes())
    }

    /// A member that may be large: written to the disk first, and only then is its size known.
    pub(super) fn write<E: From<io::Error>, T>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut out = BufWriter::with_capacity(1 << 16, File::create(&self.staging)?);
        let done = write(&mut out)?;
        out.flush()?;
        drop(out);
        let staged = self.staging.clone();
        self.file(name, &staged)?;
        Ok(done)
    }

    /// A member that lies on the disk.
    pub(super) fn file(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        self.stream(name, size, BufReader::with_capacity(1 << 16, file))
    }

    /// Ends the archive.
    pub(super) fn finish(self) -> io::Result<W> {
        self.tar.into_inner()?.finish()
    }
}

struct Counted<R> {
    inner: R,
    length: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.length += length as u64;
        Ok(length)
    }
}
