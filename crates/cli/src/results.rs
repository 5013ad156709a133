//! `results export`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use workbench::result::ExportFormat;

use crate::args::{Export, Global};
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
