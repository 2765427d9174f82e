//! Work that is left for later: rows in the database, done one after another in each lane.

mod queue;
mod work;
mod worker;

use std::{pin::Pin, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

pub use self::{
    queue::{JobRow, erase_done, list, retry, waiting},
    work::{Loop, run_due, settle_own},
    worker::Worker,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::JobId,
    site::Site,
    time::Moment,
};

/// This floor's own step of the database.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/jobs/0001_jobs.sql"),
    include_str!("../../migrations/jobs/0002_workers.sql"),
];

/// A piece of work that can wait, as a serde struct. It may run twice and must do no harm the
/// second time.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// What is stored; never changed once released.
    const KIND: &'static str;

    /// Jobs of one lane run one after another; lanes run side by side.
    fn lane(&self) -> String {
        Self::KIND.to_owned()
    }

    /// Two waiting jobs of one kind with the same key are one.
    fn key(&self) -> Option<String> {
        None
    }

    /// Does the work.
    fn run(self, site: Site) -> impl Future<Output = Result<()>> + Send;

    /// Leaves the work for as soon as this transaction is committed.
    fn enqueue(&self, tx: &Tx<'_>) -> Result<()> {
        self.enqueue_at(tx, tx.now)
    }

    /// Leaves the work for a moment to come.
    fn enqueue_at(&self, tx: &Tx<'_>, due: Moment) -> Result<()> {
        let payload = serde_json::to_string(self)?;
        queue::insert(tx, Self::KIND, &payload, &self.lane(), self.key().as_deref(), due)
    }

    /// Notes work that the [`Worker`] of this name does itself from now on, until [`settle_own`].
    /// Should it die, others go on with it.
    fn enqueue_own(&self, tx: &Tx<'_>, worker: &str) -> Result<JobId> {
        let payload = serde_json::to_string(self)?;
        let key = self.key();
        queue::insert_claimed(tx, Self::KIND, &payload, &self.lane(), key.as_deref(), worker)
    }
}

type Run = fn(String, Site) -> Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// A kind of job, for the list that a part shows.
#[derive(Clone, Copy)]
pub struct Kind {
    /// As stored.
    pub name: &'static str,
    run: Run,
}

impl Kind {
    /// The kind of this job type.
    pub const fn of<J: Job>() -> Self {
        Self { name: J::KIND, run: run::<J> }
    }
}

fn run<J: Job>(payload: String, site: Site) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        let job: J = serde_json::from_str(&payload)?;
        job.run(site).await
    })
}

/// All kinds of all parts, by name.
#[derive(Clone, Default)]
pub struct Kinds(Arc<[Kind]>);

impl Kinds {
    /// The kinds of all parts.
    pub fn new(kinds: Vec<Kind>) -> Self {
        Self(kinds.into())
    }

    fn find(&self, name: &str) -> Result<Kind> {
        self.0
            .iter()
            .find(|kind| kind.name == name)
            .copied()
            .ok_or_else(|| Error::internal(format!("no part knows the job kind {name}")))
    }
}
