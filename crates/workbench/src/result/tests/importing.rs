//! Amazon's CSV, read by a second parser too, and with every way in which data and types can disagree.

use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};

use super::super::table::Table;
use super::*;

/// A table written by another program's writer, quoting quotes with a backslash or by doubling.
fn written(table: &[Vec<String>], backslash: bool, crlf: bool) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .double_quote(!backslash)
        .escape(b'\\')
        .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn column(kept: &Kept, column: usize) -> Vec<Option<String>> {
    let rows = u32::try_from(kept.imported.rows).unwrap();
    let mut all = Vec::new();
    while all.len() < rows as usize {
        let (_, batch) = page(&kept.path, &request(u32::try_from(all.len()).unwrap(), 500)).unwrap();
        all.extend(texts(&batch, column));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn what_another_writer_wrote_and_another_reader_reads_is_what_is_kept(
        // No backslash: that writer leaves one as it is, so it could be taken for an escape.
        table in (1..4_usize).prop_flat_map(|width| {
            prop::collection::vec(prop::collection::vec("[a-z0-9,\"\n\r\0 ü'=+@-]{0,8}", width), 1..16)
        }),
        backslash in any::<bool>(), crlf in any::<bool>(), mark in any::<bool>(), gzip in any::<bool>(), cut in 0..16_usize,
    ) {
        let width = table[0].len();
        let header: Vec<String> = (0..width).map(|column| format!("c{column}")).collect();
        let types: Vec<(&str, &str)> = header.iter().map(|name| (name.as_str(), "STRING")).collect();
        // Two parts of one result, each with the header.
        let cut = cut.min(table.len());
        let mut parts = Vec::new();
        let mut expected: Vec<Vec<String>> = Vec::new();
        for rows in [&table[..cut], &table[cut..]] {
            let mut all = vec![header.clone()];
            all.extend_from_slice(rows);
            let bytes = written(&all, backslash, crlf);
            let mut reader = csv::ReaderBuilder::new().double_quote(!backslash).escape(backslash.then_some(b'\\'))
                .from_reader(bytes.as_slice());
            expected.extend(reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()));
            let bytes = if mark { [b"\xef\xbb\xbf".as_slice(), &bytes].concat() } else { bytes };
            parts.push(if gzip { packed(&bytes) } else { bytes });
        }
        prop_assert_eq!(&expected, &table, "the other reader agrees with the other writer");
        let kept = try_keep(&parts, &types).unwrap();
        prop_assert_eq!(kept.imported.rows as usize, expected.len());
        for index in 0..width {
            let column = column(&kept, index);
            let expected: Vec<Option<String>> =
                expected.iter().map(|row| (!row[index].is_empty()).then(|| row[index].clone())).collect();
            prop_assert_eq!(column, expected);
        }
    }

    #[test]
    fn no_value_contradicts_a_promised_type_so_much_that_the_result_is_lost(
        promised in prop::sample::select(vec!["LONG", "INTEGER", "DOUBLE", "DECIMAL(12,2)", "DECIMAL(38,10)", "DATE", "TIMESTAMP",
            "BOOLEAN", "STRING", "ARRAY<STRING>", "DECIMAL", "SOMETHING_NEW"]),
        values in prop::collection::vec(prop_oneof![
            "-?[0-9]{1,40}", "-?[0-9]{1,20}\\.[0-9]{1,20}", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "0[0-9]{1,18}", "-?[0-9]\\.[0-9]{1,3}E-?[0-9]{1,3}",
            "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,8})?Z?", "true|false|TRUE|NaN|Infinity|null|N/A|-0|\\+1",
            "[a-z]{1,6}",
        ], 1..8),
    ) {
        let kept = kept(&format!("c\n{}\n", values.join("\n")), &[("c", promised)]);
        prop_assert_eq!(kept.imported.rows as usize, values.len());
        let [summary] = kept.imported.columns.as_slice() else { panic!("one column") };
        if summary.data_type == "STRING" {
            prop_assert_eq!(column(&kept, 0), values.iter().map(|value| Some(value.clone())).collect::<Vec<_>>());
        }
        let kind = ColumnType::declared(promised);
        let contradicted = kind.is_some_and(|kind| values.iter().any(|value| !kind.fits(value)));
        prop_assert_eq!(summary.promised_type.is_some(), contradicted, "{:?} {:?}", summary, values);
    }

    #[test]
    fn decimals_of_up_to_thirty_eight_digits_keep_their_value(
        numbers in prop::collection::vec("-?(0|[1-9][0-9]{0,18})\\.[0-9]{1,19}", 1..8),
    ) {
        let kept = kept(&format!("d\n{}\n", numbers.join("\n")), &[]);
        let shown = exported(&kept, ExportFormat::Csv, true);
        for (number, shown) in numbers.iter().zip(shown.lines().skip(1)) {
            let trim = |text: &str| -> String {
                let text = text.trim_end_matches('0').trim_end_matches('.');
                // Zero has no sign.
                if text == "-0" { "0".to_owned() } else { text.to_owned() }
            };
            prop_assert_eq!(trim(number), trim(shown));
        }
    }
}

#[test]
fn odd_files_are_read_as_what_they_are() {
    for (text, columns, rows) in [
        // A header alone, with and without an end; a mark alone; line breaks alone.
        ("a,b", vec!["a", "b"], 0),
        ("a,b\r\n", vec!["a", "b"], 0),
        ("\u{feff}a,b\r\n1,2\r\n", vec!["a", "b"], 1),
        ("\u{feff}\"a\",b\n1,2", vec!["a", "b"], 1),
        ("a\n\n\n", vec!["a"], 2),
        ("a,b\n\n1,2\n\n", vec!["a", "b"], 1),
        ("\"two\r\nlines\",b\r\n1,2\r\n", vec!["two\r\nlines", "b"], 1),
    ] {
        let kept = kept(text, &[]);
        let names: Vec<&str> = kept.imported.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!((names, kept.imported.rows), (columns, rows), "{text:?}");
    }
    let nothing = try_keep(&[Vec::new()], &[]).unwrap();
    assert_eq!((nothing.imported.rows, nothing.imported.columns.len()), (0, 0));
}

#[test]
fn a_result_that_is_cut_off_inside_a_packed_part_or_a_row_is_refused() {
    let whole = packed(b"a,b\n1,2\n3,4\n");
    for cut in [3, 11, whole.len() / 2, whole.len() - 1] {
        let error = try_keep(&[whole[..cut].to_vec()], &[]).err().unwrap();
        assert_eq!(error.code, "result.damaged", "{cut} of {}", whole.len());
    }
    assert_eq!(try_keep(&[b"a,b\n1,2\n3".to_vec()], &[]).err().unwrap().code, "result.damaged");
}

/// The most rows that reading the whole file holds at once.
fn most_at_once(kept: &Kept) -> usize {
    Table::open(&kept.path).unwrap().scan().unwrap().map(|batch| batch.unwrap().num_rows()).max().unwrap()
}

#[test]
fn wide_rows_are_written_and_read_a_few_at_a_time() {
    // Texts that pack badly, so that they are as large while they are written.
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut noise = 1_u64;
    let mut text = String::from("wide\n");
    for _ in 0..24 {
        text.extend((0..1_000_000).map(|_| {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(letters[usize::try_from(noise >> 58).unwrap()])
        }));
        text.push('\n');
    }
    let wide = kept(&text, &[("wide", "STRING")]);
    let file = std::fs::File::open(&wide.path).unwrap();
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).unwrap();
    assert!(metadata.metadata().row_groups().len() > 1);
    assert!(most_at_once(&wide) <= 17, "{}", most_at_once(&wide));

    // The same text again and again is short in the file and long in memory.
    let same = kept(&format!("same\n{}", format!("{}\n", "x".repeat(100_000)).repeat(200)), &[("same", "STRING")]);
    assert!(most_at_once(&same) <= 168, "{}", most_at_once(&same));
    assert_eq!(page(&same.path, &request(199, 1)).unwrap().1.num_rows(), 1);
    assert_eq!(most_at_once(&kept("n\n1\n2\n3\n", &[])), 3);
}

#[test]
fn each_cap_is_told_in_words() {
    assert_eq!(MOST_ROWS, 5_000_000);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.csv");
    std::fs::write(&file, format!("a\n{}", "1\n".repeat(1_001))).unwrap();
    let target = folder.path().join("kept.parquet");
    let error = import_at_most(1_000, std::slice::from_ref(&file), &[], &target).unwrap_err();
    assert_eq!(error.code, "result.too_large");
    assert_eq!(import_at_most(1_001, &[file], &[], &target).unwrap().rows, 1_001);
    let header = |columns: usize| (0..columns).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    assert_eq!(try_keep(&[header(2_000).into_bytes()], &[]).unwrap().imported.columns.len(), 2_000);
    for too_much in [header(2_001), header(100_000), format!("a\n\"{}\"\n", "x".repeat(1024 * 1024 + 1))] {
        let error = try_keep(&[too_much.into_bytes()], &[]).err().unwrap();
        assert_eq!(error.code, "result.too_large");
        assert!(error.next_step.is_some());
    }
    assert_eq!(kept(&format!("a\n{}\n", "x".repeat(1024 * 1024)), &[]).imported.rows, 1);
}
