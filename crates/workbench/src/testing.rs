//! Doubles for tests of this crate and of the crates above it. Not part of the API.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::service::Clock;

#[derive(Clone, Copy, Debug)]
struct Times {
    wall: DateTime<Utc>,
    boot: Duration,
    timers: Duration,
}

/// A clock that only tests move. Wall clock, boot clock and timers are three things, as on a real computer.
#[derive(Clone, Debug)]
pub struct TestClock {
    times: watch::Sender<Times>,
    sleepers: Arc<watch::Sender<usize>>,
    order: Arc<Mutex<()>>,
}

impl TestClock {
    /// A clock that stands at `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        let times = Times { wall: now, boot: Duration::from_secs(1000), timers: Duration::ZERO };
        Self { times: watch::Sender::new(times), sleepers: Arc::new(watch::Sender::new(0)), order: Arc::default() }
    }

    /// Time passes while the computer is awake: all three move.
    pub fn advance(&self, by: Duration) {
        self.change(|times| {
            times.wall += by;
            times.boot += by;
            times.timers += by;
        });
    }

    /// Time passes while the computer sleeps: timers stand still.
    pub fn suspend(&self, by: Duration) {
        self.change(|times| {
            times.wall += by;
            times.boot += by;
        });
    }

    /// Somebody sets the wall clock.
    pub fn set_wall(&self, to: DateTime<Utc>) {
        self.change(|times| times.wall = to);
    }

    fn change(&self, change: impl FnOnce(&mut Times)) {
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        self.times.send_modify(change);
    }

    /// Waits until at least `count` tasks sleep on this clock: only then does moving it reach them.
    pub async fn wait_for_sleepers(&self, count: usize) {
        let mut sleepers = self.sleepers.subscribe();
        // The sender lives in `self`, so the channel cannot close.
        let _ = sleepers.wait_for(|sleeping| *sleeping >= count).await;
    }
}

struct Sleeper(Arc<watch::Sender<usize>>);

impl Sleeper {
    fn new(count: &Arc<watch::Sender<usize>>) -> Self {
        count.send_modify(|sleeping| *sleeping += 1);
        Self(count.clone())
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.0.send_modify(|sleeping| *sleeping -= 1);
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.times.borrow().wall
    }

    fn boot(&self) -> Duration {
        self.times.borrow().boot
    }

    async fn sleep(&self, duration: Duration) {
        let mut times = self.times.subscribe();
        let until = times.borrow().timers + duration;
        let sleeper = Sleeper::new(&self.sleepers);
        // The sender lives in `self`, so the channel cannot close.
        let _ = times.wait_for(|times| times.timers >= until).await;
        drop(sleeper);
    }
}
