//! A course as pages, files and links, for whoever has no Moodle: what any browser or any other
//! teaching system can open.
//!
//! An [`Outline`] holds what people see here, with addresses of this site in its HTML; the writers
//! lay the same things into a zip ([`stick`]: pages that open without a server; [`cartridge`]: a
//! Common Cartridge) and lead those addresses to where things lie within.

mod address;
mod asked;
pub mod cartridge;
mod names;
mod pack;
mod qti;
pub mod stick;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

pub use self::asked::{Asked, Choice, Way};

/// What leaves.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// What it is called.
    pub title: String,
    /// Why it is: HTML.
    pub summary: String,
    /// Language tag, or nothing.
    pub language: String,
    /// The address of this site, without a slash at its end.
    pub origin: String,
    /// Where it lies here: `/k/7k3m9qpx2v4d`.
    pub path: String,
    /// In order; what has no title stands before all others.
    pub chapters: Vec<Chapter>,
}

/// A section.
#[derive(Debug, Clone, Default)]
pub struct Chapter {
    /// Its name, or nothing.
    pub title: String,
    /// What it is for: HTML.
    pub summary: String,
    /// In order.
    pub leaves: Vec<Leaf>,
}

/// What stands in a section.
#[derive(Debug, Clone)]
pub enum Leaf {
    /// Words of whoever made the collection: HTML.
    Note(String),
    /// A resource.
    Thing(Box<Thing>),
}

/// A resource.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    /// Its key here.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Language tag, or nothing.
    pub language: String,
    /// What kind of thing it is, in words for people.
    pub word: String,
    /// What it is about: HTML.
    pub summary: String,
    /// The thing itself: HTML, or nothing.
    pub body: String,
    /// Where a link leads, or nothing.
    pub url: String,
    /// Who made it, under which licence: HTML.
    pub credit: String,
    /// Its files.
    pub files: Vec<Attached>,
    /// The questions of a quiz that other systems can ask, too.
    pub questions: Vec<Asked>,
    /// Whether the quiz has others besides.
    pub more_questions: bool,
}

/// A file of a resource.
#[derive(Debug, Clone, Default)]
pub struct Attached {
    /// Its name, which may hold folders.
    pub name: String,
    /// Names its content in the store.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Whether it is shown within the text, and so needs no line in a list.
    pub inline: bool,
}

/// Where the contents of files come from.
pub trait Store {
    /// Opens a content; `None` if it is gone.
    fn open(&self, sha256: &str) -> io::Result<Option<Box<dyn Read>>>;
}

/// Words that the pages need, in the language of whoever takes them along.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Above the list of everything.
    pub contents: String,
    /// To the page of contents.
    pub back: String,
    /// Above the files of a thing.
    pub files: String,
    /// To where a link leads.
    pub open: String,
    /// Above who made it.
    pub credit: String,
    /// To the thing on the site it came from.
    pub source: String,
    /// What a page of words between things is called.
    pub note: String,
    /// Behind the title of a page with all questions of a quiz.
    pub all_questions: String,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    /// Resources.
    pub things: usize,
    /// Files.
    pub files: usize,
    /// Files whose contents are gone.
    pub missing_files: usize,
    /// Questions that the form can ask.
    pub questions: usize,
}

impl Outline {
    /// All resources in order.
    pub fn things(&self) -> impl Iterator<Item = &Thing> {
        self.chapters.iter().flat_map(|chapter| &chapter.leaves).filter_map(|leaf| match leaf {
            Leaf::Thing(thing) => Some(&**thing),
            Leaf::Note(_) => None,
        })
    }

    /// A name for the file, without an ending.
    pub fn file_name(&self) -> String {
        let name = crate::text::slug::slug(&self.title, 60);
        if name.is_empty() { "collection".to_owned() } else { name }
    }
}
