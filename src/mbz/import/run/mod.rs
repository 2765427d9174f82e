//! The work itself: files are kept, resources are made, a collection puts them in order.
//!
//! Every step may be done twice without harm: keys are given before anything is made, and what is
//! made is noted in the same transaction. So a run that was cut off goes on where it was.

mod finish;
mod items;
mod keep;
mod order;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use rusqlite::Connection;
use tokio::runtime::Handle;

pub use self::{
    items::{identity, is_hidden, is_made, usable},
    order::section_name,
};
use super::{
    look::{folder, fresh, let_go, release},
    make::Workshop,
    model::{CollectionName, Import, Report, Skipped, State},
    store, undo,
};
use crate::{
    accounts,
    db::Tx,
    error::{Error, Result},
    ids::{ImportId, Key},
    mbz::{Broken, Course, Format, Questions, Unpacked},
    site::{Settings, Site},
    web::Person,
    words::Value,
};

/// So many resources are made in one transaction, so that others can write in between.
const AT_ONCE: usize = 20;
/// A report names so many remarks at most.
const MOST_WARNINGS: usize = 200;

/// Runs an import to its end, from wherever it is.
pub async fn run(site: &Site, id: ImportId) -> Result<()> {
    let import = site.db.read(move |db| store::find_by_id(db, id)).await?;
    if import.state == State::Done {
        // It was cut off between the last word and the clearing up.
        return release(site, &import).await;
    }
    if import.state != State::Running {
        return Ok(());
    }
    let (handle, runtime) = (site.clone(), Handle::current());
    let ended = tokio::task::spawn_blocking(move || {
        let work = Work::begin(&handle, &runtime, &import)?;
        let outcome = work.go_on(&import);
        Ok::<_, Error>((import, outcome, work.noted.into_inner()))
    })
    .await?;
    let (import, outcome, noted) = ended?;
    match outcome {
        Ok(()) => {
            undo::forget_unused(site, noted).await?;
            release(site, &import).await
        }
        Err(Stop::Asked) => {
            undo::take_back(site, &import).await?;
            undo::forget_unused(site, noted).await?;
            site.db.write(move |tx| store::mark_state(tx, id, State::Choosing)).await
        }
        Err(Stop::Broken(sentence)) => {
            undo::take_back(site, &import).await?;
            undo::forget_unused(site, noted).await?;
            let_go(site, &import, Some(sentence)).await
        }
        Err(Stop::Failed(Error::Invalid(problems))) => {
            // No second try would find more room: whoever chose must choose again.
            undo::take_back(site, &import).await?;
            undo::forget_unused(site, noted).await?;
            let language = site.settings().language.clone();
            let sentences = problems.iter().map(|problem| {
                let value = Value::from(problem.value.as_deref().unwrap_or_default());
                site.words.say(&language, problem.key, &[("value", value)])
            });
            let sentence = sentences.collect::<Vec<_>>().join(" ");
            site.db
                .write(move |tx| {
                    store::mark_state(tx, id, State::Choosing)?;
                    store::mark_problem(tx, id, Some(&sentence))
                })
                .await
        }
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Why a run ends early.
enum Stop {
    /// Somebody called it off.
    Asked,
    /// The archive is not what it seemed; no second try would find it better.
    Broken(String),
    /// Something broke; it will be tried again.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Cancelled => Self::Asked,
            Broken::Io(error) => Self::Failed(error.into()),
            other => Self::Broken(other.to_string()),
        }
    }
}

type Done<T = ()> = std::result::Result<T, Stop>;

struct Work<'a> {
    site: &'a Site,
    runtime: &'a Handle,
    id: ImportId,
    person: Person,
    settings: Settings,
    /// The names of the contents that this run has noted.
    noted: RefCell<Vec<String>>,
}

impl<'a> Work<'a> {
    fn begin(site: &'a Site, runtime: &'a Handle, import: &Import) -> Result<Self> {
        let account = import.account;
        let account = runtime.block_on(site.db.read(move |db| accounts::find(db, account)))?;
        let person = account.into_person();
        let settings = (*site.settings()).clone();
        let noted = RefCell::default();
        Ok(Self { site, runtime, id: import.id, person, settings, noted })
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.runtime.block_on(self.site.db.read(work))
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.runtime.block_on(self.site.db.write(work))
    }

    fn go_on(&self, import: &Import) -> Done {
        let work = folder(self.site, import);
        let looked = self.looked(import);
        let tree = if let Some(course) = &looked {
            course.tree.clone()
        } else {
            let tree = work.join("run");
            fresh(&tree)?;
            tree
        };
        let (found, kept, damaged) = self.unpack(import, &tree, looked.as_ref())?;
        let course = match looked {
            Some(course) => course,
            None => Course::open(&tree)?,
        };
        let questions = Questions::open(&tree)?;
        let (collection, items) = self.prepare(import, &course, &questions)?;
        let keys: HashMap<i64, Key> = items.iter().map(|item| (item.cmid, item.key)).collect();
        let shop = Workshop::new(
            &course,
            &questions,
            &import.choices,
            &keys,
            &kept,
            collection,
            self.person.name.clone(),
        )
        .with_files(&self.site.files);
        let mut report = Report {
            collection: CollectionName {
                key: collection.to_string(),
                title: import.choices.title.clone(),
            },
            skipped: skipped(&course, import),
            left_out: left_out(&found),
            ..Report::default()
        };
        report.warnings.extend(course.warnings.iter().cloned());
        report.warnings.extend(damaged);
        self.make(import, &shop, &items, &work, &mut report)?;
        self.collect(import, &shop, collection)?;
        self.publish(import, &course, collection, &mut report)?;
        report.warnings.truncate(MOST_WARNINGS);
        self.finish(import, &tree, collection, report)
    }

    /// The tree that the look has left, if the choice asks for nothing else.
    fn looked(&self, import: &Import) -> Option<Course> {
        let course = Course::open(&super::look::tree(self.site, import)).ok()?;
        let fits = !import.choices.entries && course.unpacked.format == Format::Moodle2;
        fits.then_some(course)
    }
}

fn skipped(course: &Course, import: &Import) -> Vec<Skipped> {
    let only = import.choices.only.as_ref();
    course
        .activities
        .iter()
        .filter_map(|stub| {
            let why = match stub.module.as_str() {
                "subsection" => "section",
                "qbank" => "question_bank",
                _ if only.is_some_and(|only| !only.contains(&stub.cmid)) => "not_chosen",
                _ => return None,
            };
            Some(Skipped {
                cmid: stub.cmid,
                module: stub.module.clone(),
                title: stub.title.clone(),
                why: why.to_owned(),
            })
        })
        .collect()
}

/// Personal data that was left out, by kind.
fn left_out(found: &Unpacked) -> BTreeMap<String, u64> {
    let mut left: BTreeMap<String, u64> =
        found.personal.what.iter().map(|(what, count)| (what.name().to_owned(), *count)).collect();
    left.insert("users".into(), found.personal.users);
    left
}
