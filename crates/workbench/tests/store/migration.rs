//! Databases of every older version come up to date with all their rows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};
use workbench::store::{BackupKind, Store};

use super::support::{LIMIT, database, open};

/// A row in every table that a version brought, or more where a later version may change them.
const ROWS: [(i64, &str); 15] = [
    (
        1,
        "INSERT INTO profile VALUES ('p1', 'amazon', 'Outdoor', 'EU', 'client', 'signed_in', NULL, 'keychain', NULL, NULL, NULL, 1, NULL);
         INSERT INTO profile VALUES ('p2', 'sandbox', 'Sandbox', 'NA', 'client', 'signed_in', NULL, 'memory', 'http://127.0.0.1:1/a', 'http://127.0.0.1:1/t', 'http://127.0.0.1:1', 2, NULL);
         INSERT INTO account VALUES ('a1', 'p1', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor GmbH', 3, NULL);
         INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp, has_sponsored_ads,
             refreshed_at, vanished_at)
         VALUES ('i1', 'a1', 'amcoutdoor', 'outdoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);
         INSERT INTO setting VALUES ('settings', '{\"theme\":\"dark\"}');
         INSERT INTO query_tab (id, title, sql, position, instance_ids, window, parameter_values, updated_at)
         VALUES ('t1', 'Größe', 'SELECT 1', 0, '[]', '{}', '{}', 5);",
    ),
    (
        2,
        "INSERT INTO execution (id, batch_id, name, instance_row, state, boot_id, attempt, remote_id, sql, window_start, window_end,
             time_zone, window_words, parameter_values, declarations, output, params_hash, created_at, sent_at, finished_at, error)
         VALUES ('e1', 'b', 'Reach', 'i1', 'succeeded', 'boot', 1, 'r1', 'SELECT 1', '2026-01-01', '2026-01-31', 'UTC', 'January', '{}',
             '{}', '[]', 'h', 6, 7, 8, NULL),
                ('e2', 'b', 'Reach', 'i1', 'needs_review', 'boot', 2, NULL, 'SELECT 1', '2026-01-01', '2026-01-31', 'UTC', 'January', '{}',
             '{}', '[]', 'h', 6, 7, 8, '{\"code\":\"execution.needs_review\",\"message\":\"m\",\"next_step\":null,\"details\":{\"line\":null,\"column\":null,\"end_line\":null,\"end_column\":null,\"retry_after_seconds\":null,\"request_id\":null,\"ports\":[],\"raw\":null}}');
         INSERT INTO execution_step VALUES ('e1', 1, 'sending', NULL, 6), ('e1', 2, 'succeeded', 'SUCCEEDED', 8);
         INSERT INTO result VALUES ('e1', 'results/a.parquet', 2, '[{\"name\":\"campaign\",\"data_type\":\"STRING\"}]', 100, 'ab', 9);",
    ),
    (3, "INSERT INTO execution_declined VALUES ('e2', 'r9', 10);"),
    (4, "INSERT INTO data_source_list VALUES ('i1', '[{\"dataSourceId\":\"members\",\"columns\":[]}]', 11);"),
    // Only an index came.
    (5, ""),
    (
        6,
        "INSERT INTO schedule VALUES ('s1', 'Reach', '{}', 'paused', NULL, 12, 13, 14, 15, 16, 1, 0, 2, 17, 18, NULL);
         INSERT INTO schedule_instance VALUES ('s1', 'i1', 0, 2, NULL);
         INSERT INTO schedule_change VALUES ('s1', 1, 19, 'name', 'Old', 'Reach');
         INSERT INTO slot (id, schedule_id, origin, nominal, meant, due, late, state, reason, window_start, window_end, time_zone, note,
             claimed_at, started_at, finished_at)
         VALUES ('sl1', 's1', 'planned', 20, '2026-03-01T06:00:00', 21, 0, 'succeeded', NULL, '2026-02-01',
             '2026-02-28', 'UTC', NULL, 22, 23, 24);
         INSERT INTO slot_run (slot_id, instance_row, state, attempt, offline, start_at, execution_id, reason, finished_at)
         VALUES ('sl1', 'i1', 'succeeded', 1, 0, 25, 'e1', NULL, 26);
         UPDATE execution SET slot_id = 'sl1', slot_attempt = 1 WHERE id = 'e1';",
    ),
    // Only columns came.
    (7, ""),
    (8, ""),
    (
        9,
        "INSERT INTO recipient VALUES ('rc1', 'slack', 'Team', 'hooks.example', 27, NULL);
         INSERT INTO message VALUES ('m1', 'rc1', 'slot sl1 24', '{}', 'failed', 1, 28, 29, 30, '{}');",
    ),
    (10, "INSERT INTO slot_export VALUES ('sl1', 'i1', 'done', 1, 31, '/reports/a.csv', NULL);"),
    (
        11,
        "INSERT INTO schedule_template VALUES ('st1', 'Weekly', '{}', 32, NULL);
         INSERT INTO notice VALUES ('n1', 'slot', 'slot sl1 24', 33, 'Reach: its run failed', 'Why.', 0, 's1', 'e1', NULL);",
    ),
    (
        12,
        "INSERT INTO workflow VALUES ('wf_00000001', 'Reach', '', 'SELECT 1', 'select 1', '{}', '[]', '[]', '{}', 'active', 1, 34, 35, NULL);
         INSERT INTO workflow_version VALUES ('wf_00000001', 1, 36, '{}', '[]', NULL);
         INSERT INTO workflow_at_amazon VALUES ('wf_00000001', 'i1', NULL, 'SELECT 1', 37);
         INSERT INTO workflow_filter VALUES ('f1', 'Mine', '{}', 38, NULL);
         INSERT INTO snippet VALUES ('sn1', 'Mine', 'mine', 'SELECT', 39, NULL);",
    ),
    (
        13,
        "INSERT INTO brand VALUES ('b1', 'Kestrel', 'kst', '[\"i1\"]', '{}', '[]', '[]', '[]', 40, NULL);
         INSERT INTO run_file VALUES ('e1', '{}', 'written', 1, 41, '/reports/reach.csv', NULL);
         INSERT INTO evidence VALUES ('ev1', '{}', '{}', 42, NULL);",
    ),
    (
        14,
        "INSERT INTO dashboard VALUES ('d1', 'Weekly', '[]', '[]', 43, NULL);
         INSERT INTO widget_rows VALUES ('d1', 'w1', 'SELECT 1', 'mark', 'widget-1', '{}', '{}', 44, NULL);
         INSERT INTO slot_refresh VALUES ('sl1', 'd1', 45, NULL);",
    ),
    (15, "UPDATE execution SET note = 'Before the feed was mended.';"),
];

fn migrations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    files.sort();
    files
}

/// A folder with a database as version `version` left it, rows in every table.
pub async fn older(version: usize) -> tempfile::TempDir {
    let steps = tempfile::tempdir().unwrap();
    for file in migrations().into_iter().take(version) {
        std::fs::copy(&file, steps.path().join(file.file_name().unwrap())).unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    let mut connection = SqliteConnectOptions::new()
        .filename(database(dir.path()))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .connect()
        .await
        .unwrap();
    Migrator::new(steps.path()).await.unwrap().run(&mut connection).await.unwrap();
    for (since, rows) in ROWS {
        if since <= i64::try_from(version).unwrap() {
            sqlx::raw_sql(rows).execute(&mut connection).await.unwrap();
        }
    }
    connection.close().await.unwrap();
    dir
}

/// The rows of every table, as text, by table and column.
pub async fn rows(connection: &mut SqliteConnection) -> BTreeMap<String, Vec<String>> {
    let columns = sqlx::query(
        "SELECT t.name AS tbl, c.name AS col FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx_%'",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let mut all = BTreeMap::new();
    for column in columns {
        let (table, column): (String, String) = (column.get("tbl"), column.get("col"));
        let query = format!("SELECT coalesce(quote(\"{column}\"), '') FROM \"{table}\" ORDER BY rowid_or_key");
        let query = query.replace(" ORDER BY rowid_or_key", " ORDER BY 1");
        let values = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(&mut *connection).await.unwrap();
        all.insert(format!("{table}.{column}"), values);
    }
    all
}

/// The rows of the database in `dir`, which nobody has open.
pub async fn rows_in(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut connection =
        SqliteConnectOptions::new().filename(file).read_only(true).immutable(true).connect().await.unwrap();
    let rows = rows(&mut connection).await;
    connection.close().await.unwrap();
    rows
}

/// Everything that was there is there unchanged; columns and tables may have come.
pub fn kept(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) {
    for (column, values) in before {
        assert_eq!(after.get(column), Some(values), "{column}");
    }
}

async fn schema(store: &Store) -> Vec<(String, Option<String>)> {
    sqlx::query_as("SELECT name, sql FROM sqlite_schema ORDER BY name").fetch_all(store.reader()).await.unwrap()
}

#[tokio::test]
async fn every_older_version_comes_up_to_date_with_all_its_rows_and_a_backup() {
    let fresh = tempfile::tempdir().unwrap();
    let newest = open(fresh.path()).await.unwrap();
    let expected = schema(&newest).await;
    let versions = migrations().len();
    assert_eq!(ROWS.last().unwrap().0, i64::try_from(versions).unwrap(), "give the new version rows here");
    for version in 1..=versions {
        let dir = older(version).await;
        let before = rows_in(&database(dir.path())).await;
        assert!(before.values().all(|values| !values.is_empty()), "{version}: a table without rows proves nothing");
        let store = open(dir.path()).await.unwrap();
        assert_eq!(schema(&store).await, expected, "{version}");
        kept(&before, &rows(&mut store.reader().acquire().await.unwrap()).await);
        let backups = Store::backups(store.data_dir()).unwrap();
        store.close(LIMIT).await;
        drop(store);
        if version == versions {
            assert!(backups.is_empty(), "nothing to bring up to date");
            continue;
        }
        let [backup] = backups.as_slice() else { panic!("{backups:?}") };
        assert_eq!(backup.kind, BackupKind::Upgrade);
        assert_eq!(rows_in(&backup.path).await, before, "the backup is of the version before");
        Store::restore(dir.path(), backup, 1).await.unwrap();
        kept(&before, &rows(&mut open(dir.path()).await.unwrap().reader().acquire().await.unwrap()).await);
    }
}

#[tokio::test]
async fn migrations_are_numbered_without_a_gap_and_never_change() {
    // A migration is part of every database that ran it: it is never edited. A new one gets the next number and a line here.
    let kept = [
        ("0001_profiles.sql", "17ff3e76fab333e052499b1abad08ca8"),
        ("0002_executions.sql", "68a587080bc2b5e8dc87c2c82549eb81"),
        ("0003_reviews.sql", "cdf4398a24f670d4a96b34e2743e8dc8"),
        ("0004_data_sources.sql", "89e69136796574456726470dd15423ad"),
        ("0005_ended.sql", "8cd96aabd71275c26495d76537bd6544"),
        ("0006_schedule.sql", "0e085f5cbfb20f5611c52ddaa2a85418"),
        ("0007_backfill.sql", "ee2e2d768ddde9f10de17b2f84c719f2"),
        ("0008_data_gaps.sql", "57df7c3f2570c4b585413cf498882d44"),
        ("0009_messages.sql", "9a14e058e51490299c366d02ae1bd934"),
        ("0010_follow_ups.sql", "a92a34be5294025bcc55d34495e7fc14"),
        ("0011_queue.sql", "f7a35a2c4509b0539773b93a6341bc17"),
        ("0012_workflow.sql", "61333f12167d77f70053eea8760f6806"),
        ("0013_brand.sql", "84b92292915536a826c0d4bd26ff243a"),
        ("0014_dashboard.sql", "8b9df459c95743e935d4e2dc3af7705d"),
        ("0015_note.sql", "6fe6a2c07f6447188c39f177411847b8"),
    ];
    let names: Vec<String> =
        migrations().iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, kept.map(|(name, _)| name));
    let migrator = Migrator::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations")).await.unwrap();
    for (number, (migration, (name, sum))) in migrator.iter().zip(kept).enumerate() {
        assert_eq!(migration.version, i64::try_from(number + 1).unwrap(), "{name}");
        assert!(hex::encode(&migration.checksum).starts_with(sum), "{name} was edited");
    }
}
