//! Every table of the catalogue with six rows, in memory.
#![allow(dead_code, reason = "each test compiles this file by itself and uses what it needs")]

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use amc_sql::{CheckReport, RunOptions, TableSource, TimeWindow, arrow_type, catalogue::Catalogue, run};
use chrono::NaiveDate;
use datafusion::{
    arrow::{
        array::{ArrayRef, Int64Array, StringArray, new_null_array},
        compute::cast,
        datatypes::{DataType, Field, Schema},
        record_batch::RecordBatch,
    },
    catalog::{MemTable, TableProvider},
};
use serde_json::{Value, json};

const ROWS: usize = 6;

pub(crate) struct Small(HashMap<String, Arc<dyn TableProvider>>);

impl Small {
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let tables = catalogue.tables().iter().filter(|table| !table.fields.is_empty()).map(|table| {
            let mut fields = Vec::new();
            let mut columns: Vec<ArrayRef> = Vec::new();
            for field in &table.fields {
                let wanted = arrow_type(field.data_type);
                columns.push(column(&field.name, &wanted));
                fields.push(Field::new(field.name.to_lowercase(), wanted, true));
            }
            let schema = Arc::new(Schema::new(fields));
            let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
            let provider: Arc<dyn TableProvider> = Arc::new(MemTable::try_new(schema, vec![vec![batch]]).unwrap());
            (table.name.clone(), provider)
        });
        Self(tables.collect())
    }
}

fn column(name: &str, wanted: &DataType) -> ArrayRef {
    match wanted {
        DataType::Utf8 if name == "user_id" => Arc::new(StringArray::from(vec!["u1", "u1", "u2", "u2", "u3", "u3"])),
        DataType::Utf8 => Arc::new(StringArray::from(vec!["1", "2", "a", "b", "c", "d"])),
        DataType::Timestamp(..) => {
            let text = (0..ROWS).map(|row| format!("2026-03-0{}T10:00:00", row + 2)).collect::<Vec<_>>();
            cast(&StringArray::from(text), wanted).unwrap()
        }
        DataType::Date32 => {
            let text = (0..ROWS).map(|row| format!("2026-03-0{}", row + 2)).collect::<Vec<_>>();
            cast(&StringArray::from(text), wanted).unwrap()
        }
        DataType::Boolean => cast(&Int64Array::from(vec![1, 0, 1, 0, 1, 0]), wanted).unwrap(),
        DataType::List(_) => new_null_array(wanted, ROWS),
        number => cast(&Int64Array::from(vec![1, 2, 3, 4, 5, 6]), number).unwrap(),
    }
}

impl TableSource for Small {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        self.0.get(table).cloned()
    }
}

/// A run over March 2026.
pub(crate) fn options(catalogue: &Arc<Catalogue>, tables: &Arc<Small>) -> RunOptions {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let window = TimeWindow { start: day(1), end: day(31), time_zone: chrono_tz::UTC };
    RunOptions {
        threads: 1,
        ..RunOptions::new(Arc::clone(catalogue), Arc::clone(tables) as Arc<dyn TableSource>, window)
    }
}

/// A value of its type for each parameter.
pub(crate) fn values(report: &CheckReport) -> BTreeMap<String, Value> {
    report
        .parameters
        .iter()
        .map(|used| {
            let value = match used.data_type.scalar().to_string().as_str() {
                "STRING" => json!("1"),
                "DATE" | "TIMESTAMP" => json!("2026-03-04"),
                "BOOLEAN" => json!(true),
                _ => json!(1),
            };
            (used.name.clone(), value)
        })
        .collect()
}

/// Runs a statement and says what is wrong with its answer: it fails, or has other columns than the check promised.
pub(crate) async fn fault(
    sql: &str,
    report: &CheckReport,
    catalogue: &Arc<Catalogue>,
    tables: &Arc<Small>,
) -> Option<String> {
    let options = RunOptions { parameters: values(report), ..options(catalogue, tables) };
    match run(sql, &options).await {
        Ok(result) => {
            let names: Vec<_> = result.schema.fields().iter().map(|field| field.name().clone()).collect();
            let promised: Vec<_> = report.output.iter().map(|column| column.name.clone()).collect();
            (names != promised).then(|| format!("{names:?} instead of {promised:?}\n{sql}"))
        }
        Err(error) => Some(format!("{error}\n{sql}")),
    }
}
