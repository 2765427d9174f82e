//! The job that writes a large download.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use super::{
    build::room,
    order::Order,
    queue::Clear,
    store::{self, Ticket},
};
use crate::{
    accounts,
    error::{Error, Result},
    ids::Thing,
    jobs::Job,
    notices::{self, Notice},
    site::Site,
    web::Viewer,
};

/// So many days a ready file is kept.
const KEPT_DAYS: i64 = 1;

/// Writes the file of a print. A run that was cut off begins anew.
#[derive(Serialize, Deserialize)]
pub struct Write {
    /// Which.
    pub print: String,
}

impl Job for Write {
    const KIND: &'static str = "mbz.export";

    fn lane(&self) -> String {
        "export".into()
    }

    fn key(&self) -> Option<String> {
        Some(self.print.clone())
    }

    async fn run(self, site: Site) -> Result<()> {
        let turn = site.turn().await?;
        let outcome = write(&site, &self.print).await;
        drop(turn);
        if outcome.is_err() {
            site.db.write(move |tx| store::mark_failed(tx, &self.print)).await?;
        }
        outcome
    }
}

/// Where a file lies once it is ready.
pub fn place(site: &Site, print: &str) -> Result<PathBuf> {
    Ok(room(site)?.join(print))
}

/// What a ticket is for, as whoever asked may see it now.
pub fn order(conn: &Connection, ticket: &Ticket) -> Result<Order> {
    let viewer = match ticket.account {
        Some(account) => Viewer(Some(accounts::find(conn, account)?.into_person())),
        None => Viewer(None),
    };
    Order::read(conn, &viewer, ticket.wish.clone())
}

async fn write(site: &Site, print: &str) -> Result<()> {
    loop {
        let wanted = print.to_owned();
        let found = site
            .db
            .read(move |db| {
                let Some(ticket) = store::open_with_print(db, &wanted)? else { return Ok(None) };
                let order = order(db, &ticket);
                Ok(Some((ticket.key, order)))
            })
            .await?;
        // Everybody called it off.
        let Some((key, order)) = found else { return Ok(()) };
        match order {
            Ok(order) if order.print() == print => return write_one(site, order, print).await,
            Ok(order) => {
                let (print, total) = (order.print(), order.bytes());
                site.db
                    .write(move |tx| {
                        store::mark_changed(tx, &key, &print, total)?;
                        Write { print }.enqueue(tx)
                    })
                    .await?;
            }
            // It may not be seen any more.
            Err(Error::NotFound | Error::Gone | Error::Forbidden(_) | Error::SignInFirst) => {
                site.db.write(move |tx| store::erase(tx, &key)).await?;
            }
            Err(error) => return Err(error),
        }
    }
}

async fn write_one(site: &Site, order: Order, print: &str) -> Result<()> {
    let place = place(site, print)?;
    let part = place.with_extension("part");
    let (handle, runtime, name) = (site.clone(), Handle::current(), print.to_owned());
    let written = tokio::task::spawn_blocking(move || {
        let stop = Arc::new(AtomicBool::new(false));
        let file = File::create(&part)?;
        let out = Watched {
            file,
            watch: Watch { site: &handle, runtime: &runtime, print: &name, stop: stop.clone() },
            done: 0,
            told: None,
        };
        let outcome = order.write(&handle, out).and_then(|(out, name)| {
            out.file.sync_all()?;
            let size = out.file.metadata()?.len();
            std::fs::rename(&part, &place)?;
            Ok((name, size))
        });
        if outcome.is_err() {
            std::fs::remove_file(&part)?;
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
        }
        outcome.map(Some)
    })
    .await??;
    let Some((name, size)) = written else { return Ok(()) };
    let print = print.to_owned();
    site.db
        .write(move |tx| {
            let expires = tx.now.plus_days(KEPT_DAYS);
            let ready = store::mark_ready(tx, &print, (&name, size), expires)?;
            for ticket in &ready {
                tell(tx, ticket)?;
            }
            // With nobody left to fetch it, it goes at once.
            Clear {}.enqueue_at(tx, if ready.is_empty() { tx.now } else { expires })
        })
        .await
}

/// Tells a person that their file is ready, who may have left the page.
fn tell(tx: &crate::db::Tx<'_>, ticket: &Ticket) -> Result<()> {
    let Some(account) = ticket.account else { return Ok(()) };
    notices::tell(
        tx,
        &Notice {
            to: account,
            by: None,
            key: "notice-export-ready",
            about: Thing::Person(account),
            address: &format!("/moodle/{}", ticket.key),
            quote: &ticket.title,
        },
    )
}

/// A file that says how much of it is written, and hears when nobody wants it any more.
struct Watched<'a> {
    file: File,
    watch: Watch<'a>,
    done: u64,
    told: Option<Instant>,
}

struct Watch<'a> {
    site: &'a Site,
    runtime: &'a Handle,
    print: &'a str,
    stop: Arc<AtomicBool>,
}

const EVERY: Duration = Duration::from_millis(400);

impl Watch<'_> {
    fn tell(&self, done: u64) -> io::Result<()> {
        let print = self.print.to_owned();
        let write = self.site.db.write(move |tx| store::mark_progress(tx, &print, done));
        match self.runtime.block_on(write) {
            Ok(true) => Ok(()),
            Ok(false) => {
                self.stop.store(true, Ordering::Relaxed);
                Err(io::Error::other("nobody wants it any more"))
            }
            Err(error) => {
                tracing::warn!(%error, "the progress of a download could not be written down");
                Ok(())
            }
        }
    }
}

impl io::Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.told.is_none_or(|told| told.elapsed() > EVERY) {
            self.told = Some(Instant::now());
            self.watch.tell(self.done)?;
        }
        let written = self.file.write(bytes)?;
        self.done += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
