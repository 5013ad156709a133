//! The only connection that writes, owned by one task. A caller hands in its work and may go away: the transaction ends
//! whole either way. SQLite's upgrade of a read to a write fails at once whatever the timeout, hence `BEGIN IMMEDIATE`.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{check, connect};
use crate::{Error, Result};

/// Longer transactions are logged: they hold up every other write.
const SLOW: Duration = Duration::from_millis(250);
const QUEUE: usize = 64;

/// How a job's transaction ended, as far as the connection is concerned.
enum Verdict {
    Fine,
    /// The connection may not be trusted any more.
    Fatal,
}

type Job = Box<dyn for<'c> FnOnce(Option<&'c mut SqliteConnection>) -> BoxFuture<'c, Verdict> + Send>;

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the task that owns `connection` to `file`.
    pub(super) fn start(connection: SqliteConnection, file: &Path) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(connection, file.to_owned(), receiver));
        Self { jobs: Mutex::new(Some(sender)), task: tokio::sync::Mutex::new(Some(task)) }
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
        let job: Job = Box::new(move |connection| {
            Box::pin(async move {
                let started = Instant::now();
                let outcome = match connection {
                    Some(connection) => transaction(connection, work).await,
                    None => Err(check::Kind::Io.to_error()),
                };
                let took = started.elapsed();
                if took > SLOW {
                    tracing::warn!(write = name, took_ms = took.as_millis(), "slow write");
                }
                let fatal = matches!(&outcome, Err(error) if error.code == "store.io" || error.code == "store.damaged");
                // The caller may have gone; the work is done all the same.
                let _ = answer.send(outcome);
                if fatal { Verdict::Fatal } else { Verdict::Fine }
            })
        });
        let sender = self.sender().ok_or_else(Error::closing)?;
        sender.send(job).await.map_err(|_| Error::closing())?;
        drop(sender);
        answered.await.map_err(|_| Error::closing())?
    }

    /// Takes no more work, finishes what is queued, writes the log back and closes.
    pub(super) async fn close(&self) {
        self.jobs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(task) = self.task.lock().await.take() {
            // It can only fail by a defect in `run`, which the panic hook has logged.
            let _ = task.await;
        }
    }
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
        Ok(Err(error)) => {
            transaction.rollback().await?;
            Err(error)
        }
        Err(_) => {
            transaction.rollback().await?;
            Err(Error::internal("a write met a defect and was undone"))
        }
    }
}

async fn run(connection: SqliteConnection, file: PathBuf, mut jobs: mpsc::Receiver<Job>) {
    let mut connection = Some(connection);
    let mut reopened = false;
    while let Some(job) = jobs.recv().await {
        let verdict = job(connection.as_mut()).await;
        if matches!(verdict, Verdict::Fatal)
            && let Some(broken) = connection.take()
        {
            // A poisoned connection is never retried; one fresh one is, and after that writing has ended.
            let _ = broken.close_hard().await;
            if !reopened {
                reopened = true;
                connection = connect::writer(&file).await.ok();
            }
            tracing::error!(writing = connection.is_some(), "the database met a disk error");
        }
    }
    if let Some(mut connection) = connection {
        let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await;
        if checkpoint.is_err() {
            tracing::warn!("the last checkpoint did not finish; the next start does it");
        }
        let _ = connection.close().await;
    }
}
