//! A sign-in that is replaced or ended while somebody uses it.

use std::time::Duration;

use amc_client::{TokenError, TokenSource as _};
use async_trait::async_trait;
use secrecy::ExposeSecret as _;
use tokio::sync::watch;

use super::*;
use crate::profile::secret::{Patience, SecretEntry, SecretError, SecretKind};
use crate::profile::{KeychainState, ProfileState};

/// A keychain that can be made to take its time over what it is told to write or delete.
#[derive(Debug)]
struct Slow {
    kept: MemorySecrets,
    shut: watch::Sender<bool>,
    asked: watch::Sender<usize>,
}

impl Slow {
    fn new() -> Arc<Self> {
        Arc::new(Self { kept: MemorySecrets::default(), shut: watch::Sender::new(false), asked: watch::Sender::new(0) })
    }

    async fn pass(&self) {
        self.asked.send_modify(|asked| *asked += 1);
        // The sender lives in `self`, so the channel cannot close.
        let _ = self.shut.subscribe().wait_for(|shut| !*shut).await;
    }

    /// Shuts the gate, and gives what waits until somebody stands before it.
    fn shut(&self) -> watch::Receiver<usize> {
        self.shut.send_replace(true);
        self.asked.subscribe()
    }

    async fn refresh_token(&self, id: &str) -> Option<String> {
        let entry = SecretEntry::new(Region::Na, id, SecretKind::RefreshToken);
        let kept = self.kept.get(&entry, Patience::Background).await.unwrap();
        kept.map(|token| token.expose_secret().to_owned())
    }
}

#[async_trait]
impl SecretStore for Slow {
    async fn check(&self) -> KeychainState {
        KeychainState::Ready
    }

    async fn get(&self, entry: &SecretEntry, patience: Patience) -> Result<Option<SecretString>, SecretError> {
        self.kept.get(entry, patience).await
    }

    async fn put(&self, entry: &SecretEntry, secret: &SecretString, patience: Patience) -> Result<(), SecretError> {
        self.pass().await;
        self.kept.put(entry, secret, patience).await
    }

    async fn delete(&self, entry: &SecretEntry, patience: Patience) -> Result<(), SecretError> {
        self.pass().await;
        self.kept.delete(entry, patience).await
    }
}

#[tokio::test]
async fn whoever_asks_while_a_sign_in_is_replaced_waits_and_gets_the_new_ones_token() {
    let keychain = Slow::new();
    let bench = Bench::with(keychain.clone(), Ports::Any).await;
    let id = bench.signed_in().await;
    let before = bench.session(&id).await;
    // Due: whoever is not made to wait renews the older sign-in.
    bench.clock.advance(Duration::from_secs(50 * 60));

    let mut asked = keychain.shut();
    let begun = bench.at_amazon(bench.profiles.begin_existing(&id).await.unwrap());
    assert_eq!(begun.get(&begun.good_query()).await, 200);
    asked.changed().await.unwrap();
    let session = bench.session(&id).await;
    let waiting = [before.clone(), session].map(|session| tokio::spawn(async move { session.access_token().await }));
    bench.profiles.client_for(&id).await.unwrap();
    keychain.shut.send_replace(false);

    assert_eq!(bench.ended(&begun.begun.attempt_id).await.state, SignInState::SignedIn);
    for token in waiting {
        assert_eq!(token.await.unwrap().unwrap().expose_secret(), "Atza|canary-2");
    }
    assert_eq!(before.access_token().await.unwrap().expose_secret(), "Atza|canary-2");
    assert_eq!(bench.fake.refreshes(), 0);
    assert_eq!(keychain.refresh_token(&id).await.as_deref(), Some("Atzr|canary-2"));
}

#[tokio::test]
async fn whoever_asks_while_a_profile_is_signed_out_gets_nothing_and_leaves_nothing() {
    let keychain = Slow::new();
    let bench = Bench::with(keychain.clone(), Ports::Any).await;
    let id = bench.signed_in().await;
    bench.fake.answers().rotate = true;
    bench.clock.advance(Duration::from_secs(50 * 60));

    let mut asked = keychain.shut();
    let out = tokio::spawn({
        let (profiles, id) = (bench.profiles.clone(), id.clone());
        async move { profiles.sign_out(&id).await }
    });
    asked.changed().await.unwrap();
    let session = bench.session(&id).await;
    let waiting = tokio::spawn(async move { session.access_token().await });
    keychain.shut.send_replace(false);

    out.await.unwrap().unwrap();
    assert_eq!(waiting.await.unwrap().unwrap_err(), TokenError::SignInLost);
    assert_eq!(bench.fake.refreshes(), 0);
    assert_eq!(keychain.refresh_token(&id).await, None);
    let profile = bench.profiles.get(&id).await.unwrap();
    assert_eq!((profile.state, profile.message), (ProfileState::SignedOut, None));
}

#[tokio::test]
async fn a_sign_in_whose_secrets_are_gone_says_so_and_does_not_blame_amazon() {
    let bench = Bench::with(Slow::new(), Ports::Any).await;
    let id = bench.signed_in().await;
    let session = bench.session(&id).await;
    let entry = SecretEntry::new(Region::Na, &id, SecretKind::RefreshToken);
    bench.secrets.delete(&entry, Patience::Person).await.unwrap();
    bench.clock.advance(Duration::from_secs(3601));
    assert_eq!(session.access_token().await.unwrap_err(), TokenError::SignInLost);
    let error = bench.profiles.client_for(&id).await.unwrap_err();
    assert_eq!(error.code, "auth.sign_in_required");
    assert!(error.message.contains("not kept on this computer"), "{}", error.message);
}
