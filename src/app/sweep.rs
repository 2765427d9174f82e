//! Removes files that nothing names any more.

use serde::{Deserialize, Serialize};

use crate::{crypto::Sha256, db::Tx, error::Result, jobs::Job, site, site::Site};

/// The same content may just be arriving again, so a file is left in peace for a day.
const PEACE_DAYS: i64 = 1;
const BATCH: usize = 100;

/// Looks through all files once, and again a day later.
#[derive(Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "site.sweep";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        let before = site.db.clock().now().plus_days(-PEACE_DAYS);
        let files = site.files.clone();
        let old = tokio::task::spawn_blocking(move || {
            let mut old = Vec::new();
            files.each(|sha256, _, taken| {
                if taken < before {
                    old.push(sha256);
                }
            })?;
            Ok::<_, std::io::Error>(old)
        })
        .await??;
        for some in old.chunks(BATCH) {
            let (some, handle) = (some.to_vec(), site.clone());
            let loose = site.db.write(move |tx| forget_loose(tx, &handle, some)).await?;
            for sha256 in loose {
                site.files.remove(&sha256)?;
            }
        }
        site.db.write(|tx| Self {}.enqueue_at(tx, tx.now.plus_days(1))).await
    }
}

fn forget_loose(tx: &Tx<'_>, site: &Site, files: Vec<Sha256>) -> Result<Vec<Sha256>> {
    let mut loose = Vec::new();
    for sha256 in files {
        let name = sha256.hex();
        if !site.keeps_file(tx, &name)? {
            site::forget_file(tx, &name)?;
            loose.push(sha256);
        }
    }
    Ok(loose)
}
