//! People and what they do, for measuring timelines: as many entries as a county has in some years.

use std::time::Instant;

use super::{
    client::Ask,
    measures::Bench,
    report::{Report, Unit},
    seed::Dice,
};
use crate::{
    accounts::{self, Newcomer},
    db::Tx,
    error::Result,
    ids::{AccountId, ResourceId},
    resources,
    site::Site,
    timeline::{self, Stream},
    web::{Person, Role},
};

/// So many resources come to one person, and so many entries to one resource.
const RESOURCES_PER_PERSON: usize = 100;
const ENTRIES_PER_RESOURCE: usize = 5;
/// So many entries are made in one transaction.
const AT_ONCE: usize = 20_000;
/// Keywords besides the subjects.
const KEYWORDS: usize = 400;
/// What the one who reads follows.
const PEOPLE_FOLLOWED: usize = 200;
const STREAMS_FOLLOWED: usize = 100;

/// Makes people and entries, and lets one of them follow many things.
pub async fn seed(site: &Site, reader: &Person, count: usize, report: &mut Report) -> Result<()> {
    let started = Instant::now();
    let people = count.div_ceil(RESOURCES_PER_PERSON);
    let accounts = site.db.write(move |tx| make_people(tx, people)).await?;
    let resources = all_resources(site).await?;
    let streams = streams();
    let entries = resources.len() * ENTRIES_PER_RESOURCE;
    for first in (0..entries).step_by(AT_ONCE) {
        let range = (first, (first + AT_ONCE).min(entries));
        let (accounts, resources, streams) = (accounts.clone(), resources.clone(), streams.clone());
        site.db.write(move |tx| timeline::seed(tx, &accounts, &resources, &streams, range)).await?;
    }
    let reader = reader.clone();
    site.db
        .write(move |tx| {
            for account in accounts.iter().take(PEOPLE_FOLLOWED) {
                timeline::follow(tx, &reader, &Stream::Person(*account))?;
            }
            streams
                .iter()
                .take(STREAMS_FOLLOWED)
                .try_for_each(|stream| timeline::follow(tx, &reader, stream))
        })
        .await?;
    report.fact("making all entries of timelines", started.elapsed().as_secs_f64(), Unit::Seconds);
    report.fact("entries of timelines, thousands", thousands(entries), Unit::Count);
    report.fact("people", f64::from(u32::try_from(people).unwrap_or(u32::MAX)), Unit::Count);
    Ok(())
}

fn thousands(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / 1000.0
}

fn make_people(tx: &Tx<'_>, count: usize) -> Result<Vec<AccountId>> {
    let make = |number| {
        let newcomer = Newcomer {
            handle: format!("person_{number}"),
            name: format!("Person {number}"),
            email: None,
            password: None,
            role: Role::Contributor,
        };
        accounts::add(tx, &newcomer)
    };
    (0..count).map(make).collect()
}

async fn all_resources(site: &Site) -> Result<Vec<ResourceId>> {
    let mut all: Vec<ResourceId> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(ResourceId(0));
        let some = site.db.read(move |db| resources::indexable(db, after, AT_ONCE)).await?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

fn streams() -> Vec<Stream> {
    let subjects = ["0111", "0222", "0511", "0541", "0613", "05", "054", "02"];
    let subjects = subjects.map(|code| Stream::Subject(code.to_owned()));
    let mut dice = Dice::new(KEYWORDS);
    let keywords = (0..KEYWORDS)
        .map(|number| Stream::Keyword(format!("keyword {number} {}", dice.roll(KEYWORDS))));
    subjects.into_iter().chain(keywords).collect()
}

/// Measures the timelines.
pub async fn measure(bench: &Bench<'_>, cookie: &str, report: &mut Report) -> Result<()> {
    let mine = |_| Ask::page("/timeline").with_cookie(cookie);
    bench.note(report, "what is new for me", 500, mine).await?;
    let earlier = |number: usize| {
        Ask::page(format!("/timeline?before={}", 1 + number * 97)).with_cookie(cookie)
    };
    bench.note(report, "earlier pages of it", 500, earlier).await?;
    bench.note(report, "what is new on the site", 500, |_| Ask::page("/timeline/site")).await?;
    let home = |_| Ask::page("/").with_cookie(cookie);
    bench.note(report, "front page, signed in", 500, home).await
}
