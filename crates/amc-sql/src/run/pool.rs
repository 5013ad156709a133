//! Threads for the engine. It plans and computes by calling itself for every level of a statement, on stacks that a caller's threads do not have; and
//! it keeps threads busy that a caller may need for answering others.

use std::{future::Future, sync::OnceLock};

use datafusion::{common::exec_datafusion_err, error::DataFusionError};
use tokio::{
    runtime::{Builder, Runtime},
    task::AbortHandle,
};

use crate::check::STACK;

/// The threads, as many as the machine has cores; started at the first run and kept.
fn pool() -> Option<&'static Runtime> {
    static POOL: OnceLock<Option<Runtime>> = OnceLock::new();
    let start =
        || Builder::new_multi_thread().thread_name("amc-sql").thread_stack_size(STACK).enable_all().build().ok();
    POOL.get_or_init(start).as_ref()
}

/// Stops work that nobody waits for any more.
struct Stop(AbortHandle);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Does work on the engine's threads. When the caller stops waiting the work ends at its next pause.
///
/// # Errors
/// The threads cannot be started, or the engine panicked.
pub async fn on_engine<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, DataFusionError> {
    let Some(pool) = pool() else { return Err(exec_datafusion_err!("no thread can be started")) };
    let task = pool.spawn(work);
    let _stop = Stop(task.abort_handle());
    task.await.map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))
}
