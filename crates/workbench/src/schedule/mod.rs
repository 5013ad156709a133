//! Schedules: which queries run by themselves, when, on which instances and over which dates.
//!
//! A slot is one planned occurrence. It is taken up ([`scan`]) in the transaction that moves its schedule past it, begun
//! ([`begin`]) in the transaction that writes its executions down, and settled ([`settle`]) by what became of them: whatever ends
//! the program in between, the next start goes on where it was, and nothing runs twice.

mod ahead;
mod away;
mod backfill;
mod begin;
mod budget;
mod conflict;
mod cost;
mod cover;
mod days;
mod executor;
mod export;
mod figures;
mod follow;
mod model;
mod news;
mod noted;
mod play;
mod prove;
mod rehearsal;
mod rows;
mod rule;
mod scan;
mod service;
mod settle;
mod template;
mod told;
mod verdict;
mod view;

pub use ahead::{Ahead, ComingSlot};
pub use away::{Away, AwaySlot};
pub use backfill::{BackfillPlan, BackfillSlot};
pub use budget::{BudgetOwner, BudgetUnit, BudgetUse};
pub use cost::{ScheduleCost, money};
pub use cover::{Covering, PreviewSlot, SchedulePreview, cover, preview, sentence, warnings, window};
pub use days::{DaySlot, SlotDay, SlotDaySchedule};
pub use export::ExportedResults;
pub use figures::PeriodFigures;
pub use follow::ExportSpec;
pub use model::{
    EndedSlot, MisfireWord, MissedInPause, NotifyWord, ScheduleChange, ScheduleDetail, ScheduleNews, ScheduleSpec,
    ScheduleState, ScheduleSummary, SlotOrigin, SlotRefresh, SlotRunSummary, SlotState, SlotSummary, WhenRunning,
};
pub use rehearsal::{BusyHour, CrowdedInstance, Rehearsal, RehearsedDay, RehearsedSchedule};
pub(crate) use rows::{Usage, workflow_changed};
pub use rule::{GapWord, OverlapWord, PresetKind, PresetSpec, RollWord, RuleSpec};
pub(crate) use service::Parts;
pub use service::Schedules;
pub use template::ScheduleTemplate;
