//! The loop that does the work: claim, run, settle.

use std::time::Duration;

use tokio::{sync::watch, task::JoinSet};

use super::{
    Kinds,
    queue::{self, JobRow},
    worker::{self, Worker},
};
use crate::{error::Result, ids::JobId, site::Site};

/// How many jobs run side by side.
const SIDE_BY_SIDE: usize = 4;
/// Catches what falls due without a bell.
const POLL: Duration = Duration::from_secs(5);
/// How long a shut-down waits for jobs that run.
const PATIENCE: Duration = Duration::from_secs(20);

/// The running loop. Ends when told, or when it is dropped.
pub struct Loop {
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

impl Loop {
    /// Takes over what dead workers have left, and starts.
    pub async fn start(site: Site, kinds: Kinds) -> Result<Self> {
        take_over(&site).await?;
        let worker = Worker::begin(&site.data)?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(go_on(site, kinds, worker, stopped));
        Ok(Self { stop, task })
    }

    /// Takes no more jobs, waits for those that run, and leaves the rest for the next start.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = tokio::time::timeout(PATIENCE, self.task).await;
    }
}

/// Lets jobs wait again whose workers do not live any more: killed, or without power.
async fn take_over(site: &Site) -> Result<()> {
    for name in site.db.read(queue::workers).await? {
        if name.is_empty() || !worker::is_alive(&site.data, &name)? {
            site.db.write(move |tx| queue::let_go(tx, &name)).await?;
        }
    }
    Ok(())
}

async fn go_on(site: Site, kinds: Kinds, worker: Worker, mut stopped: watch::Receiver<bool>) {
    let mut running = JoinSet::new();
    let mut poll = tokio::time::interval(POLL);
    poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        // Interest in the bell is registered before looking for a job, so that none is missed.
        let bell = site.db.bell().notified();
        while running.len() < SIDE_BY_SIDE && !*stopped.borrow() {
            let name = worker.name().to_owned();
            match site.db.write(move |tx| queue::claim(tx, &name)).await {
                Ok(Some(job)) => {
                    running.spawn(settle(site.clone(), kinds.clone(), job));
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(%error, "no job could be claimed");
                    break;
                }
            }
        }
        if *stopped.borrow() {
            break;
        }
        tokio::select! {
            () = bell => {}
            _ = running.join_next(), if !running.is_empty() => {}
            _ = poll.tick() => {
                if let Err(error) = take_over(&site).await {
                    tracing::error!(%error, "nobody knows which workers live");
                }
            }
            _ = stopped.changed() => {}
        }
    }
    while running.join_next().await.is_some() {}
}

async fn settle(site: Site, kinds: Kinds, job: JobRow) -> Option<String> {
    let outcome = match kinds.find(&job.kind) {
        // A panic in a job must not leave it claimed for ever.
        Ok(kind) => match tokio::spawn((kind.run)(job.payload.clone(), site.clone())).await {
            Ok(outcome) => outcome,
            Err(panic) => Err(panic.into()),
        },
        Err(error) => Err(error),
    };
    let problem = outcome.err().map(|error| error.to_string());
    let (kind, attempts) = (job.kind.clone(), job.attempts);
    if let Some(problem) = &problem {
        tracing::warn!(kind, attempts, problem, "a job failed");
    }
    let told = problem.clone();
    let settled = site
        .db
        .write(move |tx| match &problem {
            None => queue::mark_done(tx, job.id),
            Some(problem) => queue::mark_failed(tx, &job, problem),
        })
        .await;
    if let Err(error) = settled {
        tracing::error!(kind, %error, "a job could not be settled");
    }
    told
}

/// Does all that is due, one after another, and returns what failed. For tests and the command line.
pub async fn run_due(site: &Site, kinds: &Kinds) -> Result<Vec<String>> {
    take_over(site).await?;
    let worker = Worker::begin(&site.data)?;
    let mut failed = Vec::new();
    loop {
        let name = worker.name().to_owned();
        let Some(job) = site.db.write(move |tx| queue::claim(tx, &name)).await? else { break };
        let kind = job.kind.clone();
        if let Some(problem) = settle(site.clone(), kinds.clone(), job).await {
            failed.push(format!("{kind}: {problem}"));
        }
    }
    Ok(failed)
}

/// Settles a job that whoever noted it has done.
pub async fn settle_own(site: &Site, id: JobId) -> Result<()> {
    site.db.write(move |tx| queue::mark_done(tx, id)).await
}
