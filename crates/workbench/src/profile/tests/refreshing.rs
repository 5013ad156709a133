//! One refresh at a time, by both clocks, and nothing lost on the way.

use std::time::Duration;

use amc_client::{TokenError, TokenSource as _};
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::*;
use crate::profile::ProfileState;

#[tokio::test]
async fn two_hundred_callers_make_one_refresh() {
    for rotate in [false, true] {
        let bench = Bench::new().await;
        let id = bench.signed_in().await;
        let session = bench.session(&id).await;
        bench.fake.answers().rotate = rotate;
        bench.clock.advance(Duration::from_secs(50 * 60));
        let callers = (0..200).map(|_| session.access_token());
        let tokens = futures::future::join_all(callers).await;
        let first = tokens[0].as_ref().unwrap().expose_secret().to_owned();
        assert!(tokens.into_iter().all(|token| token.unwrap().expose_secret() == first));
        assert_eq!(bench.fake.refreshes(), 1);
        // The kept token is still the good one, new or old.
        bench.clock.advance(Duration::from_secs(50 * 60));
        session.access_token().await.unwrap();
        assert_eq!(bench.fake.refreshes(), 2);
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_cut_the_refresh() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let session = bench.session(&id).await;
    bench.fake.answers().rotate = true;
    bench.clock.advance(Duration::from_secs(50 * 60));
    let held = bench.fake.hold().await;
    let caller = tokio::spawn({
        let session = session.clone();
        async move { session.access_token().await }
    });
    bench.fake.asked(1).await;
    caller.abort();
    drop(held);
    session.access_token().await.unwrap();
    assert_eq!(bench.fake.refreshes(), 1, "the refresh went on and its answer was kept");
}

#[tokio::test]
async fn sleep_and_set_clocks_never_hand_out_a_dead_token() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let session = bench.session(&id).await;
    let mut asked = 0;
    let changes: [&dyn Fn(&TestClock); 4] = [
        &|clock| clock.suspend(Duration::from_secs(8 * 3600)),
        &|clock| clock.set_wall(noon() - chrono::Duration::days(1)),
        &|clock| clock.set_wall(noon() + chrono::Duration::days(3)),
        &|clock| clock.advance(Duration::from_secs(3601)),
    ];
    for change in changes {
        change(&bench.clock);
        session.access_token().await.unwrap();
        asked += 1;
        assert_eq!(bench.fake.refreshes(), asked);
        session.access_token().await.unwrap();
        assert_eq!(bench.fake.refreshes(), asked, "once is enough");
    }
}

#[tokio::test]
async fn passing_failures_keep_the_token_and_the_sign_in() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let session = bench.session(&id).await;
    let before = session.access_token().await.unwrap();
    bench.clock.advance(Duration::from_secs(50 * 60));
    bench.fake.answers().refuse = Some((401, json!({"error": "invalid_client"})));
    let during = session.access_token().await.unwrap();
    assert_eq!(before.expose_secret(), during.expose_secret(), "due, but still good");
    bench.clock.advance(Duration::from_secs(20 * 60));
    assert!(matches!(session.access_token().await, Err(TokenError::Unavailable { .. })));
    assert_eq!(bench.profiles.get(&id).await.unwrap().state, ProfileState::SignedIn);
    bench.fake.answers().refuse = None;
    session.access_token().await.unwrap();
}

#[tokio::test]
async fn only_invalid_grant_loses_the_sign_in() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let session = bench.session(&id).await;
    bench.clock.advance(Duration::from_secs(3601));
    bench.fake.answers().refuse = Some((400, json!({"error": "invalid_grant"})));
    assert_eq!(session.access_token().await.unwrap_err(), TokenError::SignInLost);
    assert_eq!(bench.profiles.get(&id).await.unwrap().state, ProfileState::SignInRequired);
    assert_eq!(bench.profiles.client_for(&id).await.unwrap_err().code, "auth.sign_in_required");
}

#[tokio::test]
async fn a_late_refusal_of_an_old_token_does_not_cost_a_refresh() {
    let bench = Bench::new().await;
    let id = bench.signed_in().await;
    let session = bench.session(&id).await;
    let old = session.access_token().await.unwrap();
    let new = session.renew(&old).await.unwrap();
    assert_ne!(old.expose_secret(), new.expose_secret());
    assert_eq!(session.renew(&old).await.unwrap().expose_secret(), new.expose_secret());
    assert_eq!(bench.fake.refreshes(), 1);
}

#[tokio::test]
async fn no_failure_of_a_renewal_deletes_what_is_kept() {
    use crate::profile::SecretStoreKind;
    use crate::profile::secret::{Patience, SecretEntry, SecretKind};
    let failures = [
        (400, json!({"error": "invalid_grant"})),
        (400, json!({"error": "invalid_request", "error_description": "invalid parameter : code"})),
        (400, json!({"error": "unauthorized_client"})),
        (400, json!({"error": "unsupported_grant_type"})),
        (401, json!({"error": "invalid_client"})),
        (403, json!({"message": "no"})),
        (404, json!({})),
        (429, json!({"error": "slow_down"})),
        (500, json!({"error": "server_error"})),
        (503, json!("busy")),
        (200, json!({"token_type": "bearer"})),
        (200, json!({"access_token": "Atza|canary", "token_type": "mac", "expires_in": 3600})),
    ];
    for minutes in [1, 50, 90] {
        for (status, body) in &failures {
            let bench = Bench::new().await;
            let id = bench.signed_in().await;
            let session = bench.session(&id).await;
            let secrets = bench.profiles.secrets(SecretStoreKind::Memory);
            bench.clock.advance(Duration::from_secs(minutes * 60));
            bench.fake.answers().refuse = Some((*status, body.clone()));
            // A token with time left is still handed out; what matters is what is kept.
            let _ = session.access_token().await;
            let current = session.access_token().await.ok();
            if let Some(current) = current {
                let _ = session.renew(&current).await;
            }
            for kind in [SecretKind::RefreshToken, SecretKind::ClientSecret] {
                let entry = SecretEntry::new(Region::Na, &id, kind);
                let kept = secrets.get(&entry, Patience::Person).await.unwrap();
                assert!(kept.is_some(), "{kind:?} after {status} {body} at {minutes} minutes");
            }
            bench.fake.answers().refuse = None;
        }
    }
}
