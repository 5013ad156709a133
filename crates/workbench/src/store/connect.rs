//! Connections: the same pragmas on each, read back, because SQLite ignores in silence what it does not know.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, SqliteConnection, SqlitePool};

/// The first release without the WAL-reset corruption (sqlite.org/wal.html#walresetbug).
pub(super) const ENGINE_FLOOR: (u32, u32, u32) = (3, 51, 3);

const BUSY: Duration = Duration::from_millis(5000);
const READERS: u32 = 4;

fn options(file: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        // NORMAL may lose the last commits when the power fails.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .disable_statement_logging();
    // Without it macOS only hands the data to the drive (sqlite.org/pragma.html#pragma_fullfsync).
    #[cfg(target_os = "macos")]
    let options = options.pragma("fullfsync", "ON").pragma("checkpoint_fullfsync", "ON");
    options
}

/// The writing connection. The file must exist.
pub(super) async fn writer(file: &Path) -> sqlx::Result<SqliteConnection> {
    let mut connection = options(file)
        .journal_mode(SqliteJournalMode::Wal)
        // A log that a long reader made grow shrinks to this when it is begun anew.
        .pragma("journal_size_limit", "2097152")
        .connect()
        .await?;
    verify(&mut connection).await?;
    Ok(connection)
}

/// The read-only pool. Its connections are never rotated: taking the last one down tears down the shared WAL index
/// under the others (screenpipe/screenpipe#5814).
pub(super) async fn readers(file: &Path) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|connection, _| Box::pin(async move { verify(connection).await }))
        .connect_with(options(file).read_only(true).pragma("query_only", "ON"))
        .await
}

/// A connection that touches nothing: no log, no shared memory file, not one byte of the database.
pub(super) async fn untouched(file: &Path) -> sqlx::Result<SqliteConnection> {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging()
        .connect()
        .await
}

/// A read-only connection that sees what an unclean end left in the log.
pub(super) async fn read_only(file: &Path) -> sqlx::Result<SqliteConnection> {
    options(file).read_only(true).connect().await
}

/// The linked engine's version.
pub(super) async fn engine_version() -> sqlx::Result<(u32, u32, u32)> {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await?;
    let text: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?;
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    Ok((next(), next(), next()))
}

/// Reads every pragma back. A mismatch is a protocol error: such a connection must not be used.
pub(super) async fn verify(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let row: (String, i64, i64, i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT journal_mode FROM pragma_journal_mode), (SELECT synchronous FROM pragma_synchronous),
                (SELECT foreign_keys FROM pragma_foreign_keys), (SELECT timeout FROM pragma_busy_timeout),
                (SELECT trusted_schema FROM pragma_trusted_schema), (SELECT cell_size_check FROM pragma_cell_size_check)",
    )
    .fetch_one(&mut *connection)
    .await?;
    // Zero, or no row at all where the build leaves memory mapping out.
    let mmap: Option<i64> = sqlx::query_scalar("PRAGMA mmap_size").fetch_optional(&mut *connection).await?;
    let wanted = ("wal".to_owned(), 2, 1, 5000, 0, 1);
    if row != wanted || mmap.unwrap_or(0) != 0 {
        return Err(sqlx::Error::Protocol("the database does not keep its settings".into()));
    }
    Ok(())
}
