//! What a profile is: one sign-in, with its region, its client and its state.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

/// An Amazon Ads region; the same three as [`amc_client::Region`], with a type for the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub enum Region {
    /// North America.
    #[serde(rename = "NA")]
    Na,
    /// Europe.
    #[serde(rename = "EU")]
    Eu,
    /// Far East.
    #[serde(rename = "FE")]
    Fe,
}

impl Region {
    /// All regions.
    pub const ALL: [Self; 3] = [Self::Na, Self::Eu, Self::Fe];

    /// `NA`, `EU` or `FE`, as Amazon, the database and the keychain's entries write it.
    pub fn code(self) -> &'static str {
        amc_client::Region::from(self).code()
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.code() == code)
    }
}

impl From<Region> for amc_client::Region {
    fn from(region: Region) -> Self {
        match region {
            Region::Na => Self::Na,
            Region::Eu => Self::Eu,
            Region::Fe => Self::Fe,
        }
    }
}

/// Whose service a profile signs in to. A profile of one kind can never talk to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProfileKind {
    /// A sandbox on this machine.
    Sandbox,
    /// Amazon.
    Amazon,
}

/// Whether a profile can make calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    /// Signed in.
    SignedIn,
    /// Amazon no longer takes the sign-in, or the last session's was not kept: a person has to sign in again.
    SignInRequired,
    /// Signed out by the person.
    SignedOut,
    /// Signed in, but the keychain does not give the secrets at the moment.
    SecretUnavailable,
}

/// Where a profile's secrets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretStoreKind {
    /// In the system's keychain.
    Keychain,
    /// In memory, until the application ends.
    Memory,
}

/// One sign-in, as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Profile {
    /// Our id.
    pub id: String,
    /// Amazon or sandbox.
    pub kind: ProfileKind,
    /// The name the person gave.
    pub name: String,
    /// Its region.
    pub region: Region,
    /// The Login with Amazon client id.
    pub client_id: String,
    /// Whether it can make calls.
    pub state: ProfileState,
    /// Why not, in a sentence.
    pub message: Option<String>,
    /// Where its secrets are.
    pub secret_store: SecretStoreKind,
    /// When it was made, in UTC milliseconds.
    #[specta(type = Number)]
    pub created_at: i64,
}

/// What a person enters to connect Amazon. The secret travels in this direction only.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct NewProfile {
    /// A name to tell profiles apart.
    pub name: String,
    /// The region of the advertising account.
    pub region: Region,
    /// Client id of the person's own Login with Amazon security profile.
    pub client_id: String,
    /// Its client secret.
    #[specta(type = String)]
    pub client_secret: SecretString,
}

/// Where a sandbox listens and what signs in to it; the line that `sandbox serve --json` prints. Its secret is
/// recognisable and opens nothing but that sandbox.
#[derive(Clone, Debug, Deserialize)]
pub struct SandboxAddress {
    /// Its consent page.
    pub authorize_url: String,
    /// Its token endpoint.
    pub token_url: String,
    /// Its AMC API.
    pub api_url: String,
    /// Its client id.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: SecretString,
    /// The return URLs it accepts.
    pub redirect_uris: Vec<String>,
}

/// How the keychain is. Five states, told apart because each has another way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// A canary was written, read and deleted.
    Ready,
    /// There, but locked.
    Locked,
    /// No keychain service answers.
    Absent,
    /// The service has no collection to put secrets into.
    NoDefaultCollection,
    /// It answers, but reading or writing fails.
    Failing,
    /// Not asked yet.
    Checking,
}

/// The keychain as Settings shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct KeychainStatus {
    /// How it is.
    pub state: KeychainState,
    /// Where the next sign-in is kept.
    pub store: SecretStoreKind,
    /// The state in a sentence.
    pub message: String,
    /// What the person can do.
    pub next_step: Option<String>,
}

impl KeychainStatus {
    pub(crate) fn of(state: KeychainState) -> Self {
        const SESSION: &str = "Until then sign-ins last until you quit.";
        let (message, next_step) = match state {
            KeychainState::Ready => ("Sign-ins are kept in the system keychain.", None),
            KeychainState::Checking => ("The system keychain is being checked.", None),
            KeychainState::Locked => ("The system keychain is locked.", Some("Unlock it and check again.")),
            KeychainState::Absent => (
                "No system keychain answers.",
                Some("Install and start one (GNOME Keyring, KWallet or KeePassXC) and check again."),
            ),
            KeychainState::NoDefaultCollection => (
                "The system keychain has no default collection to keep secrets in.",
                Some("Create a default keyring (for GNOME with Passwords and Keys) and check again."),
            ),
            KeychainState::Failing => (
                "The system keychain does not answer, or does not keep what it is given.",
                Some(
                    "If it asks something in a window of its own, answer it; otherwise log in again. Then check again.",
                ),
            ),
        };
        let store = if state == KeychainState::Ready { SecretStoreKind::Keychain } else { SecretStoreKind::Memory };
        Self { state, store, message: message.to_owned(), next_step: next_step.map(|step| format!("{step} {SESSION}")) }
    }
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    /// The browser has not come back yet.
    Waiting,
    /// The code is being redeemed.
    Exchanging,
    /// Done.
    SignedIn,
    /// Ended with an error.
    Failed,
    /// Ended by the person.
    Cancelled,
}

/// A sign-in that has begun: the listener stands, the browser may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunSignIn {
    /// Names the attempt.
    pub attempt_id: String,
    /// The page to open in the system's browser. Holds the state, so it is not for logs.
    pub authorize_url: String,
    /// The return URL it waits on.
    pub return_url: String,
}

/// How far an attempt is, for polling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SignInStatus {
    /// Which attempt.
    pub attempt_id: String,
    /// How far it is.
    pub state: SignInState,
    /// How long it has been under way, in seconds.
    pub waited_seconds: u32,
    /// The profile that was signed in.
    pub profile_id: Option<String>,
    /// Why it failed.
    pub error: Option<crate::Error>,
}
