//! The contents of the files that something names: known by SHA-1, then handed on.

use std::cell::Cell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use super::super::container::{MEMBER, Meter, Zip};
use super::super::files::{self, Files, Keep, hex};
use super::super::personal::What;
use super::super::unpack::Ceiling;
use super::super::{Blobs, Broken, Limits};
use super::sheet::Sheet;
use super::store::Store;
use super::texts::FileRow;
use super::tree::Tree;

/// Reads members of the archive in any order.
pub(super) struct Shelf<'a, 'p> {
    pub(super) zip: &'a Zip<'a>,
    pub(super) store: &'a Store,
    pub(super) meter: &'a Meter<'p>,
    pub(super) limits: &'a Limits,
    /// How much may still be looked into before anything is taken. Bytes.
    pub(super) looks: Cell<u64>,
}

/// The longest file that is looked into for what it needs. Bytes.
const LOOK: u64 = 1 << 20;

/// What the files came to.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) blobs: u64,
    pub(super) damaged: u64,
    pub(super) too_many: bool,
}

impl Shelf<'_, '_> {
    /// A short file as text.
    pub(super) fn look(&self, index: usize) -> Option<String> {
        let stored = self.store.get(index)?;
        let mut bytes = Vec::new();
        let most = LOOK.min(self.looks.get());
        if stored.size > most {
            return None;
        }
        self.zip
            .read(stored.at, self.meter, &mut |_, reader| {
                // A damaged file is told of when it is taken.
                let _ = reader.take(most).read_to_end(&mut bytes);
                Ok(())
            })
            .ok()?;
        self.looks.set(self.looks.get().saturating_sub(bytes.len() as u64));
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// SHA-1 and length of a file; `None` if its bytes are damaged.
    fn digest(&self, index: usize, left: &mut u64) -> Result<Option<([u8; 20], u64)>, Broken> {
        let Some(stored) = self.store.get(index) else { return Ok(None) };
        let mut found = None;
        self.zip.read(stored.at, self.meter, &mut |_, reader| {
            let allowed = self.limits.blob_member_bytes.min(*left);
            let mut limited = Ceiling { inner: reader, left: allowed, over: false };
            let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
            let mut buffer = vec![0; 32 * 1024];
            let result = loop {
                match limited.read(&mut buffer) {
                    Ok(0) => break Ok(()),
                    Ok(length) => context.update(&buffer[..length]),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => break Err(error),
                }
            };
            let length = allowed - limited.left;
            *left -= length;
            if limited.over {
                return Err(Broken::TooBig { what: "bytes of files", limit: allowed });
            }
            match result {
                Ok(()) => {
                    let mut sha1 = [0; 20];
                    sha1.copy_from_slice(context.finish().as_ref());
                    found = Some((sha1, length));
                    Ok(())
                }
                Err(error) if error.to_string().contains(MEMBER) => Ok(()),
                Err(error) => Err(self.meter.why(error)),
            }
        })?;
        Ok(found)
    }

    /// Hands a file on. Whether the taker was content.
    fn give(
        &self,
        index: usize,
        sha1: [u8; 20],
        size: u64,
        blobs: &mut dyn Blobs,
    ) -> Result<bool, Broken> {
        let Some(stored) = self.store.get(index) else { return Ok(false) };
        let mut good = false;
        self.zip.read(stored.at, self.meter, &mut |_, reader| {
            match blobs.take(sha1, size, reader) {
                Ok(()) => good = true,
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
                Err(error) => return Err(self.meter.why(error)),
            }
            Ok(())
        })?;
        Ok(good)
    }

    /// Writes the list of files and hands their contents on.
    pub(super) fn take(
        &self,
        rows: &[FileRow],
        tree: &mut Tree<'_>,
        blobs: &mut dyn Blobs,
    ) -> Result<Tally, Broken> {
        let mut known: BTreeMap<usize, Option<([u8; 20], u64)>> = BTreeMap::new();
        let mut left = self.limits.blob_bytes;
        for row in rows {
            if known.len() as u64 > self.limits.members_kept {
                let limit = self.limits.members_kept;
                return Err(Broken::TooBig { what: "members kept", limit });
            }
            if let Entry::Vacant(place) = known.entry(row.index) {
                place.insert(self.digest(row.index, &mut left)?);
            }
        }
        let mut tally = Tally {
            damaged: known.values().filter(|found| found.is_none()).count() as u64,
            ..Tally::default()
        };
        let all = tree.folder.join("files.all.xml");
        write_rows(&mut BufWriter::new(File::create(&all)?), rows, &known)?;
        let mut bad: HashSet<[u8; 20]> = HashSet::new();
        let personal = self.filter(tree, &all, &bad, &mut tally)?;
        tree.personal.add(What::Files, personal);
        let list = File::open(tree.folder.join("files.xml"))?;
        let kept = Files::read(BufReader::new(list), self.limits)
            .map_err(|trouble| trouble.into_broken("files"))?;
        let mut wanted: HashSet<[u8; 20]> = kept.iter().map(|file| file.sha1).collect();
        for (index, found) in &known {
            let Some((sha1, size)) = found.filter(|(sha1, _)| wanted.remove(sha1)) else {
                continue;
            };
            if self.give(*index, sha1, size, blobs)? {
                tally.blobs += 1;
            } else {
                tally.damaged += 1;
                bad.insert(sha1);
            }
        }
        if !bad.is_empty() {
            self.filter(tree, &all, &bad, &mut tally)?;
        }
        std::fs::remove_file(all)?;
        Ok(tally)
    }

    /// Leaves out the files that are somebody's; says how many.
    fn filter(
        &self,
        tree: &Tree<'_>,
        all: &std::path::Path,
        bad: &HashSet<[u8; 20]>,
        tally: &mut Tally,
    ) -> Result<u64, Broken> {
        let keep = Keep {
            instances: &tree.instances,
            posts: &tree.posts,
            entries: tree.options.entries,
            blobs: &|sha1| !bad.contains(&sha1),
        };
        let out = BufWriter::new(File::create(tree.folder.join("files.xml"))?);
        let list = BufReader::new(File::open(all)?);
        let passed = files::filter(list, out, &keep, self.limits)
            .map_err(|trouble| trouble.into_broken("files"))?;
        tally.too_many = passed.too_many;
        Ok(passed.personal)
    }
}

fn write_rows(
    out: &mut impl Write,
    rows: &[FileRow],
    known: &BTreeMap<usize, Option<([u8; 20], u64)>>,
) -> io::Result<()> {
    out.write_all(b"<files>\n")?;
    for (at, row) in rows.iter().enumerate() {
        let Some(Some((sha1, size))) = known.get(&row.index) else { continue };
        let (folder, name) = row.path.rsplit_once('/').unwrap_or(("", &row.path));
        let mut sheet = Sheet::default();
        sheet.open_with("file", &[("id", i64::try_from(at).unwrap_or(0) + 1)]);
        sheet.field("contenthash", &hex(sha1));
        sheet.value("contextid", row.area.contextid);
        sheet.field("component", &row.area.component);
        sheet.field("filearea", &row.area.area);
        sheet.value("itemid", row.area.item);
        sheet.field("filepath", &format!("{folder}/"));
        sheet.field("filename", name);
        sheet.value("filesize", size);
        sheet.field("mimetype", mime(name));
        sheet.value("sortorder", row.sort_order);
        out.write_all(sheet.finish().as_bytes())?;
    }
    out.write_all(b"</files>\n")?;
    out.flush()
}

/// The media type by the name, for the commonest; Moodle itself goes by names.
fn mime(name: &str) -> &'static str {
    const KNOWN: &[(&str, &str)] = &[
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("gif", "image/gif"),
        ("svg", "image/svg+xml"),
        ("pdf", "application/pdf"),
        ("html", "text/html"),
        ("htm", "text/html"),
        ("css", "text/css"),
        ("js", "application/x-javascript"),
        ("txt", "text/plain"),
        ("zip", "application/zip"),
        ("doc", "application/msword"),
        ("xls", "application/vnd.ms-excel"),
        ("ppt", "application/vnd.ms-powerpoint"),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("odp", "application/vnd.oasis.opendocument.presentation"),
        ("mp3", "audio/mp3"),
        ("ogg", "audio/ogg"),
        ("wav", "audio/wav"),
        ("mp4", "video/mp4"),
        ("flv", "video/x-flv"),
        ("swf", "application/x-shockwave-flash"),
        ("xml", "application/xml"),
        ("rtf", "text/rtf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    KNOWN.iter().find(|(known, _)| *known == ending).map_or("document/unknown", |(_, media)| media)
}

/// Files of the archive that people handed in or wrote: how many are not taken.
pub(super) fn of_people(store: &Store, rows: &[FileRow]) -> u64 {
    const PEOPLE: &[&str] = &[
        "moddata/assignment/",
        "moddata/data/",
        "moddata/exercise/",
        "moddata/forum/",
        "moddata/glossary/",
        "moddata/journal/",
        "moddata/quiz/",
        "moddata/wiki/",
        "moddata/workshop/",
        "group_files/",
        "user_files/",
    ];
    let taken: HashSet<usize> = rows.iter().map(|row| row.index).collect();
    store
        .iter()
        .filter(|(name, index)| {
            PEOPLE.iter().any(|folder| name.starts_with(folder)) && !taken.contains(index)
        })
        .count() as u64
}

/// Files of the course that nothing names.
pub(super) fn unused(store: &Store, rows: &[FileRow]) -> u64 {
    let taken: HashSet<usize> = rows.iter().map(|row| row.index).collect();
    store
        .iter()
        .filter(|(name, index)| name.starts_with("course_files/") && !taken.contains(index))
        .count() as u64
}
