//! Opening the database: lock, place, engine, version, damage, backup, migration, connections; in this order.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use sqlx::Connection as _;

use super::check::{self, Kind};
use super::writer::Writer;
use super::{DATABASE_FILE, Inner, Store, backup, connect, damage, lock, migrate, place};
use crate::Error;

/// Why the database was not opened. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process holds the data folder.
    #[error("RecomAMP is already running with this data folder")]
    InUse,
    /// The database was written by a later version. Nothing was touched.
    #[error("your data was last used by a newer RecomAMP (database version {found}, this app knows {known})")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The file is damaged. It was copied aside and stays as it is.
    #[error("the database is damaged; a copy of it lies in {}", copied_to.display())]
    Damaged {
        /// The folder with the untouched copies.
        copied_to: PathBuf,
    },
    /// Not enough room to open, back up or migrate.
    #[error("the disk is full: about {} MB are needed", needed_bytes.div_ceil(1_000_000))]
    DiskFull {
        /// Bytes that have to be free.
        needed_bytes: u64,
    },
    /// The folder lies on a network file system.
    #[error("the data folder lies on a network disk ({kind}), where a database gets damaged")]
    NetworkDisk {
        /// The kind of file system.
        kind: String,
    },
    /// The folder is copied to other computers while it is written.
    #[error("the data folder lies where {service} copies files to other computers, which damages a database")]
    SyncFolder {
        /// The program that does it.
        service: String,
    },
    /// The linked SQLite has a known defect that damages data.
    #[error("this build contains SQLite {found}, which may damage data")]
    EngineTooOld {
        /// Its version.
        found: String,
    },
    /// A migration failed; the database is as it was before.
    #[error("the database could not be brought up to date (step {version}); it is as it was before")]
    Migration {
        /// Which migration.
        version: i64,
    },
    /// Reading or writing the folder failed.
    #[error("the data folder cannot be used: {reason}")]
    Disk {
        /// The system's words.
        reason: String,
    },
    /// SQLite refused for another reason.
    #[error("the database cannot be opened")]
    Database(Error),
}

impl OpenError {
    pub(super) fn disk(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::DiskFull { needed_bytes: 1_000_000 };
        }
        Self::Disk { reason: error.kind().to_string() }
    }

    pub(super) fn sql(error: sqlx::Error) -> Self {
        match check::kind(&error) {
            Some(Kind::Full) => Self::DiskFull { needed_bytes: 1_000_000 },
            _ => Self::Database(Error::from(error)),
        }
    }
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        let message = error.to_string();
        let message = message[..1].to_uppercase() + &message[1..] + ".";
        match error {
            OpenError::InUse => Self::new("store.in_use", message)
                .next("Use the window that is already open, or choose another data folder."),
            OpenError::Newer { .. } => {
                Self::new("store.newer", message).next("Your data is intact. Update the app to open it.")
            }
            OpenError::Damaged { .. } => {
                Self::new("store.damaged", message).next("Go back to the latest backup; the damaged file is kept.")
            }
            OpenError::DiskFull { .. } => {
                Self::new("store.full", message).next("Free some space and start again. Your data is intact.")
            }
            OpenError::NetworkDisk { .. } => {
                Self::new("store.network_disk", message).next("Choose a folder on a disk of this computer.")
            }
            OpenError::SyncFolder { .. } => {
                Self::new("store.sync_folder", message).next("Choose a folder that no program synchronises.")
            }
            OpenError::EngineTooOld { .. } => {
                Self::new("store.engine", message).next("Install a complete build of RecomAMP.")
            }
            OpenError::Migration { .. } => Self::new("store.migration", message)
                .next("Your data is intact. Go back to the version you had, and report this."),
            OpenError::Disk { .. } => {
                Self::new("store.io", message).next("Check that the folder exists and that you may write to it.")
            }
            OpenError::Database(inner) => inner,
        }
    }
}

/// Names the version of the application that wrote last.
const VERSION_FILE: &str = "app-version";
/// Up to this size a look at every page takes a blink. Larger files are looked at after an unclean end, and whole each day by
/// the backup.
const CHECKED_AT_EACH_START: u64 = 64 * 1024 * 1024;

pub(super) async fn open(data_dir: &Path, app_version: &str, now_millis: i64) -> Result<Store, OpenError> {
    place::prepare(data_dir)?;
    let data_lock = lock::take(data_dir)?;
    let version = connect::engine_version().await.map_err(OpenError::sql)?;
    if version < connect::ENGINE_FLOOR {
        let (major, minor, patch) = version;
        return Err(OpenError::EngineTooOld { found: format!("{major}.{minor}.{patch}") });
    }
    if let Some(copied_to) = damage::marked(data_dir) {
        return Err(OpenError::Damaged { copied_to });
    }
    match open_locked(data_dir, app_version, now_millis, data_lock).await {
        Err(OpenError::Database(error)) if error.code == "store.damaged" => {
            Err(damage::put_aside(data_dir, now_millis))
        }
        other => other,
    }
}

async fn open_locked(
    data_dir: &Path,
    app_version: &str,
    now_millis: i64,
    data_lock: lock::DataLock,
) -> Result<Store, OpenError> {
    let file = data_dir.join(DATABASE_FILE);
    let version_file = data_dir.join(VERSION_FILE);
    let last = std::fs::read_to_string(&version_file).ok();
    let size = std::fs::metadata(&file).map(|meta| meta.len()).ok();
    if size == Some(0) && !backup::list(data_dir).map_err(OpenError::disk)?.is_empty() {
        // It held something once.
        return Err(OpenError::Database(Kind::Damaged.to_error()));
    }
    let size = size.unwrap_or(0);
    if size == 0 {
        place::need_space(data_dir, 8 * 1024 * 1024)?;
        place::private_file(&file).map_err(OpenError::disk)?;
    } else {
        place::private(&file, 0o600).map_err(OpenError::disk)?;
        let unclean = std::fs::metadata(log_of(&file)).is_ok_and(|meta| meta.len() > 0);
        let found = migrate::version(&file, unclean).await?;
        let known = migrate::newest();
        if found > known {
            return Err(OpenError::Newer { found, known });
        }
        if unclean || size <= CHECKED_AT_EACH_START {
            quick_check(&file, unclean).await?;
        }
        if found < known || last.as_ref().is_some_and(|last| last != app_version) {
            backup::before_upgrade(data_dir, app_version, found, now_millis).await?;
        }
    }
    let mut connection = connect::writer(&file).await.map_err(OpenError::sql)?;
    migrate::run(&mut connection).await?;
    if last.is_none_or(|last| last != app_version) {
        super::write_private(&version_file, app_version.as_bytes()).map_err(OpenError::Database)?;
    }
    let writer = Writer::start(connection, &file);
    let reader = connect::readers(&file).await.map_err(OpenError::sql)?;
    Ok(Store {
        inner: Arc::new(Inner { data_dir: data_dir.to_owned(), reader, writer, lock: Mutex::new(Some(data_lock)) }),
    })
}

/// SQLite's name for the write-ahead log (sqlite.org/wal.html).
pub(super) fn log_of(file: &Path) -> PathBuf {
    with_suffix(file, "-wal")
}

pub(super) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Is the structure whole?
async fn quick_check(file: &Path, unclean: bool) -> Result<(), OpenError> {
    let connection = if unclean { connect::read_only(file).await } else { connect::untouched(file).await };
    let mut connection = connection.map_err(OpenError::sql)?;
    let verdict: Vec<String> =
        sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut connection).await.map_err(OpenError::sql)?;
    let _ = connection.close().await;
    if verdict.len() == 1 && verdict[0] == "ok" { Ok(()) } else { Err(OpenError::Database(Kind::Damaged.to_error())) }
}
