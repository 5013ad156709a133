//! What may be sent along when something is wrong: what the application is, how it does, its settings, and the end of its log. No query,
//! no result, no name of an account, and nothing of the keychain.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::Serialize;
use specta::Type;
use workbench::service::redact;
use workbench::{Error, Result};

use crate::{Shell, logs};

/// Bytes of the log's end.
const LOG_BYTES: u64 = 512 * 1024;

/// A part of a diagnostics bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DiagnosticsPart {
    /// Its name in the bundle.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// All parts of a bundle.
///
/// # Errors
/// `store.*` when something cannot be counted.
pub(crate) async fn parts(shell: &Shell) -> Result<Vec<DiagnosticsPart>> {
    let workbench = shell.workbench();
    let part = |name: &str, text: String| DiagnosticsPart { name: name.to_owned(), text };
    let settings = serde_json::to_string_pretty(&workbench.settings().get().await?)
        .map_err(|_| Error::internal("the settings cannot be written"))?;
    let folder = logs::folder(workbench.data_dir());
    let log = tokio::task::spawn_blocking(move || end_of_log(&folder));
    let log = log.await.map_err(|_| Error::internal("reading the log ended early"))?;
    Ok(vec![
        part("about.txt", about(shell).await?),
        part("settings.json", settings),
        part("log.txt", log.unwrap_or_else(|error| format!("The log cannot be read: {}.\n", error.kind()))),
    ])
}

async fn about(shell: &Shell) -> Result<String> {
    let workbench = shell.workbench();
    let mut text =
        format!("RecomAMP {}\n{} {}\n", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    let mut line = |name: &str, value: String| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    line("made", workbench.clock().now().format("%Y-%m-%dT%H:%M:%SZ").to_string());
    line("tray", shell.has_tray().to_string());
    line("keychain", format!("{:?}", workbench.profiles().keychain()));
    let profiles = workbench.profiles().list().await?;
    line("profiles", profiles.len().to_string());
    let counts = workbench.executions().counts().await?;
    line("runs under way", format!("{} at Amazon, {} waiting", counts.running, counts.waiting));
    let storage = workbench.storage_use().await?;
    line("database", format!("{} bytes", storage.database_bytes));
    line("kept results", format!("{}, {} bytes", storage.results, storage.result_bytes));
    line("backups", format!("{}, {} bytes", storage.backups, storage.backup_bytes));
    let free = storage.free_bytes.map_or_else(|| "unknown".to_owned(), |bytes| format!("{bytes} bytes"));
    line("free on the disk", free);
    for service in workbench.services() {
        let message = service.message.map(|message| format!(", {message}")).unwrap_or_default();
        line(&format!("service {}", service.name), format!("{:?}{message}", service.state));
    }
    Ok(redact(&text).into_owned())
}

/// The last lines of the newest log. They have passed the log's own gate, and pass it again.
fn end_of_log(folder: &Path) -> io::Result<String> {
    let mut file = match File::open(folder.join("recomamp.log")) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok("Nothing was logged yet.\n".to_owned()),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    let skipped = length.saturating_sub(LOG_BYTES);
    file.seek(SeekFrom::Start(skipped))?;
    let mut bytes = Vec::new();
    file.take(LOG_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line may be cut.
    let whole = if skipped > 0 { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    Ok(redact(whole).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_log_begins_with_a_whole_line_and_tells_no_token() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(end_of_log(folder.path()).unwrap(), "Nothing was logged yet.\n");
        let lines: String =
            (0..40_000).map(|line| format!("{{\"line\":{line},\"token\":\"Atzr|canary\"}}\n")).collect();
        std::fs::write(folder.path().join("recomamp.log"), &lines).unwrap();
        let end = end_of_log(folder.path()).unwrap();
        assert!(end.starts_with("{\"line\":"), "{}", &end[..40]);
        assert!(end.contains("39999"));
        assert!(!end.contains("canary"));
        assert!(end.len() <= 512 * 1024);
    }
}
