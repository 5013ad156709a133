//! Profiles: signing in through the system's browser, keeping secrets in the keychain, handing out tokens.

mod attempt;
mod desk;
mod entered;
mod held;
mod listener;
mod model;
mod request;
mod return_url;
mod rows;
mod sandbox;
pub mod secret;
mod service;
mod session;
mod sign_in;

#[cfg(test)]
mod tests;

pub use model::{
    BegunSignIn, KeychainState, KeychainStatus, NewProfile, Profile, ProfileKind, ProfileState, Region, SandboxAddress,
    SecretStoreKind, SignInState, SignInStatus,
};
pub use return_url::{all_return_urls, return_urls};
pub use service::Profiles;

pub(crate) use sandbox::SANDBOX_FILE;
pub(crate) use service::Parts;

/// The keychain's service name: the application's bundle id and a version of the entries' form.
pub const KEYCHAIN_SERVICE: &str = "app.recomamp.desktop.v1";
