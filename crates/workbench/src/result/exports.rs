//! Exports that are under way.

use std::sync::{Arc, Mutex, PoisonError};

use super::export::Watch;
use super::model::ExportProgress;

#[derive(Debug)]
struct Entry {
    execution_id: String,
    total: i64,
    watch: Arc<Watch>,
}

/// Who may be asked how far an export has come. Several of one result may be written at once.
#[derive(Debug, Default)]
pub(super) struct Exports {
    entries: Mutex<Vec<Entry>>,
}

impl Exports {
    /// Counts an export as under way until what is answered is dropped.
    pub(super) fn begin(self: &Arc<Self>, execution_id: &str, total: i64) -> UnderWay {
        let watch = Arc::new(Watch::default());
        self.with(|entries| {
            entries.push(Entry { execution_id: execution_id.to_owned(), total, watch: watch.clone() });
        });
        UnderWay { exports: self.clone(), watch }
    }

    pub(super) fn progress(&self, execution_id: &str) -> Option<ExportProgress> {
        self.with(|entries| {
            let entry = entries.iter().rev().find(|entry| entry.execution_id == execution_id)?;
            Some(ExportProgress { rows: i64::try_from(entry.watch.rows()).unwrap_or(i64::MAX), total: entry.total })
        })
    }

    pub(super) fn cancel(&self, execution_id: &str) -> bool {
        self.with(|entries| {
            let of_it = || entries.iter().filter(|entry| entry.execution_id == execution_id);
            of_it().for_each(|entry| entry.watch.cancel());
            of_it().count() > 0
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
        work(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One export.
#[derive(Debug)]
pub(super) struct UnderWay {
    exports: Arc<Exports>,
    watch: Arc<Watch>,
}

impl UnderWay {
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.exports.with(|entries| entries.retain(|entry| !Arc::ptr_eq(&entry.watch, &self.watch)));
    }
}
