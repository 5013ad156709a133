//! The consent page and the token endpoint.

use amc_sandbox::{CLIENT_ID, CLIENT_SECRET, RefreshAnswer};
use reqwest::StatusCode;

use crate::support::*;

#[tokio::test]
async fn the_page_offers_allow_and_deny_and_runs_no_script() {
    let sandbox = start().await;
    let mut query = authorization();
    query[4].1 = "\"><script>alert(1)</script>".into();
    let response = http().get(&sandbox.description().authorize_url).query(&query).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_string();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("form-action 'self' http://localhost:8742;"), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(response.headers().contains_key("x-amz-rid"));
    let page = response.text().await.unwrap();
    assert!(page.contains("value=\"allow\">Allow") && page.contains("value=\"deny\">Deny"));
    assert!(!page.contains("<script>"), "{page}");
}

#[tokio::test]
async fn allow_returns_code_scope_and_state_by_form_and_by_query() {
    let sandbox = start().await;
    let mut request = authorization();
    request.push(("decision", "allow".into()));
    let url = &sandbox.description().authorize_url;
    for response in
        [http().post(url).form(&request).send().await.unwrap(), http().get(url).query(&request).send().await.unwrap()]
    {
        let landed = landed(&response);
        assert_eq!(landed["state"], "state-of-this-attempt");
        assert_eq!(landed["scope"], "advertising::campaign_management");
        assert!(!landed["code"].is_empty());
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn deny_returns_access_denied_and_the_state() {
    let sandbox = start().await;
    let mut request = authorization();
    request.push(("decision", "deny".into()));
    let response = http().post(&sandbox.description().authorize_url).form(&request).send().await.unwrap();
    let landed = landed(&response);
    assert_eq!((landed["error"].as_str(), landed["state"].as_str()), ("access_denied", "state-of-this-attempt"));
    assert!(!landed.contains_key("code"));
}

#[tokio::test]
async fn a_request_that_may_not_be_answered_by_a_redirect_ends_in_an_html_page() {
    let sandbox = start().await;
    for (field, value) in [
        (0, "amzn1.application-oa2-client.other"),
        (1, "advertising::everything"),
        (2, "token"),
        (3, "http://localhost:8742/signed-in/na/"),
        (3, "http://localhost:9999/signed-in/na"),
        (3, "https://localhost:8742/signed-in/na"),
        (3, "http://LOCALHOST:8742/signed-in/na"),
        (6, "S512"),
    ] {
        let mut request = authorization();
        request[field].1 = value.into();
        request.push(("decision", "allow".into()));
        let response = http().get(&sandbox.description().authorize_url).query(&request).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{value}");
        assert!(!response.headers().contains_key("location"), "{value}");
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn a_code_gives_recognisable_tokens_once() {
    let sandbox = start().await;
    let code = code(&sandbox).await;
    let (status, answer) = token(&sandbox, &exchange(&code)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text(&answer, "access_token").starts_with("Atza|sandbox-"));
    assert!(text(&answer, "refresh_token").starts_with("Atzr|sandbox-"));
    assert_eq!((answer["token_type"].as_str(), answer["expires_in"].as_u64()), (Some("bearer"), Some(3600)));
    let (status, answer) = token(&sandbox, &exchange(&code)).await;
    assert_eq!((status, text(&answer, "error").as_str()), (StatusCode::BAD_REQUEST, "invalid_grant"));
    assert!(!text(&answer, "error_description").is_empty() && !text(&answer, "request_id").is_empty());
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes() {
    let sandbox = start().await;
    let (early, late) = (code(&sandbox).await, code(&sandbox).await);
    sandbox.control().advance(seconds(299));
    assert_eq!(token(&sandbox, &exchange(&early)).await.0, StatusCode::OK);
    sandbox.control().advance(seconds(1));
    let (status, answer) = token(&sandbox, &exchange(&late)).await;
    assert_eq!((status, text(&answer, "error").as_str()), (StatusCode::BAD_REQUEST, "invalid_grant"));
}

#[tokio::test]
async fn the_token_errors_are_those_of_the_contract() {
    let sandbox = start().await;
    let with = |field: &str, value: Option<&str>, code: &str| {
        let mut form = exchange(code);
        form.retain(|(name, _)| *name != field);
        if let Some(value) = value {
            let name = ["grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier"]
                .into_iter()
                .find(|n| *n == field)
                .unwrap();
            form.push((name, value.into()));
        }
        form
    };
    for (field, value, status, error) in [
        ("grant_type", Some("password"), 400, "unsupported_grant_type"),
        ("grant_type", None, 400, "invalid_request"),
        ("code", None, 400, "invalid_request"),
        ("code", Some("made-up"), 400, "invalid_grant"),
        ("redirect_uri", Some("http://localhost:8743/signed-in/na"), 400, "invalid_grant"),
        ("redirect_uri", None, 400, "invalid_request"),
        ("client_id", None, 400, "invalid_request"),
        ("client_id", Some("amzn1.application-oa2-client.other"), 401, "invalid_client"),
        ("client_secret", Some("wrong"), 401, "invalid_client"),
        ("code_verifier", Some("another-verifier-another-verifier-another-verifier"), 400, "invalid_grant"),
        ("code_verifier", None, 400, "invalid_request"),
    ] {
        let code = code(&sandbox).await;
        let (got, answer) = token(&sandbox, &with(field, value, &code)).await;
        assert_eq!((got.as_u16(), text(&answer, "error").as_str()), (status, error), "{field} {value:?}");
    }
    sandbox.control().change(|s| s.client_not_allowed = true);
    let (status, answer) = token(&sandbox, &exchange(&code(&sandbox).await)).await;
    assert_eq!((status.as_u16(), text(&answer, "error").as_str()), (400, "unauthorized_client"));
}

#[tokio::test]
async fn a_body_that_is_not_a_form_is_refused() {
    let sandbox = start().await;
    let response = http().post(&sandbox.description().token_url).body("{}").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_client_may_show_itself_in_basic() {
    let sandbox = start().await;
    let mut form = exchange(&code(&sandbox).await);
    form.retain(|(name, _)| !name.starts_with("client_"));
    let send = |secret: &'static str, form: Vec<(&'static str, String)>| {
        http().post(&sandbox.description().token_url).basic_auth(CLIENT_ID, Some(secret)).form(&form).send()
    };
    let refused = send("wrong", form.clone()).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let (status, answer) = read(send(CLIENT_SECRET, form).await.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer["refresh_token"].is_string());
}

#[tokio::test]
async fn without_the_secret_there_is_no_refresh_token() {
    let sandbox = start().await;
    let mut form = exchange(&code(&sandbox).await);
    form.retain(|(name, _)| *name != "client_secret");
    let (status, answer) = token(&sandbox, &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer["access_token"].is_string() && answer.get("refresh_token").is_none(), "{answer}");
    let amc = Amc::sign_in(&sandbox).await;
    let mut form = refresh(&amc.refresh_token);
    form.pop();
    assert_eq!(token(&sandbox, &form).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_of_seconds_expires_by_the_clock_and_is_renewed() {
    let sandbox = start_with(amc_sandbox::SandboxConfig { token_life: seconds(5), ..config() }).await;
    let mut amc = Amc::sign_in(&sandbox).await;
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
    sandbox.control().advance(seconds(5));
    assert_eq!(amc.get("/workflows").await.0, StatusCode::UNAUTHORIZED);
    let (status, answer) = token(&sandbox, &refresh(&amc.refresh_token)).await;
    assert_eq!((status, answer["expires_in"].as_u64()), (StatusCode::OK, Some(5)));
    assert_eq!(text(&answer, "refresh_token"), amc.refresh_token);
    amc.token = text(&answer, "access_token");
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_may_rotate_keep_or_leave_out_the_refresh_token() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().change(|s| s.refresh_answer = RefreshAnswer::Absent);
    let (_, answer) = token(&sandbox, &refresh(&amc.refresh_token)).await;
    assert!(answer.get("refresh_token").is_none(), "{answer}");
    sandbox.control().change(|s| {
        s.refresh_answer = RefreshAnswer::Rotate;
        s.token_length = Some(2048);
    });
    let (_, answer) = token(&sandbox, &refresh(&amc.refresh_token)).await;
    let rotated = text(&answer, "refresh_token");
    assert_eq!(rotated.len(), 2048);
    let (status, answer) = token(&sandbox, &refresh(&amc.refresh_token)).await;
    assert_eq!((status.as_u16(), text(&answer, "error").as_str()), (400, "invalid_grant"));
    assert_eq!(token(&sandbox, &refresh(&rotated)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn withdrawn_consent_ends_tokens_at_once() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().withdraw_consent();
    assert_eq!(amc.get("/workflows").await.0, StatusCode::UNAUTHORIZED);
    let (status, answer) = token(&sandbox, &refresh(&amc.refresh_token)).await;
    assert_eq!((status.as_u16(), text(&answer, "error").as_str()), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_refresh_token_outlives_a_restart() {
    let first = start().await;
    let kept = Amc::sign_in(&first).await.refresh_token;
    first.shutdown().await;
    let second = start().await;
    assert_eq!(token(&second, &refresh(&kept)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_sandbox_told_so_takes_only_s256() {
    let sandbox = start().await;
    sandbox.control().change(|s| s.require_pkce = true);
    for drop in [5, 6] {
        let mut request = authorization();
        request.remove(drop);
        let response = http().get(&sandbox.description().authorize_url).query(&request).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    }
}
