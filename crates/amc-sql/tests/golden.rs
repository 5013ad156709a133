//! What is said of faulty statements, word for word. `INSTA_UPDATE=always cargo nextest run -p amc-sql -p dependencies --test golden` writes
//! `tests/snapshots` anew.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fmt::Write as _, fs, path::Path, sync::Arc};

use amc_sql::{CheckOptions, catalogue::Catalogue, check};

mod words;

/// Each finding under the line it marks.
fn rendered(sql: &str) -> String {
    let report = check(sql, &CheckOptions::new(Arc::clone(&Catalogue::embedded().unwrap())));
    let lines: Vec<&str> = sql.split("\r\n").flat_map(|line| line.split(['\n', '\r'])).collect();
    let mut out = String::new();
    for found in &report.diagnostics {
        assert_eq!(words::fault_in_words(found), None);
        assert!(!found.message.contains('`'), "names stand bare: {}", found.message);
        let severity = format!("{:?}", found.severity).to_lowercase();
        let _ = writeln!(out, "{severity}[{}] {}", found.code, found.message);
        let line = lines[found.line - 1];
        let before: String = line.chars().take(found.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let length = if found.end_line == found.line {
            found.end_column - found.column
        } else {
            line.chars().count() + 1 - found.column
        };
        let _ = writeln!(out, "  {}:{} | {line}", found.line, found.column);
        let number = format!("{}:{}", found.line, found.column).len();
        let _ = writeln!(out, "  {} | {before}{}", " ".repeat(number), "^".repeat(length.max(1)));
        if let Some(help) = &found.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    let columns: Vec<String> = report
        .output
        .iter()
        .map(|column| format!("{} {} {}", column.name, column.data_type, column.threshold))
        .collect();
    let _ = writeln!(out, "output: {}", columns.join(", "));
    let used: Vec<String> = report.parameters.iter().map(|used| format!("{} {}", used.name, used.data_type)).collect();
    let _ = writeln!(out, "parameters: {}", used.join(", "));
    out
}

#[test]
fn findings_are_worded_and_marked_as_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() >= 12);
    for name in names {
        let sql = fs::read_to_string(folder.join(&name)).unwrap();
        let stem = Path::new(&name).file_stem().unwrap().to_str().unwrap().to_owned();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(stem, rendered(&sql));
        });
    }
}
