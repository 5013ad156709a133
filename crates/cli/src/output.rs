//! Writing to the terminal. A reader that has gone (`| head`) ends the output quietly.

use std::io::Write as _;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// A line under the head and nothing else: rows are to be read, and copied.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Writes one line to standard output.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Writes text that brings its own line ends to standard output.
pub(crate) fn text(text: &str) {
    let _ = write!(std::io::stdout().lock(), "{text}");
}

/// Writes one line to standard error.
pub(crate) fn error_line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes a table; columns that `numbers` marks are aligned to the right.
pub(crate) fn table(head: &[&str], numbers: &[bool], rows: impl IntoIterator<Item = Vec<String>>) {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_header(head);
    for row in rows {
        table.add_row(row.into_iter().zip(numbers).map(|(text, number)| {
            let cell = Cell::new(text);
            if *number { cell.set_alignment(CellAlignment::Right) } else { cell }
        }));
    }
    line(&table.to_string());
}
