//! Every text that the fuzzers were given or found, through the fuzzers' own functions.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

#[allow(unreachable_pub, reason = "the fuzzers' library compiles the same files")]
#[path = "../../../fuzz/src/sql/mod.rs"]
mod sql;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "there is no text for {target}");
    for file in files {
        let text = std::fs::read(&file).unwrap();
        std::panic::catch_unwind(|| run(&text)).unwrap_or_else(|_| panic!("{}", file.display()));
    }
}

#[test]
fn check() {
    replay("check", sql::check::run);
}

#[test]
fn editor() {
    replay("editor", sql::editor::run);
}

#[test]
fn format() {
    replay("format", sql::format::run);
}

#[test]
fn parameters() {
    replay("parameters", sql::parameters::run);
}

#[test]
fn dataset() {
    replay("dataset", sql::dataset::run);
}
