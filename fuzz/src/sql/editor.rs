//! What an editor asks, at the first `|` of any text, or at its end: nothing panics, every place that is answered lies in the text and holds what it
//! is said to hold, and a name that is changed is changed everywhere, so that a right statement stays right.

use std::{collections::HashSet, sync::Arc};

use amc_sql::{
    CheckOptions, Renamable, TextRange, check, complete, definition, hover, renamable, rename, service_position,
    signature_help, symbols,
};

use super::{
    CATALOGUE,
    places::{Lines, bare},
};

/// Most proposals that are promised.
const MOST_PROPOSALS: usize = 200;

/// Asks everything that can be asked at a place.
pub fn run(data: &[u8]) {
    let marked = String::from_utf8_lossy(data);
    let at = marked.find('|').unwrap_or(marked.len());
    let sql = marked.replacen('|', "", 1);
    let lines = Lines::new(&sql);
    let (line, column) = lines.place(at);
    // Between the two characters of a line's end lies the end of the line.
    let Some(at) = lines.byte(line, column) else { return };
    proposals(&sql, line, column);
    let touches = |range: TextRange| {
        let (start, end) = lines.bytes(range);
        assert!(start <= at && at <= end, "{range:?} does not touch {line}:{column}");
        &sql[start..end]
    };
    let said = hover(&sql, line, column, &CATALOGUE);
    let word = said.as_ref().map(|said| bare(touches(said.range)));
    if let Some(given) = definition(&sql, line, column) {
        let (start, end) = lines.bytes(given);
        assert!(start < end, "a name of no letters");
        if let Some(word) = word {
            assert!(bare(&sql[start..end]).eq_ignore_ascii_case(&word), "{word:?} is given by {:?}", &sql[start..end]);
        }
    }
    if let Some(help) = signature_help(&sql, line, column) {
        assert!(help.active < help.parameters.len().max(1), "{help:?}");
        assert!(help.parameters.iter().all(|parameter| help.signature.contains(parameter.as_str())), "{help:?}");
    }
    let parts = symbols(&sql);
    let starts: Vec<usize> = parts.iter().map(|part| lines.bytes(part.range).0).collect();
    assert!(starts.is_sorted_by(|a, b| a < b), "{parts:?}");
    let (service_line, service_column) = service_position(&sql, line, column);
    assert!(lines.byte(service_line, service_column).is_some(), "{service_line}:{service_column}");
    renaming(&sql, &lines, line, column);
}

fn proposals(sql: &str, line: usize, column: usize) {
    let offers = complete(sql, line, column, &CATALOGUE);
    assert!(offers.len() <= MOST_PROPOSALS, "{} proposals", offers.len());
    let mut seen = HashSet::new();
    for offer in &offers {
        assert!(!offer.label.is_empty() && !offer.insert.is_empty(), "{offer:?}");
        assert!(seen.insert((&offer.label, offer.kind, &offer.detail, &offer.insert)), "twice: {offer:?}");
    }
    assert_eq!(complete(sql, line, column, &CATALOGUE), offers);
}

/// The names that are tried in place of another, by turns. The last word of the text may be anything.
fn new_name(sql: &str) -> &str {
    match sql.len() % 4 {
        0 => "zz9",
        1 => "two words",
        2 => "select",
        _ => sql.rsplit(|c: char| !c.is_alphanumeric() && c != '_').find(|word| !word.is_empty()).unwrap_or("x"),
    }
}

fn renaming(sql: &str, lines: &Lines<'_>, line: usize, column: usize) {
    let new_name = new_name(sql);
    let edits = rename(sql, line, column, new_name);
    let Ok(Renamable { name, places }) = renamable(sql, line, column) else {
        assert!(edits.is_err(), "{edits:?}");
        return;
    };
    let spans: Vec<(usize, usize)> = places.iter().map(|place| lines.bytes(*place)).collect();
    assert!(!spans.is_empty() && spans.is_sorted_by(|a, b| a.1 <= b.0), "{places:?} overlap");
    for (start, end) in &spans {
        let written = bare(&sql[*start..*end]);
        assert!(written.eq_ignore_ascii_case(&name), "{written:?} in place of {name:?}");
    }
    let at = lines.byte(line, column).unwrap_or(sql.len());
    let Some(touched) = spans.iter().position(|(start, end)| *start <= at && at <= *end) else {
        panic!("{name:?} at {line}:{column} has no place there: {places:?}");
    };
    let Ok(edits) = edits else { return };
    assert!(edits.iter().map(|edit| edit.range).eq(places), "{edits:?}");
    let mut changed = String::new();
    let (mut from, mut touched_now) = (0, 0);
    for (nth, (edit, (start, end))) in edits.iter().zip(&spans).enumerate() {
        changed.push_str(&sql[from..*start]);
        if nth == touched {
            touched_now = changed.len();
        }
        changed.push_str(&edit.new_text);
        from = *end;
    }
    changed.push_str(&sql[from..]);
    let (line, column) = Lines::new(&changed).place(touched_now);
    let again = renamable(&changed, line, column).unwrap_or_else(|error| panic!("{error} in {changed:?}"));
    assert_eq!((again.name.as_str(), again.places.len()), (new_name, edits.len()), "{changed:?}");
    let options = CheckOptions::new(Arc::clone(&CATALOGUE));
    let report = check(sql, &options);
    if report.ok() {
        let after = check(&changed, &options);
        assert!(after.ok(), "{:?} in {changed:?}", after.diagnostics);
        assert_eq!((after.tables, after.output.len()), (report.tables, report.output.len()), "{changed:?}");
    }
}
