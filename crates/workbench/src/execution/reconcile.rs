//! Settling calls that got no answer: adopt the one run that fits, send again only when there certainly is none, and ask a
//! person when there are several (`review`).

use std::collections::{BTreeMap, HashSet};

use amc_client::Execution;
use chrono::TimeDelta;

use super::dispatch::wait_until;
use super::matching::Likeness;
use super::model::ExecutionState;
use super::rows::{self, Row};
use super::service::{Executions, wants_cancel};
use super::submit::apply;
use crate::{Error, Result};

/// Looks after the first one, spread over five minutes: lists lag behind.
const MORE_LOOKS: i64 = 3;
const LOOK_PAUSE_MILLIS: i64 = 100_000;
/// A call is made this often at most; a run that vanishes twice is a person's business.
const MOST_ATTEMPTS: i64 = 2;
/// Clocks differ.
const MARGIN_MILLIS: i64 = 5 * 60 * 1000;

/// What is to be done with the rows of one kind, all equal to Amazon.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// The row at this index is the run at that index.
    Adopt(usize, usize),
    /// Nothing fits the row yet.
    NotThere(usize),
    /// A person has to tell.
    Review(usize),
}

/// `rows` equal runs sent, `same` runs found that are certainly such, `possible` that may be. Which of several equal rows
/// is which run does not matter, so they are paired in order; more runs than rows means that somebody else runs the same.
fn judge(rows: usize, same: &[usize], possible: usize) -> Vec<Verdict> {
    if same.len() > rows {
        return (0..rows).map(Verdict::Review).collect();
    }
    (0..rows)
        .map(|row| match same.get(row) {
            Some(run) => Verdict::Adopt(row, *run),
            None if possible > 0 => Verdict::Review(row),
            None => Verdict::NotThere(row),
        })
        .collect()
}

/// The runs among `runs` that may be `row`, oldest call first: made since shortly before it was sent, not `excluded`, and not
/// contradicted by anything Amazon tells. `ahead`: by how much this computer's clock is ahead of Amazon's.
pub(super) fn alike(
    row: &Row,
    runs: &[Execution],
    excluded: &HashSet<String>,
    ahead: TimeDelta,
) -> Result<Vec<(usize, Likeness)>> {
    let sent = row.sent()?;
    let earliest = row.sent_at - MARGIN_MILLIS - ahead.num_milliseconds();
    Ok(runs
        .iter()
        .enumerate()
        .filter(|(_, run)| {
            let early = run.create_time.is_some_and(|at| at.timestamp_millis() < earliest);
            !early && !excluded.contains(run.execution_id.as_str())
        })
        .map(|(index, run)| (index, sent.likeness(run)))
        .filter(|(_, likeness)| *likeness != Likeness::Different)
        .collect())
}

fn is_due(row: &Row, now: i64) -> bool {
    wait_until(row.look_at, now).is_zero()
}

impl Executions {
    /// Settles the unknown rows of one instance, as one profile reaches it, by a list of its runs made just now, with their
    /// SQL. `rows` are all open rows of the instance, also those of other profiles. `ahead`: by how much this computer's clock is ahead
    /// of Amazon's.
    pub(super) async fn reconcile(
        &self,
        instance_row: &str,
        rows: &[Row],
        runs: &[Execution],
        ahead: TimeDelta,
    ) -> Result<()> {
        let now = self.parts.clock.now_millis();
        let taken: HashSet<String> = rows::taken(self.parts.store.reader(), instance_row).await?.into_iter().collect();
        let mut kinds: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        let settled_here = |row: &&Row| row.state == ExecutionState::Unknown && row.instance_row == instance_row;
        for row in rows.iter().filter(settled_here) {
            kinds.entry(&row.params_hash).or_default().push(row);
        }
        for (hash, unknown) in kinds {
            // A call that is under way may be the one whose run is in the list.
            let under_way = rows
                .iter()
                .any(|row| row.state == ExecutionState::Sending && row.attempt > 0 && row.params_hash == hash);
            if under_way || !unknown.iter().any(|row| is_due(row, now)) {
                continue;
            }
            let Some(oldest) = unknown.first() else { continue };
            let mut excluded = taken.clone();
            for row in &unknown {
                excluded.extend(rows::declined(self.parts.store.reader(), &row.id).await?);
            }
            let (mut same, mut possible) = (Vec::new(), 0);
            for (index, likeness) in alike(oldest, runs, &excluded, ahead)? {
                match likeness {
                    Likeness::Same => same.push(index),
                    Likeness::Possible => possible += 1,
                    Likeness::Different => {}
                }
            }
            same.sort_by_key(|index| runs.get(*index).and_then(|run| run.create_time));
            for verdict in judge(unknown.len(), &same, possible) {
                match verdict {
                    Verdict::Adopt(row, run) => {
                        if let (Some(row), Some(run)) = (unknown.get(row), runs.get(run)) {
                            self.adopt(row, run).await?;
                        }
                    }
                    Verdict::Review(row) => {
                        if let Some(row) = unknown.get(row) {
                            self.ask(row, same.len() + possible).await?;
                        }
                    }
                    Verdict::NotThere(row) => {
                        if let Some(row) = unknown.get(row)
                            && is_due(row, now)
                        {
                            self.not_there(row, now).await?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    async fn adopt(&self, row: &Row, run: &Execution) -> Result<()> {
        let row = self
            .change(&row.id, |row| {
                if row.state == ExecutionState::Unknown {
                    row.remote_id = Some(run.execution_id.as_str().to_owned());
                    row.error = None;
                    row.looks = 0;
                    row.look_at = None;
                    apply(row, run);
                }
                Ok(())
            })
            .await?;
        tracing::info!(execution = %row.id, "adopted the run of a call that got no answer");
        if wants_cancel(&row)
            && let Err(error) = self.send_cancel(row).await
        {
            tracing::warn!(code = %error.code, "a wish to cancel is sent again later");
        }
        Ok(())
    }

    async fn ask(&self, row: &Row, found: usize) -> Result<()> {
        self.change(&row.id, |row| {
            if row.state == ExecutionState::Unknown {
                row.state = ExecutionState::NeedsReview;
                row.error = Some(
                    Error::new(
                        "execution.needs_review",
                        format!("Amazon's answer was lost, and {found} of its runs could be this one."),
                    )
                    .next("Review it: choose the run that is this one, or send it again if none is."),
                );
            }
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn not_there(&self, row: &Row, now: i64) -> Result<()> {
        let Some(guard) = self.enter(&row.id) else { return Ok(()) };
        let boot = self.boot_id.to_string();
        let row = self
            .change(&row.id, |row| {
                if row.state != ExecutionState::Unknown {
                    return Ok(());
                }
                row.looks += 1;
                if row.looks <= MORE_LOOKS {
                    row.look_at = Some(now + LOOK_PAUSE_MILLIS);
                } else if row.cancel_requested_at.is_some() {
                    row.state = ExecutionState::Cancelled;
                    row.error = None;
                } else if row.attempt >= MOST_ATTEMPTS {
                    row.state = ExecutionState::NeedsReview;
                    row.error = Some(
                        Error::new(
                            "execution.needs_review",
                            "Amazon's answer was lost twice, and no run of it can be found.",
                        )
                        .next("Review it: choose the run if Amazon lists it by now, or send it again."),
                    );
                } else {
                    row.state = ExecutionState::Sending;
                    row.attempt += 1;
                    row.boot_id.clone_from(&boot);
                    row.looks = 0;
                    row.look_at = None;
                    row.error = None;
                }
                Ok(())
            })
            .await?;
        if row.state == ExecutionState::Sending {
            tracing::info!(execution = %row.id, attempt = row.attempt, "no run came of a call; sending again");
            self.send_in_background(row, guard);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_fits_is_adopted_none_waits_and_several_ask() {
        assert_eq!(judge(1, &[4], 0), [Verdict::Adopt(0, 4)]);
        assert_eq!(judge(1, &[], 0), [Verdict::NotThere(0)]);
        assert_eq!(judge(1, &[1, 2], 0), [Verdict::Review(0)]);
        assert_eq!(judge(1, &[], 1), [Verdict::Review(0)]);
        assert_eq!(judge(2, &[7], 0), [Verdict::Adopt(0, 7), Verdict::NotThere(1)]);
        assert_eq!(judge(2, &[7, 3], 0), [Verdict::Adopt(0, 7), Verdict::Adopt(1, 3)]);
        assert_eq!(judge(2, &[1, 2, 3], 0), [Verdict::Review(0), Verdict::Review(1)]);
    }
}
