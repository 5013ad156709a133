//! What travels over the wire. Unknown fields never hurt; all but the ids is optional in answers.

mod account;
mod data_source;
mod execution;
mod ids;
mod request;
mod workflow;

pub use account::{Account, AccountScope, Advertiser, Instance};
pub use data_source::{DataSource, DataSourceColumn};
pub use execution::{DataGap, Execution, ExecutionStatus, OutputColumn};
pub use ids::{ExecutionId, InstanceId, WorkflowId};
pub use request::{AdvertiserRef, ExecutionFilter, ExecutionRequest, ExecutionSource, Window};
pub use workflow::{ColumnKind, DataType, InputParameter, Workflow, WorkflowDefinition};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// Serde: `null` reads as the default, as an absent field does.
pub(crate) fn null_as_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Serde: a list of secondary interest; items that do not fit the type are dropped.
pub(crate) fn lenient_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let items: Option<Vec<Value>> = lenient(deserializer)?;
    Ok(items.unwrap_or_default().into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}

/// Serde: as [`lenient`], with the default in place of what is dropped.
pub(crate) fn lenient_or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(lenient(deserializer)?.unwrap_or_default())
}

/// Serde: an optional field of secondary interest; what does not fit the type is dropped.
pub(crate) fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}
