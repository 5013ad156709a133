//! Result files.

use amc_client::{AmcError, DownloadError, DownloadLimits, DownloadLink, LinkRefusal, RetryPolicy, TransportKind};
use futures::StreamExt;

use crate::fake::{self, Fake, Reply, instance, scope};

async fn link(fake: &Fake, url: &str) -> DownloadLink {
    fake.script([Reply::ok(&format!(r#"{{"downloadUrls":["{url}"],"metadataDownloadUrls":["x"]}}"#))]);
    fake.client().download_links(&scope(), &instance(), &"e1".into()).await.unwrap().remove(0)
}

async fn file(fake: &Fake, reply: Reply, limits: DownloadLimits) -> Result<Vec<u8>, DownloadError> {
    let link = link(fake, &format!("{}/results/a%2Fb.csv?X-Amz-Signature=can+ary%3D", fake.base)).await;
    fake.script([reply]);
    let retry = RetryPolicy { attempts: 2, ..fake::quick_retry() };
    let client = fake.client_with(|builder| builder.deadlines(fake::short_deadlines()).retry(retry));
    let mut download = client.download(&link, limits).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = download.next_chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_file_arrives_whole_and_none_of_amazons_headers_go_to_the_file_store() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let body = "a,b\n1,2\n".repeat(1_000);
    let bytes = file(&fake, Reply::text(200, &body), DownloadLimits::default()).await.unwrap();
    assert_eq!(bytes, body.as_bytes());
    let request = fake.seen().pop().unwrap();
    assert_eq!(request.path, "/results/a%2Fb.csv");
    assert_eq!(request.query, "X-Amz-Signature=can+ary%3D");
    for name in request.headers.keys() {
        assert!(name.as_str() != "authorization" && !name.as_str().starts_with("amazon-"), "{name}");
    }
}

#[tokio::test]
async fn the_stream_gives_the_same_bytes_and_ends_after_an_error() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let link = link(&fake, &format!("{}/results/a.csv", fake.base)).await;
    fake.script([Reply::text(200, "a\n1\n").breaking()]);
    let download = fake.client().download(&link, DownloadLimits::default()).await.unwrap();
    assert_eq!(download.content_length(), Some(5));
    let pieces: Vec<_> = download.into_stream().collect().await;
    assert_eq!(pieces[0].as_deref().unwrap(), b"a\n1\n");
    assert_eq!(pieces[1], Err(DownloadError::Truncated { received: 4, expected: Some(5) }));
    assert_eq!(pieces.len(), 2);
}

#[tokio::test]
async fn a_link_past_its_time_is_told_by_either_of_the_stores_answers() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let late = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    let stale = "<Error><Code>ExpiredToken</Code></Error>";
    for reply in [Reply::text(403, late), Reply::text(400, stale)] {
        assert_eq!(file(&fake, reply, DownloadLimits::default()).await, Err(DownloadError::LinkExpired));
    }
    let other = Reply::text(400, "<Error><Code>Malformed</Code></Error>");
    assert_eq!(file(&fake, other, DownloadLimits::default()).await, Err(DownloadError::Server { status: 400 }));
}

#[tokio::test]
async fn too_large_files_are_refused_whether_announced_or_not() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let limits = DownloadLimits { max_bytes: 10 };
    for reply in [Reply::text(200, "0123456789a").header("content-length", "11"), Reply::text(200, "0123456789a")] {
        assert_eq!(file(&fake, reply, limits).await, Err(DownloadError::TooLarge { limit: 10 }));
    }
    assert_eq!(file(&fake, Reply::text(200, "0123456789"), limits).await.unwrap().len(), 10);
}

#[tokio::test]
async fn silence_ends_a_download() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let idle = fake::short_deadlines().idle;
    let stalled = file(&fake, Reply::text(200, "abc").stalling(), DownloadLimits::default()).await;
    assert_eq!(stalled, Err(DownloadError::Stalled { idle }));
    let never = file(&fake, Reply::never(), DownloadLimits::default()).await;
    assert_eq!(never, Err(DownloadError::Transport { kind: TransportKind::NoAnswer }));
}

#[tokio::test]
async fn redirects_and_partial_answers_are_not_results() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let redirect = Reply::text(302, "").header("location", &format!("{}/elsewhere", fake.base));
    assert_eq!(file(&fake, redirect, DownloadLimits::default()).await, Err(DownloadError::Redirected));
    assert!(fake.seen().iter().all(|request| request.path != "/elsewhere"));
    let partial = file(&fake, Reply::text(206, "a"), DownloadLimits::default()).await;
    assert_eq!(partial, Err(DownloadError::Server { status: 206 }));
}

#[tokio::test]
async fn a_store_that_is_down_for_a_moment_is_asked_again() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let link = link(&fake, &format!("{}/a.csv", fake.base)).await;
    fake.script([Reply::text(503, ""), Reply::text(200, "a")]);
    assert!(fake.client().download(&link, DownloadLimits::default()).await.is_ok());
}

#[tokio::test]
async fn compressed_files_arrive_as_they_lie() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let reply = Reply::text(200, "\u{1f}not really gzip").header("content-encoding", "gzip");
    assert_eq!(file(&fake, reply, DownloadLimits::default()).await.unwrap(), b"\x1fnot really gzip");
}

#[tokio::test]
async fn links_that_lead_off_the_sandbox_are_not_followed() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let elsewhere = Fake::start([Reply::text(200, "a")]).await;
    for url in [
        format!("{}/a.csv", elsewhere.base),
        "http://localhost:80/a".to_owned(),
        "https://s3.amazonaws.com/a".to_owned(),
    ] {
        let link = link(&fake, &url).await;
        let refused = fake.client().download(&link, DownloadLimits::default()).await;
        assert!(matches!(refused, Err(DownloadError::LinkRefused(_))), "{url}");
    }
    assert!(elsewhere.seen().is_empty());
    let link = link(&fake, "http://user:pass@127.0.0.1:1/a").await;
    let refused = fake.client().download(&link, DownloadLimits::default()).await;
    assert_eq!(refused.err(), Some(DownloadError::LinkRefused(LinkRefusal::UserInfo)));
}

#[tokio::test]
async fn a_run_without_a_result_yet_is_told_apart() {
    let fake = Fake::start([Reply::json(400, r#"{"details":"Execution e1 is unavailable for download"}"#)]).await;
    let error = fake.client().download_links(&scope(), &instance(), &"e1".into()).await.unwrap_err();
    assert!(matches!(error, AmcError::NotReady { .. }));
}
