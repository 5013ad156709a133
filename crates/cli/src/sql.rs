//! The `sql` commands: statements and synthetic data, without sign-in or network.

mod complete;
mod format;
mod input;
mod params;
mod rows;

pub(crate) use complete::complete;
pub(crate) use format::format;
pub(crate) use input::values;
pub(crate) use params::params;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Instant;

use amc_sql::{CheckReport, RunError, RunOptions, Severity, TimeWindow};
use amc_synthetic::{DataError, SyntheticData};
use serde_json::{Map, Value, json};

use crate::args::{Global, SqlCheck, SqlRun};
use crate::failure::Failure;
use crate::output;
use crate::session::data_dir;

use input::{Inputs, Worst};

/// Without dates a run covers so many full days, the last ones of the synthetic data.
const DEFAULT_DAYS: i64 = 30;

/// Checks each file. Exit code 1 when any has an error, 2 when any cannot be read.
pub(crate) fn check(global: &Global, arguments: &SqlCheck) -> Result<ExitCode, Failure> {
    let inputs = Inputs::read(&arguments.input)?;
    let mut worst = Worst::default();
    for statement in &inputs.statements {
        let Some(sql) = inputs.text(global, statement, &mut worst) else { continue };
        let report = amc_sql::check(sql, &inputs.options());
        worst.note(u8::from(!report.ok()));
        if global.json {
            inputs.print(statement, report_json(&report));
        } else {
            print_report(&statement.label, &report);
        }
    }
    Ok(worst.into())
}

/// Runs each file over synthetic data. Exit code 1 when any fails.
pub(crate) async fn run(global: &Global, arguments: SqlRun) -> Result<ExitCode, Failure> {
    let inputs = Inputs::read(&arguments.input)?;
    if arguments.out.is_some() && inputs.statements.len() > 1 {
        return Err(Failure::misuse("--out takes one statement; run the files one by one"));
    }
    let time_zone = arguments.time_zone.parse().map_err(|_| {
        Failure::misuse(format!("{} is no time zone; write one like America/New_York", arguments.time_zone))
    })?;
    let values = input::values(&arguments.parameters)?;
    inputs.know(values.keys())?;
    if !(arguments.scale.is_finite() && arguments.scale > 0.0) {
        return Err(Failure::misuse("--scale takes a number above 0"));
    }
    let (seed, scale) = (arguments.seed, arguments.scale);
    let cache_dir = Some(data_dir(global)?.join("sandbox"));
    let extra = inputs.extra.clone();
    let data =
        tokio::task::spawn_blocking(
            move || Ok(SyntheticData::local(seed, scale, cache_dir)?.with_extra_tables(&extra)),
        )
        .await
        .map_err(|_| {
            Failure::new("cli.data", "The synthetic data could not be made.").next("Lower --scale and try again.")
        })?
        .map_err(|error: DataError| {
            Failure::new("cli.data", error.to_string()).next("Free some disk space, or lower --scale.")
        })?;
    let (first_day, last_day) = data.covered();
    let end = arguments.end.unwrap_or_else(|| (last_day + chrono::Days::new(1)).and_time(chrono::NaiveTime::MIN));
    let start = arguments.start.unwrap_or_else(|| {
        (end - chrono::Duration::days(DEFAULT_DAYS)).max(first_day.and_time(chrono::NaiveTime::MIN))
    });
    if start >= end {
        return Err(Failure::misuse("--start must be before --end"));
    }
    let tables = data.tables();

    let mut worst = Worst::default();
    for statement in &inputs.statements {
        let Some(sql) = inputs.text(global, statement, &mut worst) else { continue };
        let report = amc_sql::check(sql, &inputs.options());
        let began = Instant::now();
        let outcome = if report.ok() {
            let (parameters, filled) = inputs.fill(&report, &values);
            for (name, value) in &filled {
                output::error_line(&format!("{}: parameter {name} was not given; {value} is used", statement.label));
            }
            let options = RunOptions {
                parameters,
                declared: inputs.declared.clone(),
                ..RunOptions::new(inputs.catalogue.clone(), tables.clone(), TimeWindow { start, end, time_zone })
            };
            amc_sql::run(sql, &options).await
        } else {
            Err(RunError::Refused(report.diagnostics.clone()))
        };
        let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match outcome {
            Ok(result) => {
                if let Some(path) = &arguments.out {
                    let written = rows::write(path, &result)?;
                    if !global.json {
                        output::error_line(&format!("{written} rows in {}", path.display()));
                    }
                }
                if global.json {
                    inputs.print(statement, rows::to_json(&result, elapsed_ms));
                } else if arguments.out.is_none() {
                    rows::print(&result, elapsed_ms, std::io::stdout().is_terminal());
                }
            }
            Err(error) => {
                worst.note(1);
                if global.json {
                    inputs.print(statement, failed_json(&error, &report));
                } else if report.ok() {
                    output::error_line(&format!("{}: {error}", statement.label));
                } else {
                    print_report(&statement.label, &report);
                }
            }
        }
    }
    Ok(worst.into())
}

/// The exact shape that programs read; nothing may be added without need.
fn report_json(report: &CheckReport) -> Map<String, Value> {
    let diagnostics: Vec<Value> = report
        .diagnostics
        .iter()
        .map(|d| {
            json!({
                "severity": d.severity, "code": d.code, "message": d.message, "line": d.line, "column": d.column,
                "end_line": d.end_line, "end_column": d.end_column, "help": d.help,
            })
        })
        .collect();
    let columns: Vec<Value> = report
        .output
        .iter()
        .map(|c| json!({ "name": c.name, "data_type": c.data_type.to_string(), "threshold": c.threshold.to_string() }))
        .collect();
    Map::from_iter([
        ("ok".to_owned(), json!(report.ok())),
        ("diagnostics".to_owned(), json!(diagnostics)),
        ("parameters".to_owned(), params::to_json(report)),
        ("tables".to_owned(), json!(report.tables)),
        ("output".to_owned(), json!(columns)),
    ])
}

fn failed_json(error: &RunError, report: &CheckReport) -> Map<String, Value> {
    let mut object = report_json(report);
    object.insert("ok".to_owned(), json!(false));
    object.insert("error".to_owned(), json!({ "code": "sql.run_failed", "message": error.to_string() }));
    object
}

fn print_report(label: &str, report: &CheckReport) {
    for d in &report.diagnostics {
        let word = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        output::line(&format!("{label}:{}:{}: {word}[{}]: {}", d.line, d.column, d.code, d.message));
        if let Some(help) = &d.help {
            output::line(&format!("    {help}"));
        }
    }
    let errors = report.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    match errors {
        0 => output::line(&format!("{label}: no errors; {} output columns", report.output.len())),
        1 => output::line(&format!("{label}: 1 error")),
        n => output::line(&format!("{label}: {n} errors")),
    }
}
