//! Schedules, slots and their runs in the database.

mod backfill;
mod claim;
mod edit;
mod figures;
mod follow;
mod history;
mod late;
mod read;
mod run;
mod spent;
mod template;

use super::model::{ScheduleSpec, ScheduleState};
use crate::Error;

pub(super) use backfill::{Held, backfill, backfill_waiting, held, stop_backfill};
pub(super) use claim::{Claim, NewRun, NewSlot, SlotStart, claim};
pub(crate) use edit::workflow_changed;
pub(super) use edit::{
    Change, Edit, Resumed, delete, disproved, insert, pause, pause_profile, proved, restore, resume, update,
};
pub(super) use figures::{CameTo, came_to, outcomes};
pub(super) use follow::{
    ExportDue, ExportFate, RefreshDue, exports_due, followed, refreshes_due, results, settle_export, settle_refresh,
};
pub(super) use history::{Dated, Kept, between, changes, last_states, record, slot_schedule, slots};
pub(super) use late::{Late, away, late_since};
pub(super) use read::{
    Progress, Waiting, ahead, all, deleted_spec, due, instances, last_late_start, one, running, waiting, when_next,
    with_budget,
};
pub(super) use run::{Ended, Outcome, Settled, again, begin, ended, repeat_due, settle};
pub(crate) use spent::Usage;
pub(super) use spent::{Spent, mean_usage, names_of_instances, spent_by_instance, spent_by_schedule, usage_since};
pub(super) use template::{Template, delete_template, restore_template, save_template, templates};

/// Names of kept values in errors.
const SCHEDULE: &str = "a schedule";
const SLOT: &str = "a slot";

/// A schedule as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) spec: ScheduleSpec,
    pub(super) state: ScheduleState,
    pub(super) pause: Option<Error>,
    pub(super) paused_at: Option<i64>,
    pub(super) scanned_to: i64,
    pub(super) next_nominal: Option<i64>,
    pub(super) next_due: Option<i64>,
    pub(super) slots_begun: i64,
    /// Whether Amazon has not compiled the query as it is now.
    pub(super) unproved: bool,
    pub(super) version: i64,
    pub(super) created_at: i64,
    /// When a person changed it last; it grows with each change.
    pub(super) changed_at: i64,
}

/// The next slot of a schedule: when it is planned for, and when it is due.
pub(super) type Next = Option<(i64, i64)>;
