//! Backups that are proved: written beside, checked, synced, and only then given their name.
//!
//! SQLite says that an interrupted `VACUUM INTO` may leave a partial file and that it does not sync it
//! (sqlite.org/lang_vacuum.html), so neither is ever taken for a backup.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;
use sqlx::{Connection as _, SqliteConnection};

use super::open::with_suffix;
use super::{DATABASE_FILE, OpenError, Store, connect, place};
use crate::{Error, Result};

const FOLDER: &str = "backups";
/// In the name of a file until it is proved.
const PARTIAL: &str = ".db.partial";
/// Left free beside a backup.
const MARGIN: u64 = 4 * 1024 * 1024;
/// The moment in a name, UTC.
const STAMP: &str = "%Y%m%dT%H%M%S";
const KEEP_DAILY: usize = 7;
const KEEP_UPGRADE: usize = 2;
const KEEP_ASKED: usize = 5;

/// What is told of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BackupInfo {
    /// Its name.
    pub name: String,
    /// Why it was made.
    pub kind: BackupKind,
    /// When it was made, in UTC milliseconds; a daily one tells the day.
    #[specta(type = Number)]
    pub made_at: i64,
    /// Bytes.
    #[specta(type = Number)]
    pub size_bytes: u64,
}

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// The day's.
    Daily,
    /// Before a migration.
    Upgrade,
    /// A person's wish.
    Asked,
}

/// One proved backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it lies.
    pub path: PathBuf,
    /// Why it was made.
    pub kind: BackupKind,
    /// When, as in the file's name: `20260209` or `20260209T101530`, UTC.
    pub stamp: String,
}

impl Backup {
    /// What it is called: its file's name without the ending.
    pub fn name(&self) -> &str {
        self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
    }

    /// What is told of it.
    pub fn info(&self) -> BackupInfo {
        BackupInfo {
            name: self.name().to_owned(),
            kind: self.kind,
            made_at: self.made_at(),
            // One that is being removed at this moment counts as nothing.
            size_bytes: std::fs::metadata(&self.path).map_or(0, |data| data.len()),
        }
    }

    /// When it was made, in UTC milliseconds; a daily one tells the day.
    fn made_at(&self) -> i64 {
        let moment = NaiveDateTime::parse_from_str(&self.stamp, STAMP).ok();
        let day = || NaiveDate::parse_from_str(&self.stamp, "%Y%m%d").ok().map(|day| day.and_time(NaiveTime::MIN));
        moment.or_else(day).map_or(0, |at| at.and_utc().timestamp_millis())
    }
}

fn parse(path: PathBuf) -> Option<Backup> {
    let name = path.file_name()?.to_str()?.strip_suffix(".db")?;
    let kinds = [("daily-", BackupKind::Daily), ("asked-", BackupKind::Asked), ("upgrade-", BackupKind::Upgrade)];
    let (kind, rest) = kinds.iter().find_map(|(begin, kind)| Some((*kind, name.strip_prefix(begin)?)))?;
    let stamp = rest.split('-').next()?.to_owned();
    Some(Backup { path, kind, stamp })
}

/// All backups in the folder, newest first.
pub(super) fn list(data_dir: &Path) -> io::Result<Vec<Backup>> {
    let folder = data_dir.join(FOLDER);
    let mut found = Vec::new();
    match std::fs::read_dir(&folder) {
        Ok(entries) => {
            for entry in entries {
                found.extend(parse(entry?.path()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    found.sort_by(|a, b| b.stamp.cmp(&a.stamp));
    Ok(found)
}

/// Makes the day's backup unless it exists.
pub(super) async fn daily(store: &Store, now: DateTime<Utc>) -> Result<Option<Backup>> {
    let name = format!("daily-{}", now.format("%Y%m%d"));
    if store.data_dir().join(FOLDER).join(format!("{name}.db")).exists() {
        return Ok(None);
    }
    proved(store, &name).await.map(Some)
}

/// Makes a backup now.
pub(super) async fn asked(store: &Store, now: DateTime<Utc>) -> Result<Backup> {
    proved(store, &format!("asked-{}", now.format(STAMP))).await
}

/// Makes a backup of an open store, and removes old ones.
async fn proved(store: &Store, name: &str) -> Result<Backup> {
    let data_dir = store.data_dir().to_owned();
    let needed = size(&data_dir) + MARGIN;
    // A reader of its own: VACUUM INTO only reads the source, and the pool's connections are for short questions.
    let backup = match make(&data_dir, name, needed).await.map_err(Error::from) {
        // A backup reads every page, so it finds damage that nothing else has met yet.
        Err(error) if error.code == "store.damaged" => return store.damaged(error).await,
        other => other?,
    };
    prune(&data_dir).map_err(|_| {
        Error::new("store.io", "Old backups could not be removed.")
            .next("Check that you may write to the backup folder.")
    })?;
    Ok(backup)
}

/// The backup before a migration from version `from`, or before another version of the application writes for the first time.
pub(super) async fn before_upgrade(
    data_dir: &Path,
    app_version: &str,
    from: i64,
    now_millis: i64,
) -> Result<(), OpenError> {
    // The copy and, at worst, the migrated pages in the log.
    let needed = size(data_dir).saturating_mul(2) + 8 * 1024 * 1024;
    let stamp = DateTime::from_timestamp_millis(now_millis).unwrap_or_default().format(STAMP);
    let app: String = app_version.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    make(data_dir, &format!("upgrade-{stamp}-v{from}-to-{app}"), needed).await?;
    prune(data_dir).map_err(OpenError::disk)
}

/// Bytes of the database and its log, which a backup does not exceed.
fn size(data_dir: &Path) -> u64 {
    let file = data_dir.join(DATABASE_FILE);
    ["", "-wal"].iter().filter_map(|end| std::fs::metadata(with_suffix(&file, end)).ok()).map(|data| data.len()).sum()
}

/// Makes a backup if `needed` bytes are free.
async fn make(data_dir: &Path, name: &str, needed: u64) -> Result<Backup, OpenError> {
    let folder = data_dir.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(OpenError::disk)?;
    place::private(&folder, 0o700).map_err(OpenError::disk)?;
    remove_partial(&folder).map_err(OpenError::disk)?;
    // One that breaks off for want of room would fill the disk for a moment, and every write of that moment would fail.
    place::need_space(data_dir, needed)?;
    let partial = folder.join(format!("{name}{PARTIAL}"));
    // The file gets its mode before it gets its content; VACUUM INTO accepts an empty file.
    place::private_file(&partial).map_err(OpenError::disk)?;
    let path = folder.join(format!("{name}.db"));
    let keep = || {
        std::fs::OpenOptions::new().write(true).open(&partial)?.sync_all()?;
        std::fs::rename(&partial, &path)
    };
    if let Err(error) = write_and_prove(data_dir, &partial).await.and_then(|()| keep().map_err(OpenError::disk)) {
        let _ = remove_partial(&folder);
        return Err(error);
    }
    place::sync_folder(&folder).map_err(OpenError::disk)?;
    parse(path).ok_or_else(|| OpenError::Disk { reason: "the backup's name is not as expected".to_owned() })
}

async fn write_and_prove(data_dir: &Path, partial: &Path) -> Result<(), OpenError> {
    let target = partial.to_str().ok_or_else(|| OpenError::Disk { reason: "the path is not UTF-8".to_owned() })?;
    let mut source = connect::read_only(&data_dir.join(DATABASE_FILE)).await.map_err(OpenError::sql)?;
    let rows = write(&mut source, target).await;
    let _ = source.close().await;
    let (before, after) = rows.map_err(OpenError::sql)?;

    // Whatever is wrong with the copy says nothing about the database.
    let not_whole = || OpenError::Disk { reason: "the backup did not come out whole".to_owned() };
    let mut copy = connect::untouched(partial).await.map_err(|_| not_whole())?;
    let verdict = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)").fetch_all(&mut copy).await;
    let copied = count_rows(&mut copy).await;
    let _ = copy.close().await;
    let (low, high) = (before.min(after), before.max(after));
    match (verdict, copied) {
        (Ok(verdict), Ok(copied)) if verdict == ["ok"] && (low..=high).contains(&copied) => Ok(()),
        _ => Err(not_whole()),
    }
}

/// Copies all of `source` and counts its rows before and after: one read transaction cannot span VACUUM, and rows may come or
/// go meanwhile.
async fn write(source: &mut SqliteConnection, target: &str) -> sqlx::Result<(i64, i64)> {
    let before = count_rows(source).await?;
    sqlx::query("VACUUM INTO ?").bind(target).execute(&mut *source).await?;
    Ok((before, count_rows(source).await?))
}

/// Rows of all tables together.
async fn count_rows(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .fetch_all(&mut *connection)
            .await?;
    let mut rows = 0;
    for table in tables {
        let quoted = table.replace('"', "\"\"");
        // A table's name cannot be bound; it comes from the schema and is quoted.
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{quoted}\""));
        rows += sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut *connection).await?;
    }
    Ok(rows)
}

fn prune(data_dir: &Path) -> io::Result<()> {
    let kinds = [(BackupKind::Daily, KEEP_DAILY), (BackupKind::Upgrade, KEEP_UPGRADE), (BackupKind::Asked, KEEP_ASKED)];
    for (kind, keep) in kinds {
        for old in list(data_dir)?.into_iter().filter(|backup| backup.kind == kind).skip(keep) {
            std::fs::remove_file(old.path)?;
        }
    }
    Ok(())
}

/// Removes what a backup that was cut short left, whichever day it was, and its rollback journal, which SQLite would apply to
/// the next file of that name.
fn remove_partial(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.contains(PARTIAL)) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
