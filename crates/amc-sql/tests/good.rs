//! Statements in the ways AMC's users write them: each checks without an error and runs over small tables.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use amc_sql::{
    CheckOptions, RunOptions, Severity, SqlType, TableSource, TimeWindow, arrow_type, catalogue::Catalogue, check, run,
};
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
use serde_json::json;

mod statements;

const ROWS: usize = 6;

/// Every table of the catalogue with six rows inside the window.
struct Small(HashMap<String, Arc<dyn TableProvider>>);

impl Small {
    fn new(catalogue: &Catalogue) -> Self {
        let tables = catalogue.tables().iter().map(|table| {
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

fn options(catalogue: &Arc<Catalogue>, tables: &Arc<Small>) -> RunOptions {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let window = TimeWindow { start: day(1), end: day(31), time_zone: chrono_tz::UTC };
    RunOptions {
        threads: 1,
        ..RunOptions::new(Arc::clone(catalogue), Arc::clone(tables) as Arc<dyn TableSource>, window)
    }
}

#[test]
fn no_good_statement_has_an_error() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut wrong = Vec::new();
    for sql in statements::GOOD {
        let report = check(sql, &CheckOptions::new(Arc::clone(&catalogue)));
        for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            wrong.push(format!("{}:{} {} {}\n{sql}", found.line, found.column, found.code, found.message));
        }
        if report.output.is_empty() || report.output.iter().any(|column| column.data_type == SqlType::Unknown) {
            wrong.push(format!("output {:?}\n{sql}", report.output));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), statements::GOOD.len(), wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_good_statement_runs_and_answers_the_columns_it_promised() {
    let catalogue = Catalogue::embedded().unwrap();
    let tables = Arc::new(Small::new(&catalogue));
    let mut wrong = Vec::new();
    for sql in statements::GOOD {
        let report = check(sql, &CheckOptions::new(Arc::clone(&catalogue)));
        let parameters: BTreeMap<_, _> = report
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
            .collect();
        let options = RunOptions { parameters, ..options(&catalogue, &tables) };
        match run(sql, &options).await {
            Ok(result) => {
                let names: Vec<_> = result.schema.fields().iter().map(|field| field.name().clone()).collect();
                let promised: Vec<_> = report.output.iter().map(|column| column.name.clone()).collect();
                if names != promised {
                    wrong.push(format!("{names:?} instead of {promised:?}\n{sql}"));
                }
            }
            Err(error) => wrong.push(format!("{error}\n{sql}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), statements::GOOD.len(), wrong.join("\n\n"));
}
