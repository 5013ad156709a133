//! The tables of an instance, as the service tells them.

use serde::{Deserialize, Serialize};

use super::{ColumnKind, DataType, lenient, null_as_default};

/// A table that queries of an instance can read. The service gives neither privacy classes nor, usually, data types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSource {
    /// Table name; may be qualified, as in `sandbox.dsp_impressions`.
    pub data_source_id: String,
    /// What the table holds.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// Who owns the data, such as `AMAZON`.
    #[serde(default)]
    pub owner: Option<String>,
    /// Who provides the data.
    #[serde(default)]
    pub provider: Option<String>,
    /// Columns, at most 500.
    #[serde(default, deserialize_with = "null_as_default")]
    pub columns: Vec<DataSourceColumn>,
}

/// A column of a [`DataSource`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSourceColumn {
    /// Column name.
    pub name: String,
    /// Dimension or metric.
    #[serde(default, deserialize_with = "lenient")]
    pub column_type: Option<ColumnKind>,
    /// Data type; usually absent.
    #[serde(default, deserialize_with = "lenient")]
    pub data_type: Option<DataType>,
    /// What the column holds.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
}
