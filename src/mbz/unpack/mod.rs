//! One pass over an archive: cleaned XML into a folder of our own names, contents into a sink.

mod taking;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

pub(super) use self::taking::Ceiling;
use self::taking::{Found, Taking};
use crate::mbz::container::{self, Container, Meter};
use crate::mbz::members::{Member, Name, Wrapping, normal};
use crate::mbz::one;
use crate::mbz::personal::PersonalData;
use crate::mbz::{Broken, Options, Warning};

/// Takes the contents of files while the archive streams by.
pub trait Blobs {
    /// Takes one content. It must read to the end to know whether all is well; `size` is what the
    /// archive says, untrusted. An error of kind [`io::ErrorKind::InvalidData`] becomes a warning
    /// and the content counts as missing; any other error ends the import.
    fn take(&mut self, sha1: [u8; 20], size: u64, reader: &mut dyn Read) -> io::Result<()>;
}

/// Looks at no content: for inspection.
pub struct NoBlobs;

impl Blobs for NoBlobs {
    fn take(&mut self, _: [u8; 20], _: u64, _: &mut dyn Read) -> io::Result<()> {
        Ok(())
    }
}

/// How far the reading is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Packed bytes read.
    pub read: u64,
    /// Packed bytes in all.
    pub size: u64,
    /// Members seen.
    pub members: u64,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// Go on reading.
    On,
    /// Stop: [`unpack`] returns [`Broken::Cancelled`].
    Stop,
}

/// What the pass over the archive found; also kept in the tree for [`Course`](crate::mbz::Course).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unpacked {
    /// How it was packed.
    pub container: Container,
    /// Personal data found and left out.
    pub personal: PersonalData,
    /// Remarks.
    pub warnings: Vec<Warning>,
    /// Members in the archive. Count.
    pub members: u64,
    /// Named rows of `files.xml`, before anything is left out. Count.
    pub files: u64,
    /// Size of all distinct contents named by those rows, as stated there. Bytes.
    pub file_bytes: u64,
    /// Contents that were in the archive. Count.
    pub blobs: u64,
    /// Which activities were read whole, with the numbers that join them to files and links.
    #[serde(default)]
    pub(in crate::mbz) places: Vec<Place>,
    /// In which form the archive was.
    #[serde(default)]
    pub format: Format,
    /// What activities were in Moodle 1.x where that has another name today, by course module.
    #[serde(default)]
    pub formerly: BTreeMap<i64, String>,
    /// The blocks of text beside the course, by their numbers.
    #[serde(default)]
    pub(in crate::mbz) blocks: Vec<i64>,
}

/// The form of a backup before it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Moodle 2.0 to 5.x.
    #[default]
    Moodle2,
    /// Moodle 1.1 to 1.9: one `moodle.xml`.
    Moodle1,
}

/// Where an activity is in the three number spaces of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::mbz) struct Place {
    pub(in crate::mbz) module: String,
    pub(in crate::mbz) cmid: i64,
    pub(in crate::mbz) contextid: i64,
    pub(in crate::mbz) instance: i64,
}

/// The name of the file in a tree that holds [`Unpacked`].
pub(in crate::mbz) const SUMMARY: &str = "unpacked.json";

/// Reads the archive `input` once. Cleaned XML goes to the folder `tree`, which must exist and
/// should be empty; each content goes to `blobs`. No name from the archive is used on disk.
pub fn unpack(
    input: &Path,
    tree: &Path,
    blobs: &mut dyn Blobs,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> Go,
) -> Result<Unpacked, Broken> {
    pass(input, tree, blobs, options, progress, false)
}

/// Reads the archive `input`, of Moodle 2.0 or later, for its contents alone: an earlier [`unpack`]
/// has left its tree. Returns the remarks on contents.
pub fn contents(
    input: &Path,
    blobs: &mut dyn Blobs,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> Go,
) -> Result<Vec<Warning>, Broken> {
    let no_tree = Path::new("");
    Ok(pass(input, no_tree, blobs, options, progress, true)?.warnings)
}

fn pass(
    input: &Path,
    tree: &Path,
    blobs: &mut dyn Blobs,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> Go,
    contents_only: bool,
) -> Result<Unpacked, Broken> {
    let mut file = File::open(input)?;
    let container = container::detect(&mut file)?;
    let size = file.metadata()?.len();
    let meter = Meter::new(size, options.limits.unpacked_bytes, progress);
    let mut taking = Taking {
        tree,
        blobs,
        options,
        meter: &meter,
        wrapping: Wrapping::default(),
        seen: HashSet::new(),
        instances: HashMap::new(),
        posts: HashSet::new(),
        missing: HashSet::new(),
        found: Found::default(),
        kept: 0,
        xml_bytes: 0,
        blob_bytes: 0,
        refused: 0,
        repeated: 0,
        files_damaged: false,
        contents_only,
        unpacked: Unpacked {
            container,
            personal: PersonalData::default(),
            warnings: Vec::new(),
            members: 0,
            files: 0,
            file_bytes: 0,
            blobs: 0,
            places: Vec::new(),
            format: Format::Moodle2,
            formerly: BTreeMap::new(),
            blocks: Vec::new(),
        },
    };
    let mut manifests: Vec<String> = Vec::new();
    let mut old: Vec<String> = Vec::new();
    {
        // For a zip all names are known beforehand, and so the folder around everything.
        let mut names = |raw: &[u8]| {
            let Name::Clean(name) = normal(raw) else { return };
            let (folder, last) = name.rsplit_once('/').unwrap_or(("", &name));
            if last == "moodle_backup.xml" && manifests.len() < 16 {
                manifests.push(name);
            } else if last == "moodle.xml" && !folder.contains('/') && old.len() < 16 {
                old.push(name);
            }
        };
        if container == Container::Zip {
            container::names(&file, &options.limits, &mut names)?;
        }
    }
    if manifests.is_empty()
        && !contents_only
        && let Some(shortest) = old.iter().min_by_key(|name| name.len())
    {
        return one::convert(&file, shortest, tree, taking.blobs, options, &meter);
    }
    if let Some(shortest) = manifests.iter().min_by_key(|name| name.len()) {
        taking.wrapping.fix(shortest);
    }
    container::read(file, container, &options.limits, &meter, &mut |head, reader| {
        taking.member(&head, reader)
    })?;
    if contents_only {
        return Ok(taking.unpacked);
    }
    taking.finish()
}

/// The name in our tree of a member that is kept.
pub(in crate::mbz) fn tree_name(member: &Member) -> Option<String> {
    Some(match member {
        Member::Manifest => "manifest.xml".to_owned(),
        Member::Files => "files.all.xml".to_owned(),
        Member::Questions => "questions.xml".to_owned(),
        Member::Scales => "scales.xml".to_owned(),
        Member::Gradebook => "gradebook.xml".to_owned(),
        Member::Course => "course.xml".to_owned(),
        Member::ContentBank => "contentbank.xml".to_owned(),
        Member::Block(id) => format!("block-{id}.xml"),
        Member::Section(id) => format!("section-{id}.xml"),
        Member::Activity(module, cmid) => format!("activity-{module}-{cmid}.xml"),
        Member::Module(module, cmid) => format!("module-{module}-{cmid}.xml"),
        Member::Grading(module, cmid) => format!("grading-{module}-{cmid}.xml"),
        Member::Grades(module, cmid) => format!("grades-{module}-{cmid}.xml"),
        Member::Competencies(module, cmid) => format!("competencies-{module}-{cmid}.xml"),
        _ => return None,
    })
}
