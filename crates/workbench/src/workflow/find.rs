//! Finding workflows: text, filter, order and pages.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::filter::{Known, TextTest, WorkflowFilter};
use super::model::WorkflowSummary;
use super::rows;
use super::service::Workflows;
use crate::{Error, Result};

/// Most workflows on a page.
const LONGEST_PAGE: u32 = 500;
/// Characters of a description that a list shows.
const DESCRIPTION: usize = 200;

/// What workflows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WorkflowSort {
    /// Name, whatever its case.
    #[default]
    Name,
    /// Status.
    Status,
    /// When they were changed.
    Changed,
    /// When they were made.
    Created,
    /// When they last ran; those that never did come last either way.
    LastRun,
    /// How often they ran.
    Runs,
}

/// Which workflows are wanted, and in which order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct WorkflowQuery {
    /// Text that name, tags, description or query hold, whatever its case; empty for all.
    pub text: String,
    /// What else has to hold.
    pub filter: Option<WorkflowFilter>,
    /// The order.
    pub sort: WorkflowSort,
    /// Largest first.
    pub descending: bool,
    /// How many to leave out at the front.
    pub offset: u32,
    /// How many at most, 1 to 500.
    pub limit: u32,
}

impl Default for WorkflowQuery {
    /// The first page of all, by name.
    fn default() -> Self {
        Self {
            text: String::new(),
            filter: None,
            sort: WorkflowSort::Name,
            descending: false,
            offset: 0,
            limit: LONGEST_PAGE,
        }
    }
}

/// A page of workflows.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct WorkflowPage {
    /// The workflows.
    pub workflows: Vec<WorkflowSummary>,
    /// How many there are on all pages.
    pub total: u32,
    /// How many there are without text and filter.
    pub all: u32,
}

impl Workflows {
    /// A page of the workflows that are asked for.
    ///
    /// # Errors
    /// `invalid` for a filter or a page that cannot be; `window.dates` for a day that is none; `store.*`.
    pub async fn list(&self, query: &WorkflowQuery) -> Result<WorkflowPage> {
        if query.limit == 0 || query.limit > LONGEST_PAGE {
            return Err(Error::invalid(format!("A page has 1 to {LONGEST_PAGE} workflows.")).next("Ask for fewer."));
        }
        let (found, all) = self.found(query).await?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let total = count(found.len());
        let page = found.into_iter().skip(query.offset as usize).take(query.limit as usize);
        let short = |mut one: WorkflowSummary| {
            if let Some((end, _)) = one.description.char_indices().nth(DESCRIPTION) {
                one.description.truncate(end);
            }
            one
        };
        Ok(WorkflowPage { workflows: page.map(short).collect(), total, all: count(all) })
    }

    /// The ids of all workflows that are asked for, whatever the page.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub async fn ids(&self, query: &WorkflowQuery) -> Result<Vec<String>> {
        Ok(self.found(query).await?.0.into_iter().map(|one| one.id).collect())
    }

    async fn found(&self, query: &WorkflowQuery) -> Result<(Vec<WorkflowSummary>, usize)> {
        let reader = self.parts.store.reader();
        let mut found = rows::summaries(reader).await?;
        let all = found.len();
        let text = query.text.trim().to_lowercase();
        if !text.is_empty() {
            let by_sql: HashSet<String> = rows::whose_sql(reader, TextTest::Contains, &text).await?;
            found.retain(|one| {
                one.name.to_lowercase().contains(&text)
                    || one.id.to_lowercase() == text
                    || one.tags.iter().any(|tag| tag.to_lowercase().contains(&text))
                    || one.description.to_lowercase().contains(&text)
                    || by_sql.contains(&one.id)
            });
        }
        if let Some(filter) = &query.filter {
            filter.check()?;
            let mut tests = Vec::new();
            filter.sql_tests(&mut tests);
            let mut known = Known::default();
            for (test, text) in tests {
                let passing = rows::whose_sql(reader, test, &text.to_lowercase()).await?;
                known.by_sql.insert((test, text), passing);
            }
            if filter.asks_for_instances() {
                for instance in self.parts.accounts.instances().await? {
                    for tag in instance.tags {
                        known.by_tag.entry(tag.to_lowercase()).or_default().insert(instance.id.clone());
                    }
                }
                for brand in self.parts.brands.list().await? {
                    known.by_brand.insert(brand.id, brand.spec.instance_ids.into_iter().collect());
                }
            }
            found.retain(|one| filter.holds(one, &known));
        }
        sort(&mut found, query.sort, query.descending);
        Ok((found, all))
    }
}

fn sort(found: &mut Vec<WorkflowSummary>, by: WorkflowSort, descending: bool) {
    let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let mut keyed: Vec<(String, WorkflowSummary)> =
        std::mem::take(found).into_iter().map(|one| (one.name.to_lowercase(), one)).collect();
    keyed.sort_by(|(a_name, a), (b_name, b)| {
        let by_name = || a_name.cmp(b_name).then_with(|| a.id.cmp(&b.id));
        let ran = |one: &WorkflowSummary| one.last_run.as_ref().map(|run| run.at);
        match by {
            WorkflowSort::Name => turned(by_name()),
            WorkflowSort::Status => turned((a.status as u8).cmp(&(b.status as u8))).then_with(by_name),
            WorkflowSort::Changed => turned(a.changed_at.cmp(&b.changed_at)).then_with(by_name),
            WorkflowSort::Created => turned(a.created_at.cmp(&b.created_at)).then_with(by_name),
            WorkflowSort::Runs => turned(a.runs.cmp(&b.runs)).then_with(by_name),
            WorkflowSort::LastRun => match (ran(a), ran(b)) {
                (Some(a), Some(b)) => turned(a.cmp(&b)).then_with(by_name),
                (a, b) => b.is_some().cmp(&a.is_some()).then_with(by_name),
            },
        }
    });
    *found = keyed.into_iter().map(|(_, one)| one).collect();
}
