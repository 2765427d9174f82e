//! A site with made-up resources, the same at every run.

use std::{path::Path, time::Instant};

use super::{
    network,
    report::{Report, Unit, megabytes},
};
use crate::{
    accounts::{self, Newcomer},
    app::{self, Opening, parts},
    clock::Clock,
    config::Config,
    error::Result,
    ids::{AccountId, Key},
    jobs,
    mail::Mail,
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    search,
    site::Site,
    web::{Person, Role},
};

/// So many resources are made in one transaction.
const AT_ONCE: usize = 500;
/// Drafts whose publishing is measured.
const DRAFTS: usize = 200;
const WORDS_OF_A_PAGE: usize = 120;
/// The password of the one person of the site.
pub const PASSWORD: &str = "kiln ferry anchor lamp";
/// Their handle.
pub const HANDLE: &str = "bench";

/// What the measures need to know of the site.
pub struct Seeded {
    /// Keys of published resources.
    pub published: Vec<Key>,
    /// Keys of complete drafts.
    pub drafts: Vec<Key>,
    /// A link that signs in once.
    pub sign_in: String,
}

/// Makes the site.
pub async fn seed(data: &Path, count: usize, report: &mut Report) -> Result<Seeded> {
    let opening = Opening {
        config: Config::default(),
        origin: "http://127.0.0.1".into(),
        clock: Clock::system(),
        mail: Some(Mail::none()),
    };
    let site = app::open(data, opening).await?;
    // As `serve` does: else the measured server would begin by reading all words once more.
    site.db.write(search::at_start).await?;
    jobs::run_due(&site, &parts::kinds()).await?;
    let person = person(&site).await?;
    let started = Instant::now();
    let mut seeded = Seeded { published: Vec::new(), drafts: Vec::new(), sign_in: String::new() };
    for first in (0..count + DRAFTS).step_by(AT_ONCE) {
        let last = (first + AT_ONCE).min(count + DRAFTS);
        let (by, settings) = (person.clone(), site.settings());
        let keys = site.db.write(move |tx| {
            (first..last)
                .map(|number| {
                    let key = Key::random();
                    let new = New { key: Some(key), ..New::of(Kind::Page) };
                    let id =
                        resources::begin(tx, &by, new, &description(number), &content(number))?;
                    if number < count {
                        resources::publish(tx, &settings, &by, id)?;
                    }
                    Ok(key)
                })
                .collect::<Result<Vec<_>>>()
        });
        for (key, number) in keys.await?.into_iter().zip(first..) {
            if number < count { seeded.published.push(key) } else { seeded.drafts.push(key) }
        }
    }
    jobs::run_due(&site, &parts::kinds()).await?;
    report.fact(
        "making all resources and their index",
        started.elapsed().as_secs_f64(),
        Unit::Seconds,
    );
    network::seed(&site, &person, count, report).await?;
    let account = person.account;
    seeded.sign_in = site.db.write(move |tx| accounts::sign_in_link(tx, account)).await?;
    drop(site);
    let size = std::fs::metadata(data.join(app::DATABASE))?.len();
    report.fact("database", megabytes(size), Unit::Megabytes);
    Ok(seeded)
}

async fn person(site: &Site) -> Result<Person> {
    let role = Role::Administrator;
    let mut newcomer =
        Newcomer { handle: HANDLE.into(), name: "Bench".into(), email: None, password: None, role };
    newcomer.password = Some(accounts::hash(site, PASSWORD, &newcomer).await?);
    let account: AccountId = site.db.write(move |tx| accounts::add(tx, &newcomer)).await?;
    Ok(Person { account, handle: HANDLE.into(), name: "Bench".into(), role, session: None })
}

/// Numbers that look like chance and are the same at every run (Knuth's MMIX generator).
pub struct Dice(u64);

impl Dice {
    /// Dice that begin at a number.
    pub fn new(number: usize) -> Self {
        let mut dice = Self(number as u64 ^ 0x5851_f42d_4c95_7f2d);
        dice.roll(1);
        dice
    }

    /// A number below `most`.
    pub fn roll(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }
}

const TOPICS: &[&str] = &[
    "photosynthesis",
    "fractions",
    "volcanoes",
    "equations",
    "poetry",
    "democracy",
    "gravity",
    "grammar",
    "ecosystems",
    "geometry",
    "migration",
    "electricity",
    "rhythm",
    "probability",
    "evolution",
    "sculpture",
    "climate",
    "algebra",
    "revolution",
    "vocabulary",
    "anatomy",
    "chemistry",
    "storytelling",
    "programming",
    "nutrition",
    "astronomy",
    "essays",
    "trade",
    "perspective",
    "statistics",
];
const FORMS: &[&str] =
    &["Worksheet on", "Introduction to", "Quiz about", "Project:", "Notes on", "Experiments with"];
const SYLLABLES: &[&str] =
    &["ka", "ron", "mel", "ti", "su", "lar", "ven", "do", "pi", "shal", "mor", "en"];

/// A word out of some five thousand, the first ones far more often.
fn word(dice: &mut Dice) -> String {
    let most = 1 + dice.roll(1_728);
    let mut number = dice.roll(most);
    let mut word = String::new();
    for _ in 0..3 {
        word += SYLLABLES[number % SYLLABLES.len()];
        number /= SYLLABLES.len();
    }
    word
}

/// What people might search for.
pub fn query(number: usize) -> String {
    let mut dice = Dice::new(number);
    let topic = TOPICS[dice.roll(TOPICS.len())];
    match number % 3 {
        0 => topic.to_owned(),
        1 => format!("{topic}+{}", word(&mut dice)),
        _ => word(&mut dice),
    }
}

fn description(number: usize) -> Description {
    let mut dice = Dice::new(number);
    let topic = TOPICS[dice.roll(TOPICS.len())];
    let form = FORMS[dice.roll(FORMS.len())];
    let one = |text: &str| vec![text.to_owned()];
    Description {
        title: format!("{form} {topic} and {}", word(&mut dice)),
        summary: format!(
            "For the first lesson on {topic}: {} {}.",
            word(&mut dice),
            word(&mut dice)
        ),
        languages: one(["en", "de", "fr"][dice.roll(3)]),
        subjects: one(["0111", "0222", "0511", "0541", "0613"][dice.roll(5)]),
        levels: one(["1", "2", "3", "6"][dice.roll(4)]),
        types: one(["assessment", "text", "lesson_plan"][dice.roll(3)]),
        keywords: vec![topic.to_owned(), word(&mut dice)],
        licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        authors: vec![Author { name: "Bench".into(), url: String::new() }],
        date_created: "2026-03".into(),
        visibility: Visibility::Public,
        ..Description::default()
    }
}

fn content(number: usize) -> Content {
    let mut dice = Dice::new(number + 7);
    let words: Vec<String> = (0..WORDS_OF_A_PAGE).map(|_| word(&mut dice)).collect();
    let text = words.join(" ");
    Content { source: text.clone(), body: format!("<p>{text}</p>"), text, ..Content::default() }
}
