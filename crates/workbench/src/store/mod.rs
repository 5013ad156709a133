//! The one module that opens the database: one writer, a read-only pool, a lock file, migrations with a backup first.
//!
//! Everything relational lies in one SQLite file. A second pool anywhere else could keep a bad view of the write-ahead
//! log alive (screenpipe/screenpipe#4467), so features get [`Store::reader`] and [`Store::write`] and nothing more.

mod backup;
mod check;
mod connect;
mod damage;
mod lock;
mod migrate;
mod open;
mod place;
mod usage;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::{SqliteConnection, SqlitePool};

pub use backup::{Backup, BackupKind};
pub use open::OpenError;
pub use usage::StorageUse;

use crate::{Error, Result};

/// The database's file in the data folder.
pub const DATABASE_FILE: &str = "recomamp.db";

/// The open database. Cheap to clone; the last [`Store::close`] ends it.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    data_dir: PathBuf,
    reader: SqlitePool,
    writer: writer::Writer,
    // Held as long as anybody holds the store.
    _lock: lock::DataLock,
}

impl Store {
    /// Opens or creates the database in `data_dir` and brings it up to date.
    ///
    /// # Errors
    /// [`OpenError`] with words for a person: another process has it, it is newer, damaged, on a network disk, the disk
    /// is full …
    pub async fn open(data_dir: &Path, app_version: &str, now_millis: i64) -> Result<Self, OpenError> {
        open::open(data_dir, app_version, now_millis).await
    }

    /// The folder that holds the database.
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// Read-only connections; a write on one of them fails.
    pub fn reader(&self) -> &SqlitePool {
        &self.inner.reader
    }

    /// Runs `work` in one write transaction (`BEGIN IMMEDIATE`) on the only writing connection and returns once it is
    /// committed, in order with all other writes. A caller that goes away leaves the transaction whole: it is the
    /// writer's. `work` awaits nothing but the connection. `name` appears in the log when it takes long.
    ///
    /// # Errors
    /// What `work` returned (rolled back), or `store.*`.
    pub async fn write<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.inner.writer.write(name, work).await
    }

    /// Makes today's backup unless there is one, proves it, and removes old ones.
    ///
    /// # Errors
    /// `store.*`; the last good backup then stays.
    pub async fn back_up_daily(&self, now: chrono::DateTime<chrono::Utc>) -> Result<Option<Backup>> {
        backup::daily(self, now).await
    }

    /// All backups in a data folder, newest first; the database need not be open, or whole.
    ///
    /// # Errors
    /// `store.io` when the folder cannot be read.
    pub fn backups(data_dir: &Path) -> Result<Vec<Backup>> {
        backup::list(data_dir).map_err(|_| {
            Error::new("store.io", "The backup folder cannot be read.").next("Check that you may read the data folder.")
        })
    }

    /// Puts `backup` in the damaged database's place, which is kept beside it. Only without an open store.
    ///
    /// # Errors
    /// [`OpenError`] when another process has the folder or the disk refuses.
    pub async fn restore(data_dir: &Path, backup: &Backup, now_millis: i64) -> Result<(), OpenError> {
        damage::restore(data_dir, backup, now_millis).await
    }

    /// Ends readers and the writer, writing the log back into the file; waits at most `limit`.
    pub async fn close(&self, limit: Duration) {
        let ends = async {
            // Together: a stuck reader must not keep the writer from its checkpoint (screenpipe/screenpipe#5494).
            tokio::join!(self.inner.reader.close(), self.inner.writer.close());
        };
        if tokio::time::timeout(limit, ends).await.is_err() {
            tracing::warn!("the database did not close in time; it stays consistent");
        }
    }
}

/// Writes a small private file in one step: beside it, synced, renamed.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let write = || {
        let mut file = place::private_file(&partial)?;
        file.set_len(0)?;
        std::io::Write::write_all(&mut file, content)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)?;
        path.parent().map_or(Ok(()), place::sync_folder)
    };
    write().map_err(|error| OpenError::disk(error).into())
}

/// What a SQLite error means for a person. The codes are those of sqlite.org/rescode.html.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let Some(kind) = check::kind(&error) else {
            return match error {
                sqlx::Error::RowNotFound => Self::not_found("entry"),
                sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::closing(),
                sqlx::Error::PoolTimedOut => {
                    Self::new("store.busy", "The database did not answer in time.").next("Wait a moment and try again.")
                }
                _ => Self::internal("a database query did not fit its table"),
            };
        };
        kind.to_error()
    }
}

#[cfg(test)]
mod tests;
