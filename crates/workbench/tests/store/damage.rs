//! A file with flipped bytes never crashes the program, is never written over, and is kept as it was.

use std::path::Path;

use workbench::store::{OpenError, Store, StoreHealth};

use super::support::{LIMIT, add_row, copy, database, filled, open, whole_rows};

/// What became of one damaged file.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// Refused; the file and a copy of it are as they were.
    PutAside,
    /// The flipped bytes meant nothing: everything is there.
    Harmless,
}

async fn open_damaged(dir: &Path, rows: i64) -> Found {
    let bytes = std::fs::read(database(dir)).unwrap();
    match open(dir).await {
        Err(OpenError::Damaged { copied_to }) => {
            assert_eq!(std::fs::read(database(dir)).unwrap(), bytes, "the file is not touched");
            assert_eq!(std::fs::read(database(&copied_to)).unwrap(), bytes, "a copy is kept");
            let again = open(dir).await.unwrap_err();
            assert_eq!(again, OpenError::Damaged { copied_to }, "no start opens it again, and one copy is enough");
            Found::PutAside
        }
        Ok(store) => {
            assert_eq!(whole_rows(&store).await, rows);
            store.close(LIMIT).await;
            Found::Harmless
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn flip(dir: &Path, at: usize, count: usize) {
    let mut bytes = std::fs::read(database(dir)).unwrap();
    for byte in bytes.iter_mut().skip(at).take(count) {
        *byte ^= 0xff;
    }
    std::fs::write(database(dir), bytes).unwrap();
}

#[tokio::test]
async fn flipped_bytes_in_header_and_pages_are_found_before_anything_is_written() {
    let rows = 60;
    let good = filled(rows).await;
    let size = std::fs::metadata(database(good.path())).unwrap().len();
    let mut put_aside = 0;
    // The header's first field, its page size, the head of the first b-tree, then the head of every page.
    let places = [(0, 16), (16, 2), (100, 8)].into_iter().chain((4096..size as usize).step_by(4096).map(|at| (at, 12)));
    for (at, count) in places {
        let dir = tempfile::tempdir().unwrap();
        copy(good.path(), dir.path());
        flip(dir.path(), at, count);
        put_aside += usize::from(open_damaged(dir.path(), rows).await == Found::PutAside);
    }
    assert!(put_aside > usize::try_from(size / 4096).unwrap() / 2, "{put_aside}");
}

#[tokio::test]
async fn a_flipped_free_list_is_found() {
    let good = filled(60).await;
    let store = open(good.path()).await.unwrap();
    store
        .write("delete", |connection| {
            Box::pin(async move {
                sqlx::query("DELETE FROM setting").execute(connection).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    store.close(LIMIT).await;
    drop(store);
    let bytes = std::fs::read(database(good.path())).unwrap();
    // Bytes 32 to 35 of the header: the first trunk page of the free list (sqlite.org/fileformat2.html).
    let trunk = u32::from_be_bytes(bytes[32..36].try_into().unwrap()) as usize;
    assert!(trunk > 0);
    flip(good.path(), (trunk - 1) * 4096, 8);
    assert_eq!(open_damaged(good.path(), 0).await, Found::PutAside);
}

#[tokio::test]
async fn a_flipped_log_loses_at_most_what_follows_the_flip_and_never_the_file() {
    let crashed = tempfile::tempdir().unwrap();
    let store = open(crashed.path()).await.unwrap();
    for _ in 0..20 {
        add_row(&store).await.unwrap();
    }
    // What a crash leaves: the log is not written back.
    let left = tempfile::tempdir().unwrap();
    copy(crashed.path(), left.path());
    store.close(LIMIT).await;
    let log = |dir: &Path| dir.join("recomamp.db-wal");
    let size = std::fs::metadata(log(left.path())).unwrap().len() as usize;
    for at in [0, 8, 32, 56, size / 2, size - 2000] {
        let dir = tempfile::tempdir().unwrap();
        copy(left.path(), dir.path());
        let mut bytes = std::fs::read(log(dir.path())).unwrap();
        bytes[at..at + 8].iter_mut().for_each(|byte| *byte ^= 0xff);
        std::fs::write(log(dir.path()), bytes).unwrap();
        match open(dir.path()).await {
            // Its checksums tell the log's good part (sqlite.org/walformat.html).
            Ok(store) => {
                assert!(whole_rows(&store).await <= 20);
                add_row(&store).await.unwrap();
                store.close(LIMIT).await;
            }
            Err(OpenError::Damaged { copied_to }) => assert!(log(&copied_to).exists()),
            Err(other) => panic!("{at}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn damage_met_while_running_stops_writing_keeps_a_copy_and_closes_the_file_to_later_starts() {
    let dir = filled(60).await;
    let store = open(dir.path()).await.unwrap();
    let backup = store.back_up_daily("2026-02-09T10:00:00Z".parse().unwrap()).await.unwrap().unwrap();
    // Every page behind the second: what the writer touches next is garbage.
    let size = std::fs::metadata(database(dir.path())).unwrap().len() as usize;
    let healthy = std::fs::read(database(dir.path())).unwrap();
    flip(dir.path(), 4096, size - 4096);
    let mut last = None;
    for _ in 0..20 {
        // The readers' and the writer's caches hold some good pages yet.
        if let Err(error) = add_row(&store).await {
            last = Some(error);
        }
    }
    assert_eq!(last.unwrap().code, "store.damaged");
    assert_eq!(*store.health().borrow(), StoreHealth::Damaged);
    assert_eq!(add_row(&store).await.unwrap_err().code, "store.damaged", "it stays so");
    store.close(LIMIT).await;
    drop(store);
    assert_ne!(std::fs::read(database(dir.path())).unwrap(), healthy);
    let OpenError::Damaged { copied_to } = open(dir.path()).await.unwrap_err() else { panic!("opened") };
    assert!(database(&copied_to).exists());
    Store::restore(dir.path(), &backup, 7).await.unwrap();
    let store = open(dir.path()).await.unwrap();
    assert_eq!(whole_rows(&store).await, 60);
}
