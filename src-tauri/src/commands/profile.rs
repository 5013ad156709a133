//! Profiles and signing in.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;
use workbench::Result;
use workbench::profile::{KeychainStatus, NewProfile, Profile, Region, SignInStatus};

use crate::Shell;

/// Whom to sign in.
#[derive(Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SignInTarget {
    /// A new profile at Amazon.
    NewAmazon {
        /// Its region, client and secret. The secret only ever travels in this direction.
        profile: NewProfile,
    },
    /// A profile whose sign-in is lost or was ended.
    Existing {
        /// Our id.
        profile_id: String,
    },
    /// The sandbox, with its Allow and Deny page in the browser.
    SandboxBrowser,
}

/// A sign-in that is under way.
#[derive(Debug, Clone, Serialize, Type)]
pub struct SignInAttempt {
    /// Names it for the other commands.
    pub attempt_id: String,
    /// The page to open, for copying when no browser came up.
    pub authorize_url: String,
    /// The return URL it waits on.
    pub return_url: String,
    /// Whether the system opened the page.
    pub browser_opened: bool,
}

/// All profiles.
#[tauri::command]
#[specta::specta]
pub async fn list_profiles(shell: State<'_, Shell>) -> Result<Vec<Profile>> {
    shell.workbench().profiles().list().await
}

/// Starts the sandbox, signs in with consent given, and discovers its instances.
#[tauri::command]
#[specta::specta]
pub async fn explore_sandbox(shell: State<'_, Shell>) -> Result<Profile> {
    shell.explore_sandbox().await
}

/// Starts a sign-in and opens the consent page in the person's browser.
#[tauri::command]
#[specta::specta]
pub async fn begin_sign_in(shell: State<'_, Shell>, target: SignInTarget) -> Result<SignInAttempt> {
    let profiles = shell.workbench().profiles();
    let begun = match target {
        SignInTarget::NewAmazon { profile } => profiles.begin_new(profile).await?,
        SignInTarget::Existing { profile_id } => profiles.begin_existing(&profile_id).await?,
        SignInTarget::SandboxBrowser => {
            let address = shell.sandbox().ensure().await?;
            profiles.begin_sandbox(address).await?
        }
    };
    // The listener stands before the browser opens: a signed-in browser answers at once.
    let browser_opened = shell.open_in_browser(&begun.authorize_url);
    Ok(SignInAttempt {
        attempt_id: begun.attempt_id,
        authorize_url: begun.authorize_url,
        return_url: begun.return_url,
        browser_opened,
    })
}

/// How far a sign-in is.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_status(shell: State<'_, Shell>, attempt_id: String) -> Result<SignInStatus> {
    shell.workbench().profiles().sign_in_status(&attempt_id).await
}

/// Finishes a sign-in with the address that the browser landed on.
#[tauri::command]
#[specta::specta]
pub async fn finish_sign_in(shell: State<'_, Shell>, attempt_id: String, address: String) -> Result<SignInStatus> {
    shell.workbench().profiles().finish_sign_in(&attempt_id, &address).await
}

/// Ends a sign-in that is under way.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(shell: State<'_, Shell>, attempt_id: String) -> Result<()> {
    shell.workbench().profiles().cancel_sign_in(&attempt_id).await
}

/// The three return URLs to register with a Login with Amazon client of a region.
#[tauri::command]
#[specta::specta]
pub async fn return_urls(shell: State<'_, Shell>, region: Region) -> Result<Vec<String>> {
    Ok(shell.workbench().profiles().return_urls(region))
}

/// Ends a profile's sign-in and removes its secrets from the keychain.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(shell: State<'_, Shell>, profile_id: String) -> Result<()> {
    shell.workbench().profiles().sign_out(&profile_id).await
}

/// Removes a profile with its secrets. Executions and results stay.
#[tauri::command]
#[specta::specta]
pub async fn remove_profile(shell: State<'_, Shell>, profile_id: String) -> Result<()> {
    shell.workbench().profiles().remove(&profile_id).await
}

/// Asks the keychain again how it is.
#[tauri::command]
#[specta::specta]
pub async fn check_keychain(shell: State<'_, Shell>) -> Result<KeychainStatus> {
    Ok(shell.workbench().profiles().check_keychain().await)
}
