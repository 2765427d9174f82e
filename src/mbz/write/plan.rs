//! What a course that leaves this site holds, as a value: any writer of courses takes it.

use std::collections::BTreeSet;
use std::io::{self, Read};

/// A course on its way out. Only what the person may see is in it.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What it is called.
    pub title: String,
    /// A short name for lists.
    pub short_name: String,
    /// Why it is: HTML.
    pub summary: String,
    /// Nobody has changed that since, so a whole course has the one of its backup, with its pictures.
    pub summary_as_it_was: bool,
    /// Language tag, if all is in one language.
    pub language: Option<String>,
    /// The address of this site, without a slash at its end.
    pub site: String,
    /// Tells this site from every Moodle, so that none takes the numbers within for its own.
    pub site_hash: String,
    /// When its content was last changed, unix seconds: all that the archive says of time.
    pub dated: i64,
    /// Whether a whole course leaves or one activity.
    pub scope: Scope,
    /// The parts in order; the first stands above all others and needs no title.
    pub sections: Vec<Section>,
    /// For each opened backup: which questions go along that no quiz asks for.
    pub questions: Vec<Questions>,
    /// Blocks of text beside the course: which backup, and their numbers there.
    pub blocks: Vec<(usize, i64)>,
}

/// Which questions of a backup go along besides those that the quizzes taken from it ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Questions {
    /// No others.
    #[default]
    Asked,
    /// All of these categories, by their numbers in the backup.
    Of(BTreeSet<i64>),
    /// All.
    All,
}

/// What leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// A course of its own.
    #[default]
    Course,
    /// One activity, to be put into a course that is there.
    Activity,
}

/// A part of the course.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its name; none for what Moodle names itself.
    pub title: Option<String>,
    /// HTML.
    pub summary: String,
    /// The section of a backup that it was: which backup, and its number there. Whether pupils see
    /// it comes from there.
    pub origin: Option<(usize, i64)>,
    /// Nobody has changed its summary since, so the one in the backup is taken, with its pictures.
    pub as_it_was: bool,
    /// What it holds, in order.
    pub items: Vec<Item>,
}

/// One thing on the course page.
#[derive(Debug, Clone)]
pub enum Item {
    /// An activity that came from a backup.
    Original(Original),
    /// Something that was made here.
    Made(Made),
}

/// An activity that came from a backup and goes back as it came.
#[derive(Debug, Clone, Default)]
pub struct Original {
    /// Which of the opened backups.
    pub source: usize,
    /// Course module number there.
    pub cmid: i64,
    /// What it is called here, if that was changed.
    pub title: Option<String>,
    /// Moodle's name of its licence, for files that carry none.
    pub licence: Option<String>,
    /// Its path on this site: `/r/7k3m9qpx2v4d`.
    pub path: String,
}

/// Something that was made here.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// What it is called.
    pub title: String,
    /// What it is about: HTML.
    pub intro: String,
    /// What it is.
    pub body: Body,
    /// Its files.
    pub files: Vec<Attached>,
    /// Whether pupils see it.
    pub visible: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// When it was last changed, unix seconds.
    pub changed: i64,
    /// Its path on this site, or nothing.
    pub path: String,
}

/// What something made here becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// Words between the activities: the introduction says it all.
    #[default]
    Note,
    /// A link to this address.
    Link(String),
    /// A page with this HTML; `@@PLUGINFILE@@/` leads to its files.
    Page(String),
    /// One file.
    File,
    /// Several files in folders.
    Folder,
}

/// A file of something made here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attached {
    /// Its name, which may hold folders (`a/b.pdf`).
    pub name: String,
    /// Names its content.
    pub sha1: [u8; 20],
    /// Media type.
    pub mime: String,
    /// Moodle's name of its licence.
    pub licence: Option<String>,
}

/// Where the contents of files come from.
pub trait Contents {
    /// Length in bytes, or `None` if it is not there.
    fn size(&self, sha1: [u8; 20]) -> io::Result<Option<u64>>;
    /// Opens it.
    fn open(&self, sha1: [u8; 20]) -> io::Result<Box<dyn Read>>;
}

impl Plan {
    /// All things in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// The name that Moodle would give the file.
    pub fn file_name(&self) -> String {
        let kind = match self.scope {
            Scope::Course => "course",
            Scope::Activity => "activity",
        };
        let name: String = self
            .short_name
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect::<String>()
            .split('_')
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("_");
        let name: String =
            if name.is_empty() { kind.into() } else { name.chars().take(60).collect() };
        let date = jiff::Timestamp::from_second(self.dated).unwrap_or_default();
        format!("backup-moodle2-{kind}-{name}-{}-nu.mbz", date.strftime("%Y%m%d-%H%M"))
    }
}
