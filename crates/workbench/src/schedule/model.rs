//! What a schedule is to the window.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::budget::BudgetUse;
use super::follow::ExportSpec;
use super::rule::{GapWord, OverlapWord, RuleSpec};
use crate::Error;
use crate::query::ParameterValue;

/// What becomes of slots that came while the computer slept or the program was closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MisfireWord {
    /// The newest runs.
    #[default]
    Latest,
    /// All run, oldest first, up to 31.
    All,
    /// None runs.
    None,
}

/// What a slot does where an earlier one of its schedule still runs on the same instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WhenRunning {
    /// It is left out there.
    #[default]
    Skip,
    /// It waits; a third is left out.
    QueueOne,
    /// It waits, as do all after it.
    QueueAll,
    /// The earlier one is cancelled.
    CancelPrevious,
    /// Both run.
    Allow,
}

/// Which of its slots a schedule tells of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NotifyWord {
    /// All that end.
    All,
    /// Those that fail.
    #[default]
    Failures,
    /// None. That it was paused is told all the same.
    None,
}

/// All that a person says of a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSpec {
    /// Its name.
    pub name: String,
    /// The workflow whose query it runs; `sql` and values that the workflow has besides are kept in step with it.
    #[serde(default)]
    pub workflow_id: Option<String>,
    /// The query.
    pub sql: String,
    /// Values by parameter.
    #[serde(default)]
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// Dates in words by parameter, as in `start of last month`: they follow from the day a slot is planned for, and from what it
    /// covers.
    #[serde(default)]
    pub parameter_dates: BTreeMap<String, String>,
    /// Our ids of the instances; one run each.
    pub instance_ids: Vec<String>,
    /// When it fires.
    pub rule: RuleSpec,
    /// What becomes of a time that the clocks skip; `None` is what is usual for the rule.
    #[serde(default)]
    pub gap: Option<GapWord>,
    /// What becomes of a time that the clocks show twice; `None` is what is usual for the rule.
    #[serde(default)]
    pub overlap: Option<OverlapWord>,
    /// Zone of its clock and of the covered days, an IANA name.
    pub time_zone: String,
    /// The covered dates, as in `last 7 days lag 2`.
    pub window: String,
    /// What becomes of missed slots.
    #[serde(default)]
    pub misfire: MisfireWord,
    /// What becomes of a slot while an earlier one runs.
    #[serde(default)]
    pub when_running: WhenRunning,
    /// Failed slots in a row after which an instance is set aside, 1 to 10; 0 for never.
    #[serde(default = "usual_failures")]
    pub pause_after: u32,
    /// Tries of a run that fails for a reason that may pass, 0 to 10.
    #[serde(default = "usual_retries")]
    pub retries: u32,
    /// Minutes before the first of them, 1 to 60; before each of the others it is twice as long, at most an hour.
    #[serde(default = "usual_retry_minutes")]
    pub retry_minutes: u32,
    /// Minutes that Amazon may work on a run, 15 to 1,440; none for Amazon's own limit of six hours.
    #[serde(default)]
    pub time_limit_minutes: Option<u32>,
    /// Slots that the history shows at first, 10 to 500.
    #[serde(default = "usual_history")]
    pub history_slots: u32,
    /// Which of its slots are told.
    #[serde(default)]
    pub notify: NotifyWord,
    /// Ids of recipients that are told of the same slots besides the desktop.
    #[serde(default)]
    pub recipient_ids: Vec<String>,
    /// The last day on which it fires, `YYYY-MM-DD`.
    #[serde(default)]
    pub last_day: Option<String>,
    /// After so many slots it ends.
    #[serde(default)]
    pub most_slots: Option<u32>,
    /// Executions that it may start a day of its zone.
    #[serde(default)]
    pub executions_a_day: Option<u32>,
    /// Minutes that its executions may run a day of its zone.
    #[serde(default)]
    pub minutes_a_day: Option<u32>,
    /// What a run is expected to cost at most, in millionths, by the rates of the settings.
    #[serde(default)]
    #[specta(type = Option<Number>)]
    pub cost_a_run: Option<u64>,
    /// What its runs of a month of its zone cost at most, likewise.
    #[serde(default)]
    #[specta(type = Option<Number>)]
    pub cost_a_month: Option<u64>,
    /// Whether a run for which Amazon lacked data is repeated once, a day later.
    #[serde(default)]
    pub repeat_partial: bool,
    /// Where results are written as files besides.
    #[serde(default)]
    pub export: Option<ExportSpec>,
    /// The id of a schedule that runs after each slot that ended well.
    #[serde(default)]
    pub then_run: Option<String>,
    /// The id of a dashboard that is refreshed after each slot that ended well.
    #[serde(default)]
    pub refresh_dashboard: Option<String>,
}

fn usual_failures() -> u32 {
    3
}

fn usual_retries() -> u32 {
    5
}

fn usual_retry_minutes() -> u32 {
    1
}

fn usual_history() -> u32 {
    100
}

impl ScheduleSpec {
    /// What is usual, with nothing said of what runs, when, where and over which dates.
    pub fn usual(rule: RuleSpec, time_zone: &str, window: &str) -> Self {
        Self {
            name: String::new(),
            workflow_id: None,
            sql: String::new(),
            parameter_values: BTreeMap::new(),
            parameter_dates: BTreeMap::new(),
            instance_ids: Vec::new(),
            rule,
            gap: None,
            overlap: None,
            time_zone: time_zone.to_owned(),
            window: window.to_owned(),
            misfire: MisfireWord::default(),
            when_running: WhenRunning::default(),
            pause_after: usual_failures(),
            retries: usual_retries(),
            retry_minutes: usual_retry_minutes(),
            time_limit_minutes: None,
            history_slots: usual_history(),
            notify: NotifyWord::default(),
            recipient_ids: Vec::new(),
            last_day: None,
            most_slots: None,
            executions_a_day: None,
            minutes_a_day: None,
            cost_a_run: None,
            cost_a_month: None,
            repeat_partial: false,
            export: None,
            then_run: None,
            refresh_dashboard: None,
        }
    }
}

/// Whether a schedule fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleState {
    /// It does.
    On,
    /// It does not until somebody resumes it.
    Paused,
    /// It has no slot left.
    Ended,
}

/// Where a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Taken up; none of its runs has begun.
    Waiting,
    /// Some of its runs have begun, and not all have ended.
    Running,
    /// All runs ended well.
    Succeeded,
    /// A run failed.
    Failed,
    /// Cancelled by a person.
    Cancelled,
    /// Left out, for the reason that is given.
    Skipped,
    /// Missed, and a newer one ran instead.
    Merged,
    /// Missed, and too old to be made up for.
    Expired,
}

impl SlotState {
    /// The name in the database and across IPC.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
            Self::Merged => "merged",
            Self::Expired => "expired",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Running,
            Self::Succeeded,
            Self::Failed,
            Self::Cancelled,
            Self::Skipped,
            Self::Merged,
            Self::Expired,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// Who asked for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum SlotOrigin {
    /// The schedule's rule.
    Planned,
    /// A person, beside the rule.
    Manual,
    /// A person, who wanted what the rule would have run on days that are past.
    Backfill,
    /// Another schedule, after which it runs.
    After,
}

impl SlotOrigin {
    /// The name across IPC.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Manual => "manual",
            Self::Backfill => "backfill",
            Self::After => "after",
        }
    }
}

/// A schedule in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ScheduleSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it fires, in words.
    pub words: String,
    /// The zone of its clock.
    pub time_zone: String,
    /// Whether it fires.
    pub state: ScheduleState,
    /// Why it is paused, if a person did not do it.
    pub pause: Option<Error>,
    /// Since when it is paused, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub paused_at: Option<i64>,
    /// Its next slot, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub next_nominal: Option<i64>,
    /// When that one begins: a little later, so that not all schedules of one time call Amazon at once.
    #[specta(type = Option<Number>)]
    pub next_due: Option<i64>,
    /// The next slot on its own clock, as in `Fri 6 Mar 07:00`.
    pub next_local: Option<String>,
    /// The dates that the next slot covers, in words.
    pub next_covers: Option<String>,
    /// How many instances it runs on.
    pub instances: u32,
    /// Of those, how many are set aside after failures.
    pub set_aside: u32,
    /// Its newest slots that have come, oldest first; at most 14.
    pub last_slots: Vec<SlotState>,
    /// Of the newest 100 slots that ran, how many ended well.
    pub succeeded: u32,
    /// And how many ended at all.
    pub ended: u32,
    /// Executions it would start in the current month of its zone, past slots included; `None` where there are too many to count.
    pub runs_this_month: Option<u32>,
    /// For changes that must not meet another's.
    #[specta(type = Number)]
    pub version: i64,
}

/// A schedule with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ScheduleDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: ScheduleSummary,
    /// What a person said.
    pub spec: ScheduleSpec,
    /// What was changed, newest first.
    pub changes: Vec<ScheduleChange>,
    /// Our ids of instances that are set aside after failures.
    pub set_aside_ids: Vec<String>,
    /// Slots of backfills of which runs still wait.
    pub backfill_waiting: u32,
    /// When it was made, in UTC milliseconds.
    #[specta(type = Number)]
    pub created_at: i64,
}

/// A change of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ScheduleChange {
    /// When, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// What was changed, as people call it.
    pub field: String,
    /// What it was.
    pub old_value: Option<String>,
    /// What it became.
    pub new_value: Option<String>,
}

/// A slot in the history of its schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SlotSummary {
    /// Its id.
    pub id: String,
    /// Who asked for it.
    pub origin: SlotOrigin,
    /// When it was to fire, in UTC milliseconds.
    #[specta(type = Number)]
    pub nominal: i64,
    /// The same on the schedule's clock, as in `Fri 6 Mar 2026 02:30 EST`.
    pub local: String,
    /// When it was to begin, spread included.
    #[specta(type = Number)]
    pub due: i64,
    /// When its first run began.
    #[specta(type = Option<Number>)]
    pub started_at: Option<i64>,
    /// When its last run ended.
    #[specta(type = Option<Number>)]
    pub finished_at: Option<i64>,
    /// Where it is.
    pub state: SlotState,
    /// Why it did not run, or not well.
    pub reason: Option<Error>,
    /// The dates it covers, in words; `None` when it covers none.
    pub covers: Option<String>,
    /// What to know of it.
    pub note: Option<String>,
    /// Its runs, one an instance.
    pub runs: Vec<SlotRunSummary>,
    /// The dashboard that was refreshed after it; none where none was, or not yet.
    pub refreshed: Option<SlotRefresh>,
}

/// What became of the dashboard that was refreshed after a slot.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SlotRefresh {
    /// The dashboard.
    pub dashboard_id: String,
    /// Its name today; none where it was deleted.
    pub name: Option<String>,
    /// Why it was not refreshed, or not all of it.
    pub problem: Option<Error>,
}

/// A run of a slot.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SlotRunSummary {
    /// Our id of the instance.
    pub instance_id: String,
    /// The instance's name.
    pub instance_name: String,
    /// Where it is; never merged or expired.
    pub state: SlotState,
    /// How often it was tried.
    pub attempt: u32,
    /// Whether Amazon lacked data of its dates at the last try, so that the result is not the whole.
    pub partial: bool,
    /// When it is repeated because of that, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub repeat_at: Option<i64>,
    /// The file that its result was written to, for a schedule that writes files.
    pub exported: Option<String>,
    /// Why that file is not there, or not yet.
    pub export_problem: Option<Error>,
    /// While it waits: not before this, in UTC milliseconds.
    #[specta(type = Number)]
    pub start_at: i64,
    /// The execution of the last try.
    pub execution_id: Option<String>,
    /// Why it did not run, or not well.
    pub reason: Option<Error>,
}

/// What came of a paused schedule while it was paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MissedInPause {
    /// The schedule's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Slots that came, the newest 31 at most.
    pub slots: u32,
    /// Whether there were more.
    pub more: bool,
    /// The oldest of these on the schedule's clock, as in `Fri 6 Mar 07:00`.
    pub oldest: String,
    /// The newest, likewise.
    pub newest: String,
    /// The dates that the newest covers, in words.
    pub newest_covers: Option<String>,
    /// Instances that each runs on.
    pub instances: u32,
}

/// What schedules have to tell since an instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScheduleNews {
    /// Slots that ended well or badly, oldest first, of schedules that tell of them.
    pub ended: Vec<EndedSlot>,
    /// Schedules that were paused for a reason: their names and why.
    pub paused: Vec<(String, Error)>,
    /// Slots that were missed while nothing was open: merged, too old, or left out.
    pub missed: u32,
    /// Budgets of today that are nearly or wholly used up.
    pub budgets: Vec<BudgetUse>,
}

/// A slot that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedSlot {
    /// Its id.
    pub id: String,
    /// Its schedule's name.
    pub name: String,
    /// Whether all its runs ended well.
    pub succeeded: bool,
    /// How many runs it had.
    pub runs: u32,
    /// How many of them ended well.
    pub good: u32,
    /// The execution to look at: the first that did not end well, or the first.
    pub execution_id: Option<String>,
}
