//! The keychain's five states with a real Secret Service. Each runs this test binary again in a session bus of its own,
//! with a fresh home.

use std::process::Command;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};

use super::super::KeychainState;
use super::super::secret::{Keychain, MemorySecrets, Patience, SecretEntry, SecretError, SecretKind, SecretStore};
use super::Region;

const LOCK: &str = "gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method org.freedesktop.Secret.Service.Lock \"['/org/freedesktop/secrets/collection/login']\" >/dev/null";
const UNLOCKED: &str = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

fn run(part: &str, before: &str, with_bus: bool) {
    run_then(part, before, with_bus, true);
}

/// `alone`: nothing of `before` has to be ended afterwards, so the shell may make way for the test.
fn run_then(part: &str, before: &str, with_bus: bool, alone: bool) {
    let home = tempfile::tempdir().unwrap();
    let runtime = tempfile::tempdir().unwrap();
    let me = std::env::current_exe().unwrap();
    let inner = format!(
        "{before} {} '{}' --exact profile::tests::keychain::inside --ignored --nocapture",
        if alone { "exec" } else { "" },
        me.display()
    );
    let mut command = if with_bus { Command::new("dbus-run-session") } else { Command::new("sh") };
    if with_bus {
        command.args(["--", "sh"]);
    }
    let output = command
        .args(["-c", &inner])
        .current_dir(runtime.path())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", runtime.path())
        .env("RIG", part)
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{part}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_ready_keychain_keeps_secrets() {
    run("ready", &format!("{UNLOCKED};"), true);
}

#[cfg(target_os = "linux")]
#[test]
fn a_locked_keychain_is_told_apart() {
    run("locked", &format!("{UNLOCKED}; {LOCK};"), true);
}

#[cfg(target_os = "linux")]
#[test]
fn a_keychain_without_default_collection_is_told_apart() {
    run("no_default_collection", "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1;", true);
}

#[cfg(target_os = "linux")]
#[test]
fn no_session_bus_is_told_apart() {
    run("absent", "", false);
}

#[cfg(target_os = "linux")]
#[test]
fn a_restarted_keychain_is_found_again() {
    run("restarted", &format!("{UNLOCKED};"), true);
}

#[cfg(target_os = "linux")]
#[test]
fn an_entry_that_is_there_twice_is_told_apart_and_left_alone() {
    run("twice", &format!("{UNLOCKED};"), true);
}

#[cfg(target_os = "linux")]
#[test]
fn an_entry_that_somebody_else_wrote_over_is_told_apart_without_showing_it() {
    run("garbled", &format!("{UNLOCKED};"), true);
}

/// Run by the tests above, inside their rig.
#[tokio::test]
#[ignore = "runs inside a session bus of its own"]
async fn inside() {
    let keychain = Keychain::new("app.recomamp.test.v1").unwrap();
    let entry = SecretEntry::new(Region::Eu, "profile", SecretKind::RefreshToken);
    let secret = SecretString::from("x".repeat(2048));
    let started = Instant::now();
    let state = keychain.check().await;
    assert!(started.elapsed() < Duration::from_secs(5));
    let background = keychain.get(&entry, Patience::Background).await.map(|found| found.is_some());
    match std::env::var("RIG").unwrap().as_str() {
        "ready" => {
            assert_eq!((state, background), (KeychainState::Ready, Ok(false)));
            keychain.put(&entry, &secret, Patience::Person).await.unwrap();
            let found = keychain.get(&entry, Patience::Background).await.unwrap().unwrap();
            assert_eq!(found.expose_secret(), secret.expose_secret());
            for length in [0, 1, 2047, 2048] {
                let secret = SecretString::from("y".repeat(length));
                keychain.put(&entry, &secret, Patience::Person).await.unwrap();
                let found = keychain.get(&entry, Patience::Background).await.unwrap().unwrap();
                assert_eq!(found.expose_secret().len(), length);
            }
            keychain.delete(&entry, Patience::Person).await.unwrap();
            keychain.delete(&entry, Patience::Person).await.unwrap();
            assert!(keychain.get(&entry, Patience::Background).await.unwrap().is_none());
        }
        "locked" => assert_eq!((state, background), (KeychainState::Locked, Err(SecretError::Locked))),
        "no_default_collection" => {
            assert_eq!(
                (state, background),
                (KeychainState::NoDefaultCollection, Err(SecretError::NoDefaultCollection))
            );
        }
        "absent" => assert_eq!((state, background), (KeychainState::Absent, Err(SecretError::Absent))),
        "restarted" => {
            keychain.put(&entry, &secret, Patience::Person).await.unwrap();
            assert!(restart().await);
            let found = keychain.get(&entry, Patience::Person).await.unwrap().unwrap();
            assert_eq!(found.expose_secret(), secret.expose_secret());
            // This one outlives the bus.
            assert!(sh(KILL).await);
        }
        #[cfg(target_os = "linux")]
        "twice" => {
            keychain.put(&entry, &secret, Patience::Person).await.unwrap();
            plant(b"another", false).await;
            assert_eq!(keychain.get(&entry, Patience::Background).await.unwrap_err(), SecretError::Ambiguous);
            let error = keychain.put(&entry, &secret, Patience::Person).await.unwrap_err();
            assert_eq!(error, SecretError::Ambiguous);
            assert!(crate::Error::from(error).next_step.unwrap().contains("duplicates"));
        }
        #[cfg(target_os = "linux")]
        "garbled" => {
            keychain.put(&entry, &secret, Patience::Person).await.unwrap();
            plant(b"canary\xff\xfe", true).await;
            let error = keychain.get(&entry, Patience::Background).await.unwrap_err();
            assert_eq!(error, SecretError::Unreadable);
            assert!(!format!("{error:?} {error} {:?}", crate::Error::from(error)).contains("canary"));
            keychain.put(&entry, &secret, Patience::Person).await.unwrap();
            assert!(keychain.get(&entry, Patience::Background).await.unwrap().is_some());
        }
        other => panic!("{other}"),
    }
}

/// Writes an item with the attributes of the only one there is: over it, or beside it.
#[cfg(target_os = "linux")]
async fn plant(secret: &'static [u8], replace: bool) {
    use secret_service::blocking::SecretService;
    let work = move || {
        let service = SecretService::connect(secret_service::EncryptionType::Plain).unwrap();
        let collection = service.get_default_collection().unwrap();
        let items = collection.get_all_items().unwrap();
        let attributes = items.first().unwrap().get_attributes().unwrap();
        let attributes = attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        collection.create_item("planted", attributes, secret, replace, "application/octet-stream").unwrap();
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

/// Kills the daemon that serves this bus.
const KILL: &str = "pid=$(gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
     --method org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.secrets \
       | sed 's/.*uint32 \\([0-9]*\\).*/\\1/'); \
     [ -n \"$pid\" ] && kill -9 \"$pid\" && while kill -0 \"$pid\" 2>/dev/null; do :; done";

/// Kills the daemon that serves this bus and starts another.
async fn restart() -> bool {
    sh(&format!("{KILL} && {UNLOCKED}")).await
}

async fn sh(script: &str) -> bool {
    let script = script.to_owned();
    tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &script]).status().unwrap().success())
        .await
        .unwrap()
}

proptest::proptest! {
    #[test]
    fn a_secret_is_kept_whole_or_refused(secret in "[ -~]{0,60}|[ -~]{2000,2100}|[ -~é]{0,100}|[!-~]{8000,8192}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (memory, entry) = (MemorySecrets::default(), SecretEntry::new(Region::Na, "profile", SecretKind::ClientSecret));
        let outcome = runtime.block_on(memory.put(&entry, &SecretString::from(secret.clone()), Patience::Person));
        let kept = runtime.block_on(memory.get(&entry, Patience::Person)).unwrap();
        if secret.is_ascii() && secret.len() <= 2048 {
            let kept = kept.unwrap();
            proptest::prop_assert_eq!(kept.expose_secret(), &secret);
        } else {
            proptest::prop_assert_eq!(outcome, Err(SecretError::DoesNotFit));
            proptest::prop_assert!(kept.is_none());
        }
    }
}

#[tokio::test]
async fn a_secret_that_no_keychain_holds_is_refused_before_the_call() {
    let memory = MemorySecrets::default();
    let entry = SecretEntry::new(Region::Na, "profile", SecretKind::ClientSecret);
    for bad in ["x".repeat(2049), "é".to_owned()] {
        let outcome = memory.put(&entry, &SecretString::from(bad), Patience::Person).await;
        assert_eq!(outcome, Err(SecretError::DoesNotFit));
    }
    assert!(memory.get(&entry, Patience::Person).await.unwrap().is_none());
}
