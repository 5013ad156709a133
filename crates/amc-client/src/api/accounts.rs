//! Accounts, instances, data sources.

use reqwest::Method;

use super::pages::{List, Shape};
use crate::{
    client::{AmcClient, Call},
    error::AmcError,
    model::{Account, AccountScope, Advertiser, DataSource, Instance, InstanceId},
    retry::Repeat,
};

/// Page size: Amazon's largest.
pub(crate) fn page_limit() -> Vec<(&'static str, String)> {
    vec![("limit", "100".to_owned())]
}

impl AmcClient {
    /// The AMC accounts of the signed-in user, all pages. The only call without an account.
    ///
    /// # Errors
    /// [`AmcError`]; [`AmcError::Forbidden`] often means that Amazon has not approved the client for the Ads API.
    pub async fn accounts(&self) -> Result<Vec<Account>, AmcError> {
        self.list(List {
            operation: "accounts.list",
            path: &["amc", "accounts"],
            query: Vec::new(),
            scope: None,
            items: "amcAccounts",
        })
        .await
    }

    /// The instances of an account, all pages.
    ///
    /// # Errors
    /// [`AmcError`].
    pub async fn instances(&self, scope: &AccountScope) -> Result<Vec<Instance>, AmcError> {
        self.list(List {
            operation: "instances.list",
            path: &["amc", "instances"],
            query: page_limit(),
            scope: Some(scope),
            items: "instances",
        })
        .await
    }

    /// One instance.
    ///
    /// # Errors
    /// [`AmcError::NotFound`] for an unknown id, and the others.
    pub async fn instance(&self, scope: &AccountScope, id: &InstanceId) -> Result<Instance, AmcError> {
        let call = Call {
            operation: "instances.get",
            method: Method::GET,
            path: &["amc", "instances", id.as_str()],
            query: &[],
            scope: Some(scope),
            body: None,
            repeat: Repeat::Always,
        };
        self.object(call, Shape { wrapper: "instance", id: "instanceId" }).await
    }

    /// The advertisers whose data an instance holds, all pages. A run reads all of them unless it names some
    /// ([`ExecutionRequest::advertisers`](crate::ExecutionRequest::advertisers)).
    ///
    /// # Errors
    /// [`AmcError`].
    pub async fn advertisers(&self, scope: &AccountScope, id: &InstanceId) -> Result<Vec<Advertiser>, AmcError> {
        self.list(List {
            operation: "advertisers.list",
            path: &["amc", "instances", id.as_str(), "advertisers"],
            query: page_limit(),
            scope: Some(scope),
            items: "advertisers",
        })
        .await
    }

    /// The tables that queries of an instance can read, all pages.
    ///
    /// # Errors
    /// [`AmcError`].
    pub async fn data_sources(&self, scope: &AccountScope, id: &InstanceId) -> Result<Vec<DataSource>, AmcError> {
        self.list(List {
            operation: "data_sources.list",
            path: &["amc", "reporting", id.as_str(), "dataSources"],
            query: page_limit(),
            scope: Some(scope),
            items: "dataSources",
        })
        .await
    }

    /// One table of an instance.
    ///
    /// # Errors
    /// [`AmcError`].
    pub async fn data_source(
        &self,
        scope: &AccountScope,
        id: &InstanceId,
        data_source_id: &str,
    ) -> Result<DataSource, AmcError> {
        let call = Call {
            operation: "data_sources.get",
            method: Method::GET,
            path: &["amc", "reporting", id.as_str(), "dataSources", data_source_id],
            query: &[],
            scope: Some(scope),
            body: None,
            repeat: Repeat::Always,
        };
        self.object(call, Shape { wrapper: "dataSource", id: "dataSourceId" }).await
    }
}
