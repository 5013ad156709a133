//! What a person sees of what a schedule did: figures of periods, older slots, all results as files; and templates made of it.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate};
use workbench::result::ExportFormat;
use workbench::schedule::{MisfireWord, PresetKind, RuleSpec, ScheduleSpec, SlotState};
use workbench::settings::Rates;

use super::world::{World, hourly};

/// The day of an instant in the zone of the schedules here.
fn day(millis: i64) -> NaiveDate {
    DateTime::from_timestamp_millis(millis).unwrap().with_timezone(&chrono_tz::Europe::Berlin).date_naive()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_a_period_count_its_slots_and_what_their_runs_brought() {
    let world = World::start().await;
    let mut settings = world.workbench.settings().current();
    settings.rates = Some(Rates { run: 500_000, minute: 0, gigabyte: 0, currency: "EUR".to_owned() });
    world.workbench.settings().update(settings).await.unwrap();
    let daily = RuleSpec::Cron("0 6 * * *".to_owned());
    let id = world
        .add(|spec| {
            spec.rule = daily;
            spec.instance_ids = world.instances[..2].to_vec();
        })
        .await;
    for _ in 0..2 {
        world.sleep_until_due(&id, 5).await;
        world.all_ended(&id).await;
    }
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    world.clock.suspend(Duration::from_secs(24 * 3600));
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    world.workbench.schedules().run_now(&id).await.unwrap();
    let slots = world.all_ended(&id).await;
    assert_eq!(slots.len(), 4);

    let last = day(slots[0].nominal);
    let figures = async |first: NaiveDate, last: NaiveDate| {
        world.workbench.schedules().period_figures(&id, &first.to_string(), &last.to_string()).await.unwrap()
    };
    let all = figures(last - Days::new(6), last).await;
    assert_eq!((all.succeeded, all.failed, all.without, all.executions), (2, 0, 1, 6));
    assert!(
        all.median_millis.is_some_and(|millis| millis >= 0) && all.delay_millis.is_some_and(|millis| millis < 60_000)
    );
    assert_eq!((all.rows_a_run, all.cost), (Some(2.0), Some(3_000_000)));
    let first_day = day(slots.last().unwrap().nominal);
    let one = figures(first_day, first_day).await;
    assert_eq!((one.succeeded, one.without, one.executions, one.cost), (1, 0, 2, Some(1_000_000)));
    let before = figures(last - Days::new(20), last - Days::new(10)).await;
    assert_eq!((before.succeeded, before.executions, before.median_millis, before.rows_a_run), (0, 0, None, None));
    for (first, last) in [("2026-03-02", "2026-03-01"), ("March", "2026-03-01"), ("1900-01-01", "2026-03-01")] {
        let error = world.workbench.schedules().period_figures(&id, first, last).await.unwrap_err();
        assert_eq!((&*error.code, error.next_step.is_some()), ("invalid", true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_slots_are_asked_for_page_by_page_and_none_comes_twice() {
    let world = World::start().await;
    let id = world.add(|spec| spec.misfire = MisfireWord::None).await;
    world.clock.suspend(Duration::from_secs(7 * 3600));
    world.step().await;
    let all = world.slots(&id).await;
    assert!(all.len() >= 6, "{}", all.len());
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = world.workbench.schedules().history(&id, 3, before.as_deref()).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 3);
        before = Some(last.id.clone());
        paged.extend(page);
    }
    assert_eq!(paged, all);
    assert_eq!(world.workbench.schedules().history(&id, 3, Some("gone")).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_results_are_written_to_a_new_folder_and_nothing_is_replaced() {
    let world = World::start().await;
    let target = tempfile::tempdir().unwrap();
    let schedules = world.workbench.schedules();
    let id = world.add(|spec| spec.instance_ids = world.instances[..2].to_vec()).await;
    let none = schedules.export_results(&id, target.path(), ExportFormat::Csv, true).await.unwrap_err();
    assert_eq!(none.code, "schedule.no_results");
    // Two slots over the same dates: their files have the same name.
    for _ in 0..2 {
        schedules.run_now(&id).await.unwrap();
        world.all_ended(&id).await;
    }
    let outcome = schedules.export_results(&id, target.path(), ExportFormat::Csv, true).await.unwrap();
    assert_eq!((outcome.files, outcome.rows, outcome.missing), (4, 8, 0));
    let again = schedules.export_results(&id, target.path(), ExportFormat::Json, true).await.unwrap();
    assert_ne!(again.folder, outcome.folder);
    let mut names: Vec<String> = std::fs::read_dir(&outcome.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names.len(), 4);
    assert_eq!(names.iter().filter(|name| name.ends_with(" (2).csv")).count(), 2, "{names:?}");
    let gone = target.path().join("gone");
    assert_eq!(schedules.export_results(&id, &gone, ExportFormat::Csv, true).await.unwrap_err().code, "result.io");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_keeps_when_and_over_which_dates_and_not_what_runs_where() {
    let world = World::start().await;
    let schedules = world.workbench.schedules();
    let come_with_the_app = schedules.templates("America/New_York").await.unwrap();
    assert!(come_with_the_app.len() >= 4 && come_with_the_app.iter().all(|one| one.built_in && !one.words.is_empty()));
    assert!(come_with_the_app.iter().all(|one| one.spec.time_zone == "America/New_York"));

    let mut spec = hourly(&world.instances[..1]);
    (spec.retries, spec.retry_minutes, spec.time_limit_minutes) = (2, 10, Some(120));
    spec.most_slots = Some(3);
    let id = schedules.save_template(" Every hour ", spec.clone()).await.unwrap();
    let own = |all: Vec<workbench::schedule::ScheduleTemplate>| all.into_iter().find(|one| one.id == id);
    let kept = own(schedules.templates("UTC").await.unwrap()).unwrap();
    assert_eq!((kept.name.as_str(), kept.built_in), ("Every hour", false));
    assert!(kept.words.contains("hour"), "{}", kept.words);
    let expected = ScheduleSpec {
        retries: 2,
        retry_minutes: 10,
        time_limit_minutes: Some(120),
        ..ScheduleSpec::usual(spec.rule.clone(), "Europe/Berlin", "last 7 days lag 2")
    };
    assert_eq!(kept.spec, expected);

    schedules.delete_template(&id).await.unwrap();
    assert_eq!(own(schedules.templates("UTC").await.unwrap()), None);
    assert_eq!(schedules.delete_template(&id).await.unwrap_err().code, "not_found");
    schedules.restore_template(&id).await.unwrap();
    assert!(own(schedules.templates("UTC").await.unwrap()).is_some());
    let built_in = &come_with_the_app[0].id;
    assert_eq!(schedules.delete_template(built_in).await.unwrap_err().code, "not_found");
    assert_eq!(schedules.save_template("  ", spec.clone()).await.unwrap_err().code, "invalid");
    spec.time_zone = "Mars/Base".to_owned();
    assert_eq!(schedules.save_template("Mars", spec).await.unwrap_err().code, "schedule.zone");
    assert!(schedules.templates("Mars/Base").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_begins_with_a_template_runs_once_it_has_a_time() {
    let world = World::start().await;
    let all = world.workbench.schedules().templates("Europe/Berlin").await.unwrap();
    let is_daily = |spec: &ScheduleSpec| matches!(&spec.rule, RuleSpec::Preset(preset) if preset.kind == PresetKind::EveryDays && preset.days == Some(1));
    let daily = all.into_iter().find(|one| is_daily(&one.spec)).unwrap();
    let of_world = hourly(&world.instances[..1]);
    let mut spec =
        ScheduleSpec { name: of_world.name, sql: of_world.sql, instance_ids: of_world.instance_ids, ..daily.spec };
    let timeless = world.workbench.schedules().create(spec.clone()).await.unwrap_err();
    assert!(timeless.next_step.is_some(), "{timeless:?}");
    if let RuleSpec::Preset(preset) = &mut spec.rule {
        preset.at = vec!["06:30".to_owned()];
    }
    let id = world.workbench.schedules().create(spec).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
}
