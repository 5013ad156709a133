//! `check` of any text: it never panics, its findings lie in the text and speak in sentences, it says the same twice, and a statement stays right
//! once its parameters are declared with the types that were told of them.

use std::sync::Arc;

use amc_sql::{CheckOptions, CheckReport, ParameterDeclaration, TextRange, check};

use super::{CATALOGUE, places::Lines};

/// Longest sentence that still fits a list of findings, in characters.
const LONGEST_SENTENCE: usize = 1000;

/// Checks a text.
pub fn run(data: &[u8]) {
    let sql = String::from_utf8_lossy(data);
    let options = CheckOptions::new(Arc::clone(&CATALOGUE));
    let report = check(&sql, &options);
    findings(&sql, &report);
    assert!(
        report.tables.is_sorted() && report.tables.iter().all(|table| *table == table.to_lowercase()),
        "{report:?}"
    );
    // Whatever is kept in the order of a hash shows when it is done once more; now and then is enough.
    if sql.len().is_multiple_of(4) {
        assert_eq!(check(&sql, &options), report);
    }
    if report.ok() {
        assert!(!report.output.is_empty(), "right, and without a column");
        declared(&sql, &options, &report);
    }
}

fn findings(sql: &str, report: &CheckReport) {
    let lines = Lines::new(sql);
    let place = |found: &amc_sql::Diagnostic| (found.line, found.column);
    assert!(report.diagnostics.is_sorted_by_key(place), "not in the order of the text: {:?}", report.diagnostics);
    for found in &report.diagnostics {
        assert_ne!(found.code, "check_failed", "the check panicked");
        lines.bytes(TextRange {
            line: found.line,
            column: found.column,
            end_line: found.end_line,
            end_column: found.end_column,
        });
        for sentence in [Some(&found.message), found.help.as_ref()].into_iter().flatten() {
            let begins = !sentence.starts_with(|c: char| c.is_lowercase() || c.is_whitespace());
            let ends = sentence.ends_with(['.', '?']);
            let plain = !sentence.contains(char::is_control) && sentence.chars().count() <= LONGEST_SENTENCE;
            assert!(begins && ends && plain, "{}: {sentence:?}", found.code);
        }
    }
}

/// With the types that a check told of them declared, parameters are still right, and give the same columns.
fn declared(sql: &str, options: &CheckOptions, report: &CheckReport) {
    if report.parameters.is_empty() {
        return;
    }
    let types = report
        .parameters
        .iter()
        .map(|used| ParameterDeclaration { name: used.name.clone(), data_type: used.data_type });
    let again = check(sql, &CheckOptions { declared: Some(types.collect()), ..options.clone() });
    assert!(again.ok(), "{:?} with {:?}", again.diagnostics, report.parameters);
    assert_eq!(again.output, report.output);
}
