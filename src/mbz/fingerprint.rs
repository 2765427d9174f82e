//! Recognising contents, activities and whole backups again.

use std::collections::HashSet;
use std::io::{self, BufReader, Read};

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

use super::activity::Content;
use super::files::MISMATCH;
use super::members::{Member, sha1_of};
use super::questions::{BankCategory, BankQuestion, Questions};
use super::xml::{Row, rows};
use super::{Broken, Course};

/// What stays the same when the same course is backed up again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The hash of the old site, or its address where the backup has no hash.
    pub site: String,
    /// Number of the course there.
    pub course: i64,
    /// `page`, `quiz`, ….
    pub module: String,
    /// Course module number there.
    pub cmid: i64,
}

/// Fields that change without the content changing.
const VOLATILE: &[&str] = &[
    "timemodified",
    "timecreated",
    "timerendered",
    "revision",
    "legacyfileslast",
    "stamp",
    "updatefreq",
];

impl Course {
    /// What tells an activity from all others, on all sites.
    pub fn identity(&self, cmid: i64) -> Option<Identity> {
        let stub = self.stub(cmid)?;
        let site = self.site.identifier.as_ref().unwrap_or(&self.site.wwwroot);
        Some(Identity {
            site: site.clone(),
            course: self.site.course_id,
            module: stub.module.clone(),
            cmid,
        })
    }

    /// SHA-256 over what an activity holds: its texts and settings without times, its files, and
    /// the questions of a quiz. Equal for the same activity in a later backup if nobody changed it.
    pub fn fingerprint(&self, cmid: i64, questions: &Questions) -> Result<[u8; 32], Broken> {
        let stub = self.stub(cmid).ok_or(Broken::NoSuchActivity(cmid))?;
        let mut context = Context::new(&SHA256);
        text(&mut context, &stub.title);
        if let Some(file) = self.open_part(&Member::Activity(stub.module.clone(), cmid)) {
            // Damage changes the fingerprint and is told elsewhere.
            let _ = rows(BufReader::new(file), &self.limits, &mut |path, row| {
                row_of(&mut context, path, &row);
            });
        }
        let mut files: Vec<_> = self.files.of_context(stub.contextid).collect();
        files.sort_by(|one, other| one.key.cmp(&other.key));
        for file in files {
            text(&mut context, &file.key.area.area);
            text(&mut context, &file.key.path);
            context.update(&file.sha1);
        }
        if let Content::Quiz(quiz) = &self.activity(cmid)?.content {
            for slot in &quiz.slots {
                questions.digest(&slot.pick, &mut |path, row| row_of(&mut context, path, &row))?;
            }
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.finish().as_ref());
        Ok(out)
    }
}

impl Course {
    /// As [`Course::fingerprint`], for a category of the question bank.
    pub fn bank_fingerprint(
        &self,
        category: &BankCategory,
        questions: &Questions,
    ) -> Result<[u8; 32], Broken> {
        let mut context = Context::new(&SHA256);
        text(&mut context, &category.title);
        text(&mut context, &category.path.join("/"));
        text(&mut context, &category.info.raw);
        for one in &category.questions {
            context.update(&[u8::from(one.draft)]);
            questions.digest(&one.pick, &mut |path, row| row_of(&mut context, path, &row))?;
        }
        let asked: HashSet<i64> = category.questions.iter().filter_map(BankQuestion::id).collect();
        let mut files: Vec<_> = self
            .files
            .of_context(category.contextid)
            .filter(|file| file.key.area.component == "question")
            .filter(|file| asked.contains(&file.key.area.item))
            .collect();
        files.sort_by(|one, other| one.key.cmp(&other.key));
        for file in files {
            text(&mut context, &file.key.area.area);
            text(&mut context, &file.key.path);
            context.update(&file.sha1);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.finish().as_ref());
        Ok(out)
    }
}

/// Length first, so that no two lists of texts look alike.
fn text(context: &mut Context, text: &str) {
    context.update(&(text.len() as u64).to_le_bytes());
    context.update(text.as_bytes());
}

/// Empty fields say nothing: a list that is empty and one that was left out are alike.
fn row_of(context: &mut Context, path: &[String], row: &Row) {
    let mut first = true;
    for (name, value) in row.fields() {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else { continue };
        if VOLATILE.contains(&name) {
            continue;
        }
        if std::mem::take(&mut first) {
            text(context, path.last().map_or("", String::as_str));
        }
        text(context, name);
        text(context, value);
    }
}

/// Reads a content and compares it with its name in the archive.
pub struct Sha1Reader<R> {
    inner: R,
    context: Context,
    want: [u8; 20],
    length: u64,
}

impl<R: Read> Sha1Reader<R> {
    /// A reader whose content must have this SHA-1.
    pub fn new(inner: R, want: [u8; 20]) -> Self {
        Self { inner, context: Context::new(&SHA1_FOR_LEGACY_USE_ONLY), want, length: 0 }
    }

    /// Reads what is left and compares. The error is of kind [`io::ErrorKind::InvalidData`], as
    /// [`Blobs::take`](super::Blobs::take) wants it. Returns the length in bytes.
    pub fn finish(mut self) -> io::Result<u64> {
        io::copy(&mut self, &mut io::sink())?;
        if self.context.finish().as_ref() == self.want {
            Ok(self.length)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, MISMATCH))
        }
    }
}

impl<R: Read> Read for Sha1Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.context.update(&buffer[..length]);
        self.length += length as u64;
        Ok(length)
    }
}

/// Reads a SHA-1 written as 40 lower-case hexadecimal digits.
pub fn sha1_of_name(name: &str) -> Option<[u8; 20]> {
    sha1_of(name)
}
