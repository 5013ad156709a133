//! Executions in the database. Every change compares the version it was made from and writes a step where the state moves.

mod batch;
mod files;
mod kept;
mod queue;
mod read;
mod similar;
mod write;

use std::collections::BTreeMap;

use amc_client::{DataType, InputParameter};
use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::matching::Sent;
use super::model::{DataGap, ExecutionState, ExecutionSummary};
use super::run_file::RunExport;
use crate::query::{ParameterValue, window::zone};
use crate::result::OutputColumn;
use crate::{Error, Result};

pub(crate) use batch::FailedBatch;
pub(super) use batch::failed_batches_since;
pub(super) use files::{FileFate, Owed, files_owed, settle_file};
pub(super) use kept::{Old, answer, forget_results, kept_result, old};
pub(super) use queue::{put_in_order, schedules_of};
pub(super) use read::{
    counts, declined, detail, kept_of_workflow, newest, of_workflow, one, open, taken, under_way_or_ended_since,
};
pub(super) use similar::{Alike, alike};
pub(super) use write::{Along, WithIntents, insert, note, shape_hash, swap};

/// An execution as it is kept. By default it is an intent in the queue: nothing is sent, nothing known.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) id: String,
    /// Tables that the query reads; only of rows that are new.
    pub(super) sources: Vec<String>,
    pub(super) workflow_id: Option<String>,
    /// The file that follows it; only of rows that are new.
    pub(super) export: Option<RunExport>,
    pub(super) schedule_id: Option<String>,
    pub(super) batch_id: String,
    pub(super) name: String,
    pub(super) instance_row: String,
    pub(super) instance_name: String,
    /// Amazon's id of the instance.
    pub(super) amazon_instance: String,
    /// Amazon's id of the account.
    pub(super) amazon_account: String,
    pub(super) profile_id: String,
    pub(super) state: ExecutionState,
    pub(super) version: i64,
    pub(super) raw_status: Option<String>,
    pub(super) boot_id: String,
    pub(super) attempt: i64,
    pub(super) remote_id: Option<String>,
    pub(super) sql: String,
    pub(super) window_start: String,
    pub(super) window_end: String,
    pub(super) time_zone: String,
    pub(super) window_words: String,
    pub(super) parameter_values: BTreeMap<String, ParameterValue>,
    pub(super) declarations: BTreeMap<String, String>,
    pub(super) output: Vec<OutputColumn>,
    pub(super) params_hash: String,
    pub(super) created_at: i64,
    pub(super) sent_at: i64,
    pub(super) finished_at: Option<i64>,
    pub(super) cancel_requested_at: Option<i64>,
    pub(super) cancel_sent_at: Option<i64>,
    pub(super) looks: i64,
    pub(super) look_at: Option<i64>,
    pub(super) put_off_since: Option<i64>,
    pub(super) fetching: bool,
    pub(super) fetches: i64,
    pub(super) fetch_at: Option<i64>,
    pub(super) error: Option<Error>,
    pub(super) row_count: Option<i64>,
    /// The instant by which it stands in the queue.
    pub(super) queue_at: i64,
    /// Seconds that Amazon may work on it.
    pub(super) time_limit: Option<i64>,
    /// Data that Amazon lacked when the run ended.
    pub(super) data_gaps: Vec<DataGap>,
}

impl Row {
    /// What was, or is to be, sent.
    pub(super) fn sent(&self) -> Result<Sent> {
        let midnight = |day: &str, add: u64| -> Result<NaiveDateTime> {
            day.parse::<chrono::NaiveDate>()
                .ok()
                .and_then(|day| day.checked_add_days(chrono::Days::new(add)))
                .map(|day| day.and_time(chrono::NaiveTime::MIN))
                .ok_or_else(|| Error::internal("an execution has unreadable dates"))
        };
        Ok(Sent {
            sql: self.sql.clone(),
            start: midnight(&self.window_start, 0)?,
            end: midnight(&self.window_end, 1)?,
            zone: zone(&self.time_zone)?,
            parameters: wire_values(&self.parameter_values),
        })
    }

    /// The declarations that travel with the query.
    pub(super) fn input_parameters(&self) -> Vec<InputParameter> {
        input_parameters(&self.declarations)
    }

    pub(super) fn summary(&self) -> ExecutionSummary {
        ExecutionSummary {
            id: self.id.clone(),
            workflow_id: self.workflow_id.clone(),
            schedule_id: self.schedule_id.clone(),
            batch_id: self.batch_id.clone(),
            name: self.name.clone(),
            state: self.state,
            raw_status: self.raw_status.clone(),
            instance_id: self.instance_row.clone(),
            instance_name: self.instance_name.clone(),
            window_words: self.window_words.clone(),
            window_start: self.window_start.clone(),
            window_end: self.window_end.clone(),
            created_at: self.created_at,
            finished_at: self.finished_at,
            row_count: self.row_count,
            fetching: self.fetching,
            partial: !self.data_gaps.is_empty(),
            remote_id: self.remote_id.clone(),
        }
    }
}

/// The parameters that a query declares, by name and type.
pub(super) fn input_parameters(declarations: &BTreeMap<String, String>) -> Vec<InputParameter> {
    declarations
        .iter()
        .map(|(name, kind)| InputParameter {
            name: name.clone(),
            data_type: kind
                .strip_prefix("ARRAY<")
                .and_then(|rest| rest.strip_suffix('>'))
                .map_or_else(|| DataType::scalar(kind.as_str()), DataType::array),
            column_type: None,
            default_value: None,
            description: None,
            display_name: None,
        })
        .collect()
}

/// Values as Amazon wants them: text for scalars, lists for lists.
pub(super) fn wire_values(values: &BTreeMap<String, ParameterValue>) -> Map<String, Value> {
    values
        .iter()
        .map(|(name, value)| {
            let value = match value {
                ParameterValue::Flag(flag) => Value::String(flag.to_string()),
                ParameterValue::Number(number) => Value::String(number.to_string()),
                ParameterValue::Text(text) => Value::String(text.clone()),
                ParameterValue::List(items) => Value::Array(items.iter().cloned().map(Value::String).collect()),
            };
            (name.clone(), value)
        })
        .collect()
}

/// A queued intent named `id`.
#[cfg(test)]
pub(super) fn sample(id: &str) -> Row {
    Row {
        id: id.to_owned(),
        batch_id: "batch".to_owned(),
        name: "Impressions".to_owned(),
        instance_row: "instance".to_owned(),
        instance_name: "Outdoor".to_owned(),
        amazon_instance: "amcoutdoor".to_owned(),
        amazon_account: "ENTITY1".to_owned(),
        profile_id: "profile".to_owned(),
        boot_id: "boot".to_owned(),
        sql: "SELECT 1".to_owned(),
        window_start: "2026-02-02".to_owned(),
        window_end: "2026-03-01".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        window_words: "Mon 2 Feb to Sun 1 Mar 2026".to_owned(),
        params_hash: "hash".to_owned(),
        ..Row::default()
    }
}
