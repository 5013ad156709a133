//! Pauses that Amazon asks for hold for everybody.

use std::time::{Duration, Instant};

use amc_client::{AmcError, LimiterSettings, RetryPolicy};
use chrono::{TimeDelta, Utc};

use crate::fake::{Fake, Reply, quick_retry};

const GOOD: &str = r#"{"amcAccounts":[]}"#;

#[tokio::test]
async fn both_forms_of_retry_after_are_waited_for() {
    let form = "%a, %d %b %Y %H:%M:%S GMT";
    let now = Utc::now();
    let date = (now + TimeDelta::seconds(1)).format(form).to_string();
    let seconds = Reply::json(429, "{}").header("retry-after", "1");
    let dated = Reply::json(429, "{}").header("date", &now.format(form).to_string()).header("retry-after", &date);
    for reply in [seconds, dated] {
        let fake = Fake::start([reply, Reply::ok(GOOD)]).await;
        fake.client().accounts().await.unwrap();
        let seen = fake.seen();
        assert!(seen[1].at - seen[0].at >= Duration::from_secs(1));
    }
}

#[tokio::test]
async fn a_429_pauses_all_callers_of_the_limiter() {
    let fake = Fake::start([Reply::json(429, "{}").header("retry-after", "1"), Reply::ok(GOOD)]).await;
    let client = fake.client_with(|builder| builder.retry(RetryPolicy { attempts: 1, ..quick_retry() }));
    let error = client.accounts().await.unwrap_err();
    assert!(matches!(error, AmcError::Throttled { .. }));
    let paused = Instant::now();
    let others: Vec<_> = (0..6)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.accounts().await })
        })
        .collect();
    for other in others {
        other.await.unwrap().unwrap();
    }
    let first = fake.seen()[1].at;
    assert!(first >= paused + Duration::from_millis(900), "{:?}", first - paused);
}

#[tokio::test]
async fn a_pause_longer_than_the_callers_patience_is_told_and_not_waited_for() {
    let fake = Fake::start([Reply::json(429, "{}").header("retry-after", "3600")]).await;
    let client = fake.client();
    for _ in 0..2 {
        let AmcError::Throttled { retry_after, .. } = client.accounts().await.unwrap_err() else {
            panic!("not throttled")
        };
        assert!(retry_after > Duration::from_secs(890) && retry_after <= Duration::from_secs(900), "{retry_after:?}");
    }
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test]
async fn the_rate_holds_over_all_clones() {
    let fake = Fake::start([Reply::ok(GOOD)]).await;
    let limiter = amc_client::Limiter::new(LimiterSettings {
        per_second: 20.try_into().unwrap(),
        burst: 2.try_into().unwrap(),
        in_flight: 4,
    });
    let client = fake.client_with(|builder| builder.limiter(limiter));
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.with_retry(RetryPolicy::background());
            tokio::spawn(async move { client.accounts().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let seen = fake.seen();
    // Two at once, then one every 50 ms.
    assert!(seen[19].at - seen[0].at >= Duration::from_millis(850));
}

#[tokio::test]
async fn the_server_never_sees_more_than_ten_requests_in_a_second() {
    let fake = Fake::start([Reply::ok(GOOD)]).await;
    let client = fake.client_with(|builder| builder.limiter(amc_client::Limiter::default()));
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.accounts().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let arrivals: Vec<Instant> = fake.seen().iter().map(|request| request.at).collect();
    let within =
        |start: &Instant| arrivals.iter().filter(|at| *at >= start && **at < *start + Duration::from_secs(1)).count();
    let busiest = arrivals.iter().map(within).max().unwrap();
    assert!(busiest <= 10, "{busiest}");
}
