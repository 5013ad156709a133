//! Workflows that Amazon keeps as well: how they stand there, and bringing both sides together.
//!
//! Amazon's copy carries our id. Neither side knows when the other was changed, so the query that was the same on both last is kept:
//! whoever differs from it was changed. Runs never go by Amazon's copy (decisions/0018): what is sent is the text that was checked.

use amc_client::{AmcError, Workflow, WorkflowId};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::WorkflowSpec;
use super::rows::{self, Row};
use super::service::Workflows;
use crate::account::InstanceRef;
use crate::{Error, Result};

/// How a workflow stands at Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RemoteState {
    /// It was never saved there.
    NotThere,
    /// Equal.
    Same,
    /// It was changed here since it was saved there.
    ChangedHere,
    /// It was changed there.
    ChangedThere,
    /// Both.
    ChangedBoth,
    /// It was deleted there.
    DeletedThere,
}

/// How a workflow stands at Amazon on one instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WorkflowAtAmazon {
    /// Our id of the instance.
    pub instance_id: String,
    /// Its name.
    pub instance_name: String,
    /// How it stands; none where Amazon could not be asked.
    pub state: Option<RemoteState>,
    /// The query that Amazon keeps.
    pub remote_sql: Option<String>,
    /// When Amazon was asked, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub checked_at: Option<i64>,
    /// What was done: `created`, `updated`, `made anew`, or `nothing` where both were equal.
    pub done: Option<String>,
    /// What went wrong.
    pub error: Option<Error>,
}

/// What is known of Amazon's copy on an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// The query that was the same on both sides last.
    pub(super) agreed_sql: Option<String>,
    /// The query that Amazon keeps; none when it keeps none.
    pub(super) remote_sql: Option<String>,
    pub(super) checked_at: i64,
}

/// Amazon may give a query back on other lines than it was sent.
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

impl Standing {
    pub(super) fn state(&self, ours: &str) -> RemoteState {
        let agreed = self.agreed_sql.as_deref();
        match self.remote_sql.as_deref() {
            None if agreed.is_some() => RemoteState::DeletedThere,
            None => RemoteState::NotThere,
            Some(theirs) if same(theirs, ours) => RemoteState::Same,
            Some(theirs) => match agreed {
                Some(agreed) if same(agreed, theirs) => RemoteState::ChangedHere,
                Some(agreed) if same(agreed, ours) => RemoteState::ChangedThere,
                _ => RemoteState::ChangedBoth,
            },
        }
    }

    pub(super) fn shown(self, instance_id: &str, instance_name: &str, ours: &str) -> WorkflowAtAmazon {
        WorkflowAtAmazon {
            instance_id: instance_id.to_owned(),
            instance_name: instance_name.to_owned(),
            state: Some(self.state(ours)),
            remote_sql: self.remote_sql,
            checked_at: Some(self.checked_at),
            done: None,
            error: None,
        }
    }
}

fn failed(instance: &InstanceRef, error: Error) -> WorkflowAtAmazon {
    WorkflowAtAmazon {
        instance_id: instance.instance.id.clone(),
        instance_name: instance.instance.name.clone(),
        state: None,
        remote_sql: None,
        checked_at: None,
        done: None,
        error: Some(error),
    }
}

impl Workflows {
    /// Asks Amazon how a workflow stands on each of its instances. What fails is told with its instance.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn compare(&self, id: &str) -> Result<Vec<WorkflowAtAmazon>> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        let mut all = Vec::with_capacity(row.spec.instance_ids.len());
        for instance_id in &row.spec.instance_ids {
            let instance = self.parts.accounts.instance(instance_id).await?;
            all.push(match self.look(&row, &instance).await {
                Ok(standing) => standing.shown(instance_id, &instance.instance.name, &row.spec.sql),
                Err(error) if error.code.starts_with("store.") => return Err(error),
                Err(error) => failed(&instance, error),
            });
        }
        self.tell(vec![id.to_owned()]);
        Ok(all)
    }

    /// Saves a workflow at Amazon on these of its instances: creates it, updates it, or makes it anew where it was deleted there. A
    /// copy that was changed there since it was last looked at is left as it is, and told. What fails is told with its instance.
    ///
    /// # Errors
    /// `not_found`, `query.*` for a query that does not pass the check, `store.*`.
    pub async fn push(&self, id: &str, instance_ids: &[String]) -> Result<Vec<WorkflowAtAmazon>> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        let mut all = Vec::with_capacity(instance_ids.len());
        for instance_id in instance_ids {
            let instance = self.parts.accounts.instance(instance_id).await?;
            all.push(match self.push_to(&row, &instance).await {
                Ok((standing, done)) => WorkflowAtAmazon {
                    done: Some(done.to_owned()),
                    ..standing.shown(instance_id, &instance.instance.name, &row.spec.sql)
                },
                Err(error) if error.code.starts_with("store.") || error.code.starts_with("query.") => {
                    return Err(error);
                }
                Err(error) => failed(&instance, error),
            });
        }
        self.tell(vec![id.to_owned()]);
        Ok(all)
    }

    /// Takes over the query that Amazon keeps on an instance as a new version; its number.
    ///
    /// # Errors
    /// `not_found`, also when Amazon keeps none; `workflow.changed`; `auth.*`, `amc.*`, `store.*`.
    pub async fn pull(&self, id: &str, instance_id: &str) -> Result<i64> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        let instance = self.parts.accounts.instance(instance_id).await?;
        let standing = self.look(&row, &instance).await?;
        let theirs = standing.remote_sql.clone().ok_or_else(|| Error::not_found("workflow at Amazon"))?;
        let spec = WorkflowSpec { sql: theirs.clone(), ..row.spec };
        let note = format!("taken over from {}", instance.instance.name);
        let version = self.change(id, row.version, spec, Some(note)).await?;
        let agreed = Standing { agreed_sql: Some(theirs), ..standing };
        rows::keep_standing(&self.parts.store, id, instance_id, agreed).await?;
        Ok(version)
    }

    /// What Amazon keeps on an instance, written down.
    async fn look(&self, row: &Row, instance: &InstanceRef) -> Result<Standing> {
        let client = self.parts.profiles.client_for(&instance.instance.profile_id).await?;
        let asked = client.workflow(&instance.scope, &instance.instance_id, &WorkflowId::new(&row.id)).await;
        let remote_sql = match asked {
            Ok(found) => Some(found.definition.sql_query),
            Err(AmcError::NotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let before = self.standing(row, instance).await?;
        let agreed = match (&remote_sql, before.and_then(|standing| standing.agreed_sql)) {
            (Some(theirs), _) if same(theirs, &row.spec.sql) => Some(row.spec.sql.clone()),
            (_, agreed) => agreed,
        };
        let standing = Standing { agreed_sql: agreed, remote_sql, checked_at: self.parts.clock.now_millis() };
        rows::keep_standing(&self.parts.store, &row.id, &instance.instance.id, standing.clone()).await?;
        Ok(standing)
    }

    async fn standing(&self, row: &Row, instance: &InstanceRef) -> Result<Option<Standing>> {
        let all = rows::standings(self.parts.store.reader(), &row.id).await?;
        Ok(all.into_iter().find(|(id, _)| *id == instance.instance.id).map(|(_, standing)| standing))
    }

    async fn push_to(&self, row: &Row, instance: &InstanceRef) -> Result<(Standing, &'static str)> {
        let seen = self.standing(row, instance).await?;
        let now = self.look(row, instance).await?;
        if now.state(&row.spec.sql) == RemoteState::Same {
            return Ok((now, "nothing"));
        }
        // A person who has seen their text may replace it; one whom it would surprise is asked first.
        let unseen = |theirs: &String| seen.and_then(|seen| seen.remote_sql).is_none_or(|sql| !same(&sql, theirs));
        if now.remote_sql.as_ref().is_some_and(unseen) {
            return Err(Error::new("workflow.changed_there", "Amazon's copy was changed since it was last looked at.")
                .next("Compare the two, then save yours or take theirs over."));
        }
        let ids = std::slice::from_ref(&instance.instance.id);
        let definition = self.parts.executions.definition(&row.spec.sql, ids, &row.spec.parameter_values).await?;
        let workflow = Workflow { workflow_id: WorkflowId::new(&row.id), definition };
        let client = self.parts.profiles.client_for(&instance.instance.profile_id).await?;
        let (scope, amazon) = (&instance.scope, &instance.instance_id);
        let refused = |error: AmcError| Error::from(error).placed_in(&row.spec.sql);
        let done = if now.remote_sql.is_some() {
            client.replace_workflow(scope, amazon, &workflow).await.map_err(refused)?;
            "updated"
        } else {
            match client.create_workflow(scope, amazon, &workflow).await {
                Ok(()) => {}
                // The answer to an earlier try was lost.
                Err(AmcError::AlreadyExists { .. }) => {
                    client.replace_workflow(scope, amazon, &workflow).await.map_err(refused)?;
                }
                Err(error) => return Err(refused(error)),
            }
            if now.agreed_sql.is_some() { "made anew" } else { "created" }
        };
        let sql = Some(row.spec.sql.clone());
        let standing = Standing { agreed_sql: sql.clone(), remote_sql: sql, checked_at: self.parts.clock.now_millis() };
        rows::keep_standing(&self.parts.store, &row.id, &instance.instance.id, standing.clone()).await?;
        Ok((standing, done))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_differs_from_what_was_agreed_was_changed() {
        for (agreed, remote, state) in [
            (None, None, RemoteState::NotThere),
            (Some("SELECT 1"), None, RemoteState::DeletedThere),
            (None, Some("SELECT\n 1"), RemoteState::Same),
            (Some("SELECT 2"), Some("SELECT 2"), RemoteState::ChangedHere),
            (Some("SELECT  1"), Some("SELECT 2"), RemoteState::ChangedThere),
            (Some("SELECT 3"), Some("SELECT 2"), RemoteState::ChangedBoth),
            (None, Some("SELECT 2"), RemoteState::ChangedBoth),
        ] {
            let standing = Standing {
                agreed_sql: agreed.map(str::to_owned),
                remote_sql: remote.map(str::to_owned),
                checked_at: 0,
            };
            assert_eq!(standing.state("SELECT 1"), state, "{agreed:?} {remote:?}");
        }
    }
}
