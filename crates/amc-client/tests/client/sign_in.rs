//! The token endpoint.

use std::time::Duration;

use amc_client::{AnswerProblem, ExposeSecret, SignInError, TransportKind};

use crate::fake::{self, CLIENT_ID, CLIENT_SECRET, Fake, Reply};

const TOKENS: &str =
    r#"{"access_token":"Atza|a","refresh_token":"Atzr|r","token_type":"bearer","expires_in":3600,"more":1}"#;

#[tokio::test]
async fn a_code_is_redeemed_with_a_form_that_holds_all_six_fields() {
    let fake = Fake::start([Reply::ok(TOKENS)]).await;
    let redirect = "http://localhost:9123/na/callback";
    let tokens = fake.sign_in().exchange("co+de/1", redirect, &"veri fier".into()).await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "Atza|a");
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "Atzr|r");
    assert_eq!(tokens.expires_in, Duration::from_secs(3600));
    let request = &fake.seen()[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/auth/o2/token"));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded;charset=UTF-8"));
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "co+de/1"),
        ("redirect_uri", redirect),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("code_verifier", "veri fier"),
    ] {
        assert_eq!(request.form_value(name).as_deref(), Some(value));
    }
    assert_eq!(request.fields(&request.body).len(), 6);
}

#[tokio::test]
async fn a_refresh_may_come_without_a_new_refresh_token() {
    let fake = Fake::start([Reply::ok(r#"{"access_token":"Atza|a","token_type":"Bearer","expires_in":60}"#)]).await;
    let tokens = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap();
    assert!(tokens.refresh_token.is_none());
    let request = &fake.seen()[0];
    assert_eq!(request.form_value("grant_type").as_deref(), Some("refresh_token"));
    assert_eq!(request.form_value("refresh_token").as_deref(), Some("Atzr|r"));
    assert_eq!(request.form_value("code"), None);
}

#[tokio::test]
async fn the_longest_tokens_amazon_announces_come_through() {
    let long = format!("Atza|{}", "x".repeat(2043));
    let body = format!(r#"{{"access_token":"{long}","token_type":"bearer","expires_in":3600}}"#);
    let fake = Fake::start([Reply::ok(&body)]).await;
    let tokens = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), long);
}

#[tokio::test]
async fn each_oauth_error_has_its_meaning_and_only_one_loses_the_sign_in() {
    type Expected = fn(&SignInError) -> bool;
    let cases: [(u16, &str, Expected); 6] = [
        (400, "invalid_grant", |error| matches!(error, SignInError::SignInLost { request_id: Some(_), .. })),
        (401, "invalid_client", |error| matches!(error, SignInError::ClientRejected { .. })),
        (400, "unauthorized_client", |error| matches!(error, SignInError::ClientNotAllowed { .. })),
        (400, "unsupported_grant_type", |error| matches!(error, SignInError::Refused { status: 400, .. })),
        (400, "invalid_request", |error| matches!(error, SignInError::Refused { .. })),
        (400, "Not A Code", |error| {
            matches!(error, SignInError::BadAnswer { problem: AnswerProblem::Field { field: "error" }, .. })
        }),
    ];
    for (status, code, expected) in cases {
        let body = format!(r#"{{"error":"{code}","error_description":"words","request_id":"r1"}}"#);
        let fake = Fake::start([Reply::json(status, &body)]).await;
        let error = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap_err();
        assert!(expected(&error), "{code}: {error:?}");
        assert_eq!(fake.seen().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn an_expired_code_is_known_in_both_of_amazons_wordings() {
    for body in [
        r#"{"error":"invalid_grant","error_description":"the code is no longer good"}"#,
        r#"{"error":"invalid_request","error_description":"invalid parameter : code"}"#,
    ] {
        let fake = Fake::start([Reply::json(400, body)]).await;
        let error = fake.sign_in().exchange("c", "http://localhost:1/", &"v".into()).await.unwrap_err();
        assert!(matches!(error, SignInError::SignInLost { .. }), "{error:?}");
    }
    let body = r#"{"error":"invalid_request","error_description":"invalid parameter : redirect_uri"}"#;
    let fake = Fake::start([Reply::json(400, body)]).await;
    let error = fake.sign_in().exchange("c", "http://localhost:1/", &"v".into()).await.unwrap_err();
    assert!(matches!(error, SignInError::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn answers_that_are_not_tokens_are_refused() {
    let long = format!(r#"{{"access_token":"{}"}}"#, "a".repeat(70_000));
    for body in [
        "<html>maintenance</html>",
        "",
        "[]",
        r#"{"access_token":"Atza|a""#,
        r#"{"token_type":"bearer","expires_in":3600}"#,
        r#"{"access_token":"","token_type":"bearer","expires_in":3600}"#,
        r#"{"access_token":"a b","token_type":"bearer","expires_in":3600}"#,
        r#"{"access_token":"a","refresh_token":"","token_type":"bearer","expires_in":3600}"#,
        r#"{"access_token":"a","expires_in":3600}"#,
        r#"{"access_token":"a","token_type":"mac","expires_in":3600}"#,
        r#"{"access_token":"a","token_type":"bearer"}"#,
        r#"{"access_token":"a","token_type":"bearer","expires_in":0}"#,
        r#"{"access_token":"a","token_type":"bearer","expires_in":"soon"}"#,
        &long,
    ] {
        let fake = Fake::start([Reply::ok(body)]).await;
        let error = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap_err();
        assert!(matches!(error, SignInError::BadAnswer { status: 200, .. }), "{body:.60}: {error:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Fake::start([Reply::ok(TOKENS)]).await;
    for status in [301, 302, 307, 308] {
        let fake = Fake::start([Reply::text(status, "").header("location", &elsewhere.base)]).await;
        let error = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap_err();
        assert!(matches!(error, SignInError::BadAnswer { problem: AnswerProblem::Redirect, .. }), "{error:?}");
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn throttling_and_outages_are_told_apart_from_a_lost_sign_in() {
    let fake = Fake::start([Reply::text(429, "").header("retry-after", "9")]).await;
    let error = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap_err();
    assert_eq!(error, SignInError::Throttled { retry_after: Some(Duration::from_secs(9)) });
    assert_eq!(fake.seen().len(), 1);

    let fake = Fake::start([Reply::text(503, "<html>")]).await;
    let error = fake.sign_in().refresh(&"Atzr|r".into()).await.unwrap_err();
    assert_eq!(error, SignInError::Server { status: 503 });
    assert_eq!(fake.seen().len(), 3);
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_code_is_sent_once_unless_it_never_left_and_a_refresh_may_be_repeated() {
    let (base, requests) = fake::hangs_up().await;
    let sign_in = fake::sign_in_for(&base);
    let error = sign_in.exchange("c", "http://localhost:1/", &"v".into()).await.unwrap_err();
    assert_eq!(error, SignInError::Transport { kind: TransportKind::Broken, sent: true });
    assert_eq!(requests.lock().unwrap().len(), 1);
    let error = sign_in.refresh(&"Atzr|r".into()).await.unwrap_err();
    assert_eq!(error, SignInError::Transport { kind: TransportKind::Broken, sent: true });
    assert_eq!(requests.lock().unwrap().len(), 4);

    let nobody = fake::sign_in_for(&fake::nobody().await);
    let error = nobody.exchange("c", "http://localhost:1/", &"v".into()).await.unwrap_err();
    assert_eq!(error, SignInError::Transport { kind: TransportKind::Connect, sent: false });
}

#[tokio::test]
async fn a_slow_token_endpoint_ends_at_the_deadline() {
    for reply in [Reply::never(), Reply::ok(r#"{"access_token":""#).stalling()] {
        let fake = Fake::start([reply]).await;
        let begun = std::time::Instant::now();
        let error = fake.sign_in().exchange("c", "http://localhost:1/", &"v".into()).await.unwrap_err();
        assert!(matches!(error, SignInError::Transport { sent: true, .. }), "{error:?}");
        assert!(begun.elapsed() < Duration::from_millis(1_800));
    }
}
