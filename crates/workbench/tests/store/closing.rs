//! A closed store is one file: readers that were at work do not leave the log behind.

use std::time::{Duration, Instant};

use super::support::{LIMIT, add_row, filled, open, whole_rows};

/// A question that takes a while.
const SLOW: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n, setting";

fn left(dir: &std::path::Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("recomamp.db-")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_under_load_leaves_no_log() {
    for readers in 0..=4 {
        let dir = filled(1).await;
        let store = open(dir.path()).await.unwrap();
        let mut reading = Vec::new();
        for _ in 0..readers {
            let mut reader = store.reader().acquire().await.unwrap();
            reading.push(tokio::spawn(async move {
                sqlx::query_scalar::<_, i64>(SLOW).fetch_one(&mut *reader).await.unwrap();
            }));
        }
        let writing: Vec<_> = (0..10)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { add_row(&store).await })
            })
            .collect();
        store.close(LIMIT).await;
        assert_eq!(left(dir.path()), Vec::<String>::new(), "{readers} readers");
        futures::future::join_all(reading).await.into_iter().for_each(|answered| answered.unwrap());
        let mut written = 0;
        for row in writing {
            written += i64::from(row.await.unwrap().is_ok());
        }
        drop(store);
        let store = open(dir.path()).await.unwrap();
        assert_eq!(whole_rows(&store).await, 1 + written);
        store.close(LIMIT).await;
    }
}

#[tokio::test]
async fn a_stuck_reader_keeps_nobody_and_loses_nothing() {
    let dir = filled(3).await;
    let store = open(dir.path()).await.unwrap();
    let mut stuck = store.reader().acquire().await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM setting").execute(&mut *stuck).await.unwrap();
    add_row(&store).await.unwrap();
    let limit = Duration::from_secs(2);
    let begun = Instant::now();
    store.close(limit).await;
    assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
    // The folder is free for the next process; what was written after the reader began is there.
    let next = open(dir.path()).await.unwrap();
    assert_eq!(whole_rows(&next).await, 4);
    drop(stuck);
    // Waits for that reader now.
    store.close(LIMIT).await;
    next.close(LIMIT).await;
    assert_eq!(left(dir.path()), Vec::<String>::new());
}
