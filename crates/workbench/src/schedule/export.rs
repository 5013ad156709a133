//! The history of a schedule as a file, a row for each run, and all its results as files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::follow::file_name;
use super::model::SlotRunSummary;
use super::rows::{self, Kept};
use super::service::Schedules;
use crate::result::{ExportFormat, ExportOutcome, export_rows, suggested_file_name};
use crate::{Error, Result};

/// Folders of one name that may lie beside each other.
const MOST_FOLDERS: usize = 1_000;

/// What became of the results of a schedule that were to be exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ExportedResults {
    /// The folder.
    pub folder: String,
    /// Files that were written.
    pub files: u32,
    /// Rows in them.
    #[specta(type = Number)]
    pub rows: i64,
    /// Results that are not kept any more, or could not be written.
    pub missing: u32,
}

impl Schedules {
    /// Writes all results of a schedule that are kept into a new folder in `target`, a file each, newest slot last. Nothing that is
    /// there is touched. `guard_formulas` concerns CSV only.
    ///
    /// # Errors
    /// `not_found`; `schedule.no_results`; `store.*`; `result.refused`, `result.io` for the folder, or for the first file when none can
    /// be written.
    pub async fn export_results(
        &self,
        id: &str,
        target: &Path,
        format: ExportFormat,
        guard_formulas: bool,
    ) -> Result<ExportedResults> {
        let reader = self.parts.store.reader();
        let spec = rows::one(reader, id).await?.spec;
        let results = rows::results(reader, id).await?;
        if results.iter().all(|result| !result.kept) {
            return Err(Error::new("schedule.no_results", "No result of this schedule is kept.")
                .next("Run it, or wait for its next slot."));
        }
        let folder = new_folder(target, &spec.name).await?;
        let (mut files, mut rows, mut missing, mut last) = (0, 0, 0, None);
        let mut names = HashSet::new();
        let cancel = self.parts.supervisor.cancel_token();
        for result in &results {
            if cancel.is_cancelled() {
                return Err(Error::new("closing", "RecomAMP is closing.").next("Export them again."));
            }
            if !result.kept {
                missing += 1;
                continue;
            }
            let plain = file_name(&spec, result.window.as_ref(), &result.instance_name, format);
            let name = unlike(&mut names, &plain);
            match self.parts.results.export(&result.execution_id, &folder.join(name), format, guard_formulas).await {
                Ok(outcome) => {
                    files += 1;
                    rows += outcome.rows;
                }
                Err(error) => {
                    missing += 1;
                    last = Some(error);
                }
            }
        }
        match last {
            Some(error) if files == 0 => {
                // Nothing is in it.
                let _ = tokio::fs::remove_dir(&folder).await;
                Err(error)
            }
            _ => Ok(ExportedResults { folder: folder.display().to_string(), files, rows, missing }),
        }
    }

    /// Writes the whole history of a schedule to `target`, newest slot first: a row for each run, and one for each slot that had none.
    /// Instants are UTC in RFC 3339. `guard_formulas` concerns CSV only.
    ///
    /// # Errors
    /// `not_found`; `store.*`; `result.refused`, `result.io` for the target. A file that was there before then stays.
    pub async fn export_history(
        &self,
        id: &str,
        target: &Path,
        format: ExportFormat,
        guard_formulas: bool,
    ) -> Result<ExportOutcome> {
        let reader = self.parts.store.reader();
        let name = rows::one(reader, id).await?.spec.name;
        let slots = rows::slots(reader, id, u32::MAX, None).await?;
        export_rows(&self.parts.store, batch(&name, &slots)?, target, format, guard_formulas).await
    }
}

/// A folder of a schedule's name in `target` that was not there before.
async fn new_folder(target: &Path, name: &str) -> Result<PathBuf> {
    let plain = suggested_file_name(&format!("{name} results"), "");
    let plain = plain.trim_end_matches('.');
    for number in 1..=MOST_FOLDERS {
        let folder = target.join(if number == 1 { plain.to_owned() } else { format!("{plain} {number}") });
        match tokio::fs::create_dir(&folder).await {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(Error::new("result.io", format!("The folder {} cannot be made.", folder.display()))
                    .next("Choose another folder.")
                    .raw(error.to_string()));
            }
        }
    }
    Err(Error::new("result.io", format!("There are {MOST_FOLDERS} such folders already."))
        .next("Choose another folder."))
}

/// `name`, or with a number before its ending where another file of this export has it already.
fn unlike(taken: &mut HashSet<String>, name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut unlike = name.to_owned();
    let mut number = 1;
    // Some file systems take upper and lower case for the same.
    while !taken.insert(unlike.to_lowercase()) {
        number += 1;
        unlike = format!("{stem} ({number}).{ending}");
    }
    unlike
}

fn batch(name: &str, slots: &[Kept]) -> Result<RecordBatch> {
    let rows: Vec<(&Kept, Option<&SlotRunSummary>)> = slots
        .iter()
        .flat_map(|slot| {
            let runs: Vec<_> = slot.runs.iter().map(|run| (slot, Some(run))).collect();
            if runs.is_empty() { vec![(slot, None)] } else { runs }
        })
        .collect();
    type Cell<'c, T> = &'c dyn Fn(&Kept, Option<&SlotRunSummary>) -> Option<T>;
    let text = |cell: Cell<'_, String>| -> ArrayRef {
        Arc::new(rows.iter().map(|(slot, run)| cell(slot, *run)).collect::<StringArray>())
    };
    let number = |cell: Cell<'_, i64>| -> ArrayRef {
        Arc::new(rows.iter().map(|(slot, run)| cell(slot, *run)).collect::<Int64Array>())
    };
    let flag = |cell: Cell<'_, bool>| -> ArrayRef {
        Arc::new(rows.iter().map(|(slot, run)| cell(slot, *run)).collect::<BooleanArray>())
    };
    let reason = |slot: &Kept, run: Option<&SlotRunSummary>| {
        run.and_then(|run| run.reason.as_ref()).or(slot.reason.as_ref()).map(|reason| reason.message.clone())
    };
    let columns = [
        ("schedule", text(&|_, _| Some(name.to_owned()))),
        ("slot_id", text(&|slot, _| Some(slot.id.clone()))),
        ("origin", text(&|slot, _| Some(slot.origin.as_str().to_owned()))),
        ("planned_at", text(&|slot, _| Some(instant(slot.nominal)))),
        ("due_at", text(&|slot, _| Some(instant(slot.due)))),
        ("started_at", text(&|slot, _| slot.started_at.map(instant))),
        ("finished_at", text(&|slot, _| slot.finished_at.map(instant))),
        ("first_day", text(&|slot, _| slot.window.as_ref().map(|(first, _)| first.clone()))),
        ("last_day", text(&|slot, _| slot.window.as_ref().map(|(_, last)| last.clone()))),
        ("time_zone", text(&|slot, _| Some(slot.time_zone.clone()))),
        ("slot_state", text(&|slot, _| Some(slot.state.as_str().to_owned()))),
        ("instance", text(&|_, run| run.map(|run| run.instance_name.clone()))),
        ("run_state", text(&|_, run| run.map(|run| run.state.as_str().to_owned()))),
        ("tries", number(&|_, run| run.map(|run| i64::from(run.attempt)))),
        ("partial", flag(&|_, run| run.map(|run| run.partial))),
        ("execution_id", text(&|_, run| run.and_then(|run| run.execution_id.clone()))),
        ("reason", text(&reason)),
        ("note", text(&|slot, _| slot.note.clone())),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
        .map_err(|_| Error::internal("a history is no table"))
}

fn instant(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_get_numbers() {
        let mut taken = HashSet::new();
        let names = ["Reach.csv", "reach.csv", "Reach.csv", "Other.csv"].map(|name| unlike(&mut taken, name));
        assert_eq!(names, ["Reach.csv", "reach (2).csv", "Reach (3).csv", "Other.csv"]);
    }

    #[tokio::test]
    async fn a_folder_that_is_there_is_not_taken() {
        let target = tempfile::tempdir().unwrap();
        let first = new_folder(target.path(), "Reach / week").await.unwrap();
        let second = new_folder(target.path(), "Reach / week").await.unwrap();
        assert_ne!(first, second);
        assert!(first.is_dir() && second.is_dir());
        assert_eq!(first.parent(), Some(target.path()));
        let nowhere = target.path().join("nowhere");
        assert_eq!(new_folder(&nowhere, "Reach").await.unwrap_err().code, "result.io");
    }
}
