//! The desktop that the browser host stands on: exports go to a folder, and files are opened from there.

use std::path::PathBuf;

use async_trait::async_trait;
use recomamp_shell::host::Host;
use workbench::{Error, Result};

/// A host without dialogs: every export is saved under its suggested name in one folder, and the newest file there is opened.
pub(crate) struct Desk {
    exports: PathBuf,
}

impl Desk {
    pub(crate) fn new(exports: PathBuf) -> Self {
        Self { exports }
    }
}

#[async_trait]
impl Host for Desk {
    async fn choose_save_path(&self, _title: &'static str, suggested: &str) -> Option<PathBuf> {
        std::fs::create_dir_all(&self.exports).ok()?;
        Some(self.exports.join(suggested))
    }

    async fn choose_folder(&self, _title: &'static str) -> Option<PathBuf> {
        std::fs::create_dir_all(&self.exports).ok()?;
        Some(self.exports.clone())
    }

    async fn choose_file(&self, _title: &'static str, ending: &'static str) -> Option<PathBuf> {
        // The newest that was saved.
        let files = std::fs::read_dir(&self.exports).ok()?.flatten().map(|entry| entry.path());
        let of_ending = files.filter(|path| path.extension().is_some_and(|own| own == ending));
        of_ending.max_by_key(|path| path.metadata().and_then(|about| about.modified()).ok())
    }

    fn open_in_browser(&self, _address: &str) -> bool {
        // The page shows the address and a Copy button; a test follows it itself.
        false
    }

    fn starts_at_login(&self) -> Result<bool> {
        Ok(false)
    }

    fn start_at_login(&self, _on: bool) -> Result<()> {
        Err(Error::new("app.login_start", "A browser cannot have RecomAMP start when you sign in.")
            .next("Set it in RecomAMP's own window."))
    }

    fn restart(&self) -> bool {
        false
    }
}
