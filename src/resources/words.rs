//! Reads what is written inside files, after they were published, so that it can be found.

use std::{collections::BTreeSet, io::BufReader};

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    crypto::Sha256, db::Tx, error::Result, events::Event, ids::ResourceId, jobs::Job, site::Site,
    text::documents,
};

/// So many resources are looked up at once.
const BATCH: u32 = 100;

/// Reads the files of one resource.
#[derive(Serialize, Deserialize)]
pub struct ReadFiles {
    resource: ResourceId,
}

impl Job for ReadFiles {
    const KIND: &'static str = "resources.read";

    fn key(&self) -> Option<String> {
        Some(self.resource.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        read(&site, self.resource).await?;
        // Once more even if nothing was left to read: the last attempt may have ended before this.
        site.db.write(move |tx| tx.announce(&Event::WordsRead { resource: self.resource })).await
    }
}

/// Reads the files of all resources that were here before files were read at all.
#[derive(Serialize, Deserialize)]
pub struct ReadAll {}

impl Job for ReadAll {
    const KIND: &'static str = "resources.read_all";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        let mut last = ResourceId(0);
        loop {
            let some = site.db.read(move |conn| store::with_files(conn, last, BATCH)).await?;
            let Some(end) = some.last() else { return Ok(()) };
            last = *end;
            for resource in some {
                read(&site, resource).await?;
            }
        }
    }
}

/// Leaves the files of what was published, or changed, to be read.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::ResourcePublished { resource, .. }
        | Event::ResourceChanged { resource, .. }
        | Event::ResourceRestored { resource, .. }
            if store::unread(tx, *resource)?
                .iter()
                .any(|(_, name)| documents::is_readable(name)) =>
        {
            ReadFiles { resource: *resource }.enqueue(tx)
        }
        _ => Ok(()),
    }
}

async fn read(site: &Site, resource: ResourceId) -> Result<()> {
    let unread = site.db.read(move |conn| store::unread(conn, resource)).await?;
    let mut found_in = BTreeSet::new();
    for (sha256, name) in unread.into_iter().filter(|(_, name)| documents::is_readable(name)) {
        let (files, hex) = (site.files.clone(), sha256.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let file = Sha256::parse(&hex).and_then(|sha256| files.read(&sha256).ok());
            file.map(|file| documents::words(BufReader::new(file), &name)).unwrap_or_default()
        });
        // A document on which a reader breaks has no words, and is not tried again.
        let words = reading.await.unwrap_or_default();
        let found = site.db.write(move |tx| {
            store::write_words(tx, &sha256, &words)?;
            if words.is_empty() { Ok(Vec::new()) } else { store::published_with(tx, &sha256) }
        });
        found_in.extend(found.await?);
    }
    if found_in.is_empty() {
        return Ok(());
    }
    site.db
        .write(move |tx| {
            found_in
                .iter()
                .try_for_each(|resource| tx.announce(&Event::WordsRead { resource: *resource }))
        })
        .await
}
