//! The keychain's own prompt, which nobody answers.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::json;
use workbench::profile::KEYCHAIN_SERVICE;
use workbench::store::Store;
use zbus::blocking::Proxy;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::closing::LIMIT;
use crate::page::{PROGRAM, Window};
use crate::support::{Desk, when};
use crate::within_minutes;

const PROFILE: &str = "01990000-0000-7000-8000-000000000001";
const SECRETS: &str = "org.freedesktop.secrets";

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_of_the_keychain_that_nobody_answers_holds_nothing_else_up() {
    within_minutes(unanswered()).await;
}

async fn unanswered() {
    let desk = Desk::start();
    keep_a_profile(&desk).await;
    keep_its_secret_and_lock(&desk);
    let window = Window::open(&desk).await;

    let ask = "window.__TAURI_INTERNALS__.invoke('begin_sign_in', arguments[0])";
    let existing = json!({ "target": { "kind": "existing", "profile_id": PROFILE } });
    window.page.execute(&format!("void {ask}"), vec![existing]).await.unwrap();
    when("the keychain's prompt", || desk.shows("Unlock Login Keyring"));

    // Whatever needs no secret goes on, and so does what keeps its secrets elsewhere.
    window.new_query().await;
    window.picture("keychain-prompt");
    window.command("explore_sandbox", json!({})).await.unwrap();
    let status = window.command("app_status", json!({})).await.unwrap();
    assert_ne!(status["keychain"]["state"], json!("ready"), "{status}");
    assert!(desk.shows("Unlock Login Keyring"), "it still waits");

    let asked = Instant::now();
    let pid = desk.process(PROGRAM).unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    when("the end of the program", || desk.process(PROGRAM).is_none());
    assert!(asked.elapsed() < LIMIT, "{:?}", asked.elapsed());
}

/// A profile that signed in some other day.
async fn keep_a_profile(desk: &Desk) {
    let store = Store::open(&desk.data_dir(), env!("CARGO_PKG_VERSION"), 0).await.unwrap();
    let kept = store.write("a profile", |connection| {
        Box::pin(async move {
            sqlx::query(
                "INSERT INTO profile (id, kind, name, region, client_id, state, secret_store, created_at) \
                 VALUES (?, 'amazon', 'Kestrel', 'NA', 'amzn1.application-oa2-client.0', 'signed_in', 'keychain', 0)",
            )
            .bind(PROFILE)
            .execute(connection)
            .await?;
            Ok(())
        })
    });
    kept.await.unwrap();
    store.close(LIMIT).await;
}

/// Puts the profile's client secret where the application looks for it, and locks the keychain.
fn keep_its_secret_and_lock(desk: &Desk) {
    let bus = zbus::blocking::connection::Builder::address(desk.bus()).unwrap().build().unwrap();
    let proxy =
        |path: &OwnedObjectPath, interface: &'static str| Proxy::new(&bus, SECRETS, path.clone(), interface).unwrap();
    let root = OwnedObjectPath::try_from("/org/freedesktop/secrets").unwrap();
    let service = proxy(&root, "org.freedesktop.Secret.Service");
    let (_, session): (OwnedValue, OwnedObjectPath) = service.call("OpenSession", &("plain", Value::from(""))).unwrap();
    let collection: OwnedObjectPath = service.call("ReadAlias", &("default",)).unwrap();
    let account = format!("NA/{PROFILE}/client-secret");
    let attributes = HashMap::from([("service", KEYCHAIN_SERVICE), ("username", account.as_str())]);
    let properties = HashMap::from([
        ("org.freedesktop.Secret.Item.Label", Value::from("RecomAMP")),
        ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes)),
    ]);
    let secret = (&session, Vec::<u8>::new(), b"a client secret".to_vec(), "text/plain");
    let keyring = proxy(&collection, "org.freedesktop.Secret.Collection");
    let _: (OwnedObjectPath, OwnedObjectPath) = keyring.call("CreateItem", &(properties, secret, true)).unwrap();
    let _: (Vec<OwnedObjectPath>, OwnedObjectPath) = service.call("Lock", &(vec![collection],)).unwrap();
}
