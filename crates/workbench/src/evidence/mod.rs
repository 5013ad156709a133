//! Evidence of a run in one file: query, values, dates, rows, findings and ids, each part with its hash. Any computer with RecomAMP opens
//! it, and it is a ZIP archive of plain files to everybody else.

mod model;
mod pack;
mod rows;
mod unpack;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::RunFacts;
pub use model::{EvidenceDetail, EvidenceFile, EvidenceSummary};
use pack::Packed;
pub(crate) use rows::result;
use uuid::Uuid;

use crate::account::Accounts;
use crate::catalog::DataSources;
use crate::execution::Executions;
use crate::result::{Results, blocking};
use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// Where evidence lies that was opened here, below the data folder.
const ROOT: &str = "evidence";
/// The file of its rows.
const PARQUET: &str = "result.parquet";
/// What the rows of evidence are read under, before its id.
pub(crate) const PREFIX: &str = "evidence-";
/// Evidence that may be kept.
const MOST: i64 = 1_000;

/// What evidence stands on.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) accounts: Accounts,
    pub(crate) executions: Executions,
    pub(crate) data_sources: DataSources,
    pub(crate) results: Results,
    pub(crate) app_version: String,
}

/// Makes evidence of runs, and keeps that which was opened. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Evidence {
    parts: Arc<Parts>,
}

impl Evidence {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// Writes the evidence of a run to `target`, replacing a file there only once all is written and synced. `chart` is a picture of
    /// its rows as SVG.
    ///
    /// # Errors
    /// `not_found`; `result.none` without a kept result; `invalid` for a chart that is none; `result.refused` for a target in the data
    /// folder; `store.full`, `result.io`, `result.damaged`; `store.*`.
    pub async fn save(&self, execution_id: &str, chart: Option<String>, target: &Path) -> Result<()> {
        let parts = &self.parts;
        let run = parts.executions.get(execution_id).await?;
        let parquet = parts.results.path(execution_id).await?;
        let instance = parts.accounts.instance(&run.summary.instance_id).await?.instance;
        // What the check says today; a query that Amazon ran may have been written for a newer Amazon.
        let catalog = parts.data_sources.catalog(std::slice::from_ref(&instance.id)).await?;
        let findings = catalog.check(&run.sql)?.diagnostics;
        let result = run.result.clone().ok_or_else(|| Error::not_found("result"))?;
        let facts = RunFacts {
            execution_id: run.summary.id,
            remote_id: run.summary.remote_id,
            name: run.summary.name,
            instance_name: run.summary.instance_name,
            amazon_instance_id: instance.instance_id,
            account_id: instance.account_id,
            marketplace: instance.marketplace,
            window_words: run.summary.window_words,
            first_day: run.summary.window_start,
            last_day: run.summary.window_end,
            time_zone: run.time_zone,
            steps: run.steps,
            data_gaps: run.data_gaps,
        };
        let packed = Packed {
            facts,
            result,
            sql: run.sql,
            parameter_values: run.parameter_values,
            findings,
            chart,
            made_by: parts.app_version.clone(),
            made_at: parts.clock.now_millis(),
        };
        let (data_dir, target) = (parts.store.data_dir().to_owned(), target.to_owned());
        blocking(move || pack::pack(&data_dir, &parquet, packed, &target)).await
    }

    /// Opens a bundle: checks each part against its hash and keeps what it holds here. Its id.
    ///
    /// # Errors
    /// `evidence.none` for a file that is no bundle, `evidence.newer` for one of a newer version, `evidence.changed` for one whose parts
    /// are not what was packed; `invalid` for too many; `store.full`, `result.io`, `store.*`. Nothing is kept then.
    pub async fn open(&self, source: &Path) -> Result<String> {
        let store = &self.parts.store;
        rows::room(store.reader(), MOST).await?;
        let id = Uuid::now_v7().to_string();
        let (folder, source) = (self.folder(&id), source.to_owned());
        let unpacked = {
            let folder = folder.clone();
            blocking(move || unpack::unpack(&source, &folder)).await?
        };
        let kept = rows::insert(store, id.clone(), unpacked, self.parts.clock.now_millis()).await;
        if kept.is_err() {
            // The first failure is the one to tell; the next start sweeps what cannot go now.
            let _ = tokio::fs::remove_dir_all(&folder).await;
        }
        kept.map(|()| id)
    }

    /// Evidence that was opened here, newest first.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<EvidenceSummary>> {
        rows::all(self.parts.store.reader()).await
    }

    /// One piece of evidence with everything that it holds.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn get(&self, id: &str) -> Result<EvidenceDetail> {
        rows::one(self.parts.store.reader(), id).await
    }

    /// Takes evidence away, or brings it back until the next start of the program. The file that it came from stays.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn set_deleted(&self, id: &str, deleted: bool) -> Result<()> {
        let (own, at) = (id.to_owned(), deleted.then(|| self.parts.clock.now_millis()));
        let changed = rows::set_deleted(&self.parts.store, own, at).await?;
        if changed { Ok(()) } else { Err(Error::not_found("evidence")) }
    }

    /// Removes what was taken away, and what a crash left half opened. To be called before any is opened.
    pub(crate) async fn sweep(&self) -> Result<()> {
        let gone = rows::forget_deleted(&self.parts.store).await?;
        let folders: Vec<PathBuf> = gone.iter().map(|id| self.folder(id)).collect();
        let root = self.parts.store.data_dir().join(ROOT);
        blocking(move || {
            for folder in folders {
                let _ = std::fs::remove_dir_all(folder);
            }
            // A folder without a row may belong to a database that a backup has replaced: it stays.
            unpack::sweep(&root);
            Ok(())
        })
        .await
    }

    fn folder(&self, id: &str) -> PathBuf {
        self.parts.store.data_dir().join(ROOT).join(id)
    }
}

#[cfg(test)]
mod tests;
