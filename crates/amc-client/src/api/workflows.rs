//! Saved workflows.

use reqwest::Method;

use super::{
    accounts::page_limit,
    pages::{List, Shape},
};
use crate::{
    client::{AmcClient, Call},
    error::AmcError,
    model::{AccountScope, InstanceId, Workflow, WorkflowId},
    retry::Repeat,
};

impl AmcClient {
    /// The saved workflows of an instance, all pages.
    ///
    /// # Errors
    /// [`AmcError`].
    pub async fn workflows(&self, scope: &AccountScope, instance: &InstanceId) -> Result<Vec<Workflow>, AmcError> {
        self.list(List {
            operation: "workflows.list",
            path: &["amc", "reporting", instance.as_str(), "workflows"],
            query: page_limit(),
            scope: Some(scope),
            items: "workflows",
        })
        .await
    }

    /// One saved workflow.
    ///
    /// # Errors
    /// [`AmcError::NotFound`] for an unknown id, and the others.
    pub async fn workflow(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        id: &WorkflowId,
    ) -> Result<Workflow, AmcError> {
        let call = Call {
            operation: "workflows.get",
            method: Method::GET,
            path: &["amc", "reporting", instance.as_str(), "workflows", id.as_str()],
            query: &[],
            scope: Some(scope),
            body: None,
            repeat: Repeat::Always,
        };
        self.object(call, Shape { wrapper: "workflow", id: "workflowId" }).await
    }

    /// Saves a new workflow. Not repeated after a lost answer; saving again then gives [`AmcError::AlreadyExists`].
    ///
    /// # Errors
    /// [`AmcError::Compile`] for SQL that AMC does not take, [`AmcError::AlreadyExists`] for an id in use, and the others.
    pub async fn create_workflow(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        workflow: &Workflow,
    ) -> Result<(), AmcError> {
        check_id(&workflow.workflow_id)?;
        self.call(Call {
            operation: "workflows.create",
            method: Method::POST,
            path: &["amc", "reporting", instance.as_str(), "workflows"],
            query: &[],
            scope: Some(scope),
            body: Some(super::executions::body(workflow)?),
            repeat: Repeat::IfNotSent,
        })
        .await
        .map(drop)
    }

    /// Replaces all of a workflow.
    ///
    /// # Errors
    /// As for creating, and [`AmcError::NotFound`] for an unknown id.
    pub async fn replace_workflow(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        workflow: &Workflow,
    ) -> Result<(), AmcError> {
        check_id(&workflow.workflow_id)?;
        self.call(Call {
            operation: "workflows.replace",
            method: Method::PUT,
            path: &["amc", "reporting", instance.as_str(), "workflows", workflow.workflow_id.as_str()],
            query: &[],
            scope: Some(scope),
            body: Some(super::executions::body(workflow)?),
            repeat: Repeat::Always,
        })
        .await
        .map(drop)
    }

    /// Deletes a workflow. Amazon refuses while one of its own schedules refers to it. Not repeated after a lost answer,
    /// because the second would say that there is no such workflow.
    ///
    /// # Errors
    /// [`AmcError::NotFound`] for an unknown id, and the others.
    pub async fn delete_workflow(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        id: &WorkflowId,
    ) -> Result<(), AmcError> {
        self.call(Call {
            operation: "workflows.delete",
            method: Method::DELETE,
            path: &["amc", "reporting", instance.as_str(), "workflows", id.as_str()],
            query: &[],
            scope: Some(scope),
            body: None,
            repeat: Repeat::IfNotSent,
        })
        .await
        .map(drop)
    }
}

/// Amazon's rule for ids of workflows.
fn check_id(id: &WorkflowId) -> Result<(), AmcError> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if id.as_str().is_empty() || !id.as_str().chars().all(good) {
        return Err(AmcError::unsendable("a workflow id may hold letters, digits, '.', '-' and '_' only"));
    }
    Ok(())
}
