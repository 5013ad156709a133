//! Beginning the runs of slots, once each.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use recurrence::Dates;

use super::model::{ScheduleSpec, SlotOrigin, WhenRunning};
use super::rows::{self, Outcome, Row, Settled, Waiting};
use super::service::{Schedules, values, workflow_deleted};
use crate::account::InstanceRef;
use crate::execution::SubmitRequest;
use crate::profile::ProfileState;
use crate::query::WindowSpec;
use crate::{Error, Result};

/// Runs of an instance, of whatever kind, beside which no backfill begins.
const BACKFILLS_AT_ONCE: usize = 2;

/// What becomes of a run whose time has come.
enum Turn {
    /// It begins.
    Begins,
    /// It goes on waiting.
    Waits,
    /// It never begins.
    Ends(Outcome, bool),
    /// Its sign-in is lost.
    SignIn(String, Error),
}

/// Runs of each instance that are under way, or about to be. Backfills go last, and a few at a time: what a schedule or a person
/// begins meanwhile shall find places.
struct Places {
    taken: HashMap<String, usize>,
}

impl Places {
    fn has_room(&self, run: &Waiting) -> bool {
        run.origin != SlotOrigin::Backfill
            || self.taken.get(&run.instance_row).copied().unwrap_or(0) < BACKFILLS_AT_ONCE
    }

    fn take(&mut self, run: &Waiting) {
        *self.taken.entry(run.instance_row.clone()).or_default() += 1;
    }
}

impl Schedules {
    /// Begins what waits and may begin.
    pub(super) async fn begin_waiting(&self) -> Result<()> {
        let reader = self.parts.store.reader();
        let now = self.parts.clock.now_millis();
        let waiting = rows::waiting(reader).await?;
        if !waiting.iter().any(|run| run.start_at <= now) {
            return Ok(());
        }
        let running = rows::running(reader).await?;
        let due: Vec<&Waiting> = waiting.iter().filter(|run| run.start_at <= now).collect();
        let mut places = self.places(&due).await?;
        // In the order of their slots; a map would lose it.
        let mut slots: Vec<(&str, Vec<&Waiting>)> = Vec::new();
        for run in due {
            match slots.iter_mut().rev().find(|(id, _)| *id == run.slot_id) {
                Some((_, runs)) => runs.push(run),
                None => slots.push((&run.slot_id, vec![run])),
            }
        }
        // Backfills that a budget keeps back: those behind them on the same instance wait as well, and are not asked about.
        let mut kept_back = HashSet::new();
        let mut lost = BTreeSet::new();
        let mut budgets = self.shared_budgets().await?;
        for (slot_id, mut runs) in slots {
            runs.retain(|run| places.has_room(run) && !kept_back.contains(&(&*run.schedule_id, &*run.instance_row)));
            let Some(first) = runs.first() else { continue };
            let row = match rows::one(reader, &first.schedule_id).await {
                Ok(row) => row,
                // What a person began of a schedule that was deleted since.
                Err(error) if error.code == "not_found" => {
                    for run in runs {
                        self.end_waiting(run, Outcome::Skipped(error.clone()), None).await?;
                    }
                    continue;
                }
                Err(error) => return Err(error),
            };
            if self.workflow_gone(&row.spec).await? {
                // Before the pause, which would leave the slot out for no better reason than itself.
                for run in runs {
                    self.end_waiting(run, Outcome::Failed(workflow_deleted()), None).await?;
                }
                self.pause_for(&row, workflow_deleted()).await?;
                continue;
            }
            if row.unproved {
                self.prove(row, (*first).clone());
                continue;
            }
            let mut going = Vec::new();
            for run in runs {
                match self.turn(&row, run, &waiting, &running).await? {
                    Turn::Begins => going.push(run),
                    Turn::Waits => {}
                    Turn::Ends(outcome, counts) => self.end_waiting(run, outcome, counts.then_some(&row)).await?,
                    Turn::SignIn(profile, error) => {
                        if lost.insert(profile.clone()) {
                            self.sign_in_lost(&profile, error).await?;
                        }
                        // A planned run was left out with the pause; a person's own has nobody else to end it.
                        let failed = Outcome::Failed(sign_in_lost());
                        self.end_waiting(run, failed, None).await?;
                    }
                }
            }
            let may_begin: Vec<&Waiting> = going.clone();
            let going = self.within_budget(&row, going, &mut budgets).await?;
            for run in may_begin {
                if going.iter().any(|one| one.instance_row == run.instance_row) {
                    places.take(run);
                } else if run.origin == SlotOrigin::Backfill {
                    kept_back.insert((&*run.schedule_id, &*run.instance_row));
                }
            }
            self.submit_runs(&row, slot_id, &going).await?;
        }
        Ok(())
    }

    /// How full the instances are on which backfills of `due` are to run.
    async fn places(&self, due: &[&Waiting]) -> Result<Places> {
        let any = due.iter().any(|run| run.origin == SlotOrigin::Backfill);
        Ok(Places { taken: if any { self.parts.executions.open_by_instance().await? } else { HashMap::new() } })
    }

    async fn turn(
        &self,
        row: &Row,
        run: &Waiting,
        waiting: &[Waiting],
        running: &HashMap<(String, String), Vec<String>>,
    ) -> Result<Turn> {
        let InstanceRef { instance, vanished, .. } = self.parts.accounts.instance(&run.instance_row).await?;
        if vanished {
            let error = Error::new("SCH007", format!("The instance “{}” is not there any more.", instance.name))
                .next("Refresh the instances, or take it out of the schedule.");
            return Ok(Turn::Ends(Outcome::Failed(error), true));
        }
        match self.parts.profiles.get(&instance.profile_id).await {
            Ok(profile) if profile.state == ProfileState::SignedIn => {}
            Ok(profile) => return Ok(Turn::SignIn(profile.id, crate::amc_error::sign_in_required(profile.message))),
            Err(error) if error.code == "not_found" => return Ok(Turn::SignIn(instance.profile_id, error)),
            Err(error) => return Err(error),
        }
        // A person who runs a schedule by hand has a reason, and days that are past hinder no other.
        if run.origin != SlotOrigin::Planned {
            return Ok(Turn::Begins);
        }
        let Some(others) = running.get(&(run.schedule_id.clone(), run.instance_row.clone())) else {
            // Of those that wait for one instance the oldest goes first; they come in this order.
            let same = |other: &&Waiting| {
                other.schedule_id == run.schedule_id
                    && other.instance_row == run.instance_row
                    && other.origin == SlotOrigin::Planned
            };
            let first = waiting.iter().find(same).is_none_or(|first| first.slot_id == run.slot_id);
            let may = first || row.spec.when_running == WhenRunning::Allow;
            return Ok(if may { Turn::Begins } else { Turn::Waits });
        };
        let left_out = || {
            let error = Error::new("schedule.still_running", "An earlier slot was still running on this instance.")
                .next("Choose another rule for that in the schedule, or run it by hand.");
            Turn::Ends(Outcome::Skipped(error), false)
        };
        Ok(match row.spec.when_running {
            WhenRunning::Allow => Turn::Begins,
            // What was missed is made up for one after the other; what is tried again waits for its turn.
            _ if run.late || run.attempt > 0 => Turn::Waits,
            WhenRunning::Skip => left_out(),
            WhenRunning::QueueAll => Turn::Waits,
            WhenRunning::QueueOne => {
                let ahead = waiting.iter().take_while(|other| other.slot_id != run.slot_id).any(|other| {
                    other.schedule_id == run.schedule_id
                        && other.instance_row == run.instance_row
                        && other.origin == SlotOrigin::Planned
                });
                if ahead { left_out() } else { Turn::Waits }
            }
            WhenRunning::CancelPrevious => {
                for execution in others {
                    if let Err(error) = self.parts.executions.cancel(execution).await {
                        // The wish is kept and sent again.
                        tracing::warn!(code = %error.code, "an earlier slot could not be cancelled yet");
                    }
                }
                Turn::Waits
            }
        })
    }

    /// Ends a run that waits. `counts_for`: the schedule whose failures in a row it counts towards.
    pub(super) async fn end_waiting(&self, run: &Waiting, outcome: Outcome, counts_for: Option<&Row>) -> Result<()> {
        let pause_after = counts_for.filter(|_| run.origin == SlotOrigin::Planned).map(|row| row.spec.pause_after);
        self.settle(Settled {
            slot_id: run.slot_id.clone(),
            schedule_id: run.schedule_id.clone(),
            instance_row: run.instance_row.clone(),
            from: "waiting",
            attempt: run.attempt,
            outcome,
            pause_after,
            repeat_at: None,
            export: false,
        })
        .await
    }

    /// Writes the executions of these runs down and the runs as begun, all or nothing, and sends them.
    async fn submit_runs(&self, row: &Row, slot_id: &str, runs: &[&Waiting]) -> Result<()> {
        let Some(first) = runs.first() else { return Ok(()) };
        let request = match request(row, first, runs.iter().map(|run| run.instance_row.clone()).collect()) {
            Ok(Some(request)) => request,
            Ok(None) => {
                let none = Error::new("schedule.no_dates", "Amazon keeps none of the dates that this slot covers.");
                for run in runs {
                    self.end_waiting(run, Outcome::Skipped(none.clone()), None).await?;
                }
                return Ok(());
            }
            Err(error) => {
                for run in runs {
                    self.end_waiting(run, Outcome::Failed(error.clone()), Some(row)).await?;
                }
                return Ok(());
            }
        };
        let attempts: BTreeMap<String, i64> = runs.iter().map(|run| (run.instance_row.clone(), run.attempt)).collect();
        let (slot, now) = (slot_id.to_owned(), self.parts.clock.now_millis());
        let submitted = self
            .parts
            .executions
            .submit_along(request, slot_id, move |connection, intents| {
                Box::pin(async move {
                    for (instance, execution) in intents {
                        let attempt = attempts.get(&instance).copied().unwrap_or(0);
                        rows::begin(connection, &slot, &instance, attempt, &execution, now).await?;
                    }
                    Ok(())
                })
            })
            .await;
        match submitted {
            Ok(_) => {
                self.parts.events.send(crate::Event::SchedulesChanged { ids: vec![row.id.clone()] });
                Ok(())
            }
            // Another look at the same slots was faster.
            Err(error) if error.code == "schedule.taken" => Ok(()),
            Err(error) if error.code.starts_with("store.") || error.code == "closing" => Err(error),
            Err(error) => {
                for run in runs {
                    self.end_waiting(run, Outcome::Failed(error.clone()), Some(row)).await?;
                }
                Ok(())
            }
        }
    }

    /// Whether the workflow of a schedule was deleted.
    pub(super) async fn workflow_gone(&self, spec: &ScheduleSpec) -> Result<bool> {
        let Some(id) = &spec.workflow_id else { return Ok(false) };
        Ok(!crate::workflow::is_there(self.parts.store.reader(), id).await?)
    }

    async fn pause_for(&self, row: &Row, why: Error) -> Result<()> {
        let now = self.parts.clock.now_millis();
        let paused = rows::pause(&self.parts.store, vec![row.id.clone()], Some(why), now).await?;
        self.tell(paused);
        Ok(())
    }

    /// Pauses everything that needs this sign-in.
    pub(super) async fn sign_in_lost(&self, profile_id: &str, error: Error) -> Result<()> {
        let why = Error { message: format!("Nobody is signed in any more: {}", error.message), ..sign_in_lost() };
        let paused = rows::pause_profile(&self.parts.store, profile_id, why, self.parts.clock.now_millis()).await?;
        self.tell(paused);
        Ok(())
    }
}

/// What is submitted for a slot on these instances; `None` when it covers nothing.
pub(super) fn request(row: &Row, run: &Waiting, instance_ids: Vec<String>) -> Result<Option<SubmitRequest>> {
    let Some((start, end)) = run.window.clone() else { return Ok(None) };
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let covered = day(&start).zip(day(&end)).and_then(|(start, end)| Dates::new(start, end));
    Ok(Some(SubmitRequest {
        name: row.spec.name.clone(),
        sql: row.spec.sql.clone(),
        workflow_id: row.spec.workflow_id.clone(),
        instance_ids,
        window: WindowSpec::Fixed { start, end },
        time_zone: row.spec.time_zone.clone(),
        parameter_values: values(&row.spec, run.planned, covered)?,
        time_limit_minutes: row.spec.time_limit_minutes,
        // A slot keeps its own account of files.
        export: None,
    }))
}

fn sign_in_lost() -> Error {
    Error::new("SCH003", "Nobody was signed in.").next("Sign in again in Settings, then resume the schedules.")
}
