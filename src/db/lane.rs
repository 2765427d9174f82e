//! Lanes: threads that own a connection and are fed by one bounded queue.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
};

use rusqlite::Connection;

use crate::error::{Error, Result};

/// How many requests may wait before the next is told that we are busy.
const QUEUE: usize = 1024;
/// How many waiting writes share one commit at most.
const GROUP: usize = 256;

type Read = Box<dyn FnOnce(&Connection) + Send>;
/// Answers the caller of a write, told whether the commit went through.
pub type Settle = Box<dyn FnOnce(bool) + Send>;
type Write = Box<dyn FnOnce(&Connection) -> (bool, Settle) + Send>;

/// Several reading threads on one queue.
#[derive(Clone)]
pub struct Lane {
    queue: SyncSender<Read>,
}

impl Lane {
    pub fn open(
        name: &str,
        threads: usize,
        connect: impl Fn() -> Result<Connection>,
    ) -> Result<Self> {
        let (queue, work) = sync_channel::<Read>(QUEUE);
        let work = Arc::new(Mutex::new(work));
        for number in 0..threads {
            let (conn, work) = (connect()?, Arc::clone(&work));
            thread::Builder::new().name(format!("db-{name}-{number}")).spawn(move || {
                while let Some(job) = next(&work) {
                    if catch_unwind(AssertUnwindSafe(|| job(&conn))).is_err() {
                        tracing::error!("a read panicked");
                    }
                }
            })?;
        }
        Ok(Self { queue })
    }

    pub fn send(&self, job: Read) -> Result<()> {
        self.queue.try_send(job).map_err(full)
    }
}

fn next(work: &Mutex<Receiver<Read>>) -> Option<Read> {
    let work = work.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    work.recv().ok()
}

/// The one writing thread. It takes all writes that wait, runs each inside its own savepoint,
/// commits them together, and answers only after that commit.
#[derive(Clone)]
pub struct Writer {
    queue: SyncSender<Write>,
}

impl Writer {
    pub fn open(conn: Connection) -> Result<Self> {
        let (queue, work) = sync_channel::<Write>(QUEUE);
        thread::Builder::new().name("db-writer".into()).spawn(move || write_all(&conn, &work))?;
        Ok(Self { queue })
    }

    pub fn send(&self, job: Write) -> Result<()> {
        self.queue.try_send(job).map_err(full)
    }
}

fn write_all(conn: &Connection, work: &Receiver<Write>) {
    while let Ok(first) = work.recv() {
        let mut settled = Vec::new();
        let begun = conn.execute_batch("begin immediate");
        if let Err(error) = &begun {
            tracing::error!(%error, "no writing transaction could begin");
        }
        let mut waiting = Some(first);
        while let Some(job) = waiting.take() {
            if begun.is_ok() {
                settled.extend(in_savepoint(conn, job));
            }
            if settled.len() < GROUP {
                waiting = work.try_recv().ok();
            }
        }
        let committed = begun.is_ok() && commit(conn);
        for settle in settled {
            settle(committed);
        }
    }
}

fn commit(conn: &Connection) -> bool {
    match conn.execute_batch("commit") {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "a commit failed");
            let _ = conn.execute_batch("rollback");
            false
        }
    }
}

fn in_savepoint(conn: &Connection, job: Write) -> Option<Settle> {
    conn.execute_batch("savepoint one").ok()?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(conn)));
    let keep = matches!(outcome, Ok((true, _)));
    let end = if keep { "release one" } else { "rollback to one; release one" };
    if let Err(error) = conn.execute_batch(end) {
        tracing::error!(%error, "a savepoint could not be ended");
        return None;
    }
    if let Ok((_, settle)) = outcome {
        Some(settle)
    } else {
        tracing::error!("a write panicked");
        None
    }
}

fn full<T>(error: TrySendError<T>) -> Error {
    match error {
        TrySendError::Full(_) => Error::Busy,
        TrySendError::Disconnected(_) => Error::internal("the database threads have ended"),
    }
}
