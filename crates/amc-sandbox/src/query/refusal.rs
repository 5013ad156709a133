//! Refusals of statements in the words and with the positions Amazon uses (sections 6.2 and 6.3 of the contract).

use amc_sql::{Diagnostic, Severity};

/// The sentence around a reason.
pub(crate) fn uncompilable(workflow_id: &str, reason: &str) -> String {
    format!("Was unable to compile workflow {workflow_id} because it was found to be invalid: {reason}")
}

/// The reason for the first error of a check; `None` if there is no error. What the parser cannot read comes first: Amazon checks nothing else then.
pub(crate) fn reason(sql: &str, diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = || diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors().find(|d| is_of_parser(d.code)).or_else(|| errors().next()).map(|d| of(sql, d))
}

fn is_of_parser(code: &str) -> bool {
    code.contains("parse") || code.contains("syntax")
}

/// The reason to reject a run that gives away too much of people (section 7.3): what is never shown in the result, or compared with a literal.
pub(crate) fn private(sql: &str, diagnostics: &[Diagnostic]) -> Option<String> {
    diagnostics.iter().find(|d| matches!(d.code, "private_output" | "literal_comparison")).map(|d| of(sql, d))
}

fn of(sql: &str, found: &Diagnostic) -> String {
    let marked = marked_text(sql, found);
    let column = units(sql, found.line, found.column);
    let range = || {
        // Calcite counts the last character in.
        let end_column = units(sql, found.end_line, found.end_column).saturating_sub(1);
        let end_column = end_column.max(if found.line == found.end_line { column } else { 1 });
        format!("From line {}, column {column} to line {}, column {end_column}", found.line, found.end_line)
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
        code if is_of_parser(code) => {
            let word = if marked.is_empty() { "<EOF>".to_string() } else { marked };
            format!("Encountered \"{word}\" at line {}, column {column}. {}", found.line, found.message)
        }
        _ => format!("{}: {}", range(), found.message),
    }
}

/// The lines of a text; each ends with LF, CR or both together.
pub(crate) fn lines(sql: &str) -> impl Iterator<Item = &str> {
    sql.split("\r\n").flat_map(|line| line.split(['\n', '\r']))
}

/// A column in the units of UTF-16, in which Amazon's compiler counts.
fn units(sql: &str, line: usize, column: usize) -> usize {
    let before = lines(sql).nth(line.saturating_sub(1)).unwrap_or("").chars().take(column.saturating_sub(1));
    let (characters, units) = before.fold((1, 1), |(characters, units), c| (characters + 1, units + c.len_utf16()));
    units + column.saturating_sub(characters)
}

/// The text a finding marks, without its quotes.
fn marked_text(sql: &str, found: &Diagnostic) -> String {
    let mut text = String::new();
    for (number, line) in (1..).zip(lines(sql)) {
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
    fn a_line_ends_with_a_carriage_return_too() {
        let sql = "SELECT\r  campain,\r\n  SUM(clicks)\nFROM t";
        let said = reason(sql, &[found("unknown_column", 2, (3, 10))]).unwrap();
        assert_eq!(said, "From line 2, column 3 to line 2, column 9: Column 'campain' not found in any table");
        let said = reason(sql, &[found("unknown_table", 4, (6, 7))]).unwrap();
        assert_eq!(said, "From line 4, column 6 to line 4, column 6: Object 't' not found");
    }

    #[test]
    fn a_sign_outside_the_basic_plane_counts_twice_as_it_does_in_java() {
        let sql = "SELECT '\u{1F600}' AS x, campain FROM t";
        let said = reason(sql, &[found("unknown_column", 1, (18, 25))]).unwrap();
        assert!(said.starts_with("From line 1, column 19 to line 1, column 25: Column 'campain'"), "{said}");
        assert_eq!(amc_sql::service_position(sql, 1, 19), (1, 18));
    }

    #[test]
    fn the_parser_speaks_before_the_validator() {
        let said =
            reason("SELECT a,, FROM t", &[found("no_aggregate", 1, (1, 7)), found("syntax", 1, (9, 10))]).unwrap();
        assert!(said.starts_with("Encountered \",\" at line 1, column 9."), "{said}");
    }

    #[test]
    fn a_warning_refuses_nothing() {
        let warning = Diagnostic { severity: Severity::Warning, ..found("unknown_column", 1, (1, 2)) };
        assert_eq!(reason("a", &[warning]), None);
    }
}
