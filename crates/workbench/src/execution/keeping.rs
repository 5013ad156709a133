//! Which results are kept: all, until the person's own rule or hand takes them away. And which kept results answer a query that is about
//! to be run.

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::SubmitRequest;
use super::rows::{self, Old};
use super::service::Executions;
use crate::settings::KEPT_DAYS;
use crate::{Error, Result};

const DAY: i64 = 24 * 60 * 60 * 1_000;
const HOUR: i64 = 60 * 60 * 1_000;

/// What a rule of keeping takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct CleanUp {
    /// Kept results.
    #[specta(type = Number)]
    pub results: i64,
    /// Their bytes.
    #[specta(type = Number)]
    pub bytes: i64,
    /// When the oldest of them was begun, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub oldest_at: Option<i64>,
}

impl CleanUp {
    fn of(old: &[Old]) -> Self {
        Self {
            results: i64::try_from(old.len()).unwrap_or(i64::MAX),
            bytes: old.iter().map(|one| one.size_bytes).sum(),
            oldest_at: old.iter().map(|one| one.created_at).min(),
        }
    }
}

/// A kept result that answers a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct KeptRun {
    /// The run.
    pub execution_id: String,
    /// Our id of its instance.
    pub instance_id: String,
    /// When it was begun, in UTC milliseconds.
    #[specta(type = Number)]
    pub created_at: i64,
    /// Rows.
    #[specta(type = Number)]
    pub row_count: i64,
}

impl Executions {
    /// What a rule of keeping would take away now.
    ///
    /// # Errors
    /// `invalid` outside 1 to 3,650 days, `store.*`.
    pub async fn clean_up_plan(&self, days: u32) -> Result<CleanUp> {
        Ok(CleanUp::of(&self.old(days).await?))
    }

    /// Takes away kept results of runs that were begun more than so many days ago, but for the newest of each query and instance. The runs
    /// stay.
    ///
    /// # Errors
    /// `invalid` outside 1 to 3,650 days, `store.*`.
    pub async fn clean_up(&self, days: u32) -> Result<CleanUp> {
        let old = self.old(days).await?;
        let gone = CleanUp::of(&old);
        self.take_away(old).await?;
        Ok(gone)
    }

    /// Takes away the kept result of a run. The run stays, and its result can be fetched again as long as Amazon keeps it.
    ///
    /// # Errors
    /// `result.none` without one, `store.*`.
    pub async fn remove_result(&self, execution_id: &str) -> Result<()> {
        let kept = rows::kept_result(self.parts.store.reader(), execution_id).await?;
        let kept = kept.ok_or_else(|| {
            Error::new("result.none", "No result of this run is kept on this computer.").next("Nothing is to be done.")
        })?;
        self.take_away(vec![kept]).await
    }

    /// Does what the person's rule of keeping says.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) async fn heed_rule_of_keeping(&self) -> Result<()> {
        let Some(days) = self.parts.settings.current().keep_results_days else { return Ok(()) };
        let gone = self.clean_up(days).await?;
        if gone.results > 0 {
            tracing::info!(
                results = gone.results,
                bytes = gone.bytes,
                "took away results, as the rule of keeping says"
            );
        }
        Ok(())
    }

    /// The kept results that answer a request: of the same text, parameters, dates and instance, begun in the hours for which the
    /// person lets them answer; none where they do not. One an instance, the newest.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub async fn kept_answers(&self, request: SubmitRequest) -> Result<Vec<KeptRun>> {
        let Some(hours) = self.parts.settings.current().reuse_results_hours else { return Ok(Vec::new()) };
        let since = self.parts.clock.now_millis() - i64::from(hours) * HOUR;
        let mut answers = Vec::new();
        for row in self.prepare(request).await? {
            answers.extend(rows::answer(self.parts.store.reader(), &row, since).await?);
        }
        Ok(answers)
    }

    async fn old(&self, days: u32) -> Result<Vec<Old>> {
        if !KEPT_DAYS.contains(&days) {
            return Err(Error::invalid("Results are kept for 1 to 3,650 days."));
        }
        rows::old(self.parts.store.reader(), self.parts.clock.now_millis() - i64::from(days) * DAY).await
    }

    async fn take_away(&self, old: Vec<Old>) -> Result<()> {
        if old.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = old.iter().map(|one| one.execution_id.clone()).collect();
        let paths = rows::forget_results(&self.parts.store, ids.clone()).await?;
        let data_dir = self.parts.store.data_dir().to_owned();
        crate::result::blocking(move || {
            for path in paths {
                // No row refers to it any more: what cannot be removed now is swept at the next start.
                if let Err(error) = std::fs::remove_file(data_dir.join(path)) {
                    tracing::warn!(kind = %error.kind(), "the file of a result could not be removed yet");
                }
            }
            Ok(())
        })
        .await?;
        self.tell(ids);
        Ok(())
    }
}
