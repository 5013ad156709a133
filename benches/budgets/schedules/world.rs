//! A sandbox whose runs are over at once, and a workbench on it that goes by the computer's clock.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use amc_sandbox::{Sandbox, SandboxConfig};
use tempfile::TempDir;
use workbench::profile::SandboxAddress;
use workbench::profile::secret::MemorySecrets;
use workbench::{Options, Workbench};

/// A query that every instance takes.
pub(super) const QUERY: &str =
    "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign";
/// The demo account with the most instances.
const ACCOUNT: &str = "ENTITYSANDBOXUS01";
/// Nobody asks the sandbox any more who has not for so long.
const SILENCE: Duration = Duration::from_secs(2);

pub(super) struct World {
    pub(super) sandbox: Sandbox,
    pub(super) workbench: Workbench,
    _folder: TempDir,
}

/// A sandbox on a port of its own.
pub(super) async fn sandbox() -> Sandbox {
    let at_once = Duration::ZERO;
    let config = SandboxConfig { scale: 0.01, pending: at_once, running: at_once, ..SandboxConfig::default() };
    Sandbox::start(config).await.unwrap()
}

/// A workbench in `folder` that is signed in to `sandbox` and knows its instances. Nothing of it runs yet.
pub(super) async fn open(folder: &Path, sandbox: &Sandbox) -> Workbench {
    let options = Options {
        secrets: Some(Arc::new(MemorySecrets::default())),
        ..Options::new(folder, env!("CARGO_PKG_VERSION"))
    };
    let workbench = Workbench::open(options).await.unwrap();
    let described = sandbox.description();
    let address = SandboxAddress {
        authorize_url: described.authorize_url.clone(),
        token_url: described.token_url.clone(),
        api_url: described.api_url.clone(),
        client_id: described.client_id.clone(),
        client_secret: described.client_secret.clone().into(),
        redirect_uris: described.redirect_uris.clone(),
    };
    let profile = workbench.profiles().attach_sandbox(address).await.unwrap();
    workbench.accounts().refresh(&profile.id).await.unwrap();
    workbench
}

/// Our ids of so many instances of one account.
pub(super) async fn instances(workbench: &Workbench, count: usize) -> Vec<String> {
    let all = workbench.accounts().instances().await.unwrap();
    let usual = all.into_iter().filter(|one| {
        one.account_id == ACCOUNT && one.instance_type == "STANDARD" && one.creation_status == "COMPLETED"
    });
    let ids: Vec<String> = usual.map(|one| one.id).take(count).collect();
    assert_eq!(ids.len(), count, "the demo account has too few instances");
    ids
}

impl World {
    /// All services of the workbench run but the one that lets schedules happen.
    pub(super) async fn start() -> Self {
        let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
        let workbench = open(folder.path(), &sandbox).await;
        workbench.start().await;
        Self { sandbox, workbench, _folder: folder }
    }

    /// Takes the queries of all schedules for compiled, as those of schedules are that have run before.
    pub(super) async fn compiled(&self) {
        self.workbench
            .store()
            .write("compiled queries of a benchmark", |connection| {
                Box::pin(async move {
                    sqlx::query("UPDATE schedule SET unproved = 0").execute(connection).await?;
                    Ok(())
                })
            })
            .await
            .unwrap();
    }

    pub(super) fn now(&self) -> i64 {
        self.workbench.clock().now_millis()
    }

    pub(super) async fn sleep_until(&self, at: i64) {
        tokio::time::sleep(Duration::from_millis(u64::try_from(at - self.now()).unwrap_or(0))).await;
    }

    /// Waits until the sandbox is not asked any more, at most until `at`.
    pub(super) async fn silence(&self, at: i64) {
        let newest = || self.sandbox.control().ledger().requests.last().map(|request| request.number);
        let mut before = newest();
        while self.now() < at {
            tokio::time::sleep(SILENCE).await;
            let now = newest();
            if now == before {
                return;
            }
            before = now;
        }
    }

    pub(super) async fn end(self) {
        self.workbench.shutdown().await;
        self.sandbox.shutdown().await;
    }
}
