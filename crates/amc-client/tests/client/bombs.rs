//! Answers that are larger than they look or have no end: they stop at their cap, and memory hardly moves.

use std::io::Write as _;

use amc_client::{AmcError, AnswerProblem, Deadlines, DownloadError, DownloadLimits, RetryPolicy, SignInError};
use flate2::{Compression, write::GzEncoder};

use crate::fake::{Fake, Reply, instance, scope, sign_in_with};

/// 300 MiB is rule enough for a whole program; this is one test of a client.
const MOST_MEMORY: u64 = 200 * 1024 * 1024;
const MIB: u64 = 1024 * 1024;

/// 256 MiB of blanks in about 250 KiB.
fn bomb() -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..256 {
        out.write_all(&blanks).unwrap();
    }
    out.finish().unwrap()
}

fn zipped(status: u16) -> Reply {
    Reply::bytes(status, bomb()).header("content-encoding", "gzip").header("content-type", "application/json")
}

/// The most memory this process has had, in bytes; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

fn assert_little_memory() {
    assert!(peak().is_none_or(|peak| peak < MOST_MEMORY), "{:?} MiB", peak().map(|peak| peak / MIB));
}

#[tokio::test]
async fn an_answer_that_unpacks_beyond_the_cap_is_dropped_there() {
    let fake = Fake::start([zipped(200)]).await;
    let client = fake.client_with(|builder| builder.retry(RetryPolicy::never()));
    let error = client.accounts().await.unwrap_err();
    let limit = 32 * 1024 * 1024;
    assert!(
        matches!(error, AmcError::BadAnswer { problem: AnswerProblem::TooLong { limit: l }, .. } if l == limit),
        "{error:?}"
    );
    assert_little_memory();
}

#[tokio::test]
async fn a_refusal_that_unpacks_beyond_the_cap_keeps_its_status() {
    let fake = Fake::start([zipped(403)]).await;
    assert!(matches!(fake.client().accounts().await.unwrap_err(), AmcError::Forbidden { .. }));
    assert_little_memory();
}

#[tokio::test]
async fn a_token_answer_that_unpacks_beyond_64_kib_or_has_no_end_is_dropped_there() {
    for reply in [zipped(200), Reply::ok(&" ".repeat(1 << 20)), Reply::ok("          ").endless()] {
        let fake = Fake::start([reply]).await;
        // How quickly a megabyte is unpacked is not the question here.
        let sign_in = sign_in_with(&fake.base, Deadlines::default());
        let error = sign_in.refresh(&"Atzr|r".into()).await.unwrap_err();
        assert!(
            matches!(error, SignInError::BadAnswer { problem: AnswerProblem::TooLong { limit: 65_536 }, .. }),
            "{error:?}"
        );
    }
    assert_little_memory();
}

#[tokio::test]
async fn a_file_without_end_stops_at_its_limit_in_little_memory() {
    let fake = Fake::start([]).await;
    fake.script([Reply::ok(&format!(r#"{{"downloadUrls":["{}/results/a.csv"]}}"#, fake.base))]);
    let client = fake.client();
    let link = client.download_links(&scope(), &instance(), &"e1".into()).await.unwrap().remove(0);
    // One line that never ends, half a gibibyte of it.
    fake.script([Reply::text(200, &"x".repeat(1 << 20)).endless()]);
    let limit = 512 * MIB;
    let mut download = client.download(&link, DownloadLimits { max_bytes: limit }).await.unwrap();
    let mut received = 0;
    let error = loop {
        match download.next_chunk().await {
            Ok(Some(chunk)) => received += chunk.len() as u64,
            Ok(None) => panic!("the endless ended"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, DownloadError::TooLarge { limit });
    assert!(received <= limit && received + 4 * MIB > limit, "{received}");
    assert_little_memory();
}
