//! Executions: written down before Amazon is called, sent once, watched until they end, fetched at once.
//!
//! The road of a run: intent row (`sending`, in the local queue until there is a place) → one call → Amazon's id → statuses, which only move forward → download →
//! result. A call without an answer leads to `unknown`, which is settled by listing, never by sending blindly again.

mod checkpoint;
mod compile;
mod dispatch;
mod fetch;
mod keeping;
mod matching;
mod model;
mod poll;
mod queue;
mod reconcile;
mod review;
mod rows;
mod run_file;
mod service;
mod similar;
mod state;
mod submit;
#[cfg(test)]
mod tests;

pub use checkpoint::{Checkpoint, Checkpoints};
pub(crate) use compile::ToTry;
pub use dispatch::MOST_IN_INSTANCE;
pub use keeping::{CleanUp, KeptRun};
pub use model::{
    AskedRun, Counts, DataGap, ExecutionDetail, ExecutionReview, ExecutionState, ExecutionStep, ExecutionSummary,
    KeptRuns, QueuedRun, ReviewCandidate, ReviewChoice, SubmitRequest,
};
pub use run_file::{RunExport, RunFile, RunFileState};
pub use service::Executions;
pub(crate) use service::Parts;
pub use similar::SimilarRuns;
pub(crate) use submit::check_time_limit;
