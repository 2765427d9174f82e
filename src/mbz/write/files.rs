//! The list of files of the new archive, and the contents it names.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::copy::{DECLARATION, put, put_null};
use super::paths::clean_name;
use super::plan::Contents;
use crate::mbz::files::{Area, hex};

/// One row of the list.
pub(super) struct NewFile<'a> {
    pub(super) area: Area,
    /// Folder and name, with or without a slash in front.
    pub(super) path: &'a str,
    pub(super) sha1: [u8; 20],
    pub(super) mime: &'a str,
    pub(super) licence: Option<&'a str>,
    pub(super) sort_order: i64,
}

/// Writes the rows as they come, so that no list of all files is held.
pub(super) struct FileList<'a> {
    out: BufWriter<File>,
    path: PathBuf,
    contents: &'a dyn Contents,
    next: i64,
    time: i64,
    seen: HashSet<u64>,
    /// The contents that are named, with their sizes.
    pub(super) blobs: BTreeMap<[u8; 20], u64>,
    /// Rows without a content, which are left out.
    pub(super) missing: usize,
}

impl<'a> FileList<'a> {
    /// A list that waits in the folder `work`.
    pub(super) fn new(work: &Path, contents: &'a dyn Contents, time: i64) -> io::Result<Self> {
        let path = work.join("files");
        let mut out = BufWriter::with_capacity(1 << 16, File::create(&path)?);
        writeln!(out, "{DECLARATION}<files>")?;
        Ok(Self {
            out,
            path,
            contents,
            next: 0,
            time,
            seen: HashSet::new(),
            blobs: BTreeMap::new(),
            missing: 0,
        })
    }

    /// Adds a row and returns its number; `None` if its content is not there or its place is taken.
    pub(super) fn add(&mut self, file: &NewFile<'_>) -> io::Result<Option<i64>> {
        let known = self.blobs.get(&file.sha1).copied();
        let known = if known.is_none() { self.contents.size(file.sha1)? } else { known };
        let Some(size) = known else {
            self.missing += 1;
            return Ok(None);
        };
        let parts: Vec<String> =
            file.path.split('/').filter(|part| !part.is_empty()).map(clean_name).collect();
        let Some((name, folders)) = parts.split_last() else { return Ok(None) };
        let mut hasher = DefaultHasher::new();
        (&file.area, &parts).hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            return Ok(None);
        }
        self.blobs.insert(file.sha1, size);
        self.next += 1;
        let mut row = format!("<file id=\"{}\">\n", self.next);
        put(&mut row, "contenthash", hex(&file.sha1));
        put(&mut row, "contextid", file.area.contextid);
        put(&mut row, "component", &file.area.component);
        put(&mut row, "filearea", &file.area.area);
        put(&mut row, "itemid", file.area.item);
        let folder = folders.iter().fold("/".to_owned(), |path, part| path + part + "/");
        put(&mut row, "filepath", folder);
        put(&mut row, "filename", name);
        put_null(&mut row, "userid");
        put(&mut row, "filesize", size);
        put(&mut row, "mimetype", file.mime);
        put(&mut row, "status", 0);
        put(&mut row, "timecreated", self.time);
        put(&mut row, "timemodified", self.time);
        put_null(&mut row, "source");
        put_null(&mut row, "author");
        match file.licence.filter(|name| is_licence(name)) {
            Some(name) => put(&mut row, "license", name),
            None => put_null(&mut row, "license"),
        }
        put(&mut row, "sortorder", file.sort_order);
        put_null(&mut row, "repositorytype");
        put_null(&mut row, "repositoryid");
        put_null(&mut row, "reference");
        row.push_str("</file>\n");
        self.out.write_all(row.as_bytes())?;
        Ok(Some(self.next))
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        usize::try_from(self.next).unwrap_or(0)
    }

    /// Ends the list; returns where it lies, and the contents that it names.
    pub(super) fn finish(mut self) -> io::Result<(PathBuf, BTreeMap<[u8; 20], u64>)> {
        self.out.write_all(b"</files>\n")?;
        self.out.flush()?;
        Ok((self.path, self.blobs))
    }
}

/// The names of licences that Moodle knows of itself.
fn is_licence(name: &str) -> bool {
    matches!(name, "unknown" | "allrightsreserved" | "public")
        || name.strip_prefix("cc").is_some_and(|rest| {
            matches!(
                rest.strip_suffix("-4.0").unwrap_or(rest),
                "" | "-nc" | "-nd" | "-nc-nd" | "-nc-sa" | "-sa"
            )
        })
}
