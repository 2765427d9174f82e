//! Reads the archive once more, and takes what is wanted of it into the store.

use std::{
    collections::{HashMap, HashSet},
    io::Read,
    path::Path,
};

use super::{Done, Work};
use crate::{
    crypto::Sha1,
    error::Error,
    files::{Batch, FileProblem, Stored},
    mbz::{
        Blobs, Course, Questions, Unpacked, Warning, contents,
        files::MISMATCH,
        import::{
            bank,
            look::{Watch, archive, options, tree},
            make::{Kept, KeptBlob},
            model::Import,
            store,
        },
        unpack,
    },
    resources::{self, FileRef, FileRole},
    site,
};

/// So many files are noted in one transaction.
const FILES_AT_ONCE: usize = 200;

impl Work<'_> {
    /// Reads the archive once: cleaned XML to the folder, unless it is `looked` at already, wanted
    /// contents to the store.
    pub(super) fn unpack(
        &self,
        import: &Import,
        tree: &Path,
        looked: Option<&Course>,
    ) -> Done<(Unpacked, Kept, Vec<Warning>)> {
        let wanted = self.wanted(import);
        let mut keeping = Keeping {
            batch: self.site.files.batch(),
            wanted,
            kept: Kept::new(),
            stored: Vec::new(),
            most: self.settings.most_upload.max(1 << 30),
            remarks: Vec::new(),
        };
        let mut watch = Watch::new(self.site, self.runtime, self.id, "import-step-files");
        let archive = archive(self.site, import)?;
        let options = options(import.choices.entries);
        let found = match looked {
            Some(course) => {
                let remarks = contents(&archive, &mut keeping, &options, &mut |p| watch.look(p))?;
                keeping.remarks.extend(remarks);
                course.unpacked.clone()
            }
            None => unpack(&archive, tree, &mut keeping, &options, &mut |p| watch.look(p))?,
        };
        keeping.batch.finish().map_err(Error::from)?;
        let person = self.person.clone();
        let settings = self.settings.clone();
        let all = keeping.stored;
        let named: Vec<FileRef> = all.iter().map(nameless).collect();
        self.write(move |tx| {
            let more = resources::new_bytes(tx, &person, &named)?;
            resources::check_room(tx, &settings, &person, more)
        })?;
        let names: HashMap<String, [u8; 20]> =
            keeping.kept.iter().map(|(sha1, blob)| (blob.sha256.clone(), *sha1)).collect();
        for some in all.chunks(FILES_AT_ONCE) {
            self.noted.borrow_mut().extend(some.iter().map(|file| file.sha256.hex()));
            let (id, some) = (self.id, some.to_vec());
            let known: Vec<Option<Sha1>> =
                some.iter().map(|file| names.get(&file.sha256.hex()).copied().map(Sha1)).collect();
            self.write(move |tx| {
                for (file, sha1) in some.iter().zip(known) {
                    site::record_file(tx, file)?;
                    if let Some(sha1) = sha1 {
                        store::insert_content(tx, id, &sha1, &file.sha256.hex())?;
                    }
                }
                Ok(())
            })?;
        }
        Ok((found, keeping.kept, keeping.remarks))
    }

    /// The contents that the chosen activities need. What cannot be told apart yet, all of them.
    fn wanted(&self, import: &Import) -> Option<HashSet<[u8; 20]>> {
        let looked = tree(self.site, import);
        let course = Course::open(&looked).ok()?;
        let Some(only) = &import.choices.only else { return Some(course.wanted_blobs()) };
        let bank = Questions::open(&looked).map(|questions| bank::categories(&questions));
        let asked: HashSet<i64> = bank
            .unwrap_or_default()
            .iter()
            .filter(|category| only.contains(&bank::number(category)))
            .map(|category| category.contextid)
            .collect();
        let left: HashSet<i64> = course
            .activities
            .iter()
            .filter(|stub| !only.contains(&stub.cmid))
            .map(|stub| stub.contextid)
            .filter(|context| !asked.contains(context))
            .collect();
        let files = course.files.iter().filter(|file| file.present);
        let files = files.filter(|file| !left.contains(&file.key.area.contextid));
        Some(files.map(|file| file.sha1).collect())
    }
}

/// Takes wanted contents into the store while the archive streams by.
struct Keeping {
    batch: Batch,
    wanted: Option<HashSet<[u8; 20]>>,
    kept: Kept,
    stored: Vec<Stored>,
    most: u64,
    remarks: Vec<Warning>,
}

impl Blobs for Keeping {
    fn take(&mut self, sha1: [u8; 20], _: u64, reader: &mut dyn Read) -> std::io::Result<()> {
        if self.wanted.as_ref().is_some_and(|wanted| !wanted.contains(&sha1)) {
            return Ok(());
        }
        match self.batch.add(reader, Some(Sha1(sha1)), self.most) {
            Ok(stored) => {
                let blob = KeptBlob {
                    sha256: stored.sha256.hex(),
                    size: stored.size,
                    head: stored.head.iter().copied().take(64).collect(),
                };
                self.kept.insert(sha1, blob);
                self.stored.push(Stored { head: Vec::new(), ..stored });
                Ok(())
            }
            Err(FileProblem::Disk(error)) => Err(error),
            Err(FileProblem::Damaged { .. }) => {
                Err(std::io::Error::new(std::io::ErrorKind::InvalidData, MISMATCH))
            }
            Err(FileProblem::TooBig { .. }) => {
                let text = "A file is larger than this site takes, and is left out.";
                self.remarks.push(Warning::new(
                    "file_too_big",
                    text,
                    format!("file {}", Sha1(sha1)),
                ));
                Ok(())
            }
            Err(other) => {
                Err(std::io::Error::new(std::io::ErrorKind::InvalidData, other.to_string()))
            }
        }
    }
}

/// A content that has no name in a resource yet.
pub(super) fn nameless(file: &Stored) -> FileRef {
    FileRef {
        name: String::new(),
        sha256: file.sha256.hex(),
        mime: String::new(),
        size: file.size,
        role: FileRole::Inline,
    }
}
