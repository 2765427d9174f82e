//! Removes files that nothing names any more.

use serde::{Deserialize, Serialize};

use super::parts::PARTS;
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
        let old = site.db.read(move |conn| site::files_before(conn, before)).await?;
        for names in old.chunks(BATCH) {
            let names = names.to_vec();
            let loose = site.db.write(move |tx| forget_loose(tx, names)).await?;
            for name in loose {
                if let Some(sha256) = Sha256::parse(&name) {
                    site.files.remove(&sha256)?;
                }
            }
        }
        site.db.write(|tx| Self {}.enqueue_at(tx, tx.now.plus_days(1))).await
    }
}

fn forget_loose(tx: &Tx<'_>, names: Vec<String>) -> Result<Vec<String>> {
    let mut loose = Vec::new();
    for name in names {
        let mut kept = false;
        for part in PARTS {
            kept = kept || (part.keeps_file)(tx, &name)?;
        }
        if !kept {
            site::forget_file(tx, &name)?;
            loose.push(name);
        }
    }
    Ok(loose)
}
