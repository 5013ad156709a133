//! The one module that opens the database: one writer, a read-only pool, a lock file, migrations with a backup first.
//!
//! Everything relational lies in one SQLite file. A second pool anywhere else could keep a bad view of the write-ahead
//! log alive (screenpipe/screenpipe#4467), so features get [`Store::reader`] and [`Store::write`] and nothing more.

mod backup;
mod check;
mod connect;
mod cut;
mod damage;
pub(crate) mod json;
mod lock;
mod migrate;
mod moving;
mod open;
mod place;
mod restore;
mod usage;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::{SqliteConnection, SqlitePool};

pub use backup::{Backup, BackupInfo, BackupKind};
pub use moving::MovePlan;
pub use open::OpenError;
pub use usage::StorageUse;

use crate::{Error, Result};

/// The database's file in the data folder.
pub const DATABASE_FILE: &str = "recomamp.db";

/// Whether the database can be written; reading goes on in every state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreHealth {
    /// As it should be.
    Fine,
    /// The disk is full. Writing goes on by itself once there is room.
    Full,
    /// The disk refused twice. Nothing is written any more before the next start.
    Failed,
    /// The file is damaged and was copied aside. Nothing is written any more, and no start opens it as it is.
    Damaged,
}

impl StoreHealth {
    /// What a person is told; `None` when all is well.
    pub fn error(self) -> Option<Error> {
        match self {
            Self::Fine => None,
            Self::Full => Some(check::Kind::Full.to_error()),
            Self::Failed => Some(check::Kind::Io.to_error()),
            Self::Damaged => Some(check::Kind::Damaged.to_error()),
        }
    }
}

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
    /// Held until the store is closed, or nobody holds it any more.
    lock: Mutex<Option<lock::DataLock>>,
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

    /// How writing goes, now and from now on.
    pub fn health(&self) -> tokio::sync::watch::Receiver<StoreHealth> {
        self.inner.writer.health()
    }

    /// Makes today's backup unless there is one, proves it, and removes old ones.
    ///
    /// # Errors
    /// `store.*`; the last good backup then stays.
    pub async fn back_up_daily(&self, now: chrono::DateTime<chrono::Utc>) -> Result<Option<Backup>> {
        backup::daily(self, now).await
    }

    /// Makes a backup now, proves it, and removes older ones that were asked for.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn back_up(&self, now: chrono::DateTime<chrono::Utc>) -> Result<Backup> {
        backup::asked(self, now).await
    }

    /// Has the next start of any RecomAMP on this folder put a backup in place ([`Self::restore_wanted`]).
    ///
    /// # Errors
    /// `store.io`.
    pub fn restore_next(&self, backup: &Backup) -> Result<()> {
        restore::want(self.data_dir(), backup).map_err(|_| {
            Error::new("store.io", "The wish to go back to a backup could not be written down.")
                .next("Check that the disk has room and that you may write to the data folder.")
        })
    }

    /// Puts the backup in place that was wanted before the start, as [`Self::restore`] does; nothing where none was. To be called before
    /// [`Self::open`].
    ///
    /// # Errors
    /// As [`Self::restore`]; what is there is then left as it is, and the wish is forgotten unless another process has the folder.
    pub async fn restore_wanted(data_dir: &Path, now_millis: i64) -> Result<(), OpenError> {
        restore::wanted(data_dir, now_millis).await
    }

    /// Where the data folder is that programs are given as `given`: a folder that everything was moved to may be elsewhere. A move that
    /// was asked for ([`Self::move_next`]) is done first. To be called before anything in the folder is opened. Blocking, as long as copying
    /// takes.
    ///
    /// # Errors
    /// [`OpenError`] when the folder is away, or a move failed; then everything is where it was, and the next call answers that.
    pub fn settle(given: &Path) -> Result<PathBuf, OpenError> {
        moving::settle(given)
    }

    /// What moving everything into the folder that a person chose would mean. Blocking.
    ///
    /// # Errors
    /// `store.move` for a folder that will not do.
    pub fn move_plan(&self, chosen: &Path) -> Result<MovePlan> {
        moving::plan(self.data_dir(), chosen)
    }

    /// Has the next start of any RecomAMP on this folder move everything to a folder that [`Self::move_plan`] named.
    ///
    /// # Errors
    /// `store.move`, `store.full` where too little is free, `store.io`.
    pub fn move_next(&self, to: &Path) -> Result<()> {
        moving::want(self.data_dir(), to)
    }

    /// Lets the writer take note of damage that somebody else has met, and passes its error on.
    async fn damaged<T: Send + 'static>(&self, found: Error) -> Result<T> {
        self.write("note damage", move |_| Box::pin(async move { Err(found) })).await
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

    /// Puts `backup` in the database's place. What was there, with results that the backup does not know, is kept in a folder
    /// beside it, `damaged-…-replaced`. Runs that were waiting then are looked for at Amazon before any is sent. Only
    /// without an open store.
    ///
    /// # Errors
    /// [`OpenError`] when another process has the folder, the backup is damaged too, or the disk refuses.
    pub async fn restore(data_dir: &Path, backup: &Backup, now_millis: i64) -> Result<(), OpenError> {
        restore::restore(data_dir, backup, now_millis).await
    }

    /// Ends readers and the writer, writes the log back into the file and takes it away; waits at most `limit`.
    ///
    /// Readers may not write, so the log goes only if the writer is the last to close (sqlite.org/wal.html). One that is stuck
    /// gets half of the time and then keeps the writer no longer from its checkpoint (screenpipe/screenpipe#5494).
    pub async fn close(&self, limit: Duration) {
        let ends = async {
            let (_, writer) =
                tokio::join!(tokio::time::timeout(limit / 2, self.inner.reader.close()), self.inner.writer.end());
            if let Some(writer) = writer {
                writer::close(writer).await;
            }
        };
        match tokio::time::timeout(limit, ends).await {
            // A task that has not ended yet may hold the store, but can do nothing with it any more.
            Ok(()) => drop(self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take()),
            Err(_) => tracing::warn!("the database did not close in time; it stays consistent"),
        }
    }
}

/// Makes renames and new names in `folder` last through a power cut. Windows has no such call; its renames are journaled.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    place::sync_folder(folder)
}

/// Opens or makes a file that only the person may read, whatever the umask.
pub(crate) fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    place::private_file(path)
}

/// Writes a small private file in one step: beside it, synced, renamed.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    place::write_private(path, content).map_err(|error| OpenError::disk(error).into())
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
