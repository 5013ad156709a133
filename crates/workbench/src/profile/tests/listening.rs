//! The listener against malformed, hostile and lazy clients.

use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::*;
use crate::Error;

#[tokio::test]
async fn only_the_exact_request_reaches_the_sign_in() {
    let bench = Bench::new().await;
    let begun = bench.begin().await;
    let (path, host, query) = (begun.path().to_owned(), begun.host(), begun.good_query());
    let port = begun.port();
    let get = format!("GET {path}?{query} HTTP/1.1\r\n");
    let table: Vec<(String, u16)> = vec![
        (format!("POST {path}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (format!("HEAD {path}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (format!("OPTIONS {path}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (format!("get {path}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (format!("GET {path}?{query} HTTP/1.0\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?{query} HTTP/2.0\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?{query}\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET /?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
        (format!("GET {path}/?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
        (format!("GET {path}/../na?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
        (format!("GET /signed-in/eu?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
        (format!("GET //signed-in/na?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
        (format!("GET http://{host}{path}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?{query}#x HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("{get}Host: 127.0.0.1:{port}\r\n\r\n"), 400),
        (format!("{get}Host: localhost\r\n\r\n"), 400),
        (format!("{get}Host: localhost:{}\r\n\r\n", port ^ 1), 400),
        (format!("{get}Host: evil.example:{port}\r\n\r\n"), 400),
        (format!("{get}Host: LOCALHOST:{port}\r\n\r\n"), 400),
        (format!("{get}\r\n"), 400),
        (format!("{get}Host: {host}\r\nHost: {host}\r\n\r\n"), 400),
        (format!("{get}Host: {host}\r\nContent-Length: 0\r\n\r\n"), 400),
        (format!("{get}Host: {host}\r\nTransfer-Encoding: chunked\r\n\r\n"), 400),
        (format!("{get}Host: {host}\r\nUpgrade: websocket\r\n\r\n"), 400),
        (format!("{get}Host: {host}\r\nBad Header: x\r\n\r\n"), 400),
        (format!("{get}Host: {host}\r\n{}\r\n", "X: y\r\n".repeat(80)), 431),
        (format!("{get}Host: {host}\r\nX: {}\r\n\r\n", "y".repeat(9000)), 431),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}TLS hello\r\n\r\n".to_owned(), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?code={} HTTP/1.1\r\nHost: {host}\r\n\r\n", begun.code), 400),
        (format!("GET {path}?{query}&state=x HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?{query}&code=x HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?{query}&error=x HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET {path}?state={} HTTP/1.1\r\nHost: {host}\r\n\r\n", begun.state), 400),
        (format!("GET {path}?code=&state={} HTTP/1.1\r\nHost: {host}\r\n\r\n", begun.state), 400),
    ];
    let mut bodies = std::collections::HashSet::new();
    for (request, expected) in table {
        let answer = begun.raw(&request).await;
        assert_eq!(status_of(&answer), expected, "{request}");
        let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        for part in ["canary", begun.state.as_str(), "evil"] {
            assert!(!answer.contains(part), "{answer}");
        }
        assert!(!answer.to_ascii_lowercase().contains("access-control"), "{answer}");
        bodies.insert(body);
        let status = bench.profiles.sign_in_status(&begun.begun.attempt_id).await.unwrap();
        assert_eq!(status.state, SignInState::Waiting, "{request}");
    }
    assert_eq!(bodies.len(), 1, "one refusal text for all");

    let answer = begun.raw(&format!("{get}Host: {host}\r\n\r\n")).await;
    assert_eq!(
        answer,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 226\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n\
         <!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>RecomAMP</title></head>\
         <body><h1>Return to RecomAMP</h1><p>The sign-in goes on there. You can close this page.</p></body></html>"
            .replace("226", &answer.split_once("\r\n\r\n").unwrap().1.len().to_string())
    );
    assert_eq!(bench.ended(&begun.begun.attempt_id).await.state, SignInState::SignedIn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_wrong_answers_change_nothing() {
    let bench = Bench::new().await;
    let begun = bench.begin().await;
    for round in 0..200 {
        // Fewer at once than the listener keeps: beyond that it lets go of the oldest.
        let requests = (0..50).map(|nr| {
            let query = match nr % 4 {
                0 => format!("code=x&state=wrong-{round}-{nr}"),
                1 => "error=access_denied".to_owned(),
                2 => format!("error=access_denied&state={}x", begun.state),
                _ => format!("code={}&state={}", begun.code, &begun.state[1..]),
            };
            let begun = &begun;
            async move { begun.get(&query).await }
        });
        assert!(join_all(requests).await.into_iter().all(|status| status == 400));
    }
    assert_eq!(bench.profiles.sign_in_status(&begun.begun.attempt_id).await.unwrap().state, SignInState::Waiting);
    assert_eq!(begun.get(&begun.good_query()).await, 200);
    assert_eq!(bench.ended(&begun.begun.attempt_id).await.state, SignInState::SignedIn);
}

#[tokio::test]
async fn idle_and_slow_connections_hold_nobody_up() {
    let bench = Bench::new().await;
    let begun = bench.begin().await;
    let mut lazy = Vec::new();
    for nr in 0..100 {
        let mut stream = TcpStream::connect(("127.0.0.1", begun.port())).await.unwrap();
        if nr % 2 == 0 {
            stream.write_all(b"GET /signed-in/na?state=").await.unwrap();
        }
        lazy.push(stream);
    }
    let started = Instant::now();
    assert_eq!(begun.get(&begun.good_query()).await, 200);
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(bench.ended(&begun.begun.attempt_id).await.state, SignInState::SignedIn);
    drop(lazy);
}

#[tokio::test]
async fn the_port_is_free_again_after_each_ending() {
    let bench = Bench::new().await;
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();

    let begun = bench.begin().await;
    assert!(!free(begun.port()));
    assert_eq!(begun.get(&begun.good_query()).await, 200);
    assert_eq!(bench.ended(&begun.begun.attempt_id).await.state, SignInState::SignedIn);
    assert!(free(begun.port()), "after success");

    let begun = bench.begin().await;
    assert_eq!(begun.get(&format!("error=access_denied&state={}", begun.state)).await, 200);
    let status = bench.ended(&begun.begun.attempt_id).await;
    assert_eq!((status.state, status.error.unwrap().code.as_ref()), (SignInState::Failed, "auth.denied"));
    assert!(free(begun.port()), "after a refusal");

    let begun = bench.begin().await;
    let started = Instant::now();
    bench.profiles.cancel_sign_in(&begun.begun.attempt_id).await.unwrap();
    assert!(started.elapsed() < Duration::from_millis(200));
    assert_eq!(bench.ended(&begun.begun.attempt_id).await.state, SignInState::Cancelled);
    assert!(free(begun.port()), "after cancel");

    let begun = bench.begin().await;
    bench.clock.wait_for_sleepers(1).await;
    bench.clock.advance(Duration::from_secs(300));
    let status = bench.ended(&begun.begun.attempt_id).await;
    let error = status.error.unwrap();
    assert_eq!(error.code, "auth.timed_out");
    assert!(error.next_step.unwrap().contains(&begun.begun.return_url));
    assert_eq!(status.waited_seconds, 300);
    assert!(free(begun.port()), "after five minutes");
}

#[tokio::test]
async fn taken_ports_are_passed_over_and_named_when_all_are_taken() {
    let taken: Vec<TcpListener> = (0..3).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).collect();
    let ports: Vec<u16> = taken.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
    let bench = Bench::with(Arc::new(MemorySecrets::default()), Ports::Fixed(ports.clone())).await;
    let started = Instant::now();
    let error: Error = bench.profiles.begin_new(new_profile(Region::Na)).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!((error.code.as_ref(), &error.details.ports), ("auth.ports_taken", &ports));

    let mut taken = taken;
    drop(taken.pop());
    let begun = bench.begin().await;
    assert_eq!(begun.port(), ports[2]);
    assert!(begun.begun.return_url.contains(&format!(":{}/", ports[2])));
}

#[tokio::test]
async fn a_port_whose_other_loopback_is_taken_is_not_free() {
    let Ok(six) = TcpListener::bind("[::1]:0") else { return };
    let port = six.local_addr().unwrap().port();
    let bench = Bench::with(Arc::new(MemorySecrets::default()), Ports::Fixed(vec![port])).await;
    let error = bench.profiles.begin_new(new_profile(Region::Na)).await.unwrap_err();
    assert_eq!(error.details.ports, vec![port]);
}
