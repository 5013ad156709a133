//! Statements in the ways AMC's users write them: each checks without an error and runs over small tables.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use amc_sql::{CheckOptions, Severity, SqlType, catalogue::Catalogue, check};

mod small;
mod statements;

fn good() -> impl Iterator<Item = &'static str> {
    statements::GOOD.iter().chain(statements::LONG).chain(statements::VARIED).copied()
}

#[test]
fn no_good_statement_has_an_error() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut wrong = Vec::new();
    for sql in good() {
        let report = check(sql, &CheckOptions::new(Arc::clone(&catalogue)));
        for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            wrong.push(format!("{}:{} {} {}\n{sql}", found.line, found.column, found.code, found.message));
        }
        if report.output.is_empty() || report.output.iter().any(|column| column.data_type == SqlType::Unknown) {
            wrong.push(format!("output {:?}\n{sql}", report.output));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), good().count(), wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_good_statement_runs_and_answers_the_columns_it_promised() {
    let catalogue = Catalogue::embedded().unwrap();
    let tables = Arc::new(small::Small::new(&catalogue));
    let mut wrong = Vec::new();
    for sql in good() {
        let report = check(sql, &CheckOptions::new(Arc::clone(&catalogue)));
        wrong.extend(small::fault(sql, &report, &catalogue, &tables).await);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), good().count(), wrong.join("\n\n"));
}

/// Examples of the catalogue are statements that people start from.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_example_of_the_catalogue_checks_and_runs() {
    let catalogue = Catalogue::embedded().unwrap();
    let tables = Arc::new(small::Small::new(&catalogue));
    let mut wrong = Vec::new();
    for table in catalogue.tables() {
        for example in &table.examples {
            let report = check(&example.sql, &CheckOptions::new(Arc::clone(&catalogue)));
            if report.ok() {
                wrong.extend(small::fault(&example.sql, &report, &catalogue, &tables).await);
            } else {
                wrong.push(format!("{}: {:?}", table.name, report.diagnostics));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_parameter_in_a_row_has_a_type_in_the_end() {
    let sql = "SELECT NAMED_ROW('a', 1, 'b', CUSTOM_PARAMETER('p')) AS r FROM (VALUES (1)) AS t(n)";
    let report = check(sql, &CheckOptions::new(Catalogue::embedded().unwrap()));
    let SqlType::Row(fields) = &report.output[0].data_type else { panic!("{:?}", report.output) };
    assert_eq!(fields[1], ("b".to_owned(), SqlType::STRING));
}
