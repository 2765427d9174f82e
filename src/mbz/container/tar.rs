//! A gzip-compressed tar: ustar as Moodle writes it, PAX and GNU names as other tools do.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;

use super::super::{Broken, Limits};
use super::{Head, Meter, Metered, Visit};

/// The longest long name or PAX header that is looked into; longer ones are passed over. Bytes.
const EXTENSION: u64 = 64 * 1024;

pub(super) fn read<R: BufRead>(
    packed: R,
    limits: &Limits,
    meter: &Meter<'_>,
    visit: &mut Visit<'_>,
) -> Result<(), Broken> {
    let unpacked = Metered { inner: MultiGzDecoder::new(packed), meter };
    let mut archive = tar::Archive::new(unpacked);
    let mut long_name: Option<Vec<u8>> = None;
    let mut seen = 0_u64;
    let entries = archive.entries().map_err(|error| meter.why(error))?.raw(true);
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            // The very first header makes no sense: gzip around something else.
            Err(error)
                if seen == 0 && matches!(meter.why(clone(&error)), Broken::ContainerDamaged) =>
            {
                return Err(match error.to_string().as_str() {
                    text if text.contains("checksum") || text.contains("numeric") => {
                        Broken::NotMoodle
                    }
                    _ => Broken::ContainerDamaged,
                });
            }
            Err(error) => return Err(cut_or(meter, error)),
        };
        seen += 1;
        meter.next_member(limits)?;
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() {
            let name = small(&mut entry).map_err(|error| cut_or(meter, error))?;
            long_name = Some(name.split(|b| *b == 0).next().unwrap_or(&[]).to_vec());
            continue;
        }
        if kind.is_pax_local_extensions() {
            let text = small(&mut entry).map_err(|error| cut_or(meter, error))?;
            if let Some(path) = pax_path(&text) {
                long_name = Some(path);
            }
            continue;
        }
        if kind.is_gnu_longlink() || kind.is_pax_global_extensions() {
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let is_file = kind.is_file() || kind.is_contiguous();
        let size = entry.size();
        visit(Head { name: &name, size, is_file: is_file && !name.ends_with(b"/") }, &mut entry)?;
    }
    if seen == 0 {
        return Err(Broken::NotMoodle);
    }
    // What follows the end of the tar (padding, the checksum of gzip) is not needed: the contents
    // have checksums of their own.
    Ok(())
}

fn clone(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

/// A tar whose stream ends within a member is cut off, however the reader calls it.
fn cut_or(meter: &Meter<'_>, error: io::Error) -> Broken {
    let text = error.to_string();
    match meter.why(error) {
        Broken::ContainerDamaged
            if text.contains("EOF") || text.contains("failed to read entire block") =>
        {
            Broken::Truncated
        }
        other => other,
    }
}

fn small(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(EXTENSION).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The `path` record of a PAX header: lines of `length key=value\n` (POSIX.1-2001, pax).
fn pax_path(mut text: &[u8]) -> Option<Vec<u8>> {
    let mut found = None;
    while !text.is_empty() {
        let space = text.iter().position(|b| *b == b' ')?;
        let length: usize = std::str::from_utf8(&text[..space]).ok()?.parse().ok()?;
        let record = text.get(space + 1..length)?;
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        if let Some(path) = record.strip_prefix(b"path=") {
            found = Some(path.to_vec());
        }
        text = &text[length..];
    }
    found
}
