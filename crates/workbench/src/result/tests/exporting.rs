//! What is exported can be read by others, and an export never hurts another file.

use super::*;

const COLUMNS: [(&str, &str); 6] = [
    ("id", "LONG"),
    ("spend", "DECIMAL(38,4)"),
    ("rate", "DOUBLE"),
    ("day", "DATE"),
    ("at", "TIMESTAMP"),
    ("name", "STRING"),
];

fn mixed() -> Kept {
    kept(
        "id,spend,rate,day,at,name\n\
         9007199254740993,1234567890123456789012345678901234.5678,0.1,2026-02-01,2026-02-01T10:00:00.000001Z,\"a \"\"q\"\", ü\"\n\
         -1,-0.5000,1.5E300,1999-12-31,1999-12-31 23:59:59,=1+1\n\
         ,,,,,\n",
        &COLUMNS,
    )
}

#[tokio::test]
async fn another_engine_reads_the_exported_parquet() {
    use datafusion::prelude::{ParquetReadOptions, SessionContext};
    let kept = mixed();
    let target = kept.folder.path().join("out.parquet");
    export(&kept.path, 3, &target, ExportFormat::Parquet, true, &Watch::default()).unwrap();
    let context = SessionContext::new();
    context.register_parquet("r", target.to_str().unwrap(), ParquetReadOptions::default()).await.unwrap();
    let query = "SELECT count(*) AS n, count(id) AS ids, max(id) AS top, CAST(max(spend) AS VARCHAR) AS spend, \
                 CAST(min(day) AS VARCHAR) AS day, max(name) AS name FROM r";
    let batches = context.sql(query).await.unwrap().collect().await.unwrap();
    let shown = arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string();
    for part in
        ["| 3 ", "| 2 ", "9007199254740993", "1234567890123456789012345678901234.5678", "1999-12-31", "a \"q\", ü"]
    {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
}

#[test]
fn json_and_its_lines_lose_nothing() {
    let kept = mixed();
    let json = exported(&kept, ExportFormat::Json, true);
    let lines = exported(&kept, ExportFormat::Ndjson, true);
    for text in [&json, &lines] {
        for part in [
            "\"id\":9007199254740993,",
            "\"spend\":1234567890123456789012345678901234.5678,",
            "\"rate\":1.5e300,",
            "\"day\":\"2026-02-01\"",
            "\"at\":\"2026-02-01T10:00:00.000001\"",
            "\"name\":\"a \\\"q\\\", ü\"",
            "\"name\":\"=1+1\"",
            "{\"id\":null,\"spend\":null,\"rate\":null,\"day\":null,\"at\":null,\"name\":null}",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&json).unwrap().len(), 3);
    let objects: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 3);
}

#[test]
fn every_beginning_that_a_spreadsheet_runs_is_guarded_also_in_headers() {
    for start in ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"] {
        let kept = kept(&format!("\"{start}h\",n\n\"{start}SUM(A1)\",-1\n"), &[("n", "LONG")]);
        let guarded = exported(&kept, ExportFormat::Csv, true);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(guarded.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        assert_eq!(rows[0][0], *format!("'{start}h"));
        assert_eq!(rows[1][0], *format!("'{start}SUM(A1)"));
        assert_eq!(&rows[1][1], "-1", "a number is a number");
        assert!(exported(&kept, ExportFormat::Csv, false).contains(&format!("{start}SUM(A1)")));
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_target_is_replaced_and_never_followed() {
    let kept = mixed();
    let folder = tempfile::tempdir().unwrap();
    let victim = folder.path().join("victim.txt");
    std::fs::write(&victim, "precious").unwrap();
    let target = folder.path().join("out.csv");
    std::os::unix::fs::symlink(&victim, &target).unwrap();
    export(&kept.path, 3, &target, ExportFormat::Csv, true, &Watch::default()).unwrap();
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
    assert!(!std::fs::symlink_metadata(&target).unwrap().is_symlink());
    // Changed to a link while it is written: the same, since a rename puts the file in the link's own place.
    let swap = {
        let (victim, target) = (victim.clone(), target.clone());
        std::thread::spawn(move || {
            for _ in 0..300 {
                let _ = std::fs::remove_file(&target);
                let _ = std::os::unix::fs::symlink(&victim, &target);
            }
        })
    };
    while !swap.is_finished() {
        export(&kept.path, 3, &target, ExportFormat::Csv, true, &Watch::default()).unwrap();
    }
    swap.join().unwrap();
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
}

#[test]
fn a_target_inside_the_data_folder_is_refused() {
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir(data.path().join("results")).unwrap();
    for target in ["recomamp.db", "results/x.csv", "results/../recomamp.db-wal"] {
        assert_eq!(super::super::outside(data.path(), &data.path().join(target)).unwrap_err().code, "result.refused");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    assert!(super::super::outside(data.path(), &elsewhere.path().join("out.csv")).is_ok());
    assert!(super::super::outside(data.path(), Path::new("out.csv")).is_ok());
}

#[test]
fn tabs_part_the_cells_of_a_tsv_and_texts_with_a_tab_are_quoted() {
    let kept = kept("t,n\n\"a\tb\",1\n=1+1,-2\n\"x,y\",\n", &[("t", "STRING"), ("n", "LONG")]);
    let expected = "t\tn\r\n\"a\tb\"\t1\r\n\"'=1+1\"\t-2\r\nx,y\t\r\n";
    assert_eq!(exported(&kept, ExportFormat::Tsv, true), expected);
    assert!(exported(&kept, ExportFormat::Tsv, false).contains("\r\n=1+1\t-2\r\n"));
}

#[test]
fn a_cancelled_export_leaves_the_older_file_and_nothing_else() {
    let kept = many(5_000);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    std::fs::write(&target, "old").unwrap();
    for format in [ExportFormat::Csv, ExportFormat::Xlsx, ExportFormat::Ndjson, ExportFormat::Parquet] {
        let watch = Watch::default();
        watch.cancel();
        let error = export(&kept.path, 5_000, &target, format, true, &watch).unwrap_err();
        assert_eq!(error.code, "result.export_cancelled", "{format:?}");
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let watch = Watch::default();
        let whole = folder.path().join("whole");
        export(&kept.path, 5_000, &whole, format, true, &watch).unwrap();
        assert_eq!(watch.rows(), 5_000, "{format:?} tells how far it has come");
        std::fs::remove_file(whole).unwrap();
    }
}

#[test]
fn an_export_is_known_while_it_is_under_way_and_no_longer() {
    let exports = std::sync::Arc::new(super::super::exports::Exports::default());
    assert!(!exports.cancel("e") && exports.progress("e").is_none());
    let one = exports.begin("e", 10);
    assert_eq!(exports.progress("e"), Some(ExportProgress { rows: 0, total: 10 }));
    assert!(exports.cancel("e") && exports.progress("other").is_none());
    drop(one);
    assert!(exports.progress("e").is_none());
}

#[test]
fn a_folder_that_went_away_is_told_as_that_and_not_as_a_result_that_did() {
    let kept = mixed();
    let target = kept.folder.path().join("gone/out.csv");
    let error = export(&kept.path, 3, &target, ExportFormat::Csv, true, &Watch::default()).unwrap_err();
    assert_eq!(error.message, "The folder is not there any more.");
    std::fs::remove_file(&kept.path).unwrap();
    let target = kept.folder.path().join("out.csv");
    let error = export(&kept.path, 3, &target, ExportFormat::Csv, true, &Watch::default()).unwrap_err();
    assert_eq!(error.code, "result.missing");
}
