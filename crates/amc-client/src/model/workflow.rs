//! Workflows: SQL that is kept in an instance, or travels with one run.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{WorkflowId, null_as_default};

/// A saved workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workflow {
    /// Its id, chosen by whoever saved it.
    pub workflow_id: WorkflowId,
    /// Everything else.
    #[serde(flatten)]
    pub definition: WorkflowDefinition,
}

/// What a workflow does. Fields this crate does not know are kept in `other`, since replacing a workflow replaces all of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowDefinition {
    /// The query. Empty only for old workflows that are not written in SQL.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "String::is_empty")]
    pub sql_query: String,
    /// Declared parameters, at most 100.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub input_parameters: Vec<InputParameter>,
    /// Name of an extra BOOLEAN column that says which rows lost values; with it, rows short of users are not dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filtered_metrics_discriminator_column: Option<String>,
    /// Name of an extra column with the number of users that the privacy check counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct_user_count_column: Option<String>,
    /// Name of an extra column that says why values are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filtered_reason_column: Option<String>,
    /// `REMOVE_ROWS` or `REMOVE_VALUES`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy_filtering_behavior: Option<String>,
    /// All other fields, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl WorkflowDefinition {
    /// A workflow that is only a query.
    #[must_use]
    pub fn sql(sql_query: impl Into<String>) -> Self {
        Self { sql_query: sql_query.into(), ..Self::default() }
    }
}

/// A declared parameter of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InputParameter {
    /// Name, as in `CUSTOM_PARAMETER('name')`.
    pub name: String,
    /// Type of its values.
    pub data_type: DataType,
    /// Dimension or metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column_type: Option<ColumnKind>,
    /// Value used when a run gives none. Strings for scalars, arrays for arrays; others are read as they come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_value: Option<Value>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// A data type as the API names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DataType {
    /// One of BINARY BOOLEAN BYTE CALENDAR_INTERVAL DATE DECIMAL DOUBLE FLOAT INTEGER LONG SHORT STRING TIMESTAMP.
    Scalar(String),
    /// An array, written as an object.
    #[serde(rename_all = "camelCase")]
    Array {
        /// Always `ARRAY`.
        r#type: String,
        /// Type of the elements.
        element_data_type: String,
        /// Whether elements may be NULL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        element_nullable: Option<bool>,
    },
    /// A shape this crate does not know, such as a DECIMAL with precision and scale.
    Other(Value),
}

impl DataType {
    /// A scalar type by its API name, such as `STRING`.
    #[must_use]
    pub fn scalar(name: impl Into<String>) -> Self {
        Self::Scalar(name.into())
    }

    /// An array of a scalar type.
    #[must_use]
    pub fn array(element: impl Into<String>) -> Self {
        Self::Array { r#type: "ARRAY".to_owned(), element_data_type: element.into(), element_nullable: None }
    }

    /// The type's name: `LONG`, `ARRAY`, `DECIMAL`. Empty if the shape has none.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Scalar(name) => name,
            Self::Array { .. } => "ARRAY",
            Self::Other(value) => value.get("type").and_then(Value::as_str).unwrap_or_default(),
        }
    }
}

/// What a column is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ColumnKind {
    /// Something to group by.
    Dimension,
    /// Something to add up.
    Metric,
}
