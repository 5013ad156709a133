//! Accounts and instances.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AdvertiserRef, InstanceId, null_as_default};
use crate::time::lenient_utc;

/// The account in whose name a call is made: the pair that the headers `Amazon-Advertising-API-AdvertiserId` and
/// `Amazon-Advertising-API-MarketplaceId` carry. It owns the instance; it is not an advertiser whose data the instance holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountScope {
    /// AMC account id, `ENTITY…`.
    pub account_id: String,
    /// Marketplace id, such as `ATVPDKIKX0DER` for the United States.
    pub marketplace_id: String,
}

/// An AMC account that the signed-in user may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// AMC account id, `ENTITY…`.
    pub account_id: String,
    /// Name shown in the console; may be empty.
    #[serde(default, deserialize_with = "null_as_default")]
    pub account_name: String,
    /// Marketplace id; belongs to the account id.
    pub marketplace_id: String,
}

impl Account {
    /// The pair to make calls with.
    #[must_use]
    pub fn scope(&self) -> AccountScope {
        AccountScope { account_id: self.account_id.clone(), marketplace_id: self.marketplace_id.clone() }
    }
}

/// An AMC instance: one clean room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// Amazon's id of the instance.
    pub instance_id: InstanceId,
    /// Name given at creation.
    #[serde(default, deserialize_with = "null_as_default")]
    pub instance_name: String,
    /// `STANDARD` or `SANDBOX`; others may come.
    #[serde(default)]
    pub instance_type: Option<String>,
    /// Name of the customer the instance was made for.
    #[serde(default)]
    pub customer_canonical_name: Option<String>,
    /// `REQUESTED`, `SUBMITTED`, `IN_PROGRESS`, `COMPLETED`, `FAILED`, or the older `SUCCEEDED`.
    #[serde(default)]
    pub creation_status: Option<String>,
    /// When it was asked for.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub creation_datetime: Option<DateTime<Utc>>,
    /// Bucket for scheduled results; often empty.
    #[serde(default)]
    pub s3_bucket_name: Option<String>,
    /// Region codes the instance has data of, such as `EU`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub entities: Vec<String>,
    /// API host nearest to the instance, as Amazon states it. Informative: calls go to the client's own endpoints.
    #[serde(default)]
    pub api_endpoint: Option<String>,
    /// Paid data sets that are switched on.
    #[serde(default, deserialize_with = "null_as_default")]
    pub optional_datasets: Vec<String>,
    /// `DISPLAY`, `SPONSORED_ADS`, `SAS`. An instance with only `SPONSORED_ADS` has no `dsp_*` tables.
    #[serde(default, deserialize_with = "null_as_default")]
    pub advertiser_types: Vec<String>,
}

impl Instance {
    /// Whether it is one of Amazon's sandbox instances, which hold synthetic data and want
    /// [`ExecutionRequest::require_synthetic_data`](crate::ExecutionRequest::require_synthetic_data).
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.instance_type.as_deref() == Some("SANDBOX")
    }

    /// Whether queries can run in it. An instance that does not state its creation counts as ready.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.creation_status.as_deref(), None | Some("COMPLETED" | "SUCCEEDED"))
    }
}

/// An advertiser whose data an instance holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Advertiser {
    /// CFID of a DSP advertiser, entity id of one of sponsored ads.
    pub id: String,
    /// Its name; may be empty.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// `DISPLAY`, `SPONSORED_ADS` or `SAS`; others may come.
    #[serde(rename = "type")]
    pub advertiser_type: String,
    /// Its marketplace; DSP advertisers have none.
    #[serde(default)]
    pub marketplace_id: Option<String>,
}

impl Advertiser {
    /// The form in which a run names the advertisers it reads.
    #[must_use]
    pub fn reference(&self) -> AdvertiserRef {
        AdvertiserRef {
            id: self.id.clone(),
            r#type: self.advertiser_type.clone(),
            marketplace_id: self.marketplace_id.clone(),
        }
    }
}
