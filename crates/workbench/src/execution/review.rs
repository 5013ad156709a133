//! Runs that only a person can settle: several runs at Amazon could be it, or none is to be found. Nothing here is guessed;
//! what the person saw is compared with what Amazon lists when they choose.

use std::collections::HashSet;

use amc_client::{Execution, ExecutionFilter};
use chrono::{DateTime, Days, NaiveDateTime};
use recurrence::Dates;

use super::matching::Likeness;
use super::model::{ExecutionReview, ExecutionState, ReviewCandidate, ReviewChoice};
use super::poll::{MARGIN, MOST_AHEAD};
use super::reconcile::alike;
use super::rows::{self, Along, Row};
use super::service::{Executions, wants_cancel};
use super::submit::apply;
use crate::query::window::words;
use crate::{Error, Result};

impl Executions {
    /// What Amazon lists at this moment that may be a run in [`ExecutionState::NeedsReview`].
    ///
    /// # Errors
    /// `execution.no_review` for a run in another state; `not_found`, `store.*`; `auth.*` and `amc.*` when Amazon cannot be
    /// asked.
    pub async fn review(&self, id: &str) -> Result<ExecutionReview> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        in_review(&row)?;
        let found = self.candidates(&row).await?;
        let candidates = found.iter().map(|(run, likeness)| candidate(run, *likeness)).collect();
        Ok(ExecutionReview { execution_id: row.id, sent_at: row.sent_at, candidates })
    }

    /// Settles a run in [`ExecutionState::NeedsReview`] as a person says: it takes over a run at Amazon and is watched like
    /// any other, goes back into the queue to be sent once more, or ends.
    ///
    /// # Errors
    /// `execution.no_review` for a run in another state; `execution.not_a_candidate` for a run at Amazon that cannot be it or
    /// is another execution's; `execution.review_changed` when Amazon lists a candidate that the person has not seen; those
    /// of [`Self::review`]. Nothing is changed then. Abandoning asks nothing of Amazon.
    pub async fn resolve_review(&self, id: &str, choice: ReviewChoice) -> Result<()> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        in_review(&row)?;
        match choice {
            ReviewChoice::Adopt { remote_id } => self.adopt_chosen(&row, &remote_id).await?,
            ReviewChoice::SendAgain { not_ours } => {
                self.send_again(&row, not_ours).await?;
                if let Err(error) = self.dispatch().await {
                    tracing::warn!(code = %error.code, "the poller sends it");
                }
            }
            ReviewChoice::Abandon => self.abandon(&row).await?,
        }
        self.wake.notify_one();
        Ok(())
    }

    /// The runs at Amazon that may be `row`, oldest first.
    async fn candidates(&self, row: &Row) -> Result<Vec<(Execution, Likeness)>> {
        let (client, instance) = self.reach(row).await?;
        let since = DateTime::from_timestamp_millis(row.sent_at).unwrap_or_default()
            - MARGIN
            - self.ahead(&client).unwrap_or(MOST_AHEAD);
        let filter =
            ExecutionFilter { include_cancelled: true, include_workflow: true, ..ExecutionFilter::since(since) };
        let runs = client.executions(&instance.scope, &instance.instance_id, &filter).await?;
        // Read after the list, so that a run which another execution takes meanwhile is left out.
        let mut excluded: HashSet<String> =
            rows::taken(self.parts.store.reader(), &row.instance_row).await?.into_iter().collect();
        excluded.extend(rows::declined(self.parts.store.reader(), &row.id).await?);
        let mut found: Vec<(Execution, Likeness)> =
            alike(row, &runs, &excluded, self.ahead(&client).unwrap_or_default())?
                .into_iter()
                .filter_map(|(index, likeness)| runs.get(index).map(|run| (run.clone(), likeness)))
                .collect();
        found.sort_by_key(|(run, _)| run.create_time);
        Ok(found)
    }

    async fn adopt_chosen(&self, row: &Row, remote_id: &str) -> Result<()> {
        let found = self.candidates(row).await?;
        let Some((run, _)) = found.iter().find(|(run, _)| run.execution_id.as_str() == remote_id) else {
            return Err(not_a_candidate());
        };
        let adopted = self
            .change(&row.id, |row| {
                in_review(row)?;
                reopen(row, ExecutionState::Unknown);
                row.remote_id = Some(remote_id.to_owned());
                apply(row, run);
                Ok(())
            })
            .await;
        let row = match adopted {
            // Another execution took it since it was listed; the database holds each run of Amazon's once.
            Err(error) if error.code == "store.constraint" => return Err(not_a_candidate()),
            other => other?,
        };
        tracing::info!(execution = %row.id, "a person said which run it is");
        if wants_cancel(&row)
            && let Err(error) = self.send_cancel(row).await
        {
            tracing::warn!(code = %error.code, "a wish to cancel is sent again later");
        }
        Ok(())
    }

    async fn send_again(&self, row: &Row, not_ours: Vec<String>) -> Result<()> {
        let found = self.candidates(row).await?;
        if found.iter().any(|(run, _)| !not_ours.iter().any(|seen| seen == run.execution_id.as_str())) {
            return Err(Error::new("execution.review_changed", "Amazon lists another run that could be this one.")
                .next("Load the list of runs again and look at the new one."));
        }
        // Only what Amazon lists is remembered, however much was named.
        let declined = found.into_iter().map(|(run, _)| run.execution_id.as_str().to_owned()).collect();
        let boot = self.boot_id.to_string();
        let row = self
            .change_with(&row.id, Some(Along::Declined(declined)), |row| {
                in_review(row)?;
                reopen(row, ExecutionState::Sending);
                // Back into the queue: as far as anybody knows, nothing of it is at Amazon.
                row.attempt = 0;
                row.boot_id.clone_from(&boot);
                row.put_off_since = None;
                row.cancel_requested_at = None;
                row.cancel_sent_at = None;
                Ok(())
            })
            .await?;
        tracing::info!(execution = %row.id, "a person had it sent again");
        Ok(())
    }

    async fn abandon(&self, row: &Row) -> Result<()> {
        self.change(&row.id, |row| {
            in_review(row)?;
            row.state = ExecutionState::Cancelled;
            row.error = Some(
                Error::new("execution.abandoned", "This run was left; whether Amazon ran it is not known.")
                    .next("Run the query again if you want its result."),
            );
            Ok(())
        })
        .await
        .map(drop)
    }
}

fn in_review(row: &Row) -> Result<()> {
    if row.state == ExecutionState::NeedsReview {
        return Ok(());
    }
    Err(Error::new("execution.no_review", "This run needs no review.").next("Look at it again: it has moved on."))
}

fn not_a_candidate() -> Error {
    Error::new("execution.not_a_candidate", "This run at Amazon cannot be the one in question.")
        .next("Load the list of runs again and choose from it.")
}

fn reopen(row: &mut Row, state: ExecutionState) {
    row.state = state;
    row.error = None;
    row.finished_at = None;
    row.looks = 0;
    row.look_at = None;
}

fn candidate(run: &Execution, likeness: Likeness) -> ReviewCandidate {
    let original = run.time_window_start_original.zip(run.time_window_end_original);
    let window = match original {
        Some((start, end)) => Some((start, end, run.time_window_time_zone_original.as_deref().unwrap_or("UTC"))),
        None => run
            .time_window_start
            .zip(run.time_window_end)
            .map(|(start, end)| (start.naive_utc(), end.naive_utc(), "UTC")),
    };
    ReviewCandidate {
        remote_id: run.execution_id.as_str().to_owned(),
        status: run.status.as_str().to_owned(),
        created_at: run.create_time.map(|at| at.timestamp_millis()),
        window_words: window.map(|(start, end, _)| window_words(start, end)),
        time_zone: window.map(|(.., zone)| zone.to_owned()),
        certain: likeness == Likeness::Same,
    }
}

/// Whole days as elsewhere in the application, other windows with their times.
fn window_words(start: NaiveDateTime, end: NaiveDateTime) -> String {
    let midnight = |at: NaiveDateTime| at.time() == chrono::NaiveTime::MIN;
    let days = end.date().checked_sub_days(Days::new(1)).and_then(|last| Dates::new(start.date(), last));
    match days {
        Some(days) if midnight(start) && midnight(end) => words(days),
        _ => format!("{} to {}", start.format("%a %-d %b %Y %H:%M"), end.format("%a %-d %b %Y %H:%M")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_told_in_the_words_used_elsewhere() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        for (start, end, expected) in [
            ("2026-02-02T00:00:00", "2026-03-02T00:00:00", "Mon 2 Feb to Sun 1 Mar 2026"),
            ("2026-03-05T00:00:00", "2026-03-06T00:00:00", "Thu 5 Mar 2026"),
            ("2026-03-05T01:00:00", "2026-03-06T00:00:00", "Thu 5 Mar 2026 01:00 to Fri 6 Mar 2026 00:00"),
        ] {
            assert_eq!(window_words(at(start), at(end)), expected);
        }
    }
}
