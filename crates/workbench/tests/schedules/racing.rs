//! Several executors over one store, racing: every slot is taken up once and every run is sent once, by the word of Amazon's ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use workbench::Options;
use workbench::schedule::{MisfireWord, RuleSpec, SlotState, WhenRunning};
use workbench::testing::TestClock;

use super::support;
use super::world::hourly;

const RACERS: usize = 4;
/// Of each racer. `RECOMAMP_RACING_STEPS` asks for more.
const STEPS: usize = 200;
/// Of all racers, from one night to the next in a run of the usual length. A longer one has rarer nights: what falls due in them is sent
/// at eight requests a second of the real clock, however fast the days go by.
const NIGHT: usize = 397;
const MOST_NIGHTS: usize = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_executors_take_every_slot_up_once_and_send_every_run_once() {
    let steps = std::env::var("RECOMAMP_RACING_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(STEPS);
    let (sandbox, folder) = (support::sandbox().await, TempDir::new().unwrap());
    let clock = TestClock::new(chrono::Utc::now());
    let options = Options { clock: Arc::new(clock.clone()), ..support::options(folder.path()) };
    let workbench = support::open_with(options, sandbox.description()).await;
    let settings = workbench::settings::Settings { requests_per_second: 8, ..workbench.settings().current() };
    workbench.settings().update(settings).await.unwrap();
    let all = workbench.accounts().instances().await.unwrap();
    let usual: Vec<String> =
        all.into_iter().filter(|one| one.instance_type == "STANDARD").map(|one| one.id).take(2).collect();
    let mut ids = Vec::new();
    let rules = [
        ("0 * * * *", MisfireWord::All, WhenRunning::Allow),
        ("*/30 * * * *", MisfireWord::Latest, WhenRunning::Skip),
        ("15 6 * * *", MisfireWord::None, WhenRunning::QueueAll),
    ];
    for (cron, misfire, when_running) in rules {
        let mut spec = hourly(&usual);
        spec.name = cron.to_owned();
        spec.sql = spec.sql.replace(" GROUP", &format!(" /* {cron:?} */ GROUP").replace("*/30", "half"));
        spec.rule = RuleSpec::Cron(cron.to_owned());
        (spec.misfire, spec.when_running) = (misfire, when_running);
        ids.push(workbench.schedules().create(spec).await.unwrap());
    }
    let begun = clock_now(&workbench);
    let night = NIGHT.max(steps * RACERS / MOST_NIGHTS);
    let racers = (0..RACERS).map(|racer| {
        let (schedules, clock, ids) = (workbench.schedules().clone(), clock.clone(), ids.clone());
        tokio::spawn(async move {
            for step in 0..steps {
                schedules.step().await.unwrap();
                // Mostly minutes, now and then a night, and a person who does something.
                let by = match (step * RACERS + racer) % night {
                    13 => 9 * 3600,
                    _ => 20,
                };
                clock.advance(Duration::from_secs(by));
                match (step * RACERS + racer) % 211 {
                    50 => drop(schedules.run_now(&ids[0]).await.unwrap()),
                    100 => schedules.pause(vec![ids[1].clone()]).await.unwrap(),
                    110 => schedules.resume(vec![ids[1].clone()], MisfireWord::None).await.unwrap(),
                    _ => {}
                }
            }
        })
    });
    for racer in futures::future::join_all(racers).await {
        racer.unwrap();
    }
    // Nothing new is taken up; what is open comes to its end.
    let until = clock_now(&workbench);
    workbench.schedules().step().await.unwrap();
    workbench.schedules().pause(ids.clone()).await.unwrap();
    let mut events = workbench.events();
    let ended = async {
        loop {
            workbench.schedules().step().await.unwrap();
            let open: i64 = sqlx::query_scalar("SELECT count(*) FROM slot WHERE finished_at IS NULL")
                .fetch_one(workbench.store().reader())
                .await
                .unwrap();
            if open == 0 {
                return;
            }
            clock.advance(Duration::from_secs(20));
            // Answers of the sandbox take real time.
            let _ = tokio::time::timeout(Duration::from_millis(200), events.recv()).await;
        }
    };
    // Runs are sent eight a second at most, so that many steps leave many open.
    let limit = Duration::from_secs(120) + Duration::from_millis(200) * u32::try_from(steps).unwrap();
    if tokio::time::timeout(limit, ended).await.is_err() {
        for id in &ids {
            let mut slots = workbench.schedules().history(id, 500, None).await.unwrap();
            slots.retain(|slot| slot.finished_at.is_none());
            println!("{slots:#?}");
        }
        panic!("what is open does not come to its end");
    }

    let reader = workbench.store().reader();
    let sent: Vec<(String, Option<String>, i64, Option<String>)> = sqlx::query_as(
        "SELECT slot_id, remote_id, slot_attempt, instance_row FROM execution WHERE slot_id IS NOT NULL",
    )
    .fetch_all(reader)
    .await
    .unwrap();
    let keys: BTreeSet<_> = sent.iter().map(|(slot, _, attempt, instance)| (slot, attempt, instance)).collect();
    assert_eq!(keys.len(), sent.len(), "an attempt of a slot was written down twice");
    let remote: BTreeSet<&String> = sent.iter().filter_map(|(_, remote, ..)| remote.as_ref()).collect();
    let ledger = sandbox.control().ledger();
    let runs = ledger.executions.iter().filter(|run| !run.dry_run).count();
    assert_eq!(remote.len(), runs, "Amazon has a run that is nobody's, or one that is two slots'");
    let tried: i64 = sqlx::query_scalar("SELECT sum(attempt) FROM slot_run").fetch_one(reader).await.unwrap();
    assert_eq!(tried, i64::try_from(sent.len()).unwrap());

    // The hourly schedule was never paused: it has all its slots, each once.
    let planned: Vec<i64> =
        sqlx::query_scalar("SELECT nominal FROM slot WHERE schedule_id = ? AND origin = 'planned' ORDER BY nominal")
            .bind(&ids[0])
            .fetch_all(reader)
            .await
            .unwrap();
    let hour = 3_600_000;
    assert!(planned.windows(2).all(|pair| pair[1] - pair[0] == hour), "an hour is missing or comes twice");
    let due = |nominal: i64| nominal + 300_000 <= until;
    assert!(planned.first().is_some_and(|first| first - begun <= hour));
    assert!(planned.last().is_some_and(|last| !due(last + hour)));
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for slot in workbench.schedules().history(&ids[0], 500, None).await.unwrap() {
        *states.entry(format!("{:?}", slot.state)).or_default() += 1;
        assert_ne!(slot.state, SlotState::Running);
    }
    println!("{} steps, {} runs; hourly: {states:?}", steps * RACERS, sent.len());
    workbench.shutdown().await;
}

fn clock_now(workbench: &workbench::Workbench) -> i64 {
    workbench.clock().now_millis()
}
