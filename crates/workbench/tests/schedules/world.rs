//! A workbench with schedules whose clock a test moves.

use std::sync::Arc;
use std::time::Duration;

use amc_sandbox::Sandbox;
use chrono::Timelike as _;
use tempfile::TempDir;
use workbench::Workbench;
use workbench::execution::Checkpoints;
use workbench::schedule::{RuleSpec, ScheduleSpec, SlotState, SlotSummary};

use super::support::{self, Hurry};

/// Nothing a test waits for takes this long unless it is broken.
const LIMIT: Duration = Duration::from_secs(60);

pub struct World {
    pub sandbox: Sandbox,
    pub folder: TempDir,
    pub clock: Arc<Hurry>,
    pub workbench: Workbench,
    pub instances: Vec<String>,
}

/// A schedule of every hour on these instances.
pub fn hourly(instances: &[String]) -> ScheduleSpec {
    let usual = ScheduleSpec::usual(RuleSpec::Cron("0 * * * *".to_owned()), "Europe/Berlin", "last 7 days lag 2");
    ScheduleSpec {
        name: "Impressions".to_owned(),
        sql: "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign".to_owned(),
        instance_ids: instances.to_vec(),
        ..usual
    }
}

impl World {
    pub async fn start() -> Self {
        let (sandbox, folder, clock) = (support::sandbox().await, TempDir::new().unwrap(), Hurry::new(1));
        let workbench = support::open(folder.path(), &clock, sandbox.description(), Checkpoints::default()).await;
        let all = workbench.accounts().instances().await.unwrap();
        let usual = all.into_iter().filter(|instance| instance.instance_type == "STANDARD");
        let instances = usual.map(|instance| instance.id).take(4).collect();
        Self { sandbox, folder, clock: Arc::new(clock), workbench, instances }
    }

    /// Keeps a schedule of every hour on the first instance, changed by `change`.
    pub async fn add(&self, change: impl FnOnce(&mut ScheduleSpec)) -> String {
        let mut spec = hourly(&self.instances[..1]);
        change(&mut spec);
        self.workbench.schedules().create(spec).await.unwrap()
    }

    /// The computer sleeps until the next slot of a schedule is due, and `more` seconds on.
    pub async fn sleep_until_due(&self, id: &str, more: u64) {
        let next = self.workbench.schedules().get(id).await.unwrap().summary.next_due.unwrap();
        let wait = u64::try_from(next - self.workbench.clock().now_millis()).unwrap_or(0);
        self.clock.suspend(Duration::from_millis(wait) + Duration::from_secs(more));
    }

    pub async fn step(&self) {
        self.workbench.schedules().step().await.unwrap();
    }

    /// The slots of a schedule, newest first.
    pub async fn slots(&self, id: &str) -> Vec<SlotSummary> {
        self.workbench.schedules().history(id, 500, None).await.unwrap()
    }

    /// The states of all slots, oldest first.
    pub async fn states(&self, id: &str) -> Vec<SlotState> {
        self.slots(id).await.iter().rev().map(|slot| slot.state).collect()
    }

    /// Lets the executor work until `wanted` holds for the slots of a schedule.
    pub async fn until(&self, id: &str, wanted: impl Fn(&[SlotSummary]) -> bool) -> Vec<SlotSummary> {
        let mut events = self.workbench.events();
        let mut last = Vec::new();
        let waiting = async {
            loop {
                self.step().await;
                let slots = self.slots(id).await;
                if wanted(&slots) {
                    return slots;
                }
                last = slots;
                // A missed event only means that there is something to see; clocks that a test moves send none.
                let _ = tokio::time::timeout(Duration::from_millis(200), events.recv()).await;
            }
        };
        match tokio::time::timeout(LIMIT, waiting).await {
            Ok(slots) => slots,
            Err(_) => panic!("it never came; last seen: {last:#?}"),
        }
    }

    /// Lets the executor work until no slot of a schedule is open.
    pub async fn all_ended(&self, id: &str) -> Vec<SlotSummary> {
        self.until(id, |slots| slots.iter().all(|slot| slot.finished_at.is_some())).await
    }

    /// A zone whose day is in its morning, so that no midnight comes within the hours that a test lets pass.
    pub fn quiet_zone(&self) -> String {
        // `Etc/GMT-3` is three hours ahead of UTC.
        let ahead = (4 - i64::from(self.workbench.clock().now().hour())).rem_euclid(24);
        match if ahead > 14 { ahead - 24 } else { ahead } {
            0 => "Etc/GMT".to_owned(),
            ahead @ 1.. => format!("Etc/GMT-{ahead}"),
            behind => format!("Etc/GMT+{}", -behind),
        }
    }

    /// How many runs there are at the sandbox.
    pub fn runs(&self) -> usize {
        self.sandbox.control().ledger().executions.iter().filter(|run| !run.dry_run).count()
    }
}
