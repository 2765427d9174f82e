//! What a room or wing offers the house.

use std::{io::Write, path::PathBuf};

use actix_web::web::ServiceConfig;
use futures_util::future::LocalBoxFuture;
use rusqlite::Connection;

use crate::{
    db::Listener,
    error::Result,
    ids::Thing,
    jobs::Kind,
    site::Site,
    web::{Drawn, Viewer},
    words::Messages,
};

/// A room or wing, as the rest of the house sees it. Everything in the house that must know of
/// all parts walks the list of these constants in `app/parts.rs`.
pub struct Part {
    /// The name of its module, its template folder and its migration folder.
    pub name: &'static str,
    /// Its steps of the database, oldest first; never edited once released.
    pub migrations: &'static [&'static str],
    /// Adds its addresses.
    pub routes: fn(&mut ServiceConfig),
    /// Who may come to each of its addresses. An address without an entry is shut.
    pub gate: &'static [(&'static str, Who)],
    /// Its words in each language.
    pub words: &'static [Messages],
    /// The kinds of work that it leaves for later.
    pub jobs: &'static [Kind],
    /// Its ears.
    pub listeners: &'static [Listener],
    /// Its commands on the command line.
    pub commands: &'static [Command],
    /// Whether something of this part still names the file with this SHA-256.
    pub keeps_file: fn(&Connection, &str) -> Result<bool>,
    /// What it lets people do with what rooms show.
    pub offers: &'static [Offer],
    /// What it shows on the pages of rooms.
    pub panels: &'static [Panel],
    /// Its lines on the administration's front page.
    pub health: fn(&Connection, &Viewer) -> Result<Vec<Finding>>,
}

impl Part {
    /// A part with nothing but a name, to be filled in by `Part { …, ..Part::EMPTY }`.
    pub const EMPTY: Self = Self {
        name: "",
        migrations: &[],
        routes: |_| {},
        gate: &[],
        words: &[],
        jobs: &[],
        listeners: &[],
        commands: &[],
        keeps_file: |_, _| Ok(false),
        offers: &[],
        panels: &[],
        health: |_, _| Ok(Vec::new()),
    };
}

/// Something that a part lets people do with what a room shows: a button on the room's page.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// With what.
    pub with: With,
    /// Where the button leads: what follows the address of the thing, such as `moodle`.
    pub path: &'static str,
    /// The message key of its words.
    pub key: &'static str,
    /// Its drawing.
    pub icon: &'static str,
}

/// What an offer is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// A collection.
    Collection,
    /// A resource.
    Resource,
}

/// A piece of a page that belongs to another part: the room whose page it is knows nothing of it.
#[derive(Clone, Copy)]
pub struct Panel {
    /// Where on the page.
    pub place: Place,
    /// What it shows with this thing to this viewer, if anything. It reads in the same view of the
    /// database as the page itself, and must ask as few questions as it can.
    pub show: fn(&Connection, &Looking<'_>) -> Result<Option<Drawn>>,
}

/// Who looks at what.
#[derive(Debug, Clone, Copy)]
pub struct Looking<'a> {
    /// Who; what they may read of the thing itself is settled.
    pub viewer: &'a Viewer,
    /// At what.
    pub thing: Thing,
    /// The language of the pages, for names out of vocabularies.
    pub language: &'a str,
}

/// Where on a page something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among the buttons: list items on the page of a resource, plain buttons elsewhere.
    Bar,
    /// Above the contents, across the page.
    Top,
    /// Below the contents.
    Main,
    /// Beside the contents, or below them on narrow screens.
    Side,
    /// On the page of all that waits for curators.
    Queue,
}

/// A command of the command line: `hornbook NAME …`.
pub struct Command {
    /// Its name, its flags and its help.
    pub define: fn() -> clap::Command,
    /// Does it. The number is the exit code: 0 done, 1 could not, 2 used wrongly.
    pub run: fn(clap::ArgMatches, Shell) -> LocalBoxFuture<'static, Result<u8>>,
}

/// What every command is given.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The data folder.
    pub data: PathBuf,
    /// Opens the site in that folder, whether or not it is being served meanwhile.
    pub open: fn(PathBuf) -> LocalBoxFuture<'static, Result<Site>>,
}

impl Shell {
    /// Opens the site.
    pub async fn site(&self) -> Result<Site> {
        (self.open)(self.data.clone()).await
    }

    /// Data, to standard output.
    pub fn print(&self, data: &str) {
        let _ = writeln!(std::io::stdout(), "{data}");
    }

    /// Words, to standard error.
    pub fn say(&self, words: &str) {
        let _ = writeln!(std::io::stderr(), "{words}");
    }
}

/// Who may come to an address. What they then may see or do there, actions decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, even where the site is closed to strangers: signing in, styles, health.
    Anybody,
    /// Those who may read the site: everybody, or only people with an account if it is closed.
    Readers,
    /// People with an account.
    People,
    /// Moderators and administrators.
    Moderators,
    /// Administrators.
    Administrators,
}

/// One line of the checklist in the administration.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How well it stands.
    pub state: State,
    /// The message key of the line; its `.hint` says what to do.
    pub key: &'static str,
    /// A figure or name that the line quotes.
    pub value: String,
    /// Where it can be mended.
    pub link: Option<&'static str>,
}

/// How well something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Must be mended.
    Red,
    /// Worth a look.
    Amber,
    /// Well.
    Green,
}
