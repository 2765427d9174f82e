//! Asking: a job that looks at the links whose turn it is, never more than once in a second at one
//! server.

use std::{sync::Arc, time::Duration};

use jiff::fmt::rfc2822::DateTimeParser;
use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::JoinSet};
use url::Url;

use super::{
    listen,
    model::{Heard, Link, Standing, Step},
    store,
};
use crate::{
    db::Tx,
    error::Result,
    ids::Thing,
    jobs::Job,
    net::{Ask, Net, NetProblem},
    notices::{self, Notice},
    resources,
    site::Site,
    time::Moment,
};

/// Seconds that a server is given to answer.
const PATIENCE: u32 = 15;
/// So many servers are asked in one run, each one thing.
const MOST_HOSTS: u32 = 64;
/// So many of them at the same time.
const AT_ONCE: usize = 8;
const REDIRECTS: u8 = 5;
/// A few bytes of a page are enough to know that there is one.
const MOST_BYTES: u64 = 4096;
/// Days in which at least one server must have answered for silence to count.
const PULSE_DAYS: i64 = 2;
/// So many resources are looked at in one transaction when links are first gathered.
const GATHERED: u32 = 500;

/// Looks at the links whose turn it is, and again when the next one's turn comes.
#[derive(Serialize, Deserialize)]
pub struct Check {
    /// Seconds that a server is given to answer.
    pub patience: u32,
}

impl Default for Check {
    fn default() -> Self {
        Self { patience: PATIENCE }
    }
}

impl Job for Check {
    const KIND: &'static str = "care.check";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        if !site.settings().check_links {
            return Ok(());
        }
        let turn = site.db.write(|tx| store::take_turn(tx, MOST_HOSTS)).await?;
        let patience = Duration::from_secs(u64::from(self.patience));
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut asked = JoinSet::new();
        for link in turn {
            let (site, places) = (site.clone(), Arc::clone(&places));
            asked.spawn(async move {
                let _place = places.acquire_owned().await;
                let heard = ask(&site, &link.url, link.step, patience).await;
                site.db.write(move |tx| settle(tx, &link, &heard)).await
            });
        }
        while let Some(outcome) = asked.join_next().await {
            outcome??;
        }
        let again = move |tx: &Tx<'_>| match store::next_turn(tx)? {
            Some(next) => self.enqueue_at(tx, next.max(tx.now.plus_seconds(1))),
            None => Ok(()),
        };
        site.db.write(again).await
    }
}

/// Notes the links that were shared before this room was built, once.
#[derive(Serialize, Deserialize)]
pub struct Gather {}

impl Job for Gather {
    const KIND: &'static str = "care.gather";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        let gather = |tx: &Tx<'_>| {
            let Some(after) = store::gathered(tx)? else { return Ok(false) };
            let some = store::links_after(tx, after, GATHERED)?;
            some.iter().try_for_each(|id| listen::watch(tx, *id))?;
            store::mark_gathered(tx, some.last().copied())?;
            Ok(!some.is_empty())
        };
        while site.db.write(gather).await? {}
        Ok(())
    }
}

/// At the start of the site: goes on with looking, if that is wished.
pub fn at_start(tx: &Tx<'_>, wished: bool) -> Result<()> {
    if store::gathered(tx)?.is_some() {
        Gather {}.enqueue(tx)?;
    }
    if wished { Check::default().enqueue(tx) } else { Ok(()) }
}

/// Asks an address once.
pub async fn ask(site: &Site, url: &str, step: Step, patience: Duration) -> Heard {
    let Ok(address) = Url::parse(url) else { return Heard::problem(&NetProblem::NotAnAddress) };
    match ask_net(&site.net, address, step, patience).await {
        Err(problem) => Heard::problem(&problem),
        Ok((heard, retry)) => {
            let now = site.db.clock().now();
            Heard { patience: retry.and_then(|retry| seconds(&retry, now)), ..heard }
        }
    }
}

/// Whether something is at an address, as people wait for it: for its headers, then as a browser.
pub async fn look(site: &Site, url: &str) -> Heard {
    let patience = Duration::from_secs(u64::from(PATIENCE) / 2);
    let heard = ask(site, url, Step::Head, patience).await;
    if heard.reason == super::Reason::Fine {
        return heard;
    }
    ask(site, url, Step::Get, patience).await
}

async fn ask_net(
    net: &Net,
    address: Url,
    step: Step,
    patience: Duration,
) -> Result<(Heard, Option<String>), NetProblem> {
    let ask = match step {
        Step::Head => Ask::head(address),
        Step::Get => Ask::get(address).at_most(MOST_BYTES).or_its_beginning(),
    };
    let ask = ask.header("accept", "text/html, */*;q=0.8").following(REDIRECTS).within(patience);
    let fetched = net.send(ask).await?;
    let retry = fetched.header("retry-after").map(ToOwned::to_owned);
    let heard = Heard {
        moved_to: fetched.moved_to,
        final_url: Some(fetched.final_url),
        ..Heard::answer(fetched.status)
    };
    Ok((heard, retry))
}

/// The seconds of `Retry-After` (RFC 9110, 10.2.3): a number, or a date.
fn seconds(retry: &str, now: Moment) -> Option<i64> {
    let retry = retry.trim();
    if let Ok(seconds) = retry.parse::<u32>() {
        return Some(i64::from(seconds));
    }
    let then = DateTimeParser::new().parse_timestamp(retry).ok()?;
    Some((Moment::from(then).seconds() - now.seconds()).max(0))
}

/// Writes down what was heard; who owns a link that is dead now is told.
fn settle(tx: &Tx<'_>, asked: &Link, heard: &Heard) -> Result<()> {
    store::mark_free(tx, &asked.host, heard.free(tx.now))?;
    if heard.status.is_some() {
        store::mark_pulse(tx)?;
    }
    // It may have been changed or taken away meanwhile.
    if let Some(link) = store::find(tx, asked.resource)?.filter(|link| link.url == asked.url) {
        let before = link.standing;
        let others = store::pulse(tx)?.is_some_and(|last| last >= tx.now.plus_days(-PULSE_DAYS));
        let link = link.judged(heard, tx.now, others);
        store::write(tx, &link)?;
        if link.standing == Standing::Dead && before != Standing::Dead {
            tell(tx, &link)?;
        }
    }
    store::plan(tx, &asked.host)
}

fn tell(tx: &Tx<'_>, link: &Link) -> Result<()> {
    let resource = resources::find(tx, link.resource)?;
    notices::tell(
        tx,
        &Notice {
            to: resource.owner,
            by: None,
            key: "notice-link-dead",
            about: Thing::Resource(resource.id),
            address: &format!("/care/{}", resource.key),
            quote: &resource.description.title,
        },
    )
}
