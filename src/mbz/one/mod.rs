//! Backups of Moodle 1.x: one `moodle.xml`, read twice, becomes the same tree as a modern backup.
//!
//! The first look ([`surveyor`]) learns what is in the course and what became of what, so that links
//! can be followed; the second writes each activity and question in the form that Moodle 4 has.
//! Everything written passes through the same sieve ([`strip`](super::strip)) as modern parts.

mod charset;
mod course;
mod grades;
mod ims;
mod kinds;
mod make;
mod modules;
mod node;
mod packages;
mod people;
mod questions;
mod quiz;
mod resource;
mod second;
mod sheet;
mod shelf;
mod store;
mod survey;
mod surveyor;
mod tasks;
mod texts;
mod tree;
mod wikitext;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read};
use std::path::Path;

use self::node::{Characters, Visitor, walk};
use self::second::Second;
use self::shelf::{Shelf, of_people, unused};
use self::store::Store;
use self::survey::Survey;
use self::surveyor::Surveyor;
use self::texts::Old;
use self::tree::Tree;
use super::container::{MEMBER, Meter, Zip};
use super::members::Member;
use super::personal::What;
use super::strip::Part;
use super::unpack::{Ceiling, Format, SUMMARY};
use super::xml::{Scanner, Trouble};
use super::{Blobs, Broken, Container, Options, Unpacked, Warning};

/// How much of the archive is looked into to find out what uploaded pages need. Bytes.
const LOOKS: u64 = 64 << 20;

/// How a walk through `moodle.xml` ended.
enum End {
    Whole,
    /// Offset and why.
    Damaged(u64, String),
}

/// Converts a backup of Moodle 1.x whose `moodle.xml` is called `xml`.
pub(super) fn convert(
    file: &File,
    xml: &str,
    folder: &Path,
    blobs: &mut dyn Blobs,
    options: &Options,
    meter: &Meter<'_>,
) -> Result<Unpacked, Broken> {
    let limits = &options.limits;
    let zip = Zip::open(file, limits)?;
    let prefix = xml.strip_suffix("moodle.xml").unwrap_or("");
    let at = place(&zip, xml)?;
    let mut warnings = Vec::new();

    let mut surveyor = Surveyor::new(limits.parts);
    let mut characters = Characters::default();
    let end = through(&zip, at, options, meter, &mut characters, &mut surveyor)?;
    if surveyor.too_many {
        return Err(Broken::TooBig { what: "activities", limit: limits.parts as u64 });
    }
    if let End::Damaged(at, why) = end {
        if !surveyor.in_modules() {
            return Err(Broken::Xml { part: "moodle.xml".to_owned(), at, why });
        }
        let text = format!("The backup is damaged at byte {at} ({why}): what follows is missing.");
        warnings.push(Warning::new("damaged_part", text, "moodle.xml"));
    }
    if !surveyor.any() {
        let why = "it holds no course".to_owned();
        return Err(Broken::Xml { part: "moodle.xml".to_owned(), at: 0, why });
    }
    let survey = surveyor.finish(&characters);
    told(&survey, &mut warnings);

    let mut store = Store::default();
    for (at, head) in zip.heads().enumerate() {
        meter.next_member(limits)?;
        if head.is_file {
            store.add(at, head.name, head.size, prefix, survey.repair);
        }
    }
    if store.refused > 0 {
        let text = format!(
            "{} names in the archive are not those of a course backup and are ignored.",
            store.refused
        );
        warnings.push(Warning::new("refused_names", text, "archive"));
    }

    let shelf = Shelf { zip: &zip, store: &store, meter, limits, looks: Cell::new(LOOKS) };
    let read = |index: usize| shelf.look(index);
    let old = Old::new(&survey, &store, &read, limits.file_rows);
    let mut tree = Tree::new(folder, options);
    tree.personal = survey.personal.clone();
    head(&old, &mut tree)?;
    let mut second = Second::new(&old, tree)?;
    through(&zip, at, options, meter, &mut Characters::default(), &mut second)?;
    let (mut tree, left_out) = second.finish()?;
    warnings.extend(left_out);

    let full = old.full();
    let rows = old.rows.take();
    let tally = shelf.take(&rows, &mut tree, blobs)?;
    tree.personal.add(What::Files, of_people(&store, &rows));
    of_files(&old, tally.damaged, unused(&store, &rows), &mut warnings);
    if tally.too_many || full {
        let text = "There are too many files; the rest is left out.";
        warnings.push(Warning::new("too_many_files", text, "files"));
    }
    let (files, file_bytes) = store.totals();
    let formerly: BTreeMap<i64, String> = survey
        .cms
        .iter()
        .filter(|cm| cm.was != cm.module)
        .map(|cm| (cm.cmid, cm.was.clone()))
        .collect();
    let unpacked = Unpacked {
        container: Container::Zip,
        personal: tree.personal,
        warnings,
        members: meter.members(),
        files,
        file_bytes,
        blobs: tally.blobs,
        places: tree.places,
        format: Format::Moodle1,
        formerly,
        blocks: survey.blocks.iter().map(|block| block.int("ID")).collect(),
    };
    let summary = File::create(folder.join(SUMMARY))?;
    serde_json::to_writer(BufWriter::new(summary), &unpacked)
        .map_err(|error| Broken::Io(error.into()))?;
    Ok(unpacked)
}

/// Where `moodle.xml` is in the list of the zip file; the first of several.
fn place(zip: &Zip<'_>, xml: &str) -> Result<usize, Broken> {
    zip.heads()
        .position(|head| {
            head.is_file
                && std::str::from_utf8(head.name)
                    .is_ok_and(|name| name.trim_start_matches("./") == xml)
        })
        .ok_or(Broken::NotMoodle)
}

/// Walks through `moodle.xml` once.
fn through(
    zip: &Zip<'_>,
    at: usize,
    options: &Options,
    meter: &Meter<'_>,
    characters: &mut Characters,
    visitor: &mut dyn Visitor,
) -> Result<End, Broken> {
    let limit = options.limits.xml_bytes;
    let mut end = End::Whole;
    zip.read(at, meter, &mut |_, reader: &mut dyn Read| {
        let mut limited = Ceiling { inner: reader, left: limit, over: false };
        let mut scanner = Scanner::new(&mut limited, &options.limits);
        let result = walk(&mut scanner, characters, visitor);
        let position = scanner.position();
        drop(scanner);
        match result {
            Ok(()) => Ok(()),
            Err(_) if limited.over => Err(Broken::TooBig { what: "bytes of text", limit }),
            Err(Trouble::Io(error)) if error.to_string().contains(MEMBER) => {
                end = End::Damaged(position, "its bytes are damaged".to_owned());
                Ok(())
            }
            Err(Trouble::Io(error)) => Err(meter.why(error)),
            Err(Trouble::Damaged { at, why }) => {
                end = End::Damaged(at, why);
                Ok(())
            }
        }
    })?;
    Ok(end)
}

/// Writes what is about the course as a whole.
fn head(old: &Old<'_>, tree: &mut Tree<'_>) -> Result<(), Broken> {
    let survey = old.survey;
    tree.put(&Member::Manifest, &Part::Manifest, &course::manifest(survey))?;
    tree.put(&Member::Course, &Part::Course, &course::course(old))?;
    for section in &survey.sections {
        let xml = course::section(old, section);
        tree.put(&Member::Section(section.id), &Part::Section, &xml)?;
    }
    Ok(())
}

/// Remarks on what sections list.
fn told(survey: &Survey, warnings: &mut Vec<Warning>) {
    if survey.absent > 0 {
        let text =
            format!("{} activities that the sections list are not in the backup.", survey.absent);
        warnings.push(Warning::new("activities_not_included", text, "sections"));
    }
    if survey.twice > 0 {
        let text = format!(
            "{} activities stand in the course more than once; each is taken once.",
            survey.twice
        );
        warnings.push(Warning::new("repeated_activities", text, "sections"));
    }
}

/// Remarks on files.
fn of_files(old: &Old<'_>, damaged: u64, unused: u64, warnings: &mut Vec<Warning>) {
    let missing = old.missing.borrow().len();
    if missing > 0 {
        let text = format!("The contents of {missing} files are not in the backup.");
        warnings.push(Warning::new("missing_files", text, "files"));
    }
    if damaged > 0 {
        let text = format!("The contents of {damaged} files are damaged and are left out.");
        warnings.push(Warning::new("damaged_file", text, "files"));
    }
    if unused > 0 {
        let text =
            format!("{unused} files of the course are used by no activity and are left out.");
        warnings.push(Warning::new("unused_files", text, "files"));
    }
}
