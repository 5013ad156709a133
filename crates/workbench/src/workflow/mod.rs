//! Workflows: saved queries with their versions, found again by what they are and by what became of their runs.

mod amazon;
mod file;
mod filter;
mod find;
mod model;
mod rows;
mod saved;
mod service;

pub use amazon::{RemoteState, WorkflowAtAmazon};
pub use file::{ExportedWorkflows, ImportOutcome, ImportedWorkflow, WorkflowFile};
pub use filter::{DayTest, LastRunTest, ScheduleTest, TextTest, WorkflowFilter};
pub use find::{WorkflowPage, WorkflowQuery, WorkflowSort};
pub(crate) use model::tags;
pub use model::{
    TagCount, WorkflowDetail, WorkflowLastRun, WorkflowSchedule, WorkflowSpec, WorkflowStatus, WorkflowSummary,
    WorkflowVersion,
};
pub use saved::SavedFilter;
pub(crate) use service::Parts;
pub use service::Workflows;

pub(crate) use rows::{current, is_there};
