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

/// Gives every task that can go on its turn.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_service_that_panics_fails_or_ends_is_started_again_after_a_pause_that_doubles() {
    fn panics() -> Result<(), Error> {
        panic!("a defect")
    }
    type Fails = fn() -> Result<(), Error>;
    let failures: [(Fails, &str); 3] =
        [(panics, "defect"), (|| Err(Error::invalid("Its words.")), "Its words"), (|| Ok(()), "before its time")];
    for (fail, said) in failures {
        let bench = Bench::new();
        let healthy = bench.supervisor.clone();
        healthy.spawn("healthy", Duration::from_secs(3600), |context| async move {
            context.cancel.cancelled().await;
            Ok(())
        });
        let starts = failing(&bench, "fails", fail);
        let mut passed = 0;
        for (round, pause) in [1, 2, 4, 8, 16, 32].into_iter().enumerate() {
            // The one that listens to the healthy service, and the pause.
            bench.clock.wait_for_sleepers(2).await;
            assert_eq!(starts.load(Ordering::SeqCst), round + 1);
            let (state, message) = bench.state("fails");
            let expected = if round < 4 { ServiceState::Restarting } else { ServiceState::Degraded };
            assert_eq!(state, expected, "after {} failures in {passed} s", round + 1);
            assert!(message.unwrap().contains(said));
            bench.clock.advance(Duration::from_millis(pause * 1000 - 1));
            settle().await;
            assert_eq!(starts.load(Ordering::SeqCst), round + 1, "not before {pause} s have passed");
            bench.clock.advance(Duration::from_millis(1));
            while starts.load(Ordering::SeqCst) == round + 1 {
                tokio::task::yield_now().await;
            }
            passed += pause;
        }
        assert_eq!(bench.state("healthy").0, ServiceState::Running, "it takes nobody with it");
        assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
        assert_eq!(bench.state("fails").0, ServiceState::Stopped);
    }
}

#[tokio::test]
async fn failures_that_are_long_past_count_no_more() {
    let bench = Bench::new();
    let starts = failing(&bench, "fails", || Err(Error::closing()));
    for round in 1..=8 {
        bench.clock.wait_for_sleepers(1).await;
        assert_eq!(bench.state("fails").0, ServiceState::Restarting, "{round}");
        bench.clock.advance(Duration::from_secs(601));
        while starts.load(Ordering::SeqCst) == round {
            tokio::task::yield_now().await;
        }
    }
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn waiting_for_room_on_the_disk_is_no_failure() {
    let bench = Bench::new();
    let starts = failing(&bench, "full", || Err(Error::new("store.full", "The disk is full.")));
    for round in 1..=8 {
        bench.clock.wait_for_sleepers(1).await;
        assert_eq!(bench.state("full"), (ServiceState::Restarting, Some("The disk is full.".to_owned())), "{round}");
        bench.clock.advance(Duration::from_secs(15));
        while starts.load(Ordering::SeqCst) == round {
            tokio::task::yield_now().await;
        }
    }
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
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

#[tokio::test]
async fn that_a_service_has_fallen_silent_and_speaks_again_is_told_once_each() {
    let bench = Bench::new();
    let mut events = bench.events.subscribe();
    let (speak, heard) = tokio::sync::watch::channel(0);
    bench.supervisor.spawn("silent", Duration::from_secs(60), move |context| {
        let mut heard = heard.clone();
        async move {
            while heard.changed().await.is_ok() {
                context.beat();
            }
            Ok(())
        }
    });
    for told in [false, false, false, true, false, false] {
        bench.clock.wait_for_sleepers(1).await;
        bench.clock.advance(Duration::from_secs(60));
        settle().await;
        assert_eq!(events.try_recv().is_ok(), told);
    }
    assert_eq!(bench.state("silent").0, ServiceState::Degraded);
    speak.send(1).unwrap();
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    assert_eq!(bench.state("silent").0, ServiceState::Running);
    speak.send(2).unwrap();
    settle().await;
    assert!(events.try_recv().is_err(), "told once");
}

#[tokio::test]
async fn a_service_that_slept_with_the_computer_is_not_told_to_be_silent_and_its_return_is() {
    let bench = Bench::new();
    let mut events = bench.events.subscribe();
    let (speak, heard) = tokio::sync::watch::channel(0);
    bench.supervisor.spawn("asleep", Duration::from_secs(60), move |context| {
        let mut heard = heard.clone();
        async move {
            while heard.changed().await.is_ok() {
                context.beat();
            }
            Ok(())
        }
    });
    bench.clock.wait_for_sleepers(1).await;
    bench.clock.suspend(Duration::from_secs(3600));
    bench.clock.advance(Duration::from_secs(60));
    settle().await;
    assert!(events.try_recv().is_err(), "it could not speak");
    // Somebody asks before it speaks, and has to hear that it does.
    assert_eq!(bench.state("asleep").0, ServiceState::Degraded);
    speak.send(1).unwrap();
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    assert_eq!(bench.state("asleep").0, ServiceState::Running);
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
async fn a_failure_and_the_recovery_from_it_are_told() {
    let bench = Bench::new();
    let mut events = bench.events.subscribe();
    let starts = Arc::new(AtomicUsize::new(0));
    let counted = starts.clone();
    bench.supervisor.spawn("fails once", Duration::from_secs(60), move |context| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                return Err(Error::closing());
            }
            context.beat();
            context.cancel.cancelled().await;
            Ok(())
        }
    });
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    assert_eq!(bench.state("fails once").0, ServiceState::Restarting);
    bench.clock.wait_for_sleepers(1).await;
    assert!(events.try_recv().is_err(), "told once");
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(events.recv().await.unwrap(), Event::StatusChanged);
    assert_eq!(bench.state("fails once").0, ServiceState::Running);
    settle().await;
    assert!(events.try_recv().is_err(), "told once");
    assert!(bench.supervisor.shutdown(Duration::from_secs(5)).await);
}
