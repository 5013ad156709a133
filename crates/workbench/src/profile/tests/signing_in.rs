//! From the browser's return to a profile that can make calls.

use super::*;
use crate::profile::secret::{Patience, SecretEntry, SecretKind};
use crate::profile::{ProfileState, SecretStoreKind};
use secrecy::ExposeSecret as _;

#[tokio::test]
async fn a_code_is_redeemed_with_its_verifier_and_the_profile_is_kept() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let profile = bench.profiles.get(&id).await.unwrap();
    assert_eq!((profile.state, profile.name.as_str()), (ProfileState::SignedIn, "Outdoor"));
    // No keychain in this test: kept for the session, and said so.
    assert_eq!(profile.secret_store, SecretStoreKind::Memory);
    assert!(bench.profiles.keychain().next_step.is_some());
}

#[tokio::test]
async fn a_used_up_code_is_an_error_in_words_and_leaves_no_profile() {
    let bench = Bench::new().await;
    let begun = bench.begin().await;
    assert_eq!(begun.get(&format!("code=unknown&state={}", begun.state)).await, 200);
    let status = bench.ended(&begun.begun.attempt_id).await;
    let error = status.error.unwrap();
    assert_eq!((status.state, error.code.as_ref()), (SignInState::Failed, "auth.code_refused"));
    assert!(error.next_step.is_some());
    assert!(bench.profiles.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_sign_in_without_refresh_token_fails_in_words() {
    let bench = Bench::new().await;
    bench.fake.answers().give_refresh = false;
    let begun = bench.begin().await;
    begun.get(&begun.good_query()).await;
    assert_eq!(bench.ended(&begun.begun.attempt_id).await.error.unwrap().code, "auth.no_refresh_token");
}

#[tokio::test]
async fn the_pasted_address_passes_the_same_checks() {
    let bench = Bench::new().await;
    let begun = bench.begin().await;
    let id = &begun.begun.attempt_id;
    let base = &begun.begun.return_url;
    for wrong in [
        String::new(),
        "hello".to_owned(),
        base.clone(),
        format!("{base}?code={}&state=wrong", begun.code),
        format!("{base}?code={}", begun.code),
        format!("{}?{}", base.replace("localhost", "evil.example"), begun.good_query()),
        format!("{}?{}", base.replace("/na", "/eu"), begun.good_query()),
        format!("{}?{}", base.replace("http:", "https:"), begun.good_query()),
        "x".repeat(9000),
    ] {
        let error = bench.profiles.finish_sign_in(id, &wrong).await.unwrap_err();
        assert_eq!(error.code, "auth.pasted", "{wrong}");
        assert_eq!(bench.profiles.sign_in_status(id).await.unwrap().state, SignInState::Waiting);
    }
    bench.profiles.finish_sign_in(id, &format!("  {base}?{} ", begun.good_query())).await.unwrap();
    assert_eq!(bench.ended(id).await.state, SignInState::SignedIn);
}

#[tokio::test]
async fn overlapping_sign_ins_of_two_regions_stay_apart() {
    let bench = Bench::new().await;
    let (na, eu) = (bench.begin_in(Region::Na).await, bench.begin_in(Region::Eu).await);
    assert_eq!(na.port(), eu.port());
    let crossed = format!("GET {}?{} HTTP/1.1\r\nHost: {}\r\n\r\n", eu.path(), na.good_query(), na.host());
    assert_eq!(status_of(&na.raw(&crossed).await), 400);
    assert_eq!(eu.get(&eu.good_query()).await, 200);
    let eu_profile = bench.ended(&eu.begun.attempt_id).await.profile_id.unwrap();
    assert_eq!(bench.profiles.get(&eu_profile).await.unwrap().region, Region::Eu);
    assert_eq!(bench.profiles.sign_in_status(&na.begun.attempt_id).await.unwrap().state, SignInState::Waiting);
    assert_eq!(na.get(&na.good_query()).await, 200);
    assert_eq!(bench.ended(&na.begun.attempt_id).await.state, SignInState::SignedIn);
}

#[tokio::test]
async fn only_signing_out_deletes_the_secrets() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let entry = SecretEntry::new(Region::Na, &id, SecretKind::RefreshToken);
    let secrets = bench.profiles.secrets(SecretStoreKind::Memory);
    assert!(secrets.get(&entry, Patience::Person).await.unwrap().unwrap().expose_secret().starts_with("Atzr|"));
    bench.profiles.sign_out(&id).await.unwrap();
    assert!(secrets.get(&entry, Patience::Person).await.unwrap().is_none());
    assert_eq!(bench.profiles.get(&id).await.unwrap().state, ProfileState::SignedOut);
    assert_eq!(bench.profiles.client_for(&id).await.unwrap_err().code, "auth.signed_out");
}

#[tokio::test]
async fn what_was_entered_wrongly_is_said_before_a_browser_opens() {
    let bench = Bench::new().await;
    let with = |change: fn(&mut NewProfile)| {
        let mut profile = new_profile(Region::Na);
        change(&mut profile);
        profile
    };
    for (profile, code) in [
        (with(|p| p.client_id = "me@example.com".into()), "auth.client_id"),
        (with(|p| p.client_secret = "two words".into()), "auth.client_secret"),
        (with(|p| p.client_secret = String::new().into()), "auth.client_secret"),
        (with(|p| p.name = "  ".into()), "invalid"),
    ] {
        assert_eq!(bench.profiles.begin_new(profile).await.unwrap_err().code, code);
    }
}

#[tokio::test]
async fn no_secret_reaches_the_database_a_log_or_debug() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let written = log.reopen().unwrap();
    // Everything that any library says on this thread, on which the whole sign-in runs.
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || crate::service::Redacting::new(written.try_clone().unwrap()))
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let bench = Bench::new().await;
    let begun = bench.begin().await;
    let shown = format!("{:?} {:?} {:?}", bench.profiles, new_profile(Region::Na), bench.secrets);
    begun.get(&begun.good_query()).await;
    bench.ended(&begun.begun.attempt_id).await;
    assert!(!shown.contains("canary"));
    for file in std::fs::read_dir(bench.dir.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for secret in ["canary", begun.state.as_str()] {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
            }
        }
    }
    assert!(std::fs::metadata(bench.store.data_dir().join("recomamp.db-wal")).unwrap().len() > 0);
    let said = std::fs::read_to_string(log.path()).unwrap();
    assert!(!said.is_empty());
    for secret in ["canary", begun.state.as_str(), begun.code.as_str()] {
        assert!(!said.contains(secret), "{secret} in the log");
    }
}

#[tokio::test]
async fn sign_ins_kept_in_memory_end_with_the_session_and_say_so() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let Bench { store, dir, profiles, .. } = bench;
    store.close(std::time::Duration::from_secs(5)).await;
    drop((profiles, store));
    let bench = Bench::reopen(dir, Arc::new(MemorySecrets::default()), Ports::Any).await;
    let profile = bench.profiles.get(&id).await.unwrap();
    assert_eq!(profile.state, ProfileState::SignInRequired);
    assert!(profile.message.unwrap().contains("last session"));
}
