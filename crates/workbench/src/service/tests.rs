//! Supervision: what fails is started again, and takes nobody with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Clock, Event, Events, ServiceState, Supervisor};
use crate::Error;
use crate::testing::TestClock;

struct Bench {
    clock: TestClock,
    events: Events,
    supervisor: Supervisor,
}

impl Bench {
    fn new() -> Self {
        let clock = TestClock::new("2026-02-09T12:00:00Z".parse().unwrap());
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let events = Events::default();
        Self { clock, supervisor: Supervisor::new(shared, events.clone()), events }
    }

    fn state(&self, name: &str) -> (ServiceState, Option<String>) {
        let health = self.supervisor.health().into_iter().find(|service| service.name == name).unwrap();
        (health.state, health.message)
    }
}

/// A service that fails as `fail` says each time it is started, counting its starts.
fn failing(bench: &Bench, name: &'static str, fail: fn() -> Result<(), Error>) -> Arc<AtomicUsize> {
    let starts = Arc::new(AtomicUsize::new(0));
    let counted = starts.clone();
    bench.supervisor.spawn(name, Duration::from_secs(60), move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move { fail() }
    });
    starts
}

#[tokio::test]
async fn a_pause_never_grows_beyond_five_minutes() {
    let bench = Bench::new();
    let starts = failing(&bench, "errs", || Err(Error::closing()));
    for round in 1..=14 {
        while starts.load(Ordering::SeqCst) < round {
            tokio::task::yield_now().await;
        }
        bench.clock.wait_for_sleepers(1).await;
        bench.clock.advance(Duration::from_secs(300));
    }
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn a_silent_service_is_shown_as_degraded_and_recovers_when_it_speaks() {
    let bench = Bench::new();
    let (speak, heard) = tokio::sync::watch::channel(false);
    bench.supervisor.spawn("silent", Duration::from_secs(60), move |context| {
        let mut heard = heard.clone();
        async move {
            let _ = heard.wait_for(|spoken| *spoken).await;
            context.beat();
            context.cancel.cancelled().await;
            Ok(())
        }
    });
    tokio::task::yield_now().await;
    bench.clock.advance(Duration::from_secs(120));
    assert_eq!(bench.state("silent").0, ServiceState::Running);
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(bench.state("silent").0, ServiceState::Degraded);
    speak.send(true).unwrap();
    while bench.state("silent").0 != ServiceState::Running {
        tokio::task::yield_now().await;
    }
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_does_not_end_is_not_waited_for_longer_than_allowed() {
    let bench = Bench::new();
    bench.supervisor.spawn_task(std::future::pending());
    assert!(!bench.supervisor.shutdown(Duration::from_secs(3)).await);
}

#[tokio::test]
async fn a_service_that_cannot_do_its_work_is_shown_with_its_reason_until_it_can() {
    let bench = Bench::new();
    let mut events = bench.events.subscribe();
    let (say, said) = tokio::sync::watch::channel(Some("Amazon could not be reached.".to_owned()));
    bench.supervisor.spawn("poller", Duration::from_secs(60), move |context| {
        let mut said = said.clone();
        async move {
            loop {
                context.trouble(said.borrow_and_update().clone());
                // To live is not to be well.
                context.beat();
                tokio::select! {
                    () = context.cancel.cancelled() => return Ok(()),
                    _ = said.changed() => {}
                }
            }
        }
    });
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    let troubled = (ServiceState::Degraded, Some("Amazon could not be reached.".to_owned()));
    assert_eq!(bench.state("poller"), troubled);
    say.send(None).unwrap();
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    assert_eq!(bench.state("poller"), (ServiceState::Running, None));
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn changes_of_health_are_told() {
    let bench = Bench::new();
    let mut events = bench.events.subscribe();
    failing(&bench, "errs", || Err(Error::closing()));
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
}
