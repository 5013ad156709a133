//! Where result files lie: `results/workflow=…/instance=…/<execution>.parquet`, and `results/incoming/` for what is on its
//! way. A file gets its place only when it is whole and synced; what no row refers to is swept away at the start.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::import::{Imported, disk};
use super::store;
use crate::Result;
use crate::store::Store;

const ROOT: &str = "results";
const INCOMING: &str = "incoming";

/// The folder for the downloaded parts of one execution; gone when dropped.
#[derive(Debug)]
pub(crate) struct Incoming {
    folder: PathBuf,
}

impl Incoming {
    /// Makes an empty folder.
    pub(crate) fn new(data_dir: &Path, execution_id: &str) -> Result<Self> {
        let folder = data_dir.join(ROOT).join(INCOMING).join(execution_id);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(disk)?;
        }
        std::fs::create_dir_all(&folder).map_err(disk)?;
        Ok(Self { folder })
    }

    /// Path of part `number`.
    pub(crate) fn part(&self, number: usize) -> PathBuf {
        self.folder.join(format!("part-{number}.csv"))
    }

    /// Path of the Parquet file while it is written.
    pub(crate) fn parquet(&self) -> PathBuf {
        self.folder.join("result.parquet")
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What cannot be removed now is swept at the next start.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A file in its place, not yet known to the database.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// Relative to the data folder, with forward slashes.
    pub(crate) path: String,
    pub(crate) imported: Imported,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
}

/// Folder names of a result: the query's name and Amazon's instance id.
pub(crate) fn partition(name: &str, instance_id: &str) -> String {
    format!("{ROOT}/workflow={}/instance={}", segment(name), segment(instance_id))
}

fn segment(text: &str) -> String {
    let safe: String = text
        .chars()
        .take(60)
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c.to_ascii_lowercase() } else { '_' })
        .collect();
    if safe.is_empty() { "_".to_owned() } else { safe }
}

/// Moves a written and synced file into `partition` under a name of its own. Blocking.
pub(crate) fn keep(
    data_dir: &Path,
    written: &Path,
    partition: &str,
    execution_id: &str,
    imported: Imported,
) -> Result<Kept> {
    let (size, sha256) = hash(written).map_err(disk)?;
    let folder = data_dir.join(partition);
    std::fs::create_dir_all(&folder).map_err(disk)?;
    // A result that is fetched again gets a new name: someone may be reading the old one.
    let path = format!("{partition}/{execution_id}-{}.parquet", sha256.get(..8).unwrap_or_default());
    std::fs::rename(written, data_dir.join(&path)).map_err(disk)?;
    // The row that is written next must never outlive the file: its name, and those of new folders above it, last too.
    for above in folder.ancestors().take_while(|above| above.starts_with(data_dir)) {
        crate::store::sync_folder(above).map_err(disk)?;
    }
    Ok(Kept { path, imported, size_bytes: i64::try_from(size).unwrap_or(i64::MAX), sha256 })
}

pub(super) fn hash(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 256 * 1024];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, hex::encode(hasher.finalize())));
        }
        size += read as u64;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

/// Removes whatever lies in the results folder and belongs to no row: downloads cut short by a crash, files renamed but
/// never committed. To be called before any fetch begins. Returns how many files went.
pub(crate) async fn sweep(db: &Store) -> Result<usize> {
    let known: HashSet<PathBuf> = store::paths(db.reader()).await?.into_iter().map(PathBuf::from).collect();
    let data_dir = db.data_dir().to_owned();
    super::blocking(move || {
        let root = data_dir.join(ROOT);
        let mut swept = 0;
        let mut folders = vec![root];
        while let Some(folder) = folders.pop() {
            let entries = match std::fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(disk(error)),
            };
            for entry in entries {
                let entry = entry.map_err(disk)?;
                let path = entry.path();
                let kind = entry.file_type().map_err(disk)?;
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file()
                    && path.strip_prefix(&data_dir).is_ok_and(|relative| !known.contains(relative))
                    && is_ours(&path)
                {
                    std::fs::remove_file(&path).map_err(disk)?;
                    swept += 1;
                }
            }
        }
        Ok(swept)
    })
    .await
}

/// Other files in the folder are a person's own.
fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "parquet" || ending == "csv")
}

/// Free bytes where results are kept; `None` where the system does not say.
pub(crate) fn free_space(data_dir: &Path) -> Option<u64> {
    fs4::available_space(data_dir).ok()
}
