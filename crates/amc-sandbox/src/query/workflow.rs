//! The workflow object of section 4.3: what its fields may hold.

use serde_json::Value;

use crate::answer::Refusal;
use crate::input::{list, present, text, word};

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

/// Ours, since Amazon publishes no limit. A chain of operators makes a tree as deep as it is long, and one of megabytes
/// overflows the stack of the parser, which ends the process.
const LONGEST_STATEMENT: usize = 64 * 1024;

/// Checks everything but `workflowId` and the statement's meaning. Unknown fields are let pass, as the service does.
pub(crate) fn check(workflow: &Value) -> Result<(), Refusal> {
    if !workflow.is_object() {
        return Err(Refusal::invalid("workflow must be an object"));
    }
    let sql = text(workflow, "sqlQuery")?.filter(|sql| !sql.trim().is_empty());
    let sql = sql.ok_or_else(|| Refusal::invalid("sqlQuery must be provided"))?;
    if sql.len() > LONGEST_STATEMENT {
        return Err(Refusal::invalid(format!("sqlQuery may be at most {LONGEST_STATEMENT} bytes long")));
    }
    word(workflow, "privacyFilteringBehavior", &["REMOVE_ROWS", "REMOVE_VALUES"])?;
    for name in ["filteredMetricsDiscriminatorColumn", "distinctUserCountColumn", "filteredReasonColumn", "inputSchema"]
    {
        text(workflow, name)?;
    }
    // Base64 operations; the statement wins where both are there.
    if list(workflow, "query", 100)?.iter().any(|operation| !operation.is_string()) {
        return Err(Refusal::invalid("query must be a list of strings"));
    }
    if let Some(form) = present(workflow, "outputFormat") {
        check_output_format(form)?;
    }
    for column in list(workflow, "outputColumns", 100)? {
        check_named("outputColumns", column)?;
        for name in ["dataTypePrecision", "dataTypeScale"] {
            if present(column, name).is_some_and(|n| n.as_i64().is_none()) {
                return Err(Refusal::invalid(format!("{name} must be a whole number")));
            }
        }
    }
    for parameter in list(workflow, "inputParameters", 100)? {
        check_named("inputParameters", parameter)?;
        text(parameter, "displayName")?;
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

/// Whether a saved workflow may have this id: letters, digits, `.`, `-`, `_`.
pub(crate) fn id_is_good(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
