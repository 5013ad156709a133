//! Migrations: embedded, numbered by a plain counter, each in its own transaction.

use std::path::Path;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection as _, SqliteConnection};

use super::{OpenError, check, connect};

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The newest version this program knows.
pub(super) fn newest() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The version of the database in `file`, without touching it. With an unclean end the newest pages may lie in the log
/// only, so the log is read too.
pub(super) async fn version(file: &Path, unclean: bool) -> Result<i64, OpenError> {
    let connection = if unclean { connect::read_only(file).await } else { connect::untouched(file).await };
    let mut connection = connection.map_err(OpenError::sql)?;
    let version = read_version(&mut connection).await.map_err(OpenError::sql);
    let _ = connection.close().await;
    version
}

async fn read_version(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    let table: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'")
            .fetch_optional(&mut *connection)
            .await?;
    if table.is_none() {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations").fetch_one(connection).await
}

/// Brings the database up to date and checks that all references hold. sqlx's own lock does nothing on SQLite; the
/// folder's lock keeps others out.
pub(super) async fn run(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    MIGRATOR.run(&mut *connection).await.map_err(|error| match error {
        MigrateError::ExecuteMigration(error, version) => match check::kind(&error) {
            Some(check::Kind::Full | check::Kind::Damaged | check::Kind::Io) => OpenError::sql(error),
            _ => OpenError::Migration { version },
        },
        MigrateError::Execute(error) => OpenError::sql(error),
        MigrateError::VersionMissing(version)
        | MigrateError::VersionMismatch(version)
        | MigrateError::VersionNotPresent(version)
        | MigrateError::Dirty(version) => OpenError::Migration { version },
        _ => OpenError::Migration { version: 0 },
    })?;
    let broken: Vec<(String,)> = sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")
        .fetch_all(connection)
        .await
        .map_err(OpenError::sql)?;
    if broken.is_empty() { Ok(()) } else { Err(OpenError::Migration { version: newest() }) }
}
