//! One pace for all callers of a sign-in. Amazon publishes no figure for reporting calls; its limits move with load, so
//! the rate is a setting and a 429 stops everybody.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, Reference},
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, sleep_until},
};

/// Longest pause a `Retry-After` can ask for.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// Pause after a 429 without `Retry-After`; doubles while they go on coming.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// How fast and how wide calls go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimiterSettings {
    /// Requests a second in the long run. Default 5.
    pub per_second: NonZeroU32,
    /// Requests that may go out at once after a rest. Default 2: a token bucket lets burst plus rate through in a second.
    pub burst: NonZeroU32,
    /// Requests under way at the same time. Default 4.
    pub in_flight: usize,
}

impl Default for LimiterSettings {
    fn default() -> Self {
        const FIVE: NonZeroU32 = NonZeroU32::new(5).unwrap();
        const TWO: NonZeroU32 = NonZeroU32::new(2).unwrap();
        Self { per_second: FIVE, burst: TWO, in_flight: 4 }
    }
}

/// A rate limiter; clones share it. Give the same one to all clients of one sign-in.
#[derive(Clone)]
pub struct Limiter(Arc<Shared>);

struct Shared {
    bucket: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<TokioInstant>>,
    in_flight: Arc<Semaphore>,
    /// Held by whoever is next: the bucket itself gives to whoever asks at the right moment, so that a caller in a loop could keep
    /// another one waiting for ever. tokio's lock is fair.
    next: tokio::sync::Mutex<()>,
    pause: Mutex<Pause>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pause {
    until: Option<Instant>,
    /// 429s without `Retry-After` in a row.
    strikes: u32,
}

/// The right to have one request under way.
pub(crate) struct Permit {
    _slot: OwnedSemaphorePermit,
}

impl Limiter {
    /// A limiter of its own.
    #[must_use]
    pub fn new(settings: LimiterSettings) -> Self {
        Self::with(settings, Pause::default())
    }

    /// A limiter of another pace in the place of this one: a pause that Amazon has asked for goes on in it.
    #[must_use]
    pub fn at_pace(&self, settings: LimiterSettings) -> Self {
        Self::with(settings, *self.0.pause.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn with(settings: LimiterSettings, pause: Pause) -> Self {
        Self(Arc::new(Shared {
            bucket: RateLimiter::direct_with_clock(
                Quota::per_second(settings.per_second).allow_burst(settings.burst),
                TokioClock,
            ),
            in_flight: Arc::new(Semaphore::new(settings.in_flight.max(1))),
            next: tokio::sync::Mutex::default(),
            pause: Mutex::new(pause),
        }))
    }

    /// How long everybody is still paused after a 429; `None` if nobody is.
    #[must_use]
    pub fn paused_for(&self) -> Option<Duration> {
        self.paused_until().map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// Waits for a turn. A pause longer than `patience` is not waited for but given back.
    pub(crate) async fn acquire(&self, patience: Duration) -> Result<Permit, Duration> {
        loop {
            if let Some(until) = self.paused_until() {
                let left = until.saturating_duration_since(Instant::now());
                if left > patience {
                    return Err(left);
                }
                // A little jitter, so that several programs of one account do not come back in step.
                sleep_until(until + Duration::from_millis(rand::random_range(0..100))).await;
                continue;
            }
            // Not held across the pause: patient callers must not keep the impatient from giving up.
            let Ok(slot) = Arc::clone(&self.0.in_flight).acquire_owned().await else {
                return Err(Duration::ZERO);
            };
            let _turn = self.0.next.lock().await;
            while self.paused_until().is_none() {
                match self.0.bucket.check() {
                    Ok(()) => return Ok(Permit { _slot: slot }),
                    Err(not_yet) => sleep(not_yet.wait_time_from(TokioClock.now())).await,
                }
            }
        }
    }

    /// Stops all callers after a 429 and says for how long.
    pub(crate) fn pause(&self, retry_after: Option<Duration>) -> Duration {
        let now = Instant::now();
        let mut pause = self.0.pause.lock().unwrap_or_else(PoisonError::into_inner);
        let running = pause.until.is_some_and(|until| until > now);
        let asked = match retry_after {
            Some(asked) => asked,
            // Requests that were already under way when the pause began tell nothing new.
            None if running => Duration::ZERO,
            None => {
                let doubled = FIRST_PAUSE.saturating_mul(1u32.checked_shl(pause.strikes).unwrap_or(u32::MAX));
                pause.strikes = (pause.strikes + 1).min(16);
                doubled
            }
        };
        let until = (now + asked.min(LONGEST_PAUSE)).max(pause.until.unwrap_or(now));
        pause.until = Some(until);
        until.saturating_duration_since(now)
    }

    /// Forgets past strikes once a request was let through.
    pub(crate) fn succeeded(&self) {
        let mut pause = self.0.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.until.is_none_or(|until| until <= Instant::now()) {
            *pause = Pause::default();
        }
    }

    fn paused_until(&self) -> Option<Instant> {
        let pause = self.0.pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.until.filter(|until| *until > Instant::now())
    }
}

impl Default for Limiter {
    fn default() -> Self {
        Self::new(LimiterSettings::default())
    }
}

impl std::fmt::Debug for Limiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limiter").field("paused_for", &self.paused_for()).finish_non_exhaustive()
    }
}

/// Governor on tokio's clock, so that tests can pause time.
#[derive(Debug, Clone, Copy)]
struct TokioClock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct TokioInstant(Instant);

impl Clock for TokioClock {
    type Instant = TokioInstant;

    fn now(&self) -> TokioInstant {
        TokioInstant(Instant::now())
    }
}

impl std::ops::Add<governor::nanos::Nanos> for TokioInstant {
    type Output = Self;

    fn add(self, nanos: governor::nanos::Nanos) -> Self {
        Self(self.0 + Duration::from(nanos))
    }
}

impl Reference for TokioInstant {
    fn duration_since(&self, earlier: Self) -> governor::nanos::Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, duration: governor::nanos::Nanos) -> Self {
        Self(self.0.checked_sub(duration.into()).unwrap_or(self.0))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_than_rate_plus_burst() {
        let limiter = Limiter::default();
        let mut arrivals = Vec::new();
        for _ in 0..50 {
            drop(limiter.acquire(Duration::ZERO).await.unwrap());
            arrivals.push(Instant::now());
        }
        let busiest = arrivals
            .iter()
            .map(|start| arrivals.iter().filter(|at| *at >= start && **at < *start + Duration::from_secs(1)).count())
            .max();
        assert!(busiest.unwrap() <= 7, "{busiest:?}");
        let took = *arrivals.last().unwrap() - arrivals[0];
        assert!(took >= Duration::from_secs(9) && took < Duration::from_secs(11), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_four_are_under_way_at_once() {
        let limiter = Limiter::default();
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(limiter.acquire(Duration::ZERO).await.unwrap());
        }
        let fifth = limiter.acquire(Duration::ZERO);
        assert!(tokio::time::timeout(Duration::from_secs(60), fifth).await.is_err());
        held.pop();
        assert!(tokio::time::timeout(Duration::from_secs(1), limiter.acquire(Duration::ZERO)).await.is_ok());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn callers_in_a_loop_keep_nobody_waiting() {
        let hundred = NonZeroU32::new(100).unwrap();
        let limiter =
            Limiter::new(LimiterSettings { per_second: hundred, burst: NonZeroU32::MIN, ..LimiterSettings::default() });
        let turns = Arc::new(AtomicUsize::new(0));
        let greedy: Vec<_> = (0..3)
            .map(|_| {
                let (limiter, turns) = (limiter.clone(), turns.clone());
                tokio::spawn(async move {
                    loop {
                        drop(limiter.acquire(Duration::ZERO).await.unwrap());
                        turns.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        for _ in 0..20 {
            let (limiter, turns) = (limiter.clone(), turns.clone());
            let others = tokio::spawn(async move {
                let before = turns.load(Ordering::SeqCst);
                drop(limiter.acquire(Duration::ZERO).await.unwrap());
                turns.load(Ordering::SeqCst) - before
            });
            // Each of the three is ahead once, and may have come by its turn before it could count it.
            assert!(others.await.unwrap() <= 8);
        }
        greedy.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_stops_everybody_until_it_is_over() {
        let limiter = Limiter::default();
        let start = Instant::now();
        assert_eq!(limiter.pause(Some(Duration::from_secs(7))), Duration::from_secs(7));
        let waiting: Vec<_> = (0..10)
            .map(|_| {
                let limiter = limiter.clone();
                tokio::spawn(async move {
                    let permit = limiter.acquire(Duration::from_secs(60)).await;
                    drop(permit.unwrap());
                    Instant::now()
                })
            })
            .collect();
        for task in waiting {
            assert!(task.await.unwrap() >= start + Duration::from_secs(7));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_outlasts_a_change_of_pace() {
        let limiter = Limiter::default();
        limiter.pause(Some(Duration::from_secs(40)));
        let slower = LimiterSettings { per_second: NonZeroU32::MIN, ..LimiterSettings::default() };
        assert_eq!(limiter.at_pace(slower).acquire(Duration::ZERO).await.err(), Some(Duration::from_secs(40)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_impatient_are_told_how_long_the_pause_is() {
        let limiter = Limiter::default();
        limiter.pause(Some(Duration::from_secs(40)));
        assert_eq!(limiter.acquire(Duration::from_secs(30)).await.err(), Some(Duration::from_secs(40)));
    }

    #[tokio::test(start_paused = true)]
    async fn without_retry_after_pauses_double_until_a_success() {
        let limiter = Limiter::default();
        for expected in [2, 4, 8, 16] {
            assert_eq!(limiter.pause(None), Duration::from_secs(expected));
            tokio::time::advance(Duration::from_secs(expected)).await;
        }
        limiter.succeeded();
        assert_eq!(limiter.pause(None), Duration::from_secs(2));
    }

    #[tokio::test(start_paused = true)]
    async fn several_429s_of_one_moment_count_once() {
        let limiter = Limiter::default();
        for _ in 0..4 {
            assert_eq!(limiter.pause(None), Duration::from_secs(2));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_pause_is_longer_than_fifteen_minutes_and_a_shorter_one_never_cuts_a_longer() {
        let limiter = Limiter::default();
        assert_eq!(limiter.pause(Some(Duration::from_secs(86_400))), LONGEST_PAUSE);
        assert_eq!(limiter.pause(Some(Duration::from_secs(1))), LONGEST_PAUSE);
        limiter.succeeded();
        assert_eq!(limiter.paused_for(), Some(LONGEST_PAUSE));
    }
}
