//! `sql complete`: what can be written at a place.

use std::process::ExitCode;

use amc_sql::Completion;
use serde_json::{Map, Value, json};

use crate::args::{Global, SqlComplete};
use crate::failure::Failure;
use crate::output;

use super::input::{Inputs, Worst};

/// Lists what can be written at a place of each file; best first.
pub(crate) fn complete(global: &Global, arguments: &SqlComplete) -> Result<ExitCode, Failure> {
    let inputs = Inputs::of(&arguments.files.files, arguments.tables.data_sources.as_deref())?;
    let (line, column) = arguments.at;
    let mut worst = Worst::default();
    for statement in &inputs.statements {
        let Some(sql) = inputs.text(global, statement, &mut worst) else { continue };
        let offered = amc_sql::complete(sql, line, column, &inputs.catalogue);
        if global.json {
            let list = offered.iter().map(to_json).collect();
            inputs.print(statement, Map::from_iter([("completions".to_owned(), Value::Array(list))]));
        } else {
            if inputs.statements.len() > 1 {
                output::line(&format!("{}:{line}:{column}", statement.label));
            }
            output::table(&["name", "kind", "type", "threshold"], &[false; 4], offered.iter().map(row));
        }
    }
    Ok(worst.into())
}

/// The exact shape that programs read.
fn to_json(offered: &Completion) -> Value {
    json!({
        "label": offered.label, "kind": offered.kind, "detail": offered.detail,
        "field_kind": offered.field_kind.map(|kind| kind.as_str().to_lowercase()),
        "threshold": offered.threshold, "documentation": offered.documentation, "insert": offered.insert,
    })
}

fn row(offered: &Completion) -> Vec<String> {
    let kind = match offered.field_kind {
        Some(kind) => kind.as_str().to_lowercase(),
        None => json!(offered.kind).as_str().unwrap_or_default().to_owned(),
    };
    let threshold = offered.threshold.map(|threshold| threshold.to_string()).unwrap_or_default();
    vec![offered.label.clone(), kind, offered.detail.clone(), threshold]
}
