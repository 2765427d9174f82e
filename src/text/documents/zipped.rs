//! Documents that are a zip of parts in XML: of Word and its kin, `OpenDocument`, and EPUB.

use std::{
    cell::Cell,
    collections::HashMap,
    io::{self, BufReader, Read, Seek, SeekFrom},
    rc::Rc,
};

use zip::ZipArchive;

use super::{
    Form, Limits, Words,
    markup::{self, BOOK, OFFICE, OPEN_DOCUMENT, Piece, Rules, attribute, pieces},
};
use crate::text::url::unescaped;

/// What stands at the end of a zip: this, and a comment of at most 64 kB.
const END: &[u8] = b"PK\x05\x06";
/// A zip with more or larger parts than documents have.
const END_64: &[u8] = b"PK\x06\x07";
const TAIL: u64 = 66_000;

pub(super) fn read(
    file: impl Read + Seek,
    form: Form,
    limits: Limits,
    words: &mut Words,
) -> io::Result<()> {
    let mut zip = Zip::open(file, limits)?;
    match form {
        Form::Word => {
            zip.part("word/document.xml", &OFFICE, words)?;
            for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
                zip.part_if_any(notes, &OFFICE, words)?;
            }
            Ok(())
        }
        Form::Slides => {
            let slides = zip.numbered("ppt/slides/slide");
            slides.iter().try_for_each(|slide| zip.part(slide, &OFFICE, words))
        }
        // What stands in cells is kept apart, each text once.
        Form::Sheet => zip.part_if_any("xl/sharedStrings.xml", &OFFICE, words),
        Form::Epub => {
            let chapters = zip.chapters()?;
            chapters.iter().try_for_each(|chapter| zip.part_if_any(chapter, &BOOK, words))
        }
        _ => zip.part("content.xml", &OPEN_DOCUMENT, words),
    }
}

struct Zip<R> {
    archive: ZipArchive<Metered<R>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Parts that may still be opened.
    parts: usize,
    limits: Limits,
}

impl<R: Read + Seek> Zip<R> {
    fn open(mut file: R, limits: Limits) -> io::Result<Self> {
        check_end(&mut file, limits.directory)?;
        let left = Rc::new(Cell::new(limits.directory + TAIL));
        let archive = ZipArchive::new(Metered { inner: file, left: Rc::clone(&left) })?;
        left.set(limits.unpacked);
        Ok(Self { archive, left: limits.unpacked, parts: limits.parts, limits })
    }

    fn has(&self, name: &str) -> bool {
        self.archive.index_for_name_raw(name.as_bytes()).is_some()
    }

    /// Reads the words of a part. One that is not there is an error.
    fn part(&mut self, name: &str, rules: &Rules, words: &mut Words) -> io::Result<()> {
        let depth = self.limits.depth;
        if !words.want_more() {
            return Ok(());
        }
        self.with(name, |part| markup::read(part, rules, depth, words))?;
        words.line();
        Ok(())
    }

    fn part_if_any(&mut self, name: &str, rules: &Rules, words: &mut Words) -> io::Result<()> {
        if self.has(name) { self.part(name, rules, words) } else { Ok(()) }
    }

    fn with<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(BufReader<&mut Limited<zip::read::ZipFile<'_, Metered<R>>>>) -> io::Result<T>,
    ) -> io::Result<T> {
        self.parts =
            self.parts.checked_sub(1).ok_or_else(|| io::Error::other("it has too many parts"))?;
        let index = self
            .archive
            .index_for_name_raw(name.as_bytes())
            .ok_or_else(|| io::Error::other("a part is missing"))?;
        let mut part = Limited { inner: self.archive.by_index(index)?, left: self.left };
        let outcome = work(BufReader::new(&mut part));
        self.left = part.left;
        outcome
    }

    /// The parts whose names are this with a number, in its order.
    fn numbered(&self, start: &str) -> Vec<String> {
        let mut found: Vec<(u32, String)> = self
            .archive
            .file_names_raw()
            .filter_map(|name| std::str::from_utf8(name).ok())
            .filter_map(|name| {
                let number = name.strip_prefix(start)?.strip_suffix(".xml")?;
                Some((number.parse().ok()?, name.to_owned()))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// The chapters of a book, in the order in which they are read.
    fn chapters(&mut self) -> io::Result<Vec<String>> {
        let depth = self.limits.depth;
        let mut package = None;
        self.with("META-INF/container.xml", |part| {
            pieces(part, depth, |piece| {
                if let Piece::Open(start) = piece
                    && start.local_name().into_inner() == "rootfile"
                {
                    package = attribute(start, "full-path");
                }
                package.is_none()
            })
        })?;
        let package = package.ok_or_else(|| io::Error::other("a book without a package"))?;
        let (mut items, mut spine) = (HashMap::new(), Vec::new());
        let most = self.limits.parts;
        self.with(&package, |part| {
            pieces(part, depth, |piece| {
                if let Piece::Open(start) = piece {
                    match start.local_name().into_inner() {
                        "item" => {
                            if let (Some(id), Some(path)) =
                                (attribute(start, "id"), attribute(start, "href"))
                            {
                                items.insert(id, path);
                            }
                        }
                        "itemref" => spine.extend(attribute(start, "idref")),
                        _ => {}
                    }
                }
                items.len() < most && spine.len() < most
            })
        })?;
        let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(spine.iter().filter_map(|id| items.get(id)).map(|path| within(folder, path)).collect())
    }
}

/// The name of a part to which a package in this folder leads.
fn within(folder: &str, path: &str) -> String {
    let path = unescaped(path.split('#').next().unwrap_or_default().as_bytes(), b'%');
    let path = String::from_utf8_lossy(&path);
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => _ = names.pop(),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// Whether the end of a zip says what a document can say: memory is taken by what stands there.
fn check_end(file: &mut (impl Read + Seek), most: u64) -> io::Result<()> {
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    let hostile = tail.windows(END.len()).enumerate().any(|(at, window)| {
        let listed = tail.get(at + 12..at + 16).and_then(|size| size.try_into().ok());
        window == END_64
            || window == END && u64::from(listed.map_or(u32::MAX, u32::from_le_bytes)) > most
    });
    if hostile { Err(io::Error::other("its list of contents is too long")) } else { Ok(()) }
}

/// Reads no more than it may in all, wherever it is.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let left = self.left.get().checked_sub(length as u64);
        self.left.set(left.ok_or_else(|| io::Error::other("too much was read"))?);
        Ok(length)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Yields no more than it may; more is an error, not an end.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(length as u64)
            .ok_or_else(|| io::Error::other("it unpacks to too much"))?;
        Ok(length)
    }
}
