//! The log: one file a day in the data folder, readable only by its owner, fourteen kept. Fields are typed and chosen;
//! bodies, addresses and secrets are never among them.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Starts the log under `data_dir/logs`. Keep what it returns: dropping it writes the last lines. `None` when the folder
/// cannot be written; the application then runs without a log.
pub fn start(data_dir: &Path) -> Option<WorkerGuard> {
    let folder = data_dir.join("logs");
    std::fs::create_dir_all(&folder).ok()?;
    private(&folder);
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("recomamp")
        .filename_suffix("log")
        .max_log_files(14)
        .build(&folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    // Our own crates only: libraries log request lines and values that may be secret.
    let filter = EnvFilter::new(
        "off,recomamp_shell=info,workbench=info,amc_client=info,amc_sandbox=info,amc_sql=info,recurrence=info",
    );
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(writer).try_init().ok()?;
    Some(guard)
}

#[cfg(unix)]
fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn private(_: &Path) {}
