//! Places where a test may stop the program to kill it.

use std::sync::Arc;

/// A place on the road of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Checkpoint {
    /// A slot of a schedule is taken up; none of its runs has begun.
    SlotClaimed,
    /// The run of a slot has ended; the slot does not know it yet.
    SlotEnded,
    /// The query is checked; nothing is written down.
    BeforeIntent,
    /// The intent is committed; nothing is sent.
    IntentWritten,
    /// The call has begun; it may be with Amazon or not.
    Sending,
    /// Amazon has answered; its id is only in memory.
    Answered,
    /// Amazon's id is committed.
    IdWritten,
    /// The result is downloaded; nothing has its place.
    Downloaded,
    /// The result's file has its place; no row knows it.
    Renamed,
}

/// Called at each checkpoint; a test's hook prints and waits to be killed. Real programs have none.
#[derive(Clone, Default)]
pub struct Checkpoints(Option<Arc<dyn Fn(Checkpoint) + Send + Sync>>);

impl Checkpoints {
    /// Calls `hook` at each checkpoint, on the thread that passes it.
    pub fn new(hook: impl Fn(Checkpoint) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hook)))
    }

    pub(crate) fn pass(&self, checkpoint: Checkpoint) {
        if let Some(hook) = &self.0 {
            hook(checkpoint);
        }
    }
}

impl std::fmt::Debug for Checkpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Checkpoints").field(&self.0.is_some()).finish()
    }
}
