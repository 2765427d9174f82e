//! The rows of the job table.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{db::Tx, error::Result, ids::JobId, time::Moment};

/// After so many attempts a job is given up and shown in the administration.
pub const MOST_ATTEMPTS: u32 = 8;
const FIRST_WAIT_SECONDS: i64 = 30;

/// A job as the administration shows it.
#[derive(Debug, Clone)]
pub struct JobRow {
    /// Its number.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Its data as JSON.
    pub payload: String,
    /// Its lane.
    pub lane: String,
    /// When it falls due.
    pub due: Moment,
    /// Since when it runs.
    pub claimed: Option<Moment>,
    /// How often it failed.
    pub attempts: u32,
    /// What went wrong the last time.
    pub error: Option<String>,
}

impl JobRow {
    /// Whether it is not tried any more.
    pub fn given_up(&self) -> bool {
        self.attempts >= MOST_ATTEMPTS
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            payload: row.get("payload")?,
            lane: row.get("lane")?,
            due: row.get("due")?,
            claimed: row.get("claimed")?,
            attempts: row.get("attempts")?,
            error: row.get("error")?,
        })
    }
}

pub fn insert(
    tx: &Tx<'_>,
    kind: &str,
    payload: &str,
    lane: &str,
    key: Option<&str>,
    due: Moment,
) -> Result<()> {
    tx.prepare_cached(
        "insert into jobs(kind, payload, lane, key, due, made)
         values (:kind, :payload, :lane, :key, :due, :made)
         on conflict(kind, key) where key is not null and claimed is null
         do update set payload = excluded.payload, due = min(due, excluded.due),
           attempts = 0, error = null",
    )?
    .execute(rusqlite::named_params! {
        ":kind": kind, ":payload": payload, ":lane": lane, ":key": key, ":due": due, ":made": tx.now,
    })?;
    tx.ring();
    Ok(())
}

/// A job that a worker has claimed from the first.
pub fn insert_claimed(
    tx: &Tx<'_>,
    kind: &str,
    payload: &str,
    lane: &str,
    key: Option<&str>,
    worker: &str,
) -> Result<JobId> {
    Ok(tx
        .prepare_cached(
            "insert into jobs(kind, payload, lane, key, due, claimed, worker, made)
             values (:kind, :payload, :lane, :key, :now, :now, :worker, :now) returning id",
        )?
        .query_row(
            rusqlite::named_params! {
                ":kind": kind, ":payload": payload, ":lane": lane, ":key": key, ":now": tx.now,
                ":worker": worker,
            },
            |row| row.get(0),
        )?)
}

/// The next job that is due in a lane where none runs, for this worker.
pub fn claim(tx: &Tx<'_>, worker: &str) -> Result<Option<JobRow>> {
    Ok(tx
        .prepare_cached(
            "update jobs set claimed = ?1, worker = ?2 where id = (
               select id from jobs
               where claimed is null and attempts < 8 and due <= ?1
                 and lane not in (select lane from jobs where claimed is not null)
               order by due, id limit 1)
             returning *",
        )?
        .query_row(params![tx.now, worker], JobRow::read)
        .optional()?)
}

pub fn mark_done(tx: &Tx<'_>, id: JobId) -> Result<()> {
    tx.prepare_cached("delete from jobs where id = ?")?.execute([id])?;
    Ok(())
}

/// Puts a failed job back: 30 s · 2^attempts later.
pub fn mark_failed(tx: &Tx<'_>, job: &JobRow, error: &str) -> Result<()> {
    let wait = FIRST_WAIT_SECONDS << job.attempts.min(MOST_ATTEMPTS);
    // A newer job with the same key has taken its place meanwhile.
    tx.prepare_cached(
        "delete from jobs where id = :id and key is not null and exists(
           select 1 from jobs as newer where newer.kind = jobs.kind and newer.key = jobs.key
             and newer.claimed is null)",
    )?
    .execute(rusqlite::named_params! {":id": job.id})?;
    tx.prepare_cached(
        "update jobs set claimed = null, worker = null, attempts = attempts + 1, due = ?, error = ?
         where id = ?",
    )?
    .execute(params![tx.now.plus_seconds(wait), error, job.id])?;
    Ok(())
}

/// Who has claimed jobs. Claims of earlier versions of this program bear no name.
pub fn workers(conn: &Connection) -> Result<Vec<String>> {
    Ok(conn
        .prepare_cached("select distinct ifnull(worker, '') from jobs where claimed is not null")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// What a worker had claimed waits again.
pub fn let_go(tx: &Tx<'_>, worker: &str) -> Result<()> {
    // A newer job with the same key has taken its place meanwhile.
    tx.prepare_cached(
        "delete from jobs where claimed is not null and ifnull(worker, '') = ? and key is not null
           and exists(select 1 from jobs as newer where newer.kind = jobs.kind
             and newer.key = jobs.key and newer.claimed is null)",
    )?
    .execute([worker])?;
    tx.prepare_cached(
        "update jobs set claimed = null, worker = null
         where claimed is not null and ifnull(worker, '') = ?",
    )?
    .execute([worker])?;
    tx.ring();
    Ok(())
}

/// The jobs that wait, run or were given up; the oldest first, at most `limit`.
pub fn list(conn: &Connection, limit: u32) -> Result<Vec<JobRow>> {
    Ok(conn
        .prepare_cached("select * from jobs order by due, id limit ?")?
        .query_map([limit], JobRow::read)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many jobs wait or run, and how many were given up.
pub fn waiting(conn: &Connection) -> Result<(u64, u64)> {
    Ok(conn
        .prepare_cached(
            "select count(*) filter (where attempts < 8), count(*) filter (where attempts >= 8)
             from jobs",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Tries a job that failed again at once.
pub fn retry(tx: &Tx<'_>, id: JobId) -> Result<()> {
    tx.prepare_cached("update jobs set attempts = 0, due = ? where id = ? and claimed is null")?
        .execute(params![tx.now, id])?;
    tx.ring();
    Ok(())
}

/// Removes a job that was given up.
pub fn erase_done(tx: &Tx<'_>, id: JobId) -> Result<()> {
    tx.prepare_cached("delete from jobs where id = ? and attempts >= 8")?.execute([id])?;
    Ok(())
}
