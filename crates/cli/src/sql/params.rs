//! `sql params`: the parameters that statements use.

use std::process::ExitCode;

use amc_sql::CheckReport;
use serde_json::{Map, Value, json};

use crate::args::{Global, SqlParams};
use crate::failure::Failure;
use crate::output;

use super::input::{Inputs, Worst};

/// Lists the parameters of each file in the order of their first use. Exit code 1 when a statement has an error: there may be
/// more of them then.
pub(crate) fn params(global: &Global, arguments: &SqlParams) -> Result<ExitCode, Failure> {
    let inputs = Inputs::read(&arguments.input)?;
    let several = inputs.statements.len() > 1;
    let mut worst = Worst::default();
    for statement in &inputs.statements {
        let Some(sql) = inputs.text(global, statement, &mut worst) else { continue };
        let report = amc_sql::check(sql, &inputs.options());
        worst.note(u8::from(!report.ok()));
        if global.json {
            let object = [("ok".to_owned(), json!(report.ok())), ("parameters".to_owned(), to_json(&report))];
            inputs.print(statement, Map::from_iter(object));
            continue;
        }
        if !report.ok() {
            output::error_line(&format!("{}: has errors, which sql check lists", statement.label));
        }
        for parameter in &report.parameters {
            let label = if several { format!("{}: ", statement.label) } else { String::new() };
            output::line(&format!("{label}{}={}", parameter.name, parameter.data_type));
        }
    }
    Ok(worst.into())
}

/// The exact shape that programs read.
pub(super) fn to_json(report: &CheckReport) -> Value {
    report.parameters.iter().map(|p| json!({ "name": p.name, "data_type": p.data_type.to_string() })).collect()
}
