//! What both kinds of zip have in common: pages and files, and addresses that lead to them.

use std::collections::{HashMap, HashSet};
use std::io::{self, Seek, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Outline, Packed, Store, Thing, address, names};

/// A zip being written, and where everything lies in it.
pub(super) struct Pack<'a, W: Write + Seek> {
    zip: ZipWriter<W>,
    outline: &'a Outline,
    /// Of each file of each thing: its path in the zip.
    paths: HashMap<&'a str, HashMap<&'a str, String>>,
    pub(super) packed: Packed,
}

/// What is packed already is stored as it is.
const PACKED: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "webp", "avif", "mp3", "ogg", "oga", "opus", "m4a", "mp4", "webm",
    "ogv", "mov", "zip", "h5p", "mbz", "gz", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub",
    "ggb", "pdf",
];

impl<'a, W: Write + Seek> Pack<'a, W> {
    /// `folder` is where the files go.
    pub(super) fn new(outline: &'a Outline, folder: &str, out: W) -> Self {
        let mut paths: HashMap<&str, HashMap<&str, String>> = HashMap::new();
        for thing in outline.things() {
            if paths.contains_key(thing.key.as_str()) {
                continue;
            }
            let mut taken = HashSet::new();
            let of_thing = thing.files.iter().map(|file| {
                let name = names::safe(&file.name, &mut taken);
                (file.name.as_str(), format!("{folder}/{}/{name}", thing.key))
            });
            paths.insert(&thing.key, of_thing.collect());
        }
        Self { zip: ZipWriter::new(out), outline, paths, packed: Packed::default() }
    }

    /// The path of a thing's page in the zip.
    pub(super) fn page(key: &str) -> String {
        format!("pages/{key}.html")
    }

    /// The path of a file in the zip.
    pub(super) fn path(&self, key: &str, name: &str) -> Option<&str> {
        self.paths.get(key)?.get(name).map(String::as_str)
    }

    /// HTML whose addresses lead to what is in the zip, and otherwise to this site. `up` leads from
    /// where it stands to the top: `../` or nothing.
    pub(super) fn led(&self, html: &str, up: &str) -> String {
        address::rewrite(html, &|address| {
            if let Some((key, name)) = address::named(address)
                && self.paths.contains_key(key)
            {
                let tail = match address.find('#') {
                    Some(at) if name.is_none() => &address[at..],
                    _ => "",
                };
                let path = match name {
                    None => Some(Self::page(key)),
                    Some(name) => self.path(key, &names::decoded(name)).map(names::encoded),
                };
                if let Some(path) = path {
                    return Some(format!("{up}{path}{tail}"));
                }
            }
            let is_ours = address.starts_with('/') && !address.starts_with("//");
            is_ours.then(|| format!("{}{address}", self.outline.origin))
        })
    }

    /// Writes one text.
    pub(super) fn text(&mut self, path: &str, text: &str) -> io::Result<()> {
        self.zip.start_file(path, options(path, 0))?;
        self.zip.write_all(text.as_bytes())
    }

    /// Writes the files of all things, each once.
    pub(super) fn files(&mut self, store: &dyn Store) -> io::Result<()> {
        let mut done = HashSet::new();
        for thing in self.outline.things() {
            if !done.insert(thing.key.as_str()) {
                continue;
            }
            for file in &thing.files {
                let Some(path) = self.path(&thing.key, &file.name).map(str::to_owned) else {
                    continue;
                };
                let Some(mut content) = store.open(&file.sha256)? else {
                    self.packed.missing_files += 1;
                    continue;
                };
                self.zip.start_file(path.as_str(), options(&path, file.size))?;
                io::copy(&mut content, &mut self.zip)?;
                self.packed.files += 1;
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<(Packed, W)> {
        Ok((self.packed, self.zip.finish()?))
    }
}

/// The same for the same path, so that the same things give the same bytes.
fn options(path: &str, size: u64) -> SimpleFileOptions {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let method = if PACKED.contains(&ending.as_str()) {
        CompressionMethod::Stored
    } else {
        CompressionMethod::Deflated
    };
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        .large_file(size > u64::from(u32::MAX) / 2)
}

/// The things of an outline, each once.
pub(super) fn once(outline: &Outline) -> impl Iterator<Item = &Thing> {
    let mut seen = HashSet::new();
    outline.things().filter(move |thing| seen.insert(thing.key.as_str()))
}
