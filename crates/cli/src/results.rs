//! `results`: export, compare, remove, clean-up.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use workbench::result::{CompareRequest, ExportFormat};

use crate::args::{Compare, Export, Global};
use crate::failure::Failure;
use crate::output;
use crate::progress::spinner;
use crate::session::with_workbench;

/// How often a terminal is told how far an export has come.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

/// The format that a file's ending names.
pub(crate) fn format(path: &Path) -> Result<ExportFormat, Failure> {
    path.extension().and_then(|ending| ending.to_str()).and_then(ExportFormat::of_extension).ok_or_else(|| {
        Failure::misuse("The file's ending says the format: .csv, .tsv, .xlsx, .json, .ndjson or .parquet")
    })
}

/// Writes a kept result to a file. Raw by default, since programs read it.
pub(crate) async fn export(global: &Global, arguments: Export) -> Result<ExitCode, Failure> {
    let format = format(&arguments.out)?;
    with_workbench(global, async |workbench| {
        let target = std::path::absolute(&arguments.out).unwrap_or(arguments.out.clone());
        let results = workbench.results();
        let export = results.export(&arguments.id, &target, format, arguments.guard_formulas);
        tokio::pin!(export);
        let bar = spinner(global.json);
        let outcome = loop {
            tokio::select! {
                outcome = &mut export => break outcome,
                // What is half written goes before the program does.
                Ok(()) = tokio::signal::ctrl_c() => {
                    results.cancel_exports(&arguments.id);
                }
                () = tokio::time::sleep(SHOWN_EVERY) => {
                    if let Some(progress) = results.export_progress(&arguments.id) {
                        bar.set_message(format!("{} of {} rows", progress.rows, progress.total));
                    }
                }
            }
        };
        bar.finish_and_clear();
        let outcome = outcome?;
        if global.json {
            output::line(&json!(outcome).to_string());
        } else {
            output::line(&format!("{} rows in {}", outcome.rows, arguments.out.display()));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Puts two kept results side by side.
pub(crate) async fn compare(global: &Global, arguments: Compare) -> Result<ExitCode, Failure> {
    let out = arguments.out.map(|out| format(&out).map(|format| (out, format))).transpose()?;
    let chosen = |names: Vec<String>| if names.is_empty() { None } else { Some(names) };
    let request = CompareRequest {
        id: "cli".to_owned(),
        before: arguments.before,
        after: arguments.after,
        keys: chosen(arguments.keys),
        values: chosen(arguments.values),
    };
    with_workbench(global, async |workbench| {
        let results = workbench.results();
        let compared = results.compare(request).await?;
        if let Some((out, format)) = out {
            let target = std::path::absolute(&out).unwrap_or(out);
            results.export(&compared.id, &target, format, false).await?;
        }
        if global.json {
            output::line(&json!(compared).to_string());
        } else {
            let rows = compared.totals.iter().map(|total| {
                let told = |value: &Option<String>| value.clone().unwrap_or_default();
                let percent = total.ratio.map(|ratio| format!("{:+.1} %", ratio * 100.0)).unwrap_or_default();
                vec![total.name.clone(), told(&total.before), told(&total.after), told(&total.change), percent]
            });
            output::table(
                &["column", "before", "after", "change", "in percent"],
                &[false, true, true, true, true],
                rows,
            );
            output::line(&format!(
                "matched by {}: {} in both, {} only before, {} only after",
                if compared.keys.is_empty() { "nothing".to_owned() } else { compared.keys.join(", ") },
                compared.in_both,
                compared.only_before,
                compared.only_after
            ));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Takes away the kept result of a run.
pub(crate) async fn remove(global: &Global, id: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        workbench.executions().remove_result(id).await?;
        if global.json {
            output::line(&json!({ "removed": id }).to_string());
        } else {
            output::line("The result is gone from this computer; the run stays.");
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Takes away results that are older than so many days.
pub(crate) async fn clean_up(global: &Global, days: u32, dry_run: bool) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let executions = workbench.executions();
        let gone = if dry_run { executions.clean_up_plan(days).await? } else { executions.clean_up(days).await? };
        if global.json {
            output::line(&json!(gone).to_string());
        } else {
            let what = if dry_run { "would go" } else { "are gone" };
            output::line(&format!("{} results of {} bytes {what}.", gone.results, gone.bytes));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}
