//! Refused tokens: renewed once, then the sign-in is lost; a 403 changes nothing.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use amc_client::{AmcError, ExposeSecret, MemoryTokens, SecretString, TokenError, TokenSource};
use async_trait::async_trait;

use crate::fake::{Fake, Reply, TOKEN};

#[derive(Default)]
struct Counting {
    renewals: AtomicUsize,
    failure: Option<TokenError>,
}

#[async_trait]
impl TokenSource for Counting {
    async fn access_token(&self) -> Result<SecretString, TokenError> {
        Ok(TOKEN.into())
    }

    async fn renew(&self, refused: &SecretString) -> Result<SecretString, TokenError> {
        assert_eq!(refused.expose_secret(), TOKEN);
        self.renewals.fetch_add(1, Ordering::SeqCst);
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok("Atza|second".into()),
        }
    }
}

fn refused() -> Reply {
    Reply::json(401, r#"{"code":"401","details":"Authentication failed"}"#)
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_goes_on() {
    let fake = Fake::start([refused(), Reply::ok(r#"{"amcAccounts":[]}"#)]).await;
    let tokens = Arc::new(Counting::default());
    fake.client_and_tokens(tokens.clone()).accounts().await.unwrap();
    assert_eq!(tokens.renewals.load(Ordering::SeqCst), 1);
    assert_eq!(fake.seen()[1].header("authorization"), Some("Bearer Atza|second"));
}

#[tokio::test]
async fn a_token_refused_twice_means_the_sign_in_is_lost() {
    let fake = Fake::start([refused()]).await;
    let tokens = Arc::new(Counting::default());
    let error = fake.client_and_tokens(tokens.clone()).accounts().await.unwrap_err();
    assert_eq!(error, AmcError::SignInLost { request_id: Some("RID1".to_owned()) });
    assert_eq!(tokens.renewals.load(Ordering::SeqCst), 1);
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn a_403_is_told_at_once_and_renews_nothing() {
    let fake = Fake::start([Reply::json(403, r#"{"details":"Unauthorized request"}"#)]).await;
    let tokens = Arc::new(Counting::default());
    let error = fake.client_and_tokens(tokens.clone()).accounts().await.unwrap_err();
    assert!(matches!(error, AmcError::Forbidden { .. }));
    assert_eq!(tokens.renewals.load(Ordering::SeqCst), 0);
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test]
async fn a_renewal_that_fails_for_now_is_not_a_lost_sign_in() {
    let fake = Fake::start([refused()]).await;
    let failure = Some(TokenError::Unavailable { reason: "the keychain is locked".to_owned() });
    let tokens = Arc::new(Counting { failure, ..Counting::default() });
    let error = fake.client_and_tokens(tokens).accounts().await.unwrap_err();
    assert_eq!(error, AmcError::TokenUnavailable { reason: "the keychain is locked".to_owned() });
}

#[tokio::test]
async fn tokens_in_memory_are_fetched_once_for_many_callers() {
    let answer =
        r#"{"access_token":"Atza|new","refresh_token":"Atzr|rotated","token_type":"bearer","expires_in":3600}"#;
    let fake = Fake::start([Reply::ok(answer)]).await;
    let tokens = Arc::new(MemoryTokens::new(fake.sign_in(), "Atzr|old".into()));
    let callers: Vec<_> = (0..200)
        .map(|_| {
            let tokens = Arc::clone(&tokens);
            tokio::spawn(async move { tokens.access_token().await.unwrap().expose_secret().to_owned() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "Atza|new");
    }
    assert_eq!(fake.seen().len(), 1);
    assert_eq!(tokens.refresh_token().await.expose_secret(), "Atzr|rotated");
    // A late refusal of an older token must not cost a newer one.
    assert_eq!(tokens.renew(&"Atza|older".into()).await.unwrap().expose_secret(), "Atza|new");
    assert_eq!(fake.seen().len(), 1);
}
