//! A sandbox over one small table, a workbench signed in to it, and a clock that can be hurried.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use amc_sandbox::{Operation, Sandbox, SandboxConfig, SandboxDescription};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::watch;
use workbench::execution::{Checkpoints, ExecutionDetail, ExecutionState, SubmitRequest};
use workbench::profile::SandboxAddress;
use workbench::profile::secret::MemorySecrets;
use workbench::query::WindowSpec;
use workbench::service::Clock;
use workbench::{Options, Workbench};

/// Nothing a test waits for takes this long unless it is broken.
const LIMIT: Duration = Duration::from_secs(60);

/// Two campaigns, one of them with a name that needs escapes in CSV.
struct Small;

impl amc_sql::TableSource for Small {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        if table != "sponsored_ads_traffic" {
            return None;
        }
        let at = (Utc::now() - TimeDelta::days(5)).timestamp_micros();
        let times = || Arc::new(TimestampMicrosecondArray::from(vec![at; 4])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("event_dt", times()),
            ("event_dt_utc", times()),
            (
                "campaign",
                Arc::new(StringArray::from(vec!["Trail", "Trail", "A \"B\", C\\D", "A \"B\", C\\D"])) as ArrayRef,
            ),
            ("impressions", Arc::new(Int64Array::from(vec![1, 2, 30, 40]))),
        ])
        .unwrap();
        Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap()))
    }
}

/// A sandbox whose runs are over at once.
pub async fn sandbox() -> Sandbox {
    sandbox_on(0).await
}

/// As [`sandbox`], on a port; 0 is any.
pub async fn sandbox_on(port: u16) -> Sandbox {
    let config = SandboxConfig {
        port,
        tables: Some(Arc::new(Small)),
        pending: Duration::ZERO,
        running: Duration::ZERO,
        ..SandboxConfig::default()
    };
    Sandbox::start(config).await.unwrap()
}

#[derive(Clone, Copy, Debug)]
struct Pace {
    real: Instant,
    passed: Duration,
    slept: Duration,
    speed: u32,
}

impl Pace {
    fn passed(self) -> Duration {
        self.passed + self.real.elapsed() * self.speed
    }
}

/// The real clock, which a test may hurry or send to sleep.
#[derive(Clone, Debug)]
pub struct Hurry {
    begun: DateTime<Utc>,
    pace: watch::Sender<Pace>,
}

impl Hurry {
    pub fn new(speed: u32) -> Self {
        let pace = Pace { real: Instant::now(), passed: Duration::ZERO, slept: Duration::ZERO, speed };
        Self { begun: Utc::now(), pace: watch::Sender::new(pace) }
    }

    /// From now on a real second is `speed` seconds.
    pub fn speed(&self, speed: u32) {
        self.pace.send_modify(|pace| *pace = Pace { real: Instant::now(), passed: pace.passed(), speed, ..*pace });
    }

    /// The computer sleeps for so long: its clocks go on, its timers do not.
    pub fn suspend(&self, time: Duration) {
        self.pace.send_modify(|pace| pace.slept += time);
    }
}

#[async_trait]
impl Clock for Hurry {
    fn now(&self) -> DateTime<Utc> {
        self.begun + TimeDelta::from_std(self.boot()).unwrap()
    }

    fn boot(&self) -> Duration {
        let pace = *self.pace.borrow();
        pace.passed() + pace.slept
    }

    async fn sleep(&self, duration: Duration) {
        let mut pace = self.pace.subscribe();
        let until = pace.borrow().passed().saturating_add(duration);
        loop {
            let now = *pace.borrow_and_update();
            let left = until.saturating_sub(now.passed());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left / now.speed + Duration::from_millis(1)) => {}
                _ = pace.changed() => {}
            }
        }
    }
}

pub fn address(sandbox: &SandboxDescription) -> SandboxAddress {
    SandboxAddress {
        authorize_url: sandbox.authorize_url.clone(),
        token_url: sandbox.token_url.clone(),
        api_url: sandbox.api_url.clone(),
        client_id: sandbox.client_id.clone(),
        client_secret: SecretString::from(sandbox.client_secret.clone()),
        redirect_uris: sandbox.redirect_uris.clone(),
    }
}

/// A workbench in `folder`, signed in and started.
pub async fn open(folder: &Path, clock: &Hurry, sandbox: &SandboxDescription, checkpoints: Checkpoints) -> Workbench {
    let options = Options { clock: Arc::new(clock.clone()), checkpoints, ..options(folder) };
    open_with(options, sandbox).await
}

/// Options for a workbench in `folder` with its secrets in memory.
pub fn options(folder: &Path) -> Options {
    Options {
        secrets: Some(Arc::new(MemorySecrets::default())),
        loopback_webhooks: true,
        ..Options::new(folder, "0.0.0")
    }
}

/// A workbench with `options`, signed in and started.
pub async fn open_with(options: Options, sandbox: &SandboxDescription) -> Workbench {
    let workbench = Workbench::open(options).await.unwrap();
    let profile = workbench.profiles().attach_sandbox(address(sandbox)).await.unwrap();
    if workbench.accounts().instances().await.unwrap().is_empty() {
        workbench.accounts().refresh(&profile.id).await.unwrap();
    }
    workbench.start().await;
    workbench
}

/// Our id of an instance that takes ordinary runs.
pub async fn instance(workbench: &Workbench) -> String {
    let all = workbench.accounts().instances().await.unwrap();
    all.into_iter().find(|instance| instance.instance_type == "STANDARD").unwrap().id
}

/// A query that `remark` tells apart from others, on one instance.
pub fn request(instance: &str, remark: &str) -> SubmitRequest {
    SubmitRequest {
        name: "Impressions".to_owned(),
        sql: format!(
            "SELECT campaign, SUM(impressions) AS impressions\nFROM sponsored_ads_traffic /* {remark} */\nGROUP BY campaign"
        ),
        instance_ids: vec![instance.to_owned()],
        window: WindowSpec::LastDays { days: 20 },
        time_zone: "Europe/Berlin".to_owned(),
        parameter_values: [].into(),
        time_limit_minutes: None,
        workflow_id: None,
        export: None,
    }
}

/// Waits until `wanted` holds for a run.
pub async fn until(workbench: &Workbench, id: &str, wanted: impl Fn(&ExecutionDetail) -> bool) -> ExecutionDetail {
    let mut events = workbench.events();
    let mut last = None;
    let waiting = async {
        loop {
            let detail = workbench.executions().get(id).await.unwrap();
            if wanted(&detail) {
                return detail;
            }
            last = Some(detail);
            // A missed event only means that there is something to see.
            let _ = events.recv().await;
        }
    };
    match tokio::time::timeout(LIMIT, waiting).await {
        Ok(detail) => detail,
        Err(_) => panic!("it never came; last seen: {last:?}"),
    }
}

pub async fn ended(workbench: &Workbench, id: &str) -> ExecutionDetail {
    until(workbench, id, |detail| detail.summary.state.is_final() && !detail.summary.fetching).await
}

/// The states a run went through.
pub fn road(detail: &ExecutionDetail) -> Vec<&str> {
    let mut road: Vec<&str> = detail.steps.iter().map(|step| step.state.as_str()).collect();
    road.dedup();
    road
}

/// A sandbox and one workbench on it.
pub struct Rig {
    pub sandbox: Sandbox,
    pub folder: TempDir,
    pub clock: Hurry,
    pub workbench: Workbench,
    pub instance: String,
}

impl Rig {
    pub async fn start() -> Self {
        let (sandbox, folder, clock) = (sandbox().await, TempDir::new().unwrap(), Hurry::new(1));
        let workbench = open(folder.path(), &clock, sandbox.description(), Checkpoints::default()).await;
        let instance = instance(&workbench).await;
        Self { sandbox, folder, clock, workbench, instance }
    }

    /// Submits one run and returns our id.
    pub async fn submit(&self, remark: &str) -> String {
        self.workbench.executions().submit(request(&self.instance, remark)).await.unwrap().remove(0).id
    }

    /// Submits one run and waits for its end.
    pub async fn run(&self, remark: &str) -> ExecutionDetail {
        let id = self.submit(remark).await;
        ended(&self.workbench, &id).await
    }

    /// How many runs there are at the sandbox.
    pub fn runs(&self) -> usize {
        self.sandbox.control().ledger().executions.len()
    }

    pub fn calls(&self, operation: Operation) -> usize {
        self.sandbox.control().ledger().of(operation).count()
    }

    pub async fn state(&self, id: &str) -> ExecutionState {
        self.workbench.executions().get(id).await.unwrap().summary.state
    }
}
