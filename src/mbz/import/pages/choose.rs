//! The first step: a tree of what the backup holds, to tick what is taken.

use std::collections::{BTreeSet, HashMap};

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{broken, choosing, icon_of};
use crate::{
    error::Result,
    ids::Key,
    mbz::{
        BankCategory, Broken, Content, Course, Held, Questions, Stub, What,
        import::{
            bank, content_bank,
            look::tree,
            model::{Choices, Import},
            run::{identity, is_hidden, is_made, usable},
            store,
        },
    },
    resources::{self, Kind},
    site::Site,
    web::{Form, Person, filters, flash, redirect},
};

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/import/{key}/choose", web::post().to(choose));
}

/// A part of a course in the tree.
struct Branch {
    title: Option<String>,
    number: i64,
    leaves: Vec<Leaf>,
}

/// An activity in the tree.
struct Leaf {
    cmid: i64,
    title: String,
    module: String,
    icon: &'static str,
    bytes: u64,
    questions: u64,
    taken: bool,
    hidden: bool,
    /// The message key that says why it is left out, for what cannot be taken.
    why: Option<&'static str>,
    damaged: bool,
    known: Option<Again>,
}

impl Leaf {
    /// The key of the word for the kind of activity.
    fn word(&self) -> &'static str {
        resources::word(Kind::Activity, &self.module)
    }
}

/// How an activity stands to one that was imported before.
struct Again {
    key: Key,
    changed: bool,
}

#[derive(Template)]
#[template(path = "mbz/choose.html")]
pub struct ChoosePage {
    import: Import,
    course: Course,
    branches: Vec<Branch>,
    left_out: Vec<(String, u64)>,
    /// The categories of the question bank.
    bank: Vec<Leaf>,
    /// What the content bank holds.
    contents: Vec<Leaf>,
    total: (u64, u64, u64),
    known: usize,
}

impl ChoosePage {
    /// Whether some of it was taken in before.
    fn known_some(&self) -> bool {
        self.known > 0
    }
}

/// The tree, as it was ticked before.
pub async fn page(site: &Site, person: &Person, import: Import) -> Result<ChoosePage> {
    let folder = tree(site, &import);
    let (course, questions) = tokio::task::spawn_blocking(move || {
        let course = Course::open(&folder)?;
        let questions: HashMap<i64, u64> = course
            .activities
            .iter()
            .filter(|stub| stub.module == "quiz" && !stub.damaged)
            .filter_map(|stub| match course.activity(stub.cmid).ok()?.content {
                Content::Quiz(quiz) => Some((stub.cmid, quiz.slots.len() as u64)),
                _ => None,
            })
            .collect();
        let bank = Questions::open(&folder)?;
        let categories = bank::categories(&bank);
        let mut prints: HashMap<i64, Vec<u8>> = course
            .activities
            .iter()
            .filter_map(|stub| {
                Some((stub.cmid, course.fingerprint(stub.cmid, &bank).ok()?.to_vec()))
            })
            .collect();
        for category in &categories {
            let print = course.bank_fingerprint(category, &bank)?;
            prints.insert(bank::number(category), print.to_vec());
        }
        Ok::<_, Broken>((course, (questions, prints, categories)))
    })
    .await?
    .map_err(broken)?;
    let (questions, prints, categories) = questions;
    let held = content_bank::contents(&course);
    let known = known_before(site, person, &import, &course, (&categories, &held), prints).await?;
    let known_count = known.len();
    let mut known = known;
    let mut leaf = |stub: &Stub| Leaf {
        cmid: stub.cmid,
        title: stub.title.clone(),
        module: stub.module.clone(),
        icon: icon_of(&stub.module),
        bytes: course
            .files
            .of_context(stub.contextid)
            .filter(|file| file.present)
            .map(|file| file.size)
            .sum(),
        questions: questions.get(&stub.cmid).copied().unwrap_or_default(),
        taken: import.choices.only.as_ref().is_none_or(|only| only.contains(&stub.cmid)),
        hidden: is_hidden(&course, stub),
        why: (!is_made(&stub.module)).then_some(match stub.module.as_str() {
            "subsection" => "import-why-section",
            _ => "import-why-bank",
        }),
        damaged: stub.damaged,
        known: known.remove(&stub.cmid),
    };
    let branches: Vec<Branch> = course
        .sections
        .iter()
        .map(|section| Branch {
            title: section.title.clone(),
            number: section.number,
            leaves: section
                .activities
                .iter()
                .filter_map(|cmid| course.stub(*cmid))
                .map(&mut leaf)
                .collect(),
        })
        .filter(|branch| !branch.leaves.is_empty())
        .collect();
    let bank: Vec<Leaf> = categories.iter().map(|one| bank_leaf(&course, one, &mut leaf)).collect();
    let contents: Vec<Leaf> = held
        .iter()
        .map(|one| Leaf { bytes: one.size, why: None, ..leaf(&content_bank::stub(one)) })
        .collect();
    let taken = branches.iter().flat_map(|branch| &branch.leaves).chain(&bank).chain(&contents);
    let taken = taken.filter(|leaf| leaf.taken && leaf.why.is_none());
    let total =
        taken.fold((0, 0, 0), |(n, q, b), leaf| (n + 1, q + leaf.questions, b + leaf.bytes));
    let left_out = course
        .unpacked
        .personal
        .what
        .iter()
        .map(|(what, count)| (what_key(*what), *count))
        .collect();
    Ok(ChoosePage { import, course, branches, left_out, bank, contents, total, known: known_count })
}

/// What of a backup was taken in before, by number.
async fn known_before(
    site: &Site,
    person: &Person,
    import: &Import,
    course: &Course,
    (categories, held): (&[BankCategory], &[Held]),
    mut prints: HashMap<i64, Vec<u8>>,
) -> Result<HashMap<i64, Again>> {
    let mut identities: Vec<(i64, String)> =
        course.activities.iter().map(|stub| (stub.cmid, identity(course, stub.cmid))).collect();
    let of_bank = |category| (bank::number(category), bank::identity(course, category));
    identities.extend(categories.iter().map(of_bank));
    let of_held = |one| (content_bank::number(one), content_bank::identity(course, one));
    identities.extend(held.iter().map(of_held));
    prints
        .extend(held.iter().map(|one| (content_bank::number(one), content_bank::fingerprint(one))));
    let (who, id) = (person.clone(), import.id);
    site.db
        .read(move |db| {
            let mut known = HashMap::new();
            for (cmid, identity) in identities {
                if let Some(found) = usable(db, &who, &identity, id)? {
                    let changed = prints.get(&cmid) != Some(&found.fingerprint);
                    known.insert(cmid, Again { key: found.key, changed });
                }
            }
            Ok(known)
        })
        .await
}

/// A category in the tree, under the titles of those that it lies in.
fn bank_leaf(
    course: &Course,
    category: &BankCategory,
    leaf: &mut dyn FnMut(&Stub) -> Leaf,
) -> Leaf {
    let stub = bank::stub(course, category);
    let title = category.path.iter().chain([&stub.title]).map(String::as_str);
    Leaf {
        title: title.collect::<Vec<_>>().join(" › "),
        questions: category.questions.len() as u64,
        bytes: 0,
        why: None,
        ..leaf(&stub)
    }
}

fn what_key(what: What) -> String {
    format!("import-what-{}", what.name().replace('_', "-"))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Chosen {
    only: Vec<i64>,
    entries: bool,
    copy: bool,
}

/// Keeps what was ticked.
async fn choose(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(chosen): Form<Chosen>,
) -> Result<HttpResponse> {
    let import = match choosing(&site, &person, &key).await? {
        Ok(import) => import,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if chosen.only.is_empty() {
        return Ok(flash(&format!("/import/{}", import.key), "import-nothing-chosen", ""));
    }
    let only: BTreeSet<i64> = chosen.only.into_iter().collect();
    let choices = Choices {
        only: Some(only),
        entries: chosen.entries,
        copy: chosen.copy,
        ..import.choices.clone()
    };
    site.db.write(move |tx| store::save_choices(tx, import.id, &choices)).await?;
    Ok(redirect(&format!("/import/{}/describe", import.key)))
}
