//! The calls the sandbox knows, named as faults and the ledger name them.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::answer::media;

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
    /// `GET /amc/instances/{instanceId}/advertisers`
    ListAdvertisers,
    /// Making, changing and deleting instances, and everything about updates of advertisers, collaborations and AWS accounts
    Administer,
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
    /// `PUT …/workflowExecutions/{id}`
    CancelExecution,
    /// `GET …/workflowExecutions/{id}/downloadUrls`
    DownloadUrls,
    /// `GET …/schedules`
    ListSchedules,
    /// `POST …/schedules`
    CreateSchedule,
    /// `GET …/schedules/{scheduleId}`
    GetSchedule,
    /// `PUT …/schedules/{scheduleId}`
    UpdateSchedule,
    /// `DELETE …/schedules/{scheduleId}`
    DeleteSchedule,
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
            ["amc", "instances"] if method == Method::POST => Self::Administer,
            ["amc", "instances", _] if get => Self::GetInstance,
            ["amc", "instances", _] if method == Method::PUT || method == Method::DELETE => Self::Administer,
            ["amc", "instances", _, "advertisers"] if get => Self::ListAdvertisers,
            ["amc", "instances", _, "advertisers", "updates", ..]
            | ["amc", "instances", _, "collaboration" | "collaborations" | "updateCustomerAwsAccount", ..] => {
                Self::Administer
            }
            ["amc", "reporting", _, rest @ ..] => Self::of_reporting(method, get, rest),
            _ => Self::Other,
        }
    }

    fn of_reporting(method: &Method, get: bool, rest: &[&str]) -> Self {
        let (post, put, delete) = (method == Method::POST, method == Method::PUT, method == Method::DELETE);
        match rest {
            ["dataSources"] if get => Self::ListDataSources,
            ["dataSources", _] if get => Self::GetDataSource,
            ["workflows"] if get => Self::ListWorkflows,
            ["workflows"] if post => Self::CreateWorkflow,
            ["workflows", _] if get => Self::GetWorkflow,
            ["workflows", _] if put => Self::UpdateWorkflow,
            ["workflows", _] if delete => Self::DeleteWorkflow,
            ["workflowExecutions"] if get => Self::ListExecutions,
            ["workflowExecutions"] if post => Self::CreateExecution,
            ["workflowExecutions", _] if get => Self::GetExecution,
            ["workflowExecutions", _] if put => Self::CancelExecution,
            ["workflowExecutions", _, "downloadUrls"] if get => Self::DownloadUrls,
            ["schedules"] if get => Self::ListSchedules,
            ["schedules"] if post => Self::CreateSchedule,
            ["schedules", _] if get => Self::GetSchedule,
            ["schedules", _] if put => Self::UpdateSchedule,
            ["schedules", _] if delete => Self::DeleteSchedule,
            _ => Self::Other,
        }
    }

    /// Whether this is a call of the AMC API (and so throttled and authenticated).
    pub(crate) fn is_amc(self) -> bool {
        !matches!(self, Self::Authorize | Self::Token | Self::Download | Self::Other)
    }

    /// The media type of its answers, good and bad (section 3.1 of the contract).
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::ListAccounts => media::ACCOUNTS,
            Self::ListInstances | Self::GetInstance | Self::ListAdvertisers | Self::Administer => media::INSTANCES,
            Self::ListDataSources | Self::GetDataSource => media::DATA_SOURCES,
            Self::ListWorkflows
            | Self::CreateWorkflow
            | Self::GetWorkflow
            | Self::UpdateWorkflow
            | Self::DeleteWorkflow => media::WORKFLOWS,
            Self::ListExecutions
            | Self::CreateExecution
            | Self::GetExecution
            | Self::CancelExecution
            | Self::DownloadUrls => media::EXECUTIONS,
            Self::ListSchedules
            | Self::CreateSchedule
            | Self::GetSchedule
            | Self::UpdateSchedule
            | Self::DeleteSchedule => media::SCHEDULES,
            _ => media::JSON,
        }
    }
}
