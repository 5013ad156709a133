//! The only connection that writes, owned by one task. A caller hands in its work and may go away: the transaction ends
//! whole either way. SQLite's upgrade of a read to a write fails at once whatever the timeout, hence `BEGIN IMMEDIATE`.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::{Connection as _, Sqlite, SqliteConnection, Transaction};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::{OpenError, StoreHealth, check, connect, damage, open, place};
use crate::{Error, Result};

/// Longer transactions are logged: they hold up every other write.
const SLOW: Duration = Duration::from_millis(250);
const QUEUE: usize = 64;
/// How often a full disk is looked at, and how much has to be free before writing is tried again.
const LOOK_AT_FULL_DISK: Duration = Duration::from_secs(2);
const ENOUGH_SPACE: u64 = 4 * 1024 * 1024;

/// How a job's transaction ended, as far as the disk is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Committed.
    Written,
    /// Undone for a reason that says nothing about the disk.
    Undone,
    /// Undone because nothing more fits.
    Full,
    /// The connection may not be trusted any more.
    Fatal(check::Kind),
}

impl Verdict {
    fn of<T>(outcome: &Result<T>) -> Self {
        match outcome {
            Ok(_) => Self::Written,
            Err(error) => match &*error.code {
                "store.full" => Self::Full,
                "store.io" => Self::Fatal(check::Kind::Io),
                "store.damaged" => Self::Fatal(check::Kind::Damaged),
                _ => Self::Undone,
            },
        }
    }
}

type Job = Box<dyn for<'c> FnOnce(Option<&'c mut SqliteConnection>) -> BoxFuture<'c, Verdict> + Send>;

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    task: tokio::sync::Mutex<Option<JoinHandle<Option<SqliteConnection>>>>,
    health: watch::Receiver<StoreHealth>,
}

impl Writer {
    /// Starts the task that owns `connection` to `file`.
    pub(super) fn start(connection: SqliteConnection, file: &Path) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let (told, health) = watch::channel(StoreHealth::Fine);
        let desk = Desk { connection: Some(connection), file: file.to_owned(), reopened: false, health: told };
        let task = tokio::spawn(desk.run(receiver));
        Self { jobs: Mutex::new(Some(sender)), task: tokio::sync::Mutex::new(Some(task)), health }
    }

    pub(super) fn health(&self) -> watch::Receiver<StoreHealth> {
        self.health.clone()
    }

    fn sender(&self) -> Option<mpsc::Sender<Job>> {
        self.jobs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub(super) async fn write<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let health = self.health.clone();
        let job: Job = Box::new(move |connection| {
            Box::pin(async move {
                let started = Instant::now();
                let outcome = match connection {
                    Some(connection) => transaction(connection, work).await,
                    None => Err((*health.borrow()).error().unwrap_or_else(Error::closing)),
                };
                let took = started.elapsed();
                if took > SLOW {
                    tracing::warn!(write = name, took_ms = took.as_millis(), "slow write");
                }
                let verdict = Verdict::of(&outcome);
                // The caller may have gone; the work is done all the same.
                let _ = answer.send(outcome);
                verdict
            })
        });
        let sender = self.sender().ok_or_else(Error::closing)?;
        sender.send(job).await.map_err(|_| Error::closing())?;
        drop(sender);
        answered.await.map_err(|_| Error::closing())?
    }

    /// Takes no more work, finishes what is queued, and gives the connection back for [`close`].
    pub(super) async fn end(&self) -> Option<SqliteConnection> {
        self.jobs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let task = self.task.lock().await.take()?;
        // It can only fail by a defect in `run`, which the panic hook has logged.
        task.await.ok().flatten()
    }
}

/// Writes the log back and closes. The last connection takes the log away; if a reader is left, this waits for nobody.
pub(super) async fn close(mut connection: SqliteConnection) {
    if sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut connection).await.is_err() {
        tracing::warn!("the last checkpoint did not finish; the next start does it");
    }
    let _ = connection.close().await;
}

async fn transaction<T, F>(connection: &mut SqliteConnection, work: F) -> Result<T>
where
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>>,
{
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let outcome = AssertUnwindSafe(async { work(&mut transaction).await }).catch_unwind().await;
    match outcome {
        Ok(Ok(value)) => {
            transaction.commit().await?;
            Ok(value)
        }
        Ok(Err(error)) => Err(undo(transaction, error).await),
        Err(_) => Err(undo(transaction, Error::internal("a write met a defect and was undone")).await),
    }
}

/// Undoes, and gives what there is to tell: `why`, unless it came from elsewhere and the disk refuses too.
async fn undo(transaction: Transaction<'_, Sqlite>, why: Error) -> Error {
    match transaction.rollback().await.map_err(Error::from) {
        Err(worse) if matches!(&*worse.code, "store.io" | "store.damaged") && !why.code.starts_with("store.") => worse,
        _ => why,
    }
}

async fn is_damaged(file: &Path) -> bool {
    let looked = open::quick_check(file, true).await;
    matches!(looked, Err(OpenError::Database(error)) if error.code == "store.damaged")
}

/// The writing connection and what became of it.
struct Desk {
    connection: Option<SqliteConnection>,
    file: PathBuf,
    reopened: bool,
    health: watch::Sender<StoreHealth>,
}

impl Desk {
    /// Works until nobody can hand in more, and gives the connection back.
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) -> Option<SqliteConnection> {
        loop {
            let full = *self.health.borrow() == StoreHealth::Full;
            let job = tokio::select! {
                biased;
                job = jobs.recv() => job,
                () = tokio::time::sleep(LOOK_AT_FULL_DISK), if full => {
                    self.look_at_full_disk().await;
                    continue;
                }
            };
            let Some(job) = job else { return self.connection };
            match job(self.connection.as_mut()).await {
                Verdict::Written => self.tell(StoreHealth::Fine),
                Verdict::Undone => self.renew_if_lost().await,
                Verdict::Full => {
                    self.tell(StoreHealth::Full);
                    self.renew_if_lost().await;
                }
                Verdict::Fatal(kind) => self.give_up(kind).await,
            }
        }
    }

    fn tell(&self, health: StoreHealth) {
        let changed = self.health.send_if_modified(|now| {
            let changed = *now != health;
            *now = health;
            changed
        });
        if changed {
            tracing::warn!(?health, "writing to the database");
        }
    }

    async fn look_at_full_disk(&mut self) {
        let folder = self.file.parent().unwrap_or(&self.file);
        if place::need_space(folder, ENOUGH_SPACE).is_err() {
            return;
        }
        if self.connection.is_none() {
            self.connection = connect::writer(&self.file).await.ok();
        }
        if self.connection.is_some() {
            self.tell(StoreHealth::Fine);
        }
    }

    /// Takes a new connection for one on which no transaction would begin any more: SQLite undoes a transaction by itself when
    /// the disk refuses in the midst of it (sqlite.org/lang_transaction.html), and sqlx, which counts, does not learn of it.
    async fn renew_if_lost(&mut self) {
        let Some(connection) = &mut self.connection else { return };
        // A rollback may still be queued; a ping is answered after it.
        if connection.ping().await.is_ok() && !connection.is_in_transaction() {
            return;
        }
        if let Some(lost) = self.connection.take() {
            let _ = lost.close().await;
        }
        self.connection = connect::writer(&self.file).await.ok();
        if self.connection.is_none() && *self.health.borrow() != StoreHealth::Full {
            self.tell(StoreHealth::Failed);
        }
    }

    /// A poisoned connection is never retried. After a disk error one fresh one is tried, after damage none is: the file is
    /// copied aside as it is, and no start opens it again.
    async fn give_up(&mut self, kind: check::Kind) {
        let Some(broken) = self.connection.take() else { return };
        let _ = broken.close_hard().await;
        // SQLite says damage of a page that the disk did not give, too; a look at all pages tells the two apart.
        if kind == check::Kind::Damaged && is_damaged(&self.file).await {
            let (file, now) = (self.file.clone(), chrono::Utc::now().timestamp_millis());
            let folder = file.parent().map(Path::to_owned).unwrap_or_default();
            // It only fails when the disk refuses too, which the next start finds out.
            let _ = tokio::task::spawn_blocking(move || damage::put_aside(&folder, now)).await;
            return self.tell(StoreHealth::Damaged);
        }
        if !std::mem::replace(&mut self.reopened, true) {
            self.connection = connect::writer(&self.file).await.ok();
        }
        if self.connection.is_none() {
            self.tell(StoreHealth::Failed);
        }
        tracing::error!(writing = self.connection.is_some(), "the database met a disk error");
    }
}
