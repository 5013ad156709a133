//! The data folder belongs to one process at a time. The window's single-instance plugin may be absent without telling,
//! so this lock is the one that counts; the system drops it when the process dies, however it dies.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::OpenError;
use super::place::private_file;

const LOCK_FILE: &str = "recomamp.lock";

/// Removes the lock's file from a folder that is no data folder any more.
pub(super) fn forget(data_dir: &Path) {
    let _ = std::fs::remove_file(data_dir.join(LOCK_FILE));
}

/// Held while the data folder is ours.
#[derive(Debug)]
pub(super) struct DataLock(#[expect(dead_code, reason = "the lock lives as long as the open file")] File);

/// Takes the lock or says that another process has it.
pub(super) fn take(data_dir: &Path) -> Result<DataLock, OpenError> {
    let file = private_file(&data_dir.join(LOCK_FILE)).map_err(OpenError::disk)?;
    match file.try_lock() {
        Ok(()) => Ok(DataLock(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(OpenError::disk(error)),
    }
}
