//! Refusals of statements in the words and with the positions Amazon uses (sections 6.2 and 6.3 of the contract).

use amc_sql::{Diagnostic, Severity};

/// The sentence around a reason.
pub(crate) fn uncompilable(workflow_id: &str, reason: &str) -> String {
    format!("Was unable to compile workflow {workflow_id} because it was found to be invalid: {reason}")
}

/// The reason for the first error of a check; `None` if there is no error.
pub(crate) fn reason(sql: &str, diagnostics: &[Diagnostic]) -> Option<String> {
    diagnostics.iter().find(|d| d.severity == Severity::Error).map(|d| of(sql, d))
}

/// The reason to reject a run that gives away too much of people (section 7.3): what is never shown in the result, or compared with a literal.
pub(crate) fn private(sql: &str, diagnostics: &[Diagnostic]) -> Option<String> {
    diagnostics.iter().find(|d| matches!(d.code, "private_output" | "literal_comparison")).map(|d| of(sql, d))
}

fn of(sql: &str, found: &Diagnostic) -> String {
    let marked = marked_text(sql, found);
    let range = || {
        // Calcite counts the last character in.
        let end_column =
            found.end_column.saturating_sub(1).max(if found.line == found.end_line { found.column } else { 1 });
        format!("From line {}, column {} to line {}, column {end_column}", found.line, found.column, found.end_line)
    };
    match found.code {
        "unknown_table" => format!("{}: Object '{marked}' not found", range()),
        "unknown_column" => {
            let column = marked.rsplit('.').next().unwrap_or(&marked);
            format!("{}: Column '{column}' not found in any table", range())
        }
        "ambiguous_column" => {
            let column = marked.rsplit('.').next().unwrap_or(&marked);
            format!("{}: Column '{column}' is ambiguous", range())
        }
        "unknown_function" => format!("{}: No match found for function signature {}", range(), marked.to_uppercase()),
        code if code.contains("parse") || code.contains("syntax") => {
            let word = if marked.is_empty() { "<EOF>".to_string() } else { marked };
            format!("Encountered \"{word}\" at line {}, column {}. {}", found.line, found.column, found.message)
        }
        _ => format!("{}: {}", range(), found.message),
    }
}

/// The text a finding marks, without its quotes.
fn marked_text(sql: &str, found: &Diagnostic) -> String {
    let mut text = String::new();
    for (number, line) in (1..).zip(sql.split('\n')) {
        if number < found.line || number > found.end_line {
            continue;
        }
        let from = if number == found.line { found.column.saturating_sub(1) } else { 0 };
        let to = if number == found.end_line { found.end_column.saturating_sub(1) } else { usize::MAX };
        text.extend(line.chars().skip(from).take(to.saturating_sub(from)));
        if number < found.end_line {
            text.push(' ');
        }
    }
    text.trim().trim_matches(['"', '`']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &'static str, line: usize, columns: (usize, usize)) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code,
            message: "words".into(),
            line,
            column: columns.0,
            end_line: line,
            end_column: columns.1,
            help: None,
            replacement: None,
        }
    }

    #[test]
    fn a_column_is_named_with_the_range_it_fills() {
        let sql = "SELECT\n  campain, SUM(clicks)\nFROM t";
        assert_eq!(
            reason(sql, &[found("unknown_column", 2, (3, 10))]).unwrap(),
            "From line 2, column 3 to line 2, column 9: Column 'campain' not found in any table"
        );
    }

    #[test]
    fn a_table_is_an_object() {
        let said = reason("SELECT a FROM \"nowhere\"", &[found("unknown_table", 1, (15, 24))]).unwrap();
        assert_eq!(said, "From line 1, column 15 to line 1, column 23: Object 'nowhere' not found");
    }

    #[test]
    fn the_parser_names_a_point() {
        let said = reason("SELECT a FROM", &[found("parse_error", 1, (14, 14))]).unwrap();
        assert!(said.starts_with("Encountered \"<EOF>\" at line 1, column 14."), "{said}");
    }

    #[test]
    fn a_warning_refuses_nothing() {
        let warning = Diagnostic { severity: Severity::Warning, ..found("unknown_column", 1, (1, 2)) };
        assert_eq!(reason("a", &[warning]), None);
    }
}
