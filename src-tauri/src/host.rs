//! What the commands need from whoever hosts them: the desktop in the application, a folder and nothing else in the
//! browser host. It may grow only by things that need a window or a desktop.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_opener::OpenerExt as _;
use workbench::Result;

use crate::{login, restart};

/// The desktop around the commands.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// Asks the person where to save a file; `title` says what, `suggested` is a safe file name with its ending. `None` when they
    /// closed the dialog.
    async fn choose_save_path(&self, title: &'static str, suggested: &str) -> Option<PathBuf>;

    /// Asks the person for a folder that is there; `title` says what for. `None` when they closed the dialog.
    async fn choose_folder(&self, title: &'static str) -> Option<PathBuf>;

    /// Asks the person for a file that is there, of an `ending` without its point; `title` says what for. `None` when they closed the
    /// dialog.
    async fn choose_file(&self, title: &'static str, ending: &'static str) -> Option<PathBuf>;

    /// Opens an address in the person's browser and answers whether the system took it.
    fn open_in_browser(&self, address: &str) -> bool;

    /// Whether the system starts the application when the person signs in to the computer.
    ///
    /// # Errors
    /// `app.login_start` when that cannot be known.
    fn starts_at_login(&self) -> Result<bool>;

    /// Has the system start the application, without a window, when the person signs in, or no longer.
    ///
    /// # Errors
    /// `app.login_start` when that cannot be changed.
    fn start_at_login(&self, on: bool) -> Result<()>;

    /// Ends the application, once whoever asked has its answer, and starts it again; `false` where it has to be started by hand.
    fn restart(&self) -> bool;
}

/// Dialogs of ours that are open.
static DIALOGS: AtomicUsize = AtomicUsize::new(0);

/// Whether a dialog of ours is open: the window has no focus then, and yet the person is here.
pub(crate) fn in_dialog() -> bool {
    DIALOGS.load(Ordering::Relaxed) > 0
}

/// The real desktop.
pub(crate) struct Desktop {
    app: AppHandle,
    /// Where the person saved a file last in this session.
    saved_to: Mutex<Option<PathBuf>>,
}

impl Desktop {
    /// A host over the running application.
    pub(crate) fn new(app: &AppHandle) -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self { app: app.clone(), saved_to: Mutex::new(None) })
    }
}

impl Desktop {
    /// The folder that the dialog opens in: without one it would be whichever the application was started in.
    fn first_folder(&self) -> Option<PathBuf> {
        let last = self.saved_to.lock().unwrap_or_else(PoisonError::into_inner).clone();
        first_of([last, dirs::document_dir(), dirs::download_dir(), dirs::home_dir()])
    }
}

/// The first of `folders` that is there.
fn first_of(folders: impl IntoIterator<Item = Option<PathBuf>>) -> Option<PathBuf> {
    folders.into_iter().flatten().find(|folder| folder.is_dir())
}

#[async_trait]
impl Host for Desktop {
    async fn choose_save_path(&self, title: &'static str, suggested: &str) -> Option<PathBuf> {
        let (answer, path) = tokio::sync::oneshot::channel();
        DIALOGS.fetch_add(1, Ordering::Relaxed);
        let ending = suggested.rsplit('.').next().unwrap_or_default().to_owned();
        let mut dialog = self
            .app
            .dialog()
            .file()
            .set_title(title)
            .set_file_name(suggested)
            .add_filter(ending.to_uppercase(), &[&ending]);
        if let Some(folder) = self.first_folder() {
            dialog = dialog.set_directory(folder);
        }
        dialog.save_file(move |chosen| {
            let _ = answer.send(chosen);
        });
        let chosen = path.await;
        DIALOGS.fetch_sub(1, Ordering::Relaxed);
        let chosen = chosen.ok().flatten().and_then(|chosen| chosen.into_path().ok())?;
        *self.saved_to.lock().unwrap_or_else(PoisonError::into_inner) = chosen.parent().map(Path::to_owned);
        Some(chosen)
    }

    async fn choose_folder(&self, title: &'static str) -> Option<PathBuf> {
        let (answer, path) = tokio::sync::oneshot::channel();
        DIALOGS.fetch_add(1, Ordering::Relaxed);
        let mut dialog = self.app.dialog().file().set_title(title);
        if let Some(folder) = self.first_folder() {
            dialog = dialog.set_directory(folder);
        }
        dialog.pick_folder(move |chosen| {
            let _ = answer.send(chosen);
        });
        let chosen = path.await;
        DIALOGS.fetch_sub(1, Ordering::Relaxed);
        chosen.ok().flatten().and_then(|chosen| chosen.into_path().ok())
    }

    async fn choose_file(&self, title: &'static str, ending: &'static str) -> Option<PathBuf> {
        let (answer, path) = tokio::sync::oneshot::channel();
        DIALOGS.fetch_add(1, Ordering::Relaxed);
        let mut dialog = self.app.dialog().file().set_title(title).add_filter(ending.to_uppercase(), &[ending]);
        if let Some(folder) = self.first_folder() {
            dialog = dialog.set_directory(folder);
        }
        dialog.pick_file(move |chosen| {
            let _ = answer.send(chosen);
        });
        let chosen = path.await;
        DIALOGS.fetch_sub(1, Ordering::Relaxed);
        chosen.ok().flatten().and_then(|chosen| chosen.into_path().ok())
    }

    fn open_in_browser(&self, address: &str) -> bool {
        // A test's browser stands in PATH in place of the system's opener; the plugin asks the system.
        self.app.opener().open_url(address, None::<&str>).is_ok()
    }

    fn starts_at_login(&self) -> Result<bool> {
        login::is_on(&self.app)
    }

    fn start_at_login(&self, on: bool) -> Result<()> {
        login::set(&self.app, on)
    }

    fn restart(&self) -> bool {
        restart::after_the_end(&self.app)
    }
}

#[cfg(test)]
mod tests {
    use super::first_of;

    #[test]
    fn a_dialog_opens_in_the_first_folder_that_is_there() {
        let here = tempfile::tempdir().unwrap();
        let (gone, file) = (here.path().join("gone"), here.path().join("file"));
        std::fs::write(&file, "").unwrap();
        let folders = [None, Some(gone), Some(file), Some(here.path().to_owned()), Some(std::env::temp_dir())];
        assert_eq!(first_of(folders).as_deref(), Some(here.path()));
        assert_eq!(first_of([None]), None);
    }
}
