//! What the data folder takes of the disk.

use std::path::Path;

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::{DATABASE_FILE, Store};
use crate::{Error, Result};

/// What the data folder holds, in files and bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StorageUse {
    /// Bytes of the database, with its log.
    #[specta(type = Number)]
    pub database_bytes: u64,
    /// Kept results.
    #[specta(type = Number)]
    pub results: u64,
    /// Bytes of the kept results.
    #[specta(type = Number)]
    pub result_bytes: u64,
    /// Backups of the database.
    #[specta(type = Number)]
    pub backups: u64,
    /// Bytes of the backups.
    #[specta(type = Number)]
    pub backup_bytes: u64,
    /// Bytes that are free where the folder lies; `None` where the system does not tell.
    #[specta(type = Option<Number>)]
    pub free_bytes: Option<u64>,
}

impl Store {
    /// Counts what the data folder holds.
    ///
    /// # Errors
    /// `store.io` when a folder cannot be read.
    pub async fn usage(&self) -> Result<StorageUse> {
        let data_dir = self.data_dir().to_owned();
        tokio::task::spawn_blocking(move || usage(&data_dir))
            .await
            .map_err(|_| Error::internal("counting files ended early"))?
            .map_err(|_| {
                Error::new("store.io", "The data folder cannot be read.").next("Look whether the disk is there.")
            })
    }
}

fn usage(data_dir: &Path) -> std::io::Result<StorageUse> {
    let database_bytes = ["", "-wal", "-shm"]
        .iter()
        .filter_map(|end| std::fs::metadata(data_dir.join(format!("{DATABASE_FILE}{end}"))).ok())
        .map(|data| data.len())
        .sum();
    let (results, result_bytes) = files(&data_dir.join("results"), "parquet")?;
    let (backups, backup_bytes) = files(&data_dir.join("backups"), "db")?;
    let free_bytes = fs4::available_space(data_dir).ok();
    Ok(StorageUse { database_bytes, results, result_bytes, backups, backup_bytes, free_bytes })
}

/// Number and bytes of the files with an ending in a folder and all below it.
fn files(folder: &Path, ending: &str) -> std::io::Result<(u64, u64)> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((0, 0)),
        Err(error) => return Err(error),
    };
    let (mut count, mut bytes) = (0, 0);
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let (more, size) = files(&entry.path(), ending)?;
            count += more;
            bytes += size;
        } else if kind.is_file() && entry.path().extension().is_some_and(|found| found == ending) {
            count += 1;
            // One that is being replaced at this moment counts as nothing.
            bytes += entry.metadata().map_or(0, |data| data.len());
        }
    }
    Ok((count, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_kept_results_and_backups_are_counted_each_with_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, bytes: usize| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, vec![0; bytes]).unwrap();
        };
        put(DATABASE_FILE, 10);
        put(&format!("{DATABASE_FILE}-wal"), 5);
        put("results/workflow=a/instance=b/one.parquet", 100);
        put("results/workflow=a/instance=c/two.parquet", 50);
        put("results/incoming/x/part-1.csv", 7);
        put("backups/daily-20260301.db", 30);
        put("backups/daily-20260302.db.partial", 9);
        let found = usage(folder.path()).unwrap();
        assert_eq!((found.database_bytes, found.results, found.result_bytes), (15, 2, 150));
        assert_eq!((found.backups, found.backup_bytes), (1, 30));
        assert!(found.free_bytes.is_some());
    }

    #[test]
    fn a_folder_without_results_counts_as_empty() {
        let folder = tempfile::tempdir().unwrap();
        let found = usage(folder.path()).unwrap();
        assert_eq!((found.results, found.backups, found.database_bytes), (0, 0, 0));
    }
}
