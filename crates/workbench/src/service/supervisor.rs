//! Supervision of background services: each runs in its own task; a panic, an error or an early return is logged and
//! answered with a restart after a growing pause; nothing dies in silence.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use serde::Serialize;
use specta::Type;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Clock, Event, Events};
use crate::Error;

/// First and last pause before a restart.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));
/// Between looks whether a full disk has room again; waiting for room is no failure.
const WHILE_FULL: Duration = Duration::from_secs(15);
/// So many failures within [`WINDOW`] make a service degraded.
const DEGRADED_AFTER: usize = 5;
const WINDOW: Duration = Duration::from_secs(600);

/// What a service is doing, as the status bar shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// Running and answering.
    Running,
    /// Failed and waiting to be started again.
    Restarting,
    /// Fails again and again, cannot do its work for now, or has not answered for twice its period.
    Degraded,
    /// Ended because the application is closing.
    Stopped,
}

/// Health of one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ServiceHealth {
    /// Its name: `token refresher`, `execution poller` …
    pub name: String,
    /// What it is doing.
    pub state: ServiceState,
    /// The last failure in plain words.
    pub message: Option<String>,
}

#[derive(Debug)]
struct Record {
    state: ServiceState,
    message: Option<String>,
    /// What keeps a service that runs from its work.
    trouble: Option<String>,
    period: Duration,
    /// When this run of the service began.
    began: Duration,
    last_beat: Duration,
    /// Whether the window was told that the service does not answer.
    silence_told: bool,
}

impl Record {
    fn is_silent(&self, boot: Duration) -> bool {
        self.state == ServiceState::Running && boot.saturating_sub(self.last_beat) > self.period * 2
    }
}

/// Handed to a running service: when to stop, and how to say that it lives.
#[derive(Clone, Debug)]
pub struct ServiceContext {
    /// Cancelled when the application closes; the service then returns `Ok(())`.
    pub cancel: CancellationToken,
    /// The clock to wait on.
    pub clock: Arc<dyn Clock>,
    name: &'static str,
    events: Events,
    records: Arc<Mutex<BTreeMap<&'static str, Record>>>,
}

impl ServiceContext {
    /// Says what keeps the service from its work though it runs (Amazon cannot be reached, say), in a sentence for people;
    /// `None` once nothing does. Ends with this run of the service.
    pub fn trouble(&self, trouble: Option<String>) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(record) = records.get_mut(self.name) else { return };
        if record.trouble != trouble {
            record.trouble = trouble;
            drop(records);
            self.events.send(Event::StatusChanged);
        }
    }

    /// Says that the service lives; due at least once in its period. One that failed again and again counts as running only
    /// after a whole period without a failure.
    pub fn beat(&self) {
        let boot = self.clock.boot();
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(record) = records.get_mut(self.name) else { return };
        let silent = record.is_silent(boot);
        record.last_beat = boot;
        let recovered = match record.state {
            ServiceState::Restarting => true,
            ServiceState::Degraded => boot.saturating_sub(record.began) >= record.period,
            ServiceState::Running | ServiceState::Stopped => false,
        };
        if recovered {
            record.state = ServiceState::Running;
            record.message = None;
        }
        // Whoever asked while it was silent saw it as degraded, whether or not the window was told.
        if std::mem::take(&mut record.silence_told) || silent || recovered {
            drop(records);
            self.events.send(Event::StatusChanged);
        }
    }

    /// Notes that a run of the service begins; gives its period.
    fn begin(&self) -> Duration {
        let boot = self.clock.boot();
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(record) = records.get_mut(self.name) else { return PAUSE.1 };
        (record.began, record.last_beat) = (boot, boot);
        record.period
    }

    /// Looks every one and a half periods whether the service still speaks, and tells the window when it no longer does: a
    /// service that hangs cannot say so itself.
    async fn listen(&self, period: Duration) -> std::convert::Infallible {
        loop {
            let before = self.clock.boot();
            self.clock.sleep(period * 3 / 2).await;
            let boot = self.clock.boot();
            // The computer was suspended, and the service with it: it has another period to speak.
            if boot.saturating_sub(before) > period * 2 {
                continue;
            }
            let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(record) = records.get_mut(self.name) else { continue };
            if record.is_silent(boot) && !std::mem::replace(&mut record.silence_told, true) {
                drop(records);
                tracing::warn!(service = self.name, "service does not answer");
                self.events.send(Event::StatusChanged);
            }
        }
    }

    /// Waits `duration`, beating before and after; `false` when the application closes meanwhile.
    pub async fn wait(&self, duration: Duration) -> bool {
        self.beat();
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => false,
            () = self.clock.sleep(duration) => { self.beat(); true }
        }
    }
}

/// Starts, restarts and ends services; cheap to clone.
#[derive(Clone, Debug)]
pub struct Supervisor {
    clock: Arc<dyn Clock>,
    events: Events,
    cancel: CancellationToken,
    tasks: TaskTracker,
    records: Arc<Mutex<BTreeMap<&'static str, Record>>>,
}

impl Supervisor {
    /// A supervisor without services; changes of health go to `events`.
    pub fn new(clock: Arc<dyn Clock>, events: Events) -> Self {
        Self { clock, events, cancel: CancellationToken::new(), tasks: TaskTracker::new(), records: Arc::default() }
    }

    /// Cancelled when the application closes.
    pub fn cancel_token(&self) -> &CancellationToken {
        &self.cancel
    }

    /// Runs a one-off task that shutdown waits for. It must end by itself soon after [`Self::cancel_token`].
    pub fn spawn_task<F: Future<Output = ()> + Send + 'static>(&self, task: F) {
        self.tasks.spawn(task);
    }

    /// Starts a service. `period` is how often it promises to beat; `start` makes a fresh run each time it is (re)started.
    pub fn spawn<F, R>(&self, name: &'static str, period: Duration, start: F)
    where
        F: Fn(ServiceContext) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let (began, state) = (self.clock.boot(), ServiceState::Running);
        let silence_told = false;
        let record = Record { state, message: None, trouble: None, period, began, last_beat: began, silence_told };
        self.lock().insert(name, record);
        let this = self.clone();
        self.tasks.spawn(async move { this.run(name, start).await });
    }

    async fn run<F, R>(self, name: &'static str, start: F)
    where
        F: Fn(ServiceContext) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let mut failures: VecDeque<Duration> = VecDeque::new();
        loop {
            let context = ServiceContext {
                cancel: self.cancel.clone(),
                clock: self.clock.clone(),
                name,
                events: self.events.clone(),
                records: self.records.clone(),
            };
            let period = context.begin();
            let listener = context.clone();
            let heard = async {
                tokio::select! {
                    biased;
                    outcome = async { start(context).await } => outcome,
                    never = listener.listen(period) => match never {},
                }
            };
            let outcome = AssertUnwindSafe(heard).catch_unwind().await;
            if self.cancel.is_cancelled() {
                self.set(name, ServiceState::Stopped, None);
                return;
            }
            let (message, full) = match outcome {
                Ok(Ok(())) => ("It ended before its time.".to_owned(), false),
                Ok(Err(error)) => (error.message, error.code == "store.full"),
                Err(_) => ("It met a defect.".to_owned(), false),
            };
            let now = self.clock.boot();
            if !full {
                failures.push_back(now);
            }
            while failures.front().is_some_and(|first| now.saturating_sub(*first) > WINDOW) {
                failures.pop_front();
            }
            let exponent = u32::try_from(failures.len().saturating_sub(1)).unwrap_or(u32::MAX).min(9);
            let pause = if full { WHILE_FULL } else { (PAUSE.0 * 2_u32.pow(exponent)).min(PAUSE.1) };
            tracing::warn!(service = name, failures = failures.len(), pause_s = pause.as_secs(), "service failed");
            let state =
                if failures.len() >= DEGRADED_AFTER { ServiceState::Degraded } else { ServiceState::Restarting };
            self.set(name, state, Some(message));
            tokio::select! {
                () = self.cancel.cancelled() => { self.set(name, ServiceState::Stopped, None); return; }
                () = self.clock.sleep(pause) => {}
            }
        }
    }

    fn set(&self, name: &'static str, state: ServiceState, message: Option<String>) {
        if let Some(record) = self.lock().get_mut(name) {
            record.state = state;
            record.message = message;
            record.trouble = None;
            record.silence_told = false;
        }
        self.events.send(Event::StatusChanged);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Health of every service, by name. One that has not beaten for twice its period counts as degraded.
    pub fn health(&self) -> Vec<ServiceHealth> {
        let now = self.clock.boot();
        self.lock()
            .iter()
            .map(|(name, record)| {
                let running = record.state == ServiceState::Running;
                let trouble = if record.is_silent(now) {
                    Some("It has not answered for a while.".to_owned())
                } else {
                    record.trouble.clone().filter(|_| running)
                };
                ServiceHealth {
                    name: (*name).to_owned(),
                    state: if trouble.is_some() { ServiceState::Degraded } else { record.state },
                    message: trouble.or_else(|| record.message.clone()),
                }
            })
            .collect()
    }

    /// Asks all services and tasks to end and waits for them, at most `limit`. `false` when some did not end in time.
    pub async fn shutdown(&self, limit: Duration) -> bool {
        self.cancel.cancel();
        self.tasks.close();
        tokio::time::timeout(limit, self.tasks.wait()).await.is_ok()
    }
}
