//! The application itself: its state, settings, links and end.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;
use workbench::profile::KeychainStatus;
use workbench::service::ServiceHealth;
use workbench::settings::Settings;
use workbench::{Error, Result};

use crate::Shell;
use crate::sandbox::SandboxStatus;

/// What the status bar and the first-run page need.
#[derive(Debug, Clone, Serialize, Type)]
pub struct AppStatus {
    /// Version of the application.
    pub version: String,
    /// Where its data lie.
    pub data_dir: String,
    /// The system: `linux`, `macos` or `windows`.
    pub platform: String,
    /// How many profiles there are.
    pub profiles: u32,
    /// Runs that Amazon works on.
    pub running: u32,
    /// Runs that wait, here or at Amazon.
    pub waiting: u32,
    /// The system keychain.
    pub keychain: KeychainStatus,
    /// The embedded sandbox.
    pub sandbox: SandboxStatus,
    /// The background services.
    pub services: Vec<ServiceHealth>,
    /// Whether this desktop shows the tray icon.
    pub tray: bool,
    /// Notices that nobody has read.
    pub unread: u32,
}

/// The state of the application.
#[tauri::command]
#[specta::specta]
pub async fn app_status(shell: State<'_, Shell>) -> Result<AppStatus> {
    let workbench = shell.workbench();
    let counts = workbench.executions().counts().await?;
    Ok(AppStatus {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: workbench.data_dir().display().to_string(),
        platform: std::env::consts::OS.to_owned(),
        profiles: u32::try_from(workbench.profiles().list().await?.len()).unwrap_or(u32::MAX),
        running: counts.running,
        waiting: counts.waiting,
        keychain: workbench.profiles().keychain(),
        sandbox: shell.sandbox().status(),
        services: workbench.services(),
        tray: shell.has_tray(),
        unread: workbench.notices().unread().await?,
    })
}

/// The person's settings.
#[tauri::command]
#[specta::specta]
pub async fn get_settings(shell: State<'_, Shell>) -> Result<Settings> {
    shell.workbench().settings().get().await
}

/// Keeps the person's settings, all at once, and answers what is kept.
#[tauri::command]
#[specta::specta]
pub async fn update_settings(shell: State<'_, Shell>, settings: Settings) -> Result<Settings> {
    shell.workbench().settings().update(settings).await
}

/// Whether the system starts the application when the person signs in to the computer.
#[tauri::command]
#[specta::specta]
pub async fn starts_at_login(shell: State<'_, Shell>) -> Result<bool> {
    shell.host().starts_at_login()
}

/// Has the system start the application, without a window, when the person signs in to the computer, or no longer; answers whether
/// the system does.
#[tauri::command]
#[specta::specta]
pub async fn start_at_login(shell: State<'_, Shell>, on: bool) -> Result<bool> {
    shell.host().start_at_login(on)?;
    shell.host().starts_at_login()
}

/// A page outside the application that the window may open. The addresses are here, never in the window.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExternalTarget {
    /// Where Login with Amazon clients and their return URLs are kept.
    SecurityProfileHelp,
    /// How a client is approved for the Ads API.
    AdsApiOnboarding,
}

/// Opens a page in the person's browser.
#[tauri::command]
#[specta::specta]
pub async fn open_external(shell: State<'_, Shell>, target: ExternalTarget) -> Result<()> {
    let address = match target {
        ExternalTarget::SecurityProfileHelp => {
            "https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html"
        }
        ExternalTarget::AdsApiOnboarding => "https://advertising.amazon.com/API/docs/en-us/guides/onboarding/overview",
    };
    if shell.open_in_browser(address) {
        Ok(())
    } else {
        Err(Error::new("app.no_browser", "Your browser could not be opened.").next(format!("Open {address} yourself.")))
    }
}
