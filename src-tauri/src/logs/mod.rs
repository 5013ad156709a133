//! The log in the data folder, readable only by its owner, five files of 10 MiB at most. Fields are typed and chosen;
//! bodies, addresses and secrets are never among them, and what looks like one does not pass
//! (docs/decisions/0008-logs-pass-one-gate.md).

mod panics;
mod rotating;

use std::path::{Path, PathBuf};

use tracing::Subscriber;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;
use workbench::service::Redacting;

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
    subscriber(writer).try_init().ok()?;
    Some(guard)
}

fn subscriber(writer: NonBlocking) -> impl Subscriber + Send + Sync {
    let redacted = move || Redacting::new(writer.clone());
    tracing_subscriber::fmt().json().with_env_filter(EnvFilter::new(WHO)).with_writer(redacted).finish()
}

#[cfg(test)]
mod tests {
    use super::{rotating, subscriber};

    #[test]
    fn a_token_that_reaches_a_field_does_not_reach_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, guard) = tracing_appender::non_blocking(rotating::Rotating::open(folder.path()).unwrap());
        tracing::subscriber::with_default(subscriber(writer), || {
            tracing::warn!(target: "workbench", answer = "Atzr|canary-of-a-token", "the refresh failed");
        });
        drop(guard);
        let text: String = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        assert!(text.contains("the refresh failed"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
}
