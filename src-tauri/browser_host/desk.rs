//! The desktop that the browser host stands on: exports go to a folder, and nothing is opened.

use std::path::PathBuf;

use async_trait::async_trait;
use recomamp_shell::host::Host;
use workbench::{Error, Result};

/// A host without dialogs: every export is saved under its suggested name in one folder.
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
