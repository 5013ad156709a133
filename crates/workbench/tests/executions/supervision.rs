//! A defect in one place stays there: what was interrupted is settled, and everything else goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use workbench::Options;
use workbench::execution::{Checkpoint, Checkpoints, ExecutionState};
use workbench::service::{Clock, ServiceState};

use super::support::{self, Hurry, ended, instance, open, request};

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_anywhere_on_the_road_of_a_run_leaves_one_run_with_its_result() {
    for point in
        [Checkpoint::Sending, Checkpoint::Answered, Checkpoint::IdWritten, Checkpoint::Downloaded, Checkpoint::Renamed]
    {
        let sandbox = support::sandbox().await;
        let folder = tempfile::tempdir().unwrap();
        let (clock, passed) = (Hurry::new(1), Arc::new(AtomicUsize::new(0)));
        let counted = passed.clone();
        let checkpoints = Checkpoints::new(move |reached| {
            if reached == point && counted.fetch_add(1, Ordering::SeqCst) == 0 {
                panic!("a defect at {point:?}");
            }
        });
        let workbench = open(folder.path(), &clock, sandbox.description(), checkpoints).await;
        let instance = instance(&workbench).await;
        let hit = workbench.executions().submit(request(&instance, "hit")).await.unwrap().remove(0).id;
        while passed.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let other = workbench.executions().submit(request(&instance, "other")).await.unwrap().remove(0).id;
        clock.speed(600);
        for id in [&other, &hit] {
            let detail = ended(&workbench, id).await;
            assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{point:?} {:?}", detail.error);
            assert_eq!(detail.summary.row_count, Some(2), "{point:?}");
        }
        assert_eq!(sandbox.control().ledger().executions.len(), 2, "{point:?}");
        assert!(workbench.services().iter().all(|service| service.state == ServiceState::Running), "{point:?}");
        workbench.shutdown().await;
    }
}

/// A clock whose first wait of `length` panics: each service is known by how long it waits.
#[derive(Debug)]
struct Faulty {
    inner: Hurry,
    length: Duration,
    waits: AtomicUsize,
}

#[async_trait]
impl Clock for Faulty {
    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }

    fn boot(&self) -> Duration {
        self.inner.boot()
    }

    async fn sleep(&self, duration: Duration) {
        if duration == self.length && self.waits.fetch_add(1, Ordering::SeqCst) == 0 {
            panic!("a defect in a service that waits {duration:?}");
        }
        self.inner.sleep(duration).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_panics_is_started_again_and_the_others_go_on() {
    let services = [
        ("execution poller", 30),
        ("token refresher", 60),
        ("wake-up", 15),
        ("backup", 900),
        ("instance discovery", 1200),
        ("data sources", 1260),
        ("scheduler", 25),
    ];
    for (name, seconds) in services {
        let sandbox = support::sandbox().await;
        let folder = tempfile::tempdir().unwrap();
        let clock = Hurry::new(1);
        let length = Duration::from_secs(seconds);
        let faulty = Arc::new(Faulty { inner: clock.clone(), length, waits: AtomicUsize::new(0) });
        let options = Options { clock: faulty.clone(), ..support::options(folder.path()) };
        let workbench = support::open_with(options, sandbox.description()).await;
        workbench.schedules().start().await;
        let instance = instance(&workbench).await;
        let id = workbench.executions().submit(request(&instance, "meanwhile")).await.unwrap().remove(0).id;
        assert_eq!(ended(&workbench, &id).await.summary.state, ExecutionState::Succeeded, "{name}");
        clock.speed(60);
        // It waits again, so it was started again.
        while faulty.waits.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        let services = workbench.services();
        assert!(services.iter().any(|service| service.name == name), "{services:?}");
        assert!(services.iter().all(|service| service.state == ServiceState::Running), "{name}: {services:?}");
        workbench.shutdown().await;
    }
}
