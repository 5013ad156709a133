//! The history of a schedule as a file: a row for each run.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use chrono::{DateTime, SecondsFormat};

use super::model::SlotRunSummary;
use super::rows::{self, Kept};
use super::service::Schedules;
use crate::result::{ExportFormat, ExportOutcome, export_rows};
use crate::{Error, Result};

impl Schedules {
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
        let slots = rows::slots(reader, id, u32::MAX).await?;
        export_rows(&self.parts.store, batch(&name, &slots)?, target, format, guard_formulas).await
    }
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
