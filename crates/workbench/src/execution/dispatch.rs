//! The local queue: which intents are sent now. Amazon runs ten at once an instance, two of which are left to people who work
//! in its console, and two hundred an account.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use super::model::ExecutionState;
use super::rows::{self, Row};
use super::service::Executions;
use crate::Result;

/// Runs that may be at Amazon at once, for each instance.
pub const MOST_IN_INSTANCE: usize = 8;
/// And for each account.
const MOST_IN_ACCOUNT: usize = 200;
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

/// By what a row stands in the queue: rows of one instant in the order in which they were made.
pub(super) fn place(row: &Row) -> (i64, &str) {
    (row.queue_at, &row.id)
}

/// What waits for one instance, in the order of the queue, and how much of it is at Amazon.
#[derive(Default)]
struct Line<'a> {
    waiting: VecDeque<&'a Row>,
    at_amazon: usize,
}

impl Line<'_> {
    /// How long its first row has to wait yet. The rows behind it wait as long: the order of the queue stands.
    fn wait(&self, now: i64) -> Option<Duration> {
        self.waiting.front().map(|row| wait_until(row.look_at, now))
    }

    /// What decides between lines: fewest runs at Amazon first, then the row that stands further in front.
    fn turn(&self) -> (usize, Option<(i64, &str)>) {
        (self.at_amazon, self.waiting.front().map(|row| place(row)))
    }
}

/// Which of `open` may be sent now, and how long until another may. Places go to the instance that has the
/// fewest runs at Amazon, so that a long queue of one does not keep the others of its account waiting.
fn choose(open: &[Row], now: i64) -> (Vec<&Row>, Option<Duration>) {
    let mut lines: BTreeMap<(&str, &str), Line<'_>> = BTreeMap::new();
    let mut accounts: HashMap<&str, usize> = HashMap::new();
    for row in open.iter().filter(|row| !row.fetching) {
        let line = lines.entry((&row.amazon_account, &row.amazon_instance)).or_default();
        if is_queued(row) {
            line.waiting.push_back(row);
        } else {
            line.at_amazon += 1;
            *accounts.entry(&row.amazon_account).or_default() += 1;
        }
    }
    for line in lines.values_mut() {
        line.waiting.make_contiguous().sort_by_key(|row| place(row));
    }
    let mut chosen = Vec::new();
    loop {
        let next = lines
            .iter_mut()
            .filter(|((account, _), line)| {
                line.at_amazon < MOST_IN_INSTANCE
                    && accounts.get(account).is_none_or(|used| *used < MOST_IN_ACCOUNT)
                    && line.wait(now) == Some(Duration::ZERO)
            })
            .min_by(|(_, one), (_, other)| one.turn().cmp(&other.turn()));
        let Some(((account, _), line)) = next else { break };
        line.at_amazon += 1;
        *accounts.entry(account).or_default() += 1;
        chosen.extend(line.waiting.pop_front());
    }
    let next = lines.values().filter_map(|line| line.wait(now)).filter(|wait| !wait.is_zero()).min();
    (chosen, next)
}

/// Takes a queued row out of the queue at `now` (UTC milliseconds). By how much it is late, because the computer slept or the
/// queue was long, is no time in which Amazon put it off.
fn claim(row: &mut Row, now: i64) {
    if let (Some(since), Some(due)) = (row.put_off_since, row.look_at) {
        row.put_off_since = Some(since + (now - due).max(0));
    }
    row.attempt = 1;
    row.sent_at = now;
    row.look_at = None;
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
                        claim(row, now);
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

#[cfg(test)]
mod tests {
    use super::super::rows::sample;
    use super::*;

    /// Rows `state` of one instance of an account, in order of age.
    fn rows(account: &str, instance: &str, count: usize, queued: bool) -> Vec<Row> {
        (0..count)
            .map(|number| {
                let mut row = sample(&format!("{account}/{instance}/{queued}/{number:04}"));
                row.amazon_account = account.to_owned();
                row.amazon_instance = instance.to_owned();
                row.attempt = i64::from(!queued);
                row.state = if queued { ExecutionState::Sending } else { ExecutionState::Running };
                row.created_at = i64::try_from(number).unwrap();
                row.queue_at = row.created_at;
                row
            })
            .collect()
    }

    fn chosen_by_instance(open: &[Row]) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for row in choose(open, 0).0 {
            *counts.entry(row.amazon_instance.clone()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn an_instance_gets_eight_places_and_an_account_two_hundred() {
        assert_eq!(choose(&rows("a", "i", 30, true), 0).0.len(), 8);
        let mut open: Vec<Row> = (0..40).flat_map(|number| rows("a", &format!("i{number}"), 30, true)).collect();
        assert_eq!(choose(&open, 0).0.len(), 200);
        open.extend((0..40).flat_map(|number| rows("b", &format!("i{number}"), 3, true)));
        assert_eq!(choose(&open, 0).0.len(), 200 + 120, "another account has places of its own");
        let mut full: Vec<Row> = (0..25).flat_map(|number| rows("a", &format!("i{number}"), 8, false)).collect();
        full.extend(rows("a", "late", 1, true));
        assert!(choose(&full, 0).0.is_empty());
        full.remove(0);
        assert_eq!(choose(&full, 0).0.len(), 1);
    }

    #[test]
    fn a_long_queue_of_one_instance_does_not_keep_the_others_waiting() {
        // All of the first forty are older than the one of the last.
        let mut open: Vec<Row> = (0..40).flat_map(|number| rows("a", &format!("i{number:02}"), 30, true)).collect();
        let mut late = rows("a", "late", 1, true);
        late[0].queue_at = 1_000;
        open.extend(late);
        let counts = chosen_by_instance(&open);
        assert_eq!(counts.get("late"), Some(&1));
        assert!(counts.values().all(|count| *count <= 5), "{counts:?}");
        // Runs of one instance through two profiles share its places.
        let mut shared = rows("a", "i", 6, false);
        shared.extend(rows("a", "i", 6, true));
        assert_eq!(choose(&shared, 0).0.len(), 2);
    }

    #[test]
    fn a_night_asleep_is_no_time_in_which_a_run_was_put_off() {
        let mut row = rows("a", "i", 1, true).remove(0);
        (row.put_off_since, row.look_at) = (Some(1_000), Some(31_000));
        let night = 8 * 3_600_000;
        claim(&mut row, 31_000 + night);
        assert_eq!((row.put_off_since, row.look_at, row.attempt), (Some(1_000 + night), None, 1));
        (row.put_off_since, row.look_at) = (None, Some(5));
        claim(&mut row, 10);
        assert_eq!(row.put_off_since, None);
    }

    #[test]
    fn a_row_that_was_moved_forward_goes_first() {
        let mut open = rows("a", "i", 12, true);
        open[11].queue_at = -1;
        let chosen: Vec<i64> = choose(&open, 0).0.iter().map(|row| row.created_at).collect();
        assert_eq!(chosen, [11, 0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_queue_is_sent_in_its_order_and_waits_as_a_whole() {
        let mut open = rows("a", "i", 3, true);
        assert_eq!(choose(&open, 0).0.iter().map(|row| row.created_at).collect::<Vec<_>>(), [0, 1, 2]);
        open[1].look_at = Some(5_000);
        open.extend(rows("a", "j", 1, true));
        let (chosen, next) = choose(&open, 0);
        assert_eq!(chosen.len(), 2);
        assert_eq!(next, Some(Duration::from_secs(5)));
    }
}
