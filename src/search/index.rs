//! The jobs of the index: reading the words of what changed, and making all anew.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{
    document::Words,
    listen, saved, sources,
    store::{self, Stale},
};
use crate::{
    db::{Db, Tx},
    error::Result,
    jobs::Job,
    site::Site,
    text::analyse::{ANALYSER_VERSION, analyse},
};

/// So many texts are read in one go.
const READ: u32 = 24;
/// So many bytes of tokens are written in one transaction, if there is more than one text: others
/// want to write, too.
const WRITE: usize = 60_000;
/// So many steps of merging follow it.
const MERGES: usize = 4;
/// So many cards are put down in one transaction.
const CARDS: usize = 50;

/// Reads the words of all that changed, the latest changes first.
#[derive(Serialize, Deserialize)]
pub struct ReadWords {}

impl Job for ReadWords {
    const KIND: &'static str = "search.words";

    fn lane(&self) -> String {
        "search".into()
    }

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        read_words(&site.db).await
    }
}

/// Makes all cards anew and has all words read again.
#[derive(Serialize, Deserialize)]
pub struct Rebuild {}

impl Job for Rebuild {
    const KIND: &'static str = "search.rebuild";

    fn lane(&self) -> String {
        "search".into()
    }

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        rebuild(&site.db).await
    }
}

/// At the start of the site: leaves the work that an update or a sudden end left behind.
pub fn at_start(tx: &Tx<'_>) -> Result<()> {
    if store::analyser(tx)? != ANALYSER_VERSION {
        return Rebuild {}.enqueue(tx);
    }
    let (_, stale) = store::count(tx)?;
    if stale > 0 { ReadWords {}.enqueue(tx) } else { Ok(()) }
}

/// Reads words until none is stale.
pub async fn read_words(db: &Db) -> Result<()> {
    loop {
        let batch = db.read(next_texts).await?;
        if batch.is_empty() {
            while db.write(store::merge).await? {}
            return Ok(());
        }
        let mut tokens = tokio::task::spawn_blocking(move || {
            batch.into_iter().map(|(row, words)| (row, words.map(Tokens::of))).collect::<Vec<_>>()
        })
        .await?
        .into_iter()
        .peekable();
        while tokens.peek().is_some() {
            let (mut some, mut bytes) = (Vec::new(), 0);
            while let Some((row, text)) = tokens.next_if(|(_, text)| {
                bytes == 0 || bytes + text.as_ref().map_or(0, Tokens::len) <= WRITE
            }) {
                bytes += text.as_ref().map_or(1, Tokens::len);
                some.push((row, text));
            }
            db.write(move |tx| {
                some.iter().try_for_each(|(row, text)| put(tx, *row, text.as_ref()))
            })
            .await?;
            // A few steps after each batch keep up; the rest follows when all is read.
            for _ in 0..MERGES {
                if !db.write(store::merge).await? {
                    break;
                }
            }
        }
    }
}

fn next_texts(conn: &Connection) -> Result<Vec<(Stale, Option<Words>)>> {
    store::stale(conn, READ)?
        .into_iter()
        .map(|row| Ok((row, sources::words(conn, row.target)?)))
        .collect()
}

fn put(tx: &Tx<'_>, row: Stale, tokens: Option<&Tokens>) -> Result<()> {
    match tokens {
        Some(tokens) => {
            store::put_words(tx, row, &tokens.title, &tokens.tags, &tokens.body)?;
            saved::tell(tx, row.place, row.target)
        }
        None => store::take_out(tx, row.target),
    }
}

/// What the analyser made of a thing's words.
struct Tokens {
    title: String,
    tags: String,
    body: String,
}

impl Tokens {
    fn of(words: Words) -> Self {
        let language = words.language.as_deref();
        let mut tags = analyse(&words.tags, language);
        for (tag, names) in &words.elsewhere {
            tags.push(' ');
            tags.push_str(&analyse(names, Some(tag)));
        }
        Self { title: analyse(&words.title, language), tags, body: analyse(&words.body, language) }
    }

    fn len(&self) -> usize {
        self.title.len() + self.tags.len() + self.body.len()
    }
}

/// Makes all cards anew, bit by bit, while the search goes on with what it has.
pub async fn rebuild(db: &Db) -> Result<()> {
    let begun = db.read(store::stamp).await?;
    for mut last in sources::KINDS {
        loop {
            let some = db.read(move |conn| sources::all_after(conn, last, CARDS)).await?;
            let Some(end) = some.last() else { break };
            last = *end;
            db.write(move |tx| some.iter().try_for_each(|target| listen::refresh(tx, *target)))
                .await?;
        }
    }
    // What has not come up again may be gone.
    loop {
        let some = db.read(move |conn| store::untouched_since(conn, begun, CARDS)).await?;
        if some.is_empty() {
            break;
        }
        db.write(move |tx| some.iter().try_for_each(|target| listen::refresh(tx, *target))).await?;
    }
    db.write(|tx| store::mark_analyser(tx, ANALYSER_VERSION)).await
}
