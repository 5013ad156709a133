//! A submit killed at each of its five points, in real processes: afterwards there is exactly one run at Amazon, and
//! none when the kill came before anything was promised.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use amc_sandbox::{Sandbox, SandboxConfig};
use workbench::execution::{Checkpoint, Checkpoints, ExecutionState, SubmitRequest};
use workbench::profile::SandboxAddress;
use workbench::profile::secret::MemorySecrets;
use workbench::query::WindowSpec;
use workbench::service::{Clock, SystemClock};
use workbench::testing::TestClock;
use workbench::{Options, Workbench};

const POINTS: [(&str, Checkpoint); 5] = [
    ("before_intent", Checkpoint::BeforeIntent),
    ("intent_written", Checkpoint::IntentWritten),
    ("sending", Checkpoint::Sending),
    ("answered", Checkpoint::Answered),
    ("id_written", Checkpoint::IdWritten),
];
/// Trials in one run; the continuous integration's floor is 200.
const TRIALS: usize = 200;
const SIDE_BY_SIDE: usize = 4;

fn address(description: &str) -> SandboxAddress {
    serde_json::from_str(description).unwrap()
}

async fn open(folder: &Path, clock: Arc<dyn Clock>, checkpoints: Checkpoints) -> Workbench {
    let mut options = Options::new(folder, "0.0.0");
    options.secrets = Some(Arc::new(MemorySecrets::default()));
    options.clock = clock;
    options.checkpoints = checkpoints;
    Workbench::open(options).await.unwrap()
}

fn request(trial: &str, instance: String) -> SubmitRequest {
    SubmitRequest {
        name: "Killed".to_owned(),
        sql: format!(
            "SELECT campaign AS marker_{trial}, SUM(impressions) AS impressions\nFROM sponsored_ads_traffic\nGROUP BY campaign"
        ),
        instance_ids: vec![instance],
        window: WindowSpec::LastDays { days: 7 },
        time_zone: "Europe/Berlin".to_owned(),
        parameter_values: std::collections::BTreeMap::new(),
    }
}

/// Not a test of its own: the process that is killed. It does nothing unless the harness started it.
#[test]
#[ignore = "started by the harness below"]
fn child() {
    let Ok(folder) = std::env::var("KILLED_DATA_DIR") else { return };
    let point = std::env::var("KILLED_AT").unwrap();
    let trial = std::env::var("KILLED_TRIAL").unwrap();
    let sandbox = address(&std::env::var("KILLED_SANDBOX").unwrap());
    let wanted = POINTS.iter().find(|(name, _)| *name == point).unwrap().1;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let checkpoints = Checkpoints::new(move |reached| {
            if reached == wanted {
                let mut out = std::io::stdout().lock();
                writeln!(out, "\nREADY {point}").unwrap();
                out.flush().unwrap();
                if wanted != Checkpoint::Sending {
                    // Killed here; never returns.
                    loop {
                        std::thread::park();
                    }
                }
            }
        });
        let workbench = open(Path::new(&folder), Arc::new(SystemClock::default()), checkpoints).await;
        workbench.profiles().attach_sandbox(sandbox).await.unwrap();
        let instance = workbench.accounts().instances().await.unwrap().swap_remove(0);
        workbench.executions().submit(request(&trial, instance.id)).await.unwrap();
        std::future::pending::<()>().await;
    });
}

fn start_child(folder: &Path, point: &str, trial: &str, sandbox: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env("KILLED_DATA_DIR", folder)
        .env("KILLED_AT", point)
        .env("KILLED_TRIAL", trial)
        .env("KILLED_SANDBOX", sandbox)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits for the child's word and kills it. At `sending` the call is on its way, so that the kill falls now before, now
/// after Amazon has taken it; `trial` varies how long.
async fn kill_when_ready(mut child: Child, point: &'static str, trial: usize) {
    tokio::task::spawn_blocking(move || {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = format!("READY {point}");
        assert!(lines.any(|line| line.unwrap() == wanted), "the child ended before {point}");
        if point == "sending" {
            let until = std::time::Instant::now() + Duration::from_micros((trial as u64 % 16) * 400);
            while std::time::Instant::now() < until {
                std::hint::spin_loop();
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
    })
    .await
    .unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn trial(number: usize, sandbox: Arc<Sandbox>, description: Arc<str>, template: Arc<Path>) {
    let (point, _) = POINTS[number % POINTS.len()];
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    copy(&template, &data);
    let name = format!("t{number}");
    let child = start_child(&data, point, &name, &description);
    kill_when_ready(child, point, number / POINTS.len()).await;

    let clock = TestClock::new(SystemClock::default().now());
    let workbench = open(&data, Arc::new(clock.clone()), Checkpoints::default()).await;
    workbench.profiles().attach_sandbox(address(&description)).await.unwrap();
    workbench.start().await;
    let marker = format!("marker_{name},");
    let runs = || sandbox.control().ledger().executions.iter().filter(|run| run.sql.contains(&marker)).count();
    let mut settled = None;
    for _ in 0..2_000 {
        let list = workbench.executions().list(10).await.unwrap();
        if point == "before_intent" {
            assert!(list.is_empty());
            break;
        }
        assert_eq!(list.len(), 1, "{point}");
        let detail = workbench.executions().get(&list[0].id).await.unwrap();
        if detail.remote_id.is_some() || detail.summary.state.is_final() {
            settled = Some(detail);
            break;
        }
        clock.advance(Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if point == "before_intent" {
        assert_eq!(runs(), 0);
    } else {
        let detail = settled.unwrap_or_else(|| panic!("trial {number} at {point} did not settle"));
        // Every trial has SQL of its own, so that no two runs can be taken for each other and nobody has to be asked.
        assert_ne!(detail.summary.state, ExecutionState::NeedsReview, "trial {number} at {point}");
        assert_eq!(runs(), 1, "trial {number} at {point}: {detail:?}");
        assert!(detail.remote_id.is_some());
    }
    workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_submit_leaves_exactly_one_run() {
    let config = SandboxConfig { scale: 0.001, pending: Duration::from_secs(3600), ..SandboxConfig::default() };
    let sandbox = Arc::new(Sandbox::start(config).await.unwrap());
    let description: Arc<str> = serde_json::to_string(sandbox.description()).unwrap().into();
    let template = tempfile::tempdir().unwrap();
    {
        let clock = Arc::new(SystemClock::default());
        let workbench = open(template.path(), clock, Checkpoints::default()).await;
        let profile = workbench.profiles().attach_sandbox(address(&description)).await.unwrap();
        assert!(!workbench.accounts().refresh(&profile.id).await.unwrap().is_empty());
        workbench.shutdown().await;
    }
    let path: Arc<Path> = template.path().into();
    let trials = std::env::var("KILL_TRIALS").ok().and_then(|text| text.parse().ok()).unwrap_or(TRIALS);
    let lanes = (0..SIDE_BY_SIDE).map(|lane| {
        let (sandbox, description, path) = (sandbox.clone(), description.clone(), path.clone());
        async move {
            for number in (lane..trials).step_by(SIDE_BY_SIDE) {
                trial(number, sandbox.clone(), description.clone(), path.clone()).await;
            }
        }
    });
    futures::future::join_all(lanes).await;
}
