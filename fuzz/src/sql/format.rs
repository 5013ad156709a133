//! `format` of any text: done twice it changes nothing, it changes only blanks and the case of words, and a right statement keeps its columns.

use std::sync::Arc;

use amc_sql::{CheckOptions, check, format};

use super::CATALOGUE;

/// Lays a text out.
pub fn run(data: &[u8]) {
    let sql = String::from_utf8_lossy(data);
    let laid_out = format(&sql);
    same_pieces(&sql, &laid_out);
    assert_eq!(format(&laid_out), laid_out, "laid out once more, it changes");
    let options = CheckOptions::new(Arc::clone(&CATALOGUE));
    let report = check(&sql, &options);
    if report.ok() {
        let again = check(&laid_out, &options);
        assert!(again.ok(), "{:?} in {laid_out}", again.diagnostics);
        let types = |report: &amc_sql::CheckReport| {
            report.output.iter().map(|column| column.data_type.clone()).collect::<Vec<_>>()
        };
        assert_eq!(types(&again), types(&report), "{laid_out}");
        assert_eq!((again.tables, again.parameters), (report.tables, report.parameters), "{laid_out}");
    }
}

/// A part of a text that blanks do not change.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Word(&'a str),
    /// Text, a quoted name or a comment, with all that is in it.
    Whole(&'a str),
    Sign(char),
}

fn same_pieces(before: &str, after: &str) {
    let (Some(before), Some(after)) = (pieces(before), pieces(after)) else {
        // Where a quote is open it is a matter of taste what belongs to it: then all but blanks must be there.
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        assert_eq!(bare(before), bare(after));
        return;
    };
    for (nth, piece) in before.iter().enumerate() {
        let same = match (piece, after.get(nth)) {
            (Piece::Word(before), Some(Piece::Word(after))) => {
                before == after || before.to_ascii_uppercase() == **after
            }
            (piece, Some(other)) => piece == other,
            (_, None) => false,
        };
        assert!(same, "{piece:?} became {:?}", after.get(nth));
    }
    assert_eq!(before.len(), after.len(), "{:?} was added", after.get(before.len()));
}

/// The pieces of a text; `None` if a quote in it is not closed.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("--") {
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            out.push(Piece::Whole(rest[..length].trim_end()));
            length
        } else if let Some(inside) = rest.strip_prefix("/*") {
            let length = inside.find("*/").map_or(rest.len(), |end| end + 4);
            let whole = &rest[..length];
            // Blanks at the end of the text go, also those of a comment that nothing closes.
            out.push(Piece::Whole(if length == rest.len() { whole.trim_end() } else { whole }));
            length
        } else if matches!(first, '\'' | '"' | '`') {
            let mut length = 1;
            // A quote that is written twice belongs to what is quoted.
            loop {
                length += rest[length..].find(first)? + 1;
                if !rest[length..].starts_with(first) {
                    break;
                }
                length += 1;
            }
            out.push(Piece::Whole(&rest[..length]));
            length
        } else if first.is_alphabetic() || first.is_ascii_digit() || first == '_' {
            let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
            out.push(Piece::Word(&rest[..length]));
            length
        } else {
            out.push(Piece::Sign(first));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    Some(out)
}
