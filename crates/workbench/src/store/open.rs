//! Opening the database: lock, place, engine, version, damage, backup, migration, connections; in this order.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use sqlx::{Connection as _, SqlitePool};

use super::check::{self, Kind};
use super::writer::Writer;
use super::{DATABASE_FILE, Inner, Store, backup, connect, cut, damage, lock, migrate, place, writer};
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
    /// The file is damaged, and there is no room for a copy. It stays as it is and is not opened.
    #[error("the database is damaged, and there is no room for a copy of it: about {} MB are needed", needed_bytes.div_ceil(1_000_000))]
    NoRoomForCopy {
        /// Bytes that have to be free.
        needed_bytes: u64,
    },
    /// There are backups of a database, but it is not there itself.
    #[error("the database is not in the data folder any more, only its backups are")]
    Gone,
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
    /// Everything was moved to a folder that is not there now.
    #[error("the data folder {} is not there", folder.display())]
    Away {
        /// The folder.
        folder: PathBuf,
        /// The file that leads there.
        pointer: PathBuf,
    },
    /// Everything was to move to another folder, and is where it was.
    #[error("what RecomAMP keeps was not moved to the other folder: {reason}")]
    NotMoved {
        /// Why.
        reason: String,
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
        use std::io::ErrorKind;
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            return Self::DiskFull { needed_bytes: 1_000_000 };
        }
        let reason = match error.kind().to_string() {
            // The words for what has none, a failing disk among it.
            none if none == "uncategorized error" || none == "other error" => "the disk refuses".to_owned(),
            reason => reason,
        };
        Self::Disk { reason }
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
            OpenError::Damaged { copied_to } => {
                let backups =
                    copied_to.parent().is_some_and(|folder| backup::list(folder).is_ok_and(|all| !all.is_empty()));
                Self::new("store.damaged", message).next(if backups {
                    "Go back to the latest backup; the damaged file is kept."
                } else {
                    "There is no backup. To begin anew, move recomamp.db and database-is-damaged out of the data folder."
                })
            }
            OpenError::NoRoomForCopy { .. } => Self::new("store.full", message)
                .next("Free some space and start again; the damaged file stays as it is."),
            // The code by which hosts offer the latest backup.
            OpenError::Gone => Self::new("store.damaged", message)
                .next("Go back to the latest backup. To begin anew instead, move the folder of backups elsewhere."),
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
            OpenError::Away { pointer, .. } => Self::new("store.away", message).next(format!(
                "Connect its drive and start again. If it is gone for good, delete {} to begin anew.",
                pointer.display()
            )),
            OpenError::NotMoved { .. } => Self::new("store.move", message)
                .next("Everything is where it was. Start RecomAMP again, and choose another folder."),
            OpenError::Disk { .. } => {
                Self::new("store.io", message).next("Check that the folder exists and that you may write to it.")
            }
            OpenError::Database(inner) => inner,
        }
    }
}

/// Names the version of the application that wrote last.
pub(super) const VERSION_FILE: &str = "app-version";
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
    let mut opened = open_locked(data_dir, app_version, now_millis).await;
    if is_damage(&opened) {
        // SQLite says the same of a page that the disk did not give (`SQLITE_IOERR_CORRUPTFS` in its source). A disk that goes on
        // refusing shows it here; if it was for a moment, a second look finds nothing.
        read_whole(&data_dir.join(DATABASE_FILE)).map_err(OpenError::disk)?;
        opened = open_locked(data_dir, app_version, now_millis).await;
    }
    match opened {
        Ok((writer, reader)) => {
            let (data_dir, lock) = (data_dir.to_owned(), Mutex::new(Some(data_lock)));
            Ok(Store { inner: Arc::new(Inner { data_dir, reader, writer, lock }) })
        }
        Err(OpenError::Database(error)) if error.code == "store.damaged" => {
            Err(damage::put_aside(data_dir, now_millis))
        }
        Err(other) => Err(other),
    }
}

fn is_damage<T>(opened: &Result<T, OpenError>) -> bool {
    matches!(opened, Err(OpenError::Database(error)) if error.code == "store.damaged")
}

fn read_whole(file: &Path) -> std::io::Result<()> {
    match std::fs::File::open(file) {
        Ok(mut file) => std::io::copy(&mut file, &mut std::io::sink()).map(drop),
        // Only its log is there.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

async fn open_locked(data_dir: &Path, app_version: &str, now_millis: i64) -> Result<(Writer, SqlitePool), OpenError> {
    let file = data_dir.join(DATABASE_FILE);
    let version_file = data_dir.join(VERSION_FILE);
    let last = std::fs::read_to_string(&version_file).ok();
    let log = std::fs::metadata(log_of(&file)).map_or(0, |meta| meta.len());
    let size = std::fs::metadata(&file).map(|meta| meta.len()).ok();
    if size.unwrap_or(0) == 0 {
        let backups = !backup::list(data_dir).map_err(OpenError::disk)?.is_empty();
        // SQLite would take it for a new database and delete the log.
        if log > 0 || (size.is_some() && (backups || last.is_some())) {
            return Err(OpenError::Database(Kind::Damaged.to_error()));
        }
        if backups {
            return Err(OpenError::Gone);
        }
    }
    let size = size.unwrap_or(0);
    if size == 0 {
        place::need_space(data_dir, 8 * 1024 * 1024)?;
        place::private_file(&file).map_err(OpenError::disk)?;
    } else {
        place::private(&file, 0o600).map_err(OpenError::disk)?;
        if cut::is_cut_short(&file).map_err(OpenError::disk)? {
            return Err(OpenError::Database(Kind::Damaged.to_error()));
        }
        let unclean = log > 0;
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
    let begun = async {
        migrate::run(&mut connection).await?;
        if last.is_none_or(|last| last != app_version) {
            super::write_private(&version_file, app_version.as_bytes()).map_err(OpenError::Database)?;
        }
        connect::readers(&file).await.map_err(OpenError::sql)
    };
    match begun.await {
        Ok(reader) => Ok((Writer::start(connection, &file), reader)),
        Err(error) => {
            // Whoever comes next, such as a backup that is put in its place, finds nobody at the file.
            writer::close(connection).await;
            Err(error)
        }
    }
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

/// Is the structure whole? With `unclean` the log counts too.
pub(super) async fn quick_check(file: &Path, unclean: bool) -> Result<(), OpenError> {
    let connection = if unclean { connect::read_only(file).await } else { connect::untouched(file).await };
    let mut connection = connection.map_err(OpenError::sql)?;
    let verdict = sqlx::query_scalar::<_, String>("PRAGMA quick_check(1)").fetch_all(&mut connection).await;
    let _ = connection.close().await;
    let verdict = verdict.map_err(OpenError::sql)?;
    if verdict == ["ok"] {
        return Ok(());
    }
    let kind = if verdict.iter().any(|text| is_unread(text)) { Kind::Io } else { Kind::Damaged };
    Err(OpenError::Database(kind.to_error()))
}

/// Whether a finding is only that the disk did not give a page: SQLite puts its code into the words.
fn is_unread(finding: &str) -> bool {
    let code = finding.split("error code=").nth(1).unwrap_or_default();
    let digits = code.find(|c: char| !c.is_ascii_digit()).map_or(code, |end| &code[..end]);
    digits.parse().is_ok_and(|code: i32| check::kind_of(code) == Kind::Io)
}
