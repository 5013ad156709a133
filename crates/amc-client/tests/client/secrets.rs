//! Nothing secret in `Debug`, `Display` or error chains, whatever the other side sends.

use std::sync::Arc;

use amc_client::{Credentials, DownloadLimits, ExposeSecret, MemoryTokens, StaticToken, Tokens};

use crate::fake::{self, CLIENT_SECRET, Fake, Reply, TOKEN, endpoints, instance, scope};

const CANARY: &str = "canary";

fn assert_clean(error: &(dyn std::error::Error + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        for shown in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!shown.contains(CANARY), "{shown}");
            assert!(!shown.contains("127.0.0.1"), "{shown}");
        }
        next = error.source();
    }
}

/// Bodies that carry a secret in every place a parser might quote.
fn bodies() -> Vec<String> {
    vec![
        r#"{"access_token":"canary""#.to_owned(),
        r#"{"access_token":"canary","token_type":"canary","expires_in":"canary"}"#.to_owned(),
        r#"{"access_token":"canary","token_type":"bearer","expires_in":"canary"}"#.to_owned(),
        r#"{"amcAccounts":"canary"}"#.to_owned(),
        r#"{"amcAccounts":[{"accountId":{"canary":"canary"}}],"nextToken":5}"#.to_owned(),
        r#"{"amcAccounts":["canary"]}"#.to_owned(),
        r#"{"amcAccounts":[],"nextToken":{"canary":1}}"#.to_owned(),
        "<html>canary</html>".to_owned(),
        "\"canary\"".to_owned(),
        "canary".repeat(200),
        format!(r#"{{"details":"the token {TOKEN} was refused","error":"canary error"}}"#),
        format!(r#"{{"error":"invalid_grant","error_description":"for {CLIENT_SECRET} and Atzr|canary"}}"#),
        r#"{"message":"see https://x/?X-Amz-Signature=canary and Bearer canary"}"#.to_owned(),
    ]
}

#[tokio::test]
async fn errors_of_calls_show_no_secret() {
    for body in bodies() {
        for status in [200, 302, 400, 401, 403, 404, 500] {
            let reply = Reply::text(status, &body).header("location", "http://127.0.0.1/canary");
            let fake = Fake::start([reply.clone()]).await;
            let client = fake.client_with(|builder| builder.retry(amc_client::RetryPolicy::never()));
            if let Err(error) = client.accounts().await {
                assert_clean(&error);
            }
            let request = amc_client::ExecutionRequest::ad_hoc("SELECT 1", amc_client::Window::All);
            if let Err(error) = client.create_execution(&scope(), &instance(), &request).await {
                assert_clean(&error);
            }
        }
    }
}

#[tokio::test]
async fn errors_of_the_sign_in_show_no_secret() {
    for body in bodies() {
        for status in [200, 302, 400, 401, 403, 429, 500] {
            let fake = Fake::start([Reply::text(status, &body)]).await;
            let sign_in = fake.sign_in();
            for outcome in [
                sign_in.refresh(&"Atzr|canary".into()).await,
                sign_in.exchange("canary-code", "http://localhost:1/", &"canary-verifier".into()).await,
            ] {
                if let Err(error) = outcome {
                    assert_clean(&error);
                }
            }
        }
    }
}

#[tokio::test]
async fn errors_of_the_wire_show_no_address() {
    let (hangs_up, _) = fake::hangs_up().await;
    for base in [hangs_up, fake::nobody().await] {
        let client = fake::client_for(&base, Arc::new(StaticToken::new(TOKEN.into())), |b| b);
        assert_clean(&client.accounts().await.unwrap_err());
        assert_clean(&fake::sign_in_for(&base).refresh(&"Atzr|canary".into()).await.unwrap_err());
    }
}

#[tokio::test]
async fn errors_of_downloads_show_no_link() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    for url in [
        format!("{}/canary.csv?X-Amz-Signature=canary", fake.base),
        "http://127.0.0.1:1/canary?X-Amz-Signature=canary".to_owned(),
        "nonsense canary".to_owned(),
    ] {
        fake.script([Reply::ok(&format!(r#"{{"downloadUrls":["{url}"]}}"#))]);
        let client = fake.client();
        let link = client.download_links(&scope(), &instance(), &"e1".into()).await.unwrap().remove(0);
        assert!(!format!("{link:?}").contains(CANARY));
        fake.script([Reply::text(404, "<Error>canary</Error>")]);
        assert_clean(&client.download(&link, DownloadLimits::default()).await.unwrap_err());
    }
}

#[tokio::test]
async fn debug_output_of_everything_that_holds_a_secret_is_clean() {
    let secret = || amc_client::SecretString::from("canary");
    let fake = Fake::start([Reply::ok("{}")]).await;
    let tokens =
        Tokens { access_token: secret(), refresh_token: Some(secret()), expires_in: std::time::Duration::ZERO };
    let credentials = Credentials { client_id: "id".to_owned(), client_secret: secret() };
    let sign_in = amc_client::SignIn::new(endpoints(&fake.base), credentials.clone()).unwrap();
    let memory = MemoryTokens::new(sign_in.clone(), secret());
    let shown =
        format!("{tokens:?}{credentials:?}{sign_in:?}{memory:?}{:?}{:?}", fake.client(), StaticToken::new(secret()));
    assert!(!shown.contains(CANARY), "{shown}");
}

/// Where the log of this test goes.
#[derive(Clone, Default)]
struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every library's log at its most talkative, not only this crate's.
#[tokio::test]
async fn no_secret_is_logged_at_any_level_by_anybody() {
    const SECRET: &str = "talkative0canary";
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).init();
    let fake = Fake::start([]).await;
    let tokens = format!(
        r#"{{"access_token":"Atza|{SECRET}","refresh_token":"Atzr|{SECRET}","token_type":"bearer","expires_in":3600}}"#
    );
    fake.script([Reply::ok(&tokens)]);
    let sign_in = amc_client::SignIn::new(
        endpoints(&fake.base),
        Credentials { client_id: "id".to_owned(), client_secret: SECRET.into() },
    )
    .unwrap();
    let begun = sign_in.authorization("http://localhost:1/").unwrap();
    sign_in.exchange(SECRET, "http://localhost:1/", &SECRET.into()).await.unwrap();
    sign_in.refresh(&SECRET.into()).await.unwrap();
    let token = Arc::new(StaticToken::new(format!("Atza|{SECRET}").into()));
    let client = fake::client_for(&fake.base, token, |b| b);
    for status in [200, 302, 400, 401, 403, 500] {
        let body = format!(r#"{{"amcAccounts":[],"details":"{SECRET}","nextToken":null}}"#);
        fake.script([Reply::json(status, &body).header("location", &format!("http://127.0.0.1:1/{SECRET}"))]);
        let _ = client.accounts().await;
    }
    fake.script([Reply::ok(&format!(r#"{{"downloadUrls":["{}/a.csv?X-Amz-Signature={SECRET}"]}}"#, fake.base))]);
    let link = client.download_links(&scope(), &instance(), &"e1".into()).await.unwrap().remove(0);
    for reply in [Reply::text(200, "a"), Reply::text(302, "").header("location", SECRET), Reply::text(403, SECRET)] {
        fake.script([reply]);
        let _ = client.download(&link, DownloadLimits::default()).await;
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("call answered"), "the log was not written");
    let state = begun.state.expose_secret().to_owned();
    for secret in [SECRET, &state, begun.code_verifier.expose_secret()] {
        let line = logged.lines().find(|line| line.contains(secret)).unwrap_or_default();
        assert_eq!(line, "", "a secret was logged");
    }
}
