//! The parser of dataset files, over one file or several that form feeds part: faults name a line of a file, in order, and what is taken can be
//! found, queried and asked for.

use std::sync::Arc;

use amc_sql::{
    CheckOptions,
    catalogue::{Catalogue, DatasetError, TableStatus},
    check, complete,
};

/// Reads files.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let files: Vec<(String, &str)> = text.split('\u{c}').map(|file| (name(file), file)).collect();
    match Catalogue::parse_files(files.iter().map(|(name, text)| (name.as_str(), *text))) {
        Ok(catalogue) => taken(&Arc::new(catalogue), files.len()),
        Err(faults) => refused(&faults, &files),
    }
}

/// The name that a file should have after the table that it describes.
fn name(file: &str) -> String {
    let table = file.lines().find_map(|line| line.strip_prefix("table:"));
    format!("{}.md", table.unwrap_or_default().trim())
}

fn refused(faults: &[DatasetError], files: &[(String, &str)]) {
    assert!(!faults.is_empty() && faults.is_sorted_by(|a, b| a < b), "{faults:?}");
    for fault in faults {
        let mut named = files.iter().filter(|(name, _)| *name == fault.file);
        let lines = |text: &str| text.lines().count().max(1);
        assert!(named.any(|(_, text)| (1..=lines(text)).contains(&fault.line)), "{fault:?} is nowhere");
        assert!(!fault.message.is_empty() && !fault.message.contains('\n'), "{fault:?}");
    }
}

fn taken(catalogue: &Arc<Catalogue>, files: usize) {
    assert_eq!(catalogue.tables().len(), files);
    let options = CheckOptions::new(Arc::clone(catalogue));
    for table in catalogue.tables() {
        assert!(catalogue.table(&table.name.to_uppercase()).is_some_and(|found| found.name == table.name));
        if let Some(twin) = &table.audience_table {
            let twin = catalogue.table(twin).unwrap_or_else(|| panic!("{twin} is nowhere"));
            assert_eq!((&twin.audience_of, &twin.fields), (&Some(table.name.clone()), &table.fields));
        }
        let sql = format!("SELECT COUNT(*) AS n FROM \"{}\"", table.name);
        let report = check(&sql, &options);
        assert!(report.ok() && report.tables == [table.name.clone()], "{:?}", report.diagnostics);
        assert!(!table.fields.is_empty() || table.status == TableStatus::Stub, "{} has no fields", table.name);
        for field in &table.fields {
            let sql = format!("SELECT COUNT(DISTINCT \"{}\") AS n FROM \"{}\"", field.name, table.name);
            let report = check(&sql, &options);
            assert!(report.ok(), "{sql}: {:?}", report.diagnostics);
        }
        for example in &table.examples {
            check(&example.sql, &options);
        }
        complete(&format!("SELECT  FROM {}", table.name), 1, 8, catalogue);
    }
}
