//! Letting Amazon compile a query without running it.

use std::collections::BTreeMap;
use std::time::Duration;

use amc_client::{ExecutionStatus, Window, WorkflowDefinition};
use chrono::{Days, NaiveDateTime};

use super::model::{ExecutionState, SubmitRequest};
use super::rows::{Row, input_parameters, wire_values};
use super::service::Executions;
use super::submit::{ended_badly, used};
use crate::query::ParameterValue;
use crate::{Error, Result};

/// Amazon compiles within minutes; a check that takes longer is given up, and begun again at another time.
const LONGEST: Duration = Duration::from_secs(15 * 60);

impl Executions {
    /// Has Amazon compile a query on the first of the request's instances, without running it or writing anything down. It costs
    /// no run, and finds what cannot be found here: tables that this instance has not, or functions that Amazon does not take.
    ///
    /// # Errors
    /// As [`Self::submit`] for what is found here; `amc.compile` and its kin when Amazon refuses the query; `amc.*` and `auth.*` when
    /// Amazon cannot be asked; `execution.slow` when it takes more than a quarter of an hour.
    pub async fn compile(&self, request: SubmitRequest) -> Result<()> {
        let row = self.prepare(request).await?.into_iter().next();
        let row = row.ok_or_else(|| Error::internal("a query was prepared for no instance"))?;
        let (client, instance) = self.reach(&row).await?;
        let mut asked = Self::request(&row, &instance)?;
        asked.dry_run = true;
        asked.window = a_day_beside(&row)?;
        let refused = |error: amc_client::AmcError| Error::from(error).placed_in(&row.sql);
        let created = client.create_execution(&instance.scope, &instance.instance_id, &asked).await;
        let mut run = created.map_err(|error| refused(error.error))?;
        let (pause, begun) = (self.base(&row.profile_id).await?, self.parts.clock.boot());
        loop {
            let state = match run.status {
                ExecutionStatus::Succeeded => return Ok(()),
                ExecutionStatus::Cancelled => return Err(Error::new("amc.cancelled", "Somebody cancelled the check.")),
                ExecutionStatus::Rejected => Some(ExecutionState::Rejected),
                ExecutionStatus::Failed => Some(ExecutionState::Failed),
                _ => None,
            };
            if let Some(error) = state.and_then(|state| ended_badly(state, &run)) {
                return Err(error.placed_in(&row.sql));
            }
            if self.parts.clock.boot().saturating_sub(begun) > LONGEST {
                return Err(Error::new("execution.slow", "Amazon takes very long to compile the query.")
                    .next("Try again later."));
            }
            self.parts.clock.sleep(pause).await;
            run = client.execution(&instance.scope, &instance.instance_id, &run.execution_id).await.map_err(refused)?;
        }
    }
}

/// What a run would send, for an engine of this computer.
pub(crate) struct ToTry {
    pub(crate) sql: String,
    pub(crate) window: amc_sql::TimeWindow,
    /// As on the wire.
    pub(crate) parameters: serde_json::Map<String, serde_json::Value>,
}

impl Executions {
    /// What the first run of a request would send.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub(crate) async fn to_try(&self, request: SubmitRequest) -> Result<ToTry> {
        let row = self.prepare(request).await?.into_iter().next();
        let sent = row.ok_or_else(|| Error::internal("a query was prepared for no instance"))?.sent()?;
        let window = amc_sql::TimeWindow { start: sent.start, end: sent.end, time_zone: sent.zone };
        Ok(ToTry { sql: sent.sql, window, parameters: sent.parameters })
    }

    /// What Amazon keeps of a query: its text, and its parameters with these values as what is usual.
    ///
    /// # Errors
    /// `query.*` for SQL that does not pass the check for these instances; `store.*`.
    pub(crate) async fn definition(
        &self,
        sql: &str,
        instance_ids: &[String],
        values: &BTreeMap<String, ParameterValue>,
    ) -> Result<WorkflowDefinition> {
        let report = self.checked(sql, instance_ids).await?;
        let mut definition = WorkflowDefinition::sql(sql);
        definition.input_parameters = input_parameters(&used(&report));
        let mut usual = wire_values(values);
        for parameter in &mut definition.input_parameters {
            parameter.default_value = usual.remove(&parameter.name);
        }
        Ok(definition)
    }
}

/// A window of a day that is not the run's own: nobody may take the check for a run whose answer was lost.
fn a_day_beside(row: &Row) -> Result<Window> {
    let sent = row.sent()?;
    let day = Days::new(1);
    let out = || Error::internal("a window lies at the end of the calendar");
    let start: NaiveDateTime = sent.start;
    let end = start.checked_add_days(day).ok_or_else(out)?;
    if end < sent.end {
        return Ok(Window::Explicit { start, end });
    }
    Ok(Window::Explicit { start: start.checked_sub_days(day).ok_or_else(out)?, end: start })
}
