//! Folders that results are written into by themselves, after a run: they may lie on a drive that is away.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Error, Result};

/// Pauses before a file is tried again.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(60), Duration::from_secs(900), Duration::from_secs(3600), Duration::from_secs(6 * 3600)];

/// The folder of a text.
///
/// # Errors
/// `result.folder` for one that is no whole path.
pub(crate) fn folder(text: &str) -> Result<PathBuf> {
    let path = Path::new(text.trim());
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    Err(Error::new("result.folder", "The folder for results has to be a whole path.")
        .next("Write it as /home/ada/Reports, or C:\\Reports."))
}

/// The folder of a text, if it is there.
///
/// # Errors
/// `result.folder`, `result.no_folder`.
pub(crate) async fn folder_there(text: &str) -> Result<PathBuf> {
    let folder = folder(text)?;
    if tokio::fs::metadata(&folder).await.is_ok_and(|found| found.is_dir()) {
        return Ok(folder);
    }
    Err(Error::new("result.no_folder", format!("The folder {text} is not there."))
        .next("Connect its drive or choose another folder; it is tried again by itself."))
}

/// How long to wait before a file is tried again that failed after `tries` others; `None` where trying again is of no use: a folder that
/// the computer holds still on a full disk or an unmounted drive may be fine later; a file that is refused is not.
pub(crate) fn pause(tries: i64, error: &Error) -> Option<Duration> {
    let may_pass = matches!(&*error.code, "result.no_folder" | "store.full" | "result.io" | "result.none");
    usize::try_from(tries).ok().and_then(|tries| PAUSES.get(tries)).copied().filter(|_| may_pass)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_for_results_is_a_whole_path() {
        assert!(folder("Reports").is_err());
        assert!(folder("").is_err());
        assert!(folder("../Reports").is_err());
        assert!(folder(&std::env::temp_dir().display().to_string()).is_ok());
    }

    #[test]
    fn a_file_is_tried_five_times_where_that_may_help() {
        let away = Error::new("result.no_folder", "The folder is not there.");
        let pauses: Vec<_> = (0..6).map(|tries| pause(tries, &away).map(|pause| pause.as_secs())).collect();
        assert_eq!(pauses, [Some(60), Some(900), Some(3_600), Some(21_600), None, None]);
        assert_eq!(pause(0, &Error::new("result.refused", "This is no place for an export.")), None);
    }
}
