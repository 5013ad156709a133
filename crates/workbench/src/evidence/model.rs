//! What evidence says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::catalog::Diagnostic;
use crate::execution::{DataGap, ExecutionStep};
use crate::query::ParameterValue;
use crate::result::ResultSummary;

/// What a bundle is known by.
pub(super) const FORMAT: &str = "recomamp-evidence";
/// The newest version of the format, which this program writes.
pub(super) const VERSION: u32 = 1;

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EvidenceFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    #[specta(type = Number)]
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
}

/// What is told of the run apart from its query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct RunFacts {
    pub(super) execution_id: String,
    pub(super) remote_id: Option<String>,
    pub(super) name: String,
    pub(super) instance_name: String,
    pub(super) amazon_instance_id: String,
    pub(super) account_id: String,
    pub(super) marketplace: String,
    pub(super) window_words: String,
    pub(super) first_day: String,
    pub(super) last_day: String,
    pub(super) time_zone: String,
    pub(super) steps: Vec<ExecutionStep>,
    pub(super) data_gaps: Vec<DataGap>,
}

/// `manifest.json`: what the bundle is, and what else is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: String,
    pub(super) version: u32,
    /// The version of RecomAMP.
    pub(super) made_by: String,
    /// UTC milliseconds.
    pub(super) made_at: i64,
    pub(super) run: RunFacts,
    pub(super) result: ResultSummary,
    pub(super) files: Vec<EvidenceFile>,
}

/// A bundle that was opened, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) manifest: Manifest,
    pub(super) sql: String,
    pub(super) parameter_values: BTreeMap<String, ParameterValue>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) chart: Option<String>,
}

/// Evidence in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct EvidenceSummary {
    /// Its id here.
    pub id: String,
    /// The query's name.
    pub name: String,
    /// The instance's name.
    pub instance_name: String,
    /// The dates, in words.
    pub window_words: String,
    /// Rows of the result.
    #[specta(type = Number)]
    pub row_count: i64,
    /// When the bundle was made, in UTC milliseconds.
    #[specta(type = Number)]
    pub made_at: i64,
    /// When it was opened here, in UTC milliseconds.
    #[specta(type = Number)]
    pub opened_at: i64,
}

/// Evidence with everything that it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct EvidenceDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: EvidenceSummary,
    /// What its rows are read under, as those of an execution.
    pub rows_id: String,
    /// The version of RecomAMP that made it.
    pub made_by: String,
    /// The run's id where it was made.
    pub execution_id: String,
    /// Amazon's id of the run.
    pub remote_id: Option<String>,
    /// Amazon's id of the instance.
    pub amazon_instance_id: String,
    /// Amazon's id of the account.
    pub account_id: String,
    /// Country code of the marketplace.
    pub marketplace: String,
    /// Zone of the dates.
    pub time_zone: String,
    /// The query as it was sent.
    pub sql: String,
    /// Values by parameter.
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// The life of the run.
    pub steps: Vec<ExecutionStep>,
    /// What the check of the query said.
    pub findings: Vec<Diagnostic>,
    /// Data of its dates that Amazon lacked.
    pub data_gaps: Vec<DataGap>,
    /// Its result.
    pub result: ResultSummary,
    /// A picture of it, as SVG.
    pub chart: Option<String>,
    /// The files of the bundle, each checked against its hash.
    pub files: Vec<EvidenceFile>,
}

impl Opened {
    pub(super) fn summary(&self, id: &str, opened_at: i64) -> EvidenceSummary {
        let Manifest { run, result, made_at, .. } = &self.manifest;
        EvidenceSummary {
            id: id.to_owned(),
            name: run.name.clone(),
            instance_name: run.instance_name.clone(),
            window_words: run.window_words.clone(),
            row_count: result.row_count,
            made_at: *made_at,
            opened_at,
        }
    }

    pub(super) fn detail(self, id: &str, opened_at: i64) -> EvidenceDetail {
        let summary = self.summary(id, opened_at);
        let Manifest { run, result, files, made_by, .. } = self.manifest;
        EvidenceDetail {
            summary,
            rows_id: format!("{}{id}", super::PREFIX),
            made_by,
            execution_id: run.execution_id,
            remote_id: run.remote_id,
            amazon_instance_id: run.amazon_instance_id,
            account_id: run.account_id,
            marketplace: run.marketplace,
            time_zone: run.time_zone,
            sql: self.sql,
            parameter_values: self.parameter_values,
            steps: run.steps,
            findings: self.findings,
            data_gaps: run.data_gaps,
            result,
            chart: self.chart,
            files,
        }
    }
}
