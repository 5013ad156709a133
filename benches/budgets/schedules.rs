//! Schedules by the thousand, and what becomes of them by the computer's clock.

mod at_once;
#[cfg(target_os = "linux")]
mod idle;
mod late;
mod world;

use std::sync::Arc;
use std::time::{Duration, Instant};

use workbench::profile::secret::MemorySecrets;
use workbench::schedule::{PresetKind, PresetSpec, RuleSpec, ScheduleSpec};
use workbench::{Options, Workbench};

use super::line;

/// Looks at schedules of which none is due.
const LOOKS: u32 = 50;

pub(super) fn measure() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let few = with(500).await;
        let began = Instant::now();
        let rehearsal = few.0.schedules().rehearse(None, 90, "America/New_York").await.unwrap();
        line("500 schedules x 90 days rehearsed", began.elapsed(), Duration::from_secs(1));
        assert!(rehearsal.slots > 500 * 80 && !rehearsal.cut);
        few.0.shutdown().await;

        let many = with(10_000).await;
        // The first look reads the database's pages.
        many.0.schedules().step().await.unwrap();
        let began = Instant::now();
        for _ in 0..LOOKS {
            many.0.schedules().step().await.unwrap();
        }
        line("a look at 10,000 schedules, none due", began.elapsed() / LOOKS, Duration::from_millis(10));
        many.0.shutdown().await;
    });
}

/// What takes minutes, because schedules do.
pub(super) fn in_real_time() {
    at_once::measure();
    // At the same time: the system tells what each process uses, and what the others do to a start is far below its budget.
    std::thread::scope(|scope| {
        let watched = scope.spawn(late::watch);
        #[cfg(target_os = "linux")]
        idle::measure();
        late::tell(watched.join().unwrap());
    });
}

/// A workbench with so many schedules of one instance, each once a day at a time of its own, none of which comes within the hour.
async fn with(count: u32) -> (Workbench, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { secrets: Some(Arc::new(MemorySecrets::default())), ..Options::new(folder.path(), "0.0.0") };
    let workbench = Workbench::open(options).await.unwrap();
    let now = workbench.clock().now_millis();
    let specs: Vec<String> = (0..count).map(|number| serde_json::to_string(&spec(number)).unwrap()).collect();
    workbench
        .store()
        .write("schedules of a benchmark", move |connection| {
            Box::pin(async move {
                sqlx::raw_sql(
                    "INSERT INTO profile VALUES ('p', 'amazon', 'Outdoor', 'EU', 'client', 'signed_out', NULL, 'memory', NULL, NULL,
                         NULL, 1, NULL);
                     INSERT INTO account VALUES ('a', 'p', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor', 3, NULL);
                     INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp,
                         has_sponsored_ads, refreshed_at, vanished_at)
                         VALUES ('i', 'a', 'amcoutdoor', 'outdoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);",
                )
                .execute(&mut *connection)
                .await?;
                for (number, spec) in specs.iter().enumerate() {
                    let id = format!("schedule {number:05}");
                    let later = now + 3_600_000 + i64::try_from(number).unwrap_or(0) * 60_000;
                    sqlx::query(
                        "INSERT INTO schedule (id, name, spec, state, scanned_to, next_nominal, next_due, created_at, changed_at)
                         VALUES (?1, ?1, ?2, 'on', ?3, ?4, ?4, ?3, ?3)",
                    )
                    .bind(&id)
                    .bind(spec)
                    .bind(now)
                    .bind(later)
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query("INSERT INTO schedule_instance (schedule_id, instance_row, position) VALUES (?, 'i', 0)")
                        .bind(&id)
                        .execute(&mut *connection)
                        .await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    (workbench, folder)
}

fn spec(number: u32) -> ScheduleSpec {
    let zones = ["America/New_York", "Europe/London", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney"];
    let rule = match number % 3 {
        0 => RuleSpec::Cron(format!("{} {} * * *", number % 60, number % 24)),
        1 => RuleSpec::Cron(format!("{} {} * * MON-FRI,SUN", number % 60, number % 24)),
        _ => RuleSpec::Preset(PresetSpec {
            kind: PresetKind::EveryDays,
            at: vec![format!("{:02}:{:02}", number % 24, number % 60)],
            anchor: Some("2026-01-01".to_owned()),
            days: Some(1),
            weekdays: None,
            day: None,
            nth: None,
            holidays: None,
            roll: None,
            gap: None,
            overlap: None,
        }),
    };
    ScheduleSpec {
        name: format!("Schedule {number}"),
        sql: "SELECT campaign FROM dsp_impressions GROUP BY campaign".to_owned(),
        instance_ids: vec!["i".to_owned()],
        ..ScheduleSpec::usual(rule, zones[number as usize % zones.len()], "last 7 days lag 1")
    }
}
