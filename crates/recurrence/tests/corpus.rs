//! Every text that the fuzzer was given or found, through the fuzzer's own function.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

#[allow(unreachable_pub, reason = "the fuzzers' library compiles the same file")]
#[path = "../../../fuzz/src/times.rs"]
mod times;

#[test]
fn times() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/times");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "there is no text");
    for file in files {
        let text = std::fs::read(&file).unwrap();
        std::panic::catch_unwind(|| times::run(&text)).unwrap_or_else(|_| panic!("{}", file.display()));
    }
}
