//! Rows of a local run: as a table, as JSON, as a file.

use std::path::Path;
use std::sync::Arc;

use amc_sql::RunResult;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use serde_json::{Map, Value, json};
use workbench::result::ColumnType;

use crate::cells::{column_values, json_rows, text};
use crate::failure::Failure;
use crate::{output, results};

/// More rows than anybody reads on a terminal.
const SHOWN: usize = 200;

/// Writes the rows to a file whose ending names the format; gives their number.
pub(super) fn write(path: &Path, outcome: &RunResult) -> Result<i64, Failure> {
    let format = results::format(path)?;
    let failed = |e: &dyn std::fmt::Display| {
        Failure::new("cli.write", format!("{} cannot be written: {e}.", path.display()))
            .next("Name another file with --out, or free some space.")
    };
    // The same exporter as for kept results, which reads Parquet.
    let kept = tempfile::NamedTempFile::new().map_err(|e| failed(&e))?;
    let file = kept.reopen().map_err(|e| failed(&e))?;
    let types: Vec<DataType> = outcome
        .output
        .iter()
        .map(|c| ColumnType::declared(&c.data_type.to_string()).map_or(DataType::Utf8, ColumnType::arrow))
        .collect();
    let fields: Vec<Field> =
        outcome.output.iter().zip(&types).map(|(c, t)| Field::new(&c.name, t.clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let mut writer = ArrowWriter::try_new(file, schema.clone(), None).map_err(|e| failed(&e))?;
    for batch in &outcome.batches {
        let columns = batch.columns().iter().zip(&types).map(|(column, wanted)| as_kept(column, wanted)).collect();
        let batch = RecordBatch::try_new(schema.clone(), columns).map_err(|e| failed(&e))?;
        writer.write(&batch).map_err(|e| failed(&e))?;
    }
    writer.close().map_err(|e| failed(&e))?;
    let target = std::path::absolute(path).map_err(|e| failed(&e))?;
    Ok(workbench::result::export_file(kept.path(), &target, format, false)?.rows)
}

/// A column in the type in which results are kept; what has none there (lists, rows) as its JSON text.
fn as_kept(column: &ArrayRef, wanted: &DataType) -> ArrayRef {
    match arrow::compute::cast(column, wanted) {
        Ok(converted) if !column.data_type().is_nested() => converted,
        _ => {
            let texts = column_values(column.as_ref()).into_iter().map(|v| (!v.is_null()).then(|| text(v)));
            Arc::new(texts.collect::<StringArray>())
        }
    }
}

/// The exact shape that programs read.
pub(super) fn to_json(outcome: &RunResult, elapsed_ms: u64) -> Map<String, Value> {
    let columns: Vec<Value> =
        outcome.output.iter().map(|c| json!({ "name": c.name, "data_type": c.data_type.to_string() })).collect();
    let rows: Vec<Vec<Value>> = outcome.batches.iter().flat_map(json_rows).collect();
    Map::from_iter([
        ("columns".to_owned(), json!(columns)),
        ("row_count".to_owned(), json!(rows.len())),
        ("rows".to_owned(), json!(rows)),
        ("elapsed_ms".to_owned(), json!(elapsed_ms)),
    ])
}

/// Prints a table; on a terminal only its beginning, with the number of rows that are left out.
pub(super) fn print(outcome: &RunResult, elapsed_ms: u64, terminal: bool) {
    let head: Vec<&str> = outcome.output.iter().map(|c| c.name.as_str()).collect();
    let numbers: Vec<bool> = outcome.output.iter().map(|c| c.data_type.is_number()).collect();
    let total: usize = outcome.batches.iter().map(RecordBatch::num_rows).sum();
    let most = if terminal { SHOWN } else { usize::MAX };
    let rows = outcome.batches.iter().flat_map(json_rows).take(most).map(|row| row.into_iter().map(text).collect());
    output::table(&head, &numbers, rows);
    if total > most {
        output::line(&format!("… and {} more; --out FILE writes all", total - most));
    }
    output::line(&format!("{total} rows in {elapsed_ms} ms"));
}
