//! What follows a slot that ended well: its results are written to a folder, a dashboard is refreshed, and another schedule runs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use recurrence::{Shift, Slot};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::cover;
use super::model::{ScheduleSpec, ScheduleState, SlotOrigin};
use super::rows::{self, ExportFate, NewRun, NewSlot, Row, SlotStart};
use super::scan::wall_clock;
use super::service::{Reading, Schedules};
use crate::result::{ExportFormat, destination, suggested_file_name};
use crate::{Error, Result};

/// Schedules that may run one after the other.
const LONGEST_CHAIN: usize = 20;

/// Where the results of a schedule are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ExportSpec {
    /// The folder, an absolute path.
    pub folder: String,
    /// The format of the files.
    pub format: ExportFormat,
}

impl Schedules {
    /// Refreshes the dashboards and writes the files that are due, in a task of its own: a drive on the network may not answer for
    /// minutes, and no slot is to wait for that.
    pub(super) fn finish_aside(&self) {
        if self.exporting.try_lock().is_err() {
            return;
        }
        let (this, cancel) = (self.clone(), self.parts.supervisor.cancel_token().clone());
        self.parts.supervisor.spawn_task(async move {
            // What is broken off by the end of the application is written by the next start.
            let work = async {
                if let Err(error) = this.refresh_due().await {
                    tracing::warn!(code = %error.code, "the dashboards of schedules could not be refreshed yet");
                }
                if let Err(error) = this.export_due().await {
                    tracing::warn!(code = %error.code, "the files of schedules could not be written yet");
                }
            };
            tokio::select! {
                () = cancel.cancelled() => {}
                () = work => {}
            }
        });
    }

    /// Writes the files that are due, one caller at a time.
    ///
    /// # Errors
    /// `store.*`; what was written stays, and the next call goes on.
    #[doc(hidden)]
    pub async fn export_due(&self) -> Result<()> {
        let _turn = self.exporting.lock().await;
        let (store, reader) = (&self.parts.store, self.parts.store.reader());
        for due in rows::exports_due(reader, self.parts.clock.now_millis()).await? {
            let outcome = match &due.spec.export {
                Some(export) => self.write_file(&due, export).await,
                None => Err(Error::new("schedule.no_export", "The schedule writes no files any more.")),
            };
            let now = self.parts.clock.now_millis();
            let fate = match outcome {
                Ok(path) => ExportFate::Done(path),
                Err(error) => match destination::pause(due.tries, &error) {
                    Some(pause) => ExportFate::Again(now + i64::try_from(pause.as_millis()).unwrap_or(0), error),
                    None => ExportFate::Failed(error),
                },
            };
            rows::settle_export(store, due.slot_id.clone(), due.instance_row.clone(), fate).await?;
            self.tell(vec![due.schedule_id]);
        }
        Ok(())
    }

    /// Refreshes the dashboards that are due, each once however many slots ask for it, one caller at a time.
    ///
    /// # Errors
    /// `store.*`; what was refreshed stays, and the next call goes on.
    #[doc(hidden)]
    pub async fn refresh_due(&self) -> Result<()> {
        let _turn = self.exporting.lock().await;
        let mut due: BTreeMap<String, Vec<rows::RefreshDue>> = BTreeMap::new();
        for one in rows::refreshes_due(self.parts.store.reader(), self.parts.clock.now_millis()).await? {
            due.entry(one.dashboard_id.clone()).or_default().push(one);
        }
        for (dashboard_id, slots) in due {
            let problem = match self.parts.dashboards.refresh_whole(&dashboard_id).await {
                Ok(()) => None,
                // The next look tries again.
                Err(error) if error.code.starts_with("store.") => return Err(error),
                Err(error) => Some(error),
            };
            let (slot_ids, mut schedules): (Vec<_>, Vec<_>) =
                slots.into_iter().map(|one| (one.slot_id, one.schedule_id)).unzip();
            let now = self.parts.clock.now_millis();
            rows::settle_refresh(&self.parts.store, slot_ids, dashboard_id, problem, now).await?;
            schedules.sort();
            schedules.dedup();
            self.tell(schedules);
        }
        Ok(())
    }

    async fn write_file(&self, due: &rows::ExportDue, export: &ExportSpec) -> Result<String> {
        let folder = destination::folder_there(&export.folder).await?;
        let execution = due.execution_id.as_deref().unwrap_or_default();
        let name = file_name(&due.spec, due.window.as_ref(), &due.instance_name, export.format);
        let outcome = self.parts.results.export(execution, &folder.join(name), export.format, true).await?;
        Ok(outcome.path)
    }

    /// Begins the schedules that run after slots which ended well.
    pub(super) async fn follow_up(&self) -> Result<()> {
        let reader = self.parts.store.reader();
        let now = self.parts.clock.now();
        for ended in rows::followed(reader, now.timestamp_millis()).await? {
            let row = rows::one(reader, &ended.then_run).await?;
            let Ok(reading) = Reading::of(&row.spec) else { continue };
            let note = format!("after “{}”", ended.name);
            let mut slot = self.beside(&row, &reading, now, SlotOrigin::After, Some(note)).await?;
            slot.follows = Some(ended.slot_id);
            if row.state == ScheduleState::Paused {
                let why = Error::new("schedule.paused", "The schedule was paused.");
                slot.start = SlotStart::Ends("skipped", why);
            }
            rows::record(&self.parts.store, &row.id, vec![slot], now.timestamp_millis()).await?;
            self.tell(vec![row.id]);
        }
        Ok(())
    }

    /// A slot beside those of the rule, over the dates that one of now would cover.
    pub(super) async fn beside(
        &self,
        row: &Row,
        reading: &Reading,
        now: DateTime<Utc>,
        origin: SlotOrigin,
        note: Option<String>,
    ) -> Result<NewSlot> {
        let local = now.with_timezone(&reading.schedule.zone()).naive_local();
        let slot = Slot { meant: local, instant: now, shift: Shift::None };
        let covering = cover::cover(&reading.schedule, slot, Some(reading.window))?;
        let millis = now.timestamp_millis();
        let all = rows::instances(self.parts.store.reader(), Some(&row.id)).await?.remove(&row.id).unwrap_or_default();
        let runs =
            all.into_iter().map(|one| NewRun { instance_row: one.instance_row, start_at: millis, skipped: None });
        let start = match covering.covered {
            Some(_) => SlotStart::Runs(runs.collect()),
            None => SlotStart::Ends(
                "skipped",
                Error::new("schedule.no_dates", "Amazon keeps none of the dates that this run would cover."),
            ),
        };
        let notes: Vec<String> = note.into_iter().chain(covering.note).collect();
        Ok(NewSlot {
            id: Uuid::now_v7().to_string(),
            origin,
            follows: None,
            nominal: millis,
            meant: wall_clock(local),
            due: millis,
            late: false,
            window: covering.covered.map(|dates| (dates.first().to_string(), dates.last().to_string())),
            time_zone: row.spec.time_zone.clone(),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            start,
        })
    }

    /// Whether what a schedule says of what follows it can be done. `own`: its id, if it is kept already.
    pub(super) async fn check_follow_ups(&self, spec: &ScheduleSpec, own: Option<&str>) -> Result<()> {
        if let Some(export) = &spec.export {
            destination::folder(&export.folder)?;
        }
        if let Some(dashboard) = &spec.refresh_dashboard {
            self.parts.dashboards.exists(dashboard).await?;
        }
        let mut next = spec.then_run.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(id) = next else { return Ok(()) };
            if own == Some(id.as_str()) {
                return Err(Error::new("schedule.circle", "These schedules would run one after the other for ever.")
                    .next("Let one of them run no other."));
            }
            next = rows::one(self.parts.store.reader(), &id).await?.spec.then_run;
        }
        match next {
            None => Ok(()),
            Some(_) => Err(Error::invalid(format!("At most {LONGEST_CHAIN} schedules run one after the other."))
                .next("Let one of them run no other.")),
        }
    }
}

/// `Reach by city 2026-02-01 to 2026-02-28 Kestrel US.csv`: a later run over the same dates replaces the file.
pub(super) fn file_name(
    spec: &ScheduleSpec,
    window: Option<&(String, String)>,
    instance: &str,
    format: ExportFormat,
) -> String {
    let dates = window.map(|(first, last)| format!(" {first} to {last}")).unwrap_or_default();
    // The end of a long name is what tells files apart.
    let name: String = spec.name.chars().take(50).collect();
    let instance: String = instance.chars().take(40).collect();
    suggested_file_name(&format!("{name}{dates} {instance}"), format.extension())
}
