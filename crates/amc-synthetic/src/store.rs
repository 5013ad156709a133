//! Generated files that outlive the program. A file counts only with a sealed sum of its bytes beside it; without, or if they
//! disagree, it is made anew.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::DataError;

/// Raised whenever other rows come out of the same seed, so that no old file is taken for a new one.
pub(super) const GENERATION: u32 = 3;
const PREFIX: &str = "events-";
/// Folders nobody touched for so long are removed: every day has new rows, and old ones are of no use.
const KEPT: Duration = Duration::from_secs(4 * 24 * 3600);

/// A folder for the files of one seed, scale and day.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    /// Keeps the folder alive where no cache was given.
    _temporary: Option<TempDir>,
}

impl Store {
    /// Opens the folder below `cache_dir`, or a temporary one.
    pub(super) fn open(cache_dir: Option<&Path>, key: &str) -> Result<Self, DataError> {
        let Some(cache) = cache_dir else {
            let temporary = TempDir::with_prefix("amc-events-").map_err(|e| failed(&std::env::temp_dir(), e))?;
            return Ok(Self { folder: temporary.path().to_owned(), _temporary: Some(temporary) });
        };
        let folder = cache.join(format!("{PREFIX}{GENERATION}-{key}"));
        fs::create_dir_all(&folder).map_err(|e| failed(&folder, e))?;
        forget_old(cache, &folder);
        Ok(Self { folder, _temporary: None })
    }

    /// The whole and undamaged file of this name, made by `make` (which writes to the path it is given) if there is none.
    pub(super) fn file(
        &self,
        name: &str,
        make: impl FnOnce(&Path) -> Result<(), DataError>,
    ) -> Result<PathBuf, DataError> {
        let path = self.folder.join(name);
        let sum_path = path.with_extension("sum");
        let sealed = fs::read_to_string(&sum_path).ok();
        if sealed.is_some() && sealed == sum(&path).ok() {
            return Ok(path);
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| failed(parent, e))?;
        }
        let parent = path.parent().unwrap_or(&self.folder);
        let fresh = NamedTempFile::with_prefix_in(".part-", parent).map_err(|e| failed(&path, e))?;
        make(fresh.path())?;
        let new_sum = sum(fresh.path()).map_err(|e| failed(&path, e))?;
        // Sum before file: if the program ends in between, they disagree and the file is made again.
        let mut seal = NamedTempFile::with_prefix_in(".sum-", parent).map_err(|e| failed(&sum_path, e))?;
        seal.write_all(new_sum.as_bytes()).map_err(|e| failed(&sum_path, e))?;
        seal.persist(&sum_path).map_err(|e| failed(&sum_path, e.error))?;
        match fresh.persist(&path) {
            Ok(_) => Ok(path),
            // Windows refuses to replace a file that another process reads; that one holds the same bytes.
            Err(_) if sum(&path).is_ok_and(|there| there == new_sum) => Ok(path),
            Err(error) => Err(failed(&path, error.error)),
        }
    }
}

/// Length and SHA-256 of a file, as text.
fn sum(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut length = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        length += read;
        hash.update(&buffer[..read]);
    }
    let mut text = format!("{length} ");
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// Removes what earlier days left. Nothing depends on it, so failures are passed over.
fn forget_old(cache: &Path, keep: &Path) {
    let Ok(entries) = fs::read_dir(cache) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let old = entry
            .metadata()
            .and_then(|data| data.modified())
            .is_ok_and(|time| SystemTime::now().duration_since(time).is_ok_and(|age| age > KEPT));
        if ours && old && path != keep {
            let _ = fs::remove_dir_all(path);
        }
    }
}

pub(super) fn failed(path: &Path, source: io::Error) -> DataError {
    DataError::Write { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(text: &'static str) -> impl FnOnce(&Path) -> Result<(), DataError> {
        move |path| fs::write(path, text).map_err(|e| failed(path, e))
    }

    #[test]
    fn a_file_is_made_once_and_again_if_damaged_or_cut_short() {
        let cache = TempDir::new().unwrap();
        let store = Store::open(Some(cache.path()), "key").unwrap();
        let path = store.file("a/t.parquet", make("first")).unwrap();
        assert_eq!(fs::read_to_string(store.file("a/t.parquet", make("second")).unwrap()).unwrap(), "first");
        for damage in ["fir", "worst", ""] {
            fs::write(&path, damage).unwrap();
            store.file("a/t.parquet", make("first")).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        }
        fs::write(path.with_extension("sum"), "5 00").unwrap();
        assert_eq!(fs::read_to_string(store.file("a/t.parquet", make("third")).unwrap()).unwrap(), "third");
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().flatten().collect();
        assert_eq!(left.len(), 2, "only the file and its sum remain: {left:?}");
    }

    #[test]
    fn a_maker_that_fails_leaves_nothing_behind() {
        let cache = TempDir::new().unwrap();
        let store = Store::open(Some(cache.path()), "key").unwrap();
        let refused = store.file("t.parquet", |path| Err(failed(path, io::Error::other("disk full"))));
        assert!(matches!(refused, Err(DataError::Write { .. })));
        assert_eq!(fs::read_dir(&store.folder).unwrap().count(), 0);
    }

    #[test]
    fn a_cache_that_is_a_file_is_an_error_that_names_the_path() {
        let file = NamedTempFile::new().unwrap();
        let error = Store::open(Some(file.path()), "key").unwrap_err();
        assert!(error.to_string().contains(&file.path().display().to_string()), "{error}");
    }
}
