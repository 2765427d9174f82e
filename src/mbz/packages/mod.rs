//! What packages say about themselves: H5P, SCORM and IMS content packages.
//!
//! A package is a zip file within a backup. Only its description is read, within limits; nothing
//! of it runs or is unpacked.

mod h5p;
mod manifest;

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;

use super::Limits;
use super::container::{self, Container, Meter};
use super::{Broken, Go};

/// The description of a package is not longer. Bytes.
const LONGEST: u64 = 4 << 20;
/// A package has no more members. Count.
const MOST_MEMBERS: u64 = 50_000;

/// What a package says about itself. Empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// Plain text.
    pub title: String,
    /// `H5P.Blanks 1.12`, `SCORM 1.2`, ….
    pub kind: String,
    /// A language tag.
    pub language: String,
    /// Its licence as it says it: `CC BY-SA 4.0`.
    pub licence: String,
    /// The address of that licence, if it is one that is known here.
    pub licence_uri: String,
    /// Who made it, plain text.
    pub authors: Vec<String>,
    /// Where it comes from.
    pub source: String,
    /// Titles of its parts with their depth.
    pub parts: Vec<(usize, String)>,
}

impl Package {
    /// Reads the description within a package; `None` if it has none that can be read.
    pub fn read(file: File) -> Option<Self> {
        let (name, text) = description(file)?;
        let found = match name {
            Description::H5p => h5p::read(&text),
            Description::Manifest => manifest::read(&text),
        }?;
        Some(found.bounded())
    }

    /// Nobody gains by texts without end.
    fn bounded(mut self) -> Self {
        let short = |text: &mut String, most: usize| {
            let clean: String =
                text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            *text = clean.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some((end, _)) = text.char_indices().nth(most) {
                text.truncate(end);
            }
        };
        for text in [&mut self.title, &mut self.kind, &mut self.licence, &mut self.source] {
            short(text, 300);
        }
        self.authors.truncate(20);
        self.authors.iter_mut().for_each(|name| short(name, 120));
        self.authors.retain(|name| !name.is_empty());
        self.parts.truncate(2000);
        self.parts.iter_mut().for_each(|(_, title)| short(title, 300));
        self
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Description {
    H5p,
    Manifest,
}

/// The member that describes the package. One in a folder counts only where none is at the top.
fn description(mut file: File) -> Option<(Description, Vec<u8>)> {
    if container::detect(&mut file).ok()? != Container::Zip {
        return None;
    }
    let limits = Limits {
        members_seen: MOST_MEMBERS,
        zip_directory_bytes: 16 << 20,
        unpacked_bytes: 2 * LONGEST,
        ..Limits::default()
    };
    let size = file.metadata().ok()?.len();
    let found: RefCell<Option<(usize, Description, Vec<u8>)>> = RefCell::default();
    let mut go = |_| Go::On;
    let meter = Meter::new(size, limits.unpacked_bytes, &mut go);
    let mut visit = |head: container::Head<'_>, reader: &mut dyn Read| -> Result<(), Broken> {
        let name = std::str::from_utf8(head.name).unwrap_or("");
        let depth = name.matches(['/', '\\']).count();
        let last = name.rsplit(['/', '\\']).next().unwrap_or("").to_ascii_lowercase();
        let which = match last.as_str() {
            "h5p.json" => Description::H5p,
            "imsmanifest.xml" => Description::Manifest,
            _ => return Ok(()),
        };
        let better = found.borrow().as_ref().is_none_or(|(known, ..)| depth < *known);
        if !head.is_file || depth > 2 || head.size > LONGEST || !better {
            return Ok(());
        }
        let mut text = Vec::new();
        if reader.take(LONGEST).read_to_end(&mut text).is_ok() {
            *found.borrow_mut() = Some((depth, which, text));
        }
        Ok(())
    };
    // What was found before the damage is as good as it was.
    let _ = container::read(file, Container::Zip, &limits, &meter, &mut visit);
    found.into_inner().map(|(_, which, text)| (which, text))
}
