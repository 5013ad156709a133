//! The life of a schedule whose slots go well.

use workbench::execution::ExecutionState;
use workbench::result::ExportFormat;
use workbench::schedule::{MisfireWord, RuleSpec, ScheduleState, SlotOrigin, SlotState, WhenRunning};

use super::support;
use super::world::{World, hourly};

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_runs_once_on_each_instance_over_the_dates_of_its_day() {
    let world = World::start().await;
    let id = world.add(|spec| spec.instance_ids = world.instances[..2].to_vec()).await;
    let before = world.workbench.schedules().get(&id).await.unwrap().summary;
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!(slots.len(), 1);
    let slot = &slots[0];
    assert_eq!((slot.state, slot.nominal, slot.runs.len()), (SlotState::Succeeded, before.next_nominal.unwrap(), 2));
    assert!(slot.due >= slot.nominal && slot.started_at.unwrap() >= slot.due);
    assert_eq!(slot.covers, before.next_covers);
    assert_eq!(world.runs(), 2);
    for run in &slot.runs {
        let execution = world.workbench.executions().get(run.execution_id.as_deref().unwrap()).await.unwrap();
        assert_eq!(execution.summary.state, ExecutionState::Succeeded);
        assert_eq!(Some(&execution.summary.window_words), slot.covers.as_ref());
        assert_eq!(execution.summary.batch_id, slot.id, "the runs of a slot are one batch");
        assert_eq!(execution.time_zone, "Europe/Berlin");
    }
    let after = world.workbench.schedules().get(&id).await.unwrap().summary;
    assert_eq!(after.next_nominal.unwrap() - before.next_nominal.unwrap(), 3_600_000);
    assert_eq!((after.succeeded, after.ended, after.last_slots), (1, 1, vec![SlotState::Succeeded]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_was_claimed_goes_on_after_a_restart_and_runs_nothing_twice() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    world.workbench.shutdown().await;
    let again = support::open(
        world.folder.path(),
        &world.clock,
        world.sandbox.description(),
        workbench::execution::Checkpoints::default(),
    )
    .await;
    for _ in 0..3 {
        again.schedules().step().await.unwrap();
    }
    let slots = again.schedules().history(&id, 10, None).await.unwrap();
    assert_eq!(slots.iter().map(|slot| slot.state).collect::<Vec<_>>(), [SlotState::Succeeded]);
    assert_eq!(world.runs(), 1);
    again.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_schedule_fires_nothing_and_what_it_left_out_can_be_run_with_its_own_dates() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    world.sleep_until_due(&id, 2 * 3600 + 400).await;
    world.step().await;
    assert_eq!(world.slots(&id).await, []);
    let paused = world.workbench.schedules().get(&id).await.unwrap();
    assert_eq!((paused.summary.state, &paused.summary.pause), (ScheduleState::Paused, &None));

    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    world.step().await;
    let slots = world.slots(&id).await;
    assert_eq!(slots.iter().map(|slot| slot.state).collect::<Vec<_>>(), [SlotState::Skipped; 3]);
    assert!(slots.iter().all(|slot| slot.reason.as_ref().unwrap().code == "schedule.paused"));
    assert_eq!(world.runs(), 0);

    let oldest = slots.last().unwrap();
    world.workbench.schedules().run_slot(&oldest.id).await.unwrap();
    let slots = world.all_ended(&id).await;
    let run = slots.last().unwrap();
    assert_eq!((run.id.as_str(), run.state, &run.covers), (oldest.id.as_str(), SlotState::Succeeded, &oldest.covers));
    assert_eq!(world.runs(), 1);
    let error = world.workbench.schedules().run_slot(&oldest.id).await.unwrap_err();
    assert_eq!(error.code, "schedule.under_way");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_by_hand_leaves_the_slots_as_they_are_even_while_paused() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    let before = world.workbench.schedules().get(&id).await.unwrap().summary;
    let slot = world.workbench.schedules().run_now(&id).await.unwrap();
    let slots = world.all_ended(&id).await;
    assert_eq!((slots.len(), slots[0].id.as_str(), slots[0].origin), (1, slot.as_str(), SlotOrigin::Manual));
    assert_eq!(slots[0].state, SlotState::Succeeded);
    let after = world.workbench.schedules().get(&id).await.unwrap().summary;
    assert_eq!((after.state, after.next_nominal), (ScheduleState::Paused, before.next_nominal));
    assert_eq!(after.ended, 0, "a run by hand is none of its slots");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_change_of_when_it_fires_nothing_planned_before_fires() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    // The slot is there, and would run late; the change comes first.
    world.sleep_until_due(&id, 600).await;
    let detail = world.workbench.schedules().get(&id).await.unwrap();
    let mut spec = detail.spec.clone();
    spec.rule = RuleSpec::Cron("30 * * * *".to_owned());
    spec.name = "Every half past".to_owned();
    world.workbench.schedules().update(&id, detail.summary.version, spec.clone()).await.unwrap();
    world.step().await;
    assert_eq!(world.slots(&id).await, []);
    let changed = world.workbench.schedules().get(&id).await.unwrap();
    let fields: Vec<&str> = changed.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["rule", "name", "schedule"]);
    assert_eq!(changed.changes[1].old_value.as_deref(), Some("Impressions"));
    let stale = world.workbench.schedules().update(&id, detail.summary.version, detail.spec).await.unwrap_err();
    assert_eq!(stale.code, "schedule.changed");
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].nominal % 3_600_000, 1_800_000);
    assert_eq!(world.runs(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_schedule_fires_nothing_until_it_is_brought_back() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    world.workbench.schedules().delete(vec![id.clone()]).await.unwrap();
    assert_eq!(world.workbench.schedules().list().await.unwrap(), []);
    assert_eq!(world.workbench.schedules().get(&id).await.unwrap_err().code, "not_found");
    world.clock.suspend(std::time::Duration::from_secs(2 * 3600));
    world.step().await;
    world.workbench.schedules().restore(vec![id.clone()]).await.unwrap();
    world.step().await;
    assert_eq!((world.slots(&id).await, world.runs()), (vec![], 0), "it fires from now on");
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_largest_number_of_slots_and_a_last_day_end_a_schedule() {
    let world = World::start().await;
    let twice = world.add(|spec| spec.most_slots = Some(2)).await;
    for _ in 0..2 {
        world.sleep_until_due(&twice, 5).await;
        world.all_ended(&twice).await;
    }
    let ended = world.workbench.schedules().get(&twice).await.unwrap().summary;
    assert_eq!((ended.state, ended.next_nominal, ended.succeeded), (ScheduleState::Ended, None, 2));
    assert_eq!(world.runs(), 2);

    let mut spec = hourly(&world.instances[..1]);
    spec.last_day = Some("2020-01-01".to_owned());
    let error = world.workbench.schedules().create(spec).await.unwrap_err();
    assert_eq!(error.code, "schedule.never");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_earlier_slot_still_runs_a_new_one_is_left_out_on_that_instance_only() {
    let world = World::start().await;
    world.sandbox.control().change(|settings| settings.running = std::time::Duration::from_secs(3600));
    let id = world.add(|_| {}).await;
    world.sleep_until_due(&id, 5).await;
    world.until(&id, |slots| slots.len() == 1 && slots[0].state == SlotState::Running).await;
    // The second slot finds the first at work on one of its two instances.
    let detail = world.workbench.schedules().get(&id).await.unwrap();
    let mut spec = detail.spec;
    spec.instance_ids = world.instances[..2].to_vec();
    world.workbench.schedules().update(&id, detail.summary.version, spec).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    let slots =
        world.until(&id, |slots| slots.len() == 2 && slots[0].state == SlotState::Running && world.runs() == 2).await;
    let by_instance = |instance: &str| slots[0].runs.iter().find(|run| run.instance_id == instance).unwrap();
    let left_out = by_instance(&world.instances[0]);
    assert_eq!(left_out.state, SlotState::Skipped);
    assert_eq!(left_out.reason.as_ref().unwrap().code, "schedule.still_running");
    assert_eq!(by_instance(&world.instances[1]).state, SlotState::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_slot_is_cancelled_or_waited_for_where_the_schedule_says_so() {
    for rule in [WhenRunning::CancelPrevious, WhenRunning::QueueOne, WhenRunning::Allow] {
        let world = World::start().await;
        world.sandbox.control().change(|settings| settings.running = std::time::Duration::from_secs(3600));
        let id = world.add(|spec| spec.when_running = rule).await;
        world.sleep_until_due(&id, 5).await;
        world.until(&id, |slots| slots.len() == 1 && slots[0].state == SlotState::Running && world.runs() == 1).await;
        world.sleep_until_due(&id, 5).await;
        match rule {
            WhenRunning::CancelPrevious => {
                let slots = world.until(&id, |slots| slots.len() == 2 && slots[0].state == SlotState::Running).await;
                assert_eq!(slots[1].state, SlotState::Cancelled);
            }
            WhenRunning::QueueOne => {
                world.step().await;
                assert_eq!(world.states(&id).await, [SlotState::Running, SlotState::Waiting]);
                world.sleep_until_due(&id, 5).await;
                world.step().await;
                let states = world.states(&id).await;
                assert_eq!(states, [SlotState::Running, SlotState::Waiting, SlotState::Skipped]);
                world.sandbox.control().change(|settings| settings.running = std::time::Duration::ZERO);
                world.sandbox.control().advance(std::time::Duration::from_secs(2 * 3600));
                world.clock.speed(60);
                let slots = world.all_ended(&id).await;
                assert_eq!(slots[1].state, SlotState::Succeeded);
            }
            _ => {
                let both = |slot: &workbench::schedule::SlotSummary| slot.state == SlotState::Running;
                world
                    .until(&id, |slots| slots.iter().filter(|slot| both(slot)).count() == 2 && world.runs() == 2)
                    .await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_starts_no_more_executions_a_day_than_it_may() {
    let world = World::start().await;
    let id = world.add(|spec| spec.executions_a_day = Some(1)).await;
    // Both on one day of its zone: the second hour after midnight there and the third.
    let zone: chrono_tz::Tz = "Europe/Berlin".parse().unwrap();
    let local = world.workbench.clock().now().with_timezone(&zone);
    let to_one = (25 * 3600 + 1800 - i64::from(chrono::Timelike::num_seconds_from_midnight(&local))).rem_euclid(86_400);
    world.clock.suspend(std::time::Duration::from_secs(u64::try_from(to_one).unwrap()));
    world.all_ended(&id).await;
    let runs_before = world.runs();
    let started = world.slots(&id).await.iter().filter(|slot| slot.state == SlotState::Succeeded).count();
    for _ in 0..2 {
        world.sleep_until_due(&id, 5).await;
        world.all_ended(&id).await;
    }
    let newest = &world.slots(&id).await[0];
    assert_eq!(newest.state, SlotState::Skipped);
    assert_eq!(newest.reason.as_ref().unwrap().code, "SCH005");
    assert!(world.runs() <= runs_before + 1, "{started} before");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_schedule_is_said_before_it_is_kept() {
    let world = World::start().await;
    let good = hourly(&world.instances[..1]);
    let code = async |change: fn(&mut workbench::schedule::ScheduleSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        let error = world.workbench.schedules().create(spec).await.unwrap_err();
        assert!(error.next_step.is_some(), "{error:?}");
        error.code.into_owned()
    };
    assert_eq!(code(|spec| spec.rule = RuleSpec::Cron("61 * * * *".to_owned())).await, "SCH001");
    assert_eq!(code(|spec| spec.time_zone = "Mars/Base".to_owned()).await, "schedule.zone");
    assert_eq!(code(|spec| spec.window = "yesterday".to_owned()).await, "schedule.window");
    assert_eq!(code(|spec| spec.sql = "SELECT * FROM nothing".to_owned()).await, "query.invalid");
    assert_eq!(code(|spec| spec.instance_ids.clear()).await, "execution.no_instance");
    assert_eq!(code(|spec| spec.instance_ids = vec!["gone".to_owned()]).await, "not_found");
    assert_eq!(code(|spec| " ".clone_into(&mut spec.name)).await, "invalid");
    assert_eq!(code(|spec| spec.pause_after = 11).await, "invalid");
    assert_eq!(code(|spec| spec.last_day = Some("tomorrow".to_owned())).await, "invalid");
    assert_eq!(world.workbench.schedules().list().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_in_words_is_the_one_that_follows_from_the_slot() {
    let world = World::start().await;
    let sql = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic
               WHERE event_dt >= CAST(CUSTOM_PARAMETER('since') AS DATE) GROUP BY campaign";
    let dates = |text: &str| [("since".to_owned(), text.to_owned())].into();
    let id = world
        .add(|spec| {
            sql.clone_into(&mut spec.sql);
            spec.parameter_dates = dates("start of window - 1d");
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!(slots[0].state, SlotState::Succeeded, "{slots:#?}");
    let run = world.workbench.executions().get(slots[0].runs[0].execution_id.as_deref().unwrap()).await.unwrap();
    let first: chrono::NaiveDate = run.summary.window_start.parse().unwrap();
    let wanted = workbench::query::ParameterValue::Text(first.pred_opt().unwrap().to_string());
    assert_eq!(run.parameter_values.get("since"), Some(&wanted));

    let mut spec = hourly(&world.instances[..1]);
    sql.clone_into(&mut spec.sql);
    spec.parameter_dates = dates("today - 14 fortnights");
    let error = world.workbench.schedules().create(spec).await.unwrap_err();
    assert_eq!((&*error.code, error.details.column), ("schedule.date", Some(12)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_how_long_to_wait_for_the_tables_of_the_query() {
    let world = World::start().await;
    let mut spec = hourly(&world.instances[..1]);
    "last 7 days".clone_into(&mut spec.window);
    let traffic = world.workbench.schedules().preview(&spec, 10, None).await.unwrap();
    assert_eq!((traffic.wanted_lag, traffic.slots.len()), (Some(1), 10));
    assert_eq!(traffic.warnings.len(), 2, "that it fires often, and that it comes early: {:?}", traffic.warnings);
    assert!(traffic.warnings.iter().all(|warning| warning.ends_with('.') && !warning.ends_with("..")));
    "SELECT campaign, COUNT(1) AS events FROM amazon_attributed_events_by_traffic_time GROUP BY campaign"
        .clone_into(&mut spec.sql);
    let sales = world.workbench.schedules().preview(&spec, 1, None).await.unwrap();
    assert_eq!(sales.wanted_lag, Some(13));
    "last 7 days lag 13".clone_into(&mut spec.window);
    let mature = world.workbench.schedules().preview(&spec, 1, None).await.unwrap();
    assert_eq!(mature.warnings.len(), 1, "only that it fires often: {:?}", mature.warnings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_names_other_schedules_that_would_do_the_same_on_the_same_day() {
    let world = World::start().await;
    let schedules = world.workbench.schedules();
    let morning = world
        .add(|spec| {
            spec.name = "Morning".to_owned();
            spec.rule = RuleSpec::Cron("0 6 * * *".to_owned());
        })
        .await;
    let mut spec = hourly(&world.instances[..2]);
    spec.rule = RuleSpec::Cron("0 18 * * MON".to_owned());
    spec.sql = spec.sql.replace(' ', "\n  ");
    let conflicts = async |spec: &_, own| {
        let preview = schedules.preview(spec, 3, own).await.unwrap();
        let told = preview.warnings.iter().any(|warning| warning.contains("“Morning” runs the same query"));
        let all: Vec<_> = preview.slots.into_iter().map(|slot| slot.conflicts).collect();
        assert_eq!(told, all.iter().any(|names| !names.is_empty()));
        all
    };
    assert_eq!(conflicts(&spec, None).await, [["Morning"], ["Morning"], ["Morning"]]);
    assert_eq!(conflicts(&spec, Some(morning.as_str())).await, [[""; 0]; 3], "it is no other than itself");

    "fixed 2026-01-01 2026-01-31".clone_into(&mut spec.window);
    assert_eq!(conflicts(&spec, None).await, [[""; 0]; 3], "other dates");
    "last 7 days lag 2".clone_into(&mut spec.window);
    spec.instance_ids = world.instances[1..2].to_vec();
    assert_eq!(conflicts(&spec, None).await, [[""; 0]; 3], "another instance");
    spec.instance_ids = world.instances[..1].to_vec();
    spec.sql.push_str("\nHAVING SUM(impressions) > 1");
    assert_eq!(conflicts(&spec, None).await, [[""; 0]; 3], "another query");
    schedules.pause(vec![morning.clone()]).await.unwrap();
    assert_eq!(conflicts(&hourly(&world.instances[..1]), None).await, [[""; 0]; 3], "a paused one does nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_is_exported_whole_with_a_row_for_each_run() {
    let world = World::start().await;
    let id = world.add(|spec| spec.instance_ids = world.instances[..2].to_vec()).await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    world.clock.suspend(std::time::Duration::from_secs(3700));
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    let slots = world.slots(&id).await;
    assert_eq!(slots.len(), 2, "one ran, one was left out");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.json");
    let schedules = world.workbench.schedules();
    let outcome = schedules.export_history(&id, &file, ExportFormat::Json, false).await.unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!((outcome.rows, rows.len()), (3, 3));
    assert_eq!((&rows[0]["slot_state"], &rows[0]["instance"]), (&"skipped".into(), &serde_json::Value::Null));
    assert_eq!(rows[0]["reason"], "The schedule was paused.");
    for row in &rows[1..] {
        assert_eq!(
            (&row["slot_state"], &row["run_state"], &row["tries"]),
            (&"succeeded".into(), &"succeeded".into(), &1.into())
        );
        let planned: chrono::DateTime<chrono::Utc> = row["planned_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(planned.timestamp_millis(), slots[1].nominal);
    }
    let inside = world.folder.path().join("recomamp.db");
    let refused = schedules.export_history(&id, &inside, ExportFormat::Csv, true).await.unwrap_err();
    assert_eq!(refused.code, "result.refused");
}
