//! A running browser host on a bus of its own, and what it answered.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::Desk;

/// The host. Everything that crosses the border from Rust to the page is kept.
pub(crate) struct Host {
    child: Child,
    client: reqwest::Client,
    base: String,
    token: String,
    record: Arc<Mutex<Vec<u8>>>,
}

/// What a command gave back.
#[derive(Debug)]
pub(crate) enum Answer {
    Json(Value),
    Bytes(usize),
    Error(Value),
}

impl Host {
    /// Starts it in the desk's data folder. What it prints goes to the file `printed` in the desk's home.
    pub(crate) fn start(desk: &Desk) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_recomamp")).parent().unwrap().join("examples/browser-host");
        let printed = std::fs::File::create(desk.home().join("printed")).unwrap();
        let mut child = desk
            .command(&program)
            .arg("--data-dir")
            .arg(desk.data_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(printed)
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", program.display()));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let first: Value = serde_json::from_str(&line).unwrap();
        let (base, token) = first["url"].as_str().unwrap().split_once("/#token=").unwrap();
        let client = reqwest::Client::new();
        Self { child, client, base: base.to_owned(), token: token.to_owned(), record: Arc::default() }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Keeps every event from now on.
    pub(crate) async fn record_events(&self) {
        let address = format!("{}/events?token={}", self.base, self.token);
        let answer = self.client.get(address).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let record = self.record.clone();
        tokio::spawn(async move {
            let mut events = answer.bytes_stream();
            while let Some(Ok(bytes)) = events.next().await {
                record.lock().unwrap().extend_from_slice(&bytes);
            }
        });
    }

    /// Calls a command. A panic behind the border, or a host that is gone, fails the test.
    pub(crate) async fn command(&self, name: &str, arguments: &Value) -> Answer {
        let asked = self
            .client
            .post(format!("{}/ipc/{name}", self.base))
            .header("x-recomamp-token", &self.token)
            .body(arguments.to_string())
            .send()
            .await
            .unwrap_or_else(|e| panic!("{name} {arguments}: {e}"));
        let status = asked.status();
        let bytes = asked.bytes().await.unwrap();
        assert!(bytes.len() <= 2 << 20, "{name} answers {} bytes", bytes.len());
        self.record.lock().unwrap().extend_from_slice(&bytes);
        match status {
            StatusCode::OK => serde_json::from_slice(&bytes).map_or(Answer::Bytes(bytes.len()), Answer::Json),
            StatusCode::UNPROCESSABLE_ENTITY => Answer::Error(serde_json::from_slice(&bytes).unwrap()),
            other => panic!("{name} {:.300}: {other} {}", arguments.to_string(), String::from_utf8_lossy(&bytes)),
        }
    }

    /// Calls a command that has to succeed with JSON.
    pub(crate) async fn ask(&self, name: &str, arguments: Value) -> Value {
        match self.command(name, &arguments).await {
            Answer::Json(value) => value,
            other => panic!("{name} {arguments}: {other:?}"),
        }
    }

    /// Calls a command that has to fail with an error of ours.
    pub(crate) async fn error(&self, name: &str, arguments: Value) -> Value {
        match self.command(name, &arguments).await {
            Answer::Error(error) if error.is_object() => error,
            other => panic!("{name} {arguments}: {other:?}"),
        }
    }

    /// All that has crossed the border so far.
    pub(crate) fn recorded(&self) -> Vec<u8> {
        self.record.lock().unwrap().clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
