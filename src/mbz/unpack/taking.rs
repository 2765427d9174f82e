//! What happens to each member of an archive.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use super::{Blobs, Place, SUMMARY, Unpacked, tree_name};
use crate::mbz::container::{self, Container, Head, Meter};
use crate::mbz::files;
use crate::mbz::members::{Member, Name, Wrapping, normal};
use crate::mbz::personal::{PersonalData, What};
use crate::mbz::strip::{Part, strip};
use crate::mbz::xml::Trouble;
use crate::mbz::{Broken, Options, Warning};

#[derive(Default)]
pub(super) struct Found {
    manifest: bool,
    moodle_one: bool,
    ims: bool,
}

pub(super) struct Taking<'a, 'p> {
    pub(super) tree: &'a Path,
    pub(super) blobs: &'a mut dyn Blobs,
    pub(super) options: &'a Options,
    pub(super) meter: &'a Meter<'p>,
    pub(super) wrapping: Wrapping,
    pub(super) seen: HashSet<Member>,
    pub(super) instances: HashMap<i64, i64>,
    pub(super) posts: HashSet<i64>,
    pub(super) missing: HashSet<[u8; 20]>,
    pub(super) found: Found,
    pub(super) kept: u64,
    pub(super) xml_bytes: u64,
    pub(super) blob_bytes: u64,
    pub(super) refused: u64,
    pub(super) repeated: u64,
    pub(super) files_damaged: bool,
    /// The tree is there already.
    pub(super) contents_only: bool,
    pub(super) unpacked: Unpacked,
}

/// How a member is called in words to people.
fn place(member: &Member) -> String {
    match member {
        Member::Manifest => "manifest".to_owned(),
        Member::Files => "files".to_owned(),
        Member::Questions => "questions".to_owned(),
        Member::Scales => "scales".to_owned(),
        Member::Gradebook => "gradebook".to_owned(),
        Member::Course => "course".to_owned(),
        Member::ContentBank => "content bank".to_owned(),
        Member::Block(id) => format!("block {id}"),
        Member::Section(id) => format!("section {id}"),
        Member::Activity(module, cmid)
        | Member::Module(module, cmid)
        | Member::Grading(module, cmid)
        | Member::Grades(module, cmid)
        | Member::Competencies(module, cmid) => format!("{module} {cmid}"),
        Member::Counted(what) => what.clone(),
        Member::Blob(sha1) => format!("file {}", files::hex(sha1)),
        _ => "archive".to_owned(),
    }
}

fn part(member: &Member) -> Option<Part> {
    Some(match member {
        Member::Manifest => Part::Manifest,
        Member::Files => Part::Files,
        Member::Questions => Part::Questions,
        Member::Scales => Part::Scales,
        Member::Gradebook => Part::Gradebook,
        Member::Course => Part::Course,
        Member::ContentBank => Part::ContentBank,
        Member::Block(_) => Part::Block,
        Member::Section(_) => Part::Section,
        Member::Activity(module, _) => Part::Activity(module.clone()),
        Member::Module(..) => Part::Module,
        Member::Grading(..) => Part::Grading,
        Member::Grades(..) => Part::Grades,
        Member::Competencies(..) => Part::Competencies,
        Member::Counted(_) => Part::Counted,
        _ => return None,
    })
}

/// Logs without a single line are this short. Bytes.
const EMPTY_LOG: u64 = 120;

impl Taking<'_, '_> {
    fn warn(&mut self, code: &str, text: impl Into<String>, place: impl Into<String>) {
        if self.unpacked.warnings.len() < 1000 {
            self.unpacked.warnings.push(Warning::new(code, text, place));
        }
    }

    pub(super) fn member(&mut self, head: &Head<'_>, reader: &mut dyn Read) -> Result<(), Broken> {
        let name = match normal(head.name) {
            Name::Clean(name) => name,
            Name::Rubbish => return Ok(()),
            Name::Refused => {
                self.refused += 1;
                return Ok(());
            }
        };
        let Some(member) = self.wrapping.recognise(&name) else { return Ok(()) };
        if !head.is_file || (self.contents_only && !matches!(member, Member::Blob(_))) {
            return Ok(());
        }
        match &member {
            Member::Skipped => return Ok(()),
            Member::MoodleOne => {
                self.found.moodle_one = true;
                return Ok(());
            }
            Member::Ims => {
                self.found.ims = true;
                return Ok(());
            }
            Member::Log => {
                let many = u64::from(head.size > EMPTY_LOG);
                self.unpacked.personal.add(What::Logs, many);
                return Ok(());
            }
            Member::Counted(_) => return self.counted(&member, reader),
            _ => {}
        }
        // The first of several alike is taken: which one must not depend on the container.
        if self.seen.contains(&member) {
            self.repeated += 1;
            return Ok(());
        }
        self.kept += 1;
        if self.kept > self.options.limits.members_kept {
            let limit = self.options.limits.members_kept;
            return Err(Broken::TooBig { what: "members kept", limit });
        }
        self.seen.insert(member.clone());
        if let Member::Blob(sha1) = member {
            self.blob(sha1, head.size, reader)
        } else {
            self.xml(&member, reader)
        }
    }

    /// Whether an error of the stream beneath concerns this member only.
    fn of_member_only(&self, error: &io::Error) -> bool {
        self.unpacked.container == Container::Zip && error.to_string().contains(container::MEMBER)
    }

    fn counted(&mut self, member: &Member, reader: &mut dyn Read) -> Result<(), Broken> {
        let limited = reader.take(self.options.limits.xml_member_bytes);
        let mut found = PersonalData::default();
        let result = strip(limited, &mut io::sink(), &Part::Counted, self.options, &mut found);
        for (what, count) in found.what {
            self.unpacked.personal.add(what, count);
        }
        match result {
            Err(Trouble::Io(error)) if !self.of_member_only(&error) => Err(self.meter.why(error)),
            Err(_) => {
                // Nothing of it is taken anyway; it counts as present.
                if matches!(member, Member::Counted(what) if what == "users") {
                    let text = "The list of users is damaged; it is left out anyway.";
                    self.warn("damaged_part", text, "users");
                }
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }

    fn xml(&mut self, member: &Member, reader: &mut dyn Read) -> Result<(), Broken> {
        let (Some(name), Some(part)) = (tree_name(member), part(member)) else { return Ok(()) };
        let limits = &self.options.limits;
        if matches!(member, Member::Activity(..) | Member::Section(_))
            && self.unpacked.places.len() >= limits.parts
        {
            return Err(Broken::TooBig { what: "activities", limit: limits.parts as u64 });
        }
        let path = self.tree.join(&name);
        let mut out = BufWriter::with_capacity(64 * 1024, File::create(&path)?);
        let mut limited = Ceiling { inner: reader, left: limits.xml_member_bytes, over: false };
        let result =
            strip(&mut limited, &mut out, &part, self.options, &mut self.unpacked.personal);
        let read = limits.xml_member_bytes - limited.left;
        let over = limited.over;
        self.xml_bytes += read;
        if self.xml_bytes > limits.xml_bytes {
            return Err(Broken::TooBig { what: "bytes of text", limit: limits.xml_bytes });
        }
        let passed = match result {
            Ok(passed) => passed,
            Err(Trouble::Io(error)) if !over && !self.of_member_only(&error) => {
                return Err(self.meter.why(error));
            }
            Err(trouble) => {
                drop(out);
                std::fs::remove_file(&path)?;
                return self.damaged(member, trouble, over);
            }
        };
        out.flush()?;
        match member {
            Member::Manifest => self.found.manifest = true,
            Member::Block(id) => self.unpacked.blocks.push(*id),
            Member::Activity(module, cmid) => {
                self.unpacked.places.push(Place {
                    module: module.clone(),
                    cmid: *cmid,
                    contextid: passed.contextid,
                    instance: passed.instance,
                });
                self.instances.insert(passed.contextid, passed.instance);
                self.posts.extend(passed.posts);
            }
            _ => {}
        }
        Ok(())
    }

    fn damaged(&mut self, member: &Member, trouble: Trouble, over: bool) -> Result<(), Broken> {
        let place = place(member);
        let (at, why) = match trouble {
            Trouble::Damaged { at, why } => (at, why),
            Trouble::Io(_) if over => (0, "it is too long".to_owned()),
            Trouble::Io(_) => (0, "its bytes are damaged".to_owned()),
        };
        match member {
            Member::Manifest => return Err(Broken::Xml { part: place, at, why }),
            Member::Files => self.files_damaged = true,
            _ => {}
        }
        let code = match member {
            Member::Activity(..) | Member::Module(..) => "damaged_activity",
            _ => "damaged_part",
        };
        let text = format!("The part “{place}” is damaged at byte {at} and is left out: {why}.");
        self.warn(code, text, place);
        Ok(())
    }

    fn blob(&mut self, sha1: [u8; 20], size: u64, reader: &mut dyn Read) -> Result<(), Broken> {
        let limits = &self.options.limits;
        let allowed =
            limits.blob_member_bytes.min(limits.blob_bytes.saturating_sub(self.blob_bytes));
        let mut limited = Ceiling { inner: reader, left: allowed, over: false };
        let result = self.blobs.take(sha1, size, &mut limited);
        self.blob_bytes += allowed - limited.left;
        if limited.over {
            return Err(Broken::TooBig { what: "bytes of files", limit: allowed });
        }
        match result {
            Ok(()) => {
                self.unpacked.blobs += 1;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                if self.unpacked.container == Container::TarGz
                    && !error.to_string().contains(files::MISMATCH)
                {
                    return Err(self.meter.why(error));
                }
                self.missing.insert(sha1);
                self.seen.remove(&Member::Blob(sha1));
                let text = "The content of a file is damaged and is left out.";
                self.warn("damaged_file", text, format!("file {}", files::hex(&sha1)));
                Ok(())
            }
            Err(error) => Err(match self.meter.why(error) {
                Broken::ContainerDamaged => Broken::Truncated,
                other => other,
            }),
        }
    }

    pub(super) fn finish(mut self) -> Result<Unpacked, Broken> {
        if !self.found.manifest {
            return Err(match self.found {
                Found { moodle_one: true, .. } => Broken::OlderFormat,
                Found { ims: true, .. } => Broken::ImsCartridge,
                Found { .. } => Broken::NotMoodle,
            });
        }
        self.unpacked.members = self.meter.members();
        if self.refused > 0 {
            let text = format!(
                "{} names in the archive are not those of a course backup and are ignored.",
                self.refused
            );
            self.warn("refused_names", text, "archive");
        }
        if self.repeated > 0 {
            let text =
                format!("{} parts are in the archive twice; the first is taken.", self.repeated);
            self.warn("repeated_members", text, "archive");
        }
        self.files()?;
        let summary = File::create(self.tree.join(SUMMARY))?;
        serde_json::to_writer(BufWriter::new(summary), &self.unpacked)
            .map_err(|error| Broken::Io(error.into()))?;
        Ok(self.unpacked)
    }

    /// Writes the list of files anew, now that it is known to whom each belongs.
    fn files(&mut self) -> Result<(), Broken> {
        let all = self.tree.join("files.all.xml");
        if !all.exists() {
            return Ok(());
        }
        let keep = files::Keep {
            instances: &self.instances,
            posts: &self.posts,
            entries: self.options.entries,
            blobs: &|sha1| self.seen.contains(&Member::Blob(sha1)),
        };
        let out = BufWriter::new(File::create(self.tree.join("files.xml"))?);
        let tally =
            files::filter(BufReader::new(File::open(&all)?), out, &keep, &self.options.limits)
                .map_err(|trouble| trouble.into_broken("files"))?;
        std::fs::remove_file(all)?;
        self.unpacked.files = tally.named;
        self.unpacked.file_bytes = tally.bytes;
        self.unpacked.personal.add(What::Files, tally.personal);
        if tally.missing > 0 {
            let text = format!("The contents of {} files are not in the backup.", tally.missing);
            self.warn("missing_files", text, "files");
        }
        if tally.too_many {
            self.warn("too_many_files", "There are too many files; the rest is left out.", "files");
        }
        Ok(())
    }
}

/// Ends a reader with an error where [`Read::take`] would end it quietly.
pub(in crate::mbz) struct Ceiling<R> {
    pub(in crate::mbz) inner: R,
    pub(in crate::mbz) left: u64,
    pub(in crate::mbz) over: bool,
}

impl<R: Read> Read for Ceiling<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        if let Some(left) = self.left.checked_sub(length as u64) {
            self.left = left;
            Ok(length)
        } else {
            self.over = true;
            Err(io::Error::other("size limit"))
        }
    }
}
