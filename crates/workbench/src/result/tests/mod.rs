//! From CSV text to pages and exports.

mod exporting;
mod filtering;
mod grouping;
mod importing;
mod looking;
mod spreadsheets;

use std::cmp::{Ordering, Reverse};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use arrow::array::{AsArray as _, RecordBatch};
use arrow::datatypes::Int64Type;
use arrow::ipc::reader::StreamReader;
use proptest::prelude::*;

use super::export::{export, is_formula};
use super::import::{MOST_ROWS, import_at_most};
use super::page::Pages;
use super::*;

struct Kept {
    folder: tempfile::TempDir,
    path: PathBuf,
    imported: Imported,
}

fn declared(columns: &[(&str, &str)]) -> Vec<OutputColumn> {
    columns
        .iter()
        .map(|(name, kind)| OutputColumn {
            name: (*name).to_owned(),
            data_type: (*kind).to_owned(),
            threshold: "NONE".to_owned(),
        })
        .collect()
}

fn try_keep(parts: &[Vec<u8>], columns: &[(&str, &str)]) -> Result<Kept> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = parts
        .iter()
        .enumerate()
        .map(|(number, part)| {
            let path = folder.path().join(format!("{number}.csv"));
            std::fs::write(&path, part).unwrap();
            path
        })
        .collect();
    let path = folder.path().join("kept.parquet");
    let imported = import(&files, &declared(columns), &path)?;
    Ok(Kept { folder, path, imported })
}

fn kept(text: &str, columns: &[(&str, &str)]) -> Kept {
    try_keep(&[text.as_bytes().to_vec()], columns).unwrap()
}

fn types(kept: &Kept) -> Vec<&str> {
    kept.imported.columns.iter().map(|column| column.data_type.as_str()).collect()
}

fn request(offset: u32, limit: u32) -> PageRequest {
    PageRequest { execution_id: "one".to_owned(), offset, limit, sort: Vec::new(), filters: Vec::new() }
}

fn filter(column: u32, operator: FilterOperator, values: &[&str]) -> ResultFilter {
    ResultFilter { column, operator, values: values.iter().map(|value| (*value).to_owned()).collect() }
}

fn page(path: &Path, request: &PageRequest) -> Result<(usize, RecordBatch)> {
    let bytes = Pages::default().page(path, "hash", request)?;
    let mut reader = StreamReader::try_new(bytes.as_slice(), None).unwrap();
    let total = reader.schema().metadata()["total_rows"].parse().unwrap();
    Ok((total, reader.next().unwrap().unwrap()))
}

fn longs(batch: &RecordBatch, column: usize) -> Vec<Option<i64>> {
    batch.column(column).as_primitive::<Int64Type>().iter().collect()
}

fn texts(batch: &RecordBatch, column: usize) -> Vec<Option<String>> {
    batch.column(column).as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

fn exported(kept: &Kept, format: ExportFormat, guard: bool) -> String {
    let target = kept.folder.path().join(format!("out.{}", format.extension()));
    let rows = i64::try_from(kept.imported.rows).unwrap();
    let outcome = export(&kept.path, rows, &target, format, guard, &Watch::default()).unwrap();
    let bytes = std::fs::read(&target).unwrap();
    assert_eq!((outcome.rows, outcome.size_bytes), (rows, i64::try_from(bytes.len()).unwrap()));
    String::from_utf8(bytes).unwrap()
}

#[test]
fn ids_beyond_a_double_and_leading_zeros_survive_every_road() {
    let kept = kept("id,code,big\n9007199254740993,007,18446744073709551615\n,1,2\n", &[]);
    assert_eq!(types(&kept), ["LONG", "STRING", "STRING"]);
    assert_eq!(
        exported(&kept, ExportFormat::Csv, true),
        "id,code,big\r\n9007199254740993,007,18446744073709551615\r\n,1,2\r\n"
    );
    assert_eq!(
        exported(&kept, ExportFormat::Ndjson, false),
        "{\"id\":9007199254740993,\"code\":\"007\",\"big\":\"18446744073709551615\"}\n\
         {\"id\":null,\"code\":\"1\",\"big\":\"2\"}\n"
    );
    let (_, batch) = page(&kept.path, &request(0, 10)).unwrap();
    assert_eq!(longs(&batch, 0), [Some(9_007_199_254_740_993), None]);
}

#[test]
fn a_value_that_does_not_fit_its_declared_type_makes_the_column_text() {
    let kept = kept("a,b\n1,1.5\n2,n/a\n", &[("A", "LONG"), ("b", "DOUBLE")]);
    assert_eq!(types(&kept), ["LONG", "STRING"]);
    let promised: Vec<Option<&str>> =
        kept.imported.columns.iter().map(|column| column.promised_type.as_deref()).collect();
    assert_eq!(promised, [None, Some("DOUBLE")], "and it is said which");
    let (_, batch) = page(&kept.path, &request(0, 10)).unwrap();
    assert_eq!(texts(&batch, 1), [Some("1.5".to_owned()), Some("n/a".to_owned())]);
}

#[test]
fn decimals_stay_exact_on_pages_and_in_exports() {
    let kept = kept("d\n12345678901234567890.123456789\n-0.5\n", &[]);
    assert_eq!(types(&kept), ["DECIMAL(38,9)"]);
    let (_, batch) = page(&kept.path, &request(0, 10)).unwrap();
    assert_eq!(texts(&batch, 0)[0].as_deref(), Some("12345678901234567890.123456789"));
    assert!(exported(&kept, ExportFormat::Json, false).contains("12345678901234567890.123456789"));
}

#[test]
fn several_files_with_equal_headers_are_one_result_and_gzip_is_sniffed() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(b"a,b\r\n3,z\r\n").unwrap();
    let parts = [b"a,b\n1,x\n2,y\n".to_vec(), packed.finish().unwrap(), Vec::new()];
    let kept = try_keep(&parts, &[]).unwrap();
    assert_eq!(kept.imported.rows, 3);
    let (total, batch) = page(&kept.path, &request(0, 10)).unwrap();
    assert_eq!((total, longs(&batch, 0)), (3, vec![Some(1), Some(2), Some(3)]));
    let other = try_keep(&[b"a,b\n1,2\n".to_vec(), b"a,c\n1,2\n".to_vec()], &[]).err().unwrap();
    assert_eq!(other.code, "result.damaged");
}

#[test]
fn a_result_without_rows_keeps_its_columns() {
    for (text, columns) in [("a,b\n", &[][..]), ("", &[("a", "LONG"), ("b", "STRING")][..])] {
        let kept = kept(text, columns);
        assert_eq!((kept.imported.rows, kept.imported.columns.len()), (0, 2));
        let (total, batch) = page(&kept.path, &request(0, 10)).unwrap();
        assert_eq!((total, batch.num_rows()), (0, 0));
        assert_eq!(exported(&kept, ExportFormat::Csv, true), "a,b\r\n");
        assert_eq!(exported(&kept, ExportFormat::Json, true), "[\n]\n");
    }
}

#[test]
fn damaged_and_oversized_files_are_refused_in_words() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(b"a\n").unwrap();
    for _ in 0..300 {
        bomb.write_all(&b"1111111111\n".repeat(2_000)).unwrap();
    }
    let mut cut = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    cut.write_all(b"a\n1\n2\n").unwrap();
    let mut cut = cut.finish().unwrap();
    cut.truncate(cut.len() - 9);
    for (part, code) in [
        (b"a,b\n1\n".to_vec(), "result.damaged"),
        (b"a\n\"open".to_vec(), "result.damaged"),
        (cut, "result.damaged"),
        (bomb.finish().unwrap(), "result.too_large"),
        (vec![b'x'; 2 * 1024 * 1024], "result.too_large"),
    ] {
        let error = try_keep(&[part], &[]).err().unwrap();
        assert_eq!(error.code, code);
        assert!(error.next_step.is_some());
    }
}

#[test]
fn repeated_and_empty_names_are_made_distinct() {
    let kept = kept("a,a,,a_2\n1,2,3,4\n", &[]);
    let names: Vec<&str> = kept.imported.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["a", "a_3", "column_3", "a_2"]);
}

fn many(rows: i64) -> Kept {
    let mut text = String::from("n,word,day\n");
    for row in 0..rows {
        let number = (row * 7919) % rows;
        let word = if row % 10 == 0 { String::new() } else { format!("Word {}", number % 97) };
        text += &format!("{number},{word},2026-01-{:02}\n", number % 28 + 1);
    }
    kept(&text, &[])
}

#[test]
fn pages_are_cut_anywhere_across_row_groups() {
    let kept = many(70_001);
    for (offset, expected) in [(0, 500), (65_400, 500), (69_900, 101), (70_001, 0), (4_000_000_000, 0)] {
        let (total, batch) = page(&kept.path, &request(offset, 500)).unwrap();
        assert_eq!((total, batch.num_rows()), (70_001, expected), "{offset}");
        let wanted: Vec<Option<i64>> =
            (i64::from(offset)..).take(expected).map(|row| Some(row * 7919 % 70_001)).collect();
        assert_eq!(longs(&batch, 0), wanted);
    }
    assert_eq!(page(&kept.path, &request(0, 501)).unwrap_err().code, "invalid");
    assert_eq!(page(&kept.path, &request(0, 0)).unwrap_err().code, "invalid");
}

#[test]
fn sorting_and_filtering_agree_with_the_plain_way() {
    let kept = many(3_001);
    let mut wanted = request(10, 200);
    wanted.sort = vec![ResultSort { column: 1, descending: true }, ResultSort { column: 0, descending: false }];
    wanted.filters =
        vec![filter(0, FilterOperator::AtLeast, &["100"]), filter(2, FilterOperator::StartsWith, &["2026-01-1"])];
    let (total, batch) = page(&kept.path, &wanted).unwrap();
    let mut plain: Vec<(Option<String>, i64)> = (0..3_001_i64)
        .map(|row| (row % 10 != 0, row * 7919 % 3_001))
        .filter(|(_, number)| *number >= 100 && (10..=19).contains(&(number % 28 + 1)))
        .map(|(some, number)| (some.then(|| format!("Word {}", number % 97)), number))
        .collect();
    plain.sort_by(|left, right| match (&left.0, &right.0) {
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        _ => right.0.cmp(&left.0).then(left.1.cmp(&right.1)),
    });
    assert_eq!(total, plain.len());
    let got: Vec<_> = texts(&batch, 1).into_iter().zip(longs(&batch, 0)).collect();
    let expected: Vec<_> = plain.into_iter().skip(10).take(200).map(|(word, number)| (word, Some(number))).collect();
    assert_eq!(got, expected);
}

#[test]
fn a_sort_of_many_rows_keeps_the_order_of_equal_ones() {
    let kept = many(70_001);
    let number = |row: i64| row * 7919 % 70_001;
    let word = |row: i64| (row % 10 != 0).then(|| format!("Word {}", number(row) % 97));
    for column in [0, 1] {
        let mut plain: Vec<i64> = (0..70_001).collect();
        match column {
            0 => plain.sort_by_key(|row| Reverse(number(*row))),
            // Rows without a word come last.
            _ => plain.sort_by_key(|row| (word(*row).is_none(), Reverse(word(*row)))),
        }
        let mut wanted = request(34_900, 300);
        wanted.sort = vec![ResultSort { column, descending: true }];
        let (total, batch) = page(&kept.path, &wanted).unwrap();
        let expected: Vec<_> = plain.iter().skip(34_900).take(300).map(|row| Some(number(*row))).collect();
        assert_eq!((total, longs(&batch, 0)), (70_001, expected), "column {column}");
    }
}

#[test]
fn keys_that_would_fill_the_memory_are_refused() {
    let text: String = (0..3_000).map(|row| format!("{row},{}\n", "x".repeat(2_000))).collect();
    let kept = kept(&format!("n,long\n{text}"), &[]);
    let mut wanted = request(0, 10);
    wanted.sort = vec![ResultSort { column: 1, descending: false }];
    assert_eq!(page(&kept.path, &wanted).unwrap_err().code, "result.sort_too_large");
    wanted.filters = vec![filter(0, FilterOperator::Less, &["100"])];
    assert_eq!(page(&kept.path, &wanted).unwrap().0, 100);
}

#[test]
fn equal_rows_in_two_files_are_read_from_the_file_that_is_asked_for() {
    let (one, other) = (kept("n\n1\n", &[]), kept("n\n1\n", &[]));
    let pages = Pages::default();
    pages.page(&one.path, "equal", &request(0, 10)).unwrap();
    std::fs::remove_file(&one.path).unwrap();
    pages.page(&other.path, "equal", &request(0, 10)).unwrap();
}

#[test]
fn formulas_are_guarded_in_text_only() {
    let kept = kept("t,n\n=1+1,-5\n\"\t x\",-6\n＝2,-7\nplain,-8\n", &[]);
    assert_eq!(
        exported(&kept, ExportFormat::Csv, true),
        "t,n\r\n\"'=1+1\",-5\r\n\"'\t x\",-6\r\n\"'＝2\",-7\r\nplain,-8\r\n"
    );
    assert!(exported(&kept, ExportFormat::Csv, false).contains("\r\n=1+1,-5\r\n"));
}

#[test]
fn an_export_that_fails_leaves_the_old_target_and_nothing_else() {
    let kept = kept("a\n1\n", &[]);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.csv");
    std::fs::write(&target, "old").unwrap();
    let error = export(&kept.path, 2, &target, ExportFormat::Csv, true, &Watch::default()).unwrap_err();
    assert_eq!(error.code, "result.damaged");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = folder.path().join("missing").join("out.csv");
    assert!(export(&kept.path, 1, &nowhere, ExportFormat::Csv, true, &Watch::default()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_is_exported_is_what_came(
        table in (1..4_usize).prop_flat_map(|width| {
            prop::collection::vec(prop::collection::vec("[a-z0-9,\"\\\\\n\r ü=+.-]{0,8}", width), 0..20)
        }),
        guard in any::<bool>(),
    ) {
        let width = table.first().map_or(1, Vec::len);
        let header: Vec<String> = (0..width).map(|column| format!("c{column}")).collect();
        let mut text = header.join(",") + "\n";
        for row in &table {
            let fields: Vec<String> = row.iter()
                .map(|field| format!("\"{}\"", field.replace('\\', "\\\\").replace('"', "\\\""))).collect();
            text += &(fields.join(",") + "\n");
        }
        // All text, so that each cell has to come back to the letter.
        let columns: Vec<(&str, &str)> = header.iter().map(|name| (name.as_str(), "STRING")).collect();
        let kept = kept(&text, &columns);
        let csv = exported(&kept, ExportFormat::Csv, guard);
        let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        prop_assert_eq!(rows.len(), table.len());
        for (row, expected) in rows.iter().zip(&table) {
            for (cell, expected) in row.iter().zip(expected) {
                let expected = if guard && is_formula(expected) { format!("'{expected}") } else { expected.clone() };
                prop_assert_eq!(cell, expected);
            }
        }
        let json: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(&exported(&kept, ExportFormat::Json, guard)).unwrap();
        prop_assert_eq!(json.len(), table.len());
        for (object, expected) in json.iter().zip(&table) {
            for (name, expected) in header.iter().zip(expected) {
                prop_assert_eq!(object[name].as_str().unwrap_or_default(), expected);
            }
        }
    }
}
