//! The workflow object of section 4.3: what its fields may hold.

use serde_json::Value;

use crate::answer::Refusal;

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

/// Checks everything but `workflowId` and the statement's meaning.
pub(crate) fn check(workflow: &Value) -> Result<(), Refusal> {
    if !workflow.is_object() {
        return Err(Refusal::invalid("workflow must be an object"));
    }
    if workflow.get("sqlQuery").and_then(Value::as_str).is_none_or(|sql| sql.trim().is_empty()) {
        return Err(Refusal::invalid("sqlQuery must be provided"));
    }
    match workflow.get("privacyFilteringBehavior") {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) if text == "REMOVE_ROWS" || text == "REMOVE_VALUES" => {}
        Some(_) => return Err(Refusal::invalid("privacyFilteringBehavior must be REMOVE_ROWS or REMOVE_VALUES")),
    }
    for part in ["inputParameters", "outputColumns"] {
        match workflow.get(part) {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) if items.len() <= 100 => {}
            Some(Value::Array(_)) => return Err(Refusal::invalid(format!("{part} may hold at most 100 entries"))),
            Some(_) => return Err(Refusal::invalid(format!("{part} must be a list"))),
        }
    }
    for parameter in parameters(workflow) {
        check_parameter(parameter)?;
    }
    Ok(())
}

/// The declared parameters.
pub(crate) fn parameters(workflow: &Value) -> &[Value] {
    workflow.get("inputParameters").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn check_parameter(parameter: &Value) -> Result<(), Refusal> {
    let name = parameter.get("name").and_then(Value::as_str).filter(|n| !n.is_empty());
    let name = name.ok_or_else(|| Refusal::invalid("Each of the inputParameters must have a name"))?;
    data_type(parameter)
        .ok_or_else(|| Refusal::invalid(format!("The dataType of inputParameter {name} is not known")))?;
    match parameter.get("columnType").and_then(Value::as_str) {
        None | Some("DIMENSION" | "METRIC") => Ok(()),
        Some(_) => {
            Err(Refusal::invalid(format!("The columnType of inputParameter {name} must be DIMENSION or METRIC")))
        }
    }
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
