//! The log in the data folder, readable only by its owner, five files of 10 MiB at most. Fields are typed and chosen;
//! bodies, addresses and secrets are never among them.

mod panics;
mod rotating;

use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

pub(crate) use panics::heed_panics;

/// Our own crates only: libraries log request lines and values that may be secret.
const WHO: &str =
    "off,recomamp_shell=info,workbench=info,amc_client=info,amc_sandbox=info,amc_sql=info,recurrence=info";

/// Where the log of a data folder lies.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("logs")
}

/// Starts the log. Keep what it returns: dropping it writes the last lines. `None` when the folder cannot be written; the
/// application then runs without a log.
pub fn start(data_dir: &Path) -> Option<WorkerGuard> {
    let file = rotating::Rotating::open(&folder(data_dir)).ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    tracing_subscriber::fmt().json().with_env_filter(EnvFilter::new(WHO)).with_writer(writer).try_init().ok()?;
    Some(guard)
}
