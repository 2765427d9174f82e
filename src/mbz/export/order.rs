//! What somebody wishes to download, and all that goes into it.

use std::{
    collections::BTreeSet,
    fmt::Debug,
    io::{BufWriter, IntoInnerError, Seek, Write},
};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{
    build::{self, Names},
    gather::{self, Choice, Gathered, Thing},
    zips::{self, Shape},
};
use crate::{crypto::Sha256Writer, error::Result, mbz::import::store, site::Site, web::Viewer};

/// More bytes than these are written in the background.
pub const LARGE: u64 = 30 << 20;

/// What somebody wishes to download.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wish {
    /// The key of a collection, or of one resource.
    pub key: String,
    /// The resources of the collection; none means that it is one resource.
    pub only: Option<BTreeSet<String>>,
    /// In which form.
    pub shape: Shape,
    /// The language of the words that are added.
    pub language: String,
}

/// All that goes into one file.
pub struct Order {
    gathered: Gathered,
    names: Names,
    answers: bool,
    wish: Wish,
}

impl Order {
    /// Reads all of it, as this viewer may see it now.
    ///
    /// # Errors
    /// As the page of the collection or resource.
    pub fn read(conn: &Connection, viewer: &Viewer, wish: Wish) -> Result<Self> {
        let gathered = match &wish.only {
            Some(only) => {
                gather::collection(conn, viewer, &wish.key, &Choice::Only(only.clone()))?.1
            }
            None => gather::resource(conn, viewer, &wish.key)?,
        };
        let names = names(conn, &gathered)?;
        Ok(Self { gathered, names, answers: viewer.sees_answers(), wish })
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.gathered.title
    }

    /// The sum of its files, known before anything is written.
    pub fn bytes(&self) -> u64 {
        self.gathered.resources().map(|resource| resource.content.size()).sum()
    }

    /// Whether it is too large to be written while somebody waits.
    pub fn is_large(&self) -> bool {
        self.bytes() > LARGE
    }

    /// In which form.
    pub fn shape(&self) -> Shape {
        self.wish.shape
    }

    /// What was wished for.
    pub fn wish(&self) -> &Wish {
        &self.wish
    }

    /// Differs as soon as anything differs that goes into the file.
    pub fn print(&self) -> String {
        let mut sum = Sha256Writer::default();
        let mut add = |what: &dyn Debug| sum.update(format!("{what:?}\n").as_bytes());
        let it = &self.gathered;
        add(&(env!("CARGO_PKG_VERSION"), self.answers, &self.wish));
        add(&(&it.title, &it.summary, &it.language, it.scope, it.changed, &it.whole));
        for part in &it.sections {
            add(&(&part.title, &part.summary));
            for thing in &part.things {
                match thing {
                    Thing::Note(html) => add(html),
                    Thing::Resource(it, origin) => {
                        add(&(it.key, it.kind, it.changed, &it.description, &it.content, origin));
                    }
                }
            }
        }
        sum.finish().hex()
    }

    /// Writes the file; returns what it should be called. Blocks; not for an async thread.
    ///
    /// # Errors
    /// A disk that fails, or a file that is gone from the store.
    pub fn write<W: Write + Seek>(&self, site: &Site, out: W) -> Result<(W, String)> {
        let out = BufWriter::with_capacity(1 << 16, out);
        let (it, language) = (&self.gathered, self.wish.language.as_str());
        let (out, name) = if self.wish.shape == Shape::Moodle {
            let done = build::export(site, it, &self.names, self.answers, language, out)?;
            (done.out, done.name)
        } else {
            let what = (it, format!("/k/{}", self.wish.key));
            let shape = self.wish.shape;
            let done = zips::zip(site, what, &self.names, self.answers, language, shape, out)?;
            (done.out, done.name)
        };
        Ok((out.into_inner().map_err(IntoInnerError::into_error)?, name))
    }
}

/// Under which names the backups knew the contents that leave.
pub fn names(conn: &Connection, gathered: &Gathered) -> Result<Names> {
    let mut names = Names::new();
    for part in &gathered.sections {
        for thing in &part.things {
            if let Thing::Resource(_, Some(origin)) = thing
                && !names.contains_key(&origin.import)
            {
                names.insert(origin.import, store::contents(conn, origin.import)?);
            }
        }
    }
    Ok(names)
}
