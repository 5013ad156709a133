//! How far an export has come, and whether it is still wanted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::{Error, Result};

/// Shared by who writes a file and who waits for it.
#[derive(Debug, Default)]
pub(in crate::result) struct Watch {
    rows: AtomicU64,
    cancelled: AtomicBool,
}

impl Watch {
    /// Rows written so far.
    pub(in crate::result) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Has the export end without a file, unless it is whole already.
    pub(in crate::result) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Tells how many rows are written.
    ///
    /// # Errors
    /// `result.export_cancelled` when it is not wanted any more.
    pub(super) fn reached(&self, rows: u64) -> Result<()> {
        self.rows.store(rows, Ordering::Relaxed);
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Error::new("result.export_cancelled", "The export was cancelled. No file was written.")
                .next("The result stays on this computer and can be exported again."));
        }
        Ok(())
    }
}
