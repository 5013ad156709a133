//! The workflow object of section 4.3: what its fields may hold.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD};
use serde_json::Value;

use crate::answer::Refusal;
use crate::input::{flag, list, text, whole_number, word};

/// Data types a parameter may have.
pub(crate) const DATA_TYPES: [&str; 13] = [
    "BINARY",
    "BOOLEAN",
    "BYTE",
    "CALENDAR_INTERVAL",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "INTEGER",
    "LONG",
    "SHORT",
    "STRING",
    "TIMESTAMP",
];

/// Base64 as the pattern of Amazon's specification has it, which does not look at the bits that the last letter has to spare.
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, PAD.with_decode_allow_trailing_bits(true));

/// Checks everything but the form of `workflowId` and the statement's meaning. Unknown fields are let pass, as the service does.
pub(crate) fn check(workflow: &Value) -> Result<(), Refusal> {
    if !workflow.is_object() {
        return Err(Refusal::invalid("workflow must be an object"));
    }
    text(workflow, "workflowId")?;
    if text(workflow, "sqlQuery")?.is_none_or(|sql| sql.trim().is_empty()) {
        return Err(Refusal::invalid("sqlQuery must be provided"));
    }
    word(workflow, "privacyFilteringBehavior", &["REMOVE_ROWS", "REMOVE_VALUES"])?;
    for name in ["filteredMetricsDiscriminatorColumn", "distinctUserCountColumn", "filteredReasonColumn", "inputSchema"]
    {
        text(workflow, name)?;
    }
    // Operations; the statement wins where both are there.
    let is_base64 = |operation: &Value| operation.as_str().is_some_and(|text| BASE64.decode(text).is_ok());
    if !list(workflow, "query", 100)?.iter().all(is_base64) {
        return Err(Refusal::invalid("query must be a list of base64 strings"));
    }
    if let Some(form) = workflow.get("outputFormat") {
        check_output_format(form)?;
    }
    for column in list(workflow, "outputColumns", 100)? {
        check_named("outputColumns", column)?;
        whole_number(column, "dataTypePrecision")?;
        whole_number(column, "dataTypeScale")?;
    }
    for parameter in list(workflow, "inputParameters", 100)? {
        check_named("inputParameters", parameter)?;
        text(parameter, "displayName")?;
        flag(&parameter["dataType"], "elementNullable")?;
    }
    Ok(())
}

/// The declared parameters.
pub(crate) fn parameters(workflow: &Value) -> &[Value] {
    workflow.get("inputParameters").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The declared columns of the result; none if the workflow leaves them open.
pub(crate) fn output_columns(workflow: &Value) -> &[Value] {
    workflow.get("outputColumns").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn check_named(of: &str, item: &Value) -> Result<(), Refusal> {
    if !item.is_object() {
        return Err(Refusal::invalid(format!("Each of the {of} must be an object")));
    }
    let name = text(item, "name")?.filter(|n| !n.is_empty());
    let name = name.ok_or_else(|| Refusal::invalid(format!("Each of the {of} must have a name")))?;
    data_type(item).ok_or_else(|| Refusal::invalid(format!("The dataType of {name} in {of} is not known")))?;
    word(item, "columnType", &["DIMENSION", "METRIC"])?;
    text(item, "description")?;
    Ok(())
}

/// One character each, the separator different from the others, and none that ends a row: whatever is written can be read
/// again.
fn check_output_format(form: &Value) -> Result<(), Refusal> {
    if !form.is_object() {
        return Err(Refusal::invalid("outputFormat must be an object"));
    }
    let character = |name: &str, usual: char| -> Result<char, Refusal> {
        let Some(text) = text(form, name)? else { return Ok(usual) };
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(c), None) if c != '\n' && c != '\r' => Ok(c),
            _ => Err(Refusal::invalid(format!("{name} must be one character"))),
        }
    };
    let separator = character("separatorCharacter", ',')?;
    let quote = character("quoteCharacter", '"')?;
    let escape = character("escapeCharacter", '\\')?;
    if separator == quote || separator == escape {
        return Err(Refusal::invalid("separatorCharacter must differ from quoteCharacter and escapeCharacter"));
    }
    Ok(())
}

/// `STRING` or `ARRAY<STRING>`.
pub(crate) fn data_type(parameter: &Value) -> Option<String> {
    let known = |name: &str| DATA_TYPES.contains(&name);
    match parameter.get("dataType")? {
        Value::String(name) => known(name).then(|| name.clone()),
        Value::Object(array) => {
            let element = array.get("elementDataType")?.as_str()?;
            (array.get("type")?.as_str()? == "ARRAY" && known(element)).then(|| format!("ARRAY<{element}>"))
        }
        _ => None,
    }
}

/// Whether a saved workflow may have this id: letters, digits, `.`, `-`, `_`. A path cannot name `.` and `..`, which clients take
/// out of it (RFC 3986 §5.2.4): what is kept under them could be neither read nor deleted.
pub(crate) fn id_is_good(id: &str) -> bool {
    !matches!(id, "" | "." | "..") && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
