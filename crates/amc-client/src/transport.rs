//! One HTTP exchange: deadlines, body cap, no redirects, and failures without addresses in them.

use std::{error::Error as _, io, time::Duration};

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::{
    Response, StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
    redirect,
};
use tokio::time::{Instant, timeout, timeout_at};

use crate::{
    deadlines::Deadlines,
    error::{AmcError, AnswerProblem, TransportKind},
    limiter::LONGEST_PAUSE,
};

/// Error bodies are read up to here and cut, never refused: their first sentence is what matters.
const ERROR_BODY: usize = 64 * 1024;

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Transport { kind: TransportKind, sent: bool },
    TooLong { status: u16, limit: usize },
}

impl From<Failure> for AmcError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Transport { kind, sent } => Self::Transport { kind, sent },
            Failure::TooLong { status, limit } => {
                Self::BadAnswer { problem: AnswerProblem::TooLong { limit }, status, request_id: None }
            }
        }
    }
}

/// How the parts of this crate use HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Calls and token requests.
    Api,
    /// Calls that must not be sent twice: each on a new connection. A kept one may have been closed by the other side, and
    /// then nobody knows whether the request still got through.
    Submit,
    /// Result files.
    Download,
}

/// A client without redirects and without retries of its own. `loopback` is for the sandbox: no proxy may see it, and the
/// scheme is http; everything else must be https.
pub(crate) fn http_client(
    purpose: Purpose,
    loopback: bool,
    deadlines: &Deadlines,
    user_agent: &str,
) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(deadlines.connect)
        .referer(false)
        .pool_idle_timeout(Duration::from_secs(20));
    if loopback {
        builder = builder.no_proxy();
    } else {
        builder = builder.https_only(true);
    }
    match purpose {
        Purpose::Api => {}
        Purpose::Submit => builder = builder.pool_max_idle_per_host(0),
        Purpose::Download => {
            // Bytes as they are: the length can be checked, and whoever reads the file knows how to unpack it.
            builder = builder.no_gzip();
            if !loopback {
                builder = builder.dns_resolver(crate::download::PublicResolver);
            }
        }
    }
    builder.build().map_err(reqwest::Error::without_url)
}

/// Sends a request and reads the whole answer.
pub(crate) async fn exchange(
    client: &reqwest::Client,
    request: reqwest::Request,
    first_byte: Duration,
    total: Duration,
    cap: usize,
) -> Result<Answer, Failure> {
    let end = Instant::now() + total;
    let response = match timeout(first_byte.min(total), client.execute(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(send_failure(&error)),
        // Nothing tells here whether the request was already written.
        Err(_) => return Err(Failure::Transport { kind: TransportKind::NoAnswer, sent: true }),
    };
    let status = response.status();
    let headers = response.headers().clone();
    match timeout_at(end, read_body(response, cap)).await {
        Ok(Ok(body)) => Ok(Answer { status, headers, body }),
        Ok(Err(failure)) => Err(failure),
        Err(_) => Err(Failure::Transport { kind: TransportKind::Stalled, sent: true }),
    }
}

async fn read_body(mut response: Response, cap: usize) -> Result<Vec<u8>, Failure> {
    let status = response.status();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if status.is_success() => {
                if body.len() + chunk.len() > cap {
                    return Err(Failure::TooLong { status: status.as_u16(), limit: cap });
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Some(chunk)) => {
                let room = ERROR_BODY.min(cap).saturating_sub(body.len());
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() >= room {
                    return Ok(body);
                }
            }
            Ok(None) => return Ok(body),
            // The status of a refusal is worth more than the rest of its text.
            Err(_) if !status.is_success() => return Ok(body),
            Err(_) => return Err(Failure::Transport { kind: TransportKind::Truncated, sent: true }),
        }
    }
}

/// Classifies a failure that came before the head of an answer. The error is looked at and dropped: it holds the address.
pub(crate) fn send_failure(error: &reqwest::Error) -> Failure {
    if error.is_builder() {
        return Failure::Transport { kind: TransportKind::Request, sent: false };
    }
    if !error.is_connect() {
        return Failure::Transport { kind: TransportKind::Broken, sent: true };
    }
    let mut kind = TransportKind::Connect;
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if text.contains("dns error") {
            kind = TransportKind::Dns;
        } else if cause.downcast_ref::<io::Error>().is_some_and(is_tls) {
            kind = TransportKind::Tls;
        }
        source = cause.source();
    }
    Failure::Transport { kind, sent: false }
}

/// rustls hands its errors to tokio as `InvalidData`, and the connector wraps those once more. `source` skips the inner one.
fn is_tls(error: &io::Error) -> bool {
    let inner = || error.get_ref()?.downcast_ref::<io::Error>();
    error.kind() == io::ErrorKind::InvalidData || inner().is_some_and(is_tls)
}

/// Reads `Retry-After`: seconds, or a date that is compared with the answer's own `Date`, so that a wrong clock on this
/// side does no harm (RFC 9110 §10.2.3). Capped at 15 minutes.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = http_date(text)?;
            let now = made_at(headers).unwrap_or_else(Utc::now);
            (until - now).to_std().unwrap_or(Duration::ZERO)
        }
    };
    Some(wait.min(LONGEST_PAUSE))
}

/// The instant at which an answer was made, by the clock of whoever made it.
pub(crate) fn made_at(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    http_date(headers.get(DATE)?.to_str().ok()?.trim())
}

/// The three date forms of RFC 9110 §5.6.7.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (reqwest::header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    async fn failure_of(loopback: bool, url: &str) -> Failure {
        let deadlines = Deadlines::default();
        let client = http_client(Purpose::Api, loopback, &deadlines, "test").unwrap();
        let request = reqwest::Request::new(reqwest::Method::GET, url.parse().unwrap());
        let total = Duration::from_secs(10);
        exchange(&client, request, total, total, 1024).await.err().unwrap()
    }

    #[tokio::test]
    async fn a_client_for_amazon_sends_nothing_without_tls() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let failure = failure_of(false, &format!("http://{}/", listener.local_addr().unwrap())).await;
        assert_eq!(failure, Failure::Transport { kind: TransportKind::Request, sent: false });
    }

    #[tokio::test]
    async fn a_failed_handshake_proves_that_nothing_was_sent() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            use tokio::io::AsyncWriteExt as _;
            let (mut socket, _) = listener.accept().await.unwrap();
            socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            socket
        });
        let failure = failure_of(false, &url).await;
        drop(server.await);
        assert_eq!(failure, Failure::Transport { kind: TransportKind::Tls, sent: false });
    }

    /// A server that takes connections and says nothing.
    #[cfg(target_os = "linux")]
    async fn silent() -> (String, tokio::task::JoinHandle<()>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let serving = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((socket, _)) = listener.accept().await {
                held.push(socket);
            }
        });
        (address, serving)
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn a_stall_while_connecting_or_in_the_handshake_ends_at_the_connect_deadline_with_nothing_sent() {
        let connect = Duration::from_millis(400);
        let deadlines = Deadlines { connect, ..Deadlines::default() };
        let client = http_client(Purpose::Api, false, &deadlines, "test").unwrap();
        // A full queue: the system answers no further attempt.
        let full = tokio::net::TcpSocket::new_v4().unwrap();
        full.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let full = full.listen(1).unwrap();
        let queue = full.local_addr().unwrap();
        let waiting: Vec<_> = (0..4).map(|_| tokio::spawn(tokio::net::TcpStream::connect(queue))).collect();
        let (quiet, serving) = silent().await;
        for address in [queue.to_string(), quiet] {
            let request = reqwest::Request::new(reqwest::Method::POST, format!("https://{address}/").parse().unwrap());
            let begun = std::time::Instant::now();
            let failure =
                exchange(&client, request, Duration::from_secs(20), Duration::from_secs(20), 1024).await.err();
            assert_eq!(failure, Some(Failure::Transport { kind: TransportKind::Connect, sent: false }), "{address}");
            assert!(begun.elapsed() < connect + Duration::from_secs(1), "{:?}", begun.elapsed());
        }
        serving.abort();
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test]
    async fn a_name_that_does_not_resolve_is_told_as_such() {
        // RFC 6761: `.invalid` never resolves.
        let failure = failure_of(true, "http://amc.invalid:1/").await;
        assert_eq!(failure, Failure::Transport { kind: TransportKind::Dns, sent: false });
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_each_form_of_date() {
        assert_eq!(retry_after(&headers(&[("retry-after", " 7 ")])), Some(Duration::from_secs(7)));
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            let headers = headers(&[("date", "Sun, 06 Nov 1994 08:49:07 GMT"), ("retry-after", date)]);
            assert_eq!(retry_after(&headers), Some(Duration::from_secs(30)), "{date}");
        }
    }

    #[test]
    fn retry_after_is_capped_never_negative_and_ignored_when_unreadable() {
        assert_eq!(retry_after(&headers(&[("retry-after", "86400")])), Some(LONGEST_PAUSE));
        let past =
            headers(&[("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")]);
        assert_eq!(retry_after(&past), Some(Duration::ZERO));
        for unreadable in ["soon", "", "-3", "1.5"] {
            assert_eq!(retry_after(&headers(&[("retry-after", unreadable)])), None, "{unreadable}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
