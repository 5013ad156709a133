//! Result files: which links are followed, and how their bytes arrive.

mod link;

use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use reqwest::{Response, StatusCode, header::CONTENT_LENGTH};
use secrecy::ExposeSecret;
use thiserror::Error;
use tokio::time::{Instant, sleep, timeout, timeout_at};

pub use link::{LinkRefusal, PublicResolver};

use crate::{
    api::DownloadLink,
    client::AmcClient,
    error::TransportKind,
    transport::{Failure, send_failure},
};

/// How much of an error page of the file store is read to find out what it means.
const ERROR_BODY: usize = 64 * 1024;

/// How much a download may bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DownloadLimits {
    /// Bytes of one file as they travel. Default 2 GiB. Unpacking is the reader's business, and so is its limit.
    pub max_bytes: u64,
}

impl Default for DownloadLimits {
    fn default() -> Self {
        Self { max_bytes: 2 * 1024 * 1024 * 1024 }
    }
}

/// Why a result file did not arrive. Never holds the link.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The link is too old (they last ten minutes): ask for new ones.
    #[error("the download link has expired; ask for a new one")]
    LinkExpired,
    /// The link leads somewhere this crate does not go.
    #[error("the download link is not followed: {0}")]
    LinkRefused(LinkRefusal),
    /// The file store answered with a redirect; none is followed.
    #[error("the download was redirected, and redirects are not followed")]
    Redirected,
    /// Another refusal of the file store.
    #[error("the file store answered with status {status}")]
    Server {
        /// Its status.
        status: u16,
    },
    /// The file is larger than allowed.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The file ended early.
    #[error("the download broke off after {received} bytes")]
    Truncated {
        /// Bytes that came.
        received: u64,
        /// Bytes announced, if any were.
        expected: Option<u64>,
    },
    /// Nothing came for too long.
    #[error("the download brought nothing for {} s", idle.as_secs_f32())]
    Stalled {
        /// The silence that was too long.
        idle: Duration,
    },
    /// No answer.
    #[error("{kind}")]
    Transport {
        /// What went wrong.
        kind: TransportKind,
    },
}

/// A result file on its way.
pub struct Download {
    response: Response,
    expected: Option<u64>,
    received: u64,
    limit: u64,
    idle: Duration,
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download")
            .field("expected", &self.expected)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

impl Download {
    /// Bytes announced by the file store, if it did.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.expected
    }

    /// The next piece; `None` at the end, which is only reached if all announced bytes came.
    ///
    /// # Errors
    /// [`DownloadError`]; the download is over then.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, DownloadError> {
        let truncated = |received| DownloadError::Truncated { received, expected: self.expected };
        let chunk = match timeout(self.idle, self.response.chunk()).await {
            Err(_) => return Err(DownloadError::Stalled { idle: self.idle }),
            Ok(Err(_)) => return Err(truncated(self.received)),
            Ok(Ok(chunk)) => chunk,
        };
        match chunk {
            Some(chunk) => {
                self.received += chunk.len() as u64;
                if self.received > self.limit {
                    return Err(DownloadError::TooLarge { limit: self.limit });
                }
                Ok(Some(chunk))
            }
            None if self.expected.is_some_and(|expected| expected != self.received) => Err(truncated(self.received)),
            None => Ok(None),
        }
    }

    /// The file as a stream, which ends after the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, DownloadError>> + Send {
        futures::stream::unfold(Some(self), |download| async {
            let mut download = download?;
            match download.next_chunk().await {
                Ok(Some(chunk)) => Some((Ok(chunk), Some(download))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

impl AmcClient {
    /// Opens a result file. The request carries none of Amazon's headers, since the file store refuses a second kind of
    /// authorization next to the signature. Opening is retried; once bytes flow, a failure is the caller's to handle.
    ///
    /// # Errors
    /// [`DownloadError::LinkExpired`] when new links are needed, and the others.
    pub async fn download(&self, link: &DownloadLink, limits: DownloadLimits) -> Result<Download, DownloadError> {
        let url = link::check(link.0.expose_secret(), &self.inner.endpoints, &self.inner.extra_download_hosts)
            .map_err(DownloadError::LinkRefused)?;
        let mut attempt = 1;
        loop {
            let error = match self.open(url.clone(), limits).await {
                Ok(download) => return Ok(download),
                Err(error) => error,
            };
            let passing = match error {
                DownloadError::Transport { .. } => true,
                DownloadError::Server { status } => matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
                _ => false,
            };
            if !passing || attempt >= self.retry().attempts || !self.may_retry() {
                return Err(error);
            }
            sleep(self.retry().delay(attempt, rand::random())).await;
            attempt += 1;
        }
    }

    async fn open(&self, url: url::Url, limits: DownloadLimits) -> Result<Download, DownloadError> {
        let deadlines = &self.inner.deadlines;
        let request = self.inner.downloads.get(url).send();
        let response = match timeout(deadlines.first_byte, request).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let kind = match send_failure(&error) {
                    Failure::Transport { kind, .. } => kind,
                    Failure::TooLong { .. } => TransportKind::Broken,
                };
                return Err(DownloadError::Transport { kind });
            }
            Err(_) => return Err(DownloadError::Transport { kind: TransportKind::NoAnswer }),
        };
        let status = response.status();
        if status.is_redirection() {
            return Err(DownloadError::Redirected);
        }
        if status != StatusCode::OK {
            return Err(refusal(response, deadlines.idle).await);
        }
        let expected = response.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if expected.is_some_and(|expected: u64| expected > limits.max_bytes) {
            return Err(DownloadError::TooLarge { limit: limits.max_bytes });
        }
        Ok(Download { response, expected, received: 0, limit: limits.max_bytes, idle: deadlines.idle })
    }
}

/// S3 says 403 for a link past its time, and 400 `ExpiredToken` once the credentials behind it are.
async fn refusal(mut response: Response, idle: Duration) -> DownloadError {
    let status = response.status();
    if status == StatusCode::FORBIDDEN {
        return DownloadError::LinkExpired;
    }
    let mut body = Vec::new();
    // For the page as a whole: one that drips may be without end.
    let end = Instant::now() + idle;
    while let Ok(Ok(Some(chunk))) = timeout_at(end, response.chunk()).await {
        body.extend_from_slice(&chunk);
        if body.len() > ERROR_BODY {
            break;
        }
    }
    let expired =
        status == StatusCode::BAD_REQUEST && String::from_utf8_lossy(&body).contains("<Code>ExpiredToken</Code>");
    if expired { DownloadError::LinkExpired } else { DownloadError::Server { status: status.as_u16() } }
}
