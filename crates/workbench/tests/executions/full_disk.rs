//! Runs, results and exports on a disk that is full or fails: a run is sent once and comes to its result as soon as there is
//! room, and no half of a file is taken for a whole one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use amc_sandbox::Operation;
use workbench::Error;
use workbench::execution::{Checkpoint, Checkpoints, ExecutionState};
use workbench::result::{ExportFormat, export_file, import};
use workbench::service::Clock as _;

use super::process::{Fault, Other, command, faulty, fill, folder, passes_on_a_small_disk, say};
use super::support::{self, Hurry, ended, instance, open, request};

const FORMATS: [ExportFormat; 6] = [
    ExportFormat::Csv,
    ExportFormat::Tsv,
    ExportFormat::Xlsx,
    ExportFormat::Json,
    ExportFormat::Ndjson,
    ExportFormat::Parquet,
];

fn is_full(error: &Error) {
    assert_eq!(error.code, "store.full", "{error:?}");
    assert!(error.message.contains("disk is full"), "{}", error.message);
    assert!(error.next_step.as_ref().unwrap().contains("Free some space"), "{:?}", error.next_step);
}

#[test]
fn a_run_whose_disk_is_full_at_any_point_is_sent_once_and_keeps_its_result() {
    passes_on_a_small_disk("full_disk::runs_on_a_full_disk", 48);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test above on a small disk"]
async fn runs_on_a_full_disk() {
    for point in [
        Checkpoint::IntentWritten,
        Checkpoint::Sending,
        Checkpoint::Answered,
        Checkpoint::IdWritten,
        Checkpoint::Downloaded,
        Checkpoint::Renamed,
    ] {
        let sandbox = support::sandbox().await;
        let data = tempfile::tempdir_in(folder()).unwrap();
        let clock = Hurry::new(1);
        let (told, mut full) = tokio::sync::watch::channel(false);
        let checkpoints = Checkpoints::new(move |reached| {
            if reached == point && !*told.borrow() {
                fill(&folder());
                told.send_replace(true);
            }
        });
        let workbench = open(data.path(), &clock, sandbox.description(), checkpoints).await;
        let instance = instance(&workbench).await;
        let id = workbench.executions().submit(request(&instance, "full")).await.unwrap().remove(0).id;
        full.wait_for(|full| *full).await.unwrap();
        // A minute without room.
        clock.speed(120);
        clock.sleep(Duration::from_secs(60)).await;
        let asked = sandbox.control().ledger().of(Operation::DownloadUrls).count();
        assert!(asked <= 8, "{point:?}: a result that cannot be kept was asked for {asked} times in a minute");

        std::fs::remove_file(folder().join("filling")).unwrap();
        let detail = ended(&workbench, &id).await;
        assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{point:?} {:?}", detail.error);
        assert_eq!(detail.summary.row_count, Some(2), "{point:?}");
        let ledger = sandbox.control().ledger();
        assert_eq!((ledger.executions.len(), ledger.of(Operation::CreateExecution).count()), (1, 1), "{point:?}");
        let path = workbench.results().path(&id).await.unwrap();
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "{point:?}: a file without a row");
        workbench.shutdown().await;
    }
}

#[test]
fn a_run_that_cannot_be_written_down_is_not_sent() {
    passes_on_a_small_disk("full_disk::submits_on_a_full_disk", 24);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test above on a small disk"]
async fn submits_on_a_full_disk() {
    let sandbox = support::sandbox().await;
    let data = tempfile::tempdir_in(folder()).unwrap();
    let workbench = open(data.path(), &Hurry::new(1), sandbox.description(), Checkpoints::default()).await;
    let instance = instance(&workbench).await;
    let filling = fill(&folder());
    let mut written = 0;
    // The log has some room of its own yet.
    let refused = loop {
        match workbench.executions().submit(request(&instance, &format!("full {written}"))).await {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
    };
    is_full(&refused);
    std::fs::remove_file(filling).unwrap();
    let again = workbench.executions().submit(request(&instance, "again")).await.unwrap().remove(0).id;
    let detail = ended(&workbench, &again).await;
    assert_eq!((detail.summary.state, detail.summary.row_count), (ExecutionState::Succeeded, Some(2)));
    let kept = workbench.executions().list(1_000).await.unwrap();
    assert_eq!(kept.len(), written + 1, "what was refused is not there");
    for run in kept {
        ended(&workbench, &run.id).await;
    }
    assert_eq!(sandbox.control().ledger().executions.len(), written + 1);
    workbench.shutdown().await;
}

/// A result of 20,000 rows as Amazon sends it, outside the small disk.
fn csv() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("part-0.csv");
    let rows: String = (0..20_000).map(|row| format!("{row},{:x}\n", row * 7_919 % 104_729)).collect();
    std::fs::write(&path, format!("id,text\n{rows}")).unwrap();
    (dir, path)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn results_and_exports_that_do_not_fit_are_told_and_not_taken_for_whole() {
    passes_on_a_small_disk("full_disk::writes_files_on_a_full_disk", 8);
}

#[test]
#[ignore = "run by the test above on a small disk"]
fn writes_files_on_a_full_disk() {
    let (_kept, csv) = csv();
    let (parquet, exports) = (folder().join("a.parquet"), folder().join("exports"));
    let target = exports.join("out");
    std::fs::create_dir(&exports).unwrap();
    std::fs::write(&target, "an older export").unwrap();
    let almost_full = || {
        let filling = std::fs::OpenOptions::new().write(true).open(fill(&folder())).unwrap();
        // Some pages fit.
        filling.set_len(filling.metadata().unwrap().len() - 32 * 1024).unwrap();
    };
    let empty = || std::fs::remove_file(folder().join("filling")).unwrap();
    almost_full();
    is_full(&import(std::slice::from_ref(&csv), &[], &parquet).unwrap_err());
    let half = export_file(&parquet, &target, ExportFormat::Csv, true).unwrap_err();
    assert_eq!(half.code, "result.damaged", "half a result is not read");
    std::fs::remove_file(&parquet).unwrap();
    empty();
    assert_eq!(import(&[csv], &[], &parquet).unwrap().rows, 20_000);
    for format in FORMATS {
        almost_full();
        is_full(&export_file(&parquet, &target, format, true).unwrap_err());
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "an older export", "{format:?}");
        assert_eq!(names(&exports), ["out"], "{format:?}: something half written is left");
        empty();
    }
    for format in FORMATS {
        assert_eq!(export_file(&parquet, &target, format, true).unwrap().rows, 20_000);
        assert_eq!(names(&exports), ["out"], "{format:?}");
    }
}

#[test]
#[ignore = "another process of the test below"]
fn imports_and_exports() {
    let (_kept, csv) = csv();
    let (parquet, target) = (folder().join("a.parquet"), folder().join("exports/out"));
    let outcome = import(&[csv], &[], &parquet)
        .and_then(|_| export_file(&parquet, &target, ExportFormat::Csv, true))
        .map(|outcome| outcome.rows);
    say(&format!("OUTCOME {}", serde_json::to_string(&outcome).unwrap()));
}

#[test]
fn a_failing_disk_is_told_and_leaves_the_older_export() {
    let fsync = "fsync,fdatasync";
    // The name under which an export is written is nobody's to know; the only rename is that export's.
    for (calls, nth, on) in [
        ("write,pwrite64", 1, Some("a.parquet")),
        ("write,pwrite64", 2, Some("a.parquet")),
        (fsync, 1, Some("a.parquet")),
        ("rename,renameat,renameat2", 1, None),
        ("openat", 2, Some("a.parquet")),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let exports = dir.path().join("exports");
        std::fs::create_dir(&exports).unwrap();
        std::fs::write(exports.join("out"), "an older export").unwrap();
        let paths: Vec<PathBuf> = on.iter().map(|name| dir.path().join(name)).collect();
        let under = faulty(Fault::Io, calls, &nth.to_string(), &paths);
        let mut other = Other::start(command("full_disk::imports_and_exports", dir.path(), &under));
        let outcome: Result<i64, Error> = serde_json::from_str(&other.hear("OUTCOME").unwrap()).unwrap();
        let why = format!("{calls} {nth} on {on:?}");
        let error = outcome.expect_err(&why);
        assert_eq!(error.code, "result.io", "{why}: {error:?}");
        assert!(error.message.ends_with('.') && error.next_step.unwrap().contains("disk"), "{why}");
        assert_eq!(std::fs::read_to_string(exports.join("out")).unwrap(), "an older export", "{why}");
        assert_eq!(names(&exports), ["out"], "{why}: something half written is left");
    }
}
