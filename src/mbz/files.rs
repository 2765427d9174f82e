//! The files of a backup: which are kept, and where each belongs.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};

use quick_xml::escape::partial_escape;

use super::Limits;
use super::members::sha1_of;
use super::strip::is_core;
use super::xml::{Row, Trouble, ends, rows};

/// Marks the error of a content that is not what its name says.
pub(super) const MISMATCH: &str = "the content does not match its name";

/// A place for files: context, component, area and item, as Moodle's file API has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Area {
    /// Number of the context on the old site.
    pub contextid: i64,
    /// `mod_page`, `question`, `course`, ….
    pub component: String,
    /// `content`, `intro`, ….
    pub area: String,
    /// 0, or the number of a chapter, a question, ….
    pub item: i64,
}

/// One file's place and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey {
    /// Where it lies.
    pub area: Area,
    /// Folder and name: `/`-separated, begins with `/`.
    pub path: String,
}

/// A file that the course uses.
#[derive(Debug, Clone)]
pub struct CourseFile {
    /// Place and name.
    pub key: FileKey,
    /// SHA-1 of its content: the name under which [`Blobs`](super::Blobs) got it.
    pub sha1: [u8; 20],
    /// As stated in the backup. Bytes.
    pub size: u64,
    /// As stated in the backup, untrusted.
    pub mime: String,
    /// Moodle's short name of the licence: `cc-sa-4.0`, `allrightsreserved`, `unknown`, ….
    pub licence: Option<String>,
    /// The main file of a resource has the highest.
    pub sort_order: i64,
    /// Whether the content was in the archive.
    pub present: bool,
    /// A reference to a file elsewhere: there never was a content.
    pub alias: bool,
}

impl CourseFile {
    /// The name without its folder.
    pub fn name(&self) -> &str {
        self.key.path.rsplit('/').next().unwrap_or("")
    }
}

/// All files of a course that are kept.
#[derive(Debug, Default)]
pub struct Files {
    all: Vec<CourseFile>,
    by_key: HashMap<FileKey, usize>,
    by_context: HashMap<i64, Vec<usize>>,
}

impl Files {
    /// All, in the order of the backup.
    pub fn iter(&self) -> impl Iterator<Item = &CourseFile> {
        self.all.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The file of that place and name.
    pub fn get(&self, key: &FileKey) -> Option<&CourseFile> {
        self.by_key.get(key).and_then(|at| self.all.get(*at))
    }

    /// The files of one context.
    pub fn of_context(&self, contextid: i64) -> impl Iterator<Item = &CourseFile> {
        self.by_context.get(&contextid).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// A file of a question, whose context may lie outside the course.
    pub(super) fn of_question(
        &self,
        component: &str,
        area: &str,
        item: i64,
        path: Option<&str>,
    ) -> Option<&CourseFile> {
        self.all.iter().find(|file| {
            let place = &file.key.area;
            place.item == item
                && place.area == area
                && place.component == component
                && path.is_none_or(|path| path == file.key.path)
        })
    }

    fn push(&mut self, file: CourseFile) {
        if self.by_key.contains_key(&file.key) {
            return;
        }
        self.by_key.insert(file.key.clone(), self.all.len());
        self.by_context.entry(file.key.area.contextid).or_default().push(self.all.len());
        self.all.push(file);
    }

    /// Reads the cleaned `files.xml`.
    pub(super) fn read(input: impl Read, limits: &Limits) -> Result<Self, Trouble> {
        let mut files = Self::default();
        rows(input, limits, &mut |path, row| {
            if ends(path, &["files", "file"])
                && let Some(file) = file_of(&row)
                && files.all.len() < limits.file_rows
            {
                files.push(file);
            }
        })?;
        Ok(files)
    }
}

fn file_of(row: &Row) -> Option<CourseFile> {
    let name = row.text("filename");
    if name.is_empty() || name == "." {
        return None;
    }
    let folder = row.text("filepath");
    let folder = if folder.is_empty() { "/" } else { folder };
    Some(CourseFile {
        key: FileKey {
            area: Area {
                contextid: row.int("contextid"),
                component: row.owned("component"),
                area: row.owned("filearea"),
                item: row.int("itemid"),
            },
            path: format!(
                "/{}",
                format!("{folder}/{name}")
                    .split('/')
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("/")
            ),
        },
        sha1: sha1_of(&row.text("contenthash").to_ascii_lowercase())?,
        size: u64::try_from(row.int("filesize")).unwrap_or(0),
        mime: row.owned("mimetype"),
        licence: row.get("license").filter(|name| !name.is_empty()).map(str::to_owned),
        sort_order: row.int("sortorder"),
        present: !row.flag("missing"),
        alias: row.get("reference").is_some_and(|text| !text.is_empty()),
    })
}

/// What decides whether a file is kept.
pub(super) struct Keep<'a> {
    /// The instance number of the activity of a context.
    pub(super) instances: &'a HashMap<i64, i64>,
    pub(super) posts: &'a HashSet<i64>,
    pub(super) entries: bool,
    pub(super) blobs: &'a dyn Fn([u8; 20]) -> bool,
}

/// What the list of files held.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) named: u64,
    pub(super) bytes: u64,
    pub(super) personal: u64,
    pub(super) missing: u64,
    pub(super) too_many: bool,
}

impl Keep<'_> {
    /// Whether a file is about the course and not somebody's.
    fn keeps(&self, row: &Row) -> bool {
        let component = row.text("component");
        let area = row.text("filearea");
        let item = row.int("itemid");
        if matches!(area, "icon" | "draft" | "private" | "profile") || area.starts_with("response_")
        {
            return false;
        }
        let Some(module) = component.strip_prefix("mod_") else {
            return match component {
                "course" | "question" | "contentbank" | "badges" | "coursecat" => true,
                _ => {
                    component.starts_with("qtype_")
                        || component.starts_with("workshopform_")
                        || component.starts_with("gradingform_") && area != "remark"
                        || component.starts_with("block_")
                }
            };
        };
        match (module, area) {
            (_, "intro") => true,
            ("forum", "post" | "attachment") => self.entries && self.posts.contains(&item),
            ("glossary" | "wiki", _) | ("data", "content") => self.entries,
            ("forum" | "chat" | "survey" | "choice", _)
            | ("assignment", "submission" | "response") => false,
            ("workshop", _) => {
                matches!(area, "instructauthors" | "instructreviewers" | "conclusion")
            }
            ("assign", _) => matches!(area, "introattachment" | "activityattachment"),
            ("feedback", _) => matches!(area, "item" | "page_after_submit" | "template"),
            ("lesson", _) => !matches!(area, "essay_responses" | "essay_answers"),
            ("bigbluebuttonbn", _) => area == "presentation",
            (module, _) if is_core(module) => true,
            // Of other activities only what belongs to the activity as a whole.
            _ => {
                let own = row.int("contextid");
                item == 0 || self.instances.get(&own) == Some(&item)
            }
        }
    }
}

/// Copies the list of files without what is somebody's, marking contents that are not there.
pub(super) fn filter(
    input: impl Read,
    mut out: impl Write,
    keep: &Keep<'_>,
    limits: &Limits,
) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    let mut counted: HashSet<[u8; 20]> = HashSet::new();
    let mut failed = None;
    let mut seen = 0;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<files>")?;
    rows(input, limits, &mut |path, row| {
        if !ends(path, &["files", "file"]) || matches!(row.text("filename"), "" | ".") {
            return;
        }
        tally.named += 1;
        seen += 1;
        if seen > limits.file_rows {
            tally.too_many = true;
            return;
        }
        let Some(sha1) = sha1_of(&row.text("contenthash").to_ascii_lowercase()) else { return };
        if counted.insert(sha1) {
            tally.bytes =
                tally.bytes.saturating_add(u64::try_from(row.int("filesize")).unwrap_or(0));
        }
        if !keep.keeps(&row) {
            tally.personal += 1;
            return;
        }
        let alias = row.get("reference").is_some_and(|text| !text.is_empty());
        let missing = !(keep.blobs)(sha1);
        if missing && !alias {
            tally.missing += 1;
        }
        if failed.is_none() {
            failed = write_row(&mut out, &row, missing).err();
        }
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    writeln!(out, "</files>")?;
    out.flush()?;
    Ok(tally)
}

fn write_row(out: &mut impl Write, row: &Row, missing: bool) -> std::io::Result<()> {
    write!(out, "<file id=\"{}\">", row.id())?;
    for name in [
        "contenthash",
        "contextid",
        "component",
        "filearea",
        "itemid",
        "filepath",
        "filename",
        "filesize",
        "mimetype",
        "license",
        "sortorder",
        "reference",
    ] {
        if let Some(text) = row.get(name) {
            write!(out, "<{name}>{}</{name}>", partial_escape(text))?;
        }
    }
    if missing {
        write!(out, "<missing>1</missing>")?;
    }
    writeln!(out, "</file>")
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
