//! The local queue: which intents are sent now. Amazon runs ten at once an instance; two places are left to people who
//! work in its console.

use std::collections::HashMap;
use std::time::Duration;

use super::model::ExecutionState;
use super::rows::{self, Row};
use super::service::Executions;
use crate::Result;

/// Runs that may be at Amazon at once, for each instance.
const MOST_AT_ONCE: usize = 8;
/// A pause that lies further ahead than Amazon ever asks for comes from a wall clock that was set back.
const LONGEST_PAUSE_MILLIS: i64 = 15 * 60 * 1000;

/// Whether an intent waits here and nothing of it was sent.
pub(super) fn is_queued(row: &Row) -> bool {
    row.state == ExecutionState::Sending && row.attempt == 0
}

/// How long until `at`, by a wall clock that says `now`.
pub(super) fn wait_until(at: Option<i64>, now: i64) -> Duration {
    let wait = at.map_or(0, |at| at - now);
    let wait = if wait > LONGEST_PAUSE_MILLIS { 0 } else { wait };
    Duration::from_millis(u64::try_from(wait).unwrap_or(0))
}

/// Which of `open` (oldest first) may be sent now, and how long until another may.
fn choose(open: &[Row], now: i64) -> (Vec<&Row>, Option<Duration>) {
    let mut at_amazon: HashMap<&str, usize> = HashMap::new();
    for row in open.iter().filter(|row| !row.fetching && !is_queued(row)) {
        *at_amazon.entry(&row.instance_row).or_default() += 1;
    }
    let mut next: Option<Duration> = None;
    let mut chosen = Vec::new();
    let mut paused: Vec<&str> = Vec::new();
    for row in open.iter().filter(|row| is_queued(row)) {
        let used = at_amazon.entry(&row.instance_row).or_default();
        if *used >= MOST_AT_ONCE || paused.contains(&row.instance_row.as_str()) {
            continue;
        }
        let wait = wait_until(row.look_at, now);
        if wait.is_zero() {
            *used += 1;
            chosen.push(row);
        } else {
            // The order of the queue stands.
            paused.push(&row.instance_row);
            next = Some(next.map_or(wait, |next| next.min(wait)));
        }
    }
    (chosen, next)
}

impl Executions {
    /// Sends what there is a place for; returns how long until more may be sent, if something waits for a time.
    pub(super) async fn dispatch(&self) -> Result<Option<Duration>> {
        // Two at a time would count the same places free.
        let _one_at_a_time = self.dispatching.lock().await;
        let now = self.parts.clock.now_millis();
        let open = rows::open(self.parts.store.reader()).await?;
        let (chosen, next) = choose(&open, now);
        for row in chosen {
            let Some(guard) = self.enter(&row.id) else { continue };
            // The claim is durable before the call: a queued row was certainly never sent.
            let claimed = self
                .change(&row.id, |row| {
                    if is_queued(row) {
                        row.attempt = 1;
                        row.sent_at = now;
                        row.look_at = None;
                    }
                    Ok(())
                })
                .await?;
            if claimed.state == ExecutionState::Sending {
                self.send_in_background(claimed, guard);
            }
        }
        Ok(next)
    }
}
