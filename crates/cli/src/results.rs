//! `results export`.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use workbench::result::ExportFormat;

use crate::args::{Export, Global};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// The format that a file's ending names.
pub(crate) fn format(path: &Path) -> Result<ExportFormat, Failure> {
    match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(ExportFormat::Csv),
        Some("json") => Ok(ExportFormat::Json),
        Some("ndjson") => Ok(ExportFormat::Ndjson),
        Some("parquet") => Ok(ExportFormat::Parquet),
        _ => Err(Failure::misuse("The file's ending says the format: .csv, .json, .ndjson or .parquet")),
    }
}

/// Writes a kept result to a file. Raw by default, since programs read it.
pub(crate) async fn export(global: &Global, arguments: Export) -> Result<ExitCode, Failure> {
    let format = format(&arguments.out)?;
    with_workbench(global, async |workbench| {
        let outcome = workbench
            .results()
            .export(
                &arguments.id,
                &std::path::absolute(&arguments.out).unwrap_or(arguments.out.clone()),
                format,
                arguments.guard_formulas,
            )
            .await?;
        if global.json {
            output::line(&json!(outcome).to_string());
        } else {
            output::line(&format!("{} rows in {}", outcome.rows, arguments.out.display()));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}
