//! The calls the sandbox knows, named as faults and the ledger name them.

use http::Method;
use serde::{Deserialize, Serialize};

/// One kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `/ap/oa`
    Authorize,
    /// `POST /auth/o2/token`
    Token,
    /// `GET /amc/accounts`
    ListAccounts,
    /// `GET /amc/instances`
    ListInstances,
    /// `GET /amc/instances/{instanceId}`
    GetInstance,
    /// `GET …/dataSources`
    ListDataSources,
    /// `GET …/dataSources/{dataSourceId}`
    GetDataSource,
    /// `GET …/workflows`
    ListWorkflows,
    /// `POST …/workflows`
    CreateWorkflow,
    /// `GET …/workflows/{workflowId}`
    GetWorkflow,
    /// `PUT …/workflows/{workflowId}`
    UpdateWorkflow,
    /// `DELETE …/workflows/{workflowId}`
    DeleteWorkflow,
    /// `GET …/workflowExecutions`
    ListExecutions,
    /// `POST …/workflowExecutions`
    CreateExecution,
    /// `GET …/workflowExecutions/{id}`
    GetExecution,
    /// `PUT` or `DELETE …/workflowExecutions/{id}`
    CancelExecution,
    /// `GET …/workflowExecutions/{id}/downloadUrls`
    DownloadUrls,
    /// A signed result link
    Download,
    /// Anything else
    Other,
}

impl Operation {
    /// Which call a method and a path are.
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let get = method == Method::GET || method == Method::HEAD;
        match parts.as_slice() {
            ["ap", "oa"] => Self::Authorize,
            ["auth", "o2", "token"] => Self::Token,
            ["results", ..] => Self::Download,
            ["amc", "accounts"] if get => Self::ListAccounts,
            ["amc", "instances"] if get => Self::ListInstances,
            ["amc", "instances", _] if get => Self::GetInstance,
            ["amc", "reporting", _, rest @ ..] => Self::of_reporting(method, get, rest),
            _ => Self::Other,
        }
    }

    fn of_reporting(method: &Method, get: bool, rest: &[&str]) -> Self {
        match rest {
            ["dataSources"] if get => Self::ListDataSources,
            ["dataSources", _] if get => Self::GetDataSource,
            ["workflows"] if get => Self::ListWorkflows,
            ["workflows"] if method == Method::POST => Self::CreateWorkflow,
            ["workflows", _] if get => Self::GetWorkflow,
            ["workflows", _] if method == Method::PUT => Self::UpdateWorkflow,
            ["workflows", _] if method == Method::DELETE => Self::DeleteWorkflow,
            ["workflowExecutions"] if get => Self::ListExecutions,
            ["workflowExecutions"] if method == Method::POST => Self::CreateExecution,
            ["workflowExecutions", _] if get => Self::GetExecution,
            ["workflowExecutions", _] if method == Method::PUT || method == Method::DELETE => Self::CancelExecution,
            ["workflowExecutions", _, "downloadUrls"] if get => Self::DownloadUrls,
            _ => Self::Other,
        }
    }

    /// Whether this is a call of the AMC API (and so throttled and authenticated).
    pub(crate) fn is_amc(self) -> bool {
        !matches!(self, Self::Authorize | Self::Token | Self::Download | Self::Other)
    }
}
