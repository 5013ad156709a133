//! The service that lets schedules happen.

use std::time::Duration;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::rows;
use super::service::Schedules;
use crate::Result;
use crate::service::{Event, ServiceContext};

/// How often it looks whatever happens. Timers stand still while the computer sleeps, so that no wait may be long.
pub(crate) const TICK: Duration = Duration::from_secs(25);
/// So that a mistake in an instant cannot become a busy loop.
const SHORTEST: Duration = Duration::from_millis(100);

impl Schedules {
    /// Starts the executor; once. Only one program at a time has the data folder open, so that there is one executor.
    pub async fn start(&self) {
        let this = self.clone();
        self.parts.supervisor.spawn("scheduler", TICK, move |context| this.clone().execute(context));
    }

    async fn execute(self, context: ServiceContext) -> Result<()> {
        let mut events = self.parts.events.subscribe();
        loop {
            self.step().await?;
            let now = self.parts.clock.now_millis();
            let next = rows::when_next(self.parts.store.reader(), now).await?;
            let pause = next.and_then(|at| u64::try_from(at - now).ok()).map_or(TICK, Duration::from_millis);
            let going_on = tokio::select! {
                biased;
                going_on = context.wait(pause.clamp(SHORTEST, TICK)) => going_on,
                () = self.wake.notified() => true,
                () = executions_changed(&mut events) => true,
            };
            if !going_on {
                return Ok(());
            }
        }
    }

    /// Does all that is due now: takes slots up, begins what may begin, settles what has ended. May be called from several places at
    /// once, and does everything once.
    ///
    /// # Errors
    /// `store.*`; what was done is kept, and the next call goes on.
    #[doc(hidden)]
    pub async fn step(&self) -> Result<()> {
        self.scan().await?;
        self.settle_ended().await?;
        self.repeat_partial().await?;
        self.finish_aside();
        self.follow_up().await?;
        self.begin_waiting().await
    }
}

/// Waits for a change of an execution. Having missed some is a change too.
async fn executions_changed(events: &mut broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::ExecutionsChanged { .. }) | Err(RecvError::Lagged(_)) => {
                // One look sees all that has happened so far.
                while events.try_recv().is_ok() {}
                return;
            }
            Ok(_) => {}
            // The sender lives as long as the service.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
