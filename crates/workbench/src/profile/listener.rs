//! The loopback listener that catches the browser's return.
//!
//! Hand-written over sockets: it answers one request a connection with one of two static pages, and no connection, slow,
//! idle or hostile, can hold it up. It lives only while a sign-in is pending.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::request::{self, Refusal};

const HEAD_LIMIT: usize = 8 * 1024;
const CONNECTION_LIMIT: Duration = Duration::from_secs(5);
/// How long a client may take to read its answer once the listener is closing.
const FAREWELL: Duration = Duration::from_secs(1);
const MOST_CONNECTIONS: usize = 64;
/// Before the next try after a connection that could not be taken.
const AFTER_FAILURE: Duration = Duration::from_millis(20);

/// Which ports may be used.
#[derive(Clone, Debug)]
pub(super) enum Ports {
    /// These, in this order.
    Fixed(Vec<u16>),
    /// Any free one; only for tests that run at the same time.
    #[cfg(test)]
    Any,
}

/// A running listener.
#[derive(Debug)]
pub(super) struct Listener {
    port: u16,
    closing: CancellationToken,
    task: JoinHandle<()>,
}

impl Listener {
    /// Binds the first port that can be had on 127.0.0.1 and, where the machine has it, on ::1.
    ///
    /// # Errors
    /// All of `ports` when none can be had.
    pub(super) async fn start(ports: &Ports, desk: Arc<Desk>) -> Result<Self, Vec<u16>> {
        let (port, sockets) = bind(ports).await?;
        let closing = CancellationToken::new();
        let task = tokio::spawn(accept(sockets, desk, closing.clone()));
        Ok(Self { port, closing, task })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Frees the port and returns when it is free. Answers under way are finished, idle connections are not waited for.
    pub(super) async fn close(self) {
        self.closing.cancel();
        // It can only fail by a defect, and the sockets are gone then too.
        let _ = self.task.await;
    }
}

async fn bind(ports: &Ports) -> Result<(u16, Vec<TcpListener>), Vec<u16>> {
    match ports {
        Ports::Fixed(ports) => {
            for port in ports {
                if let Some(sockets) = bind_both(*port).await {
                    return Ok((*port, sockets));
                }
            }
            Err(ports.clone())
        }
        #[cfg(test)]
        Ports::Any => loop {
            let Ok(first) = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await else { return Err(vec![]) };
            let port = first.local_addr().map_or(0, |address| address.port());
            drop(first);
            if let Some(sockets) = bind_both(port).await {
                return Ok((port, sockets));
            }
        },
    }
}

/// Both loopback addresses: a browser may resolve `localhost` to either, and whoever held the other would get the code.
async fn bind_both(port: u16) -> Option<Vec<TcpListener>> {
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.ok()?;
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(six) => Some(vec![four, six]),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => None,
        // No IPv6 on this machine.
        Err(_) => Some(vec![four]),
    }
}

async fn accept(sockets: Vec<TcpListener>, desk: Arc<Desk>, closing: CancellationToken) {
    let mut connections = JoinSet::new();
    let mut order: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = closing.cancelled() => break,
            accepted = next(&sockets) => accepted,
        };
        while connections.try_join_next().is_some() {}
        order.retain(|handle| !handle.is_finished());
        match accepted {
            Ok((stream, _)) => {
                // Browsers open spare connections and leave them idle (vercel-labs/fx#347): the oldest makes room.
                while order.len() >= MOST_CONNECTIONS {
                    if let Some(oldest) = order.pop_front() {
                        oldest.abort();
                    }
                }
                order.push_back(connections.spawn(serve(stream, desk.clone(), closing.clone())));
            }
            // Out of file descriptors, or the client has gone: until some are free, trying again at once would only spin.
            Err(_) => tokio::time::sleep(AFTER_FAILURE).await,
        }
    }
    drop(sockets);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(FAREWELL, all).await;
}

async fn next(sockets: &[TcpListener]) -> io::Result<(TcpStream, SocketAddr)> {
    match sockets {
        [four, six] => tokio::select! {
            accepted = four.accept() => accepted,
            accepted = six.accept() => accepted,
        },
        [only] => only.accept().await,
        _ => std::future::pending().await,
    }
}

async fn serve(mut stream: TcpStream, desk: Arc<Desk>, closing: CancellationToken) {
    let outcome = tokio::select! {
        outcome = tokio::time::timeout(CONNECTION_LIMIT, read(&mut stream, &desk)) => outcome,
        () = closing.cancelled() => return,
    };
    let answer = match outcome {
        Ok(Some(Ok(()))) => page("200 OK", ACCEPTED),
        Ok(Some(Err(refusal))) => page(refusal.status(), REFUSED),
        Ok(None) => return,
        Err(_) => page(Refusal::TimedOut.status(), REFUSED),
    };
    let _ = tokio::time::timeout(FAREWELL, farewell(&mut stream, answer.as_bytes())).await;
}

/// Reads one head and delivers it. `None` when the client has gone.
async fn read<S: AsyncRead + Unpin>(stream: &mut S, desk: &Desk) -> Option<Result<(), Refusal>> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        let mut chunk = [0; 1024];
        let room = (HEAD_LIMIT - bytes.len()).min(chunk.len());
        match stream.read(&mut chunk[..room]).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
        if let Some(head) = request::read_head(&bytes) {
            // No await between reading and delivering: making room for others cannot lose an answer.
            return Some(head.and_then(|head| desk.deliver(&head).map(|_| ())));
        }
        if bytes.len() >= HEAD_LIMIT {
            return Some(Err(Refusal::TooLarge));
        }
    }
}

/// Sends the answer and reads what is still coming, since closing with unread input resets the connection and the
/// browser would lose the answer.
async fn farewell<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, answer: &[u8]) -> io::Result<()> {
    stream.write_all(answer).await?;
    stream.shutdown().await?;
    let mut left = HEAD_LIMIT;
    let mut chunk = [0; 1024];
    while left > 0 {
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            break;
        }
        left = left.saturating_sub(count);
    }
    Ok(())
}

/// Neutral: the code is not redeemed yet, so the page must not claim success (smart-mcp-proxy/mcpproxy-go#1067).
const ACCEPTED: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>RecomAMP</title></head>\
<body><h1>Return to RecomAMP</h1><p>The sign-in goes on there. You can close this page.</p></body></html>";

const REFUSED: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>RecomAMP</title></head>\
<body><h1>Nothing happened</h1><p>This address does not belong to a sign-in that RecomAMP is waiting for. \
Return to RecomAMP and start the sign-in there.</p></body></html>";

fn page(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n{body}",
        body.len()
    )
}
