//! Runs: create, list, get, cancel, links to their results.

use reqwest::Method;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    accounts::page_limit,
    pages::{List, Shape},
};
use crate::{
    client::{AmcClient, Call},
    error::{AmcError, AnswerProblem, SubmitError},
    model::{AccountScope, Execution, ExecutionFilter, ExecutionId, ExecutionRequest, InstanceId, null_as_default},
    retry::Repeat,
};

const SHAPE: Shape = Shape { wrapper: "workflowExecution", id: "workflowExecutionId" };

/// A signed link to a result file, good for about ten minutes. Whoever has it can read the result, so it is a secret: it has
/// no `Display`, its `Debug` shows nothing, and it should not be stored. Ask for new ones instead.
#[derive(Clone)]
pub struct DownloadLink(pub(crate) SecretString);

impl std::fmt::Debug for DownloadLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DownloadLink([redacted])")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Links {
    #[serde(default, deserialize_with = "null_as_default")]
    download_urls: Vec<SecretString>,
}

impl AmcClient {
    /// Starts a run.
    ///
    /// AMC has no idempotency key, so the request is repeated only after failures that prove it was not accepted: no
    /// connection, 429, and once after a renewed token. Everything else comes back with
    /// [`Acceptance`](crate::Acceptance): after `Unknown`, list the executions since shortly before the call before
    /// sending anything again.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn create_execution(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        request: &ExecutionRequest,
    ) -> Result<Execution, SubmitError> {
        request.validate()?;
        let call = Call {
            operation: "executions.create",
            method: Method::POST,
            path: &["amc", "reporting", instance.as_str(), "workflowExecutions"],
            query: &[],
            scope: Some(scope),
            body: Some(body(request)?),
            repeat: Repeat::IfNotSent,
        };
        Ok(self.object(call, SHAPE).await?)
    }

    /// The runs of an instance that pass a filter, all pages. Cancelled ones are left out unless asked for.
    ///
    /// # Errors
    /// [`AmcError::Invalid`] for a filter that Amazon would refuse, and the others.
    pub async fn executions(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        filter: &ExecutionFilter,
    ) -> Result<Vec<Execution>, AmcError> {
        let mut query = filter.query()?;
        query.extend(page_limit());
        self.list(List {
            operation: "executions.list",
            path: &["amc", "reporting", instance.as_str(), "workflowExecutions"],
            query,
            scope: Some(scope),
            items: "executions",
        })
        .await
    }

    /// One run.
    ///
    /// # Errors
    /// [`AmcError::NotFound`] for an unknown id or one of another instance, and the others.
    pub async fn execution(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        id: &ExecutionId,
    ) -> Result<Execution, AmcError> {
        let call = Call {
            operation: "executions.get",
            method: Method::GET,
            path: &["amc", "reporting", instance.as_str(), "workflowExecutions", id.as_str()],
            query: &[],
            scope: Some(scope),
            body: None,
            repeat: Repeat::Always,
        };
        self.object(call, SHAPE).await
    }

    /// Asks to cancel a run. One that has just ended is refused with [`AmcError::Invalid`]: get the run then and trust its
    /// status.
    ///
    /// # Errors
    /// [`AmcError`].
    pub async fn cancel_execution(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        id: &ExecutionId,
    ) -> Result<(), AmcError> {
        self.call(Call {
            operation: "executions.cancel",
            method: Method::PUT,
            path: &["amc", "reporting", instance.as_str(), "workflowExecutions", id.as_str()],
            query: &[],
            scope: Some(scope),
            body: Some(br#"{"status":"CANCELLED"}"#.to_vec()),
            repeat: Repeat::Always,
        })
        .await
        .map(drop)
    }

    /// Links to the result files of a run, up to five. Ask right before downloading.
    ///
    /// # Errors
    /// [`AmcError::NotReady`] while there is nothing to download, and the others.
    pub async fn download_links(
        &self,
        scope: &AccountScope,
        instance: &InstanceId,
        id: &ExecutionId,
    ) -> Result<Vec<DownloadLink>, AmcError> {
        let (value, context) = self
            .json(Call {
                operation: "executions.download_urls",
                method: Method::GET,
                path: &["amc", "reporting", instance.as_str(), "workflowExecutions", id.as_str(), "downloadUrls"],
                query: &[],
                scope: Some(scope),
                body: None,
                repeat: Repeat::Always,
            })
            .await?;
        if value.get("downloadUrls").is_none() {
            return Err(context.bad(AnswerProblem::Field { field: "downloadUrls" }));
        }
        let links: Links = context.read(value)?;
        Ok(links.download_urls.into_iter().map(DownloadLink).collect())
    }
}

pub(crate) fn body(value: &impl Serialize) -> Result<Vec<u8>, AmcError> {
    serde_json::to_vec(value).map_err(|_| AmcError::unsendable("the request cannot be written as JSON"))
}
