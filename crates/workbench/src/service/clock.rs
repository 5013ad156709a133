//! Time is an argument: everything that waits or compares instants asks a [`Clock`], so that no test sleeps.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Where now and waiting come from.
#[async_trait]
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The wall clock, which people and time servers may set.
    fn now(&self) -> DateTime<Utc>;

    /// Time since some fixed instant, never set by anybody, which goes on during suspend where the system can tell.
    fn boot(&self) -> Duration;

    /// Waits `duration`. Like the system's timers it may stand still during suspend (tokio-rs/tokio#3185).
    async fn sleep(&self, duration: Duration);

    /// The wall clock in milliseconds since 1970, as the database keeps instants.
    fn now_millis(&self) -> i64 {
        self.now().timestamp_millis()
    }
}

/// The computer's clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn boot(&self) -> Duration {
        // `Instant` stands still during suspend on Linux; the first figure of this file does not (proc_uptime(5)).
        #[cfg(target_os = "linux")]
        if let Some(uptime) = std::fs::read_to_string("/proc/uptime")
            .ok()
            .and_then(|text| text.split_whitespace().next().and_then(|seconds| seconds.parse::<f64>().ok()))
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        {
            return uptime;
        }
        self.started.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
