//! SQLite: one writing lane with group commit, four reading lanes, and the transactions on them.

mod backup;
mod gather;
mod lane;
mod migrate;

use std::{
    cell::{Cell, RefCell},
    ops::Deref,
    path::Path,
    sync::Arc,
    time::Instant,
};

use rusqlite::{Connection, config::DbConfig};
use tokio::sync::{Notify, oneshot};

use self::lane::{Lane, Writer};
pub use self::{
    backup::{copy, examine},
    gather::gathered,
    migrate::migrate,
};
use crate::{
    clock::Clock,
    error::{Error, Result},
    events::Event,
    time::Moment,
};

/// Hears of an event inside the transaction that announces it. Quick: rows, index, enqueue.
pub type Listener = fn(&Tx<'_>, &Event) -> Result<()>;

/// Marks a database file as ours: "Horn" in ASCII.
pub const APPLICATION_ID: i32 = 0x486f_726e;

const READERS: usize = 4;
const SLOW_WRITE_MS: u128 = 50;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    readers: Lane,
    writer: Writer,
    clock: Clock,
    listeners: Arc<[Listener]>,
    bell: Arc<Notify>,
}

impl Db {
    /// Opens the lanes on a database that has been migrated.
    pub fn open(path: &Path, clock: Clock, listeners: Vec<Listener>) -> Result<Self> {
        let readers = Lane::open("reader", READERS, || connect(path, true))?;
        let writer = Writer::open(connect(path, false)?)?;
        Ok(Self {
            readers,
            writer,
            clock,
            listeners: listeners.into(),
            bell: Arc::new(Notify::new()),
        })
    }

    /// Runs one reading transaction: an unchanging view of the whole database.
    #[track_caller]
    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let sent = self.readers.send(Box::new(move |conn| {
            let result = conn
                .unchecked_transaction()
                .map_err(Error::from)
                .and_then(|transaction| work(&transaction));
            let _ = answer.send(result);
        }));
        async move {
            sent?;
            outcome.await.unwrap_or_else(|_| Err(Error::internal("a reading lane panicked")))
        }
    }

    /// Runs one writing transaction and returns once it is on the disk. An error or a panic
    /// rolls it back. A caller that goes away does not stop it half-way.
    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let (clock, listeners, bell) =
            (self.clock.clone(), Arc::clone(&self.listeners), Arc::clone(&self.bell));
        let sent = self.writer.send(Box::new(move |conn| {
            let started = Instant::now();
            let tx = Tx {
                conn,
                now: clock.now(),
                listeners: &listeners,
                rings: Cell::new(false),
                after: RefCell::default(),
            };
            let result = work(&tx);
            let Tx { rings, after, .. } = tx;
            if started.elapsed().as_millis() > SLOW_WRITE_MS {
                tracing::warn!(ms = started.elapsed().as_millis(), "a write was slow");
            }
            let good = result.is_ok();
            let settle: lane::Settle = Box::new(move |committed| {
                let result = if committed || !good {
                    result
                } else {
                    Err(Error::internal("the transaction could not be committed"))
                };
                if good && committed {
                    for job in after.into_inner() {
                        job();
                    }
                    if rings.get() {
                        bell.notify_one();
                    }
                }
                let _ = answer.send(result);
            });
            (good, settle)
        }));
        async move {
            sent?;
            outcome.await.unwrap_or_else(|_| Err(Error::internal("the writing lane panicked")))
        }
    }

    /// Rung after each commit that leaves work for later. It keeps one permit, so none is missed.
    pub fn bell(&self) -> &Notify {
        &self.bell
    }

    /// The clock that writing transactions read.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// A writing transaction. It derefs to `Connection`, so a write may read.
pub struct Tx<'a> {
    conn: &'a Connection,
    /// The one time given to all that is done together.
    pub now: Moment,
    listeners: &'a [Listener],
    rings: Cell<bool>,
    after: RefCell<Vec<Box<dyn FnOnce() + Send>>>,
}

impl Tx<'_> {
    /// Tells every part, in this same transaction: what is not committed is never heard of.
    pub fn announce(&self, event: &Event) -> Result<()> {
        self.listeners.iter().try_for_each(|listen| listen(self, event))
    }

    /// Wakes the job loop once this is committed.
    pub fn ring(&self) {
        self.rings.set(true);
    }

    /// Does something in memory once this is committed, and only then.
    pub fn after_commit(&self, work: impl FnOnce() + Send + 'static) {
        self.after.borrow_mut().push(Box::new(work));
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
    }
}

/// Opens one connection with our settings.
///
/// `busy_timeout` comes first: switching to WAL itself takes a lock. `synchronous=full`, because
/// a Raspberry Pi loses power. Readers are `query_only` rather than read-only files, which have
/// trouble with WAL.
pub fn connect(path: &Path, reader: bool) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.pragma_update(None, "busy_timeout", 10_000)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cache_size", -4_000)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    // Otherwise SQLite plans a kept statement anew whenever a value is bound to it that its plan
    // may depend on, which costs more than most of our questions themselves.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if reader {
        conn.pragma_update(None, "query_only", true)?;
    }
    gather::register(&conn)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// What SQLite itself finds wrong with the file: damage, and rows that point nowhere.
pub fn faults(conn: &Connection) -> Result<Vec<String>> {
    let mut faults: Vec<String> = conn
        .prepare("pragma integrity_check")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    faults.retain(|line| line != "ok");
    let mut broken = conn.prepare("pragma foreign_key_check")?;
    let mut rows = broken.query([])?;
    while let Some(row) = rows.next()? {
        let (table, rowid): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        faults.push(format!("row {} of {table} points nowhere", rowid.unwrap_or_default()));
    }
    Ok(faults)
}
