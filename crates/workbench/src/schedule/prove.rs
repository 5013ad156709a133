//! Before the first run after a change, Amazon compiles the query: a schedule that cannot work is paused before it costs anything.

use std::sync::PoisonError;
use std::time::Duration;

use super::begin::request;
use super::rows::{self, Outcome, Row, Waiting};
use super::service::Schedules;
use crate::{Error, Result};

/// After a check that Amazon could not be asked for.
const AFTER_TROUBLE: Duration = Duration::from_secs(60);

impl Schedules {
    /// Has Amazon compile the query of a schedule, in a task of its own; one at a time for each schedule. Until it has, the slots of
    /// the schedule wait.
    pub(super) fn prove(&self, row: Row, run: Waiting) {
        let boot = self.parts.clock.boot();
        {
            let mut proving = self.proving.lock().unwrap_or_else(PoisonError::into_inner);
            match proving.get(&row.id) {
                Some(None) => return,
                Some(Some(not_before)) if boot < *not_before => return,
                _ => drop(proving.insert(row.id.clone(), None)),
            }
        }
        let this = self.clone();
        let cancel = self.parts.supervisor.cancel_token().clone();
        self.parts.supervisor.spawn_task(async move {
            let id = row.id.clone();
            // A check that is broken off by the end of the application is made again by the next start.
            let outcome = tokio::select! {
                () = cancel.cancelled() => return,
                outcome = this.proved(&row, &run) => outcome,
            };
            let not_before = outcome.is_err().then(|| this.parts.clock.boot() + AFTER_TROUBLE);
            {
                let mut proving = this.proving.lock().unwrap_or_else(PoisonError::into_inner);
                match not_before {
                    None => drop(proving.remove(&id)),
                    Some(_) => drop(proving.insert(id, not_before)),
                }
            }
            if let Err(error) = outcome {
                tracing::warn!(code = %error.code, "a query of a schedule could not be compiled yet");
            }
            this.wake.notify_one();
        });
    }

    /// Asks Amazon, and writes down what it says.
    ///
    /// # Errors
    /// When Amazon could not be asked now.
    async fn proved(&self, row: &Row, run: &Waiting) -> Result<()> {
        let asked = match request(row, run, vec![run.instance_row.clone()]) {
            Ok(Some(asked)) => self.parts.executions.compile(asked).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        let now = self.parts.clock.now_millis();
        match asked {
            Ok(()) => {
                rows::proved(&self.parts.store, &row.id, row.changed_at).await?;
                Ok(())
            }
            Err(error) if may_pass(&error) => Err(error),
            // What a lost sign-in and a lost instance mean is the business of those who begin the run.
            Err(error) if error.code.starts_with("auth.") || error.code == "execution.instance_gone" => {
                rows::proved(&self.parts.store, &row.id, row.changed_at).await
            }
            Err(error) => {
                let message = format!("Paused before it cost a run: {}", error.message);
                let why = Error { message, ..error.clone() };
                if !rows::disproved(&self.parts.store, &row.id, row.changed_at, why, now).await? {
                    return Ok(());
                }
                // A pause leaves out what is planned; not what a person began, nor anything of a schedule that was paused before or has
                // ended. Whatever went on waiting would be compiled again and again.
                let waiting = rows::waiting(self.parts.store.reader()).await?;
                for left in waiting.iter().filter(|one| one.schedule_id == row.id) {
                    self.end_waiting(left, Outcome::Failed(error.clone()), None).await?;
                }
                self.tell(vec![row.id.clone()]);
                Ok(())
            }
        }
    }
}

/// Whether the same question may have another answer later.
fn may_pass(error: &Error) -> bool {
    matches!(
        &*error.code,
        "amc.network"
            | "amc.server"
            | "amc.throttled"
            | "amc.bad_answer"
            | "amc.cancelled"
            | "execution.slow"
            | "closing"
    ) || error.code.starts_with("store.")
}
