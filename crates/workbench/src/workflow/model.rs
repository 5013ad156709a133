//! What a workflow is to the window.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::amazon::WorkflowAtAmazon;
use crate::execution::{ExecutionState, ExecutionSummary};
use crate::query::{ParameterValue, WindowSpec};
use crate::schedule::ScheduleState;
use crate::{Error, Result};

/// Tags of one workflow, and characters of one tag.
const MOST_TAGS: usize = 50;
const LONGEST_TAG: usize = 60;
const LONGEST_DESCRIPTION: usize = 10_000;

/// What a workflow is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WorkflowStatus {
    /// In use.
    #[default]
    Active,
    /// Not ready.
    Draft,
    /// Put away.
    Archived,
}

impl WorkflowStatus {
    /// The name in the database and across IPC.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Draft => "draft",
            Self::Archived => "archived",
        }
    }

    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Draft, Self::Archived].into_iter().find(|status| status.as_str() == text)
    }
}

/// What a person says of a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct WorkflowSpec {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The query. It may be wrong: what is being written can be saved.
    pub sql: String,
    /// Values by parameter.
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// Our ids of the instances.
    pub instance_ids: Vec<String>,
    /// The dates.
    pub window: WindowSpec,
    /// Tags, without doubles.
    pub tags: Vec<String>,
    /// What it is for.
    pub status: WorkflowStatus,
}

impl WorkflowSpec {
    /// The same with a trimmed name, tags that are trimmed and told apart whatever their case, and each instance once.
    ///
    /// # Errors
    /// `invalid` for a name, a tag or a description that is missing or too long; `sql.too_long`.
    pub(super) fn tidy(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        if self.name.is_empty() || self.name.chars().count() > 200 {
            return Err(Error::invalid("A workflow needs a name of at most 200 characters.").next("Give it a name."));
        }
        if self.description.chars().count() > LONGEST_DESCRIPTION {
            return Err(Error::invalid(format!("A description has at most {LONGEST_DESCRIPTION} characters."))
                .next("Shorten it."));
        }
        crate::catalog::limit(&self.sql)?;
        if self.instance_ids.len() > 1000 || self.parameter_values.len() > 1000 {
            return Err(
                Error::invalid("A workflow may have at most 1000 instances and parameters.").next("Choose fewer.")
            );
        }
        self.tags = tags(self.tags, OWNER)?;
        let mut seen = BTreeSet::new();
        self.instance_ids.retain(|id| seen.insert(id.clone()));
        Ok(self)
    }

    /// What differs from another, as people call it; tags and status are no version's business.
    pub(super) fn changed_from(&self, old: &Self) -> Vec<String> {
        let parts = [
            ("name", self.name != old.name),
            ("description", self.description != old.description),
            ("query", self.sql != old.sql),
            ("parameters", self.parameter_values != old.parameter_values),
            ("instances", self.instance_ids != old.instance_ids),
            ("dates", self.window != old.window),
        ];
        parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part.to_owned()).collect()
    }
}

/// Whose tags they are, in refusals.
pub(super) const OWNER: &str = "A workflow";

/// Tags as they are kept: trimmed, each once whatever its case, in the order in which they were given.
///
/// # Errors
/// `invalid` for one that is empty or too long, or for too many.
pub(crate) fn tags(given: Vec<String>, owner: &str) -> Result<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for tag in given {
        let tag = tag.trim();
        if tag.is_empty() || tag.chars().count() > LONGEST_TAG || tag.contains([',', '\n', '\r']) {
            return Err(Error::invalid(format!("A tag has 1 to {LONGEST_TAG} characters and no comma."))
                .next("Write another tag."));
        }
        if seen.insert(tag.to_lowercase()) {
            kept.push(tag.to_owned());
        }
    }
    if kept.len() > MOST_TAGS {
        return Err(Error::invalid(format!("{owner} has at most {MOST_TAGS} tags.")).next("Take some away."));
    }
    Ok(kept)
}

/// A workflow's newest run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WorkflowLastRun {
    /// The execution.
    pub execution_id: String,
    /// Where it is.
    pub state: ExecutionState,
    /// When it was begun, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// Rows of its result.
    #[specta(type = Option<Number>)]
    pub row_count: Option<i64>,
}

/// A workflow in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct WorkflowSummary {
    /// Its id, as in `wf_K7M2Q9XA`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How its description begins, at most 200 characters.
    pub description: String,
    /// What it is for.
    pub status: WorkflowStatus,
    /// Its tags.
    pub tags: Vec<String>,
    /// Our ids of its instances.
    pub instance_ids: Vec<String>,
    /// Its dates.
    pub window: WindowSpec,
    /// Its newest version, from 1.
    #[specta(type = Number)]
    pub version: i64,
    /// When it was made, in UTC milliseconds.
    #[specta(type = Number)]
    pub created_at: i64,
    /// When it was last changed.
    #[specta(type = Number)]
    pub changed_at: i64,
    /// How often it was run.
    #[specta(type = Number)]
    pub runs: i64,
    /// Its newest run.
    pub last_run: Option<WorkflowLastRun>,
    /// Schedules that run it and fire.
    pub schedules_on: u32,
    /// Schedules that run it and are paused.
    pub schedules_paused: u32,
}

/// A schedule that runs a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WorkflowSchedule {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it fires.
    pub state: ScheduleState,
}

/// A workflow with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct WorkflowDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: WorkflowSummary,
    /// What a person said.
    pub spec: WorkflowSpec,
    /// Schedules that run it.
    pub schedules: Vec<WorkflowSchedule>,
    /// Its newest executions, newest first, at most 50.
    pub executions: Vec<ExecutionSummary>,
    /// How it stood at Amazon when that was last asked.
    pub at_amazon: Vec<WorkflowAtAmazon>,
}

/// A version of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WorkflowVersion {
    /// Its number, from 1.
    #[specta(type = Number)]
    pub version: i64,
    /// When it was saved, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// What was changed, as people call it: `query`, `name`, `dates`, `parameters`, `instances`, `description`.
    pub changed: Vec<String>,
    /// How it came about if not by a person's edit, as in `taken over from Amazon`.
    pub note: Option<String>,
}

/// A tag and how many workflows have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many.
    pub workflows: u32,
}
