//! Certificates: the good one is taken, every bad one refused before a byte of the request leaves.
//!
//! What a system trusts is fixed when a process starts, so the client under test runs in a process of its own: this test
//! binary again, told by the environment whom to trust and what to ask.

use std::{env, fs, path::Path, process::Stdio, sync::Arc, time::Duration};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    process::Command,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use crate::{
    TransportKind,
    deadlines::Deadlines,
    transport::{Failure, Purpose, exchange, http_client},
};

const URL: &str = "AMC_CLIENT_TEST_URL";
const OUTCOME: &str = "AMC_CLIENT_TEST_OUTCOME";

/// The other process.
#[tokio::test]
#[ignore = "run by the tests below, in a process with its own trust"]
async fn ask_once() {
    let deadlines = Deadlines::default();
    let mut outcome = String::new();
    for purpose in [Purpose::Api, Purpose::Submit, Purpose::Download] {
        let client = http_client(purpose, false, &deadlines, "test").unwrap();
        let request = reqwest::Request::new(reqwest::Method::POST, env::var(URL).unwrap().parse().unwrap());
        let wait = Duration::from_secs(20);
        outcome += &match exchange(&client, request, wait, wait, 1024).await {
            Ok(answer) => format!("answer {}\n", answer.status.as_u16()),
            Err(Failure::Transport { kind, sent }) => format!("{kind:?} sent={sent}\n"),
            Err(Failure::TooLong { .. }) => "too long\n".to_owned(),
        };
    }
    fs::write(env::var(OUTCOME).unwrap(), outcome).unwrap();
}

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn server(&self, name: &str, years: (i32, i32)) -> ServerConfig {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        config(certificate.der().clone(), &key)
    }
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> ServerConfig {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

/// What three clients make of a server that says 200 to whatever comes through the handshake, when `trusted` is the one
/// authority of their system.
async fn outcome(server: ServerConfig, trusted: &Authority) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://127.0.0.1:{}/", listener.local_addr().unwrap().port());
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let serving = tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(socket).await else { return };
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
                let _ = stream.shutdown().await;
            });
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let said = ask(&url, trusted, folder.path()).await;
    serving.abort();
    said
}

async fn ask(url: &str, trusted: &Authority, folder: &Path) -> Vec<String> {
    let (anchor, outcome) = (folder.join("authority.pem"), folder.join("outcome"));
    fs::write(&anchor, trusted.0.pem()).unwrap();
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "tls_tests::ask_once", "--ignored"])
        .env("SSL_CERT_FILE", &anchor)
        .env_remove("SSL_CERT_DIR")
        .env(URL, url)
        .env(OUTCOME, &outcome)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status()
        .await
        .unwrap();
    assert!(status.success(), "{status}");
    fs::read_to_string(outcome).unwrap().lines().map(str::to_owned).collect()
}

fn refused() -> Vec<String> {
    vec![format!("{:?} sent=false", TransportKind::Tls); 3]
}

/// Without this one, the refusals below could have any cause.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_good_certificate_of_a_trusted_authority_is_taken() {
    let authority = Authority::new();
    let said = outcome(authority.server("127.0.0.1", (2020, 4000)), &authority).await;
    assert_eq!(said, vec!["answer 200"; 3]);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn an_expired_certificate_is_refused_and_nothing_is_sent() {
    let authority = Authority::new();
    assert_eq!(outcome(authority.server("127.0.0.1", (2020, 2021)), &authority).await, refused());
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_certificate_that_is_not_good_yet_or_of_another_host_is_refused_and_nothing_is_sent() {
    let authority = Authority::new();
    assert_eq!(outcome(authority.server("127.0.0.1", (3900, 4000)), &authority).await, refused());
    assert_eq!(outcome(authority.server("advertising-api.amazon.com", (2020, 4000)), &authority).await, refused());
}

#[tokio::test]
async fn a_certificate_of_nobody_is_refused_and_nothing_is_sent() {
    let authority = Authority::new();
    assert_eq!(outcome(Authority::new().server("127.0.0.1", (2020, 4000)), &authority).await, refused());
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    assert_eq!(outcome(config(own.der().clone(), &key), &authority).await, refused());
}
