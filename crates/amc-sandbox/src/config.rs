//! What a sandbox is started with, and why a start may fail.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The one client id the sandbox knows. Its form is Amazon's; its words say that it is not.
pub const CLIENT_ID: &str = "amzn1.application-oa2-client.sandbox0000000000000000000000000001";
/// The secret that belongs to [`CLIENT_ID`]. It opens nothing but a sandbox.
pub const CLIENT_SECRET: &str = "amzn1.oa2-cs.v1.sandbox-secret-opens-nothing-but-the-sandbox";
/// The return URLs that are registered unless [`SandboxConfig::redirect_uris`] says otherwise: three ports, a path for each of
/// Amazon's regions, and both names of the loopback host, `http://localhost:8742/signed-in/na` first.
pub fn default_redirect_uris() -> Vec<String> {
    let mut uris = Vec::new();
    for host in ["localhost", "127.0.0.1"] {
        for region in ["na", "eu", "fe"] {
            for port in [8742, 8743, 8744] {
                uris.push(format!("http://{host}:{port}/signed-in/{region}"));
            }
        }
    }
    uris
}

/// What a sandbox is started with. What may change while it runs is in [`crate::Settings`].
#[derive(Clone)]
pub struct SandboxConfig {
    /// The TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The seed of the synthetic events. The same seed gives the same rows.
    pub seed: u64,
    /// How many events: 1.0 is about one million.
    pub scale: f64,
    /// How long a run is PENDING (Amazon: seconds to minutes).
    pub pending: Duration,
    /// How long a run is RUNNING, by the sandbox's clock.
    pub running: Duration,
    /// How long a run is PUBLISHING before it ends; zero leaves the status out.
    pub publishing: Duration,
    /// The life of an access token (Amazon: 3600 s).
    pub token_life: Duration,
    /// Rate and burst of the token bucket that answers 429; `None` never throttles.
    pub requests_per_second: Option<u32>,
    /// The Allowed Return URLs of the security profile, compared as whole strings.
    pub redirect_uris: Vec<String>,
    /// Where generated events are kept as Parquet between starts; `None` keeps nothing.
    pub cache_dir: Option<PathBuf>,
    /// Tables to run queries over, in place of the synthetic events made from `seed` and `scale`.
    pub tables: Option<Arc<dyn amc_sql::TableSource>>,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 7,
            scale: 1.0,
            pending: Duration::from_secs(2),
            running: Duration::from_secs(6),
            publishing: Duration::ZERO,
            token_life: Duration::from_secs(3600),
            requests_per_second: None,
            redirect_uris: default_redirect_uris(),
            cache_dir: None,
            tables: None,
        }
    }
}

impl fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("port", &self.port)
            .field("seed", &self.seed)
            .field("scale", &self.scale)
            .field("pending", &self.pending)
            .field("running", &self.running)
            .field("publishing", &self.publishing)
            .field("token_life", &self.token_life)
            .field("requests_per_second", &self.requests_per_second)
            .field("redirect_uris", &self.redirect_uris)
            .field("cache_dir", &self.cache_dir)
            .field("tables", &self.tables.as_ref().map(|_| "given"))
            .finish()
    }
}

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port on 127.0.0.1 is taken or may not be used.
    #[error("the sandbox cannot listen on 127.0.0.1:{port}: {source}. Choose another port, or 0 for any free one")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The synthetic events could not be made or read from the cache.
    #[error("the sandbox's events could not be made: {0}")]
    Data(String),
    /// The table catalogue that is built in does not parse.
    #[error("the table catalogue is damaged: {0}")]
    Catalogue(String),
    /// A file, a thread or random bytes were refused by the system.
    #[error("the sandbox could not be started: {0}")]
    System(#[from] std::io::Error),
    /// A value of the configuration makes no sense.
    #[error("{0}")]
    Config(String),
}
