//! The daily round: archives, applications and invitations whose time is over, and people who have
//! not been here for long.

use serde::{Deserialize, Serialize};

use super::{leave, model::Works, store};
use crate::{accounts, db::Tx, error::Result, jobs::Job, mail::Letter, site::Site, words::Value};

/// So many people are written to, and so many accounts closed, in one round.
const MOST: u32 = 200;
/// Days of a month, near enough.
const MONTH: i64 = 30;

/// Goes round once a day.
#[derive(Serialize, Deserialize)]
pub struct Daily {}

impl Job for Daily {
    const KIND: &'static str = "archive.daily";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        site.db.write(store::remove_expired).await?;
        site.db.write(accounts::forget_old).await?;
        let settings = site.settings();
        if settings.inactive_months > 0 {
            close_idle(&site, settings.inactive_delete).await?;
            write_to_idle(&site, i64::from(settings.inactive_months)).await?;
        }
        site.db.write(|tx| Self {}.enqueue_at(tx, tx.now.plus_days(1))).await
    }
}

/// At the start of the site: begins the daily rounds.
pub fn at_start(tx: &Tx<'_>) -> Result<()> {
    Daily {}.enqueue(tx)
}

async fn write_to_idle(site: &Site, months: i64) -> Result<()> {
    let since = site.db.clock().now().plus_days(-months * MONTH);
    let idle = site.db.read(move |db| store::idle_since(db, since, MOST)).await?;
    for (account, address, name) in idle {
        if let Some(to) = address {
            let settings = site.settings();
            let say = |key: &str| {
                let args = [
                    ("site", Value::from(settings.name.as_str())),
                    ("name", Value::from(name.as_str())),
                    ("link", Value::from(site.address("/sign-in"))),
                ];
                site.words.say(&settings.language, key, &args).into_owned()
            };
            let letter = Letter {
                to,
                subject: say("idle-letter-subject"),
                text: format!("{}\n", say("idle-letter")),
                html: None,
                unsubscribe: None,
            };
            if let Err(error) = site.mail.send(&letter).await {
                // Nobody loses their account without having been written to.
                tracing::warn!(%error, "a letter to somebody who was long away could not be sent");
                continue;
            }
        }
        site.db.write(move |tx| store::mark_told(tx, account)).await?;
    }
    Ok(())
}

async fn close_idle(site: &Site, delete: bool) -> Result<()> {
    site.db.write(store::forget_returned).await?;
    let before = site.db.clock().now().plus_days(-MONTH);
    let told = site.db.read(move |db| store::told_before(db, before, MOST)).await?;
    for account in told {
        site.db
            .write(move |tx| {
                if delete {
                    // Nobody asked pupils whether their names may stay.
                    let named = accounts::find(tx, account)?.class.is_none();
                    leave::begin(tx, account, Works::Keep, named, false)
                } else {
                    accounts::suspend_idle(tx, account)
                }
            })
            .await?;
    }
    Ok(())
}
